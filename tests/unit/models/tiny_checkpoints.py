"""Tiny random checkpoints of each class in diffusers' format, as they are found: with the names and files of old days.

Run in the models' environment; not a test module.
"""

import json
from pathlib import Path
from typing import Any

import torch
from diffusers import AutoencoderKL, EulerDiscreteScheduler, PNDMScheduler, UNet2DConditionModel
from safetensors.torch import load_file, save_file
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

_LETTERS = [chr(code) for code in range(33, 127)]
_MERGES = ["s e</w>", "a se</w>"]
_WORDS = [*_LETTERS, *(f"{letter}</w>" for letter in _LETTERS), "se</w>", "ase</w>", "<|startoftext|>", "<|endoftext|>"]
_WIDTH = 32


def make(kind: str, root: Path) -> Path:
    """One of "sd" (SD 1.5: epsilon, PNDM, old names), "turbo" (SD 2.1: v-prediction, trailing), "xl" (SDXL, fp16)."""
    torch.manual_seed(len(kind))
    folder = root / kind
    two = kind == "xl"
    text_width = 2 * _WIDTH if two else _WIDTH
    pipeline = "StableDiffusionXLPipeline" if two else "StableDiffusionPipeline"
    index: dict[str, Any] = {
        "_class_name": pipeline,
        "_diffusers_version": "0.6.0",
        "unet": ["diffusers", "UNet2DConditionModel"],
        "vae": ["diffusers", "AutoencoderKL"],
    }
    if two:
        index["force_zeros_for_empty_prompt"] = True
    else:
        index["safety_checker"] = ["stable_diffusion", "StableDiffusionSafetyChecker"] if kind == "sd" else [None, None]
        index["feature_extractor"] = ["transformers", "CLIPImageProcessor"] if kind == "sd" else [None, None]
    half = {"variant": "fp16"} if two else {}
    unet, vae = _unet(kind, text_width), _vae()
    if two:
        unet, vae = unet.half(), vae.half()
    unet.save_pretrained(folder / "unet", **half)
    vae.save_pretrained(folder / "vae", **half)
    for number in range(1 + two):
        ending = "_2" if number else ""
        index[f"tokenizer{ending}"] = ["transformers", "CLIPTokenizer"]
        index[f"text_encoder{ending}"] = ["transformers", "CLIPTextModelWithProjection" if number else "CLIPTextModel"]
        _text_encoder(folder / f"text_encoder{ending}", projected=bool(number), half=two)
        _tokenizer(folder / f"tokenizer{ending}", "!" if number or kind == "turbo" else "<|endoftext|>")
    index["scheduler"] = ["diffusers", _scheduler(kind, folder / "scheduler")]
    (folder / "model_index.json").write_text(json.dumps(index))
    if kind == "sd":
        _as_of_old(folder)
        (folder / "LICENSE").write_text("Made up by a test; no rights reserved.\n")
    if kind == "turbo":
        (folder / "README.md").write_text("---\ntags: [tiny]\nlicense: other\n---\n# Tiny\n")
    return folder


def _unet(kind: str, text_width: int) -> UNet2DConditionModel:
    added: dict[str, Any] = {}
    if kind == "xl":
        added = {
            "addition_embed_type": "text_time",
            "addition_time_embed_dim": 8,
            "projection_class_embeddings_input_dim": _WIDTH + 6 * 8,
            "transformer_layers_per_block": (1, 2),
            "use_linear_projection": True,
        }
    net = UNet2DConditionModel(
        block_out_channels=(32, 64),
        layers_per_block=1,
        sample_size=[16, 16] if kind == "turbo" else 16,
        in_channels=4,
        out_channels=4,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=text_width,
        attention_head_dim=8 if kind == "sd" else (4, 8),
        norm_num_groups=8,
        **added,
    )
    # Random U-Nets answer nearly nothing; one that is trained answers noise of unit size.
    with torch.no_grad():
        net.conv_out.weight.mul_(8)
    return net


def _vae() -> AutoencoderKL:
    return AutoencoderKL(
        block_out_channels=(16, 16, 32, 32),
        in_channels=3,
        out_channels=3,
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        latent_channels=4,
        layers_per_block=1,
        norm_num_groups=8,
        scaling_factor=0.13025,
    )


def _text_encoder(folder: Path, *, projected: bool, half: bool) -> None:
    config = CLIPTextConfig(
        vocab_size=len(_WORDS),
        hidden_size=_WIDTH,
        intermediate_size=48,
        num_hidden_layers=3,
        num_attention_heads=4,
        projection_dim=_WIDTH,
        bos_token_id=len(_WORDS) - 2,
        eos_token_id=len(_WORDS) - 1,
        pad_token_id=len(_WORDS) - 1,
        hidden_act="gelu" if projected else "quick_gelu",
    )
    net = (CLIPTextModelWithProjection if projected else CLIPTextModel)(config)
    for name, values in net.named_parameters():
        # As wide as trained ones, so that words matter.
        if "embedding" in name:
            torch.nn.init.normal_(values, std=0.5)
    if half:
        net.half().save_pretrained(folder, variant="fp16")
    else:
        net.save_pretrained(folder)


def _tokenizer(folder: Path, padding: str) -> None:
    folder.mkdir(parents=True)
    (folder / "vocab.json").write_text(json.dumps({word: number for number, word in enumerate(_WORDS)}))
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(_MERGES) + "\n")
    special = {"bos_token": "<|startoftext|>", "eos_token": "<|endoftext|>", "unk_token": "<|endoftext|>"}
    config = {**special, "pad_token": padding, "model_max_length": 77, "tokenizer_class": "CLIPTokenizer"}
    (folder / "tokenizer_config.json").write_text(json.dumps(config))
    (folder / "special_tokens_map.json").write_text(json.dumps({**special, "pad_token": padding}))


def _scheduler(kind: str, folder: Path) -> str:
    common = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}
    if kind == "turbo":
        EulerDiscreteScheduler(**common, timestep_spacing="trailing", prediction_type="v_prediction").save_pretrained(
            folder
        )
        return "EulerDiscreteScheduler"
    if kind == "xl":
        EulerDiscreteScheduler(**common, timestep_spacing="leading", steps_offset=1).save_pretrained(folder)
        return "EulerDiscreteScheduler"
    PNDMScheduler(**common, skip_prk_steps=True, steps_offset=1).save_pretrained(folder)
    return "PNDMScheduler"


def _as_of_old(folder: Path) -> None:
    """The tensors' names of Stable Diffusion 1.5's own files."""
    text = folder / "text_encoder" / "model.safetensors"
    state = {f"text_model.{name}": value for name, value in load_file(text).items()}
    save_file({**state, "text_model.embeddings.position_ids": torch.arange(77)[None]}, text, {"format": "pt"})
    vae = folder / "vae" / "diffusion_pytorch_model.safetensors"
    names = {"to_q": "query", "to_k": "key", "to_v": "value", "to_out.0": "proj_attn"}
    renamed = {}
    for name, value in load_file(vae).items():
        for new, old in names.items():
            name = name.replace(f".{new}.", f".{old}.")  # noqa: PLW2901 one name, several parts
        renamed[name] = value
    save_file(renamed, vae, {"format": "pt"})
