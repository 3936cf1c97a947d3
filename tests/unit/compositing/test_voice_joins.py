"""The voice's joins: what is kept is untouched, what meets never clicks, and the room's tone keeps its level."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.compositing.sound.voice import voice_blocks
from onset.timeline.plan import VoiceEdit

RATE = 48_000


def heard(source: np.ndarray, edits: Sequence[VoiceEdit], total: int, borders: Sequence[int] = ()) -> np.ndarray:
    """(total,) the film's voice, put together from blocks with these borders."""
    stereo = np.repeat(source[:, None], 2, axis=1)

    def read(start: int, stop: int) -> np.ndarray:
        assert 0 <= start < stop <= len(stereo), "reads only what the recording has"
        return stereo[start:stop]

    edges = sorted({0, total, *(border for border in borders if border < total)})
    blocks = voice_blocks(edits, read, len(source), iter(list(zip(edges, edges[1:], strict=False))))
    return np.concatenate(list(blocks))[:, 0]


def test_the_whole_recording_is_untouched_wherever_it_stands() -> None:
    source = np.random.default_rng(0).normal(size=30_000)
    film = heard(source, [VoiceEdit(0, 30_000, 7_001)], 50_000, [9_000])
    assert np.array_equal(film[7_001:37_001], source)
    assert not film[:7_001].any()
    assert not film[37_001:].any()


def test_one_recording_in_two_edits_that_go_on_is_untouched() -> None:
    source = np.random.default_rng(1).normal(size=30_000)
    film = heard(source, [VoiceEdit(0, 12_000, 100), VoiceEdit(12_000, 30_000, 12_100)], 31_000)
    assert np.array_equal(film[100:30_100], source)


EDITS = [VoiceEdit(5_000, 15_000, 2_000), VoiceEdit(20_000, 31_000, 12_000), VoiceEdit(40_000, 60_000, 25_000)]


@given(st.lists(st.integers(1, 49_999), max_size=8))
def test_blocks_do_not_matter(borders: list[int]) -> None:
    source = np.random.default_rng(2).normal(size=70_000)
    assert np.array_equal(heard(source, EDITS, 50_000, borders), heard(source, EDITS, 50_000))


def test_inside_its_fades_an_edit_is_the_recording() -> None:
    source = np.random.default_rng(3).normal(size=70_000)
    film = heard(source, EDITS, 50_000)
    for edit in EDITS:
        inside = slice(edit.start_sample + 240, edit.end_sample - 240)
        assert np.array_equal(film[inside], source[edit.source_start_sample + 240 : edit.source_end_sample - 240])
    assert not film[23_240 : 25_000 - 240].any(), "nothing is heard between edits that do not meet"


def test_room_tone_keeps_its_level_over_a_join() -> None:
    dice = np.random.default_rng(4)
    joins = []
    for _ in range(200):
        source = dice.normal(size=3_000)
        film = heard(source, [VoiceEdit(300, 1_000, 300), VoiceEdit(2_000, 2_700, 1_000)], 2_000)
        joins.append(film[760:1_240])
    level = np.sqrt(np.mean(np.square(joins), axis=0))
    assert level.mean() == pytest.approx(1.0, abs=0.02)
    assert level.min() > 0.8


def test_a_join_of_loud_tones_makes_no_click() -> None:
    at = np.arange(RATE)
    source = np.where(at < RATE // 2, np.sin(2 * np.pi * 220 * at / RATE), np.sin(2 * np.pi * 170 * at / RATE + 2.0))
    film = heard(source, [VoiceEdit(0, 10_003, 0), VoiceEdit(30_011, 48_000, 10_003)], 27_000)
    steepest = np.abs(np.diff(source[:20_000])).max()
    assert np.abs(np.diff(film)).max() < 2 * steepest
