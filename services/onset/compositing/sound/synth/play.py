"""Play a score: notes and the room's answer, block after block, in memory that does not grow with the film."""

from collections.abc import Iterator
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from onset.compositing.sound.synth import room
from onset.compositing.sound.synth.instruments import SEND, sound
from onset.compositing.sound.synth.notes import arrange
from onset.timeline.bed import raised_cosine
from onset.timeline.score import Score
from onset.timeline.time import SAMPLE_RATE_HZ

FloatArray = NDArray[np.float64]

BLOCK = 1 << 17
_FADE = round(2.2 * SAMPLE_RATE_HZ)
"""The end dies away within this, or within the last bar if that is shorter."""


def play(score: Score) -> Iterator[FloatArray]:
    """(N, 2) blocks, `score.end_sample` samples in all; the last sample is silence."""
    notes = {block: list(group) for block, group in groupby(arrange(score), lambda note: note.start_sample // BLOCK)}
    dry = wet = np.zeros((0, 2))
    fade = min(_FADE, score.end_sample - score.bars[-1].start_sample)
    for block in range(-(-score.end_sample // BLOCK)):
        start = block * BLOCK
        sounds = [(note, sound(note)) for note in notes.get(block, [])]
        longest = max([BLOCK, len(dry), len(wet), *(note.start_sample - start + len(part) for note, part in sounds)])
        dry, wet = _longer(dry, longest), _longer(wet, longest)
        for note, part in sounds:
            at = note.start_sample - start
            dry[at : at + len(part)] += part
            wet[at : at + len(part)] += SEND[note.instrument] * part
        echo = room.answer(wet[:BLOCK])
        dry = _longer(dry, len(echo))
        dry[: len(echo)] += echo
        count = min(BLOCK, score.end_sample - start)
        left = score.end_sample - 1 - np.arange(start, start + count)
        yield dry[:count] * raised_cosine(np.clip(left / max(fade, 1), 0.0, 1.0))[:, None]
        dry, wet = dry[BLOCK:], wet[BLOCK:]


def _longer(samples: FloatArray, count: int) -> FloatArray:
    """The samples, with silence after them up to a count; always a copy that may be written to."""
    return np.concatenate([samples, np.zeros((max(count - len(samples), 0), 2))])
