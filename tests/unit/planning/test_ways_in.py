"""Which transition leads into a scene: what is asked for, what suits, and what its scenes have room for."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.planning.curves import Curves
from onset.planning.transitions import transitions
from onset.timeline.brief import TransitionKind
from onset.timeline.plan import VisualKind
from onset.timeline.time import FrameRate

RATE = FrameRate(30)
PLAIN = {TransitionKind.CUT, TransitionKind.DISSOLVE, TransitionKind.BLEND}


def curves(energy: float = 0.5, onset: float = 0.5, seconds: int = 60) -> Curves:
    hops = 100 * seconds + 1
    return Curves(np.full(hops, energy), np.full(hops, onset), np.full((20, hops), 0.5), np.zeros(hops))


def film(*kinds: VisualKind) -> tuple[list[int], list[VisualKind]]:
    """Scenes of three seconds."""
    return [90 * index for index in range(len(kinds) + 1)], list(kinds)


@pytest.mark.parametrize(
    ("shown", "kind"),
    [
        (VisualKind.PRODUCT_SHOT, TransitionKind.ZOOM_THROUGH),
        (VisualKind.BRAND_ASSET, TransitionKind.WIPE),
        (VisualKind.GENERATED, TransitionKind.PUSH),
    ],
)
def test_a_lively_cut_gets_the_accent_that_suits_the_scene(shown: VisualKind, kind: TransitionKind) -> None:
    cuts, visuals = film(VisualKind.GENERATED, shown)
    assert transitions(cuts, visuals, curves(0.8, 0.8), RATE)[0][1].kind is kind
    assert transitions(cuts, visuals, curves(0.3, 0.8), RATE)[0][1].kind in PLAIN, "calm sound keeps calm pictures"


def test_a_product_on_a_hard_hit_of_lively_sound_comes_in_a_flash() -> None:
    cuts, visuals = film(VisualKind.GENERATED, VisualKind.PRODUCT_SHOT)
    assert transitions(cuts, visuals, curves(0.8, 0.95), RATE)[0][1].kind is TransitionKind.FLASH


def test_the_end_card_comes_out_of_a_brand_colour() -> None:
    cuts, visuals = film(VisualKind.GENERATED, VisualKind.GENERATED, VisualKind.END_CARD)
    assert transitions(cuts, visuals, curves(), RATE)[0][2].kind is TransitionKind.COLOR_MATCH


def test_accents_are_never_crowded() -> None:
    cuts, visuals = film(*[VisualKind.GENERATED] * 15)
    found = transitions(cuts, visuals, curves(0.9, 0.8), RATE)[0]
    accents = [index for index, way in enumerate(found) if way.kind not in PLAIN]
    assert len(accents) >= 4
    assert min(np.diff(accents)) > 2


@given(st.sets(st.sampled_from(TransitionKind), min_size=1), st.floats(0, 1), st.floats(0, 1), st.integers(0, 99))
def test_only_what_is_allowed_is_used_and_all_of_it(
    allowed: set[TransitionKind], energy: float, onset: float, seed: int
) -> None:
    cuts, visuals = film(*[VisualKind.GENERATED] * 40)
    kinds = sorted(allowed, key=lambda kind: kind.value)
    found, notes = transitions(cuts, visuals, curves(energy, onset, 130), RATE, kinds, seed)
    times = Counter(way.kind for way in found[1:])
    assert set(times) == allowed
    assert notes == ()


@given(
    st.lists(st.integers(1, 120), min_size=2, max_size=12),
    st.sets(st.sampled_from(TransitionKind)),
    st.sampled_from([FrameRate(24), RATE, FrameRate(30000, 1001), FrameRate(60)]),
    st.floats(0, 1),
)
def test_a_transition_always_fits_its_scenes(
    lengths: list[int], allowed: set[TransitionKind], rate: FrameRate, onset: float
) -> None:
    cuts = [0, *np.cumsum(lengths).tolist()]
    visuals = [VisualKind.GENERATED] * len(lengths)
    found, notes = transitions(cuts, visuals, curves(0.9, onset), rate, sorted(allowed, key=lambda kind: kind.value))
    for before, after, way in zip(lengths, lengths[1:], found[1:], strict=False):
        assert way.frames <= min(before, after) // 3
        assert (way.kind is TransitionKind.CUT) == (way.frames == 0)
        assert way.frames % 2 == 0, "its moment stands exactly on the cut"
    forced = sum(way.kind is TransitionKind.CUT for way in found[1:])
    assert len(notes) == (forced if allowed and TransitionKind.CUT not in allowed else 0)


def test_a_film_keeps_to_one_direction() -> None:
    cuts, visuals = film(*[VisualKind.GENERATED] * 12)
    for seed in range(8):
        found = transitions(cuts, visuals, curves(0.9, 0.8), RATE, (TransitionKind.PUSH,), seed)[0]
        assert len({way.angle_deg for way in found[1:]}) == 1
