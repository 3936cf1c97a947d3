"""What the networks hear of a track is its mel spectrogram, whichever stretch they ask for."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.analysis.ears import BEAT_FRAMES_PER_S, VOICE_FRAMES_PER_S, normalised
from onset.analysis.levels import LevelFile
from onset.analysis.listening import TrackMel
from onset.analysis.triton_ears import in_blocks
from onset.timeline.sound import FloatArray

FRAMES = 1501
LEVELS_DB = np.random.default_rng(0).uniform(-150, -3, (FRAMES, 128)).astype(np.float32)
LOUDEST_DB = float(np.percentile(LEVELS_DB.max(axis=1), 99.9))


@pytest.fixture(scope="module")
def levels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LevelFile]:
    file = LevelFile(tmp_path_factory.mktemp("levels") / "levels")
    for start in range(0, FRAMES, 400):
        file.append(LEVELS_DB[start : start + 400])
    np.testing.assert_array_equal(file.complete(), LEVELS_DB.max(axis=1))
    yield file
    file.close()


def expected(frames_per_s: int) -> FloatArray:
    floored = np.maximum(LEVELS_DB[:: VOICE_FRAMES_PER_S // frames_per_s], -80)
    return normalised(floored.T, LOUDEST_DB)


@given(start=st.integers(0, FRAMES), length=st.integers(0, FRAMES), rate=st.sampled_from([50, 100]))
def test_any_stretch_is_that_of_the_whole(levels: LevelFile, start: int, length: int, rate: int) -> None:
    mel = TrackMel(levels, LEVELS_DB.max(axis=1), rate)
    np.testing.assert_array_equal(mel[start : start + length], expected(rate)[start : start + length])


@pytest.mark.parametrize("rate", [BEAT_FRAMES_PER_S, VOICE_FRAMES_PER_S])
def test_it_is_heard_in_blocks_like_an_array(levels: LevelFile, rate: int) -> None:
    mel = TrackMel(levels, LEVELS_DB.max(axis=1), rate)
    assert len(mel) == len(expected(rate))
    heard = in_blocks(mel, lambda block: block.sum(axis=1), block_frames=200, overlap_frames=16)
    np.testing.assert_allclose(heard, expected(rate).sum(axis=1), rtol=1e-5)
