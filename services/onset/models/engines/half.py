"""Half precision: an ONNX network in fp32 -> the same with fp16 inside and its inputs and outputs as they were.

TensorRT takes networks as they are typed, so what may be half is said here. As in PyTorch's autocast, whatever adds up
many values or takes them to powers stays single; so do angles and ranges with all that they are made of, and what the
network's entry in the catalog keeps. A value is rounded where it goes from one kind of node to the other, nowhere else.
"""

import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import onnx
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from onset.models.engines.catalog import Kept
from onset.models.engines.errors import EngineError

WEIGHTS = "weights"
"""File beside the network that holds its weights: one protobuf message ends at 2 GB."""
SINGLE = frozenset(
    {"CumSum", "Cos", "Exp", "GridSample", "GroupNormalization", "InstanceNormalization", "LayerNormalization", "Log"}
    | {"Pow", "Range", "Reciprocal", "ReduceL1", "ReduceL2", "ReduceMean", "ReduceProd", "ReduceSum", "Sin", "Softmax"}
    | {"Sqrt"}
)
"""Operators that stay in single precision in every network."""
_EXACT = frozenset({"Cos", "Range", "Sin"})
"""Operators whose inputs must be exact: an angle of 1000 rad is rounded by a quarter in half precision."""
_WEIGHTED = frozenset({"Conv", "ConvTranspose", "Einsum", "Gemm", "MatMul"})
"""What comes from these is no longer an angle in the making."""
_SINGLE_INPUTS = {"Resize": (1, 2)}
"""Inputs that are single by the standard, whatever the others are: a resize's region and factors."""
_LARGEST = 32768.0
"""What larger constants become (masks have some): half of fp16's range, so that a sum with one stays finite."""
_ATTRIBUTES = {"Constant": "value", "ConstantOfShape": "value"}


def write_halved(source: Path, out: Path, kept: Kept) -> None:
    """Write the network of `source`, an ONNX file in fp32, to `out`, alone in its folder, with its weights beside it.

    Raises:
        EngineError: the graph has a part that cannot be converted; the message names its node.
    """
    model = onnx.load(source)
    # Types are inferred without the weights: with those of a large network the message would pass 2 GB.
    _Halving(model, _floats(onnx.load(source, load_external_data=False)), kept).run()
    onnx.save(model, out, save_as_external_data=True, location=WEIGHTS)


class _Halving:
    """One conversion, in place."""

    def __init__(self, model: ModelProto, floats: set[str], kept: Kept) -> None:
        self._graph = model.graph
        self._kept = kept
        self._weights = {tensor.name: tensor for tensor in self._graph.initializer}
        self._floats = floats
        self._exact = _made_into_angles(self._graph.node, self._floats)
        self._half: set[str] = set()
        """Tensors that are fp16 by now."""
        self._casts: dict[tuple[str, int], str] = {}
        self._nodes: list[NodeProto] = []

    def run(self) -> None:
        """Do it."""
        outputs = {value.name for value in self._graph.output}
        for node in self._graph.node:
            if any(attribute.HasField("g") for attribute in node.attribute):
                raise EngineError(f"{node.op_type} {node.name!r} holds a graph of its own, which is not converted")
            single = self._is_single(node)
            for index, name in enumerate(node.input):
                if name in self._floats:
                    fixed = index in _SINGLE_INPUTS.get(node.op_type, ())
                    node.input[index] = self._as(name, half=not (single or fixed))
            renamed = [] if single else self._halve_outputs(node, outputs)
            self._nodes.append(node)
            for ours, theirs in renamed:
                self._cast(ours, theirs, TensorProto.FLOAT)
        del self._graph.node[:], self._graph.value_info[:]
        self._graph.node.extend(self._nodes)
        used = {name for node in self._nodes for name in node.input}
        kept = [tensor for name, tensor in self._weights.items() if name in used]
        del self._graph.initializer[:]
        self._graph.initializer.extend(kept)

    def _is_single(self, node: NodeProto) -> bool:
        named = bool(self._kept.nodes) and re.match(self._kept.nodes, node.name) is not None
        kept = node.op_type in SINGLE or node.op_type in self._kept.operators
        return kept or named or not self._exact.isdisjoint(node.output)

    def _halve_outputs(self, node: NodeProto, outputs: set[str]) -> list[tuple[str, str]]:
        """Make a node's results fp16; pairs of new and old name of those that leave the network."""
        renamed = []
        for index, name in enumerate(node.output):
            if name not in self._floats:
                continue
            if name in outputs:
                # Within the network it goes on in half precision, outside it keeps name and type.
                node.output[index] = f"{name}/half"
                renamed.append((f"{name}/half", name))
                self._casts[name, TensorProto.FLOAT16] = f"{name}/half"
            else:
                self._half.add(name)
        for attribute in node.attribute:
            if node.op_type == "Cast" and attribute.name == "to" and attribute.i == TensorProto.FLOAT:
                attribute.i = TensorProto.FLOAT16
            elif attribute.name == _ATTRIBUTES.get(node.op_type) and attribute.t.data_type == TensorProto.FLOAT:
                attribute.t.CopyFrom(_halved(attribute.t))
        return renamed

    def _as(self, name: str, *, half: bool) -> str:
        """The name under which a tensor is to be had in the precision asked for."""
        if (name in self._half) == half:
            return name
        kind = TensorProto.FLOAT16 if half else TensorProto.FLOAT
        if (name, kind) not in self._casts:
            other = self._casts[name, kind] = f"{name}/{'half' if half else 'single'}"
            if name in self._weights:
                self._weights[other] = _halved(self._weights[name], other)
            else:
                self._cast(name, other, kind)
        return self._casts[name, kind]

    def _cast(self, name: str, to: str, kind: int) -> None:
        self._nodes.append(helper.make_node("Cast", [name], [to], name=f"{to}/cast", to=kind))


def _made_into_angles(nodes: Iterable[NodeProto], floats: set[str]) -> set[str]:
    """Tensors that angles and ranges are made of, back to what no longer is one."""
    makers = {name: node for node in nodes for name in node.output}
    waiting = [name for node in makers.values() if node.op_type in _EXACT for name in node.input]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        maker = makers.get(name)
        if name in found or name not in floats or maker is None or maker.op_type in _WEIGHTED:
            continue
        found.add(name)
        waiting += maker.input
    return found


def _floats(model: ModelProto) -> set[str]:
    """Names of all fp32 tensors."""
    graph = onnx.shape_inference.infer_shapes(model).graph
    values = (*graph.input, *graph.value_info, *graph.output)
    known = {value.name: value.type.tensor_type.elem_type for value in values}
    known |= {tensor.name: tensor.data_type for tensor in graph.initializer}
    for node in graph.node:
        for name in node.output:
            if name and name not in known:
                raise EngineError(f"the type of {name!r}, which {node.op_type} {node.name!r} gives, cannot be inferred")
    return {name for name, kind in known.items() if kind == TensorProto.FLOAT}


def _halved(tensor: TensorProto, name: str = "") -> TensorProto:
    values = numpy_helper.to_array(tensor)
    within = np.where(np.abs(values) > np.finfo(np.float16).max, np.sign(values) * _LARGEST, values)
    return numpy_helper.from_array(within.astype(np.float16), name or tensor.name)
