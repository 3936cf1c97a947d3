"""The box reader says how a file is laid out and never trips over a broken one."""

import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onset.evaluation.boxes import Edit, read_layout


def box(kind: bytes, payload: bytes = b"") -> bytes:
    return struct.pack(">I", 8 + len(payload)) + kind + payload


def track(handler: bytes, *edits: tuple[int, int]) -> bytes:
    table = b"\x00\x00\x00\x00" + struct.pack(">I", len(edits))
    table += b"".join(struct.pack(">IiHH", length, media_time, 1, 0) for length, media_time in edits)
    header = box(b"hdlr", bytes(8) + handler + bytes(12))
    return box(b"trak", (box(b"edts", box(b"elst", table)) if edits else b"") + box(b"mdia", header))


MOVIE = box(b"moov", track(b"vide", (100, 1024)) + track(b"soun", (5, -1), (95, 0)))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("boxes") / "film.mp4"


def test_order_and_edits_are_read(path: Path) -> None:
    path.write_bytes(box(b"ftyp", b"isom") + MOVIE + box(b"mdat", bytes(64)))
    layout = read_layout(path)
    assert layout.top_level == ("ftyp", "moov", "mdat")
    assert layout.index_first
    assert layout.edits == {"vide": (Edit(1024, 1.0),), "soun": (Edit(-1, 1.0), Edit(0, 1.0))}


def test_an_index_at_the_end_is_seen(path: Path) -> None:
    path.write_bytes(box(b"ftyp") + struct.pack(">I4sQ", 1, b"mdat", 16 + 64) + bytes(64) + MOVIE)
    assert not read_layout(path).index_first


@settings(max_examples=150, deadline=None)
@given(cut=st.integers(0, len(MOVIE) + 12), at=st.integers(0, len(MOVIE) - 1), value=st.integers(0, 255))
def test_damage_is_a_value_error_or_harmless(path: Path, cut: int, at: int, value: int) -> None:
    damaged = bytearray(MOVIE + box(b"mdat", bytes(4)))
    damaged[at] = value
    path.write_bytes(bytes(damaged[:cut]))
    try:
        read_layout(path)
    except ValueError as error:
        assert str(error)  # noqa: PT017
