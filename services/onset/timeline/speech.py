"""What was said, and when: words, phrases, sentences."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """One spoken word on the voice's own clock (sample 0 = start of the voice file)."""

    text: str
    """As it should be shown: the script's spelling where a script was given, punctuation attached."""
    start_sample: int
    end_sample: int
    confidence: float
    """0..1, the recogniser's probability; for a word that only the script has, interpolated and low."""

    def __post_init__(self) -> None:
        if not 0 <= self.start_sample < self.end_sample:
            raise ValueError(f"word {self.text!r} spans [{self.start_sample}, {self.end_sample})")


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of words: a phrase or a sentence."""

    text: str
    first_word: int
    end_word: int
    """Exclusive."""
    start_sample: int
    end_sample: int


@dataclass(frozen=True, slots=True)
class Transcript:
    """Words in order, never overlapping, never empty, and the passages that tile them."""

    language: str
    """ISO 639-1."""
    words: tuple[Word, ...]
    phrases: tuple[Passage, ...]
    """Runs of words between pauses or clause punctuation; they tile the words."""
    sentences: tuple[Passage, ...]
    """They tile the words; sentence borders are also phrase borders."""
    script_match: float
    """Share of the script's words that were heard; 1 if no script was given."""

    def __post_init__(self) -> None:
        for earlier, later in zip(self.words, self.words[1:], strict=False):
            if later.start_sample < earlier.end_sample:
                raise ValueError(f"words {earlier.text!r} and {later.text!r} overlap")
        for kind, passages in (("phrases", self.phrases), ("sentences", self.sentences)):
            expected = 0
            for passage in passages:
                if passage.first_word != expected or passage.end_word <= passage.first_word:
                    raise ValueError(f"{kind} do not tile the words at word {expected}")
                expected = passage.end_word
            if expected != len(self.words):
                raise ValueError(f"{kind} cover {expected} of {len(self.words)} words")
