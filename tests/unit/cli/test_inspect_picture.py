"""The picture shows things where they are, for every kind of sound; the page carries it and nothing from elsewhere."""

import re
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from onset.cli.inspection import palette
from onset.cli.inspection.facts import find_facts
from onset.cli.inspection.page import render_page
from onset.cli.inspection.picture import HEAD_PX, LEFT_PX, RIGHT_PX, SCALE, draw_picture, row_count
from onset.cli.inspection.sheet import WIDTH_PX, printable
from onset.timeline.sound import AudioAnalysis
from tests.support.analyses import analysis, features
from tests.support.inspected import SECTIONS, song, source_facts

SONG = song()
PLOT_PX = WIDTH_PX - LEFT_PX - RIGHT_PX


def drawn(analysed: AudioAnalysis, target: Path, name: str = "song.mp3") -> np.ndarray:
    """(height, width, 3) pixels of the picture."""
    draw_picture(analysed, find_facts(name, source_facts(), analysed), target)
    with Image.open(target) as image:
        return np.asarray(image.convert("RGB"))


def near(pixel: np.ndarray, color: str) -> bool:
    """Whether a pixel has a colour, but for the rounding of a blend."""
    wanted = [int(color[start : start + 2], 16) for start in (1, 3, 5)]
    return bool(np.abs(pixel.astype(int) - wanted).max() <= 4)


def x_of(seconds: float, duration_s: float = 100.0) -> int:
    """Where a time lies in the overview, in pixels of the file."""
    return round((LEFT_PX + seconds / duration_s * PLOT_PX) * SCALE)


def test_sections_and_beats_lie_at_their_times(tmp_path: Path) -> None:
    pixels = drawn(SONG, tmp_path / "song.png")
    form = pixels[round((HEAD_PX + 6) * SCALE)]
    for section, (start_s, end_s, _, _) in zip(SONG.sections, SECTIONS, strict=True):
        for second in (start_s + 0.7, end_s - 0.7):
            assert near(form[x_of(second)], palette.section_color(section, SONG.sections)), f"at {second} s"
    assert palette.section_color(SONG.sections[1], SONG.sections) == palette.section_color(
        SONG.sections[3], SONG.sections
    )
    inked = np.flatnonzero((pixels.max(axis=2) < 90).mean(axis=0) > 0.02)
    downbeats = [x_of(beat.sample / 48_000) for beat in SONG.beats if beat.position == 1]
    assert all(np.abs(inked - x).min() <= 2 for x in downbeats), "a downbeat has no line"


KINDS = {
    "silence": analysis(48_000, features(np.zeros(101), np.zeros(101))),
    "one sample": analysis(1, features(np.ones(1), np.zeros(1))),
    "a song without speech": analysis(SONG.sample_count, SONG.features, sections=SONG.sections, beats=SONG.beats),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_sound_has_a_picture(kind: str, tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    with np.errstate(all="raise", under="ignore"):
        pixels = drawn(KINDS[kind], tmp_path / "sound.png")
    assert pixels.shape[1] == WIDTH_PX * SCALE
    assert near(pixels[0, 0], palette.PAPER)
    assert not near(
        pixels[round(70 * SCALE) : round(90 * SCALE), round(40 * SCALE) : 600].min(axis=(0, 1)), palette.PAPER
    )
    assert not recwarn.list


@pytest.mark.parametrize(("duration_s", "rows"), [(0.1, 0), (75, 0), (76, 2), (186, 3), (450, 6), (10_800, 6)])
def test_rows(duration_s: float, rows: int) -> None:
    """As many as can be read, never an endless sheet."""
    assert row_count(duration_s) == rows


def test_letters_without_a_glyph_become_boxes() -> None:
    """A name may be in any script; drawing it must not fill the terminal with warnings."""
    assert printable("Ünïcode − Привет ♯") == "Ünïcode − Привет ♯"
    assert printable("音 楽") == "▯ ▯"


def test_colours_are_those_of_the_report() -> None:
    style = resources.files("onset.evaluation.report").joinpath("style.html").read_text()
    light = style.partition("@media")[0]
    for color in (
        palette.PAPER,
        palette.SUNKEN,
        palette.LINE,
        palette.INK,
        palette.INK_2,
        palette.INK_3,
        palette.ONSET,
    ):
        assert color in light


def test_the_page_needs_nothing_else(tmp_path: Path) -> None:
    """One file, to be opened by anyone: no address, no script, and a file's name is text."""
    hostile = '<script src="https://x.test/a.js">.wav'
    facts = find_facts(hostile, source_facts(), SONG)
    draw_picture(SONG, facts, tmp_path / "a.png")
    page = render_page(SONG, facts, tmp_path / "a.png")
    assert "<script" not in page
    assert "&lt;script" in page
    assert re.findall(r"""(?:src|href)=["']([^"']{5})""", page) == ["data:"]
    assert "default-src 'none'" in page
    for words in ("B Verse", "Build-up", "A minor", "120.0", "Pauses", "0:26.00"):
        assert words in page


def test_a_page_of_nothing_has_no_empty_tables(tmp_path: Path) -> None:
    silence = KINDS["silence"]
    facts = find_facts("silence.wav", source_facts(), silence)
    draw_picture(silence, facts, tmp_path / "a.png")
    page = render_page(silence, facts, tmp_path / "a.png")
    assert "<table" not in page
    assert "No steady beat" in page
