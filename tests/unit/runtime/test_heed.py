"""Work stops at the first item after nobody wants it any more."""

from collections.abc import Iterator

import pytest

from onset.runtime.errors import CancelledError
from onset.runtime.heed import heeded


def test_items_end_when_the_caller_has_left() -> None:
    taken = []

    def items() -> Iterator[int]:
        for index in range(10):
            taken.append(index)
            yield index

    with pytest.raises(CancelledError) as caught:
        list(heeded(items(), lambda: len(taken) > 3))
    assert caught.value.reason == "MEDIA_WORK_CANCELLED"
    assert taken == [0, 1, 2, 3]


def test_while_it_is_wanted_all_comes() -> None:
    assert list(heeded(range(5), lambda: False)) == [0, 1, 2, 3, 4]
