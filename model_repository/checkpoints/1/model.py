"""Which checkpoints `picture` can use: names, digests of their weights, sides that they were trained at."""

import numpy as np

from onset.models.checks import text_of
from onset.models.picture.at_hand import checkpoints
from onset.models.places import weights_folder
from onset.models.served import ServedModel, Tensors, Withdrawn


class TritonPythonModel(ServedModel):
    """Those that were there when Triton started, which serves the networks of no others."""

    def load(self) -> None:
        self.found = checkpoints(weights_folder())

    def infer(self, inputs: Tensors, _withdrawn: Withdrawn) -> Tensors:
        name = text_of(inputs["NAME"], "NAME", 200)
        found = [each for each in self.found if name in ("", each.name)]
        return {
            "NAMES": np.array([each.name.encode() for each in found], np.object_),
            "DIGESTS": np.array([each.digest.encode() for each in found], np.object_),
            "SIDES": np.array([each.side_px for each in found], np.int32),
            "STEPS": np.array([each.steps for each in found], np.int32),
            "TEXT_SCALES": np.array([each.text_scale for each in found], np.float32),
            "TAKE_LOOKS": np.array([each.takes_looks for each in found], bool),
            "HEAR": np.array([each.hears for each in found], bool),
        }
