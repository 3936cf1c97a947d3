"""Sounds on cuts, synthesized: air that rushes by, a soft low strike, a swell. Pure functions of position."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

from onset.timeline.plan import Accent, AccentKind
from onset.timeline.time import SAMPLE_RATE_HZ

FloatArray = NDArray[np.float64]

_LEVEL_WINDOW = round(0.05 * SAMPLE_RATE_HZ)
"""The loudest moment of a sound is its loudest 50 ms: about as fast as a listener hears loudness change."""
_STRIKE_HZ, _STRIKE_DECAY_S = 62.0, 0.22
_WHOOSH_RISE_S, _WHOOSH_FALL_S = 0.42, 0.50
_RISER_S = 1.3
_RELEASE_S = 0.02


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A sound with the sample that belongs on the accent's moment."""

    samples: FloatArray
    """(N, 2); the loudest 50 ms have an RMS of 1."""
    moment: int


def accents(wanted: Sequence[Accent], level: float, start: int, stop: int) -> FloatArray:
    """(stop - start, 2) samples [start, stop) of all accents.

    Args:
        wanted: the accents.
        level: RMS amplitude of the voice, to which their gains relate.
        start: first sample, on the film's clock.
        stop: end.
    """
    heard = np.zeros((stop - start, 2))
    for accent in wanted:
        shape = shape_of(accent.kind)
        begins = accent.sample - shape.moment
        first, last = max(begins, start), min(begins + len(shape.samples), stop)
        if first < last:
            gain = level * 10 ** (accent.gain_db / 20)
            heard[first - start : last - start] += gain * shape.samples[first - begins : last - begins]
    return heard


@cache
def shape_of(kind: AccentKind) -> Shape:
    """The sound of a kind of accent, always the same."""
    samples = {AccentKind.WHOOSH: _whoosh, AccentKind.HIT: _hit, AccentKind.RISER: _riser}[kind]()
    power = np.convolve((samples**2).mean(axis=1), np.full(_LEVEL_WINDOW, 1 / _LEVEL_WINDOW), mode="same")
    samples = samples / np.sqrt(power.max())
    moment = {
        AccentKind.WHOOSH: round(_WHOOSH_RISE_S * SAMPLE_RATE_HZ),
        AccentKind.HIT: int(np.abs(samples).sum(axis=1).argmax()),
        AccentKind.RISER: round(_RISER_S * SAMPLE_RATE_HZ),
    }[kind]
    return Shape(samples, moment)


def _hit() -> FloatArray:
    """A deep drum with a little skin on it, the same to both ears so that small speakers keep it."""
    seconds = _seconds(4 * _STRIKE_DECAY_S)
    # The pitch falls as a drum's does; a cosine, so that the first crest is the highest.
    turns = _STRIKE_HZ * (seconds + 0.03 * (1 - np.exp(-seconds / 0.03)))
    body = np.cos(2 * np.pi * turns) * np.exp(-seconds / _STRIKE_DECAY_S)
    skin = _band(_noise(len(seconds), 3)[:, 0], 300.0, 1800.0) * np.exp(-seconds / 0.02)
    rise = np.minimum(1.0, seconds / 0.002)
    end = np.clip((seconds[-1] - seconds) / 0.1, 0.0, 1.0)
    mono = (body + 0.5 * skin) * rise * end
    return np.column_stack([mono, mono])


def _whoosh() -> FloatArray:
    """Noise that brightens as it comes and darkens as it goes, from the left to the right."""
    seconds = _seconds(_WHOOSH_RISE_S + _WHOOSH_FALL_S)
    before, after = seconds / _WHOOSH_RISE_S, (seconds[-1] - seconds) / _WHOOSH_FALL_S
    near = np.clip(np.minimum(before, after), 0.0, 1.0)
    # Of one noise, two bands would cancel where they meet.
    dark = _band(_noise(len(seconds), 5), 250.0, 1200.0)
    bright = _band(_noise(len(seconds), 6), 1200.0, 5200.0)
    air = (dark * near[:, None] ** 2 + 0.8 * bright * near[:, None] ** 4) * np.sin(np.pi / 2 * near)[:, None]
    across = np.pi / 2 * (0.2 + 0.6 * seconds / seconds[-1])
    return np.asarray(air * np.sqrt(2) * np.column_stack([np.cos(across), np.sin(across)]), np.float64)


def _riser() -> FloatArray:
    """Noise that swells and brightens up to the moment and is let go there; without a pitch, as music has its own."""
    seconds = _seconds(_RISER_S + _RELEASE_S)
    swell = np.minimum(seconds / _RISER_S, 1.0) ** 3
    dark = _band(_noise(len(seconds), 7), 400.0, 1800.0)
    bright = _band(_noise(len(seconds), 8), 1800.0, 7000.0)
    release = np.clip((seconds[-1] - seconds) / _RELEASE_S, 0.0, 1.0)
    return np.asarray((dark + 0.8 * bright * swell[:, None]) * (swell * release)[:, None], np.float64)


def _seconds(length_s: float) -> FloatArray:
    return np.arange(round(length_s * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ


def _noise(count: int, seed: int) -> FloatArray:
    return np.random.default_rng(seed).normal(size=(count, 2))


def _band(noise: FloatArray, low_hz: float, high_hz: float) -> FloatArray:
    sections = butter(2, (low_hz, high_hz), "bandpass", fs=SAMPLE_RATE_HZ, output="sos")
    return np.asarray(sosfilt(sections, noise, axis=0), np.float64)
