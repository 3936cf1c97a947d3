"""The Triton models of an imported checkpoint, written beside its networks: `triton/<name>_<network>/`."""

from collections.abc import Mapping
from pathlib import Path

import onnx

from onset.models.checkpoints.limits import NETWORKS
from onset.models.picture.checkpoint import MAX_ROWS

FOLDER = "triton"
_KINDS = {onnx.TensorProto.FLOAT: "FP32", onnx.TensorProto.BOOL: "BOOL", onnx.TensorProto.INT64: "INT64"}
_TEXT_INPUTS = {"PROMPT": ("STRING", [1])}

_MODEL = '''"""The {network} of the imported checkpoint {name}."""

from onset.models.checkpoints.served import {kind}


class TritonPythonModel({kind}):
    """What Triton loads."""

    checkpoint, network = "{name}", "{network}"
'''
_CONFIG = """name: "{name}_{network}"
backend: "python"
max_batch_size: {max_rows}
input [
{inputs}
]
output [
{outputs}
]
instance_group [ {{ kind: KIND_CPU count: 1 }} ]
# No batch delay: rows of one request fill a processor, and answers do not depend on what else is asked.
dynamic_batching {{
  # Whoever asks says how long it waits, if less than this: a pass may take minutes, and three others may be first.
  default_queue_policy {{
    max_queue_size: 32 timeout_action: REJECT default_timeout_microseconds: 3600000000 allow_timeout_override: true
  }}
}}
"""

Tensors = Mapping[str, tuple[str, list[int]]]
"""Type and shape of each, without the batch."""


def write_repository(name: str, folder: Path) -> None:
    """Write a Triton model for each network in `folder`, with the tensors that its graph has."""
    for network in NETWORKS:
        graph = onnx.load(folder / f"{network}.onnx", load_external_data=False).graph
        encodes_text = network == "text_encoder"
        inputs = _TEXT_INPUTS if encodes_text else _tensors(graph.input)
        model = folder / FOLDER / f"{name}_{network}"
        (model / "1").mkdir(parents=True)
        (model / "1" / "model.py").write_text(
            _MODEL.format(name=name, network=network, kind="TextEncoder" if encodes_text else "Network"), "utf-8"
        )
        (model / "config.pbtxt").write_text(
            _CONFIG.format(
                name=name,
                network=network,
                max_rows=MAX_ROWS,
                inputs=_listed(inputs),
                outputs=_listed(_tensors(graph.output)),
            ),
            "utf-8",
        )


def _tensors(values: list[onnx.ValueInfoProto]) -> Tensors:
    return {
        value.name: (
            _KINDS[value.type.tensor_type.elem_type],
            [dim.dim_value if dim.HasField("dim_value") else -1 for dim in value.type.tensor_type.shape.dim][1:],
        )
        for value in values
    }


def _listed(tensors: Tensors) -> str:
    return ",\n".join(
        f'  {{ name: "{name}" data_type: TYPE_{kind} dims: {shape} }}' for name, (kind, shape) in tensors.items()
    )
