"""What `onset models import` refuses, each with the part, the field and the value; and that nothing is left behind."""

import contextlib
import errno
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.models.checkpoints import importing
from onset.models.checkpoints.errors import CheckpointError
from onset.models.checkpoints.folder import read_folder
from onset.models.checkpoints.limits import sample_px
from onset.models.checkpoints.naming import check_name, is_plain
from onset.models.checkpoints.request import Import
from onset.models.checkpoints.tensors import stored_tensors
from tests.checkpoint_fixture import Checkpoints

Damage = Callable[[Path], object]


def setting(path: str, **changes: Any) -> Damage:
    """Change fields of a JSON file; None removes one."""

    def change(root: Path) -> None:
        file = root / path
        value = json.loads(file.read_text()) | changes
        file.unlink()  # it may be a link to the original
        file.write_text(json.dumps({name: field for name, field in value.items() if field is not None}))

    return change


def nulling(path: str, *fields: str) -> Damage:
    """Have fields say nothing, which is not the same as leaving them out."""

    def change(root: Path) -> None:
        value = json.loads((root / path).read_text()) | dict.fromkeys(fields)
        (root / path).unlink()
        (root / path).write_text(json.dumps(value))

    return change


def writing(path: str, text: str) -> Damage:
    def write(root: Path) -> None:
        (root / path).unlink()
        (root / path).write_text(text)

    return write


def removing(path: str) -> Damage:
    def remove(root: Path) -> None:
        (shutil.rmtree if (root / path).is_dir() else Path.unlink)(root / path)

    return remove


def renaming(path: str, name: str) -> Damage:
    return lambda root: (root / path).rename((root / path).with_name(name))


def cutting(path: str) -> Damage:
    def cut(root: Path) -> None:
        data = (root / path).read_bytes()
        (root / path).unlink()
        (root / path).write_bytes(data[:-100])

    return cut


UNET, VAE, TEXT, NOISE = (
    "unet/config.json",
    "vae/config.json",
    "text_encoder/config.json",
    "scheduler/scheduler_config.json",
)
WEIGHTS = "unet/diffusion_pytorch_model.safetensors"
REFUSALS: list[tuple[str, Damage, str, str]] = [
    ("sd", removing("model_index.json"), "CHECKPOINT_NOT_FOUND", "has no model_index.json"),
    ("sd", writing("model_index.json", "{"), "CHECKPOINT_DAMAGED", "model_index.json is not valid JSON"),
    ("sd", writing("model_index.json", "[]"), "CHECKPOINT_DAMAGED", "model_index.json holds no JSON object"),
    ("sd", setting("model_index.json", _class_name="FluxPipeline"), "CHECKPOINT_UNSUPPORTED", "holds a FluxPipeline"),
    ("sd", setting("model_index.json", vae=None), "CHECKPOINT_PART_MISSING", "names no vae"),
    ("sd", setting("model_index.json", unet=["x", "MyUNet"]), "CHECKPOINT_UNSUPPORTED", "The unet is a MyUNet;"),
    ("sd", setting("model_index.json", scheduler=["diffusers", "LCMScheduler"]), "CHECKPOINT_UNSUPPORTED", "LCMSched"),
    ("sd", removing("vae"), "CHECKPOINT_PART_MISSING", "vae is missing"),
    ("xl", removing("text_encoder_2"), "CHECKPOINT_PART_MISSING", "text_encoder_2 is missing"),
    ("sd", removing(UNET), "CHECKPOINT_PART_MISSING", "unet/config.json is missing"),
    ("sd", removing(WEIGHTS), "CHECKPOINT_PART_MISSING", "unet has no diffusion_pytorch_model.safetensors"),
    ("sd", renaming(WEIGHTS, "diffusion_pytorch_model.bin"), "CHECKPOINT_PICKLED", "diffusion_pytorch_model.bin is a"),
    ("sd", removing("tokenizer/merges.txt"), "CHECKPOINT_PART_MISSING", "has neither tokenizer.json nor vocab.json"),
    ("sd", cutting(WEIGHTS), "CHECKPOINT_DAMAGED", "was cut off: it has"),
    ("sd", writing(WEIGHTS, "no weights"), "CHECKPOINT_DAMAGED", "is no safetensors file"),
    ("sd", writing(WEIGHTS, '\x08\0\0\0\0\0\0\0{"a": 1}'), "CHECKPOINT_DAMAGED", "its header cannot be read"),
    (
        "sd",
        setting(NOISE, prediction_type="sample"),
        "CHECKPOINT_UNSUPPORTED",
        "scheduler's prediction_type is 'sample'",
    ),
    ("sd", setting(NOISE, beta_schedule="sigmoid"), "CHECKPOINT_UNSUPPORTED", "beta_schedule is 'sigmoid'"),
    ("sd", setting(NOISE, timestep_spacing="odd"), "CHECKPOINT_UNSUPPORTED", "timestep_spacing is 'odd'"),
    ("sd", setting(NOISE, use_beta_sigmas=True), "CHECKPOINT_UNSUPPORTED", "use_beta_sigmas is set"),
    ("sd", setting(NOISE, timestep_type="continuous"), "CHECKPOINT_UNSUPPORTED", "timestep_type is 'continuous'"),
    ("sd", setting(NOISE, num_train_timesteps=7), "CHECKPOINT_UNSUPPORTED", "num_train_timesteps is 7"),
    ("sd", setting(UNET, in_channels=9), "CHECKPOINT_UNSUPPORTED", "in_channels is 9, but the vae's latents have 4"),
    ("sd", setting(UNET, time_cond_proj_dim=256), "CHECKPOINT_UNSUPPORTED", "time_cond_proj_dim is 256, must be None"),
    ("sd", setting(UNET, class_embed_type="timestep"), "CHECKPOINT_UNSUPPORTED", "class_embed_type is 'timestep'"),
    ("sd", setting(UNET, cross_attention_dim=99), "CHECKPOINT_UNSUPPORTED", "reads text 99 wide, the text encoders"),
    ("sd", setting(UNET, mid_block_type="UNetMidBlock2D"), "CHECKPOINT_UNSUPPORTED", "The unet has a UNetMidBlock2D;"),
    ("sd", setting(UNET, addition_embed_type="text"), "CHECKPOINT_UNSUPPORTED", "addition_embed_type is 'text'"),
    ("xl", setting(UNET, addition_embed_type=None), "CHECKPOINT_UNSUPPORTED", "is None, must be 'text_time'"),
    ("xl", setting(UNET, projection_class_embeddings_input_dim=72), "CHECKPOINT_UNSUPPORTED", "refiner"),
    ("sd", setting(VAE, latents_mean=[0, 0, 0, 0]), "CHECKPOINT_UNSUPPORTED", "vae's latents_mean is set"),
    ("sd", setting(VAE, block_out_channels=None), "CHECKPOINT_DAMAGED", "vae's block_out_channels is None"),
    ("sd", nulling(VAE, "block_out_channels"), "CHECKPOINT_DAMAGED", "vae's block_out_channels is None, must be"),
    ("sd", setting(VAE, block_out_channels=["8"]), "CHECKPOINT_DAMAGED", "vae's block_out_channels is ['8'], must be"),
    ("sd", setting(VAE, block_out_channels=[8] * 7), "CHECKPOINT_UNSUPPORTED", "of 7 levels; supported are 6"),
    ("sd", nulling(VAE, "scaling_factor"), "CHECKPOINT_DAMAGED", "vae's scaling_factor is None, must be a number"),
    ("sd", setting(VAE, latent_channels="4"), "CHECKPOINT_DAMAGED", "vae's latent_channels is '4', must be a whole"),
    ("sd", nulling(UNET, "down_block_types"), "CHECKPOINT_DAMAGED", "unet's down_block_types is None, must be a list"),
    ("sd", nulling(UNET, "up_block_types"), "CHECKPOINT_DAMAGED", "unet's up_block_types is None, must be a list"),
    ("sd", setting(UNET, sample_size="64"), "CHECKPOINT_DAMAGED", "unet's sample_size is '64', must be a whole number"),
    ("sd", setting(UNET, sample_size=[64, 0]), "CHECKPOINT_DAMAGED", "unet's sample_size is [64, 0], must be a whole"),
    ("sd", nulling(NOISE, "steps_offset"), "CHECKPOINT_DAMAGED", "scheduler's steps_offset is None, must be a whole"),
    ("sd", nulling(TEXT, "vocab_size"), "CHECKPOINT_DAMAGED", "text_encoder's vocab_size is None, must be a whole"),
    ("sd", setting("model_index.json", _class_name=["A"]), "CHECKPOINT_UNSUPPORTED", "holds a ['A']"),
    ("sd", setting(TEXT, model_type="t5"), "CHECKPOINT_UNSUPPORTED", "text_encoder's model_type is 't5'"),
    ("sd", setting(TEXT, max_position_embeddings=248), "CHECKPOINT_UNSUPPORTED", "reads 248 tokens"),
    ("sd", setting(TEXT, use_attention_mask=True), "CHECKPOINT_UNSUPPORTED", "use_attention_mask is set"),
    ("sd", setting(TEXT, hidden_size=None), "CHECKPOINT_DAMAGED", "text_encoder's hidden_size is None"),
]


def damaged_copy(checkpoints: Checkpoints, kind: str, damage: Damage, root: Path) -> Path:
    copy = root / kind
    shutil.copytree(checkpoints.root / kind, copy, copy_function=os.link)
    damage(copy)
    return copy


@pytest.mark.parametrize(("kind", "damage", "reason", "words"), REFUSALS, ids=[words for *_, words in REFUSALS])
def test_a_folder_that_cannot_be_run_is_refused(
    checkpoints: Checkpoints, tmp_path: Path, kind: str, damage: Damage, reason: str, words: str
) -> None:
    copy = damaged_copy(checkpoints, kind, damage, tmp_path)
    with pytest.raises(CheckpointError) as refusal:
        _ = read_folder(copy).numbers
    assert refusal.value.reason == reason
    assert words in refusal.value.message


@pytest.mark.parametrize(("said", "pair"), [(16, (16, 16)), ([16, 24], (16, 24)), (None, None)], ids=str)
def test_the_size_of_training_is_one_number_or_a_pair(
    checkpoints: Checkpoints, tmp_path: Path, said: int | list[int] | None, pair: tuple[int, int] | None
) -> None:
    copy = damaged_copy(checkpoints, "sd", setting(UNET, sample_size=said), tmp_path)
    assert sample_px(read_folder(copy).configs["unet"]) == pair


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="is no folder"):
        read_folder(tmp_path / "model.safetensors")


def test_half_precision_files_and_shards_are_found(checkpoints: Checkpoints, tmp_path: Path) -> None:
    def shard(root: Path) -> None:
        (root / WEIGHTS).rename(root / "unet" / "part-1.safetensors")
        index = {"weight_map": {"conv_in.weight": "part-1.safetensors"}}
        (root / f"{WEIGHTS}.index.json").write_text(json.dumps(index))

    whole = read_folder(checkpoints.root / "sd")
    parts = read_folder(damaged_copy(checkpoints, "sd", shard, tmp_path))
    assert parts.numbers == whole.numbers
    assert read_folder(checkpoints.root / "xl").variants["unet"] == "fp16"
    (tmp_path / "sd" / "unet" / "part-1.safetensors").unlink()
    with pytest.raises(CheckpointError, match=r"names part-1\.safetensors, which .* does not have"):
        read_folder(tmp_path / "sd")


def test_shards_outside_the_folder_are_refused(checkpoints: Checkpoints, tmp_path: Path) -> None:
    def shard(root: Path) -> None:
        (root / WEIGHTS).rename(root / "elsewhere.safetensors")
        (root / f"{WEIGHTS}.index.json").write_text('{"weight_map": {"a": "../elsewhere.safetensors"}}')

    with pytest.raises(CheckpointError, match=r"which .* does not have"):
        read_folder(damaged_copy(checkpoints, "sd", shard, tmp_path))


@given(st.binary(max_size=64))
def test_no_bytes_but_safetensors_are_taken_for_them(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes.safetensors"
    path.write_bytes(data)
    with contextlib.suppress(CheckpointError):
        assert stored_tensors(path) == {}


@pytest.mark.parametrize("name", ["", "Upper", "-dash", "1st", "two words", "a/b", "..", "a_b", "x" * 41, "é"])
def test_a_name_that_is_no_plain_word_is_refused(tmp_path: Path, name: str) -> None:
    assert not is_plain(name)
    with pytest.raises(CheckpointError, match="is no plain word") as refusal:
        check_name(name, tmp_path, replace=False)
    assert refusal.value.reason == "CHECKPOINT_NAME_INVALID"


def test_a_name_that_is_taken_is_refused_unless_a_checkpoint_is_to_be_replaced(
    checkpoints: Checkpoints, tmp_path: Path
) -> None:
    weights = checkpoints.home / "weights"
    for name, replace in (("minilm", True), ("sources", True), ("tiny-sd", False)):
        with pytest.raises(CheckpointError) as refusal:
            check_name(name, weights, replace=replace)
        assert refusal.value.reason == "CHECKPOINT_NAME_TAKEN"
    check_name("tiny-sd", weights, replace=True)
    (tmp_path / "mine").mkdir()
    with pytest.raises(CheckpointError, match="is there already"):
        check_name("mine", tmp_path, replace=True)


def test_a_disk_without_room_is_told_before_anything_is_written(
    checkpoints: Checkpoints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONSET_HOME", str(tmp_path))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10 << 20, 9 << 20, 1 << 20))
    with pytest.raises(CheckpointError, match=r"has 1 MiB free; \d+ MiB are needed") as refusal:
        importing.run(Import(checkpoints.root / "sd", "new"))
    assert refusal.value.reason == "DISK_FULL"
    assert list((tmp_path / "weights").iterdir()) == []


def test_foreseen_failures_end_in_one_message(capsys: pytest.CaptureFixture[str]) -> None:
    def fail(error: BaseException) -> tuple[int, str]:
        def work() -> None:
            raise error

        return importing.reported(work), capsys.readouterr().err

    assert fail(OSError(errno.ENOSPC, "No space left on device", "x")) == (
        1,
        "error: No space left on device: x. Nothing was kept.\n       DISK_FULL\n",
    )
    assert fail(OSError(errno.EACCES, "Permission denied", "x"))[1].endswith("CHECKPOINT_UNREADABLE\n")
    assert fail(MemoryError())[1].endswith("OUT_OF_MEMORY\n")
    assert fail(KeyboardInterrupt()) == (130, "")


def test_an_import_that_fails_leaves_nothing(checkpoints: Checkpoints) -> None:
    failed = checkpoints.facts["failed"]
    assert failed["reason"] == "ADAPTER_UNFIT"
    assert "was trained for another network and does not fit: " in failed["message"]
    assert failed["left"] == []


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("missing", "unet are missing: conv_in.weight."),
        ("unknown", "unet are unknown: bogus.0; bogus.1; bogus.2 and 1 more."),
        ("shape", "text_encoder do not fit: embeddings.token_embedding.weight is [5, 32], must be [192, 32]."),
        ("vocabulary", "tokenizer knows 193 words, the text_encoder only 192."),
        ("merges", "tokenizer cannot be loaded: "),
        ("noise", "scheduler does not rise from step to step."),
    ],
)
def test_files_that_are_not_what_their_descriptions_say_are_refused(
    checkpoints: Checkpoints, case: str, words: str
) -> None:
    reason, message = checkpoints.facts["refusals"][case]
    assert reason == "CHECKPOINT_DAMAGED"
    assert words in message
