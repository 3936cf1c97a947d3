"""Guidance and times: which questions a step asks, how their answers add up, and when."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.models.checkpoints.imported import Imported
from onset.models.picture import walk
from onset.models.picture.checkpoint import Tensors
from onset.models.picture.walk import Guidance, Pass, passes, schedule, weighted
from tests.unit.models.straight_flow import order
from tests.unit.models.test_checkpoint_cards import CARD

scales = st.floats(0, 20)
modalities = st.sets(st.sampled_from(walk.MODALITIES))


@given(scales, scales, scales, scales, scales, modalities)
def test_passes_give_the_formula_of_guidance(
    text: float, audio: float, style: float, palette: float, joint: float, there: set[str]
) -> None:
    asked = passes(Guidance(text, audio, style, palette, joint), there)
    rng = np.random.default_rng(0)
    # What the network says depends on what it hears, and what nobody gave cannot be heard.
    answers = {heard: rng.standard_normal(3) for heard in _subsets(walk.MODALITIES)}

    def v(*heard: str) -> np.ndarray:
        return answers[frozenset(heard) & there]

    bare = v("palette")
    expected = bare + (palette - 1) * (bare - v()) + joint * (v(*walk.MODALITIES) - bare)
    known = ["palette"]
    for scale, name in ((text, "text"), (audio, "sound"), (style, "style")):
        if scale:
            expected = expected + scale * (v(*known, name) - v(*known))
            known.append(name)
    found = weighted(asked, [v(*(set(walk.MODALITIES) - set(one.missing))) for one in asked])
    np.testing.assert_allclose(found, expected, atol=1e-4)


def _subsets(names: Sequence[str]) -> list[frozenset[str]]:
    return [frozenset(n for k, n in enumerate(names) if bits >> k & 1) for bits in range(1 << len(names))]


def test_what_has_no_weight_costs_no_pass() -> None:
    everything = set(walk.MODALITIES)
    assert len(passes(Guidance(3, 1.5, 1, 1), everything)) == 4
    assert len(passes(Guidance(3, 1.5, 1, 1), everything - {"style"})) == 3
    assert len(passes(Guidance(3, 0, 1, 1), {"text", "sound"})) == 2
    assert len(passes(Guidance(3, 3, 1, 1), everything - {"style"})) == 2, "equal scales are one question"
    assert passes(Guidance(0, 0, 0, 1, joint=1), everything) == (Pass((), 1.0),)
    assert passes(Guidance(1, 0, 0, 1), everything) == (Pass(("sound", "style"), 1.0),)
    assert len(passes(Guidance(0, 0, 0, 1), everything)) == 1
    words_and_sound = Guidance(3, 3, 1, 1, joint=1)
    assert passes(words_and_sound, {"text", "sound"}) == (Pass(("text", "sound"), -3.0), Pass((), 4.0))
    assert passes(words_and_sound, set()) == (Pass((), 1.0),), "what nobody gave cannot be left out"
    rounded = Guidance(float(np.float32(0.9)), 0, 0, 1, joint=float(np.float32(0.1)))
    for nearly in (Guidance(0.9, 0, 0, 1, joint=0.1), rounded):
        assert [one.missing for one in passes(nearly, {"text"})] == [()], "what rounding leaves is no weight"


@given(scales, scales, scales, scales, scales, modalities)
def test_no_two_passes_ask_the_same_and_their_weights_are_one(
    text: float, audio: float, style: float, palette: float, joint: float, there: set[str]
) -> None:
    asked = passes(Guidance(text, audio, style, palette, joint), there)
    assert all(set(one.missing) <= there for one in asked)
    assert len({frozenset(one.missing) for one in asked}) == len(asked)
    assert abs(sum(one.weight for one in asked) - 1) < 1e-5


@pytest.mark.parametrize(("hears", "heard"), [(False, [False, False]), (True, [False, False, True])])
def test_a_checkpoint_that_does_not_hear_is_asked_once_for_what_differs_by_the_sound(
    hears: bool, heard: list[bool]
) -> None:
    masks: list[np.ndarray] = []

    def ask(model: str, inputs: Mapping[str, np.ndarray], _: Sequence[str]) -> Tensors:
        if model == "whole_text_encoder":
            return {"TEXT": np.zeros((2, 77, CARD.text_width), np.float32)}
        masks.append(inputs["SOUND_MASK"][:, 0])
        return {"ANSWER": inputs["LATENTS"]}

    checkpoint = Imported(replace(CARD, hears=hears), ask)
    asked = order(keyframes=1, SCALES=np.array([3, 1.5, 1, 1, 1], np.float32))
    latents = np.ones((1, *checkpoint.latent_shape(asked.width, asked.height)), np.float32)
    checkpoint.velocity(latents, 1.0, checkpoint.conditions(asked))
    assert np.concatenate(masks).tolist() == heard


@given(st.integers(1, 100), st.floats(0.5, 4))
def test_times_fall_from_noise_to_picture(steps: int, shift: float) -> None:
    times = schedule(steps, shift)
    assert (len(times), times[0], times[-1]) == (steps + 1, 1, 0)
    assert all(a > b for a, b in zip(times[:-1], times[1:], strict=True))


def test_a_shifted_schedule_takes_its_smaller_steps_near_the_noise() -> None:
    falls = -np.diff(schedule(10))
    assert (np.diff(falls) > 0).all()
    np.testing.assert_allclose(-np.diff(schedule(10, 1.0)), 0.1)
