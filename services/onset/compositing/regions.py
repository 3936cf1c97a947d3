"""Where things stand in a frame of any size. Everything with words, and the logo, keeps to the safe box."""

from dataclasses import dataclass, replace

from onset.timeline.brief import Size
from onset.timeline.layout import Box


@dataclass(frozen=True, slots=True)
class Regions:
    """The places of one frame size."""

    size: Size
    unit: float
    """One percent of the frame's shorter side: what all sizes are measured in."""
    safe: Box
    """What no platform's own interface covers."""
    column: Box
    """The widest box within the safe box that is centred in the frame: words stand here."""
    captions: Box
    """The foot of the column, high enough for two lines."""
    captions_above: Box
    """The head of the column, below the small logo: where captions stand that would cover something at the foot."""
    stage: Box
    """Above the captions, for a product; wider than the column, for it holds no words."""
    logo: Box
    """The corner for the small logo."""

    def card(self, *, with_captions: bool) -> Box:
        """Where the end card's words stand."""
        if not with_captions:
            return self.column
        return replace(self.column, bottom=max(self.captions.top - round(3 * self.unit), self.column.top + 2))


def regions(size: Size, safe: Box) -> Regions:
    """The places of a frame size whose safe box is `safe`."""
    unit = min(size.width, size.height) / 100
    half = min(size.width // 2 - safe.left, safe.right - size.width // 2)
    column = Box(size.width // 2 - half, safe.top, size.width // 2 + half, safe.bottom)
    tall = size.height > size.width
    caption_height = round(min(23.6 * unit if tall else 19.2 * unit, column.height * 0.4))
    captions = Box(column.left, column.bottom - caption_height, column.right, column.bottom)
    stage_top = round(size.height * (0.085 if tall else 0.07))
    stage = Box(
        round(size.width * 0.07), stage_top, size.width - round(size.width * 0.07), captions.top - round(2.5 * unit)
    )
    logo = Box(safe.left, safe.top, safe.left + round(20 * unit), safe.top + round(6.5 * unit))
    head = min(logo.bottom + round(2 * unit), captions.top - caption_height)
    above = Box(column.left, head, column.right, head + caption_height)
    return Regions(size, unit, safe, column, captions, above, stage, logo)
