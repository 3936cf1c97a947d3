"""Captions are seen in the picture where they are, over scenery that moves."""

import cv2
import numpy as np
import pytest

from onset.evaluation.overlay import caption_probes, check_overlay, find_captions
from onset.timeline.brief import Size
from onset.timeline.profile import profile
from onset.timeline.verdict import Outcome
from tests.unit.evaluation.films import Change, picture, plan, speak

PREVIEW = Size(135, 240)
FILM = Size(1080, 1920)
SAFE = profile("social").safe_box(FILM)
SPOKEN = speak([f"word{k}" for k in range(32)], pause_after=(7, 15, 23))
TIMELINE = plan(420, [Change(100), Change(230, 12)], spoken=SPOKEN, words_per_caption=4)


def previews(top: int, bottom: int, *, shown: bool = True) -> dict[int, np.ndarray]:
    """A picture that pans, and at each caption other letters between two lines of the preview."""
    starts = [caption.start_frame for caption in TIMELINE.captions]
    kept = {}
    for frame in {frame for probe in caption_probes(TIMELINE) for frame in probe}:
        grey = cv2.cvtColor(picture(7, PREVIEW, frame / 600), cv2.COLOR_RGB2GRAY)
        number = sum(start <= frame for start in starts)
        if shown and number:
            letters = np.random.default_rng(number).random((bottom - top, 80)) < 0.5
            grey[top:bottom, 20:100] = np.where(letters, 255, 0)
        kept[frame] = grey
    return kept


def test_probes_keep_clear_of_changes_of_scene() -> None:
    probes = caption_probes(TIMELINE)
    assert len(probes) >= 5
    for before, after in probes:
        assert after < 99 or before > 100
        assert after < 223 or before > 236


def test_the_place_of_captions_is_found() -> None:
    box = find_captions(previews(130, 146), caption_probes(TIMELINE))
    assert box is not None
    assert (box.left, box.top, box.right, box.bottom) == pytest.approx((20, 130, 100, 146), abs=2)


@pytest.mark.parametrize(("top", "outcome"), [(130, Outcome.PASS), (190, Outcome.FAIL), (10, Outcome.FAIL)])
def test_captions_outside_the_safe_box_fail(top: int, outcome: Outcome) -> None:
    (check,) = check_overlay(previews(top, top + 16), TIMELINE, FILM, SAFE)
    assert check.outcome is outcome, check
    if outcome is Outcome.FAIL:
        expected = max(SAFE.top - 8 * top, 8 * (top + 16) - SAFE.bottom)
        assert check.value == pytest.approx(expected, abs=16)


def test_no_captions_in_the_picture_are_told_not_judged() -> None:
    (check,) = check_overlay(previews(0, 0, shown=False), TIMELINE, FILM, SAFE)
    assert check.outcome is Outcome.INFO
