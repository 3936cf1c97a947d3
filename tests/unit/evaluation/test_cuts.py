"""Cuts are found where they are, whatever their kind and whatever else moves."""

from fractions import Fraction

import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from onset.evaluation.cuts import Cutting, FoundCut, find_cuts, hard_cuts
from onset.evaluation.cutting import check_cuts
from onset.timeline.plan import Timeline
from onset.timeline.speech import Transcript
from onset.timeline.time import FrameRate
from onset.timeline.verdict import Outcome
from tests.unit.evaluation.films import Change, plan, shoot


def cells_of(timeline: Timeline, **options: float) -> np.ndarray:
    return np.stack([cv2.resize(frame, (32, 32), interpolation=cv2.INTER_AREA) for frame in shoot(timeline, **options)])


def clock(timeline: Timeline) -> tuple[Fraction, ...]:
    return tuple(timeline.frame_rate.seconds_of_frame(frame) for frame in range(timeline.duration_frames))


def found(timeline: Timeline, **options: float) -> Cutting:
    return find_cuts(cells_of(timeline, **options), clock(timeline), timeline)


RATES = st.sampled_from([FrameRate(24), FrameRate(25), FrameRate(30000, 1001), FrameRate(60)])


@settings(max_examples=10, deadline=None)
@given(
    rate=RATES, first=st.integers(20, 40), gap=st.integers(35, 60), length=st.integers(0, 12), late=st.integers(-3, 3)
)
def test_a_cut_is_found_to_a_quarter_frame(rate: FrameRate, first: int, gap: int, length: int, late: int) -> None:
    at_60 = 2 if rate.per_second == 60 else 1  # scenes as long in seconds as at the other rates
    first, gap = at_60 * first, at_60 * gap
    timeline = plan(first + gap + 30 * at_60, [Change(first), Change(first + gap, 2 * length)], rate=rate)
    cutting = found(timeline, late_frames=late)
    assert (cutting.missed, cutting.unplanned_s) == ((), ())
    frame_ms = float(1000 / rate.per_second)
    for cut in cutting.found:
        assert abs(cut.error_ms - late * frame_ms) < 0.25 * frame_ms, (cut, late)


def test_a_caption_that_changes_during_a_dissolve_does_not_move_it() -> None:
    timeline = plan(90, [Change(45, 20)])
    cells = cells_of(timeline)
    cells[48:, 20:23, 4:28] = 255
    (cut,) = find_cuts(cells, clock(timeline), timeline).found
    assert abs(cut.error_ms) < 16, "half a frame"


def test_a_camera_move_is_no_cut() -> None:
    timeline = plan(120, [Change(60)])
    still = plan(120)
    cutting = find_cuts(cells_of(still, pan=0.5), clock(timeline), timeline)
    assert cutting.missed == (1,)
    assert cutting.unplanned_s == ()


def test_a_picture_that_stays_the_same_is_no_cut() -> None:
    timeline = plan(120, [Change(60)])
    assert find_cuts(np.full((120, 32, 32, 3), 90, np.uint8), clock(timeline), timeline).missed == (1,)


@settings(max_examples=10, deadline=None)
@given(frames=st.lists(st.integers(1, 11), min_size=0, max_size=4, unique=True))
def test_every_hard_cut_is_seen_and_nothing_else(frames: list[int]) -> None:
    at = sorted(10 * frame for frame in frames)
    timeline = plan(120, [Change(frame) for frame in at])
    assert hard_cuts(cells_of(timeline), 30) == at


def test_cuts_close_together_are_told_apart() -> None:
    timeline = plan(90, [Change(40), Change(46), Change(52)])
    errors = [abs(cut.error_ms) for cut in found(timeline).found]
    assert len(errors) == 3
    assert max(errors) < 8, errors


def test_a_film_that_ends_early_misses_what_is_behind_its_end() -> None:
    timeline = plan(120, [Change(30), Change(100)])
    cutting = find_cuts(cells_of(timeline)[:80], clock(timeline), timeline)
    assert [cut.scene_index for cut in cutting.found] == [1]
    assert cutting.missed == (2,)


def test_at_few_frames_a_second_less_than_a_frame_is_near_enough() -> None:
    timeline = plan(60, [Change(30)], rate=FrameRate(10))
    for late_ms, outcome in ((74.0, Outcome.PASS), (76.0, Outcome.FAIL)):
        cutting = Cutting((FoundCut(1, 3.0 + late_ms / 1e3, 3.0, 90.0),), (), ())
        checks = {check.name: check for check in check_cuts(cutting, timeline, Transcript("en", (), (), (), 1.0))}
        assert (checks["cuts.timing"].outcome, checks["cuts.at.1"].outcome) == (outcome, outcome), late_ms
