"""Composed music as sound: exact in time, never clipped, silent at its end, the same each time."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onset.compositing.sound.compose import write_music
from onset.compositing.sound.synth import play as player
from onset.compositing.sound.synth.notes import Instrument, arrange, voiced
from onset.compositing.sound.synth.play import play
from onset.runtime.errors import CancelledError
from onset.runtime.media.canonical import open_canonical
from onset.timeline.music import Mode
from onset.timeline.score import Bar, Score

RATE = 48_000


def score(bars: int = 4, *, bar_s: float = 2.4, energy: float = 0.7, beats: int = 4, seed: int = 7) -> Score:
    chords = ((0, 4, 7), (7, 11, 2), (9, 0, 4), (5, 9, 0))
    starts = [round(number * bar_s * RATE) for number in range(bars + 1)]
    return Score(
        seed,
        0,
        Mode.MAJOR,
        60 * beats / bar_s,
        tuple(Bar(start, beats, chords[number % 4], energy) for number, start in enumerate(starts[:-1])),
        starts[-1],
        (),
    )


def played(one: Score) -> np.ndarray:
    return np.concatenate(list(play(one)))


def test_it_is_as_long_as_the_film_and_ends_in_silence() -> None:
    sound = played(score(3, bar_s=2.123))
    assert sound.shape == (score(3, bar_s=2.123).end_sample, 2)
    assert np.abs(sound[-1]).max() == 0.0
    assert np.abs(sound[-480:]).max() < 1e-3
    assert np.sqrt(np.mean(sound[-2 * RATE : -RATE] ** 2)) > 0.01, "it rings out, it is not cut off"


def test_blocks_are_joined_without_a_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = played(score(2))
    monkeypatch.setattr(player, "BLOCK", 1 << 14)
    assert np.abs(played(score(2)) - whole).max() < 1e-9


def test_downbeats_are_struck_on_their_sample() -> None:
    sound = played(score(4, energy=0.3)).mean(axis=1)
    steps = np.abs(np.diff(sound))
    for number in range(1, 4):
        start = round(number * 2.4 * RATE)
        before = steps[start - 4800 : start].max()
        assert steps[start : start + 960].max() > 2 * before, f"nothing is struck on bar {number + 1}"


@pytest.mark.parametrize("energy", [0.2, 0.6, 1.0])
@pytest.mark.parametrize("seed", [1, 2])
def test_it_never_clips_and_keeps_both_ears(energy: float, seed: int) -> None:
    sound = played(score(energy=energy, seed=seed))
    assert np.abs(sound).max() < 0.95
    left, right = np.sqrt(np.mean(sound**2, axis=0))
    assert 0.8 < left / right < 1.25
    assert 0.3 < np.corrcoef(sound.T)[0, 1] < 0.98, "wide, and whole in mono"
    assert abs(sound.mean()) < 1e-3


def test_more_energy_is_more_to_hear() -> None:
    levels = [np.sqrt(np.mean(played(score(energy=energy)) ** 2)) for energy in (0.2, 0.6, 1.0)]
    assert levels == sorted(levels)
    kinds = [{note.instrument for note in arrange(score(energy=energy))} for energy in (0.2, 1.0)]
    assert Instrument.SHAKER not in kinds[0]
    assert set(Instrument) == kinds[1]


@given(st.integers(1, 5), st.integers(1, 16), st.floats(0.05, 3.0), st.floats(0, 1))
@settings(max_examples=8)
def test_any_bars_can_be_played(bars: int, beats: int, bar_s: float, energy: float) -> None:
    one = score(bars, bar_s=bar_s, beats=beats, energy=energy)
    sound = played(one)
    assert len(sound) == one.end_sample
    assert np.isfinite(sound).all()


def test_chords_move_by_small_steps() -> None:
    before = voiced((0, 4, 7), ())
    after = voiced((9, 0, 4), before)
    assert abs(np.mean(before) - np.mean(after)) < 4


def test_the_file_is_canonical_and_the_same_each_time(tmp_path: Path) -> None:
    for name in ("a.wav", "b.wav"):
        write_music(score(2), tmp_path / name, lambda: False)
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()
    sound = open_canonical(tmp_path / "a.wav")
    assert (sound.channels, sound.sample_count) == (2, score(2).end_sample)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.wav", "b.wav"]


def test_composing_can_be_withdrawn(tmp_path: Path) -> None:
    with pytest.raises(CancelledError):
        write_music(score(2), tmp_path / "a.wav", lambda: True)
