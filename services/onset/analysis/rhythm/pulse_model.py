"""The model of a pulse that `find` and `follow` share: tempi, how they change, and what a beat looks like.

A bar-pointer model: N. Whiteley, A. T. Cemgil, S. Godsill, "Bayesian Modelling of Temporal Structure in Musical Audio"
(2006), with the state space of F. Krebs, S. Böck, G. Widmer, "An Efficient State-Space Model for Joint Tempo and Meter
Tracking" (2015): the tempo changes on beats only. Between two beats nothing is decided, so a path through the model is
a chain of beats, each with a tempo, and of stretches without a beat. The period between two beats may stray from its
tempo by a few frames, which keeps expressive timing apart from changes of tempo.
"""

from dataclasses import dataclass

import numpy as np
import scipy.ndimage
from numpy.typing import NDArray

from onset.analysis.ears import BEAT_FRAMES_PER_S
from onset.analysis.rhythm.heard import OWN_FRAMES, log_odds
from onset.timeline.sound import FloatArray

SLOWEST_BPM = 45.0
FASTEST_BPM = 230.0
TEMPO_COUNT = 64
"""Steps of 2.6 %: less than a frame at most tempi."""
PREFERRED_BPM = 105.0
_PREFERENCE_OCTAVES = 0.8
"""Standard deviation of the log-normal prior of the tempo."""
STRAY_FRAMES = 3
"""A period is at most that many frames off its tempo's."""


@dataclass(frozen=True, slots=True)
class PulseCosts:
    """Parameters of the model, in nats unless stated.

    Tuned on held-out training clips, and on scores of chamber music, folk tunes and chorales that no training met.
    """

    tempo_rigidity: float = 45.0
    """Rate of the exponential distribution of |log tempo ratio| from beat to beat."""
    jump: float = 14.0
    """Cost of any other tempo on the next beat, beside the choice of it: a new section."""
    stray_frames: float = 0.8
    """Standard deviation of a period around its tempo's: frames, at short periods."""
    stray_ratio: float = 0.025
    """The same as a part of the period, at long ones."""
    preference: float = 0.5
    """Weight of the log-density of the tempo's prior on each beat: what misleads the network about the octave of the
    tempo at one beat does so at the next, so a prior that is paid once is never heard."""
    presence_per_s: float = 3.0
    """What a second with a beat is worth against a second without: weak evidence counts if it lasts."""
    ignored: float = 0.4
    """Weight of the activations between two beats, which a pulse leaves unexplained, against being without a beat."""
    entry: float = 12.0
    """Cost of a run of beats starting, beside the choice of its tempo."""
    exit: float = 12.0
    """Cost of a run of beats ending before the track does."""
    floor: float = 4.0
    """Log-odds of one frame count within plus and minus that: a network can be wrong."""


@dataclass(frozen=True, slots=True, eq=False)
class PulseModel:
    """Scores in nats over M tempi and D periods of each."""

    tempo_bpm: NDArray[np.float64]
    """(M,) falling."""
    periods: NDArray[np.int64]
    """(M, D) frames from one beat to the next, rising."""
    period_score: FloatArray
    """(M, D) of a period given its tempo, 0 at the likeliest."""
    change_to: FloatArray
    """(M, M) of the next beat's tempo (row) given this one's (column); for the same, what the tempo is preferred."""
    start: FloatArray
    """(M,) of a run's first tempo."""
    overdue: FloatArray
    """(longest, M) of the next beat still to come so long after the last; row -1 is at the beat itself."""
    costs: PulseCosts

    @property
    def shortest(self) -> int:
        """Frames: no two beats are closer."""
        return int(self.periods.min())

    @property
    def longest(self) -> int:
        """Frames: no two beats of one run are further apart."""
        return int(self.periods.max())

    def log_odds(self, probabilities: FloatArray) -> FloatArray:
        """(T,) whether a frame is a beat; a downbeat is one.

        Args:
            probabilities: (T, 2) from `beat_probabilities`.
        """
        return log_odds(probabilities.max(axis=1, initial=0), self.costs.floor)

    def evidence(self, log_odds: FloatArray) -> tuple[FloatArray, FloatArray]:
        """What a beat at a frame is worth, and what each frame costs while there is a pulse.

        A beat is worth its log-odds, not a likelihood over the base rate of beats: whether the notes between two
        beats are beats too is one question for the whole track, and a probability above one half means yes. A
        pulse pays for all activations, and a beat is paid back those that are its own.

        Args:
            log_odds: (T,).

        Returns:
            (T,) worth and (T,) cost, in nats.
        """
        unexplained = self.costs.ignored * np.logaddexp(0, log_odds)
        own = scipy.ndimage.convolve1d(unexplained, np.ones(2 * OWN_FRAMES + 1), mode="constant")
        worth = (log_odds + own).astype(np.float32)
        cost = (unexplained - self.costs.presence_per_s / BEAT_FRAMES_PER_S).astype(np.float32)
        return worth, cost


def pulse_model(costs: PulseCosts | None = None) -> PulseModel:
    """The model with the given parameters."""
    costs = costs or PulseCosts()
    tempo_bpm = np.geomspace(FASTEST_BPM, SLOWEST_BPM, TEMPO_COUNT)
    exact = 60 * BEAT_FRAMES_PER_S / tempo_bpm
    periods = np.round(exact)[:, None].astype(np.int64) + np.arange(-STRAY_FRAMES, STRAY_FRAMES + 1)
    spread = np.hypot(costs.stray_frames, costs.stray_ratio * exact)[:, None]
    stray = -0.5 * ((periods - exact[:, None]) / spread) ** 2
    octaves = np.log2(tempo_bpm)
    preference = -0.5 * ((octaves - np.log2(PREFERRED_BPM)) / _PREFERENCE_OCTAVES) ** 2
    preferred = preference - np.log(np.exp(preference).sum())
    change = -costs.tempo_rigidity * np.log(2) * np.abs(octaves[:, None] - octaves)
    change = np.maximum(change, preferred - costs.jump) + costs.preference * preference
    return PulseModel(
        tempo_bpm=tempo_bpm,
        periods=periods,
        period_score=stray.astype(np.float32),
        change_to=np.ascontiguousarray(change.T, np.float32),
        overdue=_overdue(periods, stray).astype(np.float32),
        start=(preferred - costs.entry + costs.preference * preference).astype(np.float32),
        costs=costs,
    )


def _overdue(periods: NDArray[np.int64], stray: NDArray[np.float64]) -> NDArray[np.float64]:
    """(longest, M) best score of a period that is not over yet, -inf if all are; the longest time first."""
    passed = np.arange(periods.max())[::-1, None, None]
    best: NDArray[np.float64] = np.where(periods > passed, stray, -np.inf).max(axis=2)
    return best
