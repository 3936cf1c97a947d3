"""The one form of sound inside Onset: 48 kHz, 32-bit float, one or two channels, in a WAV file of fixed layout."""

import struct
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from onset.timeline.time import SAMPLE_RATE_HZ

HEADER_BYTES = 58
"""RIFF, an 18-byte `fmt ` chunk, `fact` and the head of `data`; the samples follow to the end of the file."""

SAMPLE_BYTES = 4
LONGEST_S = (0xFFFFFFFF - HEADER_BYTES) // (2 * SAMPLE_BYTES * SAMPLE_RATE_HZ)
"""3:06:24: the header counts bytes in 32 bits."""
_IEEE_FLOAT = 3


@dataclass(frozen=True, slots=True)
class CanonicalAudio:
    """A decoded sound on disk; its samples are mapped, not loaded."""

    path: Path
    channels: int
    """1 or 2."""
    sample_count: int
    """Samples per channel on the 48 kHz clock."""

    @property
    def duration_s(self) -> float:
        """Exact length in seconds."""
        return self.sample_count / SAMPLE_RATE_HZ

    def samples(self) -> NDArray[np.float32]:
        """Read-only map of all samples, shape (sample_count, channels), full scale ±1."""
        shape = (self.sample_count, self.channels)
        return np.memmap(self.path, dtype="<f4", mode="r", offset=HEADER_BYTES, shape=shape)

    def mono(self) -> NDArray[np.float32]:
        """The mean of the channels, in memory, shape (sample_count,)."""
        samples = self.samples()
        return np.ascontiguousarray(samples[:, 0]) if self.channels == 1 else samples.mean(axis=1, dtype=np.float32)


def header(channels: int, sample_count: int) -> bytes:
    """The first `HEADER_BYTES` of a canonical file."""
    frame_bytes = channels * SAMPLE_BYTES
    data_bytes = sample_count * frame_bytes
    return struct.pack(
        "<4sI4s 4sIHHIIHHH 4sII 4sI",
        *(b"RIFF", HEADER_BYTES - 8 + data_bytes, b"WAVE"),
        *(b"fmt ", 18, _IEEE_FLOAT, channels, SAMPLE_RATE_HZ, SAMPLE_RATE_HZ * frame_bytes, frame_bytes, 32, 0),
        *(b"fact", 4, sample_count),
        *(b"data", data_bytes),
    )


def open_canonical(path: Path) -> CanonicalAudio:
    """Open a file that `decode_audio` wrote.

    Raises:
        ValueError: it is not in the canonical form, or not complete.
    """
    with path.open("rb") as file:
        head = file.read(HEADER_BYTES)
    if len(head) == HEADER_BYTES:
        channels = int.from_bytes(head[22:24], "little")
        sample_count = int.from_bytes(head[46:50], "little")
        size = HEADER_BYTES + channels * sample_count * SAMPLE_BYTES
        if channels in (1, 2) and head == header(channels, sample_count) and path.stat().st_size == size:
            return CanonicalAudio(path, channels, sample_count)
    raise ValueError(f"{path.name} is not a complete canonical WAV file (48 kHz, float, 1 or 2 channels)")


class CanonicalWriter:
    """Writes the canonical form block by block, for sound made here; a context manager.

    Unlike libsndfile it tells why the disk took nothing.
    """

    def __init__(self, path: Path, channels: int) -> None:
        """Begin a file.

        Raises:
            OSError: among others ENOSPC, if the disk is full; so do all that follow.
        """
        self._channels = channels
        self._file = path.open("wb")
        self.sample_count = 0
        """Written so far, per channel."""

    def __enter__(self) -> Self:
        self._file.write(header(self._channels, 0))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._file:
            if kind is None:
                self._file.seek(0)
                self._file.write(header(self._channels, self.sample_count))

    def write(self, block: NDArray[np.floating[Any]]) -> None:
        """Append samples of shape (n, channels), finite."""
        self._file.write(np.ascontiguousarray(block, "<f4").data)
        self.sample_count += len(block)
