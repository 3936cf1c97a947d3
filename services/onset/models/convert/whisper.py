"""Whisper base: CTranslate2 fp16 halves -> openai-whisper's state dict, and two networks as ONNX."""

import io
import json
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from whisper.model import Whisper

from onset.models.convert import ctranslate2
from onset.models.convert.export import export_onnx
from onset.models.phones.network import phone_listener
from onset.models.transcriber import DIMENSIONS


def convert(sources: Path, out: Path) -> None:
    """Write `whisper.safetensors` (fp16, exact, with `alignment_heads`) and the two networks in fp32."""
    joined = io.BytesIO((sources / "model.bin.part1").read_bytes() + (sources / "model.bin.part2").read_bytes())
    state = state_dict(ctranslate2.read(joined))
    heads = json.loads((sources / "config.json").read_text(encoding="utf-8"))["alignment_heads"]
    save_file({**state, "alignment_heads": torch.tensor(heads)}, out / "whisper.safetensors")

    model = Whisper(DIMENSIONS)
    model.load_state_dict(state)
    mel = torch.zeros(1, DIMENSIONS.n_mels, 2 * DIMENSIONS.n_audio_ctx)
    axes = {name: {0: "B"} for name in ("MEL", "TOKENS", "LIKELIHOODS")}
    export_onnx(model.encoder, (mel,), out / "encoder.onnx", ["MEL"], ["TOKENS"], axes)
    listener = phone_listener(model.encoder, sources / "phones.safetensors")
    export_onnx(listener, (mel,), out / "phone_listener.onnx", ["MEL"], ["LIKELIHOODS"], axes)


def state_dict(model: ctranslate2.CTranslate2Model) -> dict[str, torch.Tensor]:
    """CTranslate2's arrays under openai-whisper's names; values are not changed.

    Raises:
        ValueError: the file is of another architecture, or some of its arrays have no counterpart.
    """
    if model.spec != "WhisperSpec":
        raise ValueError(f"specification is {model.spec}, expected WhisperSpec")
    arrays = dict(model.arrays)
    state: dict[str, np.ndarray] = {}

    def take(theirs: str, ours: str) -> None:
        for suffix, name in (("weight", "weight"), ("bias", "bias"), ("gamma", "weight"), ("beta", "bias")):
            if f"{theirs}/{suffix}" in arrays:
                state[f"{ours}.{name}"] = arrays.pop(f"{theirs}/{suffix}")

    def split(theirs: str, ours: str, names: tuple[str, ...]) -> None:
        """Separate one fused projection; Whisper's key has no bias, and the fused layer holds zeros for it."""
        weights = np.split(arrays.pop(f"{theirs}/weight"), len(names))
        biases = np.split(arrays.pop(f"{theirs}/bias"), len(names))
        for name, weight, bias in zip(names, weights, biases, strict=True):
            state[f"{ours}.{name}.weight"] = weight
            if name != "key":
                state[f"{ours}.{name}.bias"] = bias
            elif bias.any():
                raise ValueError(f"{theirs} has a bias for the key, which Whisper does not have")

    take("encoder/conv1", "encoder.conv1")
    take("encoder/conv2", "encoder.conv2")
    take("encoder/layer_norm", "encoder.ln_post")
    take("decoder/layer_norm", "decoder.ln")
    state["encoder.positional_embedding"] = arrays.pop("encoder/position_encodings/encodings")
    state["decoder.positional_embedding"] = arrays.pop("decoder/position_encodings/encodings")
    state["decoder.token_embedding.weight"] = arrays.pop("decoder/embeddings/weight")
    for side, layers in (("encoder", DIMENSIONS.n_audio_layer), ("decoder", DIMENSIONS.n_text_layer)):
        for layer in range(layers):
            theirs, ours = f"{side}/layer_{layer}", f"{side}.blocks.{layer}"
            take(f"{theirs}/self_attention/layer_norm", f"{ours}.attn_ln")
            split(f"{theirs}/self_attention/linear_0", f"{ours}.attn", ("query", "key", "value"))
            take(f"{theirs}/self_attention/linear_1", f"{ours}.attn.out")
            take(f"{theirs}/ffn/layer_norm", f"{ours}.mlp_ln")
            take(f"{theirs}/ffn/linear_0", f"{ours}.mlp.0")
            take(f"{theirs}/ffn/linear_1", f"{ours}.mlp.2")
            if side == "decoder":
                take(f"{theirs}/attention/layer_norm", f"{ours}.cross_attn_ln")
                take(f"{theirs}/attention/linear_0", f"{ours}.cross_attn.query")
                split(f"{theirs}/attention/linear_1", f"{ours}.cross_attn", ("key", "value"))
                take(f"{theirs}/attention/linear_2", f"{ours}.cross_attn.out")
    unknown = [name for name, array in arrays.items() if array.ndim > 0]
    if unknown:
        raise ValueError(f"arrays without a counterpart in Whisper: {', '.join(sorted(unknown))}")
    return {name: torch.from_numpy(array.copy()) for name, array in state.items()}
