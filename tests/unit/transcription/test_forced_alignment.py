"""Words are found where their sounds are heard, and every walk through them is a possible one."""

from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.models.phones import classes as served
from onset.transcription import forced_alignment
from onset.transcription.forced_alignment import SILENCE, Phones, align

CLASSES = 6
WORDS = (np.array([1, 2, 3], np.int32), np.array([5, 1], np.int32), np.array([4, 5, 4, 5], np.int32))
SPANS = ((20, 50), (50, 64), (110, 150))
"""The first two without a pause."""


def heard(spans: tuple[tuple[int, int], ...], *, frames: int = 200, clearly: float = 3.0, seed: int = 0) -> np.ndarray:
    """Log-likelihoods of frames in which the words are said, each sound of a word as long as the others."""
    classes = np.full(frames, SILENCE)
    for word, (start, end) in zip(WORDS, spans, strict=True):
        classes[start:end] = word[np.arange(end - start) * word.size // (end - start)]
    noise = np.random.default_rng(seed).normal(0, 1, (frames, CLASSES))
    noise[np.arange(frames), classes] += clearly
    return noise.astype(np.float32)


def roughly(spans: tuple[tuple[int, int], ...], off_s: float) -> list[tuple[float, float]]:
    return [(start / 100 + off_s, end / 100 + off_s) for start, end in spans]


@pytest.mark.parametrize("off_s", [0.0, -0.4, 0.6], ids=["known", "early", "late"])
def test_words_lie_where_their_sounds_are(off_s: float) -> None:
    found = align(Phones(heard(SPANS), WORDS), roughly(SPANS, off_s))
    for span, true in zip(found, SPANS, strict=True):
        assert span is not None
        assert span == pytest.approx(true, abs=4)


def test_a_word_that_the_recogniser_missed_is_found_between_the_others() -> None:
    expected = [*roughly(SPANS, 0.0)]
    found = align(Phones(heard(SPANS), WORDS), [expected[0], (None, None), expected[2]])
    assert found[1] == pytest.approx(SPANS[1], abs=4)


def test_a_word_far_from_where_it_was_expected_is_not_looked_for_there() -> None:
    """What is said twice must not be taken for its other time."""
    twice = (SPANS[0], SPANS[1], SPANS[2])
    frames = heard(twice, frames=1000)
    frames[700:740] = frames[110:150]
    late = [*roughly(SPANS[:2], 0.0), (7.0, 7.4)]
    assert align(Phones(frames, WORDS), late)[2] == pytest.approx((700, 740), abs=4)
    assert align(Phones(frames, WORDS), roughly(SPANS, 0.0))[2] == pytest.approx(SPANS[2], abs=4)


@pytest.mark.parametrize("unknown", [[1], [0], [2], [0, 1]], ids=str)
def test_a_word_whose_sounds_are_unknown_has_no_place_and_takes_none_of_its_neighbours(unknown: list[int]) -> None:
    words = tuple(np.zeros(0, np.int32) if index in unknown else word for index, word in enumerate(WORDS))
    found = align(Phones(heard(SPANS), words), roughly(SPANS, 0.0))
    for index, (span, true) in enumerate(zip(found, SPANS, strict=True)):
        if index in unknown:
            assert span is None
        else:
            assert span == pytest.approx(true, abs=4)


def test_nothing_is_placed_where_no_word_is_known() -> None:
    assert align(Phones(heard(SPANS), (np.zeros(0, np.int32),) * 3), roughly(SPANS, 0.0)) == [None] * 3


def test_more_sounds_than_frames_have_no_places() -> None:
    assert align(Phones(np.zeros((8, CLASSES), np.float32), WORDS), [(0.0, 0.01)] * 3) == [None] * 3


LIKELIHOODS = st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 400))
TIMES = st.one_of(st.none(), st.tuples(st.floats(-3, 8), st.floats(0, 4)))


@given(
    LIKELIHOODS,
    st.lists(st.tuples(st.lists(st.integers(1, CLASSES - 1), max_size=6), TIMES), min_size=1, max_size=14),
)
def test_places_are_in_order_and_have_room_for_every_sound(
    recording: tuple[int, int], words: list[tuple[list[int], tuple[float, float] | None]]
) -> None:
    seed, spare = recording
    classes = tuple(np.array(own, np.int32) for own, _ in words)
    frames = sum(max(own.size, 1) for own in classes) + spare
    likelihoods = np.random.default_rng(seed).normal(0, 3, (frames, CLASSES)).astype(np.float32)
    expected = [(None, None) if time is None else (time[0], time[0] + time[1]) for _, time in words]
    # A short reach, so that walks come to the edges of what is looked at.
    with mock.patch.object(forced_alignment, "_REACH_FRAMES", 5):
        found = align(Phones(likelihoods, classes), expected)
    if all(own.size == 0 for own in classes):
        return
    assert [span is None for span in found] == [own.size == 0 for own in classes]
    at = 0
    for span, own in zip(found, classes, strict=True):
        if span is not None:
            start, end = span
            assert start >= at
            assert end - start >= own.size
            at = end
    assert at <= frames


def test_silence_is_the_class_that_the_model_calls_so() -> None:
    assert SILENCE == served.SILENCE
