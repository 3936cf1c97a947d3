"""Onset-mini without Triton, in the models' environment: makes an order for each line that comes, and says the seconds.

A line is JSON: prompt, palette, size, steps, scales. The answer is JSON: seconds on the clock, seconds of CPU.
"""

import json
import sys
import time
from collections.abc import Mapping
from typing import Any

import numpy as np

from onset.models.networks import onnx_session
from onset.models.picture.checkpoint import Checkpoint
from onset.models.picture.onset_mini import OnsetMini
from onset.models.picture.order import order_of
from onset.models.picture.sampler import pictures
from onset.models.places import weights_folder
from onset.models.rows import RowNetwork
from onset.models.text_encoder import TextEncoder

_FLAT = {"TIME", "SOUND_MASK", "STYLE_MASK"}
"""Inputs that Triton's configuration reshapes from (B, 1) to (B,)."""


def checkpoint() -> Checkpoint[Any]:
    """With networks in this process."""
    folder = weights_folder() / "onset-mini"
    networks = {name: RowNetwork(folder / f"{name}.onnx", _rows_at_once) for name in ("denoiser", "vae_decoder")}
    minilm = weights_folder() / "minilm"
    text = TextEncoder(onnx_session(minilm / "sentence_encoder.onnx"), minilm / "tokenizer.json")
    style = onnx_session(folder / "style.onnx")

    def ask(model: str, inputs: Mapping[str, np.ndarray], _: object) -> dict[str, np.ndarray]:
        if model == "text_encoder":
            tokens, mask = text.tokens(inputs["TEXT"])
            return {"TOKENS": tokens, "TOKENS_MASK": mask}
        return networks[model].run({name: array[:, 0] if name in _FLAT else array for name, array in inputs.items()})

    return OnsetMini(ask, lambda thumbnails: style.run(None, {"THUMBNAILS": thumbnails})[0])


def _rows_at_once(inputs: dict[str, np.ndarray]) -> int:
    """As the served models have it."""
    return max(32 * 32 // inputs["LATENTS"][0, 0].size, 1)


def main() -> None:
    """Answer until there are no more lines."""
    known = checkpoint()
    for line in sys.stdin:
        asked = json.loads(line)
        order = order_of(
            {
                "PROMPT": np.array([asked["prompt"].encode()], np.object_),
                "SOUND": np.full((1, 16, 20), 0.5, np.float32),
                "PALETTE": np.array(asked["palette"], np.uint8),
                "SEED": np.array([1]),
                "SIZE": np.array(asked["size"], np.int32),
                "STEPS": np.array([asked["steps"]], np.int32),
                "SCALES": np.array(asked["scales"], np.float32),
                "MODE": np.array([b"keyframes"], np.object_),
            }
        )
        clock, cpu = time.perf_counter(), time.process_time()
        pictures(order, known, lambda: False)
        took = {"s": time.perf_counter() - clock, "cpu_s": time.process_time() - cpu}
        print(json.dumps(took), flush=True)


if __name__ == "__main__":
    main()
