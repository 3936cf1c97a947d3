"""Networks of two checkpoints, exported into one folder: what each computes then, as JSON. Argument: a folder."""

import contextlib
import json
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from onset.models.engines.catalog import Network, Serving
from onset.models.engines.export import export
from onset.models.networks import onnx_session

LEVELS = {"one": 1.0, "two": 2.0}


def network(name: str, level: float, folder: Path) -> Network:
    """Adds `level` to rows of 300, whose numbers lie in `denoiser.onnx.data`."""
    folder.mkdir(parents=True)
    weights = numpy_helper.from_array(np.full(300, level, np.float32), "weights")
    x, y = (helper.make_tensor_value_info(tensor, TensorProto.FLOAT, ["B", 300]) for tensor in "XY")
    graph = helper.make_graph([helper.make_node("Add", ["X", "weights"], ["Y"])], "add", [x], [y], [weights])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)
    path = folder / "denoiser.onnx"
    onnx.save(model, path, save_as_external_data=True, location="denoiser.onnx.data", size_threshold=0)
    return Network(f"{name}_denoiser", path, ({"B": (1, 1, 2)},), Serving(1, 1), f"{name}_denoiser")


def main(root: Path) -> None:
    """Print each one's answer to zeros."""
    networks = [network(name, level, root / name) for name, level in LEVELS.items()]
    out = root / "out"
    with contextlib.redirect_stdout(sys.stderr):
        for each in networks:
            export((each,), out)
    zeros = np.zeros((1, 300), np.float32)
    answers = {each.name: onnx_session(out / f"{each.name}.onnx").run(None, {"X": zeros})[0] for each in networks}
    print(json.dumps({name: float(answer.mean()) for name, answer in answers.items()}))


main(Path(sys.argv[1]))
