"""Voice, music and accents to one stereo programme, in blocks, before levelling."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import soundfile

from onset.compositing.sound import pcm
from onset.compositing.sound.accents import accents
from onset.compositing.sound.bed import FloatArray, duck_db, loop
from onset.compositing.sound.cleanup.treat import treat
from onset.compositing.sound.loudness import integrated_lufs
from onset.compositing.sound.voice import voice_blocks
from onset.runtime.errors import InvalidArgumentError
from onset.runtime.heed import Cancelled, heeded
from onset.runtime.meters.loudness import SILENCE_LUFS
from onset.timeline.bed import fade, loop_overlap
from onset.timeline.music import LEAST_MUSIC_S
from onset.timeline.plan import Timeline
from onset.timeline.time import SAMPLE_RATE_HZ

BLOCK = SAMPLE_RATE_HZ
"""Samples worked on at a time."""
_METERED = 4 * BLOCK
"""Samples measured at a time."""
_ACCENTS_WITHOUT_VOICE_LUFS = -23.0
"""What accents relate to where the voice is silence: EBU R128's programme level."""


def write_mix(timeline: Timeline, voice: Path, music: Path | None, target: Path, cancelled: Cancelled) -> None:
    """Write the programme, exactly `timeline.sample_count` samples as `pcm` has them, its level not yet set.

    Raises:
        CancelledError: `cancelled` returned true; it is polled for every few seconds of sound.
        OSError: among others ENOSPC, if the disk is full.
        InvalidArgumentError: BAD_SOUND, a file is no canonical WAV; VOICE_CUT_OFF, speech runs past the film's end;
            MUSIC_TOO_SHORT, less than a bar.
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
        if timeline.mix.treatments:
            treated = target.with_name("treated.wav")
            treat(voice, timeline.mix.treatments, treated, cancelled)
            spoken = stack.enter_context(_open(treated, "voice"))
        voice_lufs = _loudness(spoken, spoken.frames, cancelled) if music is not None or timeline.mix.accents else None
        blocks = voice_blocks(
            timeline.mix.voice, lambda first, end: _read(spoken, first, end), spoken.frames, _ranges(total)
        )
        if music is not None:
            played = stack.enter_context(_open_music(music))
            bed = _bed(timeline, played, _bed_gain_db(timeline, voice_lufs, played, cancelled))
            blocks = (block + under for block, under in zip(blocks, bed, strict=True))
        if timeline.mix.accents:
            blocks = (block + over for block, over in zip(blocks, _accents(timeline, voice_lufs), strict=True))
        pcm.write(target, heeded(blocks, cancelled))


def _ranges(total: int) -> Iterator[tuple[int, int]]:
    return ((start, min(start + BLOCK, total)) for start in range(0, total, BLOCK))


def _bed(timeline: Timeline, file: soundfile.SoundFile, gain_db: float) -> Iterator[FloatArray]:
    total, mix = timeline.sample_count, timeline.mix
    overlap = loop_overlap(file.frames, total)
    for start, stop in _ranges(total):
        music = loop(lambda first, end: _read(file, first, end), file.frames, overlap, start, stop)
        gain = 10 ** ((duck_db(mix.speech, mix.duck_db, start, stop) + gain_db) / 20)
        # Composed music begins and ends by itself.
        shape = fade(total, start, stop) if mix.score is None else 1.0
        yield music * (gain * shape)[:, None]


def _accents(timeline: Timeline, voice_lufs: float | None) -> Iterator[FloatArray]:
    level = 10 ** ((_ACCENTS_WITHOUT_VOICE_LUFS if voice_lufs is None else voice_lufs) / 20)
    for start, stop in _ranges(timeline.sample_count):
        yield accents(timeline.mix.accents, level, start, stop)


def _bed_gain_db(
    timeline: Timeline, voice_lufs: float | None, music: soundfile.SoundFile, cancelled: Cancelled
) -> float:
    """What brings the music, as much of it as is heard, to the voice's loudness; plus the gain that was ordered."""
    music_lufs = _loudness(music, timeline.sample_count, cancelled)
    level = 0.0 if voice_lufs is None or music_lufs is None else voice_lufs - music_lufs
    return level + timeline.mix.music_gain_db


def _loudness(file: soundfile.SoundFile, most_samples: int, cancelled: Cancelled) -> float | None:
    """Integrated loudness of a file's beginning in LUFS, None for silence."""
    file.seek(0)
    blocks = file.blocks(_METERED, frames=min(most_samples, file.frames), dtype="float32", always_2d=True)
    level = integrated_lufs(heeded(blocks, cancelled), file.channels)
    return level if level > SILENCE_LUFS else None


def _read(file: soundfile.SoundFile, start: int, stop: int) -> FloatArray:
    """(stop - start, 2) samples; a mono file on both channels."""
    file.seek(start)
    samples = file.read(stop - start, dtype="float64", always_2d=True)
    return np.repeat(samples, 2, axis=1) if samples.shape[1] == 1 else samples


def _open_music(path: Path) -> soundfile.SoundFile:
    file = _open(path, "music")
    if file.frames < LEAST_MUSIC_S * SAMPLE_RATE_HZ:
        seconds = file.frames / SAMPLE_RATE_HZ
        file.close()
        raise InvalidArgumentError(
            "MUSIC_TOO_SHORT",
            f"The music lasts {seconds:.2f} s, less than a bar ({LEAST_MUSIC_S:g} s); looped it stutters.",
            field="music",
        )
    return file


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
