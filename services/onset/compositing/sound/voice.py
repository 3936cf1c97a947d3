"""The voice as the plan has it: stretches of its recording, joined so that no join is heard."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from onset.compositing.sound.bed import FloatArray
from onset.timeline.edits import joined
from onset.timeline.plan import VoiceEdit

_HALF_FADE = 240
"""5 ms before an edge and 5 ms after it: too short to be heard as a fade, long enough that no step clicks."""


def voice_blocks(
    edits: Sequence[VoiceEdit],
    read: Callable[[int, int], FloatArray],
    source_samples: int,
    ranges: Iterator[tuple[int, int]],
) -> Iterator[FloatArray]:
    """The film's voice, block by block, whatever the blocks.

    Edges of an edit fade with equal power over what the recording has on both sides of them, so that the room's tone
    keeps its level where one edit follows another. Where the recording itself begins or ends there is nothing to fade.

    Args:
        edits: in order, on the film.
        read: (stop - start, 2) samples [start, stop) of the recording.
        source_samples: length of the recording; an edit that runs past it hears silence there.
        ranges: the blocks' [start, stop) on the film.
    """
    pieces = joined(edits)
    for start, stop in ranges:
        block = np.zeros((stop - start, 2))
        for edit in pieces:
            first = max(start, edit.start_sample - _HALF_FADE, edit.shift_samples)
            last = min(stop, edit.end_sample + _HALF_FADE, source_samples + edit.shift_samples)
            if first < last:
                gain = _gain(edit, source_samples, first, last)
                block[first - start : last - start] += gain[:, None] * read(
                    first - edit.shift_samples, last - edit.shift_samples
                )
        yield block


def _gain(edit: VoiceEdit, source_samples: int, first: int, last: int) -> FloatArray:
    """(last - first,) gain of an edit on the film, its fades included."""
    at: FloatArray = np.arange(first, last, dtype=np.float64) + 0.5
    gain = np.ones(last - first)
    if edit.source_start_sample > 0:
        gain *= _rise(at - edit.start_sample)
    if edit.source_end_sample < source_samples:
        gain *= _rise(edit.end_sample - at)
    return gain


def _rise(after_edge: FloatArray) -> FloatArray:
    """0 to 1 across an edge; its square and that of its mirror image sum to 1."""
    return np.sin(np.pi / 2 * np.clip(after_edge / (2 * _HALF_FADE) + 0.5, 0.0, 1.0))
