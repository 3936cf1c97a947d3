"""How networks run on a CPU that several of them share."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import onnxruntime


class Network(Protocol):
    """What a Python model runs its inputs through: in its own process, or as another model of the same Triton."""

    def run(self, outputs: Sequence[str], inputs: Mapping[str, np.ndarray]) -> list[np.ndarray]:
        """The outputs that are named, in that order."""


def threads() -> int:
    """Threads for one network: the machine's cores, four at most (several models run at once)."""
    return min(len(os.sched_getaffinity(0)), 4)


def onnx_session(path: Path) -> onnxruntime.InferenceSession:
    """Load an ONNX file for the CPU, with threads that sleep while they wait."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads()
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
