"""Fonts from outside are written anew with what is needed, or refused with a reason."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from PIL import ImageFont

from onset.runtime.errors import InvalidArgumentError
from onset.runtime.fonts.faces import EXTRA_BOLD, script_faces
from onset.runtime.media import font as media_font
from onset.runtime.media.asset import inspect_asset
from onset.runtime.media.font import probe_font, rewrite_font

INTER = Path(EXTRA_BOLD.faces[0].path)
DEVANAGARI = Path(script_faces("Deva", 0)[0].path)


def built(size: int = 600, *, letters: str = "AB", outlines: bool = True) -> bytes:
    """A font whose letters are squares of so many thousandths of its size."""
    names = [".notdef", *(f"letter{index}" for index, _ in enumerate(letters))]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(letter): names[index + 1] for index, letter in enumerate(letters)})
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for corner in ((0, size), (size, size), (size, 0)):
        pen.lineTo(corner)
    pen.closePath()
    builder.setupGlyf(dict.fromkeys(names, pen.glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (700, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Squares", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    if not outlines:
        del builder.font["glyf"], builder.font["loca"]
    result = io.BytesIO()
    builder.font.save(result)
    return result.getvalue()


def test_a_font_keeps_its_letters_and_their_shaping(tmp_path: Path) -> None:
    content, facts = rewrite_font(INTER)
    assert (facts.format, facts.media_type, facts.family) == ("ttf", "font/ttf", "Inter Tight")
    (tmp_path / "font.ttf").write_bytes(content)
    before, after = (ImageFont.truetype(str(path), 80) for path in (INTER, tmp_path / "font.ttf"))
    for text in ("AV Tower fi 12/3", "Žluťoučký kůň", "Привет"):
        assert after.getlength(text) == before.getlength(text)


def test_a_variable_font_becomes_bold_and_still(tmp_path: Path) -> None:
    content, _ = rewrite_font(DEVANAGARI)
    with TTFont(io.BytesIO(content)) as font:
        assert "fvar" not in font
        assert not {"fpgm", "prep", "cvt ", "gasp"} & set(font.keys())
    bold = ImageFont.truetype(io.BytesIO(content), 80, layout_engine=ImageFont.Layout.RAQM)
    named = ImageFont.truetype(str(DEVANAGARI), 80, layout_engine=ImageFont.Layout.RAQM)
    named.set_variation_by_axes([700])
    assert bold.getlength("धीरे स्त्री") == pytest.approx(named.getlength("धीरे स्त्री"), rel=0.005)


def test_the_same_font_is_written_the_same_way() -> None:
    assert rewrite_font(DEVANAGARI)[0] == rewrite_font(DEVANAGARI)[0]


def test_uploads_are_told_what_they_are(tmp_path: Path) -> None:
    path = tmp_path / "logo.png"
    path.write_bytes(built())
    facts = inspect_asset(path)
    assert (facts.kind, facts.media_type, facts.details["characters"]) == ("font", "font/ttf", 2)


def truncated() -> bytes:
    return INTER.read_bytes()[:40_000]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (truncated, "FONT_DAMAGED"),
        (lambda: b"OTTO" + bytes(200), "FONT_WITHOUT_OUTLINES"),
        (lambda: built(9000), "FONT_TOO_LARGE_LETTERS"),
        (lambda: built(outlines=False), "FONT_WITHOUT_OUTLINES"),
        (lambda: built(letters=""), "FONT_WITHOUT_LETTERS"),
        (lambda: b"wOF2" + bytes(80), "UNSUPPORTED_MEDIA"),
        (lambda: b"ttcf" + bytes(80), "UNSUPPORTED_MEDIA"),
        (lambda: b"\x89PNG\r\n\x1a\n" + bytes(80), "UNSUPPORTED_MEDIA"),
        (bytes, "EMPTY_FONT"),
    ],
    ids=["cut off", "empty tables", "huge", "no outlines", "no letters", "WOFF2", "collection", "picture", "empty"],
)
def test_what_cannot_be_used_is_refused(tmp_path: Path, content: Callable[[], bytes], reason: str) -> None:
    path = tmp_path / "font"
    path.write_bytes(content())
    with pytest.raises(InvalidArgumentError) as caught:
        probe_font(path)
    assert caught.value.reason == reason, caught.value.message


def test_a_file_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "font"
    path.write_bytes(built())
    monkeypatch.setattr(media_font, "MAX_FILE_BYTES", 100)
    with pytest.raises(InvalidArgumentError) as caught:
        probe_font(path)
    assert caught.value.reason == "FONT_FILE_TOO_LARGE"


@pytest.mark.parametrize("seed", range(8))
def test_damage_is_refused_or_mended_but_never_passed_on(tmp_path: Path, seed: int) -> None:
    dice = np.random.default_rng(seed)
    content = bytearray(built(letters="ABCDEFGH"))
    for at in dice.integers(12, len(content), 6):
        content[at] = int(dice.integers(256))
    path = tmp_path / "font"
    path.write_bytes(bytes(content))
    try:
        clean, _ = rewrite_font(path)
    except InvalidArgumentError as error:
        refused = error.reason
    else:
        refused = ""
        assert ImageFont.truetype(io.BytesIO(clean), 40).getlength("A") >= 0
    assert not refused or refused.startswith(("FONT_", "MEDIA_", "CORRUPT_")), refused
