"""The delivered sound, decoded once: its energy on a millisecond clock, and the samples of its beginning."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

from onset.evaluation.footage import Floats
from onset.runtime.heed import Cancelled, heeded
from onset.timeline.time import SAMPLE_RATE_HZ

MS_SAMPLES = SAMPLE_RATE_HZ // 1000


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """What is heard; presentation time 0 is sample and millisecond 0."""

    envelope: Floats
    """(M,) RMS amplitude of each millisecond."""
    mono: Floats
    """(N,) the channels averaged, at 48 kHz; as far as it was wanted."""


def decode_sound(path: Path, *, most_ms: int, most_samples: int, cancelled: Cancelled) -> Heard:
    """Decode the sound of a film.

    Args:
        path: an MP4.
        most_ms: length of the envelope, silence where there is no sound; bounds memory whatever the file claims.
        most_samples: to keep as they are.
        cancelled: polled for each frame of the codec.

    Raises:
        ValueError: the sound cannot be decoded.
        CancelledError: `cancelled` returned true.
    """
    energy, mono, end = np.zeros(most_ms), np.zeros(most_samples), 0
    try:
        for start, samples in _mono(path, cancelled):
            place = start // MS_SAMPLES
            if place >= most_ms and start >= most_samples:
                break
            if place < most_ms:
                blocks = np.square(samples).reshape(-1, MS_SAMPLES).mean(axis=1)[: most_ms - place]
                energy[place : place + len(blocks)] = blocks
            if start < most_samples:
                end = min(start + len(samples), most_samples)
                mono[start:end] = samples[: end - start]
    except av.FFmpegError as error:
        raise ValueError(f"the sound cannot be decoded: {error.strerror}") from error
    return Heard(np.sqrt(energy), mono[:end])


def _mono(path: Path, cancelled: Cancelled) -> Iterator[tuple[int, Floats]]:
    """Whole milliseconds of the sound: start sample on the canonical clock, samples; gaps in the file stay gaps."""
    resampler = AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE_HZ)
    pending, pending_start = np.zeros(0), 0
    with av.open(str(path), format="mp4") as file:
        for frame in heeded(file.decode(audio=0), cancelled):
            for piece in resampler.resample(frame):
                start = _start_sample(piece)
                samples = piece.to_ndarray().reshape(-1).astype(np.float64)
                if start < 0:
                    samples, start = samples[-start:], 0
                if start != pending_start + len(pending):
                    pending, pending_start = np.zeros(start % MS_SAMPLES), start - start % MS_SAMPLES
                pending = np.concatenate((pending, samples))
                whole = len(pending) // MS_SAMPLES * MS_SAMPLES
                if whole:
                    yield pending_start, pending[:whole]
                    pending, pending_start = pending[whole:], pending_start + whole


def _start_sample(frame: AudioFrame) -> int:
    return round((frame.pts or 0) * (frame.time_base or 0) * SAMPLE_RATE_HZ)
