"""Prompts -> what an imported checkpoint's text encoders are given."""

from pathlib import Path

import numpy as np
from tokenizers import Tokenizer


class Tokenizers:
    """An imported checkpoint's one or two tokenizers; they cut and fill to 77 ids by themselves."""

    def __init__(self, folder: Path) -> None:
        """Read those in the checkpoint's folder, in the order of its text encoders."""
        self._tokenizers = [Tokenizer.from_file(str(path)) for path in sorted(folder.glob("tokenizer_*.json"))]

    def ids(self, prompts: list[str]) -> dict[str, np.ndarray]:
        """IDS and, for a second text encoder, IDS_2: (B, 77) each."""
        return {
            name: np.array([encoding.ids for encoding in tokenizer.encode_batch(prompts)], np.int64)
            for name, tokenizer in zip(("IDS", "IDS_2"), self._tokenizers, strict=False)
        }
