"""The facts on a terminal."""

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from onset.cli.inspection.facts import Facts, key_name
from onset.cli.inspection.words import clock, duration, plural, section, signed, source, tempo
from onset.timeline.sound import AudioAnalysis

_METER_COLUMNS = 10
_MANY_KEYS, _MANY_SWELLS = 12, 20
"""As many as are worth reading; the page and --json have them all."""


def tell(console: Console, facts: Facts, analysis: AudioAnalysis) -> None:
    """Print what is known of a sound."""
    console.print(Text(facts.name, "bold"))
    grid = Table.grid(padding=(0, 3))
    for name, fact in _lines(facts, analysis):
        grid.add_row(Text(name, "dim"), fact)
    console.print(grid)
    for table in (_sections(analysis), _keys(analysis), _swells(analysis)):
        if table.row_count:
            console.print()
            console.print(table)
    if facts.warnings:
        console.print()
    for warning in facts.warnings:
        console.print(Text.assemble(("warning: ", "yellow"), warning.message, (f"  {warning.reason}", "dim")))


def _lines(facts: Facts, analysis: AudioAnalysis) -> Iterable[tuple[str, str]]:
    loudness, metre = analysis.loudness, analysis.metre
    yield "sound", f"{duration(facts.duration_s)}, {source(facts)}"
    yield "tempo", tempo(facts) + (f", sure to {analysis.tempo.confidence:.0%}" if facts.steady else "")
    if facts.beats_per_bar:
        yield "metre", f"{plural(metre.beats_per_bar, 'beat')} a bar, sure to {metre.confidence:.0%}"
    if facts.steady:
        mean = sum(beat.confidence for beat in analysis.beats) / len(analysis.beats)
        yield "beats", f"{len(analysis.beats)} in {plural(facts.bar_count, 'bar')}, sure to {mean:.0%} on average"
    if facts.key:
        yield "key", facts.key + (" for the most part" if len(analysis.keys) > 1 else "")
    yield "loudness", f"{signed(loudness.integrated_lufs)} LUFS, range {loudness.range_lu:.1f} LU"
    yield "true peak", f"{signed(loudness.true_peak_dbtp)} dBTP"
    if analysis.speech:
        rate = f", {facts.syllables_per_s:.1f} syllables a second" if facts.syllables_per_s else ""
        yield "speech", f"{facts.speech_share:.0%} of the time{rate}"
        longest = max(analysis.pauses, key=lambda pause: pause.length, default=None)
        if longest:
            at, length = (samples / analysis.sample_rate_hz for samples in (longest.start_sample, longest.length))
            yield "pauses", f"{len(analysis.pauses)}, the longest {length:.2f} s at {clock(at, 1)}"
    else:
        yield "speech", "none"


def _sections(analysis: AudioAnalysis) -> Table:
    table = _table("section", "from", "to", "energy", "")
    for part in analysis.sections:
        meter = Text("━" * round(part.energy * _METER_COLUMNS), "cyan")
        table.add_row(section(part), *_times(analysis, part.start_sample, part.end_sample), f"{part.energy:.2f}", meter)
    return table


def _keys(analysis: AudioAnalysis) -> Table:
    table = _table("key", "from", "to", "sure to")
    for key in analysis.keys[:_MANY_KEYS] if len(analysis.keys) > 1 else ():
        table.add_row(key_name(key), *_times(analysis, key.start_sample, key.end_sample), f"{key.confidence:.0%}")
    return table


def _swells(analysis: AudioAnalysis) -> Table:
    table = _table("swell", "from", "to", "strength")
    for swell in analysis.swells[:_MANY_SWELLS]:
        kind = swell.kind.name.lower().replace("_", "-")
        table.add_row(kind, *_times(analysis, swell.start_sample, swell.end_sample), f"{swell.strength:.2f}")
    return table


def _times(analysis: AudioAnalysis, *samples: int) -> Iterable[str]:
    return (clock(sample / analysis.sample_rate_hz, 1) for sample in samples)


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 3, 0, 0))
    for index, column in enumerate(columns):
        table.add_column(column, justify="right" if 0 < index < 4 else "left")
    return table
