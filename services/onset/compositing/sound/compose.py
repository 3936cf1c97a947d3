"""Composed music as a file: played, and held under full scale."""

from pathlib import Path

from onset.compositing.sound import pcm
from onset.compositing.sound.limiter import limited
from onset.compositing.sound.synth.play import play
from onset.runtime.heed import Cancelled, heeded
from onset.runtime.media.canonical import CanonicalWriter
from onset.timeline.score import Score

_CEILING_DBTP = -1.0
"""Headroom for whoever takes the file elsewhere; in the film the mix sets the level."""


def write_music(score: Score, target: Path, cancelled: Cancelled) -> None:
    """Write a score's sound in the canonical form, exactly `score.end_sample` samples.

    Raises:
        OSError: among others ENOSPC, if the disk is full.
        CancelledError: `cancelled` returned true.
    """
    played = target.with_suffix(".f32")
    pcm.write(played, heeded(play(score), cancelled))
    with CanonicalWriter(target, 2) as file:
        for block in heeded(limited(pcm.Recorded(played), gain_db=0.0, ceiling_dbtp=_CEILING_DBTP), cancelled):
            file.write(block)
    played.unlink()
