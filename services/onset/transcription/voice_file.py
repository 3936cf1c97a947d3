"""Canonical WAV files of a voice: read for the recogniser, written from the synthesizer."""

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr

from onset.timeline.sound import FloatArray
from onset.timeline.time import SAMPLE_RATE_HZ
from onset.transcription.activity import SPEECH_RATE_HZ
from onset.transcription.errors import SpeechError

MEDIA_TYPE = "audio/wav"
_BLOCK_SAMPLES = SAMPLE_RATE_HZ * 10


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """A recording as the recogniser hears it."""

    samples: FloatArray
    """(n,) mono at `SPEECH_RATE_HZ`."""
    duration_s: float
    """Of the file."""


def read(path: Path, longest_s: float) -> Speech:
    """Read a canonical WAV, mixed to mono and resampled block by block.

    Raises:
        SpeechError: SOUND_NOT_CANONICAL, AUDIO_TOO_LONG.
    """
    try:
        with soundfile.SoundFile(path) as file:
            if file.samplerate != SAMPLE_RATE_HZ or file.channels not in {1, 2} or file.format not in {"WAV", "WAVEX"}:
                raise _not_canonical(f"{file.format}, {file.samplerate} Hz, {file.channels} channels")
            if file.frames > longest_s * SAMPLE_RATE_HZ:
                raise SpeechError(
                    "AUDIO_TOO_LONG",
                    f"The recording lasts {file.frames / SAMPLE_RATE_HZ:.1f} s; the limit is {longest_s:g} s.",
                    field="audio",
                )
            return Speech(_resampled(file), file.frames / SAMPLE_RATE_HZ)
    except soundfile.LibsndfileError as error:
        raise _not_canonical(error.error_string) from error


def wav_bytes(samples: FloatArray) -> bytes:
    """A canonical 16-bit mono WAV file; equal samples give equal bytes.

    Args:
        samples: (n,) at `SAMPLE_RATE_HZ`, within -1..1.
    """
    whole = np.clip(np.round(samples * 32768), -32768, 32767).astype(np.int16)
    buffer = io.BytesIO()
    soundfile.write(buffer, whole, SAMPLE_RATE_HZ, format="WAV", subtype="PCM_16")
    return buffer.getvalue()


def _resampled(file: soundfile.SoundFile) -> FloatArray:
    resampler = soxr.ResampleStream(SAMPLE_RATE_HZ, SPEECH_RATE_HZ, 1, dtype="float32", quality="HQ")
    blocks = [np.zeros(0, np.float32)]
    for block in file.blocks(_BLOCK_SAMPLES, dtype="float32", always_2d=True):
        mono = block.mean(axis=1)
        if not np.isfinite(mono).all():
            raise _not_canonical("samples that are not finite")
        blocks.append(resampler.resample_chunk(mono))
    blocks.append(resampler.resample_chunk(np.zeros(0, np.float32), last=True))
    return np.concatenate(blocks)


def _not_canonical(found: str) -> SpeechError:
    return SpeechError(
        "SOUND_NOT_CANONICAL",
        f"The canonical sound is a WAV file at {SAMPLE_RATE_HZ} Hz with 1 or 2 channels; this is {found}.",
        field="audio",
    )
