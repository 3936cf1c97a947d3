"""From noise to pictures, whatever holds the numbers: guidance, times and Euler's steps.

PyTorch's training and reports use it, and so does the served sampler, which has numpy alone.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

Array = TypeVar("Array", bound=Any)
"""A tensor or an array."""

MODALITIES = ("text", "sound", "style", "palette")

_NO_WEIGHT = 1e-6
"""What rounding leaves of a weight that should be zero: scales come as FP32."""
SHIFT = 1.5
"""Above 1 the steps near the noise are smaller, where the way bends most."""


@dataclass(frozen=True)
class Guidance:
    """How far each modality pulls the picture beyond what the network gives without it; 0 ignores it, 1 heeds it."""

    text: float = 3.0
    audio: float = 3.0
    """As the text's: then both are one pass."""
    style: float = 1.0
    palette: float = 1.0
    """1 leaves the palette as every pass has it."""
    joint: float = 0.0
    """All of them by one pass, beside or in place of their own."""


@dataclass(frozen=True)
class Pass:
    """One question to the network."""

    missing: tuple[str, ...]
    """Of what was given: the network is asked as if it were not."""
    weight: float
    """Of its answer in the sum."""


def passes(guidance: Guidance, given: Collection[str]) -> tuple[Pass, ...]:
    """The questions whose weighted answers are the guided velocity: each modality beside those before it.

    v = v_p + s_text (v_pt - v_p) + s_audio (v_pta - v_pt) + s_style (v_ptas - v_pta) + s_joint (v_all - v_p)
    + (s_palette - 1) (v_p - v_0), where v_p knows the palette alone, v_pt text too and so on, and v_0 nothing (Brooks
    et al., "InstructPix2Pix", 2023). So a sound is asked for its part in what is being drawn, not in any picture:
    brightness and hue follow it more surely than by v_pa - v_p. What has a scale of zero, or was not given, is not
    among those before; equal scales in a row cost one pass.

    Args:
        guidance: the scales.
        given: those of MODALITIES that are there.
    """
    scales = {"text": guidance.text, "sound": guidance.audio, "style": guidance.style}
    missing = bare = tuple(name for name in scales if name in given)
    weights = {bare: 1.0}
    for name in bare:
        if scale := scales[name]:
            before, missing = missing, tuple(other for other in missing if other != name)
            weights[before] -= scale
            weights[missing] = scale
    weights[bare] -= guidance.joint
    weights[()] = weights.get((), 0.0) + guidance.joint
    if "palette" in given:
        weights[bare] += guidance.palette - 1
        weights[*bare, "palette"] = 1 - guidance.palette
    return tuple(Pass(missing, weight) for missing, weight in weights.items() if abs(weight) > _NO_WEIGHT)


def weighted(asked: Sequence[Pass], answers: Sequence[Array]) -> Array:
    """The guided velocity of the passes' answers."""
    result = asked[0].weight * answers[0]
    for one, answer in zip(asked[1:], answers[1:], strict=True):
        result = result + one.weight * answer
    return result


def schedule(steps: int, shift: float = SHIFT) -> list[float]:
    """Steps + 1 times from noise, 1, to picture, 0."""
    even = [1 - step / steps for step in range(steps + 1)]
    return [shift * time / (1 + (shift - 1) * time) for time in even]


def walked(velocity: Callable[[Array, Any], Array], x: Array, times: Sequence[Any]) -> Array:
    """Euler steps from the first of `times` to the last; a time is a number, or an array that goes with `x`."""
    for now, after in pairwise(times):
        x = x + (after - now) * velocity(x, now)
    return x
