"""Latents -> pictures."""

import numpy as np

from onset.models.served import Tensors
from onset.models.served_rows import RowModel, check_sides


class TritonPythonModel(RowModel):
    """Onset-mini's decoder."""

    network = "onset-mini/vae_decoder.onnx"
    grid = "LATENTS"
    cells_at_once = 32 * 32

    def example(self) -> Tensors:
        return {"LATENTS": np.zeros((1, 4, 32, 32), np.float32)}

    def check(self, inputs: Tensors) -> None:
        check_sides(inputs["LATENTS"], "LATENTS", 8, 128, 1)
