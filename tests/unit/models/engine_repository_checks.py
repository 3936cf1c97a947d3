"""A repository of one network's engine, in a home with an imported checkpoint: its models, as JSON.

Argument: an empty folder, which is ONSET_HOME, too.
"""

import contextlib
import json
import sys
from pathlib import Path

import onnx
from onnx import TensorProto, helper

from onset.models.engines import manifest, repository
from onset.models.engines.catalog import Network, Serving
from onset.models.engines.tensors import signature_of
from onset.models.files import sha256_of

IMPORTED = "mine_denoiser"


def main(home: Path) -> None:
    """Print the names of the models that have a configuration."""
    graph = home / "weights" / "denoiser.onnx"
    graph.parent.mkdir()
    x, y = (helper.make_tensor_value_info(tensor, TensorProto.FLOAT, ["B", 3]) for tensor in "XY")
    onnx.save(helper.make_model(helper.make_graph([helper.make_node("Neg", ["X"], ["Y"])], "neg", [x], [y])), graph)
    network = Network("denoiser", graph, ({"B": (1, 1, 2)},), Serving(1, 1), "denoiser")

    recipe = manifest.recipe_of(network, "sm89", "tensorrt", "1")
    plan, told = manifest.paths(home / "engines", recipe)
    plan.parent.mkdir(parents=True)
    plan.write_bytes(b"an engine")
    manifest.write(manifest.Manifest(recipe, signature_of(graph), plan.stat().st_size, sha256_of(plan)), told)

    model = home / "weights" / "mine" / "triton" / IMPORTED
    model.mkdir(parents=True)
    (model / "config.pbtxt").write_text(f'name: "{IMPORTED}"')
    repository.read_catalog = lambda: (network,)
    with contextlib.redirect_stdout(sys.stderr):
        repository.lay_out(home / "engines", home / "models", None)
    print(json.dumps([config.parent.name for config in sorted((home / "models").glob("*/config.pbtxt"))]))


main(Path(sys.argv[1]))
