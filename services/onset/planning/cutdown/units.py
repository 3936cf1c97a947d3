"""What is kept or left out whole: sentences, or clauses of one that is too long, with the silences around them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from onset.planning.cutdown.coherence import clauses, needs_next, needs_previous
from onset.planning.schedule import voice_end, voice_start
from onset.timeline.sound import HOP_SAMPLES, AudioAnalysis
from onset.timeline.speech import Passage, Transcript
from onset.timeline.time import samples_of_seconds

_GUARD_S = 0.02
"""Of each silence, left to the voice on either side: breath and decay that the detector of speech no longer counts."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence or a clause. Samples on the recording's clock."""

    passage: Passage
    start_sample: int
    """Where its voice begins: at its first word or a little earlier."""
    end_sample: int
    """Where its voice ends: at its last word or a little later."""
    quiet_before: int
    """Samples of silence that the recording has before it."""
    quiet_after: int
    """Likewise after it."""
    needs_previous: bool
    """It refers to what is said before it, and means nothing without."""
    needs_next: bool
    """It asks for what is said after it."""

    @property
    def words(self) -> range:
        """Indices of its words."""
        return range(self.passage.first_word, self.passage.end_word)

    @property
    def length(self) -> int:
        """Samples of voice."""
        return self.end_sample - self.start_sample


def units(
    transcript: Transcript, analysis: AudioAnalysis, names: Sequence[str], divided: frozenset[int]
) -> tuple[Unit, ...]:
    """The transcript's sentences in order, those of `divided` as their clauses.

    Args:
        transcript: of the voice, at least one word.
        analysis: of the voice.
        names: what the product is called; a sentence that names it stands on its own.
        divided: indices of sentences that may be kept in part. One whose phrases are no clauses stays whole.
    """
    parts = list(_parts(transcript, names, divided))
    words = transcript.words
    borders = [
        _quiet(analysis, words[passage.first_word - 1].end_sample, words[passage.first_word].start_sample)
        for passage, _, _ in parts[1:]
    ]
    end = voice_end(analysis, words[-1].end_sample)
    edges = [_before(analysis, words[0].start_sample), *borders, (end, _silent_until(analysis, end))]
    return tuple(
        Unit(passage, before[1], after[0], before[1] - before[0], after[1] - after[0], refers, asks)
        for (passage, refers, asks), (before, after) in zip(parts, pairwise(edges), strict=True)
    )


def _parts(
    transcript: Transcript, names: Sequence[str], divided: frozenset[int]
) -> Iterator[tuple[Passage, bool, bool]]:
    """Passages, whether each refers back, and whether it asks for what follows."""
    last = len(transcript.sentences) - 1
    for index, sentence in enumerate(transcript.sentences):
        refers = index > 0 and needs_previous(sentence.text, transcript.language, names)
        asks = index < last and needs_next(sentence.text)
        inside = [phrase for phrase in transcript.phrases if _holds(sentence, phrase)]
        alone = clauses([phrase.text for phrase in inside], transcript.language) if index in divided else None
        if alone is None:
            yield sentence, refers, asks
            continue
        first_alone = alone.index(True)
        for number, phrase in enumerate(inside):
            follows = number > 0 and not alone[number] and number > first_alone
            yield phrase, refers if number == 0 else follows, number < first_alone or (asks and phrase is inside[-1])


def _holds(sentence: Passage, phrase: Passage) -> bool:
    return sentence.first_word <= phrase.first_word and phrase.end_word <= sentence.end_word


def _quiet(analysis: AudioAnalysis, start: int, end: int) -> tuple[int, int]:
    """The longest silence between two words less its guards; where the voice never rests, its quietest moment."""
    silences, at = [], start
    for span in analysis.speech:
        if span.end_sample <= start or span.start_sample >= end:
            continue
        silences.append((at, max(span.start_sample, at)))
        at = max(at, min(span.end_sample, end))
    silences.append((at, end))
    first, last = max(silences, key=lambda silence: silence[1] - silence[0])
    guard = samples_of_seconds(_GUARD_S)
    if last - first > 2 * guard:
        return first + guard, last - guard
    hops = range(-(-start // HOP_SAMPLES), min(end // HOP_SAMPLES + 1, analysis.features.frame_count))
    middle = (first + last) // 2
    if first == last and hops:
        middle = (hops.start + int(np.argmin(analysis.features.rms[hops.start : hops.stop]))) * HOP_SAMPLES
    return middle, middle


def _before(analysis: AudioAnalysis, first_word: int) -> tuple[int, int]:
    """The silence before the first word, its voice's onset included in the word."""
    start = max(voice_start(analysis, first_word) - samples_of_seconds(_GUARD_S), 0)
    earlier = [span.end_sample for span in analysis.speech if span.end_sample <= start]
    return max(earlier, default=0), start


def _silent_until(analysis: AudioAnalysis, end: int) -> int:
    later = [span.start_sample for span in analysis.speech if span.start_sample >= end]
    return min(later, default=analysis.sample_count)
