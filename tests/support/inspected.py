"""A song of which everything is known, made by hand."""

import numpy as np

from onset.runtime.media.audio import AudioFacts
from onset.timeline.music import (
    Beat,
    KeySpan,
    Metre,
    Mode,
    Section,
    SectionName,
    Swell,
    SwellKind,
    Tempo,
    TempoPoint,
)
from onset.timeline.sound import HOP_SAMPLES, AudioAnalysis, Loudness, Pause, SpeechSpan
from onset.timeline.time import SAMPLE_RATE_HZ
from tests.support.analyses import analysis, features

BPM = 120.0
SECTIONS = (
    (0, 20, "A", SectionName.INTRO),
    (20, 50, "B", SectionName.VERSE),
    (50, 80, "C", SectionName.CHORUS),
    (80, 100, "B", SectionName.UNNAMED),
)
"""Start and end in seconds, label, name."""


def source_facts(**known: object) -> AudioFacts:
    """What the decoder found in the song's file."""
    facts = {
        "container": "mp3",
        "codec": "mp3float",
        "sample_rate_hz": 44_100,
        "channels": 2,
        "duration_s": 100.0,
        "declared_duration_s": 100.0,
        "peak_dbfs": -1.0,
        "dc_offset": 0.0,
        "corrupt_packets": 0,
    }
    return AudioFacts(**{**facts, **known})  # type: ignore[arg-type]


def at(seconds: float) -> int:
    """The sample at a time."""
    return round(seconds * SAMPLE_RATE_HZ)


def song(duration_s: float = 100.0) -> AudioAnalysis:
    """Four sections at 120 BPM with a pick-up, a build-up into a drop, a change of key, and a few words."""
    rng = np.random.default_rng(0)
    frames = 1 + at(duration_s) // HOP_SAMPLES
    pulse = np.zeros(frames)
    pulse[::50] = rng.uniform(0.5, 1, pulse[::50].size)
    curves = features(
        rng.uniform(0.05, 0.3, frames),
        pulse,
        mel_db=rng.uniform(-70, -10, (128, frames)),
        chroma=rng.uniform(0, 1, (12, frames)),
    )
    beats = [
        Beat(at(0.5 * k), 0.8, bar=(k + 2) // 4, position=(k + 2) % 4 + 1, confidence=0.9)
        for k in range(int(2 * duration_s))
    ]
    return analysis(
        at(duration_s),
        curves,
        tempo=Tempo(BPM, BPM, 0.9),
        beats=tuple(beats),
        metre=Metre(4, 0.8),
        tempo_curve=(TempoPoint(0, BPM), TempoPoint(at(60), 117.0)),
        sections=tuple(
            Section(at(start), at(end), label, name, energy=start / 100, confidence=0.7)
            for start, end, label, name in SECTIONS
        ),
        swells=(
            Swell(at(42), at(50), SwellKind.BUILD_UP, 0.7),
            Swell(at(50), at(51), SwellKind.DROP, 0.9),
        ),
        energy_arc=np.linspace(0.1, 0.9, int(duration_s)).astype(np.float32),
        keys=(KeySpan(0, at(70), 9, Mode.MINOR, 0.9), KeySpan(at(70), at(duration_s), 0, Mode.MAJOR, 0.6)),
        speech=(SpeechSpan(at(21), at(26), 4.0), SpeechSpan(at(30), at(35), 5.0), SpeechSpan(at(36), at(36.5), 0.0)),
        pauses=(Pause(0, at(21), 1.0), Pause(at(26), at(30), 0.8), Pause(at(35), at(36), 0.4)),
        loudness=Loudness(-14.2, 5.3, -0.9),
    )
