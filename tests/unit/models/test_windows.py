"""Cutting a recording at its pauses."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from onset.models.windows import FRAME, MAX_FRAMES, windows

RATE_HZ = 16_000


def bursts(*lengths_s: float, pause_s: float = 0.4) -> np.ndarray:
    """Noise of the given lengths with silence in between."""
    rng = np.random.default_rng(0)
    parts = [
        part for n in lengths_s for part in (rng.normal(0, 0.1, int(n * RATE_HZ)), np.zeros(int(pause_s * RATE_HZ)))
    ]
    return np.concatenate(parts[:-1]).astype(np.float32)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.floats(0.2, 40), min_size=1, max_size=8))
def test_windows_tile_the_recording(lengths_s: list[float]) -> None:
    audio = bursts(*lengths_s)
    cut = list(windows(audio))
    ends = [start * FRAME + part.size for start, part in cut]
    assert [start * FRAME for start, _ in cut] == [0, *ends[:-1]]
    assert ends[-1] == audio.size
    np.testing.assert_array_equal(np.concatenate([part for _, part in cut]), audio)
    assert max(part.size for _, part in cut) <= MAX_FRAMES * FRAME


def test_a_window_ends_in_a_pause() -> None:
    audio = bursts(20, 20, 20)
    (_, first), (second_start, second), (third_start, _) = windows(audio)
    for end in (first.size, second_start * FRAME + second.size):
        around = audio[end - RATE_HZ // 10 : end + RATE_HZ // 10]
        assert not around.any(), f"the cut at {end / RATE_HZ:.2f} s is not in a pause"
    assert third_start * FRAME == second_start * FRAME + second.size


def test_one_window_holds_all_that_fits() -> None:
    assert [start for start, _ in windows(bursts(28.5))] == [0]


def test_silent_windows_are_left_out() -> None:
    assert list(windows(np.zeros(RATE_HZ, np.float32))) == []
    audio = np.concatenate([bursts(20), np.zeros(60 * RATE_HZ, np.float32), bursts(5)])
    kept = [(start * FRAME / RATE_HZ, part.size / RATE_HZ) for start, part in windows(audio)]
    assert kept[0][0] == 0
    assert kept[-1][0] + kept[-1][1] == audio.size / RATE_HZ
    assert sum(length for _, length in kept) < 60


def test_a_recording_shorter_than_a_frame_is_a_window() -> None:
    ((start, part),) = windows(np.full(7, 0.5, np.float32))
    assert (start, part.size) == (0, 7)
