"""Voice and music as smooth, normalised curves on the timeline's clock."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onset.timeline.music import Mode
from onset.timeline.plan import FEATURE_NAMES
from onset.timeline.sound import HOP_SAMPLES, AudioAnalysis
from onset.timeline.time import FrameRate

Curve = NDArray[np.float64]

_SMOOTHING_S = 0.3
_MODULATION_S = 2.0
"""Half-width of the window over which a change of key changes the colour: it is heard no more exactly than that."""
_BALANCE_WARMTH, _MODE_WARMTH = 0.3, 0.2
"""By how much at most the balance of bass and treble, and a key that is certain, shift the warmth."""
_HOPS_PER_S = 100
_AT_REST = (0.3, 0.0, 0.5, 0.5, 0.5, 0.5, 0.5)
"""rms, onset, bass, mid, treble, centroid and flatness where nothing sounds: a quiet but lit picture."""
_HOPS_BEFORE, _HOPS_AFTER = 8, 16
"""Onsets from 80 ms before to 160 ms after a moment are heard together with it."""
_STROKE_HOPS, _LEAST_STROKE = 5, 0.15
"""Of onsets nearer to each other than 50 ms the stronger one is a stroke; weaker ones than this share are none."""
_STRONG_PERCENTILE = 90
"""Of all strokes: from here on they are as strong as the track has them."""
VOICE_STROKES = 0.6
"""Weight of the voice's strokes beside music, whose beats are what one moves to."""
PULSE_CONFIDENCE = 0.3
"""Of a tempo, below which its beats place nothing."""
BEAT_STROKE = 0.8
"""A beat is felt at least so strongly, however softly it is played."""
_OFF_BEAT = 0.5
"""What is played between beats counts half."""
_FLOOR = 1e-4
"""-80 dBFS: less is silence."""


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """Curves of T hops of 10 ms over the whole film."""

    energy: Curve
    """(T,) 0..1, smoothed."""
    onset: Curve
    """(T,) strength of the strongest onset near each hop, as the share of the film's hops where it is weaker, 0..1."""
    features: Curve
    """(20, T) in FEATURE_NAMES' order, 0..1, smoothed."""
    strokes: Curve
    """(T,) 0..1: onsets of the sounds that were analysed as single strokes, 0 between them."""

    def hop(self, frame: int, rate: FrameRate) -> int:
        """The hop nearest to a frame's start."""
        return min(round(rate.sample_of_frame(frame) / HOP_SAMPLES), len(self.energy) - 1)

    def energy_between(self, start_frame: int, end_frame: int, rate: FrameRate) -> Curve:
        """Energy over frames [start_frame, end_frame); at least one value."""
        start, end = self.hop(start_frame, rate), self.hop(end_frame, rate)
        return self.energy[start : max(end, start + 1)]

    def features_at(self, frame: int, rate: FrameRate) -> tuple[float, ...]:
        """One value per FEATURE_NAMES."""
        return tuple(round(float(value), 4) for value in self.features[:, self.hop(frame, rate)])


def film_curves(
    voice: AudioAnalysis,
    music: AudioAnalysis | None,
    *,
    film_samples: int,
    warmth: float,
) -> Curves:
    """Normalise each track over its own length, lay looped music under the voice, and smooth.

    Args:
        voice: on the timeline's clock; at rest where it is silent.
        music: starts with the film and loops; None if there is none.
        film_samples: length of the film.
        warmth: 0..1, what the brief's mood asks for. Music in a major key and with much bass shifts it up, in a minor
            key and with much treble down.
    """
    hops = -(-film_samples // HOP_SAMPLES) + 1
    spoken = _normalised(voice)
    ranks, loudness = _ranked(_strongest(voice.features.onset_strength)), _loudness(voice.features.rms)
    rows, chroma = spoken, np.zeros((12, hops))
    warmth_row = np.full(hops, warmth)
    strokes = _strokes(voice.features.onset_strength)
    if music is not None and music.features.frame_count:
        indices = np.arange(hops) % music.features.frame_count
        bed = _normalised(music)[:, indices]
        rows = 0.6 * spoken + 0.4 * bed
        chroma = music.features.chroma.astype(np.float64)[:, indices]
        warmth_row = warmth + _BALANCE_WARMTH * (bed[2] - bed[4]) + _MODE_WARMTH * _brightness_of_mode(music)[indices]
        ranks = np.maximum(ranks, _ranked(_strongest(music.features.onset_strength))[indices])
        loudness = 0.6 * loudness + 0.4 * _loudness(music.features.rms)[indices]
        strokes = np.maximum(VOICE_STROKES * strokes, _music_strokes(music)[indices])
    features = _smoothed(np.vstack([rows, warmth_row, chroma]))
    assert features.shape[0] == len(FEATURE_NAMES)
    # Ranked anew: the louder of two ranks is high more often than either.
    return Curves(_smoothed(loudness[None])[0], _ranked(ranks), np.clip(features, 0.0, 1.0), strokes)


def _brightness_of_mode(music: AudioAnalysis) -> Curve:
    """(T,) -1..1: how surely the music is in a major key, less how surely it is in a minor one."""
    row = np.zeros(music.features.frame_count)
    for key in music.keys:
        span = slice(key.start_sample // HOP_SAMPLES, -(-key.end_sample // HOP_SAMPLES))
        row[span] = key.confidence if key.mode is Mode.MAJOR else -key.confidence
    (smooth,) = _smoothed(row[None], _MODULATION_S)
    return np.asarray(smooth, np.float64)


def _normalised(analysis: AudioAnalysis) -> Curve:
    """(7, T) in 0..1: percentiles 5 and 95 of the sounding hops become 0 and 1; at rest where nothing sounds."""
    features = analysis.features
    sounding = _loudness(features.rms)
    rows = (
        sounding,
        features.onset_strength,
        _decibels(features.bass),
        _decibels(features.mid),
        _decibels(features.treble),
        np.log2(np.maximum(features.centroid_hz, 20.0)),
        features.flatness,
    )
    active = features.rms > _FLOOR
    rest = np.array(_AT_REST)[:, None]
    scaled = np.vstack([_scaled(np.asarray(row, np.float64), active) for row in rows])
    presence = np.clip(sounding * 2, 0.0, 1.0)
    return np.asarray(rest + presence * (scaled - rest), np.float64)


def _loudness(rms: NDArray[np.float32]) -> Curve:
    """Level over the track's own range: 0 at 30 dB below its 95th percentile, 1 at it."""
    level = _decibels(rms)
    active = rms > _FLOOR
    if not active.any():
        return np.zeros(rms.shape)
    top = float(np.percentile(level[active], 95))
    return np.asarray(np.clip((level - top) / 30.0 + 1.0, 0.0, 1.0), np.float64)


def _decibels(amplitude: NDArray[np.float32]) -> Curve:
    return np.asarray(20.0 * np.log10(np.maximum(amplitude.astype(np.float64), _FLOOR)), np.float64)


def _scaled(row: Curve, active: NDArray[np.bool_]) -> Curve:
    if not active.any():
        return np.full(row.shape, 0.5)
    low, high = np.percentile(row[active], [5, 95])
    if high - low < 1e-9:
        return np.full(row.shape, 0.5)
    return np.asarray(np.clip((row - low) / (high - low), 0.0, 1.0), np.float64)


def _strongest(onset_strength: NDArray[np.float32]) -> Curve:
    """Per hop, the strongest onset nearby."""
    padded = np.pad(onset_strength.astype(np.float64), (_HOPS_BEFORE, _HOPS_AFTER), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, _HOPS_BEFORE + 1 + _HOPS_AFTER)
    return np.asarray(windows.max(axis=1), np.float64)


def _strokes(onset_strength: NDArray[np.float32]) -> Curve:
    """Per hop, the onset there if it is the strongest nearby, as a share of the track's strong ones; else 0."""
    row = onset_strength.astype(np.float64)
    padded = np.pad(row, _STROKE_HOPS, mode="constant")
    nearby = np.lib.stride_tricks.sliding_window_view(padded, 2 * _STROKE_HOPS + 1)
    # The first of equals is the stroke.
    is_peak = (nearby.argmax(axis=1) == _STROKE_HOPS) & (row > 0)
    if not is_peak.any():
        return np.zeros_like(row)
    share = np.clip(row / np.percentile(row[is_peak], _STRONG_PERCENTILE), 0.0, 1.0)
    return np.asarray(np.where(is_peak & (share >= _LEAST_STROKE), share, 0.0), np.float64)


def _music_strokes(music: AudioAnalysis) -> Curve:
    """Per hop, the strokes of music, which its beats stand out of."""
    strokes = _strokes(music.features.onset_strength)
    if music.tempo.confidence < PULSE_CONFIDENCE:
        return strokes
    felt = _OFF_BEAT * strokes
    for beat in music.beats:
        hop = min(round(beat.sample / HOP_SAMPLES), len(strokes) - 1)
        near = slice(max(0, hop - _STROKE_HOPS), hop + _STROKE_HOPS + 1)
        at = near.start + int(strokes[near].argmax()) if strokes[near].any() else hop
        felt[near] = 0.0
        felt[at] = max(BEAT_STROKE, strokes[at])
    return felt


def _ranked(row: Curve) -> Curve:
    """Per hop, the share of the row's hops that are lower."""
    return np.asarray(np.searchsorted(np.sort(row), row, side="left") / max(len(row), 1), np.float64)


def _smoothed(rows: Curve, half_width_s: float = _SMOOTHING_S) -> Curve:
    """Each row under a Hann window; edges are held."""
    half = round(half_width_s * _HOPS_PER_S)
    window = np.hanning(2 * half + 3)[1:-1]
    window /= window.sum()
    padded = np.pad(rows, ((0, 0), (half, half)), mode="edge")
    return np.stack([np.convolve(row, window, mode="valid") for row in padded])
