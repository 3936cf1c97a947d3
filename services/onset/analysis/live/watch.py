"""The networks on live sound: asked for the newest seconds again and again, beside the stream that goes on."""

import logging
import math
from concurrent.futures import Executor, Future
from dataclasses import dataclass

import numpy as np

from onset.analysis.ears import BEAT_FRAMES_PER_S, VOICE_FRAMES_PER_S, Ears, normalised
from onset.analysis.features import MEL_FLOOR_DB
from onset.analysis.filterbanks import MEL_BANDS
from onset.analysis.live.frame import LivePulse
from onset.analysis.live.percentiles import RunningPercentiles
from onset.analysis.rhythm.follow import BeatFollower, PulseState
from onset.runtime.errors import DeadlineError, ResourceExhaustedError, UnavailableError
from onset.timeline.music import Beat
from onset.timeline.sound import HOP_SAMPLES, FloatArray
from onset.timeline.time import SAMPLE_RATE_HZ

log = logging.getLogger(__name__)

_STRIDE = VOICE_FRAMES_PER_S // BEAT_FRAMES_PER_S
_WINDOW_FRAMES = 1024
"""10 s: what is heard each time. Even in frames, as the networks may subsample."""
_EVERY_FRAMES = 8
"""Questions end on this grid: they are of one length, so that those of several streams can be heard together, and a
network that subsamples sees the grid of a whole track."""
_SETTLING_FRAMES = 2
"""What a network says of the last 40 ms changes with what follows: it is not passed on yet."""
_VOICE_WINDOW_FRAMES, _VOICE_FRAMES = 256, 5
"""What the network hears to judge the last 50 ms."""
_MOST_BEHIND_FRAMES = 200
"""A stream that is further ahead of the networks, because it is sent faster than it sounds, waits for them."""
_RETRY_FRAMES = 100
_STALE_SAMPLES = 2 * SAMPLE_RATE_HZ
"""A pulse that was heard longer ago is no longer claimed."""
_LOUDEST_PERCENTILE = 99.9
_QUIETEST_LOUDEST_DB = -40.0
"""The noise before the first sound is not turned up to music."""
_LOUDEST_MEMORY_FRAMES = 60 * VOICE_FRAMES_PER_S
_PASSING = (UnavailableError, DeadlineError, ResourceExhaustedError)
"""The features go on without the networks, and they are asked again."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the networks have said last."""

    until_frame: int
    """They have listened up to here, in frames of 10 ms."""
    state: PulseState | None
    voice: float


class Watch:
    """Listens to one stream; at most one question is under way, and the next one is about the newest sound."""

    def __init__(self, ears: Ears, executor: Executor) -> None:
        """Listen with `ears`, in a thread of `executor`."""
        self._ears = ears
        self._executor = executor
        self._follower = BeatFollower()
        self._levels = np.zeros((2 * _WINDOW_FRAMES, MEL_BANDS), np.float32)
        self._filled = 0
        self._first = 0
        """Number of the frame in row 0."""
        self._loudest = RunningPercentiles(np.full(1, -80.0), np.full(1, 40.0), _LOUDEST_MEMORY_FRAMES)
        self._followed = 0
        self._question: Future[Heard] | None = None
        self._not_before = 0
        self._failing = False
        self._beats: list[Beat] = []
        self.heard = Heard(0, None, 0.0)

    def offer(self, levels_db: FloatArray) -> None:
        """Take the next frame's (128,) levels, and ask about what was heard when it is time."""
        if self._filled == len(self._levels):
            self._forget()
        levels = np.maximum(levels_db, MEL_FLOOR_DB)
        self._loudest.push(np.max(levels, keepdims=True))
        self._levels[self._filled] = levels
        self._filled += 1
        if self._question is not None and (self._question.done() or self._is_behind()):
            self._take_answer(self._question)
        if self._question is None and self._end % _EVERY_FRAMES == 0 and self._end >= self._not_before:
            self._question = self._executor.submit(self._listen, *self._window())

    def finish(self) -> None:
        """Hear what is left at the stream's end."""
        if self._question is not None:
            self._take_answer(self._question)
        if self._end > self.heard.until_frame:
            self._take_answer(self._executor.submit(self._listen, *self._window(), settling=0))

    def pulse_at(self, sample: int) -> LivePulse:
        """The pulse as of now, foretold from what was heard last."""
        heard_sample = self.heard.until_frame * HOP_SAMPLES
        state = self.heard.state
        if state is None or state.next_beat is None or sample - heard_sample > _STALE_SAMPLES:
            return LivePulse(heard_sample)
        period = 60 * SAMPLE_RATE_HZ / state.tempo_bpm
        passed = max(0, math.floor((sample - state.next_beat.sample) / period) + 1)
        next_sample = state.next_beat.sample + passed * period
        return LivePulse(
            heard_sample=heard_sample,
            tempo_bpm=state.tempo_bpm,
            confidence=state.confidence,
            beats_per_bar=state.beats_per_bar,
            phase=min(max(1 - (next_sample - sample) / period, 0.0), 1.0),
            next_beat_sample=round(next_sample),
            next_beat_position=(state.next_beat.position - 1 + passed) % state.beats_per_bar + 1,
        )

    def new_beats(self) -> tuple[Beat, ...]:
        """Those recognised since the last call."""
        beats, self._beats = tuple(self._beats), []
        return beats

    @property
    def _end(self) -> int:
        return self._first + self._filled

    def _forget(self) -> None:
        kept = self._levels[self._filled - _WINDOW_FRAMES : self._filled].copy()
        self._levels[:_WINDOW_FRAMES] = kept
        self._first += self._filled - _WINDOW_FRAMES
        self._filled = _WINDOW_FRAMES

    def _is_behind(self) -> bool:
        return not self._failing and self._end - self.heard.until_frame > _MOST_BEHIND_FRAMES

    def _window(self) -> tuple[FloatArray, int]:
        """The newest frames, normalised, and the number of the first one."""
        start = max(self._filled - _WINDOW_FRAMES, 0)
        start += -start % _EVERY_FRAMES
        loudest_db = max(float(self._loudest.at(_LOUDEST_PERCENTILE)[0]), _QUIETEST_LOUDEST_DB)
        return normalised(self._levels[start : self._filled].T, loudest_db), self._first + start

    def _listen(self, mel: FloatArray, first: int, settling: int = _SETTLING_FRAMES) -> Heard:
        """In a thread of the executor; only one at a time."""
        activations = self._ears.beats(mel[::_STRIDE])[:, :2]
        voice = self._ears.voice(mel[-_VOICE_WINDOW_FRAMES:])
        start = self._followed - first // _STRIDE
        missed = np.zeros((max(-start, 0), 2), np.float32)
        new = np.concatenate((missed, activations[max(start, 0) : len(activations) - settling]))
        self._followed += len(new)
        state = self._follower.push(new)
        return Heard(first + len(mel), state, float(np.mean(voice[-_VOICE_FRAMES:])))

    def _take_answer(self, question: Future[Heard]) -> None:
        self._question = None
        try:
            self.heard = question.result()
        except _PASSING as error:
            if not self._failing:
                log.warning("live analysis goes on without the networks: %s", error.message)
            self._failing = True
            self._not_before = self._end + _RETRY_FRAMES
            return
        self._failing = False
        assert self.heard.state is not None
        self._beats += self.heard.state.beats
