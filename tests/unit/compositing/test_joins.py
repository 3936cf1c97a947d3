"""How pictures are joined: every kind goes from one to the other, and its moment stands on the cut."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onset.compositing import color
from onset.compositing.film import Film
from onset.compositing.joins.flash import level
from onset.compositing.joins.join import Ends, Join, join
from onset.compositing.planes import Planes
from onset.timeline.brief import Size, TransitionKind
from onset.timeline.plan import Transition, VisualKind
from tests.support.rendering import Job
from tests.unit.compositing import material

SIZE = Size(96, 128)
RED, BLUE = (200, 40, 40), (30, 60, 190)
ORANGE = color.parse(material.COLORS.accent)
KINDS = [kind for kind in TransitionKind if kind is not TransitionKind.CUT]
PLAIN = [kind for kind in KINDS if kind not in (TransitionKind.FLASH, TransitionKind.COLOR_MATCH)]
"""Kinds that show nothing but the two pictures."""


def flat(paint: tuple[int, int, int], size: Size = SIZE) -> Planes:
    return Planes.filled(size, color.yuv_of(paint))


def joined(kind: TransitionKind, before: Planes, after: Planes, angle_deg: float = 0.0, frames: int = 12) -> Join:
    return join(Transition(kind, frames, angle_deg), before.size, material.COLORS, lambda: Ends(before, after))


def at(draw: Join, before: Planes, after: Planes, progress: float) -> Planes:
    target = Planes.empty(before.size)
    draw(before, after, progress, target)
    return target


def share_of_after(frame: Planes, before: Planes, after: Planes) -> np.ndarray:
    """(H/2, W/2) how much of the picture after each place has; the pictures are plain."""
    way = float(after.v[0, 0]) - float(before.v[0, 0])
    return (frame.v.astype(float) - float(before.v[0, 0])) / way


def noise(seed: int, size: Size = SIZE) -> Planes:
    planes = Planes.empty(size)
    planes.buffer[:] = np.random.default_rng(seed).integers(40, 200, planes.buffer.size)
    return planes


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("angle_deg", [0.0, 90.0, 215.0])
def test_every_kind_begins_with_the_one_and_ends_with_the_other(kind: TransitionKind, angle_deg: float) -> None:
    before, after = noise(1), noise(2)
    draw = joined(kind, before, after, angle_deg)
    for progress, wanted in ((0.0, before), (1.0, after)):
        shown = at(draw, before, after, progress)
        assert np.abs(shown.buffer.astype(int) - wanted.buffer).mean() < 0.6, f"{kind} at {progress}"


@given(
    st.sampled_from(PLAIN),
    st.floats(-720, 720),
    st.lists(st.floats(0, 1), min_size=2, max_size=2).map(sorted),
    st.sampled_from([SIZE, Size(128, 96), Size(64, 64), Size(180, 66)]),
)
@settings(max_examples=60)
def test_the_new_picture_only_gains(kind: TransitionKind, angle_deg: float, steps: list[float], size: Size) -> None:
    before, after = flat(RED, size), flat(BLUE, size)
    draw = joined(kind, before, after, angle_deg)
    early, late = (share_of_after(at(draw, before, after, step), before, after) for step in steps)
    assert early.min() >= -0.05
    assert late.max() <= 1.05
    assert early.mean() <= late.mean() + 0.02


@pytest.mark.parametrize("kind", PLAIN)
@pytest.mark.parametrize("angle_deg", [0.0, 35.0, 90.0, 180.0, 300.0])
def test_half_of_each_picture_is_seen_at_the_cut(kind: TransitionKind, angle_deg: float) -> None:
    before, after = flat(RED), flat(BLUE)
    share = share_of_after(at(joined(kind, before, after, angle_deg), before, after, 0.5), before, after)
    assert share.mean() == pytest.approx(0.5, abs=0.02)
    if kind in (TransitionKind.WIPE, TransitionKind.PUSH):
        middle = share[
            share.shape[0] // 2 - 1 : share.shape[0] // 2 + 1, share.shape[1] // 2 - 1 : share.shape[1] // 2 + 1
        ]
        assert middle.mean() == pytest.approx(0.5, abs=0.15), "the edge stands in the middle"


@pytest.mark.parametrize(
    ("angle_deg", "new_half"),
    [
        (0.0, np.s_[:, :20]),
        (90.0, np.s_[:28, :]),
        (180.0, np.s_[:, -20:]),
        (270.0, np.s_[-28:, :]),
        (-90.0, np.s_[-28:, :]),
    ],
)
@pytest.mark.parametrize("kind", [TransitionKind.WIPE, TransitionKind.PUSH])
def test_the_new_picture_enters_in_its_direction(
    kind: TransitionKind, angle_deg: float, new_half: tuple[slice, slice]
) -> None:
    before, after = flat(RED), flat(BLUE)
    share = share_of_after(at(joined(kind, before, after, angle_deg), before, after, 0.5), before, after)
    assert share[new_half].mean() > 0.9


def test_a_push_moves_evenly_between_pixels() -> None:
    """The place of a feature follows the ease to a twentieth of a pixel: whole pixels would show at either end."""
    size = Size(640, 64)
    after, before = flat(color.BLACK, size), flat(color.BLACK, size)
    x = np.arange(size.width)
    after.y[:] = np.rint(16 + 200 * np.exp(-((x - 300.3) ** 2) / 50.0))
    draw = joined(TransitionKind.PUSH, before, after, 180.0, frames=120)
    places = []
    for frame in range(100, 120):
        row = at(draw, before, after, (frame + 0.5) / 120).y[32].astype(float) - 16
        places.append(float((row * x).sum() / row.sum()))
    assert np.abs(np.diff(places, n=3)).max() < 0.1


def test_a_flash_is_brightest_on_the_first_new_frame_and_shows_each_picture_on_its_side() -> None:
    lights = [level((step + 0.5) / 10) for step in range(10)]
    assert int(np.argmax(lights)) == 5
    assert max(lights) < 1.0
    before, after = flat(RED), flat(BLUE)
    draw = joined(TransitionKind.FLASH, before, after)
    assert at(draw, before, after, 0.45).v[0, 0] > 128, "still the red picture"
    assert at(draw, before, after, 0.55).v[0, 0] < 128, "the blue one"


def test_a_match_fills_the_frame_with_the_brands_colour_at_the_cut() -> None:
    before, after = noise(3), noise(4)
    draw = joined(TransitionKind.COLOR_MATCH, before, after)
    for progress in (0.5 - 0.5 / 12, 0.5, 0.5 + 0.5 / 12):
        shown = at(draw, before, after, progress)
        for plane, value in zip(shown.each(), color.yuv_of(ORANGE), strict=True):
            assert np.abs(plane.astype(int) - value).max() <= 1


def with_patch(ground: tuple[int, int, int], rows: slice, columns: slice) -> Planes:
    rgb = np.full((256, 256, 3), ground, np.uint8)
    rgb[rows, columns] = ORANGE
    return Planes.of_rgb(rgb)


@pytest.mark.parametrize("progress", [0.25, 0.3, 0.72, 0.78])
def test_a_match_grows_from_and_returns_to_where_the_colour_is(progress: float) -> None:
    before = with_patch((20, 30, 60), slice(24, 72), slice(24, 72))
    after = with_patch((60, 60, 70), slice(180, 228), slice(170, 230))
    shown = at(joined(TransitionKind.COLOR_MATCH, before, after), before, after, progress)
    _, u, v = color.yuv_of(ORANGE)
    covered = (np.abs(shown.u.astype(int) - u) < 4) & (np.abs(shown.v.astype(int) - v) < 4)
    assert 0.05 < covered.mean() < 0.9
    patch = (slice(12, 36), slice(12, 36)) if progress < 0.5 else (slice(90, 114), slice(85, 115))
    assert covered[patch].all(), "the colour's own place is covered first and left last"
    corner = covered[-8:, -8:] if progress < 0.5 else covered[:8, :8]
    assert not corner.any(), "the far corner is covered last and left first"


@pytest.mark.parametrize("kind", KINDS)
def test_a_frame_is_the_same_wherever_drawing_begins(kind: TransitionKind, tmp_path: Path) -> None:
    size = Size(96, 160)
    film = material.timeline(
        [
            material.scene(0, 20, camera=material.PUSH),
            material.scene(20, 40, VisualKind.PRODUCT_SHOT, transition=Transition(kind, 8, 90.0), picture_id="bottle"),
        ]
    )
    paints: list[Callable[[int], np.ndarray]] = [material.flat(RED, size), material.flat(BLUE, size)]
    clips = [
        material.write_clip(tmp_path / f"{index}.mkv", index, (scene.start_frame,), size, paint)
        for (index, scene), paint in zip(enumerate(film.scenes), paints, strict=True)
    ]
    kit, paths = material.brand(tmp_path)
    order = Job(
        film, size, tuple(clips), kit, paths, tmp_path / "voice.wav", None, captions=False, profile=material.SOCIAL
    )

    def drawn_from(first: int, wanted: int) -> np.ndarray:
        target = Planes.empty(size)
        with Film(order.footing) as shown:
            for number in range(first, wanted + 1):
                shown.draw(number, target)
        return target.buffer.copy()

    for wanted in (17, 20, 23):
        assert np.array_equal(drawn_from(0, wanted), drawn_from(wanted, wanted)), wanted
