"""Small orders of the picture model, and what its Triton has counted."""

import re
import threading
import time
import urllib.request
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from onset.runtime.embedded_triton import EmbeddedTriton
from onset.runtime.picture_calls import PictureOrder


def heard(keyframes: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).random((keyframes, 16, 20), np.float32)


ORDER = PictureOrder(
    prompt="mountains at sunrise, calm",
    sound=heard(1),
    palette=np.array([[240, 120, 60], [30, 40, 90]], np.uint8),
    seed=3,
    size=(96, 64),
    steps=2,
)
LONG = replace(ORDER, sound=heard(4), size=(128, 128), steps=100)
STILL = np.tile(np.array([1, 0, 0, 0], np.float32), (2, 1))
FEEDBACK = {"mode": "feedback", "sound": heard(2), "camera": STILL, "strength": 0.5}
PATH = {"mode": "path", "sound": heard(2), "where": np.array([0, 0.37, 1], np.float32)}


def eventually(condition: Callable[[], bool], what: str, timeout_s: float = 60) -> None:
    deadline = time.monotonic() + timeout_s
    waiting = threading.Event()
    while not condition():
        assert time.monotonic() < deadline, f"not within {timeout_s:g} s: {what}"
        waiting.wait(0.02)


def counted(triton: EmbeddedTriton, metric: str) -> int:
    """What a metric of Triton's says whose line begins so."""
    text = urllib.request.urlopen(triton.metrics_url, timeout=5).read().decode()
    found = re.search(rf"^{re.escape(metric)}[^}}]*\}} (\d+)", text, re.MULTILINE)
    return int(found[1]) if found else 0


def passes(triton: EmbeddedTriton) -> int:
    """How many batches the denoiser has been given so far."""
    return counted(triton, 'nv_inference_exec_count{model="denoiser"')
