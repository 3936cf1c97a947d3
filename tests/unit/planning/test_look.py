"""What the sound makes of cuts and camera: the rules hold, moves stay calm and inside the picture."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.planning import camera
from onset.planning.curves import Curves, film_curves
from onset.planning.transitions import transitions
from onset.timeline.brief import TransitionKind
from onset.timeline.edits import analysis_on_film
from onset.timeline.plan import (
    FEATURE_NAMES,
    CameraMove,
    CameraPose,
    CameraStyle,
    Transition,
    VisualKind,
    VoiceEdit,
)
from onset.timeline.time import SAMPLE_RATE_HZ, FrameRate
from tests.unit.planning import orders

RATE = FrameRate(30)


def curves_with(onset_at_cut: float) -> Curves:
    onset = np.zeros(1000)
    onset[500] = onset_at_cut
    return Curves(np.full(1000, 0.5), onset, np.full((20, 1000), 0.5), np.zeros(1000))


def ways(cuts: list[int], curves: Curves, rate: FrameRate = RATE) -> tuple[Transition, ...]:
    """Into scenes that show made pictures, left to the planner."""
    return transitions(cuts, [VisualKind.GENERATED] * (len(cuts) - 1), curves, rate)[0]


@pytest.mark.parametrize(
    ("onset", "kind", "shortest", "longest"),
    [
        (0.95, TransitionKind.CUT, 0, 0),
        (0.91, TransitionKind.CUT, 0, 0),
        (0.90, TransitionKind.DISSOLVE, 6, 9),
        (0.71, TransitionKind.DISSOLVE, 6, 9),
        (0.70, TransitionKind.BLEND, 12, 12),
        (0.40, TransitionKind.BLEND, 12, 18),
        (0.00, TransitionKind.BLEND, 18, 18),
    ],
)
def test_the_onset_at_the_cut_decides_how_the_picture_changes(
    onset: float, kind: TransitionKind, shortest: int, longest: int
) -> None:
    first, second = ways([0, 150, 300], curves_with(onset))
    assert (first.kind, first.frames) == (TransitionKind.CUT, 0)
    assert second.kind is kind
    assert shortest <= second.frames <= longest


def test_transitions_last_as_long_at_60_frames_a_second() -> None:
    (_, blend) = ways([0, 300, 600], curves_with(0.0), FrameRate(60))
    assert blend.frames == 36


def test_a_transition_leaves_room_for_its_scenes() -> None:
    (_, blend, cut) = ways([0, 30, 60, 66], curves_with(0.0))
    assert blend.frames == 10
    assert (cut.kind, cut.frames) == (TransitionKind.CUT, 0)


@pytest.mark.parametrize(
    ("energy", "style"),
    [
        (0.71, CameraStyle.DYNAMIC),
        (0.69, CameraStyle.SLOW),
        (0.31, CameraStyle.SLOW),
        (0.29, CameraStyle.STATIC),
        (0.0, CameraStyle.STATIC),
    ],
)
def test_energy_decides_how_lively_the_camera_is(energy: float, style: CameraStyle) -> None:
    assert camera.move(np.full(300, energy), Fraction(3), 1, 16 / 9).style is style


@pytest.mark.parametrize("seed", range(5))
def test_rising_energy_zooms_in_and_falling_out(seed: int) -> None:
    rising = camera.move(np.linspace(0.3, 0.7, 300), Fraction(3), seed, 16 / 9)
    falling = camera.move(np.linspace(0.7, 0.3, 300), Fraction(3), seed, 16 / 9)
    assert rising.start.zoom < rising.end.zoom
    assert falling.start.zoom > falling.end.zoom


def test_pans_vary_with_the_seed() -> None:
    ends = {camera.move(np.full(300, 0.5), Fraction(3), seed, 16 / 9).end.x for seed in range(10)}
    assert len(ends) == 10


def corners(pose: CameraPose, width: float, height: float) -> list[tuple[float, float]]:
    """Corners of the crop in a picture of `width` x `height` about its centre."""
    x, y = pose.x * (1 - 1 / pose.zoom) * width / 2, pose.y * (1 - 1 / pose.zoom) * height / 2
    cos, sin = math.cos(math.radians(pose.roll_deg)), math.sin(math.radians(pose.roll_deg))
    half = [(sx * width / 2 / pose.zoom, sy * height / 2 / pose.zoom) for sx in (-1, 1) for sy in (-1, 1)]
    return [(x + cos * dx - sin * dy, y + sin * dx + cos * dy) for dx, dy in half]


def between(move: CameraMove, share: float) -> CameraPose:
    def mix(start: float, end: float) -> float:
        return start + (end - start) * share

    return CameraPose(
        mix(move.start.zoom, move.end.zoom),
        mix(move.start.x, move.end.x),
        mix(move.start.y, move.end.y),
        mix(move.start.roll_deg, move.end.roll_deg),
    )


@given(
    st.floats(0, 1),
    st.floats(0, 1),
    st.fractions(min_value=Fraction(1, 30), max_value=60),
    st.integers(0, 2**31),
    st.sampled_from([(1.0, 1.0), (9.0, 16.0), (16.0, 9.0), (21.0, 9.0)]),
)
def test_no_move_ever_shows_an_edge_or_hurries(
    start: float, end: float, seconds: Fraction, seed: int, size: tuple[float, float]
) -> None:
    width, height = size
    moves = [
        camera.move(np.linspace(start, end, 50), seconds, seed, max(size) / min(size)),
        camera.gentle(seconds, seed),
    ]
    for move in moves:
        assert abs(move.end.zoom / move.start.zoom - 1) <= 0.06 * float(seconds)
        for step in range(11):
            for x, y in corners(between(move, step / 10), width, height):
                assert abs(x) <= width / 2 + 1e-9
                assert abs(y) <= height / 2 + 1e-9


def film(music: bool, warmth: float = 0.5) -> Curves:
    transcript = orders.transcript_of(orders.spoken(orders.SCRIPT))
    voice, film_samples = orders.analysis_of(transcript), 30 * SAMPLE_RATE_HZ
    heard = analysis_on_film(voice, [VoiceEdit(0, voice.sample_count, 12_000)], film_samples)
    return film_curves(heard, orders.music() if music else None, film_samples=film_samples, warmth=warmth)


@pytest.mark.parametrize("music", [False, True])
def test_curves_span_the_film_within_bounds(music: bool) -> None:
    curves = film(music)
    assert curves.features.shape == (len(FEATURE_NAMES), 3001)
    assert np.isfinite(curves.features).all()
    assert curves.features.min() >= 0
    assert curves.features.max() <= 1
    assert len(curves.features_at(899, RATE)) == len(FEATURE_NAMES)


def test_speech_has_no_chroma_and_the_moods_warmth() -> None:
    features = film(music=False, warmth=0.75).features
    assert not features[8:].any()
    assert np.allclose(features[7], 0.75)


def test_music_brings_its_chroma() -> None:
    assert film(music=True).features[8:].max() > 0.5


def test_silence_is_at_rest_and_speech_is_not() -> None:
    curves = film(music=False)
    assert curves.features_at(890, RATE)[:7] == (0.3, 0.0, 0.5, 0.5, 0.5, 0.5, 0.5)
    assert curves.energy_between(850, 899, RATE).max() < 0.01
    assert curves.energy_between(20, 40, RATE).mean() > 0.4


def test_curves_are_smooth() -> None:
    steps = np.abs(np.diff(film(music=True).features, axis=1))
    assert steps.max() < 0.08, f"{FEATURE_NAMES[int(steps.max(axis=1).argmax())]} jumps by {steps.max()} in 10 ms"
