"""A long sound is cut into blocks without the cuts showing."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from onset.analysis.triton_ears import BLOCK_FRAMES, OVERLAP_FRAMES, in_blocks
from onset.timeline.sound import FloatArray


@given(st.integers(1, 400), st.integers(0, 12), st.integers(1, 60))
def test_blocks_do_not_show(frames: int, reach: int, step: int) -> None:
    mel = np.random.default_rng(frames).random((frames, 3), np.float32)
    heard_at_once = []

    def hear(block: FloatArray) -> FloatArray:
        """The mean over `reach` frames to either side."""
        heard_at_once.append(len(block))
        padded = np.pad(block, ((reach, reach), (0, 0)))
        return np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1, axis=0).mean(axis=(1, 2))

    block_frames = step + 2 * reach
    np.testing.assert_allclose(in_blocks(mel, hear, block_frames, reach), hear(mel), rtol=1e-5)
    assert max(heard_at_once[:-1]) <= block_frames


def test_blocks_begin_with_a_step_of_the_beat_tracker() -> None:
    assert (BLOCK_FRAMES - 2 * OVERLAP_FRAMES) % 4 == OVERLAP_FRAMES % 4 == 0
