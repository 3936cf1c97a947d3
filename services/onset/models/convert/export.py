"""Export of a torch module to ONNX."""

import logging
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

import onnx
import torch
from torch import Tensor

OPSET = 18


def export_onnx(
    module: torch.nn.Module,
    example: tuple[torch.Tensor, ...],
    path: Path,
    inputs: Sequence[str],
    outputs: Sequence[str],
    dynamic_axes: Mapping[str, Mapping[int, str]],
) -> None:
    """Write `module` as one ONNX file and check it. Axes that are not dynamic have their sizes in it."""
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with torch.inference_mode(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        results = module.eval()(*example)
        # The TorchScript exporter: the newer one needs a further package and gains these networks nothing.
        torch.onnx.export(
            module,
            example,
            # As text: of a path, the exporter would not know where to put the weights of networks above 2 GB.
            str(path),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes={name: dict(axes) for name, axes in dynamic_axes.items()},
            opset_version=OPSET,
            dynamo=False,
        )
    model = onnx.load(path, load_external_data=False)
    for value, result in zip(model.graph.output, [results] if isinstance(results, Tensor) else results, strict=True):
        for axis, size in enumerate(value.type.tensor_type.shape.dim):
            # The exporter invents names for sizes that it cannot follow through a graph.
            if axis not in dynamic_axes.get(value.name, {}):
                size.dim_value = result.shape[axis]
    onnx.save(model, path)
    onnx.checker.check_model(str(path))
