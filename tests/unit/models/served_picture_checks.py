"""What is true of Onset-mini as it is served, found out in the models' environment, printed as JSON."""

import json
import tempfile
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from onset.models import networks
from onset.models.convert import minilm
from onset.models.convert import picture as convert
from onset.models.painter.palette import to_oklab
from onset.models.picture import flow, noise, walk
from onset.models.picture.conditions import FIELDS, Conditions
from onset.models.picture.data import captions
from onset.models.picture.denoiser import Denoiser
from onset.models.picture.onset_mini import OnsetMini, thumbnail
from onset.models.picture.order import Order
from onset.models.picture.sampler import pictures
from onset.models.picture.style import oklab, style_of
from onset.models.picture.vae import Autoencoder
from onset.models.places import weights_folder
from onset.models.rows import RowNetwork
from onset.models.text_encoder import TextEncoder, caption_tokenizer

LONG = "a very long caption of a harbour " * 6


def facts() -> dict[str, object]:
    """All of them."""
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        denoiser, vae = _woken(), Autoencoder().eval()
        convert.export(denoiser, vae, out)
        convert.export_style(out)
        return {
            "onnx_errors": _onnx(denoiser, vae, out),
            "style_error": _style(out),
            "palette_error": _palette(),
            "tokens": _tokens(out),
            "sampling_error": _sampling(denoiser, vae, out),
            "batches": _batches(out),
        }


def _woken() -> Denoiser:
    """A denoiser whose output layer is no longer zero, as after training."""
    net = Denoiser()
    for parameter in (net.leave.weight, *(layer.second.weight for layer in (net.fine_down, *net.fine_up))):
        torch.nn.init.normal_(parameter, std=0.05)
    return net.eval()


@torch.no_grad()
def _onnx(denoiser: Denoiser, vae: Autoencoder, out: Path) -> dict[str, float]:
    """Largest difference from PyTorch, over batches and sizes that the export has not seen."""
    nets = {name: networks.onnx_session(out / f"{name}.onnx") for name in ("denoiser", "vae_encoder", "vae_decoder")}
    errors = dict.fromkeys(nets, 0.0)
    for count, height, width in ((1, 32, 32), (3, 16, 24), (2, 40, 24)):
        given, latents, time = (
            convert.example_conditions(count),
            torch.randn(count, 4, height, width),
            torch.rand(count),
        )
        pictures = torch.rand(count, 3, 8 * height, 8 * width)
        inputs = {"LATENTS": latents, "TIME": time} | dict(zip(map(str.upper, FIELDS), given.tensors(), strict=True))
        for name, feed, expected in (
            ("denoiser", inputs, denoiser(latents, time, given)),
            ("vae_encoder", {"PICTURES": pictures}, vae.encode(pictures)),
            ("vae_decoder", {"LATENTS": latents}, vae.decode(latents)),
        ):
            (found,) = nets[name].run(None, {key: value.numpy() for key, value in feed.items()})
            errors[name] = max(errors[name], float(np.abs(found - expected.numpy()).max()))
    return errors


def _style(out: Path) -> float:
    """Served from a thumbnail without PyTorch, against the training's of the whole picture, at odd sizes."""
    session = networks.onnx_session(out / "style.onnx")
    errors = []
    for height, width in ((48, 48), (100, 77), (31, 290), (256, 256)):
        picture = np.random.default_rng(height).integers(0, 256, (height, width, 3), dtype=np.uint8)
        (served,) = session.run(None, {"THUMBNAILS": thumbnail(picture)[None]})
        trained = style_of(torch.from_numpy(picture).permute(2, 0, 1)[None].float() / 255)
        errors.append(float(np.abs(served - trained.numpy()).max()))
    return max(errors)


def _palette() -> float:
    """OKLab of the sampler against that of the training."""
    colours = np.random.default_rng(0).integers(0, 256, (500, 3)).astype(np.float32) / 255
    return float(np.abs(to_oklab(colours) - oklab(torch.from_numpy(colours)).numpy()).max())


@torch.no_grad()
def _tokens(out: Path) -> dict[str, object]:
    """The served tokens against what the training makes of the same captions."""
    rng = np.random.default_rng(0)
    words = [captions.caption("mountains", "dawn", "calm", rng), "sea", LONG]
    tokenizer = caption_tokenizer(weights_folder() / "minilm" / "tokenizer.json")
    encodings = tokenizer.encode_batch(words)
    ids = torch.tensor([encoding.ids for encoding in encodings])
    net = minilm.SentenceEncoder().eval()
    minilm.export(net, out)
    (out / "tokenizer.json").symlink_to(weights_folder() / "minilm" / "tokenizer.json")
    served = TextEncoder(networks.onnx_session(out / "sentence_encoder.onnx"), out / "tokenizer.json")
    texts = np.array([[word.encode()] for word in words], np.object_)
    tokens, mask = served.tokens(texts)
    trained, heeded = net.tokens(ids, ids > 0).numpy(), (ids > 0).numpy()
    alone = [served.tokens(texts[k : k + 1])[0][0] for k in range(len(words))]
    return {
        "shape": list(tokens.shape),
        "error": float(np.abs(tokens - trained)[heeded].max()),
        "mask_is_the_trainings": bool((mask == heeded).all()),
        "tokens": mask.sum(axis=1).tolist(),
        "same_alone": all(np.array_equal(a, b) for a, b in zip(tokens, alone, strict=True)),
    }


def _sampling(denoiser: Denoiser, vae: Autoencoder, out: Path) -> float:
    """The served sampler over exported networks, against the training's over PyTorch's: frames' greatest difference."""
    nets = {name: RowNetwork(out / f"{name}.onnx", lambda _: 2) for name in ("denoiser", "vae_decoder")}
    words = torch.randn(1, 24, 384)
    style = networks.onnx_session(out / "style.onnx")

    def ask(model: str, inputs: dict[str, np.ndarray], _: object) -> dict[str, np.ndarray]:
        if model == "text_encoder":
            return {"TOKENS": words.numpy(), "TOKENS_MASK": np.ones((1, 24), bool)}
        flat = {"TIME", "SOUND_MASK", "STYLE_MASK"}
        return nets[model].run({name: array[:, 0] if name in flat else array for name, array in inputs.items()})

    rng = np.random.default_rng(1)
    guidance = walk.Guidance(2.0, 1.5, 0.7, 1.3, 0.4)
    order = Order(
        prompt="any",
        sound=rng.random((2, 16, 20), np.float32),
        palette=rng.integers(0, 256, (5, 3), dtype=np.uint8),
        reference=rng.integers(0, 256, (40, 60, 3), dtype=np.uint8),
        seed=4,
        width=96,
        height=64,
        steps=3,
        guidance=guidance,
        mode="keyframes",
        where=None,
        camera=None,
        strength=1.0,
        latents=None,
        checkpoint="",
    )
    checkpoint = OnsetMini(ask, lambda thumbnails: style.run(None, {"THUMBNAILS": thumbnails})[0])
    frames, _ = pictures(order, checkpoint, lambda: False)
    yes = torch.ones(2, dtype=torch.bool)
    reference = torch.from_numpy(order.reference).permute(2, 0, 1)[None].float() / 255
    given = Conditions(
        text=words.expand(2, -1, -1),
        text_mask=yes[:, None].expand(-1, 24),
        sound=torch.from_numpy(order.sound),
        sound_mask=yes,
        palette=oklab(torch.from_numpy(order.palette[:4]).float() / 255)[None].expand(2, -1, -1),
        palette_mask=yes[:, None].expand(-1, 4),
        style=style_of(reference).expand(2, -1),
        style_mask=yes,
    )
    start = torch.from_numpy(noise.base(order.seed, (4, 8, 12))).expand(2, -1, -1, -1)
    latents = flow.sampled(flow.guided(denoiser, guidance), start, given, order.steps)
    with torch.no_grad():
        trained = (vae.decode(latents) * 255 + 0.5).byte().permute(0, 2, 3, 1).numpy()
    return float(np.abs(frames.astype(int) - trained).max())


def _batches(out: Path) -> dict[str, bool]:
    """Whether a row's answer is the same bit by bit in any batch, at any place in it, with one thread and with two."""
    given = convert.example_conditions(13)
    feed = {name.upper(): tensor.numpy() for name, tensor in zip(FIELDS, given.tensors(), strict=True)}
    result = {}
    for name in ("denoiser", "vae_encoder", "vae_decoder"):
        sessions = [_session(out / f"{name}.onnx", threads) for threads in (1, 2)]
        for height, width in ((8, 12), (16, 16)):
            rng = np.random.default_rng(2)
            latents = {"LATENTS": rng.standard_normal((13, 4, height, width), np.float32)}
            pictures = {"PICTURES": rng.random((13, 3, 8 * height, 8 * width), np.float32)}
            every = {"denoiser": feed | {"TIME": rng.random(13, np.float32)} | latents, "vae_encoder": pictures}
            inputs = every.get(name, latents)
            parts = [[5], [5, 6], [9, 5, 1], [12, 3, 4, 5, 6, 7, 8], [*range(13)]]
            answers = [
                session.run(None, {key: value[rows] for key, value in inputs.items()})[0][rows.index(5)]
                for session in sessions
                for rows in parts
            ]
            result[f"{name} {height}x{width}"] = all(np.array_equal(answer, answers[0]) for answer in answers)
    return result


def _session(path: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


if __name__ == "__main__":
    torch.set_num_threads(1)
    print(json.dumps(facts()))
