"""From score to performance: tempo map, swing, human timing."""

import numpy as np
from numpy.random import Generator

from onset.models.beat_tracker.corpus.score import FloatArray, Part, Performance, Sounding

_JITTER_S = {"machine": (0.0, 0.001), "band": (0.002, 0.011), "expressive": (0.004, 0.016)}
"""Standard deviation of a player's timing by feel; skilled players keep within 10-20 ms of each other."""
_LAG_S = {"machine": 0.0, "band": 0.007, "expressive": 0.006}
"""Standard deviation of how far a player as a whole lies behind or before the beat."""


def perform(
    rng: Generator, parts: list[Part], times_s: FloatArray, feel: str, swing: float, swing16: float
) -> list[Performance]:
    """Play parts on a tempo map.

    Args:
        rng: where chance comes from.
        parts: the score.
        times_s: seconds of every beat and of the piece's end.
        feel: as in `tempo_map.beat_times`.
        swing: place of the off-beat eighth within the beat, 0.5 is straight.
        swing16: place of the off-beat sixteenth within the half beat.
    """
    beats = np.arange(len(times_s), dtype=np.float64)
    played: list[Performance] = []
    for part in parts:
        sigma_s = float(rng.uniform(*_JITTER_S[feel]))
        lag_s = float(np.clip(rng.normal(0, _LAG_S[feel]), -0.015, 0.02))
        jitter_s: dict[float, float] = {}
        notes: list[Sounding] = []
        for note in part.notes:
            if note.beat not in jitter_s:
                jitter_s[note.beat] = lag_s + float(np.clip(rng.normal(0, sigma_s), -2.5 * sigma_s, 2.5 * sigma_s))
            start = _swung(note.beat, swing, swing16)
            start_s = float(np.interp(start, beats, times_s))
            end_s = float(np.interp(_swung(note.beat + note.beats, swing, swing16), beats, times_s))
            start_s = max(0.0, start_s + jitter_s[note.beat] + note.late_s)
            notes.append(Sounding(start_s, max(end_s, start_s + 0.03), note.pitch, note.velocity))
        notes.sort(key=lambda sounding: sounding.start_s)
        played.append(Performance(part.role, part.instrument, notes, part.gain_db))
    return played


def _swung(beat: float, swing: float, swing16: float) -> float:
    whole = np.floor(beat + 1e-9)
    place = _bent(2 * (beat - whole), swing16) / 2 if swing16 != 0.5 else beat - whole
    return float(whole + (_bend(place, swing) if swing != 0.5 else place))


def _bent(halves: float, at: float) -> float:
    """Swing within each half of a beat."""
    half = np.floor(halves + 1e-9)
    return float(half + _bend(halves - half, at))


def _bend(place: float, at: float) -> float:
    """Move the middle of 0..1 to `at`."""
    return 2 * place * at if place < 0.5 else at + (2 * place - 1) * (1 - at)
