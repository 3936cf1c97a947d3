"""Canonical WAV files, read in blocks."""

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import soundfile

from onset.analysis.blocks import NoSoundError
from onset.timeline.sound import FloatArray
from onset.timeline.time import SAMPLE_RATE_HZ

_CONTAINERS = ("WAV", "WAVEX", "RF64")


class WaveReader:
    """A canonical WAV file, open for one pass; a context manager."""

    def __init__(self, path: Path) -> None:
        """Open a file.

        Raises:
            NoSoundError: it is no WAV file, or not at 48 kHz.
        """
        try:
            self._file = soundfile.SoundFile(path)
        except soundfile.LibsndfileError as error:
            raise NoSoundError(f"this is no readable WAV file: {error.error_string}") from error
        if self._file.format not in _CONTAINERS or self._file.samplerate != SAMPLE_RATE_HZ:
            found = f"{self._file.format} at {self._file.samplerate} Hz"
            self._file.close()
            raise NoSoundError(f"the canonical sound is WAV at {SAMPLE_RATE_HZ} Hz, this is {found}")
        self.channel_count: int = self._file.channels
        self.sample_count: int = self._file.frames

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def blocks(self, block_samples: int) -> Iterator[FloatArray]:
        """The sound as (channels, n) float32, full scale 1, n <= block_samples."""
        # Not by SoundFile.blocks, which copies each of them.
        while (block := self._file.read(block_samples, dtype="float32", always_2d=True)).size:
            yield block.T
