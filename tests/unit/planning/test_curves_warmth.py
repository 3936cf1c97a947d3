"""Warmth: a major key warms the picture, a minor one cools it, as far as the key is sure."""

import numpy as np
import pytest

from onset.planning.curves import Curve, film_curves
from onset.timeline.edits import analysis_on_film
from onset.timeline.music import KeySpan, Mode
from onset.timeline.plan import FEATURE_NAMES
from onset.timeline.sound import HOP_SAMPLES
from onset.timeline.time import SAMPLE_RATE_HZ
from tests.support import analyses

FILM_S = 20
MOOD = 0.5


def warmth_with(*keys: KeySpan, music_s: int = FILM_S) -> Curve:
    """(T,) of a film whose music has equal bass and treble and these keys."""
    hops = music_s * SAMPLE_RATE_HZ // HOP_SAMPLES
    level = np.full(hops, 0.1, np.float32)
    curves = analyses.features(level, 0 * level, bass=level, mid=level, treble=level)
    music = analyses.analysis(music_s * SAMPLE_RATE_HZ, curves, keys=keys)
    film_samples = FILM_S * SAMPLE_RATE_HZ
    voice = analysis_on_film(analyses.analysis(1, analyses.features(level[:0], level[:0])), (), film_samples)
    film = film_curves(voice, music, film_samples=film_samples, warmth=MOOD)
    return film.features[FEATURE_NAMES.index("warmth")]


def key(start_s: float, end_s: float, mode: Mode, confidence: float = 1.0) -> KeySpan:
    return KeySpan(round(start_s * SAMPLE_RATE_HZ), round(end_s * SAMPLE_RATE_HZ), 0, mode, confidence)


def test_without_a_key_the_mood_decides() -> None:
    np.testing.assert_allclose(warmth_with(), MOOD)


@pytest.mark.parametrize(("mode", "sign"), [(Mode.MAJOR, 1), (Mode.MINOR, -1)])
def test_the_shift_grows_with_the_confidence_of_the_key(mode: Mode, sign: int) -> None:
    sure, unsure = (warmth_with(key(0, FILM_S, mode, confidence)) for confidence in (1.0, 0.5))
    np.testing.assert_allclose(sure - MOOD, 2 * (unsure - MOOD))
    assert np.all(sign * (unsure - MOOD) > 0.05)


def test_a_change_to_minor_cools_smoothly_where_it_happens() -> None:
    warmth = warmth_with(key(0, 12, Mode.MAJOR), key(12, 30, Mode.MINOR), music_s=30)
    change_s = np.flatnonzero(warmth < MOOD)[0] * HOP_SAMPLES / SAMPLE_RATE_HZ
    assert change_s == pytest.approx(12, abs=0.1)
    assert np.all(np.diff(warmth) <= 1e-9)
    assert np.diff(warmth).min() > -0.01


def test_the_key_follows_the_music_as_it_loops() -> None:
    warmth = warmth_with(key(0, 5, Mode.MAJOR), key(5, 10, Mode.MINOR), music_s=10)
    first_major, first_minor, second_major, second_minor = warmth[[250, 750, 1250, 1750]]
    assert (first_major, first_minor) == pytest.approx((second_major, second_minor))
    assert second_major > MOOD > second_minor
