"""Canonical files written block by block are read by others, and by us, as what was written."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from onset.runtime.media.canonical import CanonicalWriter, open_canonical


@given(st.lists(st.integers(0, 700), min_size=1, max_size=4), st.integers(1, 2))
def test_blocks_come_back(tmp_path_factory: pytest.TempPathFactory, counts: list[int], channels: int) -> None:
    path = tmp_path_factory.mktemp("wave") / "sound.wav"
    blocks = [np.random.default_rng(count).uniform(-2, 2, (count, channels)).astype(np.float32) for count in counts]
    with CanonicalWriter(path, channels) as file:
        for block in blocks:
            file.write(block)
    whole = np.concatenate(blocks)
    read, rate = soundfile.read(path, dtype="float32", always_2d=True)
    assert rate == 48_000
    assert np.array_equal(read, whole)
    if sum(counts):
        assert np.array_equal(open_canonical(path).samples(), whole)


def test_what_was_not_finished_is_not_canonical(tmp_path: Path) -> None:
    path = tmp_path / "half.wav"
    with pytest.raises(KeyboardInterrupt), CanonicalWriter(path, 1) as file:
        file.write(np.zeros((100, 1)))
        raise KeyboardInterrupt
    with pytest.raises(ValueError, match="not a complete canonical"):
        open_canonical(path)


def test_a_full_disk_is_told_by_its_number(tmp_path: Path) -> None:
    full = tmp_path / "full.wav"
    full.symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left"), CanonicalWriter(full, 2) as file:
        for _ in range(9):
            file.write(np.zeros((48_000, 2)))
