"""The painter's parts: prompts, colour, exact-area rasterizing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from onset.models.painter import FAMILIES, scene_parameters
from onset.models.painter.families import COMPOSERS
from onset.models.painter.light import MOODS, TIMES
from onset.models.painter.palette import Scheme, from_oklab, lightness_of, to_oklab
from onset.models.painter.raster import coverage


def test_every_family_is_described_and_can_be_composed() -> None:
    assert set(COMPOSERS) == set(FAMILIES)
    assert len(FAMILIES) >= 18
    for family in FAMILIES.values():
        assert set(family.times) <= set(TIMES)


@pytest.mark.parametrize("name", FAMILIES)
def test_a_description_asks_for_its_own_family(name: str) -> None:
    assert scene_parameters(FAMILIES[name].description, 0).family == name
    assert scene_parameters(f"{FAMILIES[name].description}, calm, at dusk, Aurora lamp", 0).family == name


def test_keywords_belong_to_one_family_each() -> None:
    seen: dict[str, str] = {}
    for name, family in FAMILIES.items():
        for keyword in set(family.keywords):
            assert seen.setdefault(keyword, name) == name, f"{keyword} is claimed by {seen[keyword]} and {name}"


@pytest.mark.parametrize(
    ("prompt", "family", "time_of_day", "mood"),
    [
        ("Waves on the beach at sunset, calm", "ocean", "golden hour", "calm"),
        ("sunrise over the mountains", "mountains", "dawn", "natural"),
        ("A bold CITY skyline, late at night!", "city", "night", "bold"),
        ("luxurious silk, evening", "silk", "dusk", "luxurious"),
        ("the alarm rings and you wake up", "rings", "dawn", "natural"),
        ("you sleep like never before, tonight", "bedroom", None, "natural"),
        ("cherries, berries and cooking", "kitchen", None, "natural"),
        ("snowy mountains in the morning", "winter", "morning", "natural"),
        ("playful balloons at noon", "celebration", "noon", "playful"),
    ],
)
def test_prompts_are_read(prompt: str, family: str, time_of_day: str | None, mood: str) -> None:
    parameters = scene_parameters(prompt, 5)
    assert (parameters.family, parameters.mood) == (family, mood)
    if time_of_day:
        assert parameters.time_of_day == time_of_day
    else:
        assert parameters.time_of_day in FAMILIES[family].times


@given(st.text(max_size=80), st.integers(0, 2**31))
@settings(max_examples=60, deadline=None)
def test_any_prompt_gives_a_whole_and_stable_answer(prompt: str, seed: int) -> None:
    parameters = scene_parameters(prompt, seed)
    assert parameters == scene_parameters(prompt, seed)
    assert parameters.family in FAMILIES
    assert parameters.time_of_day in TIMES
    assert parameters.mood in MOODS


def test_prompts_that_suggest_nothing_get_an_abstract_family() -> None:
    assert all(FAMILIES[scene_parameters(text, 1).family].abstract for text in ("", "qwx", "zu hause", "?!"))


@given(st.lists(st.tuples(*[st.floats(0, 1)] * 3), min_size=1, max_size=8))
@settings(max_examples=50, deadline=None)
def test_oklab_there_and_back(colours: list[tuple[float, float, float]]) -> None:
    rgb = np.array(colours)
    np.testing.assert_allclose(from_oklab(to_oklab(rgb)), rgb, atol=2e-3)


@given(st.lists(st.tuples(*[st.integers(0, 255)] * 3), min_size=1, max_size=8))
@settings(max_examples=50, deadline=None)
def test_a_ramp_runs_from_dark_to_light_and_through_the_brand(colours: list[tuple[int, int, int]]) -> None:
    scheme = Scheme.of(np.array(colours, np.uint8))
    assert lightness_of(scheme.tone(0.0)) < 0.2
    assert lightness_of(scheme.tone(1.0)) > 0.9
    for level, colour in scheme.nodes[1:-1]:
        assert np.abs(scheme.tone(level) - colour).max() < 0.06
    np.testing.assert_allclose(scheme.primary, np.array(colours[0]) / 255, atol=1e-6)


def polygon(rng: np.random.Generator, corners: int, size: float) -> NDArray[np.float64]:
    """A star-shaped polygon about the middle of a `size` square, partly outside it."""
    angle = 2 * np.pi * (np.arange(corners) + rng.uniform(-0.3, 0.3, corners)) / corners
    radius = rng.uniform(0.2, 0.9, corners) * size
    return size / 2 + np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def supersampled(points: NDArray[np.float64], size: int, factor: int = 16) -> NDArray[np.float64]:
    """The reference: even-odd tests of factor x factor points in every pixel."""
    axis = (np.arange(size * factor) + 0.5) / factor
    x, y = np.meshgrid(axis, axis)
    inside = np.zeros(x.shape, bool)
    for (x0, y0), (x1, y1) in zip(points, np.roll(points, -1, axis=0), strict=True):
        crosses = (y0 > y) != (y1 > y)
        if y0 != y1:
            inside ^= crosses & (x < (x1 - x0) * (y - y0) / (y1 - y0) + x0)
    return inside.reshape(size, factor, size, factor).mean(axis=(1, 3))


@given(st.integers(0, 10_000), st.integers(3, 9))
@settings(max_examples=40, deadline=None)
def test_coverage_is_the_covered_area(seed: int, corners: int) -> None:
    points = polygon(np.random.default_rng(seed), corners, 24.0)
    expected = supersampled(points, 24)
    for turned in (points, points[::-1]):
        error = np.abs(coverage([turned], 24, 24) - expected)
        assert error.mean() < 0.004
        assert error.max() < 0.13


def test_coverage_moves_by_fractions_of_a_pixel() -> None:
    square = np.array([[4.0, 4.0], [12.0, 4.0], [12.0, 12.0], [4.0, 12.0]])
    for shift in (0.0, 0.1, 0.37, 0.99):
        area = coverage([square + np.array([shift, 0.0])], 20, 20)
        assert area.sum() == pytest.approx(64, abs=1e-3)
        assert area[8, 4] == pytest.approx(1 - shift, abs=1e-5)


def test_shapes_outside_and_overlapping_shapes() -> None:
    square = np.array([[2.0, 2.0], [6.0, 2.0], [6.0, 6.0], [2.0, 6.0]])
    assert coverage([square - 50], 8, 8).sum() == 0
    assert coverage([square + 50], 8, 8).sum() == 0
    np.testing.assert_allclose(coverage([square, square[::-1]], 8, 8), coverage([square], 8, 8), atol=1e-6)
