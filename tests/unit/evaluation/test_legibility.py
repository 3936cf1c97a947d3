"""Contrast of captions as it is seen in the picture: drawn ones pass on any ground, bare letters do not."""

import cv2
import numpy as np
import pytest

from onset.compositing.captions import inks
from onset.compositing.captions.layout import caption_type
from onset.compositing.captions.styles import STYLES
from onset.compositing.planes import Planes
from onset.compositing.typography import EXTRA_BOLD, text_mask
from onset.evaluation.legibility import check_legibility, contrast_of
from onset.timeline.brief import CaptionStyle, Size
from onset.timeline.layout import Box
from onset.timeline.verdict import Outcome
from tests.unit.compositing.material import COLORS, RATE, caption, places_of, rgb_of

SIZE = Size(720, 1280)
PLACES = places_of(SIZE)
BOX = PLACES.captions
PART = np.s_[BOX.top : BOX.bottom, BOX.left : BOX.right]
UNIT = 7.2


def ground(name: str) -> np.ndarray:
    noise = np.random.default_rng(1).integers(0, 256, (SIZE.height // 4, SIZE.width // 4, 3), dtype=np.uint8)
    shape = (SIZE.height, SIZE.width, 3)
    return {
        "white": np.full(shape, 255, np.uint8),
        "light": np.full(shape, 205, np.uint8),
        "grey": np.full(shape, 128, np.uint8),
        "black": np.zeros(shape, np.uint8),
        "busy": noise.repeat(4, axis=0).repeat(4, axis=1),
    }[name]


def coded(rgb: np.ndarray) -> np.ndarray:
    """After a lossy encoder."""
    return np.asarray(cv2.imdecode(cv2.imencode(".jpg", rgb, [cv2.IMWRITE_JPEG_QUALITY, 88])[1], cv2.IMREAD_COLOR))


@pytest.mark.parametrize("name", ["white", "light", "grey", "black", "busy"])
@pytest.mark.parametrize("style", [CaptionStyle.PILL, CaptionStyle.KARAOKE, CaptionStyle.LINE])
def test_captions_as_they_are_drawn_pass(style: CaptionStyle, name: str) -> None:
    shown = caption("soft morning light wakes you gently", 0, 90)
    frame = Planes.of_rgb(ground(name))
    kind = caption_type([shown], PLACES, style)
    STYLES[style](shown, kind, BOX, PLACES.safe, RATE, inks.over_pictures(COLORS)).draw(frame, 8)
    (check,) = check_legibility({8: coded(rgb_of(frame))}, BOX, SIZE)
    assert check.outcome is Outcome.PASS, check


@pytest.mark.parametrize("name", ["light", "grey", "busy"])
def test_bare_letters_fail(name: str) -> None:
    picture = ground(name).astype(float)
    mask, _, _ = text_mask(EXTRA_BOLD, 58, "soft light wakes")
    top, left = BOX.top + 40, BOX.left + 20
    area = np.s_[top : top + mask.shape[0], left : left + mask.shape[1]]
    share = mask[..., None] / 255
    picture[area] = picture[area] * (1 - share) + 255 * share
    ratio = contrast_of(coded(picture.astype(np.uint8))[PART], UNIT)
    assert ratio is not None
    assert ratio < 4.5


def test_where_no_captions_are_seen_nothing_is_judged() -> None:
    (check,) = check_legibility({0: ground("white")}, None, SIZE)
    assert check.outcome is Outcome.INFO
    (check,) = check_legibility({0: ground("white")}, Box(100, 700, 500, 800), SIZE)
    assert check.outcome is Outcome.INFO
