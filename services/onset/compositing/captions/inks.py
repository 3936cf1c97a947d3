"""Colours of captions: each ink can be read on what is put under it."""

from collections.abc import Sequence
from dataclasses import dataclass

from onset.compositing import color
from onset.compositing.color import Rgb
from onset.timeline.brief import CaptionStyle, Colors

_PILL_CONTRAST = 1.3
"""Below this a pill is lost on its ground."""
_TELLING = 1.6
"""Below this contrast two inks look like one."""
_LEAST_LUMINANCE = 0.22
"""Of a bright ink: even on black, darker ones reach 4.5 : 1 barely."""
_STEP = 0.08
"""By which a colour is lightened or darkened at a time."""
_SHADOW, _SHADOW_ON_CARD = 0.30, 0.10


@dataclass(frozen=True, slots=True)
class CaptionInks:
    """Colours of one caption."""

    ink: Rgb
    """Of the words."""
    spoken: Rgb
    """Of a word that is spoken, or has been, where a style tells so by its ink; as light or as dark as `ink`."""
    pill: Rgb
    lit: Rgb
    """Of the word in the pill."""
    ground: Rgb
    """Soft ground of the words; what cannot be read on it is told by `readable`."""
    shadow: float
    """Opacity of the pill's shadow."""

    def used(self, style: CaptionStyle) -> tuple[Rgb, ...]:
        """The inks that stand on the soft ground."""
        return (self.ink, self.spoken) if style in (CaptionStyle.POP, CaptionStyle.KARAOKE) else (self.ink,)


def over_pictures(colors: Colors) -> CaptionInks:
    """White on a dark ground, the brand's colours for what is spoken."""
    accent = color.parse(colors.accent)
    dark = min((color.parse(colors.background), color.parse(colors.text)), key=color.luminance)
    legible = color.contrast(color.WHITE, accent) >= color.TEXT_CONTRAST
    lit = color.WHITE if legible else color.readable_on(accent, dark)
    return CaptionInks(color.WHITE, _bright(colors), accent, lit, color.BLACK, _SHADOW)


def over_card(colors: Colors, text: Rgb) -> CaptionInks:
    """In the end card's own colours; the pill in the text's colour where the accent would be lost."""
    ground, plain = color.parse(colors.background), over_pictures(colors)
    spoken = _told_from(text, [_beside(text, color.parse(paint), ground) for paint in _voices(colors)])
    if color.contrast(plain.pill, ground) >= _PILL_CONTRAST:
        return CaptionInks(text, spoken, plain.pill, plain.lit, ground, _SHADOW_ON_CARD)
    return CaptionInks(text, spoken, text, color.readable_on(text, ground), ground, _SHADOW_ON_CARD)


def _bright(colors: Colors) -> Rgb:
    """A brand colour beside white: the first of accent, primary and secondary that differs, lightened as needed."""
    options = []
    for paint in _voices(colors):
        bright = color.parse(paint)
        while color.luminance(bright) < _LEAST_LUMINANCE:
            bright = color.mix(bright, color.WHITE, _STEP)
        options.append(bright)
    return _told_from(color.WHITE, options)


def _beside(text: Rgb, paint: Rgb, ground: Rgb) -> Rgb:
    """A colour, made darker or lighter until it can be read on a ground as `text` can: both darker, or both lighter."""
    lighter = color.luminance(text) > color.luminance(ground)
    away = color.WHITE if lighter else color.BLACK
    while color.contrast(paint, ground) < color.TEXT_CONTRAST or lighter != (
        color.luminance(paint) > color.luminance(ground)
    ):
        nearer = color.mix(paint, away, _STEP)
        # Rounding may hold a colour just short of black or white.
        paint = nearer if nearer != paint else away
    return paint


def _told_from(ink: Rgb, options: Sequence[Rgb]) -> Rgb:
    """The first that can be told from an ink, or the one that differs most."""
    return max(options, key=lambda paint: min(color.contrast(paint, ink), _TELLING))


def _voices(colors: Colors) -> tuple[str, str, str]:
    return colors.accent, colors.primary, colors.secondary
