"""The served picture models through a real Triton of their own for each file of tests, as a pytest plugin."""

from collections.abc import Iterator

import numpy as np
import pytest

from onset.runtime.embedded_triton import EmbeddedTriton
from onset.runtime.picture_calls import generate_pictures
from onset.runtime.triton import TritonClient
from tests.support.picture_orders import ORDER
from tests.triton_fixture import MakeTriton

MODELS = ("picture", "denoiser", "vae_encoder", "vae_decoder", "text_encoder")


@pytest.fixture(scope="module")
def picture_triton(make_triton: MakeTriton) -> EmbeddedTriton:
    """With the picture models alone."""
    triton = make_triton(MODELS)
    triton.start()
    return triton


@pytest.fixture(scope="module")
def picture_client(picture_triton: EmbeddedTriton) -> Iterator[TritonClient]:
    """Of that Triton."""
    client = TritonClient(picture_triton.address)
    yield client
    client.close()


@pytest.fixture(scope="module")
def alone(picture_client: TritonClient) -> tuple[np.ndarray, np.ndarray]:
    """What ORDER makes while nothing else is asked."""
    return generate_pictures(picture_client, ORDER)
