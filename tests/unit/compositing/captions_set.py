"""Captions set and ready to be drawn, in scripts of all kinds."""

import pytest

from onset.compositing.captions import inks
from onset.compositing.captions.art import CaptionArt
from onset.compositing.captions.layout import CaptionLayout, caption_type, lay_out
from onset.compositing.captions.styles import STYLES
from onset.timeline.brief import CaptionStyle, Size
from onset.timeline.plan import Caption
from tests.unit.compositing.material import COLORS, RATE, places_of

SCRIPTS = [
    "soft light wakes you",
    "استيقظ بلطف مع Aurora 24",
    "धीरे-धीरे रोशनी आती है",
    "やさしい 光で 目覚める",
    "ตื่นขึ้น พร้อม แสง",
    "wake ☀️ up 👩‍💻",
    "Donaudampfschifffahrtsgesellschaft",
]
styles = pytest.mark.parametrize("style", list(CaptionStyle), ids=lambda style: style.name.lower())


def laid_out(shown: Caption, size: Size, style: CaptionStyle = CaptionStyle.PILL) -> CaptionLayout:
    places = places_of(size)
    return lay_out(shown, caption_type([shown], places, style), places.captions)


def art(shown: Caption, size: Size, style: CaptionStyle, paints: inks.CaptionInks | None = None) -> CaptionArt:
    places = places_of(size)
    kind = caption_type([shown], places, style)
    paints = paints or inks.over_pictures(COLORS)
    return STYLES[style](shown, kind, places.captions, places.safe, RATE, paints)
