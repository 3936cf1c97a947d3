"""What is true of Onset-mini's networks and their training, found out in the models' environment, printed as JSON."""

import json
import tempfile
from pathlib import Path

import numpy as np
import torch

from onset.models import picture
from onset.models.convert.picture import example_conditions, export
from onset.models.learning import Learner
from onset.models.networks import onnx_session
from onset.models.painter.audio import FEATURES
from onset.models.picture import control, flow
from onset.models.picture.conditions import FIELDS, Conditions
from onset.models.picture.data import sounds
from onset.models.picture.denoiser import Denoiser
from onset.models.picture.denoiser_training import DROPPED, DenoiserTraining
from onset.models.picture.export import load_parts, save_parts
from onset.models.picture.grade import graded
from onset.models.picture.muon import orthogonal
from onset.models.picture.style import SIZE, style_of
from onset.models.picture.vae import Autoencoder
from onset.models.picture.vae_training import AutoencoderTraining

WEIGHTS = Path(picture.__file__).with_name("weights")


def facts() -> dict[str, object]:
    """All of them."""
    torch.manual_seed(0)
    denoiser, vae = _woken(Denoiser()), Autoencoder()
    return {
        "parameters": {"denoiser": _count(denoiser), "encoder": _count(vae.encoder), "decoder": _count(vae.decoder)},
        "onnx_errors": _onnx(denoiser, vae),
        "heeds": _heeds(denoiser),
        "closed_gates": _closed_gates(denoiser),
        "dropout": _dropout(),
        "guidance": _guidance(denoiser),
        "sampling": _sampling(denoiser),
        "muon": _muon(),
        "learning": _learning(),
        "lost": _lost(),
        "files": _files(denoiser),
        "grade": _grade(),
        "style": _style(),
        "correlations": _correlations(),
    }


def _count(net: torch.nn.Module) -> int:
    return sum(p.numel() for p in net.parameters())


def _woken(net: Denoiser) -> Denoiser:
    """A denoiser whose output layer is no longer zero, as after training."""
    for parameter in (net.leave.weight, *(layer.second.weight for layer in (net.fine_down, *net.fine_up))):
        torch.nn.init.normal_(parameter, std=0.05)
    return net.eval()


def _whole(count: int) -> Conditions:
    """Random conditions, none of them missing."""
    tensors = example_conditions(count).tensors()
    return Conditions(*(torch.ones_like(t) if t.dtype == torch.bool else t for t in tensors))


@torch.no_grad()
def _onnx(denoiser: Denoiser, vae: Autoencoder) -> dict[str, float]:
    """Largest difference from PyTorch, over batches and sizes that the export has not seen."""
    errors = {"denoiser": 0.0, "encoder": 0.0, "decoder": 0.0}
    with tempfile.TemporaryDirectory() as folder:
        export(denoiser, vae, Path(folder))
        names = ("denoiser", "vae_encoder", "vae_decoder")
        nets = {name: onnx_session(Path(folder) / f"{name}.onnx") for name in names}
    for count, height, width in ((1, 32, 32), (3, 16, 24), (2, 40, 24)):
        given, latents, time = example_conditions(count), torch.randn(count, 4, height, width), torch.rand(count)
        pictures = torch.rand(count, 3, 8 * height, 8 * width)
        inputs = {"LATENTS": latents, "TIME": time} | dict(zip(map(str.upper, FIELDS), given.tensors(), strict=True))
        for key, net, feed, expected in (
            ("denoiser", "denoiser", inputs, denoiser(latents, time, given)),
            ("encoder", "vae_encoder", {"PICTURES": pictures}, vae.encode(pictures)),
            ("decoder", "vae_decoder", {"LATENTS": latents}, vae.decode(latents)),
        ):
            (found,) = nets[net].run(None, {name: value.numpy() for name, value in feed.items()})
            errors[key] = max(errors[key], float(np.abs(found - expected.numpy()).max()))
    return errors


@torch.no_grad()
def _heeds(net: Denoiser) -> dict[str, list[float]]:
    """Per modality: change of the output with its tensor where it is given, and where it is masked out."""
    latents, time, given = torch.randn(2, 4, 16, 16), torch.rand(2), _whole(2)
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
    latents, time, given = torch.randn(2, 4, 16, 16), torch.rand(2), _whole(2)
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


def _dropout() -> dict[str, object]:
    """How often each modality is left out, and how often two are together against chance."""
    given = _whole(1)[torch.zeros(4000, dtype=torch.long)].dropped(DROPPED, torch.Generator().manual_seed(0))
    out = {name: ~getattr(given, f"{name}_mask").reshape(4000, -1).any(1) for name in DROPPED}
    both = (out["text"] & out["sound"]).float().mean() - out["text"].float().mean() * out["sound"].float().mean()
    return {
        "shares": {name: float(rows.float().mean()) for name, rows in out.items()},
        "asked": DROPPED,
        "together": float(both),
    }


@torch.no_grad()
def _guidance(net: Denoiser) -> dict[str, float]:
    """Guidance against its formula; a scale of zero against the modality missing."""
    latents, time, given = torch.randn(3, 4, 16, 16), torch.rand(3), _whole(3)
    base = net(latents, time, given.without("text", "sound", "style"))
    text = net(latents, time, given.without("sound", "style"))
    sound = net(latents, time, given.without("text", "style"))
    found = flow.guided(net, flow.Guidance(3.0, 1.5, 0.0, 2.0))(latents, time, given)
    bare = net(latents, time, given.without("text", "sound", "style", "palette"))
    silent = flow.guided(net, flow.Guidance(3.0, 0.0, 0.0))
    joint = flow.jointly_guided(net, 2.0)(latents, time, given)
    whole = net(latents, time, given)
    return {
        "formula": float((found - base - 3 * (text - base) - 1.5 * (sound - base) - (base - bare)).abs().max()),
        "ignored": float((silent(latents, time, given) - silent(latents, time, given.without("sound"))).abs().max()),
        "joint": float((joint - base - 2 * (whole - base)).abs().max()),
    }


def _sampling(net: Denoiser) -> dict[str, object]:
    """Alone and in a batch; and how a straight flow is walked."""
    noise, given = torch.randn(3, 4, 16, 16), _whole(3)
    velocity = flow.guided(net, flow.Guidance())
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


def _muon() -> list[float]:
    """Range of the singular values of what Muon makes of random matrices, wide and tall."""
    values = [
        torch.linalg.svdvals(orthogonal(torch.randn(2, *shape)).float()).flatten() for shape in ((16, 40), (40, 16))
    ]
    return [float(torch.cat(values).min()), float(torch.cat(values).max())]


def _learning() -> dict[str, object]:
    """Losses of a few steps on one batch, and that a run which was stopped and loaded goes on as it would have."""
    torch.manual_seed(1)
    pictures = torch.rand(2, 3, 8, 8).repeat_interleave(8, 2).repeat_interleave(8, 3)
    vae = AutoencoderTraining(torch.device("cpu"))
    vae_losses = [float(vae.learn(pictures, 0.0)) for _ in range(12)]
    latents, given = torch.randn(2, 4, 8, 8), _whole(2)
    training = DenoiserTraining(torch.device("cpu"))
    for _ in range(2):
        training.learn(latents, given, 0.0)
    other = DenoiserTraining(torch.device("cpu"))
    with tempfile.TemporaryDirectory() as folder:
        torch.save(training.state(), Path(folder) / "state")
        other.load(torch.load(Path(folder) / "state", weights_only=True))
    losses = []
    for run in (training, other):
        torch.manual_seed(2)
        losses.append([float(run.learn(latents, given, 0.0)) for _ in range(2)])
    return {"vae_first": vae_losses[0], "vae_last": vae_losses[-1], "resumed": losses}


def _lost() -> dict[str, object]:
    """What a step from a loss that is no number does to a network that has just begun, and how it is told."""
    net = torch.nn.Linear(2, 1)
    before = net.weight.detach().clone()
    learner = Learner(net, [(torch.optim.AdamW(net.parameters(), weight_decay=0.0), 1.0)], memory=0.9)
    learner.descend(net(torch.ones(1, 2)).sum() * float("nan"), 0.1)
    lost, unchanged = learner.lost, bool(torch.equal(net.weight, before))
    learner.descend(net(torch.ones(1, 2)).sum(), 0.1)
    return {"lost": lost, "unchanged": unchanged, "then": [learner.lost, bool(torch.equal(net.weight, before))]}


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


def _grade() -> dict[str, object]:
    """Rank correlations of sounds and properties on graded pictures of a fixed scene."""
    rng = np.random.default_rng(0)
    rows, columns = np.mgrid[0:192, 0:192] / 192
    scene = np.stack([0.3 + 0.4 * rows, 0.35 + 0.3 * columns, 0.6 - 0.3 * rows])
    scene[:, (rows - 0.7) ** 2 + (columns - 0.3) ** 2 < 0.02] = [[0.8], [0.3], [0.25]]
    scene[:, (rows - 0.3) ** 2 + (columns - 0.75) ** 2 < 0.02] = [[0.2], [0.5], [0.75]]
    scene[:, (rows > 0.5) & (columns > 0.5) & (columns * 192 % 24 < 12)] *= 0.7
    windows = sounds.windows(rng, 120)
    canvas = torch.from_numpy(scene.astype(np.float32))[None].expand(120, -1, -1, -1)
    flash = torch.from_numpy(sounds.flash(windows))
    pictures = graded(canvas, torch.from_numpy(windows[:, sounds.NOW]), flash)
    pixels = (pictures.clamp(0, 1).permute(0, 2, 3, 1) * 255 + 0.5).byte().numpy()
    found = control.correlations([control.heard(windows)], [control.seen(list(pixels))])
    half = graded(canvas[:1], torch.full((1, len(FEATURES)), 0.5), torch.zeros(1))
    return {
        "own": dict(zip(control.ANSWERS, np.diag(found).tolist(), strict=True)),
        "finite": bool(torch.isfinite(pictures).all()),
        "neutral_change": float((half - canvas[:1])[:, :, 48:144, 48:144].abs().mean()),
    }


def _style() -> dict[str, object]:
    """A style is of the look, not of the size."""
    torch.manual_seed(3)
    picture = torch.rand(1, 3, 6, 6).repeat_interleave(48, 2).repeat_interleave(48, 3)
    small, large = style_of(picture[:, :, ::3, ::3]), style_of(picture)
    return {
        "size": list(large.shape) == [1, SIZE],
        "same": float((small - large).abs().max()),
        "other": float((style_of(1 - picture) - large).abs().max()),
        "grey_is_finite": bool(torch.isfinite(style_of(torch.zeros(1, 3, 64, 64))).all()),
    }


def _correlations() -> dict[str, float]:
    """Of a property that follows, one that does the opposite and one that never changes."""
    rng = np.random.default_rng(0)
    features = [rng.random((10, 9)) for _ in range(5)]
    answers = [part**3 + 10 * k for k, part in enumerate(features)]
    for part in answers:
        part[:, 1] *= -1
        part[:, 2] = 4.0
    rho = np.diag(control.correlations(features, answers))
    return {"follows": float(rho[0]), "opposes": float(rho[1]), "constant": float(rho[2])}


if __name__ == "__main__":
    torch.set_num_threads(1)
    print(json.dumps(facts()))
