"""Prompt, sound and palette -> frames."""

import cv2
import numpy as np

from onset.models.painting import painted
from onset.models.served import ServedModel, Tensors, Withdrawn


class TritonPythonModel(ServedModel):
    """The procedural illustrator."""

    def load(self) -> None:
        cv2.setNumThreads(1)
        painted(
            np.array([b"studio"]),
            np.zeros((1, 20), np.float32),
            np.zeros(1, np.float32),
            np.full((1, 3), 128, np.uint8),
            np.zeros(1, np.int64),
            np.array([64, 64], np.int32),
        )

    def infer(self, inputs: Tensors, _withdrawn: Withdrawn) -> Tensors:
        names = ("PROMPT", "AUDIO", "TIME", "PALETTE", "SEED", "SIZE")
        return {"FRAMES": painted(*(inputs[name] for name in names))}
