"""Piper's voice: the graph's random generators become an input, so that equal inputs give equal sound."""

import shutil
from pathlib import Path

import numpy as np
import onnx
from onnx import NodeProto, TensorProto, helper, numpy_helper

NOISE_FRAMES = 2048
"""Length of the noise of the decoder's prior in frames of 256 samples (24 s); longer sentences repeat it."""


def convert(sources: Path, out: Path) -> None:
    """Write `voice.onnx` with explicit noise and `voice.json` unchanged."""
    model = onnx.load(sources / "voice.onnx")
    make_noise_explicit(model)
    onnx.checker.check_model(model)
    onnx.save(model, out / "voice.onnx")
    shutil.copyfile(sources / "voice.json", out / "voice.json")


def make_noise_explicit(model: onnx.ModelProto) -> None:
    """Replace both RandomNormalLike nodes by the inputs DURATION_NOISE [1, 2, phonemes] and PRIOR_NOISE [1, 192, 2048].

    The length of the prior's noise follows from the predicted durations and is unknown to a caller, so the graph takes
    as many frames of PRIOR_NOISE as it needs, starting over where that ends.

    Raises:
        ValueError: the graph's generators are not the two that this voice is known to have.
    """
    graph = model.graph
    random = {node.name: node for node in graph.node if "Random" in node.op_type}
    if set(random) != {"/dp/RandomNormalLike", "/RandomNormalLike"}:
        raise ValueError(f"random nodes of the voice are {sorted(random)}, expected /dp/ and / RandomNormalLike")
    prior = random["/RandomNormalLike"]
    replacements = {
        "/dp/RandomNormalLike": [
            helper.make_node("Identity", ["DURATION_NOISE"], list(random["/dp/RandomNormalLike"].output))
        ],
        "/RandomNormalLike": _cycled("PRIOR_NOISE", prior.input[0], prior.output[0]),
    }
    nodes = [new for node in graph.node for new in replacements.get(node.name, [node])]
    del graph.node[:]
    graph.node.extend(nodes)
    graph.input.append(helper.make_tensor_value_info("DURATION_NOISE", TensorProto.FLOAT, [1, 2, "phonemes"]))
    graph.input.append(helper.make_tensor_value_info("PRIOR_NOISE", TensorProto.FLOAT, [1, 192, NOISE_FRAMES]))


def _cycled(noise: str, like: str, out: str) -> list[NodeProto]:
    """Nodes that give `out` as many frames (last axis) of `noise` as `like` has."""

    def constant(name: str, value: int) -> NodeProto:
        return helper.make_node("Constant", [], [name], value=numpy_helper.from_array(np.array(value, np.int64)))

    return [
        helper.make_node("Shape", [like], [f"{out}_shape"]),
        constant(f"{out}_axis", 2),
        helper.make_node("Gather", [f"{out}_shape", f"{out}_axis"], [f"{out}_frames"]),
        constant(f"{out}_zero", 0),
        constant(f"{out}_one", 1),
        constant(f"{out}_period", NOISE_FRAMES),
        helper.make_node("Range", [f"{out}_zero", f"{out}_frames", f"{out}_one"], [f"{out}_steps"]),
        helper.make_node("Mod", [f"{out}_steps", f"{out}_period"], [f"{out}_index"]),
        helper.make_node("Gather", [noise, f"{out}_index"], [out], axis=2),
    ]
