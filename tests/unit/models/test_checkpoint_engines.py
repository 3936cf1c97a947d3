"""Networks of imported checkpoints become engines by the same way as Onset's own."""

import json
from pathlib import Path

import pytest

from onset.models import environment, places
from tests.checkpoint_fixture import Checkpoints
from tests.engines_fixture import LIBRARY, TARGET

NETWORKS = ("text_encoder", "denoiser", "vae_encoder", "vae_decoder")


@pytest.fixture(scope="module", autouse=True)
def builder() -> None:
    environment.add(places.environment_folder(), environment.ENGINE_REQUIREMENTS, print)


@pytest.mark.parametrize("kind", ["sd", "xl"])
def test_every_network_of_a_checkpoint_is_built(kind: str, checkpoints: Checkpoints, tmp_path: Path) -> None:
    name = f"tiny-{kind}"
    arguments = ("--checkpoint", name, "--target", TARGET, "--out", str(tmp_path))
    done = checkpoints.run("-m", "onset.models.engines.build", *arguments)
    assert done.returncode == 0, done.stderr
    for network in NETWORKS:
        manifest = json.loads((tmp_path / TARGET / LIBRARY / f"{name}_{network}.json").read_text())
        assert manifest["recipe"]["network"] == f"{name}_{network}"
        assert {tensor["type"] for tensor in manifest["signature"]["outputs"]} == {"FP32"}


def test_an_unknown_checkpoint_is_refused_with_those_that_are_there(checkpoints: Checkpoints) -> None:
    done = checkpoints.run("-m", "onset.models.engines.export", "--checkpoint", "mine")
    assert done.returncode == 1
    assert "There is no imported checkpoint 'mine'; there are " in done.stderr
    assert ", tiny-sd, " in done.stderr
