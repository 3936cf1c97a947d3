"""Where in the beat a sound is now, given what was heard so far: forward filtering of the pulse model."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onset.analysis.ears import BEAT_FRAMES_PER_S
from onset.analysis.rhythm.pulse_model import OWN_FRAMES, PulseModel
from onset.timeline.sound import FloatArray

_NEIGHBOURING_TEMPI = 2
"""To either side of the likeliest; their mean tells the tempo between steps."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """The likeliest pulse at a frame."""

    frame: int
    """50 frames a second."""
    probability: float
    """That there is a pulse at all."""
    last_beat: int
    """Frame of the last beat, at most `frame`."""
    period_frames: float
    """From there to the next."""


class PulseFilter:
    """Hears activations frame by frame, two frames late: the flanks of a beat tell whether it was its peak."""

    def __init__(self, model: PulseModel) -> None:
        self._model = model
        tempi, lags = np.arange(model.tempo_bpm.size), np.arange(model.longest)
        chance = np.exp(model.period_score.astype(np.float64))
        chance /= chance.sum(axis=1, keepdims=True)
        self._period_chance = np.zeros((model.longest + 1, tempi.size))
        self._period_chance[model.periods.T, tempi] = chance.T
        self._going_on = 1 - np.cumsum(self._period_chance, axis=0)[lags]
        """(longest, M) probability that the next beat is more than that many frames away from the last."""
        change = np.exp(model.change_to.astype(np.float64))
        self._change_to = change / change.sum(axis=0)
        self._start = np.exp(model.start.astype(np.float64))
        self._end = float(np.exp(-model.costs.exit))
        self._beats = np.zeros((model.longest, tempi.size))
        """Probability of a last beat that many frames ago with that tempo, before it is known to go on."""
        self._rest = 1.0
        self._frame = -OWN_FRAMES - 1
        self._heard = np.full(2 * OWN_FRAMES, -model.costs.floor, np.float32)

    def push(self, log_odds: FloatArray) -> list[Pulse]:
        """The pulse at each frame that is now known, `OWN_FRAMES` behind those heard.

        Args:
            log_odds: (n,) that a frame is a beat, following those pushed before.
        """
        heard = np.concatenate([self._heard, log_odds])
        self._heard = heard[-2 * OWN_FRAMES :]
        worth, cost = self._model.evidence(heard)
        known = slice(OWN_FRAMES, heard.size - OWN_FRAMES)
        pulses = [self._step(float(w), float(c)) for w, c in zip(worth[known], cost[known], strict=True)]
        return [pulse for pulse in pulses if pulse.frame >= 0]

    def _step(self, worth: float, cost: float) -> Pulse:
        self._frame += 1
        arrivals = (self._beats * self._period_chance[1:]).sum(axis=0)
        beat_now = np.exp(worth) * (self._change_to @ arrivals + self._rest * self._start)
        self._rest = (self._rest + beat_now.sum() * self._end) * np.exp(cost)
        self._beats = np.concatenate([beat_now[None], self._beats[:-1]])
        pulse = self._beats * self._going_on
        present = float(pulse.sum())
        total = present + self._rest
        self._beats /= total
        self._rest /= total
        frames_ago = int(pulse.sum(axis=1).argmax())
        return Pulse(self._frame, present / total, self._frame - frames_ago, self._period(pulse[frames_ago]))

    def _period(self, weights: NDArray[np.float64]) -> float:
        best = int(weights.argmax())
        near = slice(max(0, best - _NEIGHBOURING_TEMPI), best + _NEIGHBOURING_TEMPI + 1)
        tempo_bpm = np.average(self._model.tempo_bpm[near], weights=weights[near] + np.finfo(np.float64).tiny)
        return 60 * BEAT_FRAMES_PER_S / float(tempo_bpm)
