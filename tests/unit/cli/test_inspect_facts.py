"""What an inspection says of an analysis: the figures, the warnings, the JSON."""

import json
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from onset.cli.files import readable
from onset.cli.inspection.document import to_document
from onset.cli.inspection.facts import Facts, find_facts
from onset.cli.inspection.telling import tell
from onset.cli.inspection.words import clock, plural, signed, source, tempo
from onset.timeline.music import Metre, Tempo
from onset.timeline.sound import AudioAnalysis, Loudness
from tests.support.analyses import analysis, features
from tests.support.inspected import BPM, at, song, source_facts

SONG = song()
NOTHING = analysis(48_000, SONG.features)
KEYS = [
    *("bar_count", "beats", "duration_s", "energy_arc", "file", "files", "format", "keys", "loudness", "metre"),
    *("pauses", "sections", "speech", "swells", "tempo", "warnings"),
]
"""Programs read them: a key may be added, and never be renamed."""


def facts_of(analysed: AudioAnalysis, **source: object) -> Facts:
    return find_facts("song.mp3", source_facts(**source), analysed)


def test_a_song_in_figures() -> None:
    facts = facts_of(SONG)
    assert (facts.steady, facts.bpm, facts.lowest_bpm, facts.highest_bpm) == (True, BPM, 117.0, BPM)
    assert (facts.beats_per_bar, facts.bar_count, facts.key) == (4, 50, "A minor")
    assert facts.speech_share == pytest.approx(10.5 / 100)
    assert facts.syllables_per_s == pytest.approx(4.5), "speech too short to tell must not count"
    assert facts.pause_count == 3
    assert facts.warnings == ()


@pytest.mark.parametrize("tempo_", [Tempo(120.0, 120.0, 0.29), Tempo(0.0, 0.0, 0.0)])
def test_an_unsure_beat_is_no_beat(tempo_: Tempo) -> None:
    """Whatever was noted of it: nobody should cut to it."""
    facts = facts_of(replace(SONG, tempo=tempo_))
    assert (facts.steady, facts.bpm, facts.lowest_bpm, facts.beats_per_bar, facts.bar_count) == (False, 0, 0, 0, 0)
    assert [warning.reason for warning in facts.warnings] == ["NO_STEADY_BEAT"]


def test_a_sound_without_anything() -> None:
    facts = facts_of(NOTHING)
    assert (facts.key, facts.speech_share, facts.syllables_per_s, facts.pause_count) == ("", 0, 0, 0)
    assert tempo(facts) == "no steady beat"


@pytest.mark.parametrize(
    ("analysed", "source", "reason"),
    [
        (replace(SONG, metre=Metre(4, 0.2)), {}, "UNSURE_METRE"),
        (replace(SONG, tempo=Tempo(BPM, BPM, 0.4)), {}, "UNSURE_BEAT"),
        (replace(SONG, loudness=Loudness(-10, 3, 0.4)), {}, "CLIPS"),
        (replace(SONG, loudness=Loudness(-50, 3, -30)), {}, "VERY_QUIET"),
        (SONG, {"dc_offset": 0.05}, "DC_OFFSET"),
        (SONG, {"corrupt_packets": 1}, "CORRUPT_PACKETS"),
    ],
)
def test_warnings(analysed: AudioAnalysis, source: dict[str, object], reason: str) -> None:
    (warning,) = facts_of(analysed, **source).warnings
    assert warning.reason == reason
    assert warning.message.endswith((".", "?"))


@pytest.mark.parametrize("analysed", [SONG, NOTHING])
def test_json_has_the_same_keys_for_every_sound(analysed: AudioAnalysis) -> None:
    document = to_document(facts_of(analysed), analysed, picture=Path("a.png"), page=Path("a.html"))
    read = json.loads(json.dumps(document, allow_nan=False))
    assert sorted(read) == KEYS


def test_json_is_in_seconds_and_says_everything() -> None:
    document = to_document(facts_of(SONG), SONG, picture=Path("a.png"), page=Path("a.html"))
    assert document["beats"][3] == {"time_s": 1.5, "bar": 1, "position": 2, "strength": 0.8, "confidence": 0.9}
    assert document["sections"][1] == {
        "start_s": 20.0,
        "end_s": 50.0,
        "label": "B",
        "name": "verse",
        "energy": 0.2,
        "confidence": 0.7,
    }
    assert [key["tonic"] + " " + key["mode"] for key in document["keys"]] == ["A minor", "C major"]
    assert [swell["kind"] for swell in document["swells"]] == ["build_up", "drop"]
    lengths = {name: len(document[name]) for name in ("beats", "sections", "keys", "swells", "pauses")}
    assert lengths == {name: len(getattr(SONG, name)) for name in lengths}
    assert document["energy_arc"]["values"][0] == 0.1


@pytest.mark.parametrize(
    ("analysed", "told"),
    [
        (SONG, ["120.0 BPM (117–120)", "4 beats a bar", "A minor", "−14.2 LUFS", "B Verse", "0:50.0", "drop", "10%"]),
        (NOTHING, ["no steady beat", "speech", "none", "NO_STEADY_BEAT"]),
    ],
)
def test_the_terminal_is_told(analysed: AudioAnalysis, told: list[str]) -> None:
    output = StringIO()
    tell(Console(file=output, width=100), facts_of(analysed), analysed)
    for words in told:
        assert words in output.getvalue()


def test_words() -> None:
    assert [clock(seconds) for seconds in (0, 59.6, 187, 3787)] == ["0:00", "1:00", "3:07", "1:03:07"]
    assert clock(59.996, 2) == "1:00.00"
    assert [signed(value) for value in (-14.23, 0.04, -0.04)] == ["−14.2", "0.0", "0.0"]
    assert [plural(count, "bar") for count in (0, 1, 2)] == ["0 bars", "1 bar", "2 bars"]
    assert readable(Path("caf\udce9.wav")) == "caf�.wav"


def test_the_name_is_no_markup() -> None:
    """A file may be called anything."""
    output = StringIO()
    analysed = analysis(at(1), features(SONG.features.rms[:101], SONG.features.onset_strength[:101]))
    tell(Console(file=output, width=100), find_facts("[red]a[/].wav", source_facts(), analysed), analysed)
    assert "[red]a[/].wav" in output.getvalue()


@pytest.mark.parametrize(
    ("codec", "told"),
    [("pcm_s24le", "PCM 24 bit"), ("pcm_f32le", "PCM 32 bit float"), ("mp3float", "MP3"), ("pcm_mulaw", "pcm_mulaw")],
)
def test_what_the_file_was(codec: str, told: str) -> None:
    assert source(facts_of(SONG, codec=codec, channels=6)) == f"{told}, 44.1 kHz, 6 channels"
