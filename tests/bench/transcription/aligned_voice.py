"""Speak sentences with the shipped voice and tell when each word sounds. Runs in the models' environment.

Usage: python aligned_voice.py WEIGHTS_FOLDER OUT.npz < sentences.json

The voice's network predicts how long each phoneme lasts before it makes the sound, so its own durations are the truth
about connected speech. OUT.npz gets `rate_hz`, and per sentence k `audio_k` [samples] and `words_k` [words, 2] in
samples; words_k is empty where the voice merges words ("on the") and their number differs from the text's.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from piper.phoneme_ids import phonemes_to_ids

from onset.models.voice import Voice

HOP_SAMPLES = 256
MARKS = frozenset(" ^$.,;:!?")


def main() -> None:
    """Speak standard input's JSON list of sentences."""
    weights, out = Path(sys.argv[1]), Path(sys.argv[2])
    model = onnx.load(weights / "voice.onnx")
    (ceil,) = (node for node in model.graph.node if node.op_type == "Ceil")
    model.graph.output.append(onnx.helper.make_empty_tensor_value_info(ceil.output[0]))
    session = onnxruntime.InferenceSession(model.SerializeToString())
    voice = Voice(weights)
    random = np.random.default_rng(7)
    arrays: dict[str, np.ndarray] = {"rate_hz": np.array(voice.sample_rate_hz)}
    for index, sentence in enumerate(json.load(sys.stdin)):
        (phonemes,) = voice._phonemizer.phonemize(voice._espeak_voice, sentence)
        ids = phonemes_to_ids(phonemes, voice._ids)
        inputs = {
            "input": np.array([ids], np.int64),
            "input_lengths": np.array([len(ids)], np.int64),
            "scales": np.array([voice._noise_scale, 1.0, voice._duration_noise_scale], np.float32),
            "DURATION_NOISE": random.standard_normal((1, 2, len(ids)), np.float32),
            "PRIOR_NOISE": random.standard_normal(voice._prior_noise_shape, np.float32),
        }
        audio, frames = session.run(None, inputs)
        words = word_spans(phonemes, ids, frames.reshape(-1) * HOP_SAMPLES, voice._ids)
        arrays[f"audio_{index}"] = audio.reshape(-1)
        arrays[f"words_{index}"] = words if len(words) == len(sentence.split()) else np.zeros((0, 2))
    np.savez(out, **arrays)


def word_spans(phonemes: list[str], ids: list[int], samples: np.ndarray, table: dict[str, list[int]]) -> np.ndarray:
    """[words, 2] first and end sample of each run of phonemes that are neither spaces nor punctuation."""
    symbols = {number: symbol for symbol, numbers in table.items() for number in numbers}
    ends = np.cumsum(samples)
    spans: list[list[float]] = []
    open_word = False
    for number, length, end in zip(ids, samples, ends, strict=True):
        symbol = symbols[number]
        if symbol == "_":
            if open_word:
                spans[-1][1] = end
        elif symbol in MARKS:
            open_word = False
        elif open_word:
            spans[-1][1] = end
        else:
            spans.append([end - length, end])
            open_word = True
    assert any(phoneme.isalpha() for phoneme in phonemes)
    return np.array(spans)


if __name__ == "__main__":
    main()
