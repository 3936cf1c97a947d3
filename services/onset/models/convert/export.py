"""Export of a torch module to ONNX."""

import logging
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

import onnx
import torch

OPSET = 18


def export_onnx(
    module: torch.nn.Module,
    example: tuple[torch.Tensor, ...],
    path: Path,
    inputs: Sequence[str],
    outputs: Sequence[str],
    dynamic_axes: Mapping[str, Mapping[int, str]],
) -> None:
    """Write `module` as one ONNX file and check it."""
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with torch.inference_mode(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # The TorchScript exporter: the newer one needs a further package and gains these networks nothing.
        torch.onnx.export(
            module.eval(),
            example,
            path,
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes={name: dict(axes) for name, axes in dynamic_axes.items()},
            opset_version=OPSET,
            dynamo=False,
        )
    onnx.checker.check_model(str(path))
