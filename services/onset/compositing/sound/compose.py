"""Composed music as a file: played, and held under full scale."""

from collections.abc import Callable
from pathlib import Path

import soundfile

from onset.compositing.sound import pcm
from onset.compositing.sound.limiter import limited
from onset.compositing.sound.synth.play import play
from onset.runtime.errors import CancelledError
from onset.timeline.score import Score
from onset.timeline.time import SAMPLE_RATE_HZ

_CEILING_DBTP = -1.0
"""Headroom for whoever takes the file elsewhere; in the film the mix sets the level."""


def write_music(score: Score, target: Path, cancelled: Callable[[], bool]) -> None:
    """Write a score's sound as 48 kHz stereo WAV of 24 bits, exactly `score.end_sample` samples.

    Raises:
        OSError: among others ENOSPC, if the disk is full.
        CancelledError: `cancelled` returned true.
    """
    played = target.with_suffix(".f32")
    pcm.write(played, play(score))
    with soundfile.SoundFile(target, "w", SAMPLE_RATE_HZ, 2, "PCM_24", format="WAV") as file:
        for block in limited(pcm.samples(played), gain_db=0.0, ceiling_dbtp=_CEILING_DBTP):
            if cancelled():
                raise CancelledError("COMPOSING_CANCELLED", "The music is no longer wanted.")
            file.write(block)
    played.unlink()
