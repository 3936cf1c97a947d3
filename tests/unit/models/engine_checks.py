"""Networks in half precision, and what the builder refuses: found in the models' environment, as JSON."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from onset.models.engines import library
from onset.models.engines.builder import build
from onset.models.engines.catalog import Kept, Network, read_catalog
from onset.models.engines.errors import EngineError
from onset.models.engines.half import write_halved
from onset.models.engines.tensors import Tensor, signature_of

SIZES = {"B": 2, "L": 13, "T": 300, "h": 24, "w": 16, "H": 192, "W": 128}
NUMPY = {"FP32": np.float32, "INT64": np.int64, "BOOL": np.bool_}


def halved() -> dict[str, dict[str, object]]:
    """Each network in half precision against itself: the rms error over the rms of each output, the worst of them."""
    found = {}
    for network in read_catalog():
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "network.onnx"
            write_halved(network.onnx, path, network.kept)
            inputs = inputs_of(signature_of(network.onnx).inputs)
            single, half = run(network.onnx, inputs), run(path, inputs)
            weights = {tensor.data_type for tensor in onnx.load(path).graph.initializer}
            found[network.name] = {
                "error": max(float(rms(a - b) / rms(a)) for a, b in zip(single, half, strict=True)),
                "finite": all(np.isfinite(b).all() for b in half),
                "same_tensors": signature_of(path) == signature_of(network.onnx),
                "halves": TensorProto.FLOAT16 in weights,
            }
    return found


def inputs_of(tensors: Sequence[Tensor]) -> dict[str, np.ndarray]:
    """Random ones, in 0..1; tokens are some words, and masks keep everything."""
    rng = np.random.default_rng(0)
    inputs = {}
    for tensor in tensors:
        shape = [SIZES[size] if isinstance(size, str) else size for size in tensor.shape]
        values = rng.random(shape)
        if tensor.type == "INT64":
            values = np.full(shape, 1) if tensor.name == "MASK" else 1000 + 20_000 * values
        inputs[tensor.name] = values.astype(NUMPY[tensor.type]) if tensor.type != "BOOL" else np.ones(shape, bool)
    return inputs


def run(path: Path, inputs: dict[str, np.ndarray]) -> list[np.ndarray]:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(path, options).run(None, inputs)


def rms(values: np.ndarray) -> float:
    return float(np.sqrt(np.square(values, dtype=np.float64).mean()))


def small() -> dict[str, object]:
    """A graph of a few nodes: what becomes half precision in it, what stays, and where is rounded."""
    nodes = [
        helper.make_node("Mul", ["x", "huge"], ["far"], name="/far"),
        helper.make_node("Mul", ["x", "turns"], ["angle"], name="/angle"),
        helper.make_node("Sin", ["angle"], ["wave"], name="/wave"),
        helper.make_node("Add", ["wave", "x"], ["sum"], name="/sum"),
        helper.make_node("Relu", ["sum"], ["y"], name="/y"),
        helper.make_node("Clip", ["far", "", "huge"], ["z"], name="/z"),
    ]
    model = model_of(nodes, {"huge": np.float32(-3e38), "turns": np.float32(1000)}, outputs=("y", "z"))
    with tempfile.TemporaryDirectory() as folder:
        source, out, kept = (
            Path(folder) / "source.onnx",
            Path(folder) / "a" / "out.onnx",
            Path(folder) / "b" / "out.onnx",
        )
        onnx.save(model, source)
        for path, keep in ((out, Kept()), (kept, Kept(nodes="/(sum|y)"))):
            path.parent.mkdir()
            write_halved(source, path, keep)
        graph = onnx.load(out).graph
        x = np.linspace(-1, 1, 41, dtype=np.float32)
        ours, single = run(out, {"x": x}), run(source, {"x": x})
        return {
            "casts": [node.name for node in graph.node if node.op_type == "Cast"],
            "casts_of_kept": [node.name for node in onnx.load(kept).graph.node if node.op_type == "Cast"],
            "huge": [float(numpy_helper.to_array(t)) for t in graph.initializer if t.name.startswith("huge")],
            "error": float(np.abs(ours[0] - single[0]).max()),
            "finite": bool(np.isfinite(ours[1]).all()),
        }


def model_of(
    nodes: list[onnx.NodeProto], weights: dict[str, np.ndarray], outputs: tuple[str, ...] = ("y",)
) -> onnx.ModelProto:
    """A network of x [B] -> the outputs [B]."""
    tensors = [numpy_helper.from_array(np.asarray(value), name) for name, value in weights.items()]
    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["B"]) for name in ("x", *outputs)]
    graph = helper.make_graph(nodes, "small", values[:1], values[1:], tensors)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=8)


def refusals() -> dict[str, str]:
    """What is said of operators that TensorRT does not take, and of graphs that cannot be converted."""
    unknown = model_of([helper.make_node("Unique", ["x"], ["y"], name="/head/unique", sorted=1)], {})
    branch = model_of([helper.make_node("Relu", ["x"], ["y"])], {}).graph
    del branch.input[:]
    nested = model_of(
        [helper.make_node("If", ["yes"], ["y"], name="/if", then_branch=branch, else_branch=branch)],
        {"yes": np.bool_(True)},
    )
    named = read_catalog()[0]
    network = replace(named, name="small", profiles=({"B": (1, 2, 4)},))
    return {"operator": refusal(network, unknown), "nested": refusal(network, nested)}


def refusal(network: Network, model: onnx.ModelProto) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "small.onnx"
        onnx.save(model, path)
        network = replace(network, onnx=path)
        try:
            build(network, signature_of(path), "sm89", library.load(), b"")
        except EngineError as error:
            return str(error)
    return ""


if __name__ == "__main__":
    print(json.dumps({"halved": halved(), "small": small(), "refusals": refusals()}))
