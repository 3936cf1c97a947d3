"""Reader of CTranslate2's model file: named arrays and aliases between them, little-endian."""

import struct
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

_BINARY_VERSION = 6
_DTYPES = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}


@dataclass(frozen=True, slots=True)
class CTranslate2Model:
    """What the file holds."""

    spec: str
    """Name of the architecture's specification, such as `WhisperSpec`."""
    arrays: dict[str, np.ndarray]
    aliases: dict[str, str]
    """Further names of arrays."""


def read(file: BinaryIO) -> CTranslate2Model:
    """Read a complete model file.

    Raises:
        ValueError: the file is truncated, or of a version or element type that is not known here.
    """
    (version,) = _unpack(file, "<I")
    if version != _BINARY_VERSION:
        raise ValueError(f"CTranslate2 binary version is {version}, expected {_BINARY_VERSION}")
    spec = _string(file)
    _unpack(file, "<I")  # revision of the specification
    (count,) = _unpack(file, "<I")
    arrays = dict(_array(file) for _ in range(count))
    (count,) = _unpack(file, "<I")
    aliases = {}
    for _ in range(count):
        alias = _string(file)
        aliases[alias] = _string(file)
    return CTranslate2Model(spec, arrays, aliases)


def _array(file: BinaryIO) -> tuple[str, np.ndarray]:
    name = _string(file)
    (rank,) = _unpack(file, "<B")
    shape = _unpack(file, f"<{rank}I")
    dtype_id, size_bytes = _unpack(file, "<BI")
    if dtype_id not in _DTYPES:
        raise ValueError(f"array {name} has element type {dtype_id}, which is not known")
    return name, np.frombuffer(_exactly(file, size_bytes), _DTYPES[dtype_id]).reshape(shape)


def _string(file: BinaryIO) -> str:
    (length,) = _unpack(file, "<H")
    return _exactly(file, length).rstrip(b"\0").decode()


def _unpack(file: BinaryIO, layout: str) -> tuple[int, ...]:
    return struct.unpack(layout, _exactly(file, struct.calcsize(layout)))


def _exactly(file: BinaryIO, size_bytes: int) -> bytes:
    data = file.read(size_bytes)
    if len(data) != size_bytes:
        raise ValueError(f"file ends {size_bytes - len(data)} bytes early")
    return data
