"""Sound to AAC in MP4 and back, in this process: to start a program takes longer than to decode a film's sound."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from onset.compositing.coding_faults import told
from onset.runtime.errors import InternalError
from onset.runtime.media.atomic import complete_file
from onset.timeline.time import SAMPLE_RATE_HZ

Samples = NDArray[np.float32]

_BITEXACT = "+bitexact"
_DECODED = SAMPLE_RATE_HZ
"""Samples that a decoded block has at least: a coder's frames are short to work on."""


def encode(blocks: Iterable[Samples], target: Path, bit_rate_kbps: int) -> None:
    """Write (n, 2) blocks as AAC-LC in MP4, which appears when it is complete.

    Raises:
        FfmpegError: ENCODER_FAILED.
        ResourceExhaustedError: DISK_FULL.
    """
    # Edit lists are in units of the movie's clock: in milliseconds, the default, the sound's length would be rounded.
    options = {"fflags": _BITEXACT, "movie_timescale": str(SAMPLE_RATE_HZ)}
    with (
        complete_file(target) as partial,
        told("The sound's encoder"),
        av.open(str(partial), "w", format="mp4", options=options) as file,
    ):
        stream = file.add_stream("aac", SAMPLE_RATE_HZ, options={"flags": _BITEXACT})
        stream.layout, stream.bit_rate = "stereo", 1000 * bit_rate_kbps
        done = 0
        for block in blocks:
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block.T), format="fltp", layout="stereo")
            frame.sample_rate, frame.pts = SAMPLE_RATE_HZ, done
            done += len(block)
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))


def decode(path: Path) -> Iterator[Samples]:
    """The samples of a file that `encode` wrote, as (n, 2) blocks.

    Raises:
        InternalError: SOUND_UNREADABLE.
    """
    parts: list[Samples] = []
    try:
        with av.open(str(path), format="mp4") as file:
            for frame in file.decode(audio=0):
                parts.append(frame.to_ndarray().astype(np.float32, copy=False))
                if sum(part.shape[1] for part in parts) >= _DECODED:
                    yield np.concatenate(parts, axis=1).T
                    parts.clear()
    except av.FFmpegError as error:
        raise InternalError("SOUND_UNREADABLE", f"What was encoded cannot be decoded: {error.strerror}.") from error
    if parts:
        yield np.concatenate(parts, axis=1).T
