"""Thinning a curve loses no peak and no energy, however long it is and in whatever pieces it is read."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.cli.inspection import curves
from onset.cli.inspection.curves import find_scales, thinned
from tests.support.analyses import features

HOP_S = 0.01


@given(
    frames=st.integers(1, 300),
    bands=st.integers(0, 3),
    columns=st.integers(1, 80),
    piece=st.integers(1, 400),
    seed=st.integers(0, 99),
)
def test_the_whole_of_a_curve(frames: int, bands: int, columns: int, piece: int, seed: int) -> None:
    shape = (bands, frames) if bands else (frames,)
    curve = np.random.default_rng(seed).normal(size=shape).astype(np.float16)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(curves, "_PIECE_FRAMES", piece)
        highest = thinned(curve, HOP_S, 0, frames * HOP_S, columns, "max")
        usual = thinned(curve, HOP_S, 0, frames * HOP_S, columns, "mean")
    width = min(frames, columns)
    assert highest.values.shape == usual.values.shape == (*shape[:-1], width)
    np.testing.assert_array_equal(highest.values.max(axis=-1), curve.max(axis=-1).astype(np.float32))
    sizes = np.diff(np.linspace(0, frames, width + 1).astype(int))
    np.testing.assert_allclose(usual.values @ sizes, curve.sum(axis=-1, dtype=np.float64), atol=1e-3)
    assert (highest.values >= usual.values - 1e-6).all()
    assert 0 < highest.times_s[0] <= highest.times_s[-1] < frames * HOP_S


@given(start=st.floats(0, 20), length=st.floats(0.001, 20))
def test_a_part_of_a_curve_lies_where_it_is(start: float, length: float) -> None:
    """Each column holds frames of its own time, to within a hop; beyond the end there is nothing."""
    curve = np.arange(1000, dtype=np.float32)
    shown = thinned(curve, HOP_S, start, start + length, 50, "mean")
    np.testing.assert_allclose(shown.values * HOP_S, shown.times_s, atol=2 * HOP_S + 1e-6)
    assert shown.end_s <= 10 + 1e-9


@pytest.mark.parametrize("amplitude", [1.0, 0.1, 0.0])
def test_level_is_that_of_the_sound(amplitude: float) -> None:
    rms = np.full(200, amplitude, np.float32)
    scales = find_scales(features(rms, np.zeros(200, np.float32)))
    assert scales.level_db == pytest.approx(max(20 * np.log10(amplitude + 1e-30), -100), abs=1e-3)
    assert (scales.loudest_mel_db, scales.loudest_onset) == (-80, 0)
