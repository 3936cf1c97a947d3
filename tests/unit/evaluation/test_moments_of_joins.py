"""The moment of each kind of transition is found where the compositor puts it, from the pictures alone."""

from dataclasses import replace
from fractions import Fraction

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onset.compositing.joins.join import Ends, join
from onset.compositing.planes import Planes
from onset.evaluation.cuts import Cutting, find_cuts
from onset.timeline.brief import Size, TransitionKind
from onset.timeline.plan import Timeline, Transition
from tests.unit.evaluation.films import Change, picture, plan

SIZE = Size(160, 96)
CUT = 40
KINDS = [kind for kind in TransitionKind if kind is not TransitionKind.CUT]


def planned(transition: Transition) -> Timeline:
    film = plan(2 * CUT, [Change(CUT, transition.frames)])
    return replace(film, scenes=(film.scenes[0], replace(film.scenes[1], transition=transition)))


def cells_of(film: Timeline, seeds: tuple[int, int], late: int = 0) -> np.ndarray:
    """What a film shows whose change comes `late` frames after the plan; both scenes pan slowly."""
    transition, rows = film.scenes[1].transition, []
    first = CUT + late - transition.frames // 2

    def scene(number: int, frame: int) -> Planes:
        return Planes.of_rgb(picture(seeds[number], SIZE, 0.15 * frame / 90))

    drawn = join(transition, SIZE, film.colors, lambda: Ends(scene(0, first), scene(1, first + transition.frames)))
    target = Planes.empty(SIZE)
    for frame in range(film.duration_frames):
        if first <= frame < first + transition.frames:
            drawn(scene(0, frame), scene(1, frame), (frame - first + 0.5) / transition.frames, target)
        else:
            target = scene(int(frame >= first), frame)
        stacked = target.buffer.reshape(-1, SIZE.width)
        rgb = cv2.cvtColor(stacked, cv2.COLOR_YUV2RGB_I420)
        rows.append(cv2.resize(rgb, (32, 32), interpolation=cv2.INTER_AREA))
        target = Planes.empty(SIZE)
    return np.stack(rows).astype(np.uint8)


def found(film: Timeline, cells: np.ndarray) -> Cutting:
    return find_cuts(cells, tuple(Fraction(frame, 30) for frame in range(len(cells))), film)


@settings(max_examples=25)
@given(
    st.sampled_from(KINDS),
    st.integers(3, 9).map(lambda half: 2 * half),
    st.sampled_from([0.0, 25.0, 90.0, 160.0, 180.0, 270.0]),
    st.integers(-2, 2),
    st.sampled_from([(100, 101), (7, 8), (31, 5)]),
)
def test_every_kind_is_found_within_half_a_frame(
    kind: TransitionKind, frames: int, angle_deg: float, late: int, seeds: tuple[int, int]
) -> None:
    film = planned(Transition(kind, frames, angle_deg))
    cutting = found(film, cells_of(film, seeds, late))
    assert (cutting.missed, cutting.unplanned_s) == ((), ())
    (cut,) = cutting.found
    assert abs(cut.error_ms - late * 1000 / 30) <= 0.51 * 1000 / 30, f"{kind.name} over {frames} frames is off"


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_that_never_comes_is_missed(kind: TransitionKind) -> None:
    film = planned(Transition(kind, 10, 0.0))
    still = np.stack([cv2.resize(picture(7, SIZE, 0.1 * frame / 90), (32, 32)) for frame in range(2 * CUT)])
    assert found(film, still.astype(np.uint8)).missed == (1,)


def test_a_colour_that_never_fills_the_frame_is_no_match() -> None:
    film = planned(Transition(TransitionKind.COLOR_MATCH, 12, 0.0))
    assert found(film, cells_of(planned(Transition(TransitionKind.DISSOLVE, 12)), (100, 101))).missed == (1,)
