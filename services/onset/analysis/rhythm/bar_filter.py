"""Which beat of the bar a live sound is on: forward filtering of the bar model."""

import numpy as np

from onset.analysis.rhythm.bar_model import BarModel

_USUAL = 0.3
"""Part of the beats that begin a bar, before any is heard."""
_MEMORY = 1 / 32
"""Of what is usual: weight of a new beat."""


class BarFilter:
    """Hears one beat after the other; belief, not fate: a place in the bar may be corrected on the next beat."""

    def __init__(self, model: BarModel) -> None:
        self._model = model
        self._step_to = np.exp(model.step_to.astype(np.float64))
        self._restart_to = np.exp(model.restart_to.astype(np.float64))
        self._expected = np.exp(model.start.astype(np.float64))
        self._belief = self._expected
        self._usual = _USUAL
        self.metre = 0
        """Beats in a full bar; 0 before the first beat."""
        self.position = 0
        """Of the last beat; 1 on the downbeat."""
        self.bar = 0
        """Number of the last beat's bar: 1 is the first with a downbeat, 0 a pick-up before it."""

    def restart(self) -> None:
        """The next beat comes after a stretch without a beat."""
        if self.metre:
            self._expected = self._restart_to @ self._belief

    def push(self, downbeat: float) -> None:
        """Hear a beat.

        Args:
            downbeat: probability that it begins a bar.
        """
        self._usual += (downbeat - self._usual) * _MEMORY
        evidence = self._model.evidence(np.array([downbeat], np.float32), self._usual)[0]
        belief = self._expected * np.exp(evidence.astype(np.float64))
        self._belief = belief / belief.sum()
        self._expected = self._step_to @ self._belief
        state = int(self._belief.argmax())
        self.metre, self.position = int(self._model.metres[state]), int(self._model.positions[state])
        self.bar += self.position == 1

    def position_after(self, beats: int) -> int:
        """Place in the bar of the beat that many after the last."""
        return (self.position - 1 + beats) % self.metre + 1 if self.metre else 0
