"""The solver finds what trying everything finds, and keeps to its limits."""

import math
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onset.planning.solver import Candidate, SceneLength, SolverWeights, choose_cuts, merged
from onset.timeline.plan import Cue, CueKind
from onset.timeline.time import FrameRate

RATE = FrameRate(30)
WEIGHTS = SolverWeights(SceneLength(1.0, 2.5, 5.0), SceneLength(1.5, 3.0, 6.0), length=1.0, weakness=1.5, lead_s=0.03)


def candidate(frame: int, strength: float = 0.5, *, must_cut: bool = False, closing_cost: float = 0.0) -> Candidate:
    cue = Cue(frame * 1600, CueKind.PAUSE, strength, f"at {frame}")
    return Candidate(cue, frame, must_cut, closing_cost)


def lengths_s(candidates: Sequence[Candidate], path: Sequence[int]) -> list[float]:
    frames = [candidates[index].frame for index in path] + [candidates[-1].frame]
    return [(later - earlier) / 30 for earlier, later in zip(frames, frames[1:], strict=False)]


def keeps_limits(candidates: Sequence[Candidate], path: Sequence[int], weights: SolverWeights) -> bool:
    lengths = lengths_s(candidates, path)
    limits = [weights.scene] * (len(lengths) - 1) + [weights.closing]
    return all(
        limit.min_s - 1e-9 <= length <= limit.max_s + 1e-9 for limit, length in zip(limits, lengths, strict=True)
    )


def cost(candidates: Sequence[Candidate], path: Sequence[int], weights: SolverWeights) -> float:
    """The objective, written out independently of the solver."""
    lengths = lengths_s(candidates, path)
    total = candidates[path[-1]].closing_cost
    total += sum(weights.weakness * (1 - candidates[index].cue.strength) ** 2 for index in path[1:])
    for limit, length in zip([weights.scene] * (len(lengths) - 1) + [weights.closing], lengths, strict=True):
        total += weights.length * math.log(length / limit.target_s) ** 2
        total += 1e4 * max(limit.min_s - length, length - limit.max_s, 0.0)
    return total


def all_paths(candidates: Sequence[Candidate]) -> list[tuple[int, ...]]:
    inner = range(1, len(candidates) - 1)
    forced = {index for index in inner if candidates[index].must_cut}
    subsets = (chosen for size in range(len(inner) + 1) for chosen in combinations(inner, size))
    return [(0, *chosen) for chosen in subsets if forced <= set(chosen)]


@st.composite
def instances(draw: st.DrawFn) -> tuple[Candidate, ...]:
    end = draw(st.integers(2, 600))
    frames = draw(st.sets(st.integers(1, end - 1), max_size=8))
    inner = [
        candidate(
            frame,
            draw(st.floats(0, 1)),
            must_cut=draw(st.sampled_from([False, False, False, True])),
            closing_cost=draw(st.sampled_from([0.0, 0.2, 4.0])),
        )
        for frame in sorted(frames)
    ]
    return (candidate(0, 1.0), *inner, candidate(end, 1.0))


@settings(max_examples=300, deadline=None)
@given(instances())
def test_as_cheap_as_the_cheapest_of_all_paths(candidates: tuple[Candidate, ...]) -> None:
    found = choose_cuts(candidates, WEIGHTS, RATE)
    paths = all_paths(candidates)
    assert found in paths
    within = [path for path in paths if keeps_limits(candidates, path, WEIGHTS)]
    if within:
        assert keeps_limits(candidates, found, WEIGHTS), f"{lengths_s(candidates, found)} breaks limits without need"
    cheapest = min(cost(candidates, path, WEIGHTS) for path in within or paths)
    assert cost(candidates, found, WEIGHTS) == pytest.approx(cheapest, rel=1e-9, abs=1e-9)


def test_the_total_is_exact_and_scenes_lie_near_the_target() -> None:
    dice = np.random.default_rng(1)
    frames = sorted(set(dice.integers(1, 18_000, 3000).tolist()))
    candidates = (candidate(0, 1.0), *(candidate(frame, dice.random()) for frame in frames), candidate(18_000, 1.0))
    path = choose_cuts(candidates, WEIGHTS, RATE)
    lengths = lengths_s(candidates, path)
    assert sum(lengths) == pytest.approx(600.0)
    assert keeps_limits(candidates, path, WEIGHTS)
    assert 2.0 < float(np.mean(lengths)) < 3.2, lengths


def test_a_forced_candidate_is_always_cut() -> None:
    candidates = (candidate(0), candidate(70, 1.0), candidate(80, 0.0, must_cut=True), candidate(200))
    assert 2 in choose_cuts(candidates, WEIGHTS, RATE)


def test_a_strong_cue_beats_an_even_length() -> None:
    candidates = (candidate(0), candidate(75, 0.0), candidate(85, 1.0), candidate(165))
    assert choose_cuts(candidates, WEIGHTS, RATE) == (0, 2)


def test_a_lower_closing_cost_attracts_the_end_card() -> None:
    candidates = (candidate(0), candidate(80, 0.5, closing_cost=4.0), candidate(100, 0.5), candidate(190))
    assert choose_cuts(candidates, WEIGHTS, RATE) == (0, 2)


def test_without_candidates_the_film_is_one_scene() -> None:
    assert choose_cuts((candidate(0), candidate(9000)), WEIGHTS, RATE) == (0,)


@pytest.mark.parametrize("frames", [(0,), (0, 0), (0, 20, 10)])
def test_candidates_out_of_order_are_refused(frames: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="strictly increasing"):
        choose_cuts([candidate(frame) for frame in frames], WEIGHTS, RATE)


def test_one_candidate_a_frame_the_forced_then_the_strongest() -> None:
    weak = candidate(10, 0.1, closing_cost=0.2)
    strong = candidate(10, 0.9, closing_cost=4.0)
    forced = candidate(10, 0.3, must_cut=True, closing_cost=1e3)
    (one,) = merged([weak, strong])
    assert (one.cue, one.closing_cost) == (strong.cue, 0.2)
    assert merged([candidate(20), weak, forced, strong]) == (forced, candidate(20))


@pytest.mark.parametrize("lengths", [(0.0, 1.0, 2.0), (2.0, 1.0, 3.0), (1.0, 4.0, 3.0), (1.0, 2.0, math.inf)])
def test_impossible_scene_lengths_are_refused(lengths: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="min <= target <= max"):
        SceneLength(*lengths)


@pytest.mark.parametrize(
    "change", [{"length": -1.0}, {"weakness": math.inf}, {"weakness": math.nan}, {"lead_s": 0.09}, {"lead_s": -0.01}]
)
def test_impossible_weights_are_refused(change: dict[str, float]) -> None:
    values = {"length": 1.0, "weakness": 1.0, "lead_s": 0.0} | change
    with pytest.raises(ValueError, match=r"weight|lead"):
        SolverWeights(WEIGHTS.scene, WEIGHTS.closing, **values)
