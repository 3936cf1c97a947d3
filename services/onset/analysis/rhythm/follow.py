"""Rhythm of live sound: where in the beat and in the bar it is now, and when the next beat will come."""

from collections import deque
from dataclasses import dataclass

import numpy as np

from onset.analysis.ears import BEAT_FRAMES_PER_S
from onset.analysis.rhythm.bar_filter import BarFilter
from onset.analysis.rhythm.bar_model import bar_model
from onset.analysis.rhythm.beat_times import BEAT_HOP_SAMPLES, peak_offsets
from onset.analysis.rhythm.confidence import NEIGHBOURS, STEADY_CONFIDENCE, beat_evidence, likelihood, strongest_nearby
from onset.analysis.rhythm.heard import beat_probabilities, check_activations
from onset.analysis.rhythm.pulse_model import pulse_model
from onset.analysis.rhythm.pulse_now import Pulse, PulseListener
from onset.timeline.music import Beat
from onset.timeline.sound import FloatArray

_CLOSEST = 0.5
"""Of a period: a beat nearer to the last is a second thought about that one."""
_HELD_FRAMES = 128
"""Activations kept: more than the longest period."""
_FORGOTTEN = 0.1
"""Probability of a pulse below which the run of beats is over."""


@dataclass(frozen=True, slots=True)
class NextBeat:
    """The beat that is expected next."""

    sample: int
    """After the last frame heard."""
    position: int
    """1 on the downbeat."""


@dataclass(frozen=True, slots=True)
class PulseState:
    """What is known of the rhythm after the last frame heard."""

    beats: tuple[Beat, ...]
    """Passed since the last push, in order; told 80 ms after they sounded. Strength is 0: the caller holds the
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

    def __init__(self) -> None:
        model = pulse_model()
        self._model = model
        self._listener = PulseListener(model)
        self._bars = BarFilter(bar_model())
        self._held = np.zeros((_HELD_FRAMES, 2), np.float32)
        self._frame_count = 0
        self._last_beat = -_HELD_FRAMES
        self._evidence: deque[FloatArray] = deque(maxlen=2 * NEIGHBOURS + 1)
        """For the last beats of this run."""
        self._pulse: Pulse | None = None

    def push(self, activations: FloatArray) -> PulseState:
        """Hear what comes next.

        Args:
            activations: as for `find_rhythm`, n frames following those pushed before; the metre is not heeded; n may be
                0. The first frame ever pushed speaks of sample 0, frame k of sample k * 960.

        Raises:
            ValueError: wrong shape, or activations that are no probabilities.
        """
        check_activations(activations)
        activations = activations[:, :2]
        beats: list[Beat] = []
        for frame in activations:
            self._held = np.concatenate([self._held[1:], frame[None]])
            self._frame_count += 1
            for pulse in self._listener.push(frame[None]):
                self._pulse = pulse
                self._hear(pulse, beats)
        return self._state(tuple(beats))

    def _hear(self, pulse: Pulse, beats: list[Beat]) -> None:
        if pulse.probability < _FORGOTTEN:
            if self._evidence:
                self._evidence.clear()
                self._bars.restart()
        elif self._is_new(pulse):
            self._take_in(pulse.last_beat)
            if self._confidence >= STEADY_CONFIDENCE:
                beats.append(self._beat(pulse.last_beat))

    def _take_in(self, beat: int) -> None:
        held = beat_probabilities(self._held)
        rows = [self._row(beat)]
        if self._evidence:
            rows.insert(0, self._row(self._last_beat))
        probability = held.max(axis=1)
        self._evidence.append(beat_evidence(probability, self._model.log_odds(held), np.array(rows))[-1])
        self._bars.push(float(strongest_nearby(held, np.array(rows[-1:]))[0, 1]))
        self._last_beat = beat

    def _is_new(self, pulse: Pulse) -> bool:
        # Not the newest frame: the next may turn out to be its peak.
        if not 0 <= pulse.last_beat < pulse.frame:
            return False
        return pulse.last_beat - self._last_beat > _CLOSEST * pulse.period_frames

    @property
    def _confidence(self) -> float:
        if self._pulse is None or not self._evidence:
            return 0.0
        right = likelihood(np.mean(self._evidence, axis=0), len(self._evidence))
        return self._pulse.probability * float(right)

    def _row(self, frame: int) -> int:
        """Of `_held`; beats are forgotten later than they are asked for."""
        return max(0, _HELD_FRAMES - (self._frame_count - frame))

    def _beat(self, frame: int) -> Beat:
        curve = self._held.max(axis=1).astype(np.float64)
        offset = peak_offsets(curve, np.array([self._row(frame)]))[0]
        sample = max(0, round((frame + offset) * BEAT_HOP_SAMPLES))
        return Beat(sample, 0.0, self._bars.bar, self._bars.position, self._confidence)

    def _state(self, beats: tuple[Beat, ...]) -> PulseState:
        pulse, confidence = self._pulse, self._confidence
        if pulse is None or confidence < STEADY_CONFIDENCE:
            return PulseState(beats, 0.0, 0.0, 0, 0, confidence, None)
        # A beat may be late, or lie in the frames that are heard but not judged yet: then it is taken as passed.
        passed, phase = divmod((self._frame_count - 1 - pulse.last_beat) / pulse.period_frames, 1)
        unheard = round((pulse.last_beat - self._last_beat) / pulse.period_frames) + int(passed)
        next_frame = pulse.last_beat + (passed + 1) * pulse.period_frames
        return PulseState(
            beats=beats,
            tempo_bpm=60 * BEAT_FRAMES_PER_S / pulse.period_frames,
            phase=phase,
            position=self._bars.position_after(unheard),
            beats_per_bar=self._bars.metre,
            confidence=confidence,
            next_beat=NextBeat(round(next_frame * BEAT_HOP_SAMPLES), self._bars.position_after(unheard + 1)),
        )
