"""The steps to the form, each by itself: grid, contrast, loops, division, repeats, labels, names."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from onset.analysis.form.grid import MOST_UNITS, unit_grid
from onset.analysis.form.kinship import Kinship, split_repeats
from onset.analysis.form.labels import groups_of, label_of, names_of
from onset.analysis.form.novelty import contrast, loop_change
from onset.analysis.form.segments import divide
from onset.analysis.form.similarity import Distances
from onset.timeline.music import Beat, SectionName
from onset.timeline.time import SAMPLE_RATE_HZ

BAR = 2 * SAMPLE_RATE_HZ


def beats_at(downbeats: NDArray[np.integer]) -> tuple[Beat, ...]:
    return tuple(Beat(int(at), 1.0, bar, 1, 1.0) for bar, at in enumerate(downbeats, start=1))


def distances_of(*, bars: str, sound: str) -> Distances:
    """Of bars with one letter per chord and one per sound; different letters are far apart."""
    chords, sounds = (np.array(list(text)) for text in (bars, sound))
    harmony = (chords[:, None] != chords).astype(np.float32)
    timbre = (sounds[:, None] != sounds).astype(np.float32) * 2
    return Distances(harmony, timbre, timbre)


def test_units_are_bars_counted_on_to_both_ends_and_through_a_pause() -> None:
    downbeats = np.array([3, 4, 5, 6, 9, 10, 11]) * BAR + 1000
    grid = unit_grid(beats_at(downbeats), 14 * BAR)
    assert grid.bars == 1
    expected = [0, *(np.arange(1, 14) * BAR + 1000), 14 * BAR]
    assert grid.edges.tolist() == expected


def test_without_bars_units_are_windows() -> None:
    grid = unit_grid((), 5 * BAR + 1)
    assert grid.bars == 0
    assert grid.edges.tolist() == [0, *(np.arange(1, 5) * BAR), 5 * BAR + 1]


def test_long_sounds_have_few_units_that_start_on_downbeats() -> None:
    downbeats = np.arange(5000) * BAR
    grid = unit_grid(beats_at(downbeats), 5000 * BAR)
    assert grid.bars == 5
    assert len(grid.edges) <= MOST_UNITS + 1
    assert set(grid.edges[:-1].tolist()) <= set(downbeats.tolist())


@given(
    downbeats=st.sets(st.integers(0, 40 * BAR), max_size=30),
    sample_count=st.integers(1, 41 * BAR),
)
def test_units_tile_the_sound(downbeats: set[int], sample_count: int) -> None:
    inside = np.array(sorted(at for at in downbeats if at < sample_count), np.int64)
    edges = unit_grid(beats_at(inside), sample_count).edges
    assert edges[0] == 0
    assert edges[-1] == sample_count
    assert np.all(np.diff(edges) > 0)


def test_contrast_peaks_where_the_sound_changes() -> None:
    apart = distances_of(bars="x" * 24, sound="a" * 8 + "b" * 8 + "c" * 8)
    for width in (2, 4, 8):
        novelty = contrast(apart.timbre, width)
        assert novelty[[8, 16]] == pytest.approx([2, 2])
        assert np.all(novelty[[4, 12, 20]] < 1)


def test_a_loop_of_chords_is_broken_once() -> None:
    change = loop_change(distances_of(bars="abcd" * 3 + "efgh" * 3, sound="x" * 24).harmony)
    assert int(np.argmax(change)) == 12
    assert change[12] == 1
    assert set(np.flatnonzero(change)) == set(range(9, 16))


@given(seed=st.integers(0, 2**32 - 1), count=st.integers(4, 150), bars=st.integers(0, 3))
def test_a_division_tiles_in_parts_that_are_not_too_short(seed: int, count: int, bars: int) -> None:
    edges = divide(np.random.default_rng(seed).normal(-3, 3, count + 1), bars)
    assert edges[0] == 0
    assert edges[-1] == count
    assert min(np.diff(edges)) >= 3


def test_without_evidence_nothing_is_divided() -> None:
    for count in range(4, 61):
        assert divide(np.full(count + 1, -4.0), 1) == [0, count]


def test_clear_evidence_is_followed_and_vague_evidence_gives_way_to_regular_lengths() -> None:
    log_odds = np.full(33, -4.0)
    log_odds[[8, 19]] = 6
    assert divide(log_odds, 1) == [0, 8, 19, 32]
    log_odds[[8, 16, 19]] = 6, 0, 1
    assert divide(log_odds, 1) == [0, 8, 16, 32]


def test_a_repeat_that_also_comes_alone_is_split_off() -> None:
    tune, other = "abcdefgh", "ijklmnop"
    apart = distances_of(bars=tune * 2 + other + tune, sound="x" * 16 + "y" * 8 + "x" * 8)
    assert split_repeats([0, 16, 24, 32], Kinship(apart)) == [0, 8, 16, 24, 32]
    apart = distances_of(bars=tune * 2 + other, sound="x" * 16 + "y" * 8)
    assert split_repeats([0, 16, 24], Kinship(apart)) == [0, 16, 24]


def test_repeats_share_a_group_in_order_of_appearance() -> None:
    tune, other = "abcdefgh", "ijklmnop"
    apart = distances_of(
        bars=tune + other + tune + other + "qrst", sound="x" * 8 + "y" * 8 + "x" * 8 + "y" * 8 + "zzzz"
    )
    assert groups_of([0, 8, 16, 24, 32, 36], Kinship(apart)) == [0, 1, 0, 1, 2]


def test_labels_go_on_after_z() -> None:
    assert [label_of(number) for number in (0, 25, 26, 27, 52, 701, 702)] == ["A", "Z", "AA", "AB", "BA", "ZZ", "AAA"]


INTRO, VERSE, CHORUS, BRIDGE, OUTRO, NONE = (
    SectionName.INTRO, SectionName.VERSE, SectionName.CHORUS, SectionName.BRIDGE, SectionName.OUTRO,
    SectionName.UNNAMED,
)  # fmt: skip


@pytest.mark.parametrize(
    ("groups", "energies", "names"),
    [
        ([0, 1, 2, 1, 2, 3, 2, 4], [0.2, 0.6, 0.9, 0.6, 0.9, 0.5, 0.9, 0.2],
         [INTRO, VERSE, CHORUS, VERSE, CHORUS, BRIDGE, CHORUS, OUTRO]),
        ([0, 1, 0, 2, 0], [0.9, 0.6, 0.9, 0.6, 0.9], [CHORUS, NONE, CHORUS, NONE, CHORUS]),
        ([0, 1, 0, 1], [0.8, 0.8, 0.8, 0.8], [NONE] * 4),
        ([0, 1, 2, 3], [0.8, 0.8, 0.9, 0.8], [NONE] * 4),
        ([0, 0, 1, 0], [0.6, 0.6, 0.9, 0.6], [NONE] * 4),
        ([0, 1], [0.1, 0.9], [NONE] * 2),
        ([0], [1.0], [NONE]),
    ],
    ids=["pop song", "rondo", "equal energy", "no repeats", "the loudest comes once", "two parts", "one part"],
)  # fmt: skip
def test_names_are_given_where_the_evidence_is_clear(
    groups: list[int], energies: list[float], names: list[SectionName]
) -> None:
    assert names_of(groups, energies) == names


@given(
    parts=st.lists(st.tuples(st.integers(0, 4), st.floats(0, 1)), min_size=1, max_size=12),
)
def test_names_agree_within_a_chorus(parts: list[tuple[int, float]]) -> None:
    groups, energies = (list(column) for column in zip(*parts, strict=True))
    names = names_of(groups, energies)
    choruses = {group for group, name in zip(groups, names, strict=True) if name is CHORUS}
    assert len(choruses) <= 1
    assert all((group in choruses) == (name is CHORUS) for group, name in zip(groups, names, strict=True))
    assert INTRO not in names[1:]
    assert OUTRO not in names[:-1]
    assert all(name is not BRIDGE or CHORUS in names[:place] for place, name in enumerate(names))
