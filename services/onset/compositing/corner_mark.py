"""The small mark in the corner of moving pictures, and what makes it stand out from each of them."""

import math

import numpy as np

from onset.compositing import color, marks
from onset.compositing.captions.art import Edges
from onset.compositing.captions.ground import Ground, spread
from onset.compositing.captions.words import scaled_mask
from onset.compositing.easing import lerp
from onset.compositing.pictures import Rgba
from onset.compositing.planes import Planes, rounded
from onset.compositing.regions import Regions
from onset.compositing.sprites import Placement, Sprite
from onset.timeline.layout import Box

_FROM = 0.9
"""How large it is where its entrance begins and where it ends; it never leaves its box."""
_CONTRAST = 4.5
"""To be reached with the picture: above the 3 : 1 of graphics (WCAG 2.2, 1.4.11), for what an encoder takes away."""
_CORE_UNITS, _REACH_UNITS = 0.35, 1.6
"""Of the soft ground: full this far around the mark, gone so much farther out."""


class CornerMark:
    """A brand's mark, ready to be drawn."""

    def __init__(self, logo: Rgba | None, name: str, regions: Regions) -> None:
        """Draw it, and work out its place.

        Args:
            logo: the brand's; its name in type stands in for none.
            name: the brand's.
            regions: of the frame.
        """
        box, unit, edges = regions.logo, regions.unit, Edges(regions.safe, regions.unit)
        # Set in by as much as its shadow fades out over towards the edge of the safe box.
        aside = math.ceil(unit)
        width, height = (
            max(1, min(side, room - 2 * aside - 2))
            for side, room in ((box.width, regions.safe.width), (box.height, regions.safe.height))
        )
        found = marks.in_corner(logo, name, width, height, unit)
        left, top = (-(-(edge + aside - found.margin) // 2) * 2 for edge in (box.left, box.top))
        shaded = found.rgba.copy()
        shaded[..., 3] = rounded(
            shaded[..., 3] * edges.weight(Box(left, top, left + shaded.shape[1], top + shaded.shape[0]))
        )
        self._sprite = Sprite.of_rgba(shaded)
        self._centre = self._sprite.centre(left, top)
        self._ground: Ground | None = None
        if not found.has_own_ground:
            reach = math.ceil((_CORE_UNITS + _REACH_UNITS) * unit)
            right, bottom = left + found.rgba.shape[1], top + found.rgba.shape[0]
            inner = found.margin - reach
            region = edges.clip(left + inner, top + inner, right - inner, bottom - inner)
            alpha = np.zeros((region.height, region.width), np.uint8)
            shape = found.shape
            y, x = top + found.margin - region.top, left + found.margin - region.left
            alpha[y : y + shape.shape[0], x : x + shape.shape[1]] = shape
            cover = spread(alpha, _CORE_UNITS * unit, _REACH_UNITS * unit)
            self._cover = rounded(cover * edges.weight(region))
            self._at = region.left, region.top
            self._ground = Ground((color.WHITE,), color.BLACK, least=0.0, aimed=_CONTRAST)

    def draw(self, frame: Planes, opacity: float) -> None:
        """Draw it, as far as it is there."""
        if opacity <= 0.0:
            return
        if self._ground is not None:
            self._ground.lay(frame, scaled_mask(self._cover, opacity), *self._at)
        self._sprite.draw(frame, Placement(*self._centre, lerp(_FROM, 1.0, opacity), opacity))
