"""How networks run on a CPU that several of them share."""

import os
from pathlib import Path

import onnxruntime


def threads() -> int:
    """Threads for one network: the machine's cores, four at most (several models run at once)."""
    return min(len(os.sched_getaffinity(0)), 4)


def onnx_session(path: Path) -> onnxruntime.InferenceSession:
    """Load an ONNX file for the CPU, with threads that sleep while they wait."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads()
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
