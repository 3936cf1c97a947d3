"""What goes into a network and what comes out: names, types and shapes, as its ONNX file says."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import onnx
from onnx import GraphProto, StringStringEntryProto, TensorProto, ValueInfoProto

TYPES = {
    TensorProto.FLOAT: "FP32",
    TensorProto.FLOAT16: "FP16",
    TensorProto.INT32: "INT32",
    TensorProto.INT64: "INT64",
    TensorProto.BOOL: "BOOL",
    TensorProto.UINT8: "UINT8",
}
"""Element types under their names in Triton."""


@dataclass(frozen=True, slots=True)
class Tensor:
    """An input or an output."""

    name: str
    type: str
    """As in TYPES."""
    shape: tuple[int | str, ...]
    """Sizes, and names of the axes that vary, "?" where one has none."""

    def __str__(self) -> str:
        return f"{self.name} {self.type} [{', '.join(map(str, self.shape))}]"


@dataclass(frozen=True, slots=True)
class Signature:
    """All of them."""

    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]

    @property
    def axes(self) -> set[str]:
        """Names of the inputs' axes that vary."""
        return {size for tensor in self.inputs for size in tensor.shape if isinstance(size, str)}

    def __str__(self) -> str:
        return f"{', '.join(map(str, self.inputs))} -> {', '.join(map(str, self.outputs))}"


def signature_of(path: Path) -> Signature:
    """Of an ONNX file."""
    graph = onnx.load(path, load_external_data=False).graph
    weights = {tensor.name for tensor in graph.initializer}
    return Signature(
        tuple(_tensor(value) for value in graph.input if value.name not in weights),
        tuple(_tensor(value) for value in graph.output),
    )


def files_of(path: Path) -> list[Path]:
    """An ONNX file, and the files of weights beside it, which those of more than 2 GB have."""
    graph = onnx.load(path, load_external_data=False).graph
    return [path, *(path.parent / name for name in sorted({entry.value for entry in _locations(graph)}))]


def with_weights_in(path: Path, names: Mapping[Path, str]) -> bytes:
    """An ONNX file that looks for each of its files of weights under another name."""
    model = onnx.load(path, load_external_data=False)
    for entry in _locations(model.graph):
        entry.value = names[path.parent / entry.value]
    return model.SerializeToString()


def _locations(graph: GraphProto) -> list[StringStringEntryProto]:
    """Where each tensor lies that lies outside of the graph."""
    return [entry for tensor in graph.initializer for entry in tensor.external_data if entry.key == "location"]


def _tensor(value: ValueInfoProto) -> Tensor:
    kind = value.type.tensor_type
    shape = tuple(axis.dim_param or axis.dim_value for axis in kind.shape.dim)
    return Tensor(value.name, TYPES.get(kind.elem_type, str(kind.elem_type)), shape)
