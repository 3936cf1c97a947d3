"""Sentences -> unit vectors."""

import numpy as np

from onset.models.errors import InvalidInputError
from onset.models.places import weights_folder
from onset.models.served import ServedModel, Tensors, Withdrawn
from onset.models.text_encoder import TextEncoder


class TritonPythonModel(ServedModel):
    """all-MiniLM-L6-v2. Requests that come together run as one batch."""

    def load(self) -> None:
        self.encoder = TextEncoder(weights_folder() / "minilm")
        self.encoder.embed(np.array([[b"ready"]]))

    def infer(self, inputs: Tensors, _withdrawn: Withdrawn) -> Tensors:
        return {"EMBEDDING": self.encoder.embed(inputs["TEXT"])}

    def infer_batch(self, batch: list[Tensors], withdrawn: list[Withdrawn]) -> list[Tensors | Exception]:
        try:
            embedding = self.encoder.embed(np.concatenate([inputs["TEXT"] for inputs in batch]))
        except InvalidInputError:
            # One caller's bad text must not fail the others, and its message must count from its own first text.
            return super().infer_batch(batch, withdrawn)
        ends = np.cumsum([len(inputs["TEXT"]) for inputs in batch])
        return [{"EMBEDDING": part} for part in np.split(embedding, ends[:-1])]
