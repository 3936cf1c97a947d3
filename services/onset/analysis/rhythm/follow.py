"""Rhythm of live sound: where in the beat and in the bar it is now, and when the next beat will come."""

from dataclasses import dataclass

from onset.timeline.music import Beat
from onset.timeline.sound import FloatArray


@dataclass(frozen=True, slots=True)
class NextBeat:
    """The beat that is expected next."""

    sample: int
    """Never before the last frame heard."""
    position: int
    """1 on the downbeat."""


@dataclass(frozen=True, slots=True)
class PulseState:
    """What is known of the rhythm after the last frame heard."""

    beats: tuple[Beat, ...]
    """Passed since the last push, in order; told 40-60 ms after they sounded. Strength is 0: the caller holds the
    onset curve."""
    tempo_bpm: float
    """0 while there is no steady beat."""
    phase: float
    """0..1: 0 on a beat, close to 1 just before the next; 0 while there is no steady beat."""
    position: int
    """Place in its bar of the beat passed last, 1 is the downbeat; 0 while there is no steady beat."""
    beats_per_bar: int
    """0 while there is no steady beat."""
    confidence: float
    """0..1; below 0.3 nothing should move to the beat."""
    next_beat: NextBeat | None
    """None while there is no steady beat."""


class BeatFollower:
    """Follows the beat of a sound while it is heard: forward filtering in the state space of `find_rhythm`.

    Work and memory per frame are bounded: they do not depend on how long it has listened.
    """

    def push(self, activations: FloatArray) -> PulseState:
        """Hear what comes next.

        Args:
            activations: (n, 2) probabilities of a beat and of a downbeat, 50 frames a second, following those
                pushed before; n may be 0. The first frame ever pushed speaks of sample 0, frame k of sample k * 960.

        Raises:
            ValueError: wrong shape, or activations that are no probabilities.
        """
        if activations.ndim != 2 or activations.shape[1] != 2:
            raise ValueError(f"activations must be (n, 2), got shape {activations.shape}")
        return PulseState((), 0.0, 0.0, 0, 0, 0.0, None)
