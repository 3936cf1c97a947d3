"""A latent path's pace: from 0 to 1, never back, eased in silence, and on at once when an onset sounds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.generation.latent_path import positions

UNIT = st.floats(0, 1)


@given(st.lists(st.tuples(UNIT, UNIT), min_size=1, max_size=40), UNIT)
def test_a_path_rises_from_one_keyframe_to_the_other(moments: list[tuple[float, float]], push: float) -> None:
    inner = sorted(share for share, _ in moments)
    share = np.array([0.0, *inner, 1.0])
    onset = np.array([1.0, *(onset for _, onset in moments), 0.5])
    alpha = positions(share, onset, push)
    assert (alpha[0], alpha[-1]) == (0.0, 1.0)
    assert (np.diff(alpha) >= 0).all()
    assert alpha.min() >= 0
    assert alpha.max() <= 1
    eased = (1 - np.cos(np.pi * share)) / 2
    assert (alpha[1:-1] >= eased[1:-1] - 1e-12).all(), "an onset never holds the path back"


@given(st.integers(2, 60), UNIT)
def test_in_silence_it_is_eased(count: int, push: float) -> None:
    share = np.linspace(0, 1, count)
    np.testing.assert_allclose(
        positions(share, np.zeros(count), push), (1 - np.cos(np.pi * share)) / 2, rtol=0, atol=1e-12
    )


@given(st.integers(1, 58), st.floats(0.05, 1), st.floats(0.05, 1))
def test_an_onset_moves_it_more_than_the_moments_before_and_after(at: int, onset: float, push: float) -> None:
    share, onsets = np.linspace(0, 1, 60), np.zeros(60)
    onsets[at] = onset
    alpha = positions(share, onsets, push)
    eased = (1 - np.cos(np.pi * share[at])) / 2
    assert alpha[at] == pytest.approx(min(1.0, eased + push * onset))


def test_what_is_no_share_is_refused() -> None:
    half = np.array([0.5])
    refused = [("share", (half * 3, half, 0.5)), ("onset", (half, half * 3, 0.5)), ("push", (half, half, 2.0))]
    for what, (share, onset, push) in refused:
        with pytest.raises(ValueError, match=f"{what} must be within"):
            positions(share, onset, push)
    with pytest.raises(ValueError, match="must not fall"):
        positions(np.array([0.5, 0.4]), np.zeros(2), 0.5)
    with pytest.raises(ValueError, match="share"):
        positions(np.array([np.nan]), half, 0.5)
