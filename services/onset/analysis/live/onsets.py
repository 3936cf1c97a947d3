"""Onsets in a live onset curve, told in the frame in which they rise.

The rules are those of S. Böck, F. Krebs and M. Schedl, "Evaluating the online capabilities of onset detection methods"
(ISMIR 2012), for detection without any look ahead.
"""

import numpy as np

from onset.analysis.live.frame import Onset
from onset.analysis.live.percentiles import RunningPercentiles
from onset.analysis.live.scale import AUDIBLE_RMS, MEMORY_S
from onset.analysis.onsets import LEAD_FRAMES
from onset.timeline.sound import HOP_SAMPLES
from onset.timeline.time import SAMPLE_RATE_HZ

_FRAMES_PER_S = SAMPLE_RATE_HZ // HOP_SAMPLES
_MAXIMUM_FRAMES = 3
_MEAN_FRAMES = 12
_APART_FRAMES = 8
"""Two sounds that begin within 80 ms are heard as one."""
_SMALLEST_RISE_DB = 2.0
"""Above the mean; steady noise rises by less."""
_RISE_SHARE = 0.3
"""Of the strong onsets lately, that a rise above the mean must reach."""
_STRONG_PERCENT = 97.0
_HELD_FRAMES = 512
_NEAR_FRAMES = 3


class LiveOnsets:
    """Finds the onsets of one stream."""

    def __init__(self) -> None:
        self._heard = RunningPercentiles(np.zeros(1), np.full(1, 40.0), MEMORY_S * _FRAMES_PER_S)
        self._strong = _SMALLEST_RISE_DB
        self._curve = np.zeros(_HELD_FRAMES)
        """Onset strength of the last frames."""
        self._end = LEAD_FRAMES
        """Number of the frame after the last of the curve."""
        self._last = -_APART_FRAMES

    def push(self, rise: float, rms: float) -> list[Onset]:
        """The onset that the next frame's rise tells of, if any."""
        onsets = []
        if self._is_onset(rise, rms):
            self._last = self._end
            onsets.append(Onset(self._end * HOP_SAMPLES, min(rise / self._strong, 1.0)))
        self._curve = np.append(self._curve[1:], rise)
        self._end += 1
        if rms > AUDIBLE_RMS:
            self._heard.push(np.array([rise]))
            self._strong = max(float(self._heard.at(_STRONG_PERCENT)[0]), _SMALLEST_RISE_DB)
        return onsets

    def strength_near(self, sample: int) -> float:
        """Of the strongest onset within 30 ms of a sample of the last 5 s, 0..1."""
        frame = round(sample / HOP_SAMPLES) - (self._end - _HELD_FRAMES)
        nearby = self._curve[max(frame - _NEAR_FRAMES, 0) : max(frame + _NEAR_FRAMES + 1, 0)]
        return min(float(np.max(nearby, initial=0)) / self._strong, 1.0)

    def _is_onset(self, rise: float, rms: float) -> bool:
        return bool(
            rms > AUDIBLE_RMS
            and rise >= np.max(self._curve[-_MAXIMUM_FRAMES:])
            and rise - np.mean(self._curve[-_MEAN_FRAMES:]) >= max(_SMALLEST_RISE_DB, _RISE_SHARE * self._strong)
            and self._end - self._last >= _APART_FRAMES
        )
