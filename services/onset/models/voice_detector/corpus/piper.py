"""Speaks with Piper's voice, in the environment of Triton's models: `python -m …piper WEIGHTS OUT < orders.json`.

The orders are a JSON list of `[text, speed, seed]`; `OUT` becomes an NPZ file with `rate_hz` and `sound_0`, `sound_1`…
"""

import json
import sys
from pathlib import Path

import numpy as np

from onset.models.voice import Voice


def main(weights: str, out: str) -> None:
    """Speak all orders of the standard input."""
    voice = Voice(Path(weights))
    sounds = {
        f"sound_{index}": voice.speak(np.array([text.encode()]), np.array([speed]), np.array([seed]), lambda: False)
        for index, (text, speed, seed) in enumerate(json.load(sys.stdin))
    }
    np.savez(out, rate_hz=voice.sample_rate_hz, **sounds)


if __name__ == "__main__":
    main(*sys.argv[1:])
