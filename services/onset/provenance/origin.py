"""What a film is made of and how that came to be, in IPTC's terms.

Vocabulary: https://cv.iptc.org/newscodes/digitalsourcetype/
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

_VOCABULARY = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_PROGRAMS = frozenset({"painter"})
"""Picture models that are rules written by people, not trained."""


class SourceType(Enum):
    """How something came to be; the value is IPTC's term."""

    TRAINED = "trainedAlgorithmicMedia"
    """Made by a trained model."""
    ALGORITHMIC = "algorithmicMedia"
    """Made by rules alone."""
    COMPOSITE = "composite"
    """Put together of several things, none of them made by a trained model as far as is known."""
    COMPOSITE_WITH_TRAINED = "compositeWithTrainedAlgorithmicMedia"
    """Put together of several things, some of them made by a trained model."""

    @property
    def uri(self) -> str:
        """The term's address in the vocabulary."""
        return f"{_VOCABULARY}{self.value}"


@dataclass(frozen=True, slots=True)
class Part:
    """Something that a film is made of."""

    name: str
    """E.g. `pictures`, `voice`."""
    model: str
    """What made it; empty for what the order brought along."""
    source: SourceType | None
    """None where nothing is known of it: what the order brought along."""


def parts_of(
    clip_models: Sequence[str], voice_model: str, *, music: bool, composed: bool, supplied: bool
) -> list[Part]:
    """What a film is made of.

    Args:
        clip_models: of the generated pictures, one entry or more for each model.
        voice_model: empty for a recording.
        music: whether there is any.
        composed: whether it was composed here, by rules.
        supplied: whether pictures of the brand's are shown.
    """
    parts = [
        Part("pictures", model, SourceType.ALGORITHMIC if model in _PROGRAMS else SourceType.TRAINED)
        for model in sorted(set(clip_models))
    ]
    parts.append(Part("voice", voice_model, SourceType.TRAINED if voice_model else None))
    if music:
        parts.append(Part("music", "composer" if composed else "", SourceType.ALGORITHMIC if composed else None))
    if supplied:
        parts.append(Part("brand pictures", "", None))
    return parts


def whole(parts: Sequence[Part]) -> SourceType:
    """What a film of these parts is."""
    kinds = {part.source for part in parts}
    if SourceType.TRAINED in kinds:
        return SourceType.TRAINED if kinds == {SourceType.TRAINED} else SourceType.COMPOSITE_WITH_TRAINED
    return SourceType.ALGORITHMIC if kinds == {SourceType.ALGORITHMIC} else SourceType.COMPOSITE
