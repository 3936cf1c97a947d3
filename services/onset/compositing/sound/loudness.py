"""Loudness and true peak of a sound, by ITU-R BS.1770-4."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onset.runtime.meters.loudness import SILENCE_LUFS, LoudnessMeter
from onset.runtime.meters.true_peak import TruePeakMeter

Blocks = Iterable[NDArray[np.floating[Any]]]
"""A sound at 48 kHz as (n, channels) blocks."""


@dataclass(frozen=True, slots=True)
class Level:
    """What was measured."""

    integrated_lufs: float
    """`SILENCE_LUFS` for silence."""
    true_peak_dbtp: float

    @property
    def silent(self) -> bool:
        """Nothing in it is loud enough to be measured."""
        return self.integrated_lufs <= SILENCE_LUFS


def measure(blocks: Blocks) -> Level:
    """Loudness and true peak of a stereo sound."""
    loudness, true_peak = LoudnessMeter(2), TruePeakMeter(2)
    for block in blocks:
        samples = np.ascontiguousarray(block.T, np.float32)
        loudness.push(samples)
        true_peak.push(samples)
    return Level(loudness.finish()[0], true_peak.finish())


def integrated_lufs(blocks: Blocks, channel_count: int) -> float:
    """Loudness alone; `SILENCE_LUFS` for silence."""
    meter = LoudnessMeter(channel_count)
    for block in blocks:
        meter.push(np.ascontiguousarray(block.T, np.float32))
    return meter.finish()[0]
