"""What is true of Onset-mini's networks and their sampling, found out in the models' environment, printed as JSON."""

import json
import tempfile
from dataclasses import replace
from pathlib import Path

import torch
from whole_conditions import whole_conditions

from onset.models import picture
from onset.models.picture import ablation, flow
from onset.models.picture.conditions import FIELDS, Conditions
from onset.models.picture.data import sounds
from onset.models.picture.denoiser import Denoiser
from onset.models.picture.export import load_parts, save_parts
from onset.models.picture.vae import Autoencoder
from onset.models.picture.walk import Guidance

WEIGHTS = Path(picture.__file__).with_name("weights")


def facts() -> dict[str, object]:
    """All of them."""
    torch.manual_seed(0)
    denoiser, vae = _woken(Denoiser()), Autoencoder()
    return {
        "parameters": {"denoiser": _count(denoiser), "encoder": _count(vae.encoder), "decoder": _count(vae.decoder)},
        "heeds": _heeds(denoiser),
        "closed_gates": _closed_gates(denoiser),
        "ways": _ways(denoiser),
        "guidance": _guidance(denoiser),
        "sampling": _sampling(denoiser),
        "files": _files(denoiser),
    }


def _count(net: torch.nn.Module) -> int:
    return sum(p.numel() for p in net.parameters())


def _woken(net: Denoiser) -> Denoiser:
    """A denoiser whose output layer is no longer zero, as after training."""
    for parameter in (net.leave.weight, *(layer.second.weight for layer in (net.fine_down, *net.fine_up))):
        torch.nn.init.normal_(parameter, std=0.05)
    return net.eval()


@torch.no_grad()
def _heeds(net: Denoiser) -> dict[str, list[float]]:
    """Per modality: change of the output with its tensor where it is given, and where it is masked out."""
    latents, time, given = torch.randn(2, 4, 16, 16), torch.rand(2), whole_conditions(2)
    result = {}
    for name in ("text", "sound", "palette", "style"):
        changed = dict(zip(FIELDS, given.tensors(), strict=True)) | {name: getattr(given, name) + 1}
        other = Conditions(**changed)
        result[name] = [
            float((net(latents, time, a) - net(latents, time, b)).abs().max())
            for a, b in ((given, other), (given.without(name), other.without(name)))
        ]
    return result


@torch.no_grad()
def _closed_gates(net: Denoiser) -> dict[str, float]:
    """With the gates of one kind at zero, its attention says nothing: change of the output with those tokens."""
    latents, time, given = torch.randn(2, 4, 16, 16), torch.rand(2), whole_conditions(2)
    result = {}
    for gate, name in (("text_gate", "text"), ("audio_gate", "sound")):
        gates = [getattr(block, gate) for level in (net.middle, net.coarse) for block in level.blocks]
        before = [value.item() for value in gates]
        for value in gates:
            value.zero_()
        past = getattr(given, name).clone()
        # The moment's own features also modulate; the window's others reach the picture by attention alone.
        past[:, : sounds.NOW] += 1
        if name == "text":
            past = past + 1
        other = Conditions(**(dict(zip(FIELDS, given.tensors(), strict=True)) | {name: past}))
        result[name] = float((net(latents, time, given) - net(latents, time, other)).abs().max())
        for value, old in zip(gates, before, strict=True):
            value.fill_(old)
    return result


@torch.no_grad()
def _ways(net: Denoiser) -> dict[str, list[float]]:
    """Per ablation: change of the output with the moment before the picture's own, and with its own."""
    latents, time, given = torch.randn(2, 4, 16, 16), torch.rand(2), whole_conditions(2)
    nets = {name: way(net) for name, way in ablation.WAYS.items()}
    nets["neither"] = ablation.by_attention(ablation.by_film(net))
    result: dict[str, list[float]] = {name: [] for name in nets}
    for moment in (sounds.NOW - 1, sounds.NOW):
        sound = given.sound.clone()
        sound[:, moment] += 1
        other = replace(given, sound=sound)
        for name, one in nets.items():
            result[name].append(float((one(latents, time, given) - one(latents, time, other)).abs().max()))
    return result


@torch.no_grad()
def _guidance(net: Denoiser) -> dict[str, float]:
    """Guidance against its formula; a scale of zero against the modality missing."""
    latents, time, given = torch.randn(3, 4, 16, 16), torch.rand(3), whole_conditions(3)
    base = net(latents, time, given.without("text", "sound", "style"))
    text = net(latents, time, given.without("sound", "style"))
    both = net(latents, time, given.without("style"))
    found = flow.guided(net, Guidance(3.0, 1.5, 0.0, 2.0))(latents, time, given)
    bare = net(latents, time, given.without("text", "sound", "style", "palette"))
    silent = flow.guided(net, Guidance(3.0, 0.0, 0.0))
    joint = flow.guided(net, Guidance(0.0, 0.0, 0.0, joint=2.0))(latents, time, given)
    whole = net(latents, time, given)
    return {
        "formula": float((found - base - 3 * (text - base) - 1.5 * (both - text) - (base - bare)).abs().max()),
        "ignored": float((silent(latents, time, given) - silent(latents, time, given.without("sound"))).abs().max()),
        "joint": float((joint - base - 2 * (whole - base)).abs().max()),
    }


def _sampling(net: Denoiser) -> dict[str, object]:
    """Alone and in a batch; and how a straight flow is walked."""
    noise, given = torch.randn(3, 4, 16, 16), whole_conditions(3)
    velocity = flow.guided(net, Guidance())
    together = flow.sampled(velocity, noise, given, 3)
    alone = flow.sampled(velocity, noise[1:2], given[1:2], 3)
    target = torch.randn(3, 4, 16, 16)
    straight = flow.sampled(lambda x, time, _: (x - target) / time[:, None, None, None], noise, given, 5)
    return {
        "batch_error": float((together[1:2] - alone).abs().max()),
        "again": bool(torch.equal(together, flow.sampled(velocity, noise, given, 3))),
        "straight_error": float((straight - target).abs().max()),
        "times": flow.schedule(4, torch.device("cpu")).tolist(),
    }


def _files(net: Denoiser) -> dict[str, object]:
    """Weights written in parts and read again."""
    with tempfile.TemporaryDirectory() as folder:
        paths = save_parts(net, Path(folder), "denoiser")
        sizes = [path.stat().st_size for path in paths]
        again = Denoiser()
        load_parts(again, Path(folder), "denoiser")
        try:
            load_parts(again, Path(folder), "other")
        except FileNotFoundError as error:
            missing = str(error).split(" has ")[1]
    pairs = zip(net.parameters(), again.parameters(), strict=True)
    for part, name in ((Denoiser(), "denoiser"), (Autoencoder(), "vae")):
        load_parts(part, WEIGHTS, name)
    return {
        "largest": max(sizes),
        "error": max(float((a - b).abs().max()) for a, b in pairs),
        "missing": missing,
    }


if __name__ == "__main__":
    torch.set_num_threads(1)
    print(json.dumps(facts()))
