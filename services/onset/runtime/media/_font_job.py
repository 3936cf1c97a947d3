"""Take a font apart and write it anew with what shaping and drawing need. Runs in the confined child."""

import io
import os
from typing import Any, BinaryIO

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from PIL import ImageFont

from onset.runtime.media.refusal import RefusedError

_KEPT = ("head", "hhea", "maxp", "OS/2", "hmtx", "cmap", "name", "post", "glyf", "loca", "CFF ", "GDEF", "GSUB", "GPOS")
"""Outlines, which character has which, and how they are set.

Programs for hinting, bitmaps, drawings (SVG, COLR) and the tables of other shapers are left out: they are of no use,
and each is one more reader that a stranger could feed.
"""
_WEIGHT = 800
"""Of a font that has a weight axis, as far as it goes: words over pictures are bold."""
_LARGEST_EM = 6.0
"""No letter reaches farther from its origin; what does is damage, or meant to cover the picture."""
_TRIED_PX, _TRIED = 64, 400
"""Size and number of the letters that are drawn on trial."""
_LONGEST_NAME = 80


def run(source: BinaryIO, *, name: str, output: int | None) -> dict[str, Any]:
    """Rewrite the font `source`; write it to the descriptor `output` if there is one.

    Returns:
        The fields of `onset.runtime.media.font.FontFacts` but for its media type.

    Raises:
        RefusedError: the font cannot be used.
    """
    try:
        font = TTFont(io.BytesIO(source.read()), lazy=False, recalcTimestamp=False)
        content, facts = _rewritten(font)
        _try(content, font)
    except (RefusedError, MemoryError):
        raise
    except Exception as error:  # fontTools raises every kind of exception on damaged files
        raise RefusedError(
            "FONT_DAMAGED",
            f"The font is damaged: {type(error).__name__}: {error}. Export it again from the original.",
        ) from error
    if output is not None:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(output, rest) :]
    return {"format": name, **facts}


def _rewritten(font: TTFont) -> tuple[bytes, dict[str, Any]]:
    if "glyf" not in font and "CFF " not in font and "CFF2" not in font:
        raise RefusedError(
            "FONT_WITHOUT_OUTLINES",
            "The font holds no outlines, only pictures. Send one in TrueType or OpenType outlines.",
        )
    if "fvar" in font:
        axes = {axis.axisTag: axis for axis in font["fvar"].axes}
        limits = {tag: axis.defaultValue for tag, axis in axes.items()}
        if weight := axes.get("wght"):
            limits["wght"] = min(max(_WEIGHT, weight.minValue), weight.maxValue)
        instantiateVariableFont(font, limits, inplace=True, downgradeCFF2="CFF2" in font)
    for tag in [tag for tag in font.keys() if tag not in (*_KEPT, "GlyphOrder")]:  # noqa: SIM118  (no mapping)
        del font[tag]
    if "glyf" in font:
        for glyph in font.getGlyphOrder():
            font["glyf"][glyph].removeHinting()
    characters = font.getBestCmap() or {}
    if not characters:
        raise RefusedError("FONT_WITHOUT_LETTERS", "The font maps no Unicode characters (is it an old symbol font?).")
    result = io.BytesIO()
    font.save(result)
    content = result.getvalue()
    _check_extent(TTFont(io.BytesIO(content), lazy=True)["head"])
    family = "".join(letter for letter in str(font["name"].getBestFamilyName() or "") if letter.isprintable())
    return content, {
        "family": family[:_LONGEST_NAME],
        "glyphs": len(font.getGlyphOrder()),
        "characters": len(characters),
    }


def _check_extent(head: Any) -> None:
    farthest = max(abs(head.xMin), abs(head.yMin), abs(head.xMax), abs(head.yMax)) / max(head.unitsPerEm, 1)
    if farthest > _LARGEST_EM:
        raise RefusedError(
            "FONT_TOO_LARGE_LETTERS",
            f"A letter of the font reaches {farthest:.1f} times its size away; at most {_LARGEST_EM:g} are taken.",
        )


def _try(content: bytes, font: TTFont) -> None:
    """Shape and draw letters of the result: better here than in the compositor."""
    letters = [chr(code) for code in sorted(font.getBestCmap()) if chr(code).isprintable()]
    text = "".join(letters[:: max(1, len(letters) // _TRIED)])
    face = ImageFont.truetype(io.BytesIO(content), _TRIED_PX, layout_engine=ImageFont.Layout.RAQM)
    for start in range(0, len(text), 20):
        face.getmask(text[start : start + 20])
