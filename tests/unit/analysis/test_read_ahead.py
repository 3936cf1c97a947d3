"""Blocks that are read ahead: the same, one ahead, and none after an end of any kind."""

from collections.abc import Iterator

import numpy as np
import pytest

from onset.analysis.blocks import NoSoundError, read_ahead
from onset.timeline.sound import FloatArray


class Source:
    """Counts what was asked of it."""

    def __init__(self, count: int, *, torn: bool = False) -> None:
        self.made = 0
        self._count = count
        self._torn = torn

    def __iter__(self) -> Iterator[FloatArray]:
        for number in range(self._count):
            self.made += 1
            yield np.full((1, 3), number, np.float32)
        if self._torn:
            raise NoSoundError("torn")


@pytest.mark.parametrize("count", [0, 1, 5])
def test_blocks_are_the_same(count: int) -> None:
    assert [int(block[0, 0]) for block in read_ahead(iter(Source(count)))] == list(range(count))


def test_an_error_comes_after_the_blocks_before_it() -> None:
    blocks = read_ahead(iter(Source(2, torn=True)))
    assert [int(next(blocks)[0, 0]) for _ in range(2)] == [0, 1]
    with pytest.raises(NoSoundError, match="torn"):
        next(blocks)


def test_no_more_than_one_block_is_ahead_and_none_after_closing() -> None:
    source = Source(9)
    blocks = read_ahead(iter(source))
    next(blocks)
    next(blocks)
    blocks.close()
    assert source.made in (2, 3)
