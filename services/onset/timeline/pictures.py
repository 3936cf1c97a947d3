"""How a film's pictures are made."""

from dataclasses import dataclass, field

from onset.timeline.brief import Blob
from onset.timeline.guidance import Guidance, PictureModel, PictureMotion


@dataclass(frozen=True, slots=True)
class PicturePlan:
    """How a film's pictures are made."""

    model: PictureModel = PictureModel.PAINTER
    checkpoint: str = ""
    """Name of an imported checkpoint; empty for onset-mini."""
    motion: PictureMotion = field(default_factory=PictureMotion)
    guidance: Guidance = field(default_factory=Guidance)
    style: Blob | None = None
    """The style reference, sRGB PNG."""
    sound: bytes = b""
    """What the diffusion model hears: a row of len(FEATURE_NAMES) features for each 10 ms from the film's start, one
    byte each, 255 is 1: finer than a network can tell. Its onsets are single strokes. Empty for the painter."""
