"""What Onset-mini learns from: reproducible, in unseen wordings apart, and shared between processes."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from onset.models import places
from onset.models.painter import FAMILIES, paint
from onset.models.painter.audio import FEATURES, NEUTRAL
from onset.models.picture.brand import ciede2000, palette_distance
from onset.models.picture.data import orders, sounds
from onset.models.picture.data.captions import WORDINGS, caption
from onset.models.picture.data.pool import Pool
from onset.models.picture.data.pool import places as rows_of
from onset.models.picture.properties import properties


def test_an_order_depends_on_its_number_alone() -> None:
    for index in (0, 5, 1234):
        one, other = orders.order(index), orders.order(index)
        assert (one.family, one.time_of_day, one.mood, one.size) == (
            other.family,
            other.time_of_day,
            other.mood,
            other.size,
        )
        np.testing.assert_array_equal(one.window, other.window)
        np.testing.assert_array_equal(orders.canvas_of(one), orders.canvas_of(other))
        assert orders.caption_of(one) == orders.caption_of(other)


def test_scenes_of_a_group_share_palette_and_mood() -> None:
    for group in range(20):
        items = [orders.order(group * orders.GROUP + member) for member in range(orders.GROUP)]
        assert len({item.palette.tobytes() for item in items}) == 1
        assert len({item.mood for item in items}) == 1


def test_orders_cover_families_sizes_and_numbers_of_colours() -> None:
    items = [orders.order(index) for index in range(1200)]
    assert {item.family for item in items} == set(FAMILIES)
    assert {item.size for item in items} == {0, 1, 2}
    assert {len(item.palette) for item in items} == {1, 2, 3, 4}


def test_every_family_has_wordings_of_both_kinds_and_none_is_both() -> None:
    assert set(WORDINGS) == set(FAMILIES)
    for name, wordings in WORDINGS.items():
        known = {*wordings.heard, *FAMILIES[name].keywords, FAMILIES[name].description}
        assert len(wordings.unheard) >= 3
        assert not known & set(wordings.unheard)


def test_captions_for_training_never_show_an_unheard_wording() -> None:
    unheard = [words for wordings in WORDINGS.values() for words in wordings.unheard]
    for index in range(600):
        text = orders.caption_of(orders.order(index))
        assert not [words for words in unheard if words in text], text


def test_a_caption_asked_for_in_unheard_words_has_one() -> None:
    rng = np.random.default_rng(0)
    for name, wordings in WORDINGS.items():
        text = caption(name, "night", "calm", rng, unheard=True)
        assert any(words in text for words in wordings.unheard), text


def test_windows_of_sound_stay_in_range_and_cover_it_at_the_moment() -> None:
    windows = sounds.windows(np.random.default_rng(0), 4000)
    assert windows.shape == (4000, sounds.TOKENS, len(FEATURES))
    assert windows.min() >= 0
    assert windows.max() <= 1
    plain = windows[:, sounds.NOW, [FEATURES.index(n) for n in ("rms", "bass", "mid", "treble", "centroid", "warmth")]]
    np.testing.assert_allclose(np.quantile(plain, [0.1, 0.5, 0.9], axis=0).T, [[0.1, 0.5, 0.9]] * 6, atol=0.04)
    ranks = np.corrcoef(plain.T) - np.eye(6)
    assert np.abs(ranks).max() < 0.06, "features move independently"


def test_a_flash_is_the_latest_onsets_faded() -> None:
    window = np.zeros((3, sounds.TOKENS, len(FEATURES)), np.float32)
    onset = FEATURES.index("onset")
    window[0, sounds.NOW, onset] = 0.8
    window[1, sounds.NOW - 2, onset] = 0.8
    window[2, sounds.NOW + 1, onset] = 0.8
    faded = 0.8 * np.exp(-2 * sounds.STEP_S / sounds.FLASH_DECAY_S)
    np.testing.assert_allclose(sounds.flash(window), [0.8, faded, 0.0], rtol=1e-5)


def test_a_pool_is_filled_by_other_processes_and_found_again(tmp_path: Path) -> None:
    """Painted by a process of its own, as in a training, bit for bit what is painted here."""
    pool = Pool(tmp_path, 2)
    arguments = {"--pool": str(tmp_path), "--groups": "2", "--first": "1", "--step": "2", "--parent": str(os.getpid())}
    subprocess.run(
        [sys.executable, "-m", "onset.models.picture.data.painters", *(a for pair in arguments.items() for a in pair)],
        env={**os.environ, "PYTHONPATH": str(places.PROJECT_ROOT / "services")},
        check=True,
        timeout=60,
    )
    assert pool.ready.tolist() == [0] * 4 + [1] * 4
    again = Pool(tmp_path, 2)
    sizes, rows = rows_of(np.arange(4, 8))
    for index, size, row in zip(range(4, 8), sizes, rows, strict=True):
        item = orders.order(index)
        np.testing.assert_array_equal(again.canvases[size][row], orders.canvas_of(item))
        np.testing.assert_array_equal(again.palettes[index, : again.colours[index]], item.palette)
        assert list(FAMILIES)[again.families[index]] == item.family


def test_a_painter_whose_training_has_gone_stops(tmp_path: Path) -> None:
    arguments = {"--pool": str(tmp_path), "--groups": "500", "--first": "0", "--step": "1", "--parent": "1"}
    subprocess.run(
        [sys.executable, "-m", "onset.models.picture.data.painters", *(a for pair in arguments.items() for a in pair)],
        env={**os.environ, "PYTHONPATH": str(places.PROJECT_ROOT / "services")},
        check=True,
        timeout=60,
    )
    assert not Pool(tmp_path, 500).ready.any()


def test_rows_of_a_pool_are_used_once() -> None:
    sizes, rows = rows_of(np.arange(400))
    for size in range(len(orders.SIZES)):
        own = rows[sizes == size]
        assert sorted(own.tolist()) == list(range(len(own)))


def _painted(**changes: float) -> np.ndarray:
    features = NEUTRAL.copy()
    for name, value in changes.items():
        features[FEATURES.index(name)] = value
    palette = np.array([[40, 70, 160], [240, 150, 60], [245, 240, 230]], np.uint8)
    (picture,) = paint("mountains at noon", features[None], np.zeros(1, np.float32), palette, 3, 256, 256)
    return picture


@pytest.mark.parametrize(
    ("feature", "found"),
    [
        ("centroid", "brightness"),
        ("warmth", "temperature"),
        ("rms", "contrast"),
        ("mid", "saturation"),
        ("treble", "sharpness"),
    ],
)
def test_a_property_rises_with_its_feature_on_the_painters_own_pictures(feature: str, found: str) -> None:
    low, middle, high = (getattr(properties(_painted(**{feature: value})), found) for value in (0.1, 0.5, 0.9))
    assert low < middle < high


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    # Pairs 1, 7, 17, 20 and 25 of Sharma, Wu and Dalal's test data.
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((50.0, 2.5, 0.0), (50.0, 3.1736, 0.5854), 1.0),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ],
)
def test_colours_are_as_far_apart_as_the_standard_says(
    one: tuple[float, ...], other: tuple[float, ...], distance: float
) -> None:
    np.testing.assert_allclose(ciede2000(np.array(one), np.array([other])), [distance], atol=1e-4)


def test_a_picture_of_its_palette_is_at_no_distance() -> None:
    palette = np.array([[200, 40, 40], [40, 60, 160], [240, 240, 230], [20, 20, 30]], np.uint8)
    picture = np.repeat(np.repeat(palette.reshape(2, 2, 3), 60, axis=0), 60, axis=1)
    assert palette_distance(picture, palette) < 1.0
    assert palette_distance(picture, np.array([[0, 255, 0]], np.uint8)) > 30
