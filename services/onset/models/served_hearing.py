"""Base of the served models that listen. Imported by `model_repository/*/1/model.py` only."""

import numpy as np

from onset.models.errors import InvalidInputError
from onset.models.hearing import Hearing
from onset.models.places import weights_folder
from onset.models.served import Inputs, ServedModel, Tensors, Withdrawn

_WARM_UP_FRAMES = 500


class HearingModel(ServedModel):
    """MEL in, probabilities of each frame out, by the names of the network's outputs.

    Requests that come together have one length and run as one batch.
    """

    network: str
    """The ONNX file, below the folder of weights."""
    max_frames: int
    """Heard in one pass."""

    def load(self) -> None:
        self._hearing = Hearing(weights_folder() / self.network, self.max_frames)
        self._hearing.probabilities(np.zeros((1, _WARM_UP_FRAMES, 128), np.float32))

    def infer(self, inputs: Tensors, _withdrawn: Withdrawn) -> Tensors:
        return self._hearing.probabilities(inputs["MEL"])

    def infer_batch(self, batch: list[Inputs], withdrawn: list[Withdrawn]) -> list[Tensors | Exception]:
        try:
            heard = self._hearing.probabilities(np.concatenate([inputs["MEL"] for inputs in batch]))
        except InvalidInputError:
            # One caller's bad values must not fail the others, and its message must count from its own first sound.
            return super().infer_batch(batch, withdrawn)
        ends = np.cumsum([len(inputs["MEL"]) for inputs in batch])
        parts = {name: np.split(output, ends[:-1]) for name, output in heard.items()}
        return [dict(zip(parts, one, strict=True)) for one in zip(*parts.values(), strict=True)]
