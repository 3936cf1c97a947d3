"""How an imported tiny checkpoint compares with diffusers; imported by `checkpoint_checks.py`."""

import contextlib
import io
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import tiny_checkpoints
import torch
from diffusers import EulerDiscreteScheduler, StableDiffusionPipeline, StableDiffusionXLPipeline
from transformers import CLIPTokenizer

from onset.models import places
from onset.models.checkpoints import importing, loading
from onset.models.checkpoints.adapter import Hearing, adapter_for
from onset.models.checkpoints.card import read_card
from onset.models.checkpoints.folder import Folder, read_folder
from onset.models.checkpoints.imported import Imported
from onset.models.checkpoints.networks import Networks
from onset.models.checkpoints.prompts import Tokenizers
from onset.models.checkpoints.request import Import
from onset.models.networks import onnx_session
from onset.models.picture import noise
from onset.models.picture.order import Order
from onset.models.picture.sampler import pictures
from onset.models.picture.walk import Guidance

PROMPT = "a vase, 77 flowers; golden hour"


def parity(kind: str, root: Path, steps: int, guidance: float) -> dict[str, Any]:
    """Make a checkpoint, import it, compare."""
    source = tiny_checkpoints.make(kind, root)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        importing.run(Import(source, f"tiny-{kind}"))
    folder = read_folder(source)
    nets = loading.load_networks(folder)
    return {
        "said": said.getvalue(),
        "zero_adapter": _zero_adapter(nets),
        "onnx": _onnx(kind, nets),
        "times": _times(kind, folder),
        "tokens": _tokens(kind, folder),
        "picture": _picture(kind, folder, steps, guidance),
    }


class Local:
    """In place of Triton: the same graphs, called directly."""

    def __init__(self, name: str) -> None:
        self.folder = places.weights_folder() / name
        self.rows = 0
        """Of the latest question to the denoiser: frames times passes."""
        self._sessions: dict[str, Any] = {}

    def __call__(self, model: str, inputs: Any, outputs: Any) -> dict[str, np.ndarray]:
        network = model.split("_", 1)[1]
        session = self._sessions.setdefault(network, onnx_session(self.folder / f"{network}.onnx"))
        if "PROMPT" in inputs:
            inputs = Tokenizers(self.folder).ids([row[0].decode() for row in inputs["PROMPT"]])
        if network == "denoiser":
            self.rows = len(inputs["LATENTS"])
        return dict(zip(outputs, session.run(list(outputs), dict(inputs)), strict=True))


def order(**changes: Any) -> Order:
    """Two keyframes of one noise under two sounds."""
    made = Order(
        prompt=PROMPT,
        sound=np.random.default_rng(3).random((2, 16, 20), np.float32),
        palette=np.zeros((0, 3), np.uint8),
        reference=None,
        seed=5,
        width=96,
        height=64,
        steps=4,
        guidance=Guidance(5.0, 0.0),
        mode="keyframes",
        where=None,
        camera=None,
        strength=1.0,
        latents=None,
        checkpoint="",
    )
    return replace(made, **changes)


@torch.no_grad()
def _zero_adapter(nets: Networks) -> dict[str, Any]:
    """Largest difference that a fresh adapter makes, with and without a sound; and of an open one without a sound."""
    text_width = nets.unet.config.cross_attention_dim
    latents, text = torch.randn(2, 4, 8, 12), torch.randn(2, 77, text_width)
    added = _added(nets.unet, 2)
    beside = {"added_cond_kwargs": {"text_embeds": added[0], "time_ids": added[1]}} if added else {}
    plain = nets.unet(latents, torch.tensor([801.0, 3.0]), text, **beside).sample
    adapter = adapter_for(nets.unet)
    hearing = Hearing(deepcopy(nets.unet), adapter)
    given = (latents, torch.tensor([[801.0], [3.0]]), text, torch.rand(2, 16, 20))
    heard, deaf = torch.ones(2, 1, dtype=torch.bool), torch.zeros(2, 1, dtype=torch.bool)
    fresh = [hearing(*given, mask, *added) for mask in (heard, deaf)]
    for ear in adapter.ears:
        ear.gate.fill_(0.7)
        torch.nn.init.normal_(ear.film.weight, std=0.2)
    opened = [hearing(*given, mask, *added) for mask in (heard, deaf)]
    return {
        "fresh": [bool(torch.equal(answer, plain)) for answer in fresh],
        "open_heard": float((opened[0] - plain).abs().max()),
        "open_deaf": bool(torch.equal(opened[1], plain)),
        "blocks": len(adapter.ears),
    }


def _added(unet: Any, count: int) -> tuple[torch.Tensor, ...]:
    if unet.config.addition_embed_type is None:
        return ()
    pooled = unet.config.projection_class_embeddings_input_dim - 6 * unet.config.addition_time_embed_dim
    return torch.randn(count, pooled), torch.tensor([[64.0, 96, 0, 0, 64, 96]]).repeat(count, 1)


@torch.no_grad()
def _onnx(kind: str, nets: Networks) -> dict[str, float]:
    """Largest difference of the graphs from PyTorch at batches and sizes that the export has not seen."""
    folder = places.weights_folder() / f"tiny-{kind}"
    sessions = {name: onnx_session(folder / f"{name}.onnx") for name in ("denoiser", "vae_encoder", "vae_decoder")}
    errors = dict.fromkeys(sessions, 0.0)
    scale = nets.vae.config.scaling_factor
    for count, height, width in ((1, 16, 16), (3, 12, 20), (2, 7, 5)):
        latents, text = (
            torch.randn(count, 4, height, width),
            torch.randn(count, 77, nets.unet.config.cross_attention_dim),
        )
        time, added = 999 * torch.rand(count, 1), _added(nets.unet, count)
        beside = {"added_cond_kwargs": {"text_embeds": added[0], "time_ids": added[1]}} if added else {}
        plain = nets.unet(latents, time[:, 0], text, **beside).sample
        given = {"LATENTS": latents, "TIMESTEP": time, "TEXT": text, "SOUND": torch.rand(count, 16, 20)}
        given |= {"SOUND_MASK": torch.ones(count, 1, dtype=torch.bool)}
        given |= dict(zip(("POOLED", "TIME_IDS"), added, strict=False))
        pixels = torch.rand(count, 3, 8 * height, 8 * width)
        encoded = nets.vae.encode(2 * pixels - 1).latent_dist.mean * scale
        decoded = (nets.vae.decode(latents / scale).sample / 2 + 0.5).clamp(0, 1)
        for name, inputs, expected in (
            ("denoiser", given, plain),
            ("vae_encoder", {"PICTURES": pixels}, encoded),
            ("vae_decoder", {"LATENTS": latents}, decoded),
        ):
            (answer,) = sessions[name].run(None, {key: value.numpy() for key, value in inputs.items()})
            errors[name] = max(errors[name], float(np.abs(answer - expected.numpy()).max()))
    return errors


def _times(kind: str, folder: Folder) -> float:
    """Largest relative difference from diffusers' sigmas and timesteps over numbers of steps, spacings and Karras."""
    schedule = read_card(places.weights_folder() / f"tiny-{kind}").schedule
    config = EulerDiscreteScheduler.from_pretrained(folder.root / "scheduler").config
    worst = 0.0
    for steps in (1, 2, 4, 7, 30, 50, 100):
        for changes in (
            {},
            *({"timestep_spacing": spacing} for spacing in ("leading", "linspace", "trailing")),
            {"use_karras_sigmas": True},
        ):
            if steps == 1 and changes.get("use_karras_sigmas"):
                continue  # diffusers divides by zero
            euler = EulerDiscreteScheduler.from_config(config, **changes)
            euler.set_timesteps(steps)
            ours = replace(
                schedule, spacing=euler.config.timestep_spacing, karras=bool(changes.get("use_karras_sigmas"))
            )
            found = ours.times(steps)
            worst = max(worst, float(np.abs(found / np.maximum(euler.sigmas.numpy(), 1e-3) - 1)[:-1].max()))
            steps_found = [ours.timestep(sigma) for sigma in found[:-1]]
            worst = max(worst, float(np.abs(np.array(steps_found) - euler.timesteps.numpy()).max()) / 1000)
            start = float(ours.begun(np.ones(1, np.float32), found[0])[0])
            worst = max(worst, abs(start / float(euler.init_noise_sigma) - 1))
    return worst


def _tokens(kind: str, folder: Folder) -> bool:
    """Whether prompts become the ids that transformers makes of them."""
    prompts = [PROMPT, "", "Ünïcode  and\n 日本 😀", "word " * 200]
    for number, part in enumerate(folder.text_encoders):
        theirs = CLIPTokenizer.from_pretrained(folder.root / part.replace("text_encoder", "tokenizer"))
        expected = theirs(prompts, padding="max_length", max_length=77, truncation=True)["input_ids"]
        ours = Tokenizers(places.weights_folder() / f"tiny-{kind}").ids(prompts)
        if list(ours.values())[number].tolist() != expected:
            return False
    return True


def _picture(kind: str, folder: Folder, steps: int, guidance: float) -> dict[str, Any]:
    """Frames of our sampler over the exported graphs against diffusers' pipeline of the same noise."""
    local = Local(f"tiny-{kind}")
    checkpoint = Imported(read_card(places.weights_folder() / f"tiny-{kind}"), local)
    asked = order(steps=steps, guidance=Guidance(guidance, 3.0))
    frames, _ = pictures(asked, checkpoint, lambda: False)
    theirs = diffusers_picture(kind, folder, asked)
    np.save(folder.root / "diffusers.npy", theirs.astype(np.uint8))
    return {
        "worst": int(np.abs(frames[0].astype(int) - theirs).max()),
        "differing": float((frames[0] != theirs).mean()),
        "spread": float(theirs.std()),
        "rows": local.rows,
        "same_under_all_sounds": bool(np.array_equal(frames[0], frames[1])),
        "order": {
            **{name: getattr(asked, name) for name in ("prompt", "seed", "width", "height", "steps")},
            "guidance": guidance,
        },
    }


def diffusers_picture(kind: str, folder: Folder, asked: Order) -> np.ndarray:
    """What diffusers itself makes of an order's words, noise, steps and guidance: (H, W, 3)."""
    pipeline_of = StableDiffusionXLPipeline if kind == "xl" else StableDiffusionPipeline
    beside: dict[str, Any] = (
        {"variant": "fp16"} if kind == "xl" else {"safety_checker": None, "feature_extractor": None}
    )
    pipeline = pipeline_of.from_pretrained(
        folder.root, torch_dtype=torch.float32, low_cpu_mem_usage=False, use_safetensors=True, **beside
    )
    pipeline.scheduler = EulerDiscreteScheduler.from_config(pipeline.scheduler.config)
    pipeline.set_progress_bar_config(disable=True)
    start = noise.base(asked.seed, (4, asked.height // 8, asked.width // 8))
    images = pipeline(
        asked.prompt,
        num_inference_steps=asked.steps,
        guidance_scale=asked.guidance.text,
        latents=torch.from_numpy(start)[None],
        height=asked.height,
        width=asked.width,
        output_type="np",
    ).images
    return np.asarray(np.round(images[0] * 255), np.uint8).astype(int)
