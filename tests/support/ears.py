"""Networks stood in for by rules, for sounds that are made to be heard by them."""

from concurrent.futures import Executor, Future
from typing import Any

import numpy as np
import scipy.signal

from onset.analysis.ears import Mel
from onset.timeline.sound import FloatArray
from onset.timeline.time import SAMPLE_RATE_HZ

BEAT_MARK_HZ, DOWNBEAT_MARK_HZ, VOICE_MARK_HZ = 3_000.0, 9_000.0, 500.0
_MEL_HZ = (30.0, 16_000.0)


class MarkedEars:
    """Hears the beats, downbeats and voices that `marked` has marked, and nothing else."""

    def beats(self, mel: Mel) -> FloatArray:
        mel = mel[:]
        beat, downbeat = _struck(mel, BEAT_MARK_HZ), _struck(mel, DOWNBEAT_MARK_HZ)
        return np.where(np.stack((beat, downbeat), axis=1), 0.95, 0.01).astype(np.float32)

    def voice(self, mel: Mel) -> FloatArray:
        return np.where(mel[:][:, _band(VOICE_MARK_HZ)] > 0.8, 0.99, 0.01).astype(np.float32)


class Immediate(Executor):
    """Does its work when it is given."""

    def submit(self, work: Any, /, *args: Any, **options: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(work(*args, **options))
        except Exception as error:
            future.set_exception(error)
        return future


def marked(tempo_bpm: float, beats_per_bar: int, duration_s: float, first_s: float = 0.1) -> FloatArray:
    """(1, N): a mark on each beat and another on each downbeat, over soft noise."""
    count = round(duration_s * SAMPLE_RATE_HZ)
    track = 1e-3 * np.random.default_rng(0).standard_normal(count)
    for index, time_s in enumerate(beat_times_s(tempo_bpm, duration_s, first_s)):
        for mark_hz in (BEAT_MARK_HZ, DOWNBEAT_MARK_HZ)[: 1 + (index % beats_per_bar == 0)]:
            mark = _mark(mark_hz)
            start = round(time_s * SAMPLE_RATE_HZ)
            track[start : start + mark.size] += mark[: max(count - start, 0)]
    return track.astype(np.float32)[None]


def beat_times_s(tempo_bpm: float, duration_s: float, first_s: float = 0.1) -> FloatArray:
    return np.arange(first_s, duration_s, 60 / tempo_bpm)


def _mark(frequency_hz: float) -> FloatArray:
    time_s = np.arange(round(0.05 * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    return 0.3 * np.sin(2 * np.pi * frequency_hz * time_s) * np.exp(-time_s / 0.01)


def _struck(mel: FloatArray, mark_hz: float) -> np.ndarray:
    """Where the mark's band is at a peak."""
    level = mel[:, _band(mark_hz)]
    peaks, _ = scipy.signal.find_peaks(level, height=0.7, prominence=0.2)
    return np.isin(np.arange(level.size), peaks)


def _band(frequency_hz: float) -> int:
    """The mel band (Slaney's scale) around a frequency."""
    return round(float(np.interp(_mel(frequency_hz), np.linspace(*map(_mel, _MEL_HZ), 130)[1:-1], np.arange(128))))


def _mel(frequency_hz: float) -> float:
    if frequency_hz < 1000:
        return frequency_hz * 3 / 200
    return 15 + np.log(frequency_hz / 1000) / (np.log(6.4) / 27)
