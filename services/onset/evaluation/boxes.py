"""The boxes of an MP4 file (ISO/IEC 14496-12) that say how it is laid out and which edits it asks a player to make."""

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_MOVIE_LIMIT_BYTES = 64 << 20
"""Far above the index of a ten-minute film (about 1 MB), far below what would hurt."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One entry of a track's edit list."""

    media_time: int
    """Where in the media it starts, in the media's time scale; -1 plays nothing (an empty edit)."""
    rate: float


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is laid out."""

    top_level: tuple[str, ...]
    """Four-letter box types in file order."""
    edits: dict[str, tuple[Edit, ...]]
    """Edit list per handler type (`vide`, `soun`)."""

    @property
    def index_first(self) -> bool:
        """Whether a player can start before the whole file is there: `moov` stands before `mdat`."""
        order = self.top_level
        return "moov" in order and "mdat" in order and order.index("moov") < order.index("mdat")


def read_layout(path: Path) -> Layout:
    """Walk a file's boxes.

    Raises:
        ValueError: the boxes contradict each other or the file's length.
    """
    with path.open("rb") as file:
        end = os.fstat(file.fileno()).st_size
        top_level: list[str] = []
        movie = b""
        for kind, start, stop in _top_level(file, end):
            top_level.append(kind)
            if kind == "moov":
                if stop - start > _MOVIE_LIMIT_BYTES:
                    raise ValueError(f"the movie box of {stop - start} bytes is larger than {_MOVIE_LIMIT_BYTES}")
                file.seek(start)
                movie = file.read(stop - start)
    edits = {}
    for kind, track in _children(movie):
        if kind == "trak":
            edits[_handler(track)] = _edits(track)
    return Layout(tuple(top_level), edits)


def _top_level(file: BinaryIO, end: int) -> Iterator[tuple[str, int, int]]:
    """Type and payload range of each top-level box."""
    position = 0
    while position < end:
        file.seek(position)
        header = file.read(16)
        kind, start, size = _header(header, end - position)
        yield kind, position + start, position + size
        position += size


def _children(payload: bytes) -> Iterator[tuple[str, bytes]]:
    position = 0
    while position < len(payload):
        kind, start, size = _header(payload[position : position + 16], len(payload) - position)
        yield kind, payload[position + start : position + size]
        position += size


def _header(data: bytes, available: int) -> tuple[str, int, int]:
    """Type, header length and whole size of a box of which `data` is the beginning."""
    if len(data) < 8:
        raise ValueError(f"{len(data)} bytes are too few for a box")
    size, start = struct.unpack(">I", data[:4])[0], 8
    kind = data[4:8].decode("latin-1")
    if size == 1 and len(data) >= 16:
        size, start = struct.unpack(">Q", data[8:16])[0], 16
    elif size == 0:
        size = available
    if not start <= size <= available:
        raise ValueError(f"box {kind!r} claims {size} of {available} bytes")
    return kind, start, size


def _child(payload: bytes, *path: str) -> bytes | None:
    for name in path:
        found = next((content for kind, content in _children(payload) if kind == name), None)
        if found is None:
            return None
        payload = found
    return payload


def _handler(track: bytes) -> str:
    header = _child(track, "mdia", "hdlr")
    if header is None or len(header) < 12:
        raise ValueError("a track has no handler")
    return header[8:12].decode("latin-1")


def _edits(track: bytes) -> tuple[Edit, ...]:
    table = _child(track, "edts", "elst")
    if table is None:
        return ()
    wide = table[:1] == b"\x01"
    entry = struct.Struct(">QqHH" if wide else ">IiHH")
    count = struct.unpack(">I", table[4:8])[0]
    if 8 + count * entry.size > len(table):
        raise ValueError(f"an edit list of {len(table)} bytes cannot hold {count} edits")
    found = (entry.unpack_from(table, 8 + index * entry.size) for index in range(count))
    return tuple(Edit(media_time, whole + part / 65536) for _, media_time, whole, part in found)
