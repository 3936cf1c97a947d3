"""Sentences -> unit vectors whose dot product is their similarity in meaning, and tokens (all-MiniLM-L6-v2)."""

from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from onset.models.checks import text_of
from onset.models.networks import Network
from onset.models.picture.shapes import TEXT_TOKENS

MAX_CHARACTERS = 10_000
MAX_TOKENS = 256
"""The model was trained on up to so many; what follows is cut off."""


class TextEncoder:
    """The network with its tokenizer."""

    def __init__(self, network: Network, tokenizer: Path) -> None:
        """Take the network, `sentence_encoder.onnx` or an engine of it, and load the tokenizer's file."""
        self._network = network
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding()
        self._captions = caption_tokenizer(tokenizer)

    def embed(self, texts: np.ndarray) -> np.ndarray:
        """BYTES [B, 1] -> [B, 384] float32.

        Raises:
            InvalidInputError: a text is not UTF-8 or too long.
        """
        ids, mask = _ids(self._tokenizer, texts)
        (embedding,) = self._network.run(["EMBEDDING"], {"IDS": ids, "MASK": mask})
        return np.asarray(embedding)

    def tokens(self, texts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """BYTES [B, 1] -> [B, 24, 384] float32 and whether there is a token, [B, 24]: what picture models read.

        One by one, so that a text's tokens are the same bit by bit whatever else is asked.

        Raises:
            InvalidInputError: a text is not UTF-8 or too long.
        """
        ids, mask = _ids(self._captions, texts)
        rows = [
            self._network.run(["TOKENS"], {"IDS": ids[k : k + 1], "MASK": mask[k : k + 1]})[0] for k in range(len(ids))
        ]
        return np.concatenate(rows), mask.astype(bool)


def caption_tokenizer(path: Path) -> Tokenizer:
    """Makes of every caption as many tokens, as picture models are trained and served with; 0 fills what is left."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.enable_truncation(TEXT_TOKENS)
    tokenizer.enable_padding(length=TEXT_TOKENS)
    return tokenizer


def _ids(tokenizer: Tokenizer, texts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    strings = [text_of(text, f"TEXT[{index}]", MAX_CHARACTERS) for index, text in enumerate(texts)]
    encodings = tokenizer.encode_batch(strings)
    ids = np.array([encoding.ids for encoding in encodings], np.int64)
    return ids, np.array([encoding.attention_mask for encoding in encodings], np.int64)
