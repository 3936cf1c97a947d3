"""What the beat tracker learns from: targets on the exact times, crops that stay true to them, honest scores."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.models import environment, places
from onset.models.beat_tracker.clips import Clip, Corpus
from onset.models.beat_tracker.crops import crop, triangles, whole
from onset.models.beat_tracker.scores import f_measure, peaks_s

FLOOR_DB, STROKE_DB = -75.0, -20.0


def clip(tempo_bpm: float = 120.0, frames: int = 1500) -> Clip:
    """Strokes on each beat that last 20 ms and fill all bands."""
    beats_s = np.arange(0.5, frames / 50 - 0.5, 60 / tempo_bpm)
    mel_db = np.full((frames, 128), FLOOR_DB, np.float16)
    mel_db[(beats_s * 50).round().astype(int)] = STROKE_DB
    return Clip(mel_db, STROKE_DB, beats_s, beats_s[::4], "strokes")


@given(st.lists(st.floats(-5, 45), max_size=5))
def test_targets_tell_the_time_between_two_frames(positions: list[float]) -> None:
    target = triangles(np.array(positions), 40)
    expected = [max([0, *(1 - abs(frame - p) / 2 for p in positions)]) for frame in range(40)]
    np.testing.assert_allclose(target, expected, atol=1e-6)


@given(st.integers(0, 2**32 - 1), st.integers(20, 700), st.sampled_from([40, 300, 1500]))
def test_a_crop_has_its_beats_where_its_strokes_are(seed: int, frames: int, clip_frames: int) -> None:
    mel, target = crop(clip(frames=clip_frames), frames, np.random.default_rng(seed))
    assert mel.shape == (frames, 128)
    assert target.shape == (frames, 2)
    assert mel.dtype == target.dtype == np.float32
    assert 0 <= mel.min() <= mel.max() <= 1
    assert (target[:, 1] <= target[:, 0]).all()
    level = np.median(mel, axis=1)
    rises = 1 + np.flatnonzero((np.diff(level) > 0.15) & (level[:-1] > 0))  # not where silence or a mask ends
    assert (target[rises, 0] > 0.25).all()


def test_crops_are_stretched_to_other_tempi() -> None:
    intervals = []
    for seed in range(40):
        _, target = crop(clip(), 600, np.random.default_rng(seed))
        intervals.append(float(np.median(np.diff(np.flatnonzero(target[:, 0] > 0.74)))))
    assert min(intervals) < 23
    assert max(intervals) > 27
    assert all(25 / 1.16 - 1 < interval < 25 * 1.16 + 1 for interval in intervals)


def test_a_whole_clip_is_normalised_as_the_analysis_does() -> None:
    from onset.analysis.ears import normalised

    one = clip()
    mel, target = whole(one)
    np.testing.assert_allclose(mel, normalised(one.mel_db.astype(np.float32).T, one.loudest_db), atol=1e-6)
    assert target[:, 0].sum() == pytest.approx(2 * len(one.beats_s), rel=1e-3)


@pytest.mark.parametrize(
    ("found", "truth", "expected"),
    [
        ([], [], 1),
        ([1.0], [], 0),
        ([], [1.0], 0),
        ([1.0, 2.0], [1.069, 1.931], 1),
        ([1.0, 2.0], [1.071, 2.0], 0.5),
        ([1.0, 1.05], [1.02], 2 / 3),  # a beat is found once
        ([0.5, 1.0, 1.5, 2.0], [1.0, 2.0], 2 / 3),  # twice as fast
    ],
)
def test_f_measure(found: list[float], truth: list[float], expected: float) -> None:
    assert f_measure(np.array(found), np.array(truth)) == pytest.approx(expected)


def test_peaks_of_the_targets_are_the_beats() -> None:
    one = clip(tempo_bpm=173)
    beat, downbeat = whole(one)[1].T
    np.testing.assert_allclose(peaks_s(beat), one.beats_s, atol=0.0101)
    np.testing.assert_allclose(peaks_s(downbeat), one.downbeats_s, atol=0.0101)
    assert peaks_s(np.full(50, 0.3)).size == 0
    assert peaks_s(np.full(50, 0.5)).size == 1


def shard(path: Path, clips: int) -> None:
    arrays: dict[str, Any] = {"clips": np.int64(clips)}
    for index in range(clips):
        arrays |= {
            f"mel_{index}": np.zeros((10, 128), np.float16),
            f"loudest_db_{index}": np.float32(0),
            f"beats_{index}": np.array([0.05, 0.1, 0.15]),
            f"positions_{index}": np.array([2, 1, 2], np.int8),
            f"genre_{index}": f"{path.stem}/{index}",
        }
    np.savez(path, **arrays)


def test_new_shards_are_read_once_and_one_in_ten_is_held_out(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path)
    for number in range(11):
        shard(tmp_path / f"7-{2 * number}.npz", 2)
    corpus.read_new()
    assert {one.genre for one in corpus.held_out} == {"7-0/0", "7-0/1", "7-20/0", "7-20/1"}
    assert len(corpus.training) == 18
    np.testing.assert_array_equal(corpus.training[0].downbeats_s, [0.1])
    shard(tmp_path / "7-22.npz", 2)
    (tmp_path / "7-24.npz.tmp").touch()
    corpus.read_new()
    assert len(corpus.training) == 20
    assert len(corpus.held_out) == 4


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    """What `beat_tracker_checks.py` finds in the models' environment, which has torch and ONNX Runtime."""
    done = subprocess.run(
        [environment.python_of(places.environment_folder()), Path(__file__).with_name("beat_tracker_checks.py")],
        env={**os.environ, "PYTHONPATH": str(places.PROJECT_ROOT / "services")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def test_the_exported_network_computes_what_the_trained_one_does(facts: dict[str, Any]) -> None:
    assert len(facts["onnx_errors"]) == 5
    assert max(facts["onnx_errors"].values()) < 1e-3, facts["onnx_errors"]


def test_the_network_looks_no_farther_than_it_says(facts: dict[str, Any]) -> None:
    from onset.analysis.triton_ears import OVERLAP_FRAMES

    assert facts["change_beyond_reach"] < 1e-5 < facts["change_within_reach"]
    assert facts["reach_frames"] <= OVERLAP_FRAMES


def test_the_weights_fit_in_the_project(facts: dict[str, Any]) -> None:
    assert facts["parameters"] < 1_000_000
    assert facts["types"] == ["torch.float16"]


def test_the_loss_asks_for_the_targets(facts: dict[str, Any]) -> None:
    """Least where probability is highest on the beat; and a missed downbeat costs more than an invented one."""
    loss = facts["loss"]
    assert loss["right"] < 0.1 * min(loss["missed"], loss["invented"])
    assert loss["missed"] > loss["invented"]


def test_a_training_goes_on_where_it_ended(facts: dict[str, Any]) -> None:
    resumed, whole_run = facts["resumed"]["resumed"], facts["resumed"]["whole"]
    assert resumed[1:] == [2, 2]
    assert whole_run[1:] == [1, 2]
    # Not equal: the learning rate is planned from the last step, which the first part set to 1.
    assert resumed[0] == pytest.approx(whole_run[0], rel=0.1)
