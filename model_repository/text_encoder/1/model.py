"""Sentences -> unit vectors, and the tokens that picture models read."""

import numpy as np

from onset.models.errors import InvalidInputError
from onset.models.places import weights_folder
from onset.models.served import Inputs, ServedModel, Tensors, Withdrawn
from onset.models.text_encoder import TextEncoder


class TritonPythonModel(ServedModel):
    """all-MiniLM-L6-v2. Requests that come together run as one batch."""

    def load(self) -> None:
        network = self.network("minilm/sentence_encoder.onnx")
        self.encoder = TextEncoder(network, weights_folder() / "minilm" / "tokenizer.json")
        if not self.engine:  # an engine warms itself up, and may be loaded after this
            self.encoder.embed(np.array([[b"ready"]]))
            self.encoder.tokens(np.array([[b"ready"]]))

    def infer(self, inputs: Inputs, _withdrawn: Withdrawn) -> Tensors:
        return self._encoded(inputs["TEXT"], inputs.wanted)

    def infer_batch(self, batch: list[Inputs], withdrawn: list[Withdrawn]) -> list[Tensors | Exception]:
        wanted = frozenset[str]().union(*(inputs.wanted for inputs in batch))
        try:
            encoded = self._encoded(np.concatenate([inputs["TEXT"] for inputs in batch]), wanted)
        except InvalidInputError:
            # One caller's bad text must not fail the others, and its message must count from its own first text.
            return super().infer_batch(batch, withdrawn)
        ends = np.cumsum([len(inputs["TEXT"]) for inputs in batch])[:-1]
        columns = {name: np.split(tensor, ends) for name, tensor in encoded.items()}
        return [{name: columns[name][k] for name in inputs.wanted} for k, inputs in enumerate(batch)]

    def _encoded(self, texts: np.ndarray, wanted: frozenset[str]) -> Tensors:
        """Only what somebody wants: sentences need no tokens, and pictures no sentences."""
        encoded = {"EMBEDDING": self.encoder.embed(texts)} if "EMBEDDING" in wanted else {}
        if wanted & {"TOKENS", "TOKENS_MASK"}:
            encoded["TOKENS"], encoded["TOKENS_MASK"] = self.encoder.tokens(texts)
        return encoded
