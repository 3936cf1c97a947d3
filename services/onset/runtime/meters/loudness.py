"""Integrated loudness and loudness range by ITU-R BS.1770-4, EBU Tech 3341 and EBU Tech 3342."""

import numpy as np
from numpy.typing import NDArray

from onset.runtime.meters.stepped_power import SteppedPower
from onset.timeline.sound import FloatArray
from onset.timeline.time import SAMPLE_RATE_HZ

SILENCE_LUFS = -70.0
"""The absolute gate; also what silence is said to have."""
_STEP_SAMPLES = SAMPLE_RATE_HZ // 10
_MOMENTARY_STEPS = 4
_SHORT_TERM_STEPS = 30
_INTEGRATED_GATE_LU = -10.0
_RANGE_GATE_LU = -20.0
_RANGE_PERCENTILES = (10, 95)
_OFFSET_LUFS = -0.691
"""Makes a full-scale 997 Hz sine in one channel read -3.01 LUFS."""
_K_WEIGHTING = np.array(
    [
        [1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585],
        [1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621],
    ]
)
"""Head shelf and RLB high-pass at 48 kHz, BS.1770-4 tables 1 and 2."""


class LoudnessMeter:
    """Measures a sound of one or two channels that arrives in blocks."""

    def __init__(self, channel_count: int) -> None:
        self._power = SteppedPower([_K_WEIGHTING], channel_count, _STEP_SAMPLES)
        self._steps: list[FloatArray] = []

    def push(self, block: FloatArray) -> None:
        """Take (channels, n) samples."""
        self._steps.append(self._power.push(block)[0])

    def finish(self) -> tuple[float, float]:
        """Integrated loudness in LUFS and loudness range in LU.

        A sound shorter than one 400 ms gating block is measured as a whole; one shorter than 3 s has no range.
        """
        steps = np.concatenate((*self._steps, np.zeros(0)))
        if steps.size < _MOMENTARY_STEPS:
            (rest,), rest_samples = self._power.finish()
            powers, samples = [*steps, rest], [*[_STEP_SAMPLES] * steps.size, rest_samples]
            return _integrated_lufs(np.array([np.average(powers, weights=samples)])), 0.0
        integrated = _integrated_lufs(_moving_mean(steps, _MOMENTARY_STEPS))
        if steps.size < _SHORT_TERM_STEPS:
            return integrated, 0.0
        return integrated, _range_lu(_moving_mean(steps, _SHORT_TERM_STEPS))


def _moving_mean(steps: NDArray[np.float64], length: int) -> NDArray[np.float64]:
    windows: NDArray[np.float64] = np.lib.stride_tricks.sliding_window_view(steps, length).mean(axis=1)
    return windows


def _lufs(power: NDArray[np.float64]) -> NDArray[np.float64]:
    return _OFFSET_LUFS + 10 * np.log10(np.maximum(power, 1e-30))


def _gated(power: NDArray[np.float64], relative_lu: float) -> NDArray[np.float64]:
    """What lies above -70 LUFS, and above `relative_lu` under the mean of that."""
    audible = power[_lufs(power) > SILENCE_LUFS]
    if audible.size == 0:
        return audible
    return audible[_lufs(audible) > _lufs(audible.mean()) + relative_lu]


def _integrated_lufs(blocks: NDArray[np.float64]) -> float:
    gated = _gated(blocks, _INTEGRATED_GATE_LU)
    return float(_lufs(gated.mean())) if gated.size else SILENCE_LUFS


def _range_lu(blocks: NDArray[np.float64]) -> float:
    gated = _gated(blocks, _RANGE_GATE_LU)
    if gated.size == 0:
        return 0.0
    low, high = np.percentile(_lufs(gated), _RANGE_PERCENTILES, method="inverted_cdf")
    return float(high - low)
