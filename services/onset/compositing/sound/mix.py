"""Voice and music to one stereo programme, in blocks, before levelling."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import soundfile

from onset.compositing.sound import pcm
from onset.compositing.sound.bed import FloatArray, duck_db, fade, loop
from onset.compositing.sound.loudness import measure
from onset.compositing.sound.voice import voice_blocks
from onset.runtime import ffmpeg
from onset.runtime.errors import InvalidArgumentError
from onset.timeline.plan import Timeline
from onset.timeline.time import SAMPLE_RATE_HZ

BLOCK = SAMPLE_RATE_HZ
"""Samples worked on at a time."""


def write_mix(timeline: Timeline, voice: Path, music: Path | None, target: Path) -> None:
    """Write the programme, exactly `timeline.sample_count` samples as `pcm` has them, its level not yet set.

    Raises:
        OSError: among others ENOSPC, if the disk is full.
        InvalidArgumentError: BAD_SOUND, a file is no canonical WAV; VOICE_CUT_OFF, speech runs past the film's end.
    """
    total = timeline.sample_count
    late = max((span.end_sample for span in timeline.mix.speech), default=0) - total
    if late > 0:
        raise InvalidArgumentError(
            "VOICE_CUT_OFF",
            f"The voice still speaks {late / SAMPLE_RATE_HZ:.2f} s after the film's end; plan a longer film.",
            field="timeline",
        )
    with ExitStack() as stack:
        spoken = stack.enter_context(_open(voice, "voice"))
        blocks = voice_blocks(
            timeline.mix.voice, lambda first, end: _read(spoken, first, end), spoken.frames, _ranges(total)
        )
        if music is not None:
            bed = _bed(timeline, stack.enter_context(_open(music, "music")), _bed_gain_db(timeline, voice, music))
            blocks = (block + under for block, under in zip(blocks, bed, strict=True))
        pcm.write(target, blocks)


def _ranges(total: int) -> Iterator[tuple[int, int]]:
    return ((start, min(start + BLOCK, total)) for start in range(0, total, BLOCK))


def _bed(timeline: Timeline, file: soundfile.SoundFile, gain_db: float) -> Iterator[FloatArray]:
    total = timeline.sample_count
    for start, stop in _ranges(total):
        music = loop(lambda first, end: _read(file, first, end), file.frames, start, stop)
        gain = 10 ** ((duck_db(timeline.mix.speech, timeline.mix.duck_db, start, stop) + gain_db) / 20)
        yield music * (gain * fade(total, start, stop))[:, None]


def _bed_gain_db(timeline: Timeline, voice: Path, music: Path) -> float:
    """What brings the music to the voice's loudness, plus the gain that was ordered."""
    levels = [measure(ffmpeg.open_file(path, container="wav").audio).integrated_lufs for path in (voice, music)]
    level = levels[0] - levels[1] if np.isfinite(levels).all() else 0.0
    return level + timeline.mix.music_gain_db


def _read(file: soundfile.SoundFile, start: int, stop: int) -> FloatArray:
    """(stop - start, 2) samples; a mono file on both channels."""
    file.seek(start)
    samples = file.read(stop - start, dtype="float64", always_2d=True)
    return np.repeat(samples, 2, axis=1) if samples.shape[1] == 1 else samples


def _open(path: Path, field: str) -> soundfile.SoundFile:
    try:
        file = soundfile.SoundFile(path)
    except soundfile.LibsndfileError as error:
        raise InvalidArgumentError("BAD_SOUND", f"The {field} cannot be read: {error}", field=field) from error
    if file.samplerate != SAMPLE_RATE_HZ or file.channels > 2 or file.frames == 0:
        file.close()
        raise InvalidArgumentError(
            "BAD_SOUND", f"The {field} must be a 48 kHz WAV of one or two channels; ingest it first.", field=field
        )
    return file
