"""Mel spectrogram -> where a voice sounds, frame by frame."""

import numpy as np

from onset.models.errors import InvalidInputError
from onset.models.places import weights_folder
from onset.models.served import ServedModel, Tensors, Withdrawn
from onset.models.voice_detection import VoiceDetection


class TritonPythonModel(ServedModel):
    """Our voice detector. Requests that come together have one length and run as one batch."""

    def load(self) -> None:
        self.detection = VoiceDetection(weights_folder() / "voice-detector")
        self.detection.probabilities(np.zeros((1, 500, 128), np.float32))

    def infer(self, inputs: Tensors, _withdrawn: Withdrawn) -> Tensors:
        return {"VOICE": self.detection.probabilities(inputs["MEL"])}

    def infer_batch(self, batch: list[Tensors], withdrawn: list[Withdrawn]) -> list[Tensors | Exception]:
        try:
            voice = self.detection.probabilities(np.concatenate([inputs["MEL"] for inputs in batch]))
        except InvalidInputError:
            # One caller's bad values must not fail the others, and its message must count from its own first sound.
            return super().infer_batch(batch, withdrawn)
        ends = np.cumsum([len(inputs["MEL"]) for inputs in batch])
        return [{"VOICE": part} for part in np.split(voice, ends[:-1])]
