"""The treatments that were ordered, one after the other, file to file: memory does not grow with the recording."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import soundfile

from onset.compositing.sound.cleanup.deess import deess
from onset.compositing.sound.cleanup.denoise import denoise
from onset.compositing.sound.cleanup.level import level
from onset.runtime import ffmpeg
from onset.timeline.brief import VoiceTreatment
from onset.timeline.time import SAMPLE_RATE_HZ

_TIMEOUT_S = 300.0
_OURS: Mapping[VoiceTreatment, Callable[[soundfile.SoundFile, soundfile.SoundFile], None]] = {
    VoiceTreatment.DENOISE: denoise,
    VoiceTreatment.DEESS: deess,
    VoiceTreatment.LEVEL: level,
}


def treat(source: Path, treatments: Sequence[VoiceTreatment], target: Path) -> None:
    """Write a voice, treated in the order of the enum: clicks first, as noise and levels are measured after them.

    The result has exactly the source's samples, each in its place.

    Args:
        source: a canonical WAV.
        treatments: at least one.
        target: a WAV of 32-bit floats.

    Raises:
        OSError: among others ENOSPC, if the disk is full.
        FfmpegError: clicks could not be mended.
    """
    before = source
    for treatment in sorted(treatments, key=lambda treatment: treatment.value):
        after = target.with_name(f"{target.stem}-{treatment.name.lower()}.wav")
        _apply(treatment, before, after)
        if before is not source:
            before.unlink()
        before = after
    before.replace(target)


def _apply(treatment: VoiceTreatment, source: Path, target: Path) -> None:
    if treatment is VoiceTreatment.DECLICK:
        _declick(source, target)
        return
    with soundfile.SoundFile(source) as read, _written(target, read.channels) as written:
        _OURS[treatment](read, written)


def _written(target: Path, channels: int) -> soundfile.SoundFile:
    return soundfile.SoundFile(target, "w", SAMPLE_RATE_HZ, channels, "FLOAT", format="WAV")


def _declick(source: Path, target: Path) -> None:
    """Samples that do not follow from those around them are replaced by ones that do (autoregressive interpolation)."""
    mended = ffmpeg.open_file(source, container="wav").audio.filter("adeclick")
    ffmpeg.encode(ffmpeg.Output((mended,), "wav", {"c:a": "pcm_f32le"}), target, timeout_s=_TIMEOUT_S)
