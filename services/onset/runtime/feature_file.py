"""Feature curves on disk, written while a sound is heard and mapped when they are read.

The layout is that of safetensors: the length of a JSON header (8 bytes, little-endian), the header with each curve's
type, shape and place, then the curves. Bands stand side by side within a frame, so that a stretch of time is a stretch
of the file.
"""

import json
import mmap
import os
from dataclasses import fields
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from onset.runtime.paged import Paged
from onset.timeline.sound import HOP_SAMPLES, Features
from onset.timeline.time import SAMPLE_RATE_HZ

MEDIA_TYPE = "application/x-safetensors"
_METADATA = {
    "format": "onset-features/1",
    "hop_samples": str(HOP_SAMPLES),
    "sample_rate_hz": str(SAMPLE_RATE_HZ),
}
_WIDTHS = {"mel_db": 128, "chroma": 12}
"""Values in a frame of the curves that have more than one."""
_HALF = frozenset({"mel_db"})
"""Half precision resolves 0.03 dB at -80 dB, and mel is nine tenths of what is stored."""
_TYPES: dict[str, np.dtype[Any]] = {"F32": np.dtype("<f4"), "F16": np.dtype("<f2")}
_PREFIX_BYTES = 8
_ALIGNMENT = 8
_LONGEST_HEADER_BYTES = 1 << 16


class FeatureWriter:
    """Writes the curves of a sound whose length is known, in any order; a context manager. What is not written is 0."""

    def __init__(self, path: Path, frame_count: int) -> None:
        """Make the file, at its full length.

        Raises:
            FileExistsError: there is one already.
        """
        head, self._places = _layout(frame_count)
        self._frame_count = frame_count
        self._file = path.open("xb")
        self._file.write(head)
        self._file.truncate(max(end for _, _, end in self._places.values()))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def write(self, name: str, first_frame: int, frames: NDArray[np.floating]) -> None:
        """Write a stretch of a curve.

        Args:
            name: a field of `Features`.
            first_frame: where the stretch begins.
            frames: (n,), or (n, 128) of mel and (n, 12) of chroma.

        Raises:
            ValueError: a shape that the curve has not, or frames beyond its end.
        """
        type_name, begin, _ = self._places[name]
        shape = _shape(name, len(frames))
        if frames.shape != tuple(shape) or first_frame + len(frames) > self._frame_count:
            raise ValueError(f"{name} takes {shape} up to frame {self._frame_count}, not {frames.shape}")
        stretch = np.ascontiguousarray(frames, _TYPES[type_name])
        self._file.seek(begin + first_frame * _WIDTHS.get(name, 1) * stretch.itemsize)
        self._file.write(stretch.data)


def map_features(path: Path) -> Features:
    """The curves of a feature file; read-only, and read from disk as they are looked at.

    The mapping outlives the file's name.

    Raises:
        ValueError: the file is torn, or no feature file.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        frame_count = _frame_count(file.read(_PREFIX_BYTES + _LONGEST_HEADER_BYTES), size)
        head, places = _layout(frame_count)
        file.seek(0)
        if file.read(len(head)) != head:
            raise ValueError("the header is not that of a feature file of this version")
        complete = max(end for _, _, end in places.values())
        if size != complete:
            raise ValueError(f"the file has {size} bytes where {frame_count} frames take {complete}")
        content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    curves: dict[str, NDArray[Any]] = {}
    for name, (type_name, begin, end) in places.items():
        dtype = _TYPES[type_name]
        flat = np.frombuffer(content, dtype, (end - begin) // dtype.itemsize, begin)
        curves[name] = Paged.of(flat.reshape(-1, _WIDTHS[name]).T, content) if name in _WIDTHS else flat
    return Features(**curves)


def _frame_count(start: bytes, size: int) -> int:
    header_bytes = int.from_bytes(start[:_PREFIX_BYTES], "little")
    if size < _PREFIX_BYTES or header_bytes > _LONGEST_HEADER_BYTES:
        raise ValueError("this is no feature file")
    if size < _PREFIX_BYTES + header_bytes:
        raise ValueError(f"the file ends within its header, after {size} bytes")
    try:
        header: Any = json.loads(start[_PREFIX_BYTES : _PREFIX_BYTES + header_bytes])
        (frame_count,) = header["rms"]["shape"]
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError("this is no feature file") from error
    if not isinstance(frame_count, int) or frame_count < 1:
        raise ValueError("this is no feature file")
    return frame_count


def _layout(frame_count: int) -> tuple[bytes, dict[str, tuple[str, int, int]]]:
    """What stands before the curves, and each one's type, first byte and end in the file."""
    names = sorted((field.name for field in fields(Features)), key=lambda name: (name in _HALF, name))
    types = {name: "F16" if name in _HALF else "F32" for name in names}
    header: dict[str, Any] = {"__metadata__": _METADATA}
    position = 0
    for name in names:
        shape = _shape(name, frame_count)
        end = position + int(np.prod(shape)) * _TYPES[types[name]].itemsize
        header[name] = {"dtype": types[name], "shape": shape, "data_offsets": [position, end]}
        position = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % _ALIGNMENT)
    head = len(text).to_bytes(_PREFIX_BYTES, "little") + text
    offsets = {name: [len(head) + offset for offset in header[name]["data_offsets"]] for name in names}
    return head, {name: (types[name], begin, end) for name, (begin, end) in offsets.items()}


def _shape(name: str, frame_count: int) -> list[int]:
    return [frame_count, _WIDTHS[name]] if name in _WIDTHS else [frame_count]
