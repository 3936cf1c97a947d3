"""Where in the beat a sound is now, given what was heard so far."""

import math
from dataclasses import dataclass

import numpy as np

from onset.analysis.ears import BEAT_FRAMES_PER_S
from onset.analysis.rhythm.heard import OWN_FRAMES, beat_probabilities
from onset.analysis.rhythm.pulse_model import PulseModel
from onset.analysis.rhythm.pulse_scores import LastBeat, PulseScores
from onset.timeline.sound import FloatArray

LATENCY_FRAMES = OWN_FRAMES + 1
"""60 ms: a beat's own frames and the one that shows where the last of them ends."""
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


class PulseListener:
    """Hears activations frame by frame and judges them `LATENCY_FRAMES` later, when a beat's flanks are heard too."""

    def __init__(self, model: PulseModel) -> None:
        self._model = model
        self._scores = PulseScores(model)
        self._heard = np.zeros((0, 2), np.float32)
        self._judged = 0
        """Of the frames in `_heard`."""

    def push(self, activations: FloatArray) -> list[Pulse]:
        """The pulse at each frame that can be judged now.

        Args:
            activations: (n, 2), following those pushed before.
        """
        heard = np.concatenate([self._heard, activations])
        worth, cost = self._model.evidence(self._model.log_odds(beat_probabilities(heard)))
        ready = max(self._judged, heard.shape[0] - LATENCY_FRAMES)
        pulses = []
        for frame in range(self._judged, ready):
            self._scores.advance(worth[frame : frame + 1], cost[frame : frame + 1])
            pulses.append(self._pulse())
        forgotten = max(0, ready - LATENCY_FRAMES)
        self._heard, self._judged = heard[forgotten:], ready - forgotten
        return pulses

    def _pulse(self) -> Pulse:
        last = self._scores.best_pulse()
        probability = 1 / (1 + math.exp(-max(last.score, -50.0)))
        return Pulse(self._scores.frame_count - 1, probability, last.frame, self._period(last))

    def _period(self, last: LastBeat) -> float:
        near = slice(max(0, last.tempo - _NEIGHBOURING_TEMPI), last.tempo + _NEIGHBOURING_TEMPI + 1)
        scores = self._scores.recent[last.frame - self._scores.frame_count, near]
        tempo_bpm = np.average(self._model.tempo_bpm[near], weights=np.exp(scores - scores.max()))
        return 60 * BEAT_FRAMES_PER_S / float(tempo_bpm)
