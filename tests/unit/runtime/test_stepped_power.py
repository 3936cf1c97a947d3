"""Power behind filters in matrix form is that behind the recursive filters, however the sound is cut."""

import numpy as np
import pytest
import scipy.signal
from hypothesis import given, settings
from hypothesis import strategies as st

from onset.runtime.meters.stepped_power import SteppedPower
from onset.timeline.sound import FloatArray
from tests.unit.analysis.sounds import RATE_HZ, pink

STEP = 120
SOUND = np.stack((pink(RATE_HZ), 0.3 * pink(RATE_HZ, 1) + 0.2)).astype(np.float32)
FILTERS = {
    "high-pass at 38 Hz": scipy.signal.butter(2, 38, "highpass", fs=RATE_HZ, output="sos"),
    "100-1500 Hz": scipy.signal.butter(2, (100, 1500), "bandpass", fs=RATE_HZ, output="sos"),
    "2-10 kHz": scipy.signal.butter(2, (2000, 10_000), "bandpass", fs=RATE_HZ, output="sos"),
    "a resonance that rings for seconds": scipy.signal.tf2sos(*scipy.signal.iirpeak(440, 2000, fs=RATE_HZ)),
}


def recursive(sound: FloatArray) -> np.ndarray:
    """(F, S), the last step partial."""
    squares = [scipy.signal.sosfilt(sections, sound.astype(float)) ** 2 for sections in FILTERS.values()]
    starts = np.arange(0, sound.shape[1], STEP)
    sums = np.add.reduceat(np.sum(squares, axis=1), starts, axis=1)
    return sums / np.diff(starts, append=sound.shape[1])


def in_blocks(sound: FloatArray, cuts: list[int]) -> np.ndarray:
    power = SteppedPower(list(FILTERS.values()), len(sound), STEP)
    steps = [power.push(part) for part in np.split(sound, cuts, axis=1)]
    rest, rest_samples = power.finish()
    assert rest_samples == sound.shape[1] % STEP
    return np.concatenate((*steps, rest[:, None]) if rest_samples else steps, axis=1)


@given(length=st.integers(1, RATE_HZ), cuts=st.lists(st.integers(0, RATE_HZ), max_size=6))
@settings(max_examples=30, deadline=None)
def test_agrees_with_the_recursive_filters(length: int, cuts: list[int]) -> None:
    sound = SOUND[:, :length]
    ours, theirs = in_blocks(sound, sorted(min(cut, length) for cut in cuts)), recursive(sound)
    for name, one, other in zip(FILTERS, ours, theirs, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5 * other.max(), err_msg=name)


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_rings_on_into_silence(name: str) -> None:
    click = np.zeros((1, RATE_HZ), np.float32)
    click[0, 7] = 1
    filters = [FILTERS[name]]
    ours = SteppedPower(filters, 1, STEP).push(click)[0]
    theirs = np.mean(scipy.signal.sosfilt(filters[0], click[0].astype(float)).reshape(-1, STEP) ** 2, axis=1)
    audible = theirs > 1e-9 * theirs.max()
    np.testing.assert_allclose(ours[audible], theirs[audible], rtol=1e-2)
