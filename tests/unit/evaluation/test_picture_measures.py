"""Black and standstill on pictures whose truth is known."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from onset.evaluation.picture import longest_run


@given(st.lists(st.booleans(), max_size=50))
def test_longest_run_is_the_longest(flags: list[bool]) -> None:
    length, start = longest_run(np.array(flags, dtype=bool))
    runs = "".join("x" if flag else " " for flag in flags).split()
    assert length == max((len(run) for run in runs), default=0)
    assert all(flags[start : start + length])
