"""Text -> speech."""

import numpy as np

from onset.models.places import weights_folder
from onset.models.served import ServedModel, Tensors, Withdrawn
from onset.models.voice import Voice


class TritonPythonModel(ServedModel):
    """Piper's voice."""

    def load(self) -> None:
        self.voice = Voice(weights_folder() / "piper-joe")
        self.voice.speak(np.array([b"Ready."]), np.ones(1), np.zeros(1), lambda: False)

    def infer(self, inputs: Tensors, withdrawn: Withdrawn) -> Tensors:
        audio = self.voice.speak(inputs["TEXT"], inputs["SPEED"], inputs["SEED"], withdrawn)
        return {"AUDIO": audio, "SAMPLE_RATE": np.array([self.voice.sample_rate_hz], np.int32)}
