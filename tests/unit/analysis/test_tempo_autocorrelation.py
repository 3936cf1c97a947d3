"""Tempo of an onset curve by itself, the estimate that owes nothing to the beats."""

import numpy as np
import pytest

from onset.analysis.rhythm.tempo import FRAMES_PER_MINUTE, estimate_pulse
from tests.unit.analysis.activations import onsets


@pytest.mark.parametrize("tempo_bpm", [*range(50, 221, 10), 63.7, 97.3, 128.5, 174.2, 203.9])
def test_a_steady_pulse(tempo_bpm: float) -> None:
    pulse = estimate_pulse(onsets(np.arange(0.31, 12, 60 / tempo_bpm), 12))
    assert pulse is not None
    assert FRAMES_PER_MINUTE / pulse.period_frames == pytest.approx(tempo_bpm, rel=0.01)
    assert pulse.clarity > 0.7


def test_off_beats_do_not_hide_the_beat() -> None:
    curve = np.maximum(onsets(np.arange(0.5, 20, 0.6), 20), 0.4 * onsets(np.arange(0.8, 20, 0.6), 20))
    pulse = estimate_pulse(curve)
    assert pulse is not None
    assert FRAMES_PER_MINUTE / pulse.period_frames == pytest.approx(100, rel=0.01)


@pytest.mark.parametrize("curve", [np.zeros(0), np.zeros(1), np.zeros(1000), np.ones(1000)])
def test_nothing_repeats_in_a_flat_curve(curve: np.ndarray) -> None:
    assert estimate_pulse(curve.astype(np.float32)) is None
