"""A checked folder -> everything that Onset serves of it."""

import re
from collections.abc import Callable
from math import isqrt, prod
from pathlib import Path

from onset.models.checkpoints import loading
from onset.models.checkpoints.adapter import adapter_for
from onset.models.checkpoints.adapter_file import load_adapter
from onset.models.checkpoints.card import Card
from onset.models.checkpoints.export import export_networks
from onset.models.checkpoints.folder import SDXL, Folder
from onset.models.checkpoints.limits import sample_px
from onset.models.checkpoints.networks import Networks
from onset.models.checkpoints.repository import write_repository
from onset.models.checkpoints.request import Import
from onset.models.checkpoints.schedule import Schedule
from onset.models.files import sha256_of

_USUAL_STEPS, _USUAL_GUIDANCE, _USUAL_SAMPLE = 30, 7.5, (64, 64)
"""The sample is height and width of the latents."""
_FEW_STEPS = 4
"""Of distilled checkpoints, which were trained with their guidance inside."""
_LICENCE_FILES = ("LICENSE*", "LICENCE*", "license*")
_LICENCE_CHARACTERS = 4000


def convert(folder: Folder, asked: Import, out: Path, say: Callable[[str], None]) -> Card:
    """Write networks, tokenizers, Triton models and card into the empty folder `out`.

    Raises:
        CheckpointError: the files are not what their descriptions say, or the adapter is another network's.
    """
    say(f"Reading {folder.root} ({4 * folder.numbers / 1e9:.1f} GB in single precision)")
    schedule, tokenizers = loading.load_schedule(folder), loading.load_tokenizers(folder)
    nets = loading.load_networks(folder)
    adapter = adapter_for(nets.unet)
    if asked.adapter is not None:
        load_adapter(adapter, asked.adapter)
    say("Exporting its networks")
    export_networks(nets, adapter, out)
    for number, tokenizer in enumerate(tokenizers):
        tokenizer.save(str(out / f"tokenizer_{number}.json"))
    write_repository(asked.name, out)
    exported = {path.name: sha256_of(path) for path in sorted(out.iterdir()) if path.is_file()}
    card = _card(folder, asked, schedule, nets, exported)
    card.write(out)
    return card


def _card(folder: Folder, asked: Import, schedule: Schedule, nets: Networks, exported: dict[str, str]) -> Card:
    # Distilled checkpoints say so by trailing steps alone; those of zero terminal SNR have such steps, too.
    few = schedule.spacing == "trailing" and not folder.configs["scheduler"].get("rescale_betas_zero_snr")
    factor = 2 ** (len(nets.vae.config.block_out_channels) - 1)
    two = folder.architecture == SDXL
    return Card(
        name=asked.name,
        architecture=folder.architecture,
        schedule=schedule,
        latent_channels=nets.vae.config.latent_channels,
        latent_factor=factor,
        text_width=nets.unet.config.cross_attention_dim,
        pooled_width=nets.text_encoders[1].config.projection_dim if two else 0,
        empty_prompt_is_zero=two and bool(folder.index.get("force_zeros_for_empty_prompt", True)),
        hears=asked.adapter is not None,
        native_side_px=factor * isqrt(prod(sample_px(folder.configs["unet"]) or _USUAL_SAMPLE)),
        default_steps=asked.steps or (_FEW_STEPS if few else _USUAL_STEPS),
        default_guidance=asked.guidance if asked.guidance is not None else 1.0 if few else _USUAL_GUIDANCE,
        source=str(folder.root),
        sha256=_digests(folder, asked.adapter),
        exported_sha256=exported,
        licence=licence_of(folder.root),
    )


def _digests(folder: Folder, adapter_file: Path | None) -> dict[str, str]:
    found = {str(path.relative_to(folder.root)): sha256_of(path) for path in folder.described_by()}
    return found | ({"adapter": sha256_of(adapter_file)} if adapter_file else {})


def licence_of(root: Path) -> str:
    """A licence file's text, else what the head of README.md says, else nothing."""
    for pattern in _LICENCE_FILES:
        for path in sorted(root.glob(pattern)):
            if path.is_file():
                return path.read_text("utf-8", "replace")[:_LICENCE_CHARACTERS]
    readme = root / "README.md"
    if readme.is_file():
        head = re.match(r"---\n(.*?)\n---", readme.read_text("utf-8", "replace"), re.DOTALL)
        said = re.search(r"^license(?:_name)?:\s*(\S.*)$", head[1], re.MULTILINE) if head else None
        return said[1].strip() if said else ""
    return ""
