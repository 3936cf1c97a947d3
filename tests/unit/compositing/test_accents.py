"""Accents: on their sample, at their level, the same however the programme is cut into blocks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.compositing.sound.accents import accents, shape_of
from onset.timeline.plan import Accent, AccentKind

RATE = 48_000


def test_a_strike_is_loudest_on_its_very_sample() -> None:
    heard = accents([Accent(RATE, AccentKind.HIT, 0.0)], 0.1, 0, 2 * RATE)
    assert int(np.abs(heard).sum(axis=1).argmax()) == RATE


def test_air_is_loudest_about_its_sample_and_a_riser_stops_there() -> None:
    def power(kind: AccentKind) -> np.ndarray:
        heard = accents([Accent(2 * RATE, kind, 0.0)], 0.1, 0, 4 * RATE)
        return np.convolve((heard**2).mean(axis=1), np.full(2400, 1 / 2400), mode="same")

    assert abs(int(power(AccentKind.WHOOSH).argmax()) - 2 * RATE) < 0.03 * RATE
    riser = power(AccentKind.RISER)
    assert abs(int(riser.argmax()) - 2 * RATE) < 0.05 * RATE
    assert riser[2 * RATE + 4800 :].max() < 1e-12


@pytest.mark.parametrize("kind", AccentKind)
@pytest.mark.parametrize("gain_db", [-7.0, -22.0])
def test_the_loudest_moment_has_the_ordered_level(kind: AccentKind, gain_db: float) -> None:
    heard = accents([Accent(2 * RATE, kind, gain_db)], 0.1, 0, 4 * RATE)
    loudest = np.convolve((heard**2).mean(axis=1), np.full(2400, 1 / 2400), mode="same").max()
    assert 10 * np.log10(loudest) == pytest.approx(-20.0 + gain_db, abs=0.1)


@pytest.mark.parametrize("kind", AccentKind)
def test_accents_begin_and_end_without_a_step(kind: AccentKind) -> None:
    samples = shape_of(kind).samples
    assert np.abs(samples[[0, -1]]).max() < 0.02


@given(st.integers(0, 100_000), st.integers(1, 60_000))
def test_accents_do_not_depend_on_blocks(start: int, count: int) -> None:
    kinds = ((30_000, AccentKind.WHOOSH), (60_000, AccentKind.RISER), (200, AccentKind.HIT))
    wanted = [Accent(sample, kind, -3.0) for sample, kind in kinds]
    whole = accents(wanted, 0.1, 0, 160_000)
    assert np.array_equal(accents(wanted, 0.1, start, start + count), whole[start : start + count])
