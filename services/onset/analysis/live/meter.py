"""The measurements of a track, made of live sound: each frame is described as soon as its window is full."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from onset.analysis.features import FrameFeatures, FrameMeter
from onset.analysis.onsets import level_rise
from onset.analysis.spectrum import Spectrograph
from onset.timeline.sound import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class HeardFrames:
    """n frames in order."""

    first: int
    """Number of the first one; frame k is centred at sample k * 480."""
    features: FrameFeatures
    rise: FloatArray
    """(n,) what will be the onset strength of the frame after each (`onsets.LEAD_FRAMES`), as far as is known now: of
    a track that has not been 80 dB louder before than it is later, the same."""


class LiveMeter:
    """Measures one stream."""

    def __init__(self, channel_count: int) -> None:
        self._spectrograph = Spectrograph(channel_count)
        self._meter = FrameMeter()
        self._count = 0
        self._loudest_db = np.float32(-np.inf)
        self._previous: FloatArray | None = None

    def push(self, block: FloatArray) -> Iterator[HeardFrames]:
        """The frames that (channels, n) samples at 48 kHz complete."""
        yield from self._measured(self._spectrograph.push(block))

    def finish(self) -> Iterator[HeardFrames]:
        """The frames that reach beyond the end."""
        yield from self._measured(self._spectrograph.finish())

    def _measured(self, spectra: Iterator[FloatArray]) -> Iterator[HeardFrames]:
        for power in spectra:
            features = self._meter.measure(power)
            levels = features.levels_db
            loudest = np.maximum(np.maximum.accumulate(np.max(levels, axis=1)), self._loudest_db)
            previous = levels[:1] if self._previous is None else self._previous
            rise = level_rise(np.concatenate((previous, levels)), loudest)
            yield HeardFrames(self._count, features, rise)
            self._count += len(levels)
            self._loudest_db, self._previous = loudest[-1], levels[-1:].copy()
