"""Latents on their way from noise, and what they should become -> the velocity there."""

import numpy as np

from onset.models.checks import check_range
from onset.models.served import Tensors
from onset.models.served_rows import RowModel, check_sides


class TritonPythonModel(RowModel):
    """Onset-mini's denoiser."""

    network = "onset-mini/denoiser.onnx"
    grid = "LATENTS"
    cells_at_once = 32 * 32

    def example(self) -> Tensors:
        return {
            "LATENTS": np.zeros((1, 4, 32, 32), np.float32),
            "TIME": np.ones(1, np.float32),
            "TEXT": np.zeros((1, 24, 384), np.float32),
            "TEXT_MASK": np.zeros((1, 24), bool),
            "SOUND": np.zeros((1, 16, 20), np.float32),
            "SOUND_MASK": np.zeros(1, bool),
            "PALETTE": np.zeros((1, 4, 3), np.float32),
            "PALETTE_MASK": np.zeros((1, 4), bool),
            "STYLE": np.zeros((1, 42), np.float32),
            "STYLE_MASK": np.zeros(1, bool),
        }

    def check(self, inputs: Tensors) -> None:
        check_sides(inputs["LATENTS"], "LATENTS", 8, 128, 4)
        check_range(inputs["TIME"], "TIME", 0, 1)
        check_range(inputs["SOUND"], "SOUND", 0, 1)
