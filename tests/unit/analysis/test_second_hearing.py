"""Doubtful rhythms are heard once more, slower."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from onset.analysis.ears import Mel
from onset.analysis.rhythm.find import NO_RHYTHM, Rhythm, find_rhythm
from onset.analysis.rhythm.second_hearing import DOUBT, SLOWNESS, SlowedMel, both, heard_again
from onset.analysis.triton_ears import in_blocks
from onset.timeline.sound import FloatArray
from tests.unit.analysis.activations import counted, heard

DURATION_S = 31
MEL = np.zeros((DURATION_S * 50 + 1, 128), np.float32)


class Saying:
    """Ears that say what they were told to, and remember what they were asked."""

    def __init__(self, activations: FloatArray) -> None:
        self.activations = activations
        self.asked: list[int] = []

    def beats(self, mel: Mel) -> FloatArray:
        self.asked.append(len(mel))
        return self.activations

    def voice(self, mel: Mel) -> FloatArray:
        raise AssertionError(f"nobody asks for a voice of {len(mel)} frames")


def first_and_final(activations: FloatArray, slower: FloatArray) -> tuple[Rhythm, Rhythm, Saying]:
    nothing, samples, ears = np.zeros(0, np.float32), (len(activations) - 1) * 960, Saying(slower)
    first = find_rhythm(activations, nothing, samples, MEL)
    return first, heard_again(first, activations, nothing, samples, MEL, ears), ears


def strokes(interval_s: float, level: float, stretch: float = 1.0) -> FloatArray:
    """Strokes of which every second is fainter."""
    beats_s = np.arange(0.5, DURATION_S - 1, interval_s) * stretch
    levels = np.where(np.arange(beats_s.size) % 2 == 0, 0.9, level)
    return heard(beats_s, counted(beats_s.size, 4), DURATION_S * stretch, level=levels)


def test_a_sure_rhythm_is_not_heard_again() -> None:
    first, final, ears = first_and_final(strokes(0.5, 0.9), MEL[:, :2])
    assert first.tempo.confidence > DOUBT
    assert final is first
    assert not ears.asked


def test_where_there_is_no_beat_none_is_looked_for() -> None:
    _, final, ears = first_and_final(np.zeros((len(MEL), 2), np.float32), strokes(0.5, 0.9, SLOWNESS))
    assert final == NO_RHYTHM
    assert not ears.asked


def test_the_second_hearing_decides_what_the_first_leaves_open() -> None:
    """Every second stroke may be a beat or none: heard slowly, it is none."""
    first, final, ears = first_and_final(strokes(0.4, 0.55), strokes(0.4, 0.02, SLOWNESS))
    assert first.tempo.interval_bpm == pytest.approx(150, rel=0.02)
    assert final.tempo.interval_bpm == pytest.approx(75, rel=0.02)
    assert ears.asked == [round(len(MEL) * SLOWNESS)]


def test_a_second_hearing_without_any_beat_does_not_silence_the_first() -> None:
    doubtful = np.minimum(strokes(0.5, 0.3), 0.5).astype(np.float32)
    first, final, ears = first_and_final(doubtful, np.full((2326, 2), 1e-6, np.float32))
    assert first.beats
    assert ears.asked
    assert final is first or final.beats


activation_arrays = hnp.arrays(
    np.float32, st.tuples(st.integers(1, 40), st.just(6)), elements=st.floats(0, 1, width=32)
)


@given(activation_arrays, activation_arrays)
def test_two_hearings_give_probabilities(first: FloatArray, slower: FloatArray) -> None:
    together = both(first, slower)
    assert together.shape == first.shape
    assert ((together >= 0) & (together <= 1)).all()
    np.testing.assert_allclose(together[:, 2:].sum(axis=1), 1, atol=1e-4)


@given(st.floats(0.001, 0.999), st.floats(0.001, 0.999))
def test_together_they_say_what_lies_between(one: float, other: float) -> None:
    together = both(np.full((6, 2), one, np.float32), np.full((9, 2), other, np.float32))
    assert (together >= min(one, other) - 1e-4).all()
    assert (together <= max(one, other) + 1e-4).all()


@given(length=st.integers(1, 60), slowness=st.floats(1, 3), seed=st.integers(0, 1000))
def test_a_slowed_spectrogram_is_the_same_however_it_is_read(length: int, slowness: float, seed: int) -> None:
    mel = np.random.default_rng(seed).uniform(0, 1, (length, 128)).astype(np.float32)
    slowed = SlowedMel(mel, slowness)
    whole = slowed[:]
    assert whole.shape == (len(slowed), 128)
    assert whole.min() >= mel.min() - 1e-6
    assert whole.max() <= mel.max() + 1e-6
    in_pieces = in_blocks(slowed, lambda block: block, block_frames=16, overlap_frames=4)
    np.testing.assert_allclose(in_pieces, whole, atol=1e-5)
    assert slowed[3:3].shape == (0, 128)


def test_slowed_once_it_is_the_same() -> None:
    mel = np.random.default_rng(3).uniform(0, 1, (50, 128)).astype(np.float32)
    np.testing.assert_array_equal(SlowedMel(mel, 1.0)[:], mel)
    np.testing.assert_allclose(SlowedMel(mel, 2.0)[:][::2], mel)
