"""The TensorRT that is installed: the full library on a node with a GPU, TensorRT-RTX on any machine.

Both have one interface. What differs is here: where they are found, and for which GPUs they build.
"""

import ctypes
import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onset.models.engines.errors import EngineError

TARGETS = ("sm75", "sm80", "sm86", "sm89", "sm90", "sm100", "sm103", "sm120", "sm121")
"""Compute capabilities of the GPUs that TensorRT supports, from Turing to Blackwell."""
_RTX_LIBRARIES = ("libtensorrt_rtx.so.1", "libtensorrt_onnxparser_rtx.so.1")
_CAPABILITY_MAJOR, _CAPABILITY_MINOR = 75, 76
"""CUDA's numbers of the device attributes."""


@dataclass(frozen=True, slots=True)
class Library:
    """One of the two."""

    name: str
    """`tensorrt` or `tensorrt_rtx`."""
    version: str
    api: Any
    """The Python module."""
    logger: Any
    """The one of this process: the library keeps to the first that it is given."""

    @property
    def is_rtx(self) -> bool:
        """Whether it is TensorRT-RTX."""
        return self.name == "tensorrt_rtx"

    @property
    def targets(self) -> tuple[str, ...]:
        """What it can build for: TensorRT-RTX for all it knows, TensorRT for the GPU that it measures kernels on.

        Raises:
            EngineError: TensorRT is installed on a machine without a GPU.
        """
        if self.is_rtx:
            return tuple(name for name in TARGETS if name.upper() in self.api.ComputeCapability.__members__)
        return (_target_of_this_gpu(),)

    def check(self, target: str) -> None:
        """Refuse a target that it does not build for.

        Raises:
            EngineError: naming those that it does.
        """
        if target in self.targets:
            return
        here = f"{self.name} {self.version} builds for {', '.join(self.targets)} here, not for {target}."
        if self.is_rtx:
            raise EngineError(f"{here} Install TensorRT on a node with such a GPU and run this there.")
        raise EngineError(f"{here} Run this on a node with such a GPU.")

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


def check_name(target: str) -> None:
    """Refuse what is no target at all.

    Raises:
        EngineError: listing those that are.
    """
    if target not in TARGETS:
        raise EngineError(f"There is no target {target!r}; there are {', '.join(TARGETS)}.")


def is_full() -> bool:
    """Whether TensorRT itself is installed, so that TensorRT-RTX is not needed."""
    return importlib.util.find_spec("tensorrt") is not None


def load() -> Library:
    """TensorRT where it is installed, else TensorRT-RTX.

    Raises:
        EngineError: neither is, or it cannot be loaded.
    """
    try:
        if is_full():
            import tensorrt as api  # noqa: PLC0415

            return Library("tensorrt", api.__version__, api, _logger(api))
        return _load_rtx()
    except (ImportError, OSError) as error:
        raise EngineError(
            f"TensorRT cannot be loaded: {error}. Install it into the models' environment anew."
        ) from error


def _load_rtx() -> Library:
    spec = importlib.util.find_spec("tensorrt_rtx_libs")
    if spec is None or spec.origin is None:
        raise EngineError("No TensorRT is installed. Run `onset models engines`, which installs TensorRT-RTX.")
    for name in _RTX_LIBRARIES:
        # The bindings look for their symbols in the whole process.
        ctypes.CDLL(str(Path(spec.origin).with_name(name)), mode=ctypes.RTLD_GLOBAL)
    import tensorrt_rtx_bindings as api  # noqa: PLC0415

    return Library("tensorrt_rtx", api.__version__, api, _logger(api))


def _logger(api: Any) -> Any:
    class Logger(api.ILogger):  # type: ignore[misc]
        """Remembers what went wrong; the library's words of warning are for its developers."""

        def __init__(self) -> None:
            api.ILogger.__init__(self)
            self.last_error = "no reason given."

        def log(self, severity: Any, message: str) -> None:
            if severity in (api.ILogger.Severity.ERROR, api.ILogger.Severity.INTERNAL_ERROR):
                self.last_error = " ".join(message.split())

    return Logger()


def _target_of_this_gpu() -> str:
    """Compute capability of CUDA's first device."""
    try:
        cuda = ctypes.CDLL("libcuda.so.1")
    except OSError as error:
        raise EngineError(f"TensorRT builds on a GPU, and this machine has no NVIDIA driver ({error}).") from error
    device, major, minor = ctypes.c_int(), ctypes.c_int(), ctypes.c_int()
    statuses = (
        cuda.cuInit(0),
        cuda.cuDeviceGet(ctypes.byref(device), 0),
        cuda.cuDeviceGetAttribute(ctypes.byref(major), _CAPABILITY_MAJOR, device),
        cuda.cuDeviceGetAttribute(ctypes.byref(minor), _CAPABILITY_MINOR, device),
    )
    if any(statuses):
        raise EngineError(f"TensorRT builds on a GPU, and CUDA finds none (CUDA error {max(statuses)}).")
    return f"sm{major.value}{minor.value}"
