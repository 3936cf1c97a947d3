"""Two frames -> frames in between."""

import numpy as np

from onset.models.interpolation import Interpolator
from onset.models.served import ServedModel, Tensors, Withdrawn


class TritonPythonModel(ServedModel):
    """RIFE 3.9."""

    def load(self) -> None:
        self.interpolator = Interpolator(self.network("rife/flow.onnx"))
        if not self.engine:  # an engine warms itself up, and may be loaded after this
            frames = np.zeros((2, 64, 64, 3), np.uint8)
            frames[1] = 255
            self.interpolator.between(*frames, np.array([0.5], np.float32), lambda: False)

    def infer(self, inputs: Tensors, withdrawn: Withdrawn) -> Tensors:
        frames = self.interpolator.between(inputs["FRAME_A"], inputs["FRAME_B"], inputs["TIMESTEP"], withdrawn)
        return {"FRAMES": frames}
