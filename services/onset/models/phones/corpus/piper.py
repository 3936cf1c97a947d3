"""Speaks with Piper's voice and tells when: `python -m …piper WEIGHTS OUT < orders.json`, in the models' environment.

The voice's network predicts how long each phone lasts before it makes the sound; those durations are told. The orders
are a JSON list of `[text, length_scale, seed]`, a higher scale being slower. `OUT` becomes an NPZ file with `rate_hz`,
and for each order k `sound_k` [samples], `symbols_k` [n] the voice's own symbols one after another, fillers and
punctuation included, and `ends_k` [n] the sample at which each ends.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from piper.phoneme_ids import phonemes_to_ids

from onset.models.voice import Voice

_HOP_SAMPLES = 256


def main(weights: str, out: str) -> None:
    """Speak all orders of the standard input."""
    model = onnx.load(Path(weights) / "voice.onnx")
    (ceil,) = (node for node in model.graph.node if node.op_type == "Ceil")
    model.graph.output.append(onnx.helper.make_empty_tensor_value_info(ceil.output[0]))
    session = onnxruntime.InferenceSession(model.SerializeToString())
    voice = Voice(Path(weights))
    symbols = {number: symbol for symbol, numbers in voice.ids.items() for number in numbers}
    arrays: dict[str, np.ndarray] = {"rate_hz": np.array(voice.sample_rate_hz)}
    for index, (text, length_scale, seed) in enumerate(json.load(sys.stdin)):
        ids = phonemes_to_ids(voice.phonemes(text), voice.ids)
        inputs = voice.inputs(ids, length_scale, np.random.Generator(np.random.PCG64(seed)))
        sound, frames = session.run(None, inputs)
        arrays[f"sound_{index}"] = sound.reshape(-1)
        arrays[f"symbols_{index}"] = np.array([symbols[number] for number in ids])
        arrays[f"ends_{index}"] = np.cumsum(frames.reshape(-1)) * _HOP_SAMPLES
    np.savez(out, **arrays)


if __name__ == "__main__":
    main(*sys.argv[1:])
