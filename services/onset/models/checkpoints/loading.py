"""The networks of a checked folder, loaded by diffusers and transformers: exact, offline, never from a pickle."""

import logging
import os
import warnings
from collections.abc import Callable, Collection
from typing import Any

# Before the libraries are imported: they look once, and must neither reach out nor draw progress bars.
os.environ |= {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1", "TRANSFORMERS_VERBOSITY": "error"}

import diffusers
import torch
import transformers
from tokenizers import Tokenizer

from onset.models.checkpoints.errors import damaged
from onset.models.checkpoints.folder import Folder
from onset.models.checkpoints.limits import TEXT_TOKENS
from onset.models.checkpoints.networks import Networks
from onset.models.checkpoints.schedule import Schedule

_NAMED = 3
"""So many tensors are named in a message; the others are counted."""


def load_networks(folder: Folder) -> Networks:
    """Load all networks of a folder.

    Raises:
        CheckpointError: CHECKPOINT_DAMAGED, naming the tensors that are missing, unknown or of a wrong shape.
    """
    _quiet()
    kinds = {"text_encoder": transformers.CLIPTextModel, "text_encoder_2": transformers.CLIPTextModelWithProjection}
    return Networks(
        _loaded(folder, "unet", diffusers.UNet2DConditionModel, torch_dtype=torch.float32, low_cpu_mem_usage=False),
        _loaded(folder, "vae", diffusers.AutoencoderKL, torch_dtype=torch.float32, low_cpu_mem_usage=False),
        # Eager attention is the only one whose mask a traced graph can hold.
        tuple(
            _loaded(folder, part, kinds[part], dtype=torch.float32, attn_implementation="eager")
            for part in folder.text_encoders
        ),
    )


def load_tokenizers(folder: Folder) -> list[Tokenizer]:
    """Each text encoder's tokenizer, which gives exactly 77 ids.

    Raises:
        CheckpointError: CHECKPOINT_DAMAGED.
    """
    _quiet()
    found = []
    for part in folder.text_encoders:
        path = folder.root / part.replace("text_encoder", "tokenizer")
        words = _guarded(str(path), lambda at: transformers.CLIPTokenizer.from_pretrained(at, local_files_only=True))
        ids = len(words)
        known = folder.configs[part].get("vocab_size", ids)
        if ids > known:
            raise damaged(f"{path} knows {ids} words, the {part} only {known}.")
        tokenizer = words.backend_tokenizer
        tokenizer.enable_truncation(TEXT_TOKENS)
        tokenizer.enable_padding(length=TEXT_TOKENS, pad_id=words.pad_token_id, pad_token=words.pad_token)
        found.append(tokenizer)
    return found


def load_schedule(folder: Folder) -> Schedule:
    """How the networks were trained to be noised, as diffusers' EulerDiscreteScheduler takes it from the folder's own.

    Raises:
        CheckpointError: CHECKPOINT_DAMAGED, diffusers refuses the values.
    """
    _quiet()
    kind = getattr(diffusers, folder.index["scheduler"][1])
    own = _guarded(str(folder.root / "scheduler"), lambda at: kind.from_pretrained(at, local_files_only=True))
    euler = diffusers.EulerDiscreteScheduler.from_config(own.config, final_sigmas_type="zero")
    sigmas = euler.sigmas[:-1].flip(0).double()
    if not bool(sigmas.isfinite().all()) or not bool((sigmas.diff() > 0).all()):
        raise damaged(f"The noise of {folder.root / 'scheduler'} does not rise from step to step.")
    return Schedule(
        tuple(sigmas.tolist()),
        euler.config.prediction_type,
        euler.config.timestep_spacing,
        euler.config.steps_offset,
        bool(euler.config.use_karras_sigmas),
    )


def _loaded(folder: Folder, part: str, kind: Any, **options: Any) -> Any:
    path = str(folder.root / part)
    net, info = _guarded(
        path,
        lambda at: kind.from_pretrained(
            at,
            variant=folder.variants[part] or None,
            use_safetensors=True,
            local_files_only=True,
            output_loading_info=True,
            ignore_mismatched_sizes=True,
            **options,
        ),
    )
    misfits = [f"{name} is {list(found)}, must be {list(asked)}" for name, found, asked in info["mismatched_keys"]]
    for names, fault in (
        (misfits, "do not fit"),
        (info["missing_keys"], "are missing"),
        (info["unexpected_keys"], "are unknown"),
    ):
        if names:
            raise damaged(f"Tensors of {path} {fault}: {_some(names)}.")
    return net.eval().requires_grad_(requires_grad=False)


def _guarded(path: str, load: Callable[[str], Any]) -> Any:
    """What `load` gives, with the libraries' many kinds of failure as one."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load(path)
    except MemoryError:
        raise
    except Exception as error:
        raise damaged(f"{path} cannot be loaded: {type(error).__name__}: {error}") from error


def _some(names: Collection[str]) -> str:
    shown = sorted(names)[:_NAMED]
    more = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
    return "; ".join(shown) + more


def _quiet() -> None:
    diffusers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    logging.getLogger("transformers").setLevel(logging.ERROR)
