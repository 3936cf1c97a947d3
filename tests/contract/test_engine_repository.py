"""The repository for GPUs on a real Triton without one: its configurations, ONNX Runtime in the place of engines."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from onset.models.engines.catalog import read_catalog
from onset.runtime.triton import TritonClient
from tests.triton_fixture import SUPPORT_MODELS, MakeTriton

STANDING_IN = (('platform: "tensorrt_plan"', 'backend: "python"'), ("KIND_GPU", "KIND_CPU"))


@pytest.fixture(scope="module")
def client(
    repository: Path, make_triton: MakeTriton, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TritonClient]:
    """Of a Triton with all engines' stand-ins and the Python models that ask them."""
    folder = tmp_path_factory.mktemp("standing-in")
    networks = read_catalog()
    models = []
    for network in networks:
        model = folder / network.model
        (model / "1").mkdir(parents=True)
        config = (repository / network.model / "config.pbtxt").read_text()
        for engine, python in STANDING_IN:
            assert config.count(engine) == 1
            config = config.replace(engine, python)
        (model / "config.pbtxt").write_text(config)
        (model / "1" / "model.py").write_bytes((SUPPORT_MODELS / "stand_in" / "1" / "model.py").read_bytes())
        models.append(model)
    models += [repository / network.name for network in networks if network.name != network.model]
    triton = make_triton(models)
    client = TritonClient(triton.start())
    yield client
    client.close()


@pytest.fixture(scope="module")
def embedded(make_triton: MakeTriton) -> Iterator[TritonClient]:
    """Of a Triton with some of the embedded models."""
    client = TritonClient(make_triton(["text_encoder", "interpolator", "denoiser", "voice_detector"]).start())
    yield client
    client.close()


def random(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).random(shape, np.float32)


ORDERS = {
    "text_encoder": {"TEXT": np.array([[b"a red boat at dawn"], [b"rain"]], np.object_)},
    "interpolator": {
        "FRAME_A": np.kron(np.eye(4, dtype=np.uint8) * 200, np.ones((24, 16), np.uint8))[..., None].repeat(3, 2),
        "FRAME_B": np.kron(np.eye(4, dtype=np.uint8) * 180, np.ones((24, 16), np.uint8))[..., None].repeat(3, 2),
        "TIMESTEP": np.array([0.25, 0.5], np.float32),
    },
    "voice_detector": {"MEL": random(2, 90, 128)},
    "denoiser": {
        "LATENTS": random(2, 4, 8, 12),
        "TIME": random(2, 1),
        "TEXT": random(2, 24, 384),
        "TEXT_MASK": np.ones((2, 24), bool),
        "SOUND": random(2, 16, 20),
        "SOUND_MASK": np.array([[True], [False]]),
        "PALETTE": random(2, 4, 3),
        "PALETTE_MASK": np.ones((2, 4), bool),
        "STYLE": random(2, 42),
        "STYLE_MASK": np.array([[False], [True]]),
    },
}


@pytest.mark.parametrize("model", ORDERS)
def test_a_client_cannot_tell_the_repositories_apart(model: str, client: TritonClient, embedded: TritonClient) -> None:
    ours, theirs = (each.infer(model, ORDERS[model], timeout_s=60) for each in (client, embedded))
    assert ours.keys() == theirs.keys()
    for name, tensor in ours.items():
        assert (tensor.shape, tensor.dtype) == (theirs[name].shape, theirs[name].dtype)
        np.testing.assert_allclose(tensor, theirs[name], atol=1e-5)
