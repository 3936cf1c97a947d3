"""What an order may choose of its pictures: which model makes them, how they move, what the model heeds."""

import math
from dataclasses import dataclass, fields, replace
from enum import Enum

MAX_STEPS = 100
MAX_SCALE = 20.0
STRENGTHS = (0.3, 0.6)
"""Less only blurs what is there, more loses the picture before (Deforum's usual range)."""


def _check_range(name: str, value: float | None, low: float, high: float) -> None:
    if value is not None and not (math.isfinite(value) and low <= value <= high):
        raise ValueError(f"{name} must be within {low:g}..{high:g}, got {value:g}")


class PictureModel(Enum):
    """What makes the pictures."""

    PAINTER = 1
    """Rules written by people."""
    DIFFUSION = 2
    """A trained network that heeds text, sound, style and palette."""


class PictureMotionKind(Enum):
    """How a scene's pictures follow one another."""

    KEYFRAMES = 1
    """Motion between keyframes is estimated and filled in."""
    LATENT_PATH = 2
    """From keyframe to keyframe through the network's own space, pushed on by onsets."""
    FEEDBACK = 3
    """Each picture is the one before it, moved by the sound and drawn anew in part."""
    CLIP = 4
    """Short clips drawn as wholes, dissolved into each other."""


class KeyframePlacement(Enum):
    """Where a scene has its keyframes."""

    CUES = 1
    """At the scene's start and end, which stand on cues, and evenly between."""
    BEATS = 2
    """On the beats of the music."""
    DOWNBEATS = 3
    """On the first beats of its bars."""


@dataclass(frozen=True, slots=True)
class PictureMotion:
    """How the pictures of all scenes move. All but KEYFRAMES needs the diffusion model.

    Raises:
        ValueError: a share is outside its range.
    """

    kind: PictureMotionKind = PictureMotionKind.KEYFRAMES
    keyframes: KeyframePlacement = KeyframePlacement.CUES
    push: float | None = None
    """How far the strongest onset pushes a latent path on to the next keyframe, 0..1; None for PUSH."""
    strength: float | None = None
    """How far back to noise each picture of a feedback goes, within STRENGTHS; None for STRENGTH."""

    def __post_init__(self) -> None:
        _check_range("push", self.push, 0.0, 1.0)
        _check_range("strength", self.strength, *STRENGTHS)


PUSH = 0.7
"""A beat is seen in the frame where it is heard, and some way is left to travel until the next one."""
STRENGTH = 0.45
"""In the middle of STRENGTHS."""


@dataclass(frozen=True, slots=True)
class Guidance:
    """How the diffusion model draws. A scale of 0 ignores what it stands for, 1 heeds it, more exaggerates it.

    Raises:
        ValueError: steps or a scale are outside their range.
    """

    steps: int | None = None
    """1..MAX_STEPS. None, here and below: as is usual of the checkpoint, else as DEFAULT_GUIDANCE has it."""
    text: float | None = None
    audio: float | None = None
    style: float | None = None
    palette: float | None = None

    def __post_init__(self) -> None:
        _check_range("steps", self.steps, 1, MAX_STEPS)
        for name in ("text", "audio", "style", "palette"):
            _check_range(name, getattr(self, name), 0.0, MAX_SCALE)

    def completed(self, *, steps: int, text: float) -> "Guidance":
        """The same with what is usual of a checkpoint, and else DEFAULT_GUIDANCE, where nothing is said."""
        given = {item.name: getattr(self, item.name) for item in fields(self) if getattr(self, item.name) is not None}
        return replace(DEFAULT_GUIDANCE, **{"steps": steps, "text": text, **given})


DEFAULT_GUIDANCE = Guidance(steps=24, text=3.0, audio=3.0, style=1.0, palette=1.0)
"""The scales that onset-mini was judged with."""
