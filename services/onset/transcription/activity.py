"""Where a voice is active, and where inside it one word may end and another begin."""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from onset.timeline.sound import HOP_SAMPLES, FloatArray
from onset.timeline.time import SAMPLE_RATE_HZ

SPEECH_RATE_HZ = 16_000
"""The rate that the recogniser hears, and enough for everything measured here."""
FRAME_SAMPLES = HOP_SAMPLES
"""One frame is 10 ms on the canonical clock; frame k covers samples [k * FRAME_SAMPLES, (k + 1) * FRAME_SAMPLES)."""
FRAMES_PER_S = SAMPLE_RATE_HZ // FRAME_SAMPLES

_HOP = SPEECH_RATE_HZ // FRAMES_PER_S
_WINDOW = 400
_FFT = 512
_BANDS = 32
_LOWEST_HZ, _HIGHEST_HZ = 80.0, 7600.0
_FLOOR_DB = -90.0
_BLOCK_FRAMES = 4096

AUDIBLE_DB = -60.0
"""Below this level relative to full scale nothing is called speech, however quiet the rest is."""
_RANGE_DB = 35.0
"""Speech reaches down this far below its own loud parts."""
_NOISE_SHARE = 0.3
"""...but not further than this share of the way from the noise floor up to them."""
SHORTEST_PAUSE_FRAMES = 15
"""Shorter silences may be the closures of plosives inside a word."""
_SHORTEST_SILENCE_FRAMES = 10
_SHORTEST_SPEECH_FRAMES = 4
_CHANGE_FRAMES = 3
_DIP_FRAMES = 12
_FULL_CHANGE_DB, _FULL_DIP_DB = 20.0, 25.0


@dataclass(frozen=True, slots=True, eq=False)
class Activity:
    """Speech, frame by frame; T = whole frames in the sound."""

    level_db: FloatArray
    """(T,) level in the speech band relative to full scale."""
    islands: tuple[tuple[int, int], ...]
    """Half-open frame ranges of speech, separated by silences of at least 100 ms."""
    evidence: FloatArray
    """(T + 1,) how much frame boundary k looks like a border between two words: 0 not at all, 2 at most.

    The sum of how far the level dips there and how much the spectrum changes across it.
    """

    @property
    def frame_count(self) -> int:
        """T."""
        return int(self.level_db.shape[0])


def listen(speech: FloatArray) -> Activity:
    """Find speech in mono sound of any length.

    Args:
        speech: (n,) samples at `SPEECH_RATE_HZ`.
    """
    bands_db = _band_levels_db(speech)
    level_db = (10 * np.log10((10 ** (bands_db / 10)).sum(axis=1) + 1e-12)).astype(np.float32)
    return Activity(level_db, _islands(level_db), _dips(level_db) + _changes(bands_db))


def _band_levels_db(speech: FloatArray) -> FloatArray:
    """(T, bands) level in bands of equal width on the mel scale; a full-scale sine reads about 0 dB."""
    count = speech.size // _HOP
    if count == 0:
        return np.zeros((0, _BANDS), np.float32)
    margin = (_WINDOW - _HOP) // 2
    padded = np.pad(speech[: count * _HOP], margin)
    frames = sliding_window_view(padded, _WINDOW)[::_HOP]
    window = np.hanning(_WINDOW + 1)[:-1].astype(np.float32)
    scale = 4 / window.sum() ** 2
    filters = _filters()
    blocks = [
        (np.abs(np.fft.rfft(frames[at : at + _BLOCK_FRAMES] * window, _FFT)) ** 2 * scale) @ filters
        for at in range(0, count, _BLOCK_FRAMES)
    ]
    return np.asarray(10 * np.log10(np.concatenate(blocks) + 10 ** (_FLOOR_DB / 10)), np.float32)


def _filters() -> NDArray[np.float64]:
    """(bins, bands) each bin's power given to the band that holds its frequency (mel scale of O'Shaughnessy)."""
    bins_mel = 2595 * np.log10(1 + np.fft.rfftfreq(_FFT, 1 / SPEECH_RATE_HZ) / 700)
    lowest_mel, highest_mel = 2595 * np.log10(1 + np.array([_LOWEST_HZ, _HIGHEST_HZ]) / 700)
    band = np.floor((bins_mel - lowest_mel) / (highest_mel - lowest_mel) * _BANDS).astype(int)
    filters = np.zeros((bins_mel.size, _BANDS))
    inside = (band >= 0) & (band < _BANDS)
    filters[np.flatnonzero(inside), band[inside]] = 1.0
    return filters


def _islands(level_db: FloatArray) -> tuple[tuple[int, int], ...]:
    if level_db.size == 0 or level_db.max() < AUDIBLE_DB:
        return ()
    loud_db = float(np.percentile(level_db[level_db > level_db.max() - _RANGE_DB], 90))
    floor_db = float(np.percentile(level_db, 5))
    threshold_db = max(loud_db - _RANGE_DB, floor_db + _NOISE_SHARE * (loud_db - floor_db), AUDIBLE_DB)
    active = np.concatenate([[0], (level_db > threshold_db).astype(np.int8), [0]])
    islands: list[tuple[int, int]] = []
    for start, end in np.flatnonzero(np.diff(active)).reshape(-1, 2).tolist():
        if islands and start - islands[-1][1] < _SHORTEST_SILENCE_FRAMES:
            islands[-1] = (islands[-1][0], end)
        else:
            islands.append((start, end))
    return tuple(island for island in islands if island[1] - island[0] >= _SHORTEST_SPEECH_FRAMES)


def _dips(level_db: FloatArray) -> FloatArray:
    """(T + 1,) depth of the level at each boundary below the lower of its two sides' peaks, 0..1."""
    if level_db.size == 0:
        return np.zeros(1, np.float32)
    padded = np.pad(level_db, _DIP_FRAMES, mode="edge")
    peaks = sliding_window_view(padded, _DIP_FRAMES).max(axis=1)
    before, after = peaks[: level_db.size + 1], peaks[_DIP_FRAMES:]
    valley = np.minimum(np.append(level_db, level_db[-1]), np.insert(level_db, 0, level_db[0]))
    return np.asarray(np.clip((np.minimum(before, after) - valley) / _FULL_DIP_DB, 0, 1), np.float32)


def _changes(bands_db: FloatArray) -> FloatArray:
    """(T + 1,) root mean square difference between the spectra before and after each boundary, 0..1."""
    if bands_db.shape[0] == 0:
        return np.zeros(1, np.float32)
    audible = np.maximum(bands_db, bands_db.max() - 70)
    padded = np.pad(audible, ((_CHANGE_FRAMES, _CHANGE_FRAMES), (0, 0)), mode="edge")
    means = sliding_window_view(padded, _CHANGE_FRAMES, axis=0).mean(axis=-1)
    difference = means[_CHANGE_FRAMES:] - means[:-_CHANGE_FRAMES]
    return np.asarray(np.clip(np.sqrt((difference**2).mean(axis=1)) / _FULL_CHANGE_DB, 0, 1), np.float32)
