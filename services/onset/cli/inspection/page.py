"""The page: the picture, the figures, and tables of what was found; one file that needs nothing else."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, PrefixLoader, StrictUndefined
from PIL import Image

from onset.cli.inspection import palette
from onset.cli.inspection.facts import CLIPPING_DBTP, Facts, Warn, key_name
from onset.cli.inspection.picture import HEAD_PX, SCALE
from onset.cli.inspection.sheet import WIDTH_PX
from onset.cli.inspection.words import clock, facts_line, plural, section, signed, source
from onset.timeline.music import Swell
from onset.timeline.sound import AudioAnalysis

_ACCENT_IN_THE_DARK = "#8fa9ea"
_MOST_ROWS = 40
"""Of a table; nobody reads more, and --json has them all."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A key figure."""

    title: str
    value: str
    unit: str
    detail: str


@dataclass(frozen=True, slots=True)
class Table:
    """Things found, a row each."""

    title: str
    about: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the template needs."""

    title: str
    source: str
    facts: tuple[str, ...]
    warnings: tuple[Warn, ...]
    tiles: tuple[Tile, ...]
    picture: str
    width: int
    height: int
    tables: tuple[Table, ...]
    accent_light: str = palette.ACCENT
    accent_dark: str = _ACCENT_IN_THE_DARK
    head_percent: float = round(100 * (HEAD_PX - 18) / WIDTH_PX, 3)
    """Share of the picture's width that its title takes; the page has one of its own."""


def render_page(analysis: AudioAnalysis, facts: Facts, picture: Path) -> str:
    """The page as HTML, the picture within; every text is escaped."""
    with Image.open(picture, formats=["PNG"]) as image:
        width, height = (round(side / SCALE) for side in image.size)
    page = Page(
        title=facts.name,
        source=source(facts),
        facts=facts_line(facts, analysis),
        warnings=facts.warnings,
        tiles=_tiles(analysis, facts),
        picture="data:image/png;base64," + base64.b64encode(picture.read_bytes()).decode(),
        width=width,
        height=height,
        tables=tuple(table for table in _tables(analysis, facts) if table.rows),
    )
    return _templates().get_template("inspection/page.html").render(page=page)


def _tiles(analysis: AudioAnalysis, facts: Facts) -> tuple[Tile, ...]:
    loudness, metre = analysis.loudness, analysis.metre
    tiles = []
    if facts.steady:
        varies = f"{facts.lowest_bpm:.0f} to {facts.highest_bpm:.0f} · " if facts.highest_bpm > facts.lowest_bpm else ""
        tiles.append(Tile("Tempo", f"{facts.bpm:.1f}", "BPM", f"{varies}sure to {analysis.tempo.confidence:.0%}"))
        bars = f"{plural(facts.bar_count, 'bar')} · sure to {metre.confidence:.0%}"
        tiles.append(Tile("Metre", str(metre.beats_per_bar), "beats a bar", bars))
    else:
        tiles.append(Tile("Tempo", "–", "", "no steady beat"))
    if facts.key:
        others = len({key_name(key) for key in analysis.keys}) - 1
        tiles.append(Tile("Key", facts.key, "", f"and {others} more" if others else "throughout"))
    tiles.append(Tile("Loudness", signed(loudness.integrated_lufs), "LUFS", f"range {loudness.range_lu:.1f} LU"))
    clips = "distorts when converted" if loudness.true_peak_dbtp >= CLIPPING_DBTP else "within full scale"
    tiles.append(Tile("True peak", signed(loudness.true_peak_dbtp), "dBTP", clips))
    if facts.speech_share:
        rate = f"{facts.syllables_per_s:.1f} syllables a second" if facts.syllables_per_s else "of the time"
        tiles.append(Tile("Speech", f"{facts.speech_share:.0%}", "", rate))
    return tuple(tiles)


def _tables(analysis: AudioAnalysis, facts: Facts) -> Iterator[Table]:
    def at(*samples: int) -> Iterator[str]:
        return (clock(sample / analysis.sample_rate_hz, 2) for sample in samples)

    parts = [
        (section(part), *at(part.start_sample, part.end_sample), f"{part.energy:.2f}") for part in analysis.sections
    ]
    yield _table("Sections", "parts with one letter repeat each other", ("", "from", "to", "energy"), parts)
    swells = [
        (_kind(swell), *at(swell.start_sample, swell.end_sample), f"{swell.strength:.2f}") for swell in analysis.swells
    ]
    yield _table("Build-ups and drops", "where the energy moves", ("", "from", "to", "strength"), swells)
    keys = [(key_name(key), *at(key.start_sample, key.end_sample), f"{key.confidence:.0%}") for key in analysis.keys]
    yield _table("Keys", "major and minor over time", ("", "from", "to", "sure to"), keys)
    if facts.steady and len(analysis.tempo_curve) > 1:
        tempo = [(*at(point.sample), f"{point.bpm:.1f}") for point in analysis.tempo_curve]
        yield _table("Tempo", "where it changes by more than 1 %", ("from", "BPM"), tempo)
    if facts.pause_count:
        longest = sorted(analysis.pauses, key=lambda pause: -pause.length)[:_MOST_ROWS]
        pauses = [
            (*at(pause.start_sample, pause.end_sample, pause.length), f"{pause.strength:.2f}")
            for pause in sorted(longest, key=lambda pause: pause.start_sample)
        ]
        yield _table("Pauses", "between speech, the longest", ("from", "to", "length", "strength"), pauses)


def _table(title: str, about: str, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> Table:
    more = f"; {len(rows) - _MOST_ROWS} more" if len(rows) > _MOST_ROWS else ""
    return Table(title, about + more, head, tuple(rows[:_MOST_ROWS]))


def _kind(swell: Swell) -> str:
    return swell.kind.name.capitalize().replace("_", "-")


@cache
def _templates() -> Environment:
    loaders = {
        "inspection": PackageLoader("onset.cli.inspection", "."),
        "report": PackageLoader("onset.evaluation.report", "."),  # one style sheet for all of Onset's pages
    }
    return Environment(
        loader=PrefixLoader(loaders), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
