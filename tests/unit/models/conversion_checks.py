"""What is true of the converted weights, found out in the models' environment and printed as JSON."""

import json

import numpy as np
import onnx
import torch
from safetensors.torch import load_file
from whisper.model import Whisper

from onset.models.convert.ctranslate2 import CTranslate2Model
from onset.models.convert.whisper import state_dict
from onset.models.networks import onnx_session
from onset.models.places import weights_folder
from onset.models.transcriber import DIMENSIONS


def whisper() -> dict[str, object]:
    """The state dict fits openai-whisper; the exported encoder computes what that does."""
    state = load_file(weights_folder() / "whisper-base" / "whisper.safetensors")
    heads = state.pop("alignment_heads")
    model = Whisper(DIMENSIONS).eval()
    keys = model.load_state_dict(state, strict=False)
    mel = torch.randn(1, 80, 3000, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        expected = model.encoder(mel).numpy()
    (tokens,) = onnx_session(weights_folder() / "whisper-base" / "encoder.onnx").run(None, {"MEL": mel.numpy()})
    return {
        "missing": keys.missing_keys,
        "unexpected": keys.unexpected_keys,
        "types": sorted({str(tensor.dtype) for tensor in state.values()}),
        "alignment_heads": heads.tolist(),
        "encoder_error": float(np.abs(tokens - expected).max()),
        "round_trip": _round_trip(state),
    }


def _round_trip(state: dict[str, torch.Tensor]) -> dict[str, object]:
    """Fuse and rename as CTranslate2 does, convert back, and compare; and what the converter refuses."""
    arrays = _as_ctranslate2({name: tensor.numpy() for name, tensor in state.items()})
    back = state_dict(CTranslate2Model("WhisperSpec", arrays, {}))
    biased = np.ones(3 * DIMENSIONS.n_audio_state, np.float16)
    return {
        "same": sorted(back) == sorted(state) and all(torch.equal(back[name], state[name]) for name in state),
        "other_spec": _refusal(CTranslate2Model("OtherSpec", arrays, {})),
        "unknown_array": _refusal(CTranslate2Model("WhisperSpec", {**arrays, "extra": np.zeros(3)}, {})),
        "biased_key": _refusal(
            CTranslate2Model("WhisperSpec", {**arrays, "encoder/layer_0/self_attention/linear_0/bias": biased}, {})
        ),
    }


def _refusal(model: CTranslate2Model) -> str:
    try:
        state_dict(model)
    except ValueError as error:
        return str(error)
    return ""


def _as_ctranslate2(state: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    state = dict(state)
    arrays = {}
    modules = {
        "attn_ln": "self_attention/layer_norm",
        "attn.out": "self_attention/linear_1",
        "cross_attn_ln": "attention/layer_norm",
        "cross_attn.query": "attention/linear_0",
        "cross_attn.out": "attention/linear_2",
        "mlp_ln": "ffn/layer_norm",
        "mlp.0": "ffn/linear_0",
        "mlp.2": "ffn/linear_1",
    }
    for side, final in (("encoder", "ln_post"), ("decoder", "ln")):
        arrays[f"{side}/position_encodings/encodings"] = state.pop(f"{side}.positional_embedding")
        for layer in range(DIMENSIONS.n_text_layer):
            ours, theirs = f"{side}.blocks.{layer}", f"{side}/layer_{layer}"
            fused = {"attn": ("self_attention/linear_0", ("query", "key", "value"))}
            if side == "decoder":
                fused["cross_attn"] = ("attention/linear_1", ("key", "value"))
            for module, (name, parts) in fused.items():
                weights = [state.pop(f"{ours}.{module}.{part}.weight") for part in parts]
                biases = [state.pop(f"{ours}.{module}.{part}.bias", np.zeros(512, np.float16)) for part in parts]
                arrays[f"{theirs}/{name}/weight"] = np.concatenate(weights)
                arrays[f"{theirs}/{name}/bias"] = np.concatenate(biases)
            for module, name in modules.items():
                _move(state, f"{ours}.{module}", arrays, f"{theirs}/{name}")
        _move(state, f"{side}.{final}", arrays, f"{side}/layer_norm")
    for conv in ("conv1", "conv2"):
        _move(state, f"encoder.{conv}", arrays, f"encoder/{conv}")
    arrays["decoder/embeddings/weight"] = state.pop("decoder.token_embedding.weight")
    assert not state, sorted(state)
    return arrays


def _move(state: dict[str, np.ndarray], ours: str, arrays: dict[str, np.ndarray], theirs: str) -> None:
    norm = theirs.endswith("layer_norm")
    for suffix, name in (("weight", "gamma" if norm else "weight"), ("bias", "beta" if norm else "bias")):
        if f"{ours}.{suffix}" in state:
            arrays[f"{theirs}/{name}"] = state.pop(f"{ours}.{suffix}")


def voice() -> dict[str, object]:
    """The graph has no generator left and takes its noise as inputs."""
    graph = onnx.load(weights_folder() / "piper-joe" / "voice.onnx").graph
    return {
        "random_nodes": [node.name for node in graph.node if "Random" in node.op_type],
        "inputs": [entry.name for entry in graph.input],
    }


if __name__ == "__main__":
    print(json.dumps({"whisper": whisper(), "voice": voice()}))
