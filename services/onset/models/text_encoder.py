"""Sentences -> unit vectors whose dot product is their similarity in meaning (all-MiniLM-L6-v2)."""

from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from onset.models.checks import text_of
from onset.models.networks import onnx_session

MAX_CHARACTERS = 10_000
MAX_TOKENS = 256
"""The model was trained on up to so many; what follows is cut off."""


class TextEncoder:
    """The loaded network with its tokenizer."""

    def __init__(self, weights: Path) -> None:
        """Load `text_encoder.onnx` and `tokenizer.json` from `weights`."""
        self._session = onnx_session(weights / "text_encoder.onnx")
        self._tokenizer = Tokenizer.from_file(str(weights / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding()

    def embed(self, texts: np.ndarray) -> np.ndarray:
        """BYTES [B, 1] -> [B, 384] float32.

        Raises:
            InvalidInputError: a text is not UTF-8 or too long.
        """
        strings = [text_of(text, f"TEXT[{index}]", MAX_CHARACTERS) for index, text in enumerate(texts)]
        encodings = self._tokenizer.encode_batch(strings)
        ids = np.array([encoding.ids for encoding in encodings], np.int64)
        mask = np.array([encoding.attention_mask for encoding in encodings], np.int64)
        (embedding,) = self._session.run(None, {"IDS": ids, "MASK": mask})
        return np.asarray(embedding)
