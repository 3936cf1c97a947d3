"""Markers brought back: captions' texts and times, words, and the planner's cues."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from onset.editing.edit import PlacedMarker
from onset.editing.sequence import MarkerKind, frame_at
from onset.runtime.media.refusal import RefusedError
from onset.timeline.plan import Caption, CaptionWord, Cue, Timeline, Title

_CUES = frozenset({MarkerKind.BEAT, MarkerKind.DOWNBEAT, MarkerKind.SECTION, MarkerKind.CUE})
_MOST_CHARACTERS = 200
"""Of a caption; more could not be read in its time."""


def with_markers(timeline: Timeline, markers: Sequence[PlacedMarker]) -> Timeline:
    """The timeline with what its markers now say.

    A marker that stands in its old frame leaves the exact sample as it is; a marker that is gone changes nothing, since
    programs drop markers; a caption whose text was emptied is gone.

    Raises:
        RefusedError: EDIT_MARKER, naming the marker.
    """
    found: dict[tuple[MarkerKind, tuple[int, ...]], PlacedMarker] = {}
    for marker in markers:
        kind = MarkerKind.CUE if marker.kind in _CUES else marker.kind
        found.setdefault((kind, marker.path), marker)
    captions = []
    for index, caption in enumerate(timeline.captions):
        words = tuple(
            _word(timeline, word, found.get((MarkerKind.WORD, (index, number))))
            for number, word in enumerate(caption.words)
        )
        changed = _caption(timeline, replace(caption, words=words), caption, found.get((MarkerKind.CAPTION, (index,))))
        if changed is not None:
            captions.append(changed)
    _check_order(captions)
    cues = (_cue(timeline, cue, found.get((MarkerKind.CUE, (index,)))) for index, cue in enumerate(timeline.cues))
    titles = (_title(title, found.get((MarkerKind.TITLE, (index,)))) for index, title in enumerate(timeline.titles))
    return replace(
        timeline,
        captions=tuple(captions),
        cues=tuple(sorted(cues, key=lambda cue: cue.sample)),
        titles=tuple(title for title in titles if title is not None),
    )


def _word(timeline: Timeline, word: CaptionWord, marker: PlacedMarker | None) -> CaptionWord:
    if marker is None:
        return word
    rate, clock = timeline.frame_rate, timeline.sample_rate_hz
    start, end = (frame_at(timeline, sample) for sample in (word.start_sample, word.end_sample))
    shift = 0
    if marker.start_frame != start:
        shift = rate.sample_of_frame(marker.start_frame, clock) - word.start_sample
    length = word.end_sample - word.start_sample
    if marker.frames != end - start:
        length = rate.sample_of_frame(marker.frames, clock)
    first = word.start_sample + shift
    if len(marker.name) > _MOST_CHARACTERS:
        raise _bad(marker.name[:40], f"is longer than {_MOST_CHARACTERS} characters")
    text = word.text if marker.name == word.text else " ".join(marker.name.split()) or word.text
    return CaptionWord(text, first, first + length)


def _caption(timeline: Timeline, caption: Caption, before: Caption, marker: PlacedMarker | None) -> Caption | None:
    """A caption with its words as they now are; None if its text was taken away."""
    if marker is None:
        return caption
    texts = marker.name.split()
    if not texts:
        return None
    if len(marker.name) > _MOST_CHARACTERS:
        raise _bad(marker.name[:40], f"is longer than {_MOST_CHARACTERS} characters")
    words = caption.words
    if texts != " ".join(word.text for word in before.words).split():
        words = _said(texts, words)
    # Words that were moved along, marker by marker, stand where they should already.
    moved = [word.start_sample for word in caption.words] != [word.start_sample for word in before.words]
    if marker.start_frame != before.start_frame and not moved:
        shift = timeline.frame_rate.sample_of_frame(
            marker.start_frame, timeline.sample_rate_hz
        ) - timeline.frame_rate.sample_of_frame(before.start_frame, timeline.sample_rate_hz)
        words = tuple(
            replace(word, start_sample=word.start_sample + shift, end_sample=word.end_sample + shift) for word in words
        )
    return replace(caption, start_frame=marker.start_frame, end_frame=marker.start_frame + marker.frames, words=words)


def _said(texts: Sequence[str], words: Sequence[CaptionWord]) -> tuple[CaptionWord, ...]:
    """New words in the time of the old: one for one where there are as many, else by their lengths."""
    if len(texts) == len(words):
        return tuple(replace(word, text=text) for text, word in zip(texts, words, strict=True))
    start, end = words[0].start_sample, words[-1].end_sample
    if end - start < len(texts):
        raise _bad(" ".join(texts)[:40], "has more words than its time has samples")
    letters = sum(map(len, texts))
    room = end - start - len(texts)
    # Each word has one sample at least.
    ends = [
        start + room * count // letters + number for number, count in enumerate(accumulate(map(len, texts)), start=1)
    ]
    return tuple(
        CaptionWord(text, first, last) for text, (first, last) in zip(texts, pairwise([start, *ends]), strict=True)
    )


def _title(title: Title, marker: PlacedMarker | None) -> Title | None:
    """A headline as it now reads and stands; None if its text was taken away."""
    if marker is None or (marker.name, marker.start_frame, marker.frames) == (
        title.text,
        title.start_frame,
        title.end_frame - title.start_frame,
    ):
        return title
    texts = marker.name.split()
    if not texts:
        return None
    if len(marker.name) > _MOST_CHARACTERS or marker.frames <= 0:
        raise _bad(marker.name[:40], f"has no length, or more than {_MOST_CHARACTERS} characters")
    start, end = marker.start_frame, marker.start_frame + marker.frames
    times = title.word_frames
    if len(texts) != len(times):
        # As many words as there are now, arriving within the same time.
        first, last = times[0], times[-1]
        times = tuple(first + (last - first) * number // max(1, len(texts) - 1) for number in range(len(texts)))
    arrived = tuple(min(end - 1, max(start, frame + start - title.start_frame)) for frame in times)
    return Title(start, end, " ".join(texts), arrived)


def _check_order(captions: Sequence[Caption]) -> None:
    for caption in captions:
        name = " ".join(word.text for word in caption.words)[:40]
        if not 0 <= caption.start_frame < caption.end_frame or caption.words[0].start_sample < 0:
            raise _bad(name, "begins before the film, or has no length")
        for word in caption.words:
            if word.start_sample >= word.end_sample:
                raise _bad(word.text, "has no length")
    for earlier, later in pairwise(captions):
        if later.start_frame < earlier.end_frame:
            raise _bad(" ".join(word.text for word in later.words)[:40], "overlaps the caption before it")
    words = [word for caption in captions for word in caption.words]
    for before, after in pairwise(words):
        if after.start_sample < before.end_sample:
            raise _bad(after.text, f"overlaps the word {before.text!r} before it")


def _cue(timeline: Timeline, cue: Cue, marker: PlacedMarker | None) -> Cue:
    rate, clock = timeline.frame_rate, timeline.sample_rate_hz
    if marker is None or marker.start_frame == frame_at(timeline, cue.sample):
        return cue
    if marker.start_frame < 0:
        raise _bad(marker.name[:40], "stands before the film")
    return replace(cue, sample=rate.sample_of_frame(marker.start_frame, clock))


def _bad(name: str, what: str) -> RefusedError:
    return RefusedError("EDIT_MARKER", f"The marker {name!r} {what}.")
