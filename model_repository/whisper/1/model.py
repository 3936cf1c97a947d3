"""Speech -> words with times."""

import numpy as np

from onset.models.places import weights_folder
from onset.models.served import ServedModel, Tensors, Withdrawn
from onset.models.transcriber import Transcriber


class TritonPythonModel(ServedModel):
    """Whisper base."""

    def load(self) -> None:
        self.transcriber = Transcriber(weights_folder() / "whisper-base")

    def infer(self, inputs: Tensors, withdrawn: Withdrawn) -> Tensors:
        result = self.transcriber.transcribe(inputs["AUDIO"], inputs["LANGUAGE"], inputs["PROMPT"], withdrawn)
        return {"RESULT": np.array([result.encode()], np.object_)}
