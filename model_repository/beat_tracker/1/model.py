"""Mel spectrogram -> beats and downbeats, frame by frame."""

import numpy as np

from onset.models.beat_tracking import BeatTracking
from onset.models.errors import InvalidInputError
from onset.models.places import weights_folder
from onset.models.served import ServedModel, Tensors, Withdrawn


class TritonPythonModel(ServedModel):
    """Our beat tracker. Requests that come together have one length and run as one batch."""

    def load(self) -> None:
        self.tracking = BeatTracking(weights_folder() / "beat-tracker")
        self.tracking.activations(np.zeros((1, 500, 128), np.float32))

    def infer(self, inputs: Tensors, _withdrawn: Withdrawn) -> Tensors:
        return {"ACTIVATIONS": self.tracking.activations(inputs["MEL"])}

    def infer_batch(self, batch: list[Tensors], withdrawn: list[Withdrawn]) -> list[Tensors | Exception]:
        try:
            activations = self.tracking.activations(np.concatenate([inputs["MEL"] for inputs in batch]))
        except InvalidInputError:
            # One caller's bad values must not fail the others, and its message must count from its own first sound.
            return super().infer_batch(batch, withdrawn)
        ends = np.cumsum([len(inputs["MEL"]) for inputs in batch])
        return [{"ACTIVATIONS": part} for part in np.split(activations, ends[:-1])]
