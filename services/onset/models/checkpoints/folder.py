"""A diffusers folder as it lies on disk: which parts it has, what they say of themselves, whether Onset can run them.

Standard library only: refusals come before anything is installed or loaded.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onset.models.checkpoints import limits
from onset.models.checkpoints.errors import CheckpointError, damaged, missing, unsupported
from onset.models.checkpoints.tensors import stored_tensors

SD, SDXL = "sd", "sdxl"
PIPELINES = {
    "StableDiffusionPipeline": SD,
    "StableDiffusionImg2ImgPipeline": SD,
    "StableDiffusionXLPipeline": SDXL,
    "StableDiffusionXLImg2ImgPipeline": SDXL,
}
"""diffusers' pipelines whose parts can be run, with the architecture that they stand for."""
_PARTS = {SD: ("tokenizer", "text_encoder"), SDXL: ("tokenizer", "text_encoder", "tokenizer_2", "text_encoder_2")}
_COMMON_PARTS = ("unet", "vae", "scheduler")
_CONFIGS = {"scheduler": "scheduler_config.json", "tokenizer": "tokenizer_config.json"}
_CLASSES = {
    "unet": ("UNet2DConditionModel",),
    "vae": ("AutoencoderKL",),
    "text_encoder": ("CLIPTextModel",),
    "text_encoder_2": ("CLIPTextModelWithProjection",),
    "tokenizer": ("CLIPTokenizer", "CLIPTokenizerFast"),
    "tokenizer_2": ("CLIPTokenizer", "CLIPTokenizerFast"),
    "scheduler": limits.SCHEDULERS,
}
_STEMS = {"unet": "diffusion_pytorch_model", "vae": "diffusion_pytorch_model", "text_encoder": "model"}
_VARIANTS = ("", ".fp16")
"""Of the file names; the exact one is preferred."""
_IGNORED = ("safety_checker", "feature_extractor", "image_encoder")


@dataclass(frozen=True, slots=True)
class Folder:
    """A checkpoint that Onset can run, as far as its descriptions tell."""

    root: Path
    architecture: str
    """`sd` (one text encoder) or `sdxl` (two, pooled text, sizes)."""
    index: dict[str, Any]
    """model_index.json."""
    configs: dict[str, dict[str, Any]]
    """Each part's configuration."""
    weights: dict[str, tuple[Path, ...]]
    """Each network's safetensors files."""
    variants: dict[str, str]
    """Of each network's files: nothing, or `fp16`."""

    @property
    def ignored(self) -> tuple[str, ...]:
        """Parts that are there and not used."""
        return tuple(name for name in _IGNORED if self.index.get(name) not in (None, [], [None, None]))

    @property
    def text_encoders(self) -> tuple[str, ...]:
        """Names of the text encoders' parts."""
        return tuple(name for name in self.weights if name.startswith("text_encoder"))

    @property
    def numbers(self) -> int:
        """How many numbers all networks have."""
        return sum(tensor.count for path in self._files() for tensor in stored_tensors(path).values())

    def described_by(self) -> list[Path]:
        """All files that the result depends on, in a fixed order."""
        configs = [self.root / name / _config_name(name) for name in self.configs]
        tokenizers = [self.root / part for part in self.configs if part.startswith("tokenizer")]
        words = [path for folder in tokenizers for path in _vocabulary(folder)]
        return sorted({self.root / "model_index.json", *configs, *words, *self._files()})

    def _files(self) -> Iterator[Path]:
        return (path for paths in self.weights.values() for path in paths)


def read_folder(root: Path) -> Folder:
    """Read the descriptions of a checkpoint.

    Raises:
        CheckpointError: CHECKPOINT_NOT_FOUND, CHECKPOINT_PART_MISSING, CHECKPOINT_PICKLED, CHECKPOINT_UNSUPPORTED or
            CHECKPOINT_DAMAGED, naming part and value.
    """
    root = root.expanduser().absolute()
    if not root.is_dir():
        raise CheckpointError("CHECKPOINT_NOT_FOUND", f"{root} is no folder. Give that of a diffusers checkpoint.")
    if not (root / "model_index.json").is_file():
        raise CheckpointError(
            "CHECKPOINT_NOT_FOUND",
            f"{root} has no model_index.json, so it is no checkpoint in diffusers' format. "
            "A single .safetensors or .ckpt file can be converted with diffusers' own scripts.",
        )
    index = _json(root / "model_index.json")
    pipeline = index.get("_class_name")
    if not isinstance(pipeline, str) or pipeline not in PIPELINES:
        raise unsupported(f"{root} holds a {pipeline}; supported are {', '.join(PIPELINES)}.")
    architecture = PIPELINES[pipeline]
    parts = (*_COMMON_PARTS, *_PARTS[architecture])
    for part in parts:
        _check_listed(root, index, part)
    configs = {part: _config(root, part) for part in parts}
    limits.check(architecture, configs)
    networks = tuple(part for part in parts if part in ("unet", "vae") or part.startswith("text_encoder"))
    found = {part: _weights(root / part) for part in networks}
    for part in parts:
        if part.startswith("tokenizer") and not _vocabulary(root / part):
            raise missing(f"{root / part} has neither tokenizer.json nor vocab.json and merges.txt.")
    return Folder(
        root,
        architecture,
        index,
        configs,
        {part: files for part, (files, _) in found.items()},
        {part: variant for part, (_, variant) in found.items()},
    )


def _check_listed(root: Path, index: dict[str, Any], part: str) -> None:
    listed = index.get(part)
    if not isinstance(listed, list) or len(listed) != 2 or listed[1] is None:
        raise missing(f"{root / 'model_index.json'} names no {part}; a {index['_class_name']} needs one.")
    if listed[1] not in _CLASSES[part]:
        raise unsupported(f"The {part} is a {listed[1]}; supported are {', '.join(_CLASSES[part])}.")
    if not (root / part).is_dir():
        raise missing(f"The folder {root / part} is missing.")


def _config_name(part: str) -> str:
    return _CONFIGS.get(part.removesuffix("_2"), "config.json")


def _config(root: Path, part: str) -> dict[str, Any]:
    path = root / part / _config_name(part)
    if not path.is_file():
        raise missing(f"{path} is missing.")
    return _json(path)


def _json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise damaged(f"{path} is not valid JSON: {error}.") from error
    if not isinstance(value, dict):
        raise damaged(f"{path} holds no JSON object.")
    return value


def _weights(folder: Path) -> tuple[tuple[Path, ...], str]:
    """A network's safetensors files and their variant."""
    stem = _STEMS[folder.name.removesuffix("_2")]
    for variant in _VARIANTS:
        whole, index = folder / f"{stem}{variant}.safetensors", folder / f"{stem}.safetensors.index{variant}.json"
        if whole.is_file():
            return (whole,), variant.removeprefix(".")
        if index.is_file():
            files = _json(index).get("weight_map")
            if not isinstance(files, dict) or not files:
                raise damaged(f"{index} has no weight_map.")
            shards = tuple(folder / name for name in sorted(set(map(str, files.values()))))
            if absent := [shard.name for shard in shards if shard.parent != folder or not shard.is_file()]:
                raise missing(f"{index} names {', '.join(absent)}, which {folder} does not have.")
            return shards, variant.removeprefix(".")
    if pickled := sorted((*folder.glob("*.bin"), *folder.glob("*.ckpt"), *folder.glob("*.pt"))):
        raise CheckpointError(
            "CHECKPOINT_PICKLED",
            f"{pickled[0]} is a pickle, which can run any program when it is opened, and there is no safetensors file "
            "beside it. Get the checkpoint's safetensors files, or save it again with safe_serialization=True.",
        )
    raise missing(f"{folder} has no {stem}.safetensors.")


def _vocabulary(folder: Path) -> list[Path]:
    """Files of a tokenizer's words; empty if they are not complete."""
    whole, halves = folder / "tokenizer.json", [folder / "vocab.json", folder / "merges.txt"]
    if whole.is_file():
        return [whole]
    return halves if all(path.is_file() for path in halves) else []
