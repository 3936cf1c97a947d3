"""The treatments that were ordered, one after the other, file to file: memory does not grow with the recording."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import soundfile

from onset.compositing.sound.cleanup.deess import deess
from onset.compositing.sound.cleanup.denoise import denoise
from onset.compositing.sound.cleanup.level import level
from onset.runtime import ffmpeg
from onset.runtime.heed import Cancelled
from onset.runtime.media.canonical import CanonicalWriter
from onset.timeline.brief import VoiceTreatment

_TIMEOUT_S = 300.0
_OURS: Mapping[VoiceTreatment, Callable[[soundfile.SoundFile, CanonicalWriter, Cancelled], None]] = {
    VoiceTreatment.DENOISE: denoise,
    VoiceTreatment.DEESS: deess,
    VoiceTreatment.LEVEL: level,
}


def treat(source: Path, treatments: Sequence[VoiceTreatment], target: Path, cancelled: Cancelled) -> None:
    """Write a voice, treated in the order of the enum: clicks first, as noise and levels are measured after them.

    The result has exactly the source's samples, each in its place.

    Args:
        source: a canonical WAV.
        treatments: at least one.
        target: a canonical WAV.
        cancelled: polled every few seconds of sound.

    Raises:
        OSError: among others ENOSPC, if the disk is full.
        ResourceExhaustedError: DISK_FULL, told by the encoder.
        FfmpegError: clicks could not be mended.
        CancelledError: `cancelled` returned true.
    """
    before = source
    for treatment in sorted(treatments, key=lambda treatment: treatment.value):
        after = target.with_name(f"{target.stem}-{treatment.name.lower()}.wav")
        _apply(treatment, before, after, cancelled)
        if before is not source:
            before.unlink()
        before = after
    before.replace(target)


def _apply(treatment: VoiceTreatment, source: Path, target: Path, cancelled: Cancelled) -> None:
    if treatment is VoiceTreatment.DECLICK:
        _declick(source, target, cancelled)
        return
    with soundfile.SoundFile(source) as read, CanonicalWriter(target, read.channels) as written:
        _OURS[treatment](read, written, cancelled)


def _declick(source: Path, target: Path, cancelled: Cancelled) -> None:
    """Samples that do not follow from those around them are replaced by ones that do (autoregressive interpolation)."""
    mended = ffmpeg.open_file(source, container="wav").audio.filter("adeclick")
    output = ffmpeg.Output((mended,), "wav", {"c:a": "pcm_f32le"})
    ffmpeg.encode(output, target, timeout_s=_TIMEOUT_S, cancelled=cancelled)
