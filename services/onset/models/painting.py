"""Tensors -> the painter: what a diffusion model will take under the same names."""

import numpy as np

from onset.models.checks import check_finite, check_range, text_of
from onset.models.errors import InvalidInputError
from onset.models.painter import paint

MIN_SIDE_PX, MAX_SIDE_PX = 64, 4096
MAX_OUTPUT_BYTES = 1 << 28
MAX_PROMPT_CHARACTERS = 2000
MAX_COLOURS = 16


def painted(
    prompt: np.ndarray,
    audio: np.ndarray,
    time_s: np.ndarray,
    palette: np.ndarray,
    seed: np.ndarray,
    size: np.ndarray,
) -> np.ndarray:
    """Frames [T, H, W, 3] uint8 sRGB.

    Args:
        prompt: BYTES, one UTF-8 string.
        audio: [T, 20] float32 in 0..1.
        time_s: [T] float32, seconds from the scene's start.
        palette: [P, 3] uint8 sRGB.
        seed: one non-negative integer.
        size: width and height in pixels.

    Raises:
        InvalidInputError: naming the tensor and what is wrong with it.
    """
    width, height = (int(side) for side in size)
    for name, side in (("width", width), ("height", height)):
        if not MIN_SIDE_PX <= side <= MAX_SIDE_PX or side % 2:
            raise InvalidInputError(f"SIZE has {name} {side}, must be even and lie in {MIN_SIDE_PX}..{MAX_SIDE_PX}")
    if not 1 <= len(palette) <= MAX_COLOURS:
        raise InvalidInputError(f"PALETTE has {len(palette)} colours, must have 1..{MAX_COLOURS}")
    if seed[0] < 0:
        raise InvalidInputError(f"SEED is {seed[0]}, must not be negative")
    frames = len(time_s)
    if not frames or len(audio) != frames:
        raise InvalidInputError(
            f"AUDIO has {len(audio)} rows and TIME {frames}; they must be as many, and at least one"
        )
    if frames * width * height * 3 > MAX_OUTPUT_BYTES:
        raise InvalidInputError(
            f"{frames} frames of {width}x{height} exceed {MAX_OUTPUT_BYTES >> 20} MiB; ask for fewer at a time"
        )
    check_range(audio, "AUDIO", 0, 1)
    check_finite(time_s, "TIME")
    if time_s.min() < 0:
        raise InvalidInputError(f"TIME holds {time_s.min():g}, must not be negative")
    text = text_of(prompt, "PROMPT", MAX_PROMPT_CHARACTERS)
    return paint(text, audio, time_s, palette, int(seed[0]), width, height)
