"""A Triton that was started from another version of Onset is told by model and tensor; generation paints instead."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from onset.runtime.errors import FailedPreconditionError
from onset.runtime.model_calls import embed_text
from onset.runtime.picture_calls import picture_checkpoints
from onset.runtime.settings import PROJECT_ROOT
from onset.runtime.triton import TritonClient
from tests.contract.test_generation_service import DIFFUSION, Service
from tests.triton_fixture import MakeTriton

MODELS = PROJECT_ROOT / "model_repository"


@pytest.fixture(scope="module")
def older(make_triton: MakeTriton, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TritonClient]:
    """Its list of checkpoints says nothing of hearing, and its encoder of text reads another tensor."""
    folder = tmp_path_factory.mktemp("older")
    for model in ("checkpoints", "text_encoder"):
        shutil.copytree(MODELS / model, folder / model)
    rewrite(folder / "checkpoints" / "config.pbtxt", r',\s*\{ name: "HEAR"[^}]*\}', "")
    rewrite(folder / "checkpoints" / "1" / "model.py", r'"HEAR":', '"UNKNOWN":')
    rewrite(folder / "text_encoder" / "config.pbtxt", r'"TEXT"', '"WORDS"')
    rewrite(folder / "text_encoder" / "1" / "model.py", r'"TEXT"', '"WORDS"')
    triton = make_triton([folder / "checkpoints", folder / "text_encoder", "painter", "interpolator"])
    triton.start()
    client = TritonClient(triton.address)
    yield client
    client.close()


def rewrite(file: Path, pattern: str, replacement: str) -> None:
    text, count = re.subn(pattern, replacement, file.read_text())
    assert count
    file.write_text(text)


def test_a_tensor_that_is_not_given_is_told_with_its_model_and_the_remedy(older: TritonClient) -> None:
    with pytest.raises(FailedPreconditionError, match=r"checkpoints on .* gives no tensor HEAR\. Start that") as caught:
        picture_checkpoints(older)
    assert caught.value.metadata == {"model": "checkpoints", "tensor": "HEAR"}


def test_a_tensor_that_is_not_taken_is_told_with_its_model_and_the_remedy(older: TritonClient) -> None:
    with pytest.raises(FailedPreconditionError, match=r"text_encoder on .* input 'TEXT'.* Start that") as caught:
        embed_text(older, ["hello"])
    assert caught.value.reason == "MODEL_VERSION_MISMATCH"


def test_a_scene_is_painted_and_says_why(older: TritonClient, tmp_path: Path) -> None:
    service = Service(tmp_path, older.address)
    try:
        clip = service.clip(DIFFUSION)
    finally:
        service.stop()
    assert clip.model == "painter"
    assert clip.note == ("Painted, not generated: this Triton serves the diffusion model of another version of Onset.")
