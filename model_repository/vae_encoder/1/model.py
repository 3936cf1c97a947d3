"""Pictures -> latents."""

import numpy as np

from onset.models.checks import check_range
from onset.models.served import Tensors
from onset.models.served_rows import RowModel, check_sides


class TritonPythonModel(RowModel):
    """Onset-mini's encoder."""

    network = "onset-mini/vae_encoder.onnx"
    grid = "PICTURES"
    cells_at_once = 256 * 256

    def example(self) -> Tensors:
        return {"PICTURES": np.zeros((1, 3, 256, 256), np.float32)}

    def check(self, inputs: Tensors) -> None:
        check_sides(inputs["PICTURES"], "PICTURES", 64, 1024, 8)
        check_range(inputs["PICTURES"], "PICTURES", 0, 1)
