"""The mark that says how a film was made: small, on a plate of its own, in the corner across from the logo."""

import math

import numpy as np

from onset.compositing import color, pictures
from onset.compositing.planes import rounded
from onset.compositing.regions import Regions
from onset.compositing.shapes import pill, tinted
from onset.compositing.sprites import Placement, Sprite
from onset.compositing.typography import SEMI_BOLD, advance_em, height_em, text_mask
from onset.timeline.layout import Box

_SIZE_UNITS = 2.6
"""28 px at 1080: read on a phone, and no more than that."""
_SIDE_EM, _RISE_EM = 0.55, 0.32
_PLATE_OPACITY = 0.62
"""White on it has a contrast of 5.5 : 1 over a white picture, and more over any other."""
_WIDTH_WITHOUT_LOGO = 0.7
"""Of the safe box; the mark must stay the smaller thing where there is no logo."""


def place_of(regions: Regions) -> Box:
    """Where the mark may stand: along the top of the safe box, beside the logo's corner."""
    gap = round(2 * regions.unit)
    left = min(regions.logo.right + gap, regions.safe.left + round(regions.safe.width * _WIDTH_WITHOUT_LOGO))
    return Box(left, regions.safe.top, regions.safe.right, regions.logo.bottom)


def below_label(regions: Regions, box: Box) -> Box:
    """What of a box lies below the mark."""
    top = max(box.top, regions.logo.bottom + round(2 * regions.unit))
    return Box(box.left, min(top, box.bottom - 2), box.right, box.bottom)


def label_sprite(text: str, regions: Regions) -> tuple[Sprite, Placement]:
    """The mark as it is drawn, and where.

    Raises:
        UnsettableError: there is no font for a character.
    """
    place = place_of(regions)
    wide_em = advance_em(SEMI_BOLD, text) + 2 * _SIDE_EM
    above_em, below_em = height_em(SEMI_BOLD, text)
    high_em = above_em + below_em + 2 * _RISE_EM
    size = max(1, math.floor(min(_SIZE_UNITS * regions.unit, place.width / wide_em, place.height / high_em)))
    ink = text_mask(SEMI_BOLD, size, text)[0]
    side, rise = round(_SIDE_EM * size), round(_RISE_EM * size)
    height, width = ink.shape[0] + 2 * rise, ink.shape[1] + 2 * side
    plate = tinted(rounded(pill(width, height, height * 0.3) * np.float32(_PLATE_OPACITY)), color.BLACK)
    words = tinted(np.pad(ink, ((rise, rise), (side, side))), color.WHITE)
    sprite = Sprite.of_rgba(pictures.over(words, plate))
    corner = ((place.right - width) // 2 * 2, -(-place.top // 2) * 2)
    return sprite, Placement(*sprite.centre(*corner))
