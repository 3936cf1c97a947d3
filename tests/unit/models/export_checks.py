"""How far each network's ONNX file is from PyTorch, in fp32, at batches and sizes new to its export; as JSON."""

import json
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from whisper.model import Whisper

from onset.models import picture
from onset.models.beat_tracker.network import BeatTracker
from onset.models.convert import minilm, rife
from onset.models.convert.listeners import BeatProbabilities, Probabilities
from onset.models.convert.picture import Decoding, Encoding, OfTensors, example_conditions
from onset.models.learning import load_weights
from onset.models.networks import onnx_session
from onset.models.phones.network import phone_listener
from onset.models.picture.denoiser import Denoiser
from onset.models.picture.export import load_parts
from onset.models.picture.vae import Autoencoder
from onset.models.places import weights_folder
from onset.models.transcriber import DIMENSIONS
from onset.models.voice_detector.network import VoiceDetector

OWN = Path(picture.__file__).parents[1]
Case = tuple[Tensor, ...]


def error(net: Callable[..., Tensor | tuple[Tensor, ...]], onnx: Path, cases: Iterable[Case]) -> float:
    """Largest difference of any output over all cases."""
    session = onnx_session(onnx)
    names = [value.name for value in session.get_inputs()]
    largest = 0.0
    for case in cases:
        expected = net(*case)
        found = session.run(None, {name: value.numpy() for name, value in zip(names, case, strict=True)})
        for ours, theirs in zip(found, [expected] if isinstance(expected, Tensor) else expected, strict=True):
            assert ours.shape == tuple(theirs.shape), (onnx.name, ours.shape, theirs.shape)
            largest = max(largest, float(np.abs(ours - theirs.numpy()).max()))
    return largest


def whisper() -> dict[str, float]:
    folder = weights_folder() / "whisper-base"
    state = load_file(folder / "whisper.safetensors")
    del state["alignment_heads"]
    model = Whisper(DIMENSIONS).eval()
    model.load_state_dict(state)
    listener = phone_listener(model.encoder, OWN / "phones" / "weights.safetensors")
    cases = [(torch.randn(2, 80, 3000),)]
    return {
        "audio_encoder": error(model.encoder, folder / "encoder.onnx", cases),
        "phones": error(listener, folder / "phone_listener.onnx", cases),
    }


def text_encoder(folder: Path) -> float:
    """With random weights: the published ones are gone once they are converted."""
    net = minilm.SentenceEncoder().eval()
    minilm.export(net, folder)
    cases = []
    for batch, length in ((1, 1), (3, 9), (2, 40)):
        kept = torch.randint(1, length + 1, (batch, 1))
        mask = (torch.arange(length)[None] < kept).long()
        cases.append((torch.randint(0, 30522, (batch, length)), mask))
    return error(net, folder / "sentence_encoder.onnx", cases)


def interpolator(folder: Path) -> float:
    """With random weights: the published ones are gone once they are converted."""
    net = rife.IFNet().eval()
    rife.export(net, folder / "flow.onnx")
    shapes = ((1, 64, 64), (3, 96, 32), (2, 160, 224))
    frames = [torch.rand(2, batch, 3, height, width) for batch, height, width in shapes]
    return error(net, folder / "flow.onnx", [(a, b, torch.rand(len(a))) for a, b in frames])


def listener(net: nn.Module, name: str) -> float:
    cases = [(torch.rand(batch, frames, 128),) for batch, frames in ((1, 1), (2, 3), (1, 500), (3, 257))]
    return error(net.eval(), weights_folder() / name / f"{name.replace('-', '_')}.onnx", cases)


def pictures() -> dict[str, float]:
    denoiser, vae = Denoiser().eval(), Autoencoder().eval()
    load_parts(denoiser, OWN / "picture" / "weights", "denoiser")
    load_parts(vae, OWN / "picture" / "weights", "vae")
    shapes: Sequence[tuple[int, int, int]] = ((1, 8, 8), (3, 24, 16), (2, 40, 24))
    latents = [torch.randn(batch, 4, height, width) for batch, height, width in shapes]
    folder = weights_folder() / "onset-mini"
    return {
        "denoiser": error(
            OfTensors(denoiser),
            folder / "denoiser.onnx",
            [(part, torch.rand(len(part)), *example_conditions(len(part)).tensors()) for part in latents],
        ),
        "vae_encoder": error(
            Encoding(vae),
            folder / "vae_encoder.onnx",
            [(torch.rand(batch, 3, 8 * height, 8 * width),) for batch, height, width in shapes],
        ),
        "vae_decoder": error(Decoding(vae), folder / "vae_decoder.onnx", [(part,) for part in latents]),
    }


@torch.inference_mode()
def facts() -> dict[str, float]:
    """Largest error of each network."""
    torch.manual_seed(0)
    beats = load_weights(BeatTracker(), OWN / "beat_tracker" / "weights.safetensors")
    voice = load_weights(VoiceDetector(), OWN / "voice_detector" / "weights.safetensors")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        return {
            **whisper(),
            "text_encoder": text_encoder(folder),
            "interpolator": interpolator(folder),
            "beat_tracker": listener(BeatProbabilities(beats), "beat-tracker"),
            "voice_detector": listener(Probabilities(voice), "voice-detector"),
            **pictures(),
        }


if __name__ == "__main__":
    torch.set_num_threads(1)
    print(json.dumps(facts()))
