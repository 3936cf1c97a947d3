"""Which characters a font has."""

from functools import lru_cache

from fontTools.ttLib import TTFont

from onset.runtime.fonts.faces import Face


def covers(face: Face, text: str) -> bool:
    """Whether a face has a glyph for each character that shows."""
    known = _characters(face.path, face.index)
    return all(ord(character) in known or is_invisible(character) for character in text)


def is_invisible(character: str) -> bool:
    """Whether a character shows nothing itself: joiners, direction marks, variation selectors, control characters."""
    code = ord(character)
    return (
        code < 0x20
        or 0x200B <= code <= 0x200F
        or 0x202A <= code <= 0x202E
        or 0x2060 <= code <= 0x206F
        or 0xFE00 <= code <= 0xFE0F
        or 0xE0000 <= code <= 0xE007F
        or code in (0xAD, 0x34F, 0x61C, 0xFEFF)
    )


@lru_cache(maxsize=64)
def _characters(path: str, index: int) -> frozenset[int]:
    with TTFont(path, fontNumber=index, lazy=True) as font:
        # What stands in a private area means something in one font only.
        return frozenset(code for code in font.getBestCmap() if not 0xE000 <= code <= 0xF8FF and code < 0xF0000)
