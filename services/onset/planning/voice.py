"""The voice on the timeline's clock: words, and the gaps between them in which a cut may fall."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from onset.timeline.plan import CueKind
from onset.timeline.speech import Transcript, Word
from onset.timeline.time import SAMPLE_RATE_HZ, FrameRate


@dataclass(frozen=True, slots=True)
class Gap:
    """Samples [start_sample, end_sample] without a word; empty where words abut."""

    start_sample: int
    end_sample: int
    word: int
    """Index of the word after the gap; the word count for the last gap."""
    kind: CueKind
    """START, SENTENCE_END, PHRASE_END, WORD_END or END: what ends before it."""

    @property
    def length_s(self) -> float:
        """Seconds."""
        return (self.end_sample - self.start_sample) / SAMPLE_RATE_HZ

    def frame(self, sample: int, rate: FrameRate) -> int:
        """The frame nearest to `sample` whose start lies in the gap, or in the middle of a gap too short to hold one.

        Either way no word's rounded frames [start, end) hold the returned frame strictly inside.
        """
        nearest = rate.frame_of_sample(min(max(sample, self.start_sample), self.end_sample))
        for frame in (nearest, nearest + 1, nearest - 1):
            if self.start_sample <= rate.sample_of_frame(frame) <= self.end_sample:
                return frame
        return rate.frame_of_sample((self.start_sample + self.end_sample) // 2)


@dataclass(frozen=True)
class Voice:
    """Words and gaps on the timeline's clock, from the film's first sample to its last."""

    words: tuple[Word, ...]
    gaps: tuple[Gap, ...]
    """Before each word and after the last one: one more than words."""

    @staticmethod
    def in_film(transcript: Transcript, film_samples: int) -> "Voice":
        """The voice of a transcript that is on the timeline's clock."""
        words = transcript.words
        kinds = {passage.end_word: CueKind.PHRASE_END for passage in transcript.phrases}
        kinds |= {passage.end_word: CueKind.SENTENCE_END for passage in transcript.sentences}
        kinds |= {0: CueKind.START, len(words): CueKind.END}
        starts = [0, *(word.end_sample for word in words)]
        ends = [*(word.start_sample for word in words), max(film_samples, words[-1].end_sample)]
        return Voice(
            words,
            tuple(
                Gap(start, end, index, kinds.get(index, CueKind.WORD_END))
                for index, (start, end) in enumerate(zip(starts, ends, strict=True))
            ),
        )

    @cached_property
    def _gap_starts(self) -> Sequence[int]:
        return [gap.start_sample for gap in self.gaps]

    def gap_at(self, sample: int) -> Gap | None:
        """The gap that holds a sample, None inside a word."""
        gap = self.gaps[max(bisect_right(self._gap_starts, sample) - 1, 0)]
        return gap if gap.start_sample <= sample <= gap.end_sample else None

    def words_between(self, start_frame: int, end_frame: int, rate: FrameRate) -> tuple[Word, ...]:
        """Words whose middle lies in the frames [start_frame, end_frame)."""
        start, end = rate.sample_of_frame(start_frame), rate.sample_of_frame(end_frame)
        return tuple(word for word in self.words if start <= (word.start_sample + word.end_sample) // 2 < end)
