"""A mapped array is the same array, and walking through it does not keep it in memory."""

import mmap
from pathlib import Path

import numpy as np
import pytest

from onset.runtime.paged import Paged

ROWS, COLUMNS = 1 << 16, 256
"""64 MB."""


@pytest.fixture(scope="module")
def mapping(tmp_path_factory: pytest.TempPathFactory) -> mmap.mmap:
    path = tmp_path_factory.mktemp("paged") / "array"
    with path.open("wb") as file:
        for row in range(0, ROWS, 4096):
            np.arange(row * COLUMNS, (row + 4096) * COLUMNS, dtype=np.int32).tofile(file)
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


@pytest.fixture
def paged(mapping: mmap.mmap) -> Paged:
    return Paged.of(np.frombuffer(mapping, np.int32).reshape(ROWS, COLUMNS), mapping)


def resident_file_bytes() -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.split("RssFile:", 1)[1].split()[0]) << 10


def test_walking_through_holds_little(paged: Paged) -> None:
    before = resident_file_bytes()
    highest, total = 0, 0
    for start in range(0, ROWS, 1024):
        total += int(paged[start : start + 1024].sum(dtype=np.int64))
        highest = max(highest, resident_file_bytes() - before)
    assert total == ROWS * COLUMNS * (ROWS * COLUMNS - 1) // 2
    assert highest < 48 << 20, f"{highest >> 20} MB were held"


def test_slices_stay_what_they_are(paged: Paged) -> None:
    first = paged[:10]
    for start in range(0, ROWS, 4096):
        paged[start : start + 4096].sum()
    np.testing.assert_array_equal(first[3], np.arange(3 * COLUMNS, 4 * COLUMNS))


def test_what_comes_of_it_is_plain(paged: Paged) -> None:
    assert type(paged[3:5]) is np.ndarray
    assert type(paged.T[:, 4]) is np.ndarray
    assert isinstance(paged[2, 3], np.int32)
    assert type(np.asarray(paged)) is np.ndarray
    np.testing.assert_array_equal((paged[:2] + 1)[1], np.arange(COLUMNS, 2 * COLUMNS) + 1)
