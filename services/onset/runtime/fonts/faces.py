"""The faces of the house: one for each script, and which of them a text prefers."""

from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Face:
    """A font file as it is used."""

    path: str
    index: int = 0
    """Of the face within a collection."""
    weights: tuple[int, int] | None = None
    """The range of its weight axis; None if it has none."""
    scale: float = 1.0
    """Its size against the house's own, so that letters beside each other look equally large."""
    colored: bool = False
    """Whether its glyphs are pictures that keep their colours."""


@dataclass(frozen=True, slots=True)
class Typeface:
    """What a text is set in: preferred faces, and behind them the house's for every script."""

    faces: tuple[Face, ...]
    weight: int
    """Of the faces behind them, 100..900, as far as their axes go."""
    han: int | None = None
    """Which East Asian forms Chinese characters take: 0 Japanese, 1 Korean, 2 Simplified, 3 Traditional; None for what
    the text at hand asks for, where it is no part of another."""

    def led_by(self, face: Face) -> "Typeface":
        """With another face before its own."""
        return replace(self, faces=(face, *self.faces))


_HERE = Path(__file__).parent
_INTER_CAP_HEIGHT_EM = 0.727
EXTRA_BOLD = Typeface((Face(str(_HERE / "InterTight-ExtraBold.ttf")),), 800)
SEMI_BOLD = Typeface((Face(str(_HERE / "InterTight-SemiBold.ttf")),), 600)
EMOJI = Face(str(_HERE / "Twemoji.ttf"), colored=True)

_NOTO = {
    "Arab": "Arabic",
    "Armn": "Armenian",
    "Beng": "Bengali",
    "Deva": "Devanagari",
    "Ethi": "Ethiopic",
    "Geor": "Georgian",
    "Gujr": "Gujarati",
    "Guru": "Gurmukhi",
    "Hebr": "Hebrew",
    "Khmr": "Khmer",
    "Knda": "Kannada",
    "Laoo": "Lao",
    "Mlym": "Malayalam",
    "Mymr": "Myanmar",
    "Orya": "Oriya",
    "Sinh": "Sinhala",
    "Taml": "Tamil",
    "Telu": "Telugu",
    "Thai": "Thai",
}
"""Noto Sans by ISO 15924 script."""
EAST_ASIAN = frozenset({"Hani", "Hira", "Kana", "Hang", "Bopo"})
_NOTO_WEIGHTS = (400, 700)
_CJK_WEIGHTS = (100, 900)
_CJK_SCALE = 0.94
"""Chinese characters fill their whole box; beside capitals they look larger than they are."""


def script_faces(script: str, han: int) -> tuple[Face, ...]:
    """The house's faces for a script, best first; those for common characters where there is no better one."""
    if script in EAST_ASIAN:
        return (_cjk(han),)
    if script in _NOTO:
        return (_noto(f"NotoSans{_NOTO[script]}[wght].ttf"),)
    common = (_noto("NotoSans[wght].ttf"), _noto("NotoSansSymbols[wght].ttf"))
    return (*common, _cjk(han)) if script in {"Zyyy", "Zinh"} else common


@cache
def _noto(name: str) -> Face:
    return Face(str(files("manimgx_fonts") / name), weights=_NOTO_WEIGHTS)


@cache
def _cjk(han: int) -> Face:
    path = str(files("manimgx_fonts_cjk") / "NotoSansCJK-VF.otf.ttc")
    return Face(path, index=han, weights=_CJK_WEIGHTS, scale=_CJK_SCALE)


def brand_face(path: Path, cap_height_em: float) -> Face:
    """A brand's font, set as large as the house's own by the height of its capitals."""
    return Face(str(path), scale=_INTER_CAP_HEIGHT_EM / cap_height_em)
