"""Whoever gives up is heard within a step: before each question to a network, of a bounded size, and between passes."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from onset.models.checkpoints.imported import Imported
from onset.models.checkpoints.portions import in_passes
from onset.models.errors import WithdrawnError
from onset.models.picture.catalog import Catalog
from onset.models.picture.checkpoint import MAX_ROWS, Tensors, heeding
from onset.models.picture.sampler import pictures
from tests.unit.models.straight_flow import order
from tests.unit.models.test_checkpoint_cards import CARD


@pytest.mark.parametrize("asked_for", [1, 2, 3])
def test_a_step_of_many_questions_ends_before_the_next(
    asked_for: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONSET_HOME", str(tmp_path))
    rows: list[int] = []

    def ask(model: str, inputs: Mapping[str, np.ndarray], _: Sequence[str]) -> Tensors:
        if model == "text_encoder":
            return {"TOKENS": np.zeros((1, 24, 384), np.float32), "TOKENS_MASK": np.ones((1, 24), bool)}
        assert model == "denoiser"
        rows.append(len(inputs["LATENTS"]))
        return {"VELOCITY": inputs["LATENTS"]}

    def withdrawn() -> bool:
        return len(rows) == asked_for

    asked = order("clip", 24, SCALES=np.array([3.0, 1.5, 1.0, 1.0], np.float32))
    with pytest.raises(WithdrawnError):
        pictures(asked, Catalog().named("", heeding(ask, withdrawn)), withdrawn)
    assert rows == [MAX_ROWS, MAX_ROWS, 24 * 3 - 2 * MAX_ROWS][:asked_for], "questions of one step"


def test_a_network_of_many_passes_ends_before_the_next() -> None:
    passes: list[np.ndarray] = []

    def run(inputs: Mapping[str, np.ndarray]) -> list[np.ndarray]:
        passes.append(inputs["LATENTS"])
        return [inputs["LATENTS"] + 1, inputs["LATENTS"] + 2]

    latents = np.random.default_rng(0).random((9, 4, 48, 48), np.float32)
    one, two = in_passes(run, {"TIMESTEP": np.zeros((9, 1), np.float32), "LATENTS": latents}, lambda: False)
    np.testing.assert_array_equal((one, two), (latents + 1, latents + 2))
    assert [len(each) for each in passes] == [1] * 9, "two would be more cells than a pass may have"
    passes.clear()
    with pytest.raises(WithdrawnError):
        in_passes(run, {"LATENTS": latents}, lambda: len(passes) == 4)
    assert len(passes) == 4


@pytest.mark.parametrize(("side_px", "most"), [(128, MAX_ROWS), (512, 4), (1024, 1)])
def test_big_networks_are_asked_in_questions_of_like_length(side_px: int, most: int) -> None:
    rows: list[int] = []

    def ask(model: str, inputs: Mapping[str, np.ndarray], _: Sequence[str]) -> Tensors:
        if model == "whole_text_encoder":
            return {"TEXT": np.zeros((2, 77, 8), np.float32)}
        assert model == "whole_denoiser"
        rows.append(len(inputs["LATENTS"]))
        return {"ANSWER": 2 * inputs["LATENTS"]}

    checkpoint = Imported(CARD, ask)
    sizes = {"SIZE": np.array([side_px, side_px], np.int32), "SCALES": np.array([3.0, 0.0, 1.0, 1.0], np.float32)}
    asked = order(keyframes=17, **sizes)
    latents = np.random.default_rng(0).random((17, *checkpoint.latent_shape(side_px, side_px)), np.float32)
    found = checkpoint.velocity(latents, 1.0, checkpoint.conditions(asked))
    np.testing.assert_allclose(found, 2 * latents / np.sqrt(2), rtol=1e-4)
    assert sum(rows) == 2 * 17
    assert set(rows[:-1]) == {most}
