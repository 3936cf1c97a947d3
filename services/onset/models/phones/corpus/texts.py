"""What is said: whole sentences, and words without sense, in which any sound may follow any other."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from onset.models.voice_detector.corpus.texts import SENTENCES

_WITH_SENSE = 0.4
_COMMA = 0.12
_KNOWN = 14_000
_COMMON = 2.2
"""The higher, the more often the common words."""


def vocabulary(tokenizer: Path) -> list[str]:
    """English words, common ones first: the whole words of MiniLM's tokenizer (Apache-2.0), `tokenizer.json`."""
    numbers: dict[str, int] = json.loads(tokenizer.read_text(encoding="utf-8"))["model"]["vocab"]
    words = sorted(numbers, key=numbers.__getitem__)
    return [word for word in words if word.isascii() and word.isalpha() and len(word) > 1][:_KNOWN]


def drawn(rng: np.random.Generator, words: Sequence[str]) -> str:
    """A sentence, or 4 to 13 words with the marks of one."""
    if rng.random() < _WITH_SENSE:
        return str(rng.choice(SENTENCES))
    count = int(rng.integers(4, 14))
    said = [words[int(len(words) * place)] for place in rng.random(count) ** _COMMON]
    marks = [","[: rng.random() < _COMMA] for _ in said[:-1]] + [str(rng.choice([".", "!", "?"]))]
    return " ".join(word + mark for word, mark in zip(said, marks, strict=True)).capitalize()
