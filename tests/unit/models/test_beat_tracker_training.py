"""What the beat tracker learns from: targets on the exact times, crops that stay true to them, honest scores."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from onset.models.beat_tracker.clips import Corpus
from onset.models.beat_tracker.scores import f_measure, peaks_s
from tests.support.model_checks import found_by


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


def test_a_plateau_is_one_peak_and_what_is_low_is_none() -> None:
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
            f"metre_{index}": np.int8(2),
            f"genre_{index}": f"{path.stem}/{index}",
        }
    np.savez(path, **arrays)


def test_new_shards_are_read_once_and_one_in_ten_is_held_out(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path)
    for number in range(11):
        shard(tmp_path / f"7-{2 * number}.npz", 2)
    training = corpus.read_new()
    assert {one.genre for one in corpus.held_out} == {"7-0/0", "7-0/1", "7-20/0", "7-20/1"}
    assert len(training) == 18
    assert training[0].metre == 2
    np.testing.assert_array_equal(training[0].downbeats_s, [0.1])
    shard(tmp_path / "7-22.npz", 2)
    (tmp_path / "7-24.npz.tmp").touch()
    assert [one.genre for one in corpus.read_new()] == ["7-22/0", "7-22/1"]
    assert len(corpus.held_out) == 4


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    """What `beat_tracker_checks.py` finds."""
    result: dict[str, Any] = found_by(Path(__file__).with_name("beat_tracker_checks.py"))
    return result


def test_the_exported_network_computes_what_the_trained_one_does(facts: dict[str, Any]) -> None:
    assert len(facts["onnx_errors"]) == 5
    assert max(facts["onnx_errors"].values()) < 1e-3, facts["onnx_errors"]


def test_the_network_looks_no_farther_than_it_says(facts: dict[str, Any]) -> None:
    from onset.analysis.triton_ears import OVERLAP_FRAMES

    assert facts["change_beyond_reach"] < 1e-5 < facts["change_within_reach"]
    assert facts["reach_frames"] <= OVERLAP_FRAMES


def test_the_weights_fit_in_the_project(facts: dict[str, Any]) -> None:
    assert facts["parameters"] < 5_000_000
    assert facts["types"] == ["torch.float16"]


def test_targets_tell_the_time_between_two_frames(facts: dict[str, Any]) -> None:
    assert facts["triangle_error"] < 1e-6


def test_crops_have_their_beats_where_their_strokes_are(facts: dict[str, Any]) -> None:
    found = facts["crops"]
    assert 0 <= found["low"] < found["high"] <= 1
    assert found["strokes"] > 1000
    assert found["lost"] == 0
    assert found["downbeats_alone"] == 0
    assert found["metres_known"]


def test_crops_are_stretched_to_other_tempi(facts: dict[str, Any]) -> None:
    intervals = facts["intervals"]
    assert min(intervals) < 23
    assert max(intervals) > 27
    assert all(25 / 1.16 - 1 < interval < 25 * 1.16 + 1 for interval in intervals)


def test_clips_that_come_later_are_cropped_alike(facts: dict[str, Any]) -> None:
    assert facts["joined"]


def test_a_whole_clip_is_heard_as_the_analysis_hears_it(facts: dict[str, Any]) -> None:
    found = facts["whole"]
    assert found["mel_error"] < 1e-6
    assert found["beats_error_s"] <= 0.0101
    assert found["downbeats_error_s"] <= 0.0101
    assert 0 <= found["metre_from_s"] <= 0.02
    assert -0.02 <= found["metre_to_s"] <= 0


def test_the_loss_asks_for_the_targets(facts: dict[str, Any]) -> None:
    """Least where probability is highest on the beat; and a missed downbeat costs more than an invented one."""
    loss = facts["loss"]
    assert loss["right"] < 0.1 * min(loss["missed"], loss["invented"])
    assert loss["missed"] > loss["invented"]
    assert loss["other_metre"] > loss["right"] + 0.5
    assert loss["other_metre_untold"] < loss["other_metre"] - 0.5


def test_a_training_goes_on_where_it_ended(facts: dict[str, Any]) -> None:
    resumed, whole_run = facts["resumed"]["resumed"], facts["resumed"]["whole"]
    assert resumed[1:] == [2, 2]
    assert whole_run[1:] == [1, 2]
    # Not equal: the learning rate is planned from the last step, which the first part set to 1.
    assert resumed[0] == pytest.approx(whole_run[0], rel=0.1)
