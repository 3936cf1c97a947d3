"""One engine: a network for one kind of GPU, by the TensorRT that is installed.

Networks are strongly typed, as newer TensorRT takes them alone: an engine computes in the types of its ONNX file.
"""

import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from onset.models.engines.catalog import Network
from onset.models.engines.errors import EngineError
from onset.models.engines.half import write_halved
from onset.models.engines.library import Library
from onset.models.engines.tensors import Signature, Tensor

_TYPES = {"FLOAT": "FP32", "HALF": "FP16"}
"""TensorRT's names of element types where Triton has others."""


def build(
    network: Network, signature: Signature, target: str, library: Library, timing_cache: bytes
) -> tuple[bytes, Signature, bytes]:
    """Build it.

    Args:
        network: what to build.
        signature: of its ONNX file, which fits the network's profiles.
        target: for which GPUs, one of the library's.
        library: what builds.
        timing_cache: of earlier builds, empty if there is none. TensorRT-RTX measures nothing and has none.

    Returns:
        The engine, the tensors that it takes and gives, and the timing cache to go on with.

    Raises:
        EngineError: an operator is refused, or the build failed; the message names network, target and node.
        KeyboardInterrupt: when the library has stopped.
    """
    api = library.api
    builder = api.Builder(library.logger)
    definition = builder.create_network(1 << int(api.NetworkDefinitionCreationFlag.STRONGLY_TYPED))
    with tempfile.TemporaryDirectory(prefix="onset-engine-") as folder:
        halved = Path(folder) / "network.onnx"
        try:
            write_halved(network.onnx, halved, network.kept)
        except EngineError as error:
            raise EngineError(f"{network.name} for {target}: {error}.") from error
        parser = api.OnnxParser(definition, library.logger)
        if not parser.parse_from_file(str(halved)):
            raise EngineError(f"{network.name} for {target}: {library} does not take it. {_refusal(parser)}")
        # The parser's weights lie in its file, so it is needed until the engine is built.
        config = builder.create_builder_config()
        _aim(config, target, library)
        _shape_inputs(builder, config, definition, network, signature)
        cache = None
        if not library.is_rtx:
            cache = config.create_timing_cache(timing_cache)
            config.set_timing_cache(cache, ignore_mismatch=False)
        with _interruptible(api) as monitor:
            config.progress_monitor = monitor
            engine = builder.build_serialized_network(definition, config)
    if engine is None:
        raise EngineError(
            f"{network.name} for {target}: {library} could not build it: {library.logger.last_error} "
            "Keep the nodes that it names in single precision (`keep` in the catalog), or express them otherwise."
        )
    return bytes(engine), _signature_of(definition), bytes(cache.serialize()) if cache else b""


def _aim(config: Any, target: str, library: Library) -> None:
    """Build for every GPU of the target's compute capability, not only for the one at hand."""
    if library.is_rtx:
        config.num_compute_capabilities = 1
        config.set_compute_capability(library.api.ComputeCapability.__members__[target.upper()], 0)
    else:
        config.hardware_compatibility_level = library.api.HardwareCompatibilityLevel.SAME_COMPUTE_CAPABILITY


def _shape_inputs(builder: Any, config: Any, definition: Any, network: Network, signature: Signature) -> None:
    """Give the optimisation profiles; axes that have one size in all of them become constants, which kernels like."""
    seen = {axis: {size for profile in network.profiles for size in profile[axis]} for axis in signature.axes}
    fixed = {axis: min(sizes) for axis, sizes in seen.items() if len(sizes) == 1}
    shapes = {tensor.name: tensor.shape for tensor in signature.inputs}
    for index in range(definition.num_inputs):
        tensor = definition.get_input(index)
        tensor.shape = [fixed.get(size, -1) if isinstance(size, str) else size for size in shapes[tensor.name]]
    for profile in network.profiles:
        made = builder.create_optimization_profile()
        for name, shape in shapes.items():
            sizes = [profile[size] if isinstance(size, str) else (size, size, size) for size in shape]
            made.set_shape(name, *zip(*sizes, strict=True))
        config.add_optimization_profile(made)


def _signature_of(definition: Any) -> Signature:
    """As TensorRT has it: with constants where axes are fixed, and no names for the axes of what comes out."""

    def tensor(value: Any) -> Tensor:
        sizes = tuple(value.shape)
        names = [value.get_dimension_name(axis) or "?" for axis in range(len(sizes))]
        shape = tuple(name if size < 0 else size for size, name in zip(sizes, names, strict=True))
        return Tensor(value.name, _TYPES.get(value.dtype.name, value.dtype.name), shape)

    return Signature(
        tuple(tensor(definition.get_input(index)) for index in range(definition.num_inputs)),
        tuple(tensor(definition.get_output(index)) for index in range(definition.num_outputs)),
    )


def _refusal(parser: Any) -> str:
    errors = [parser.get_error(index) for index in range(parser.num_errors)]
    told = [f"{e.node_operator()} at node {e.node_name()!r}: {e.code().name} ({e.desc()})." for e in errors]
    return " ".join([*told, "Express it by other operators in the network's converter."])


@contextmanager
def _interruptible(api: Any) -> Iterator[Any]:
    """A progress monitor that ends the build after Ctrl-C, which Python otherwise hears of when the build is over."""
    interrupted = False

    def interrupt(*_: object) -> None:
        nonlocal interrupted
        interrupted = True

    class Monitor(api.IProgressMonitor):  # type: ignore[misc]
        def __init__(self) -> None:
            api.IProgressMonitor.__init__(self)

        def phase_start(self, *_: object) -> None:
            """Nothing to tell."""

        def phase_finish(self, *_: object) -> None:
            """Nothing to tell."""

        def step_complete(self, *_: object) -> bool:
            return not interrupted

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield Monitor()
    finally:
        signal.signal(signal.SIGINT, before)
    if interrupted:
        raise KeyboardInterrupt
