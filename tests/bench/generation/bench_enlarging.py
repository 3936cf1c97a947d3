"""How near an enlarged picture comes to one that was made large, against plain filters.

Painted pictures are reduced to what the diffusion model samples and enlarged again: sharp as they are, and softened
first, as the network's decoder leaves them.

Run: python -m tests.bench.generation.bench_enlarging
"""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from onset.generation.enlarging import enlarged
from onset.models.painter import paint
from onset.models.painter.audio import NEUTRAL
from onset.timeline.brief import Size

Picture = NDArray[np.uint8]

LARGE, SAMPLED = Size(1080, 1980), Size(192, 352)
"""Of one shape, so that nothing is cut."""
SOFTENED_PX = 0.7
"""Deviation of the blur, in sampled pixels."""
SCENES = ("an open road, night", "the ocean, morning", "bokeh", "a bedroom, dawn", "mountains", "a city, evening")
PALETTE = np.array([[27, 31, 75], [242, 140, 106], [255, 197, 107], [255, 244, 228]], np.uint8)


def filtered(interpolation: int) -> Callable[[Picture], Picture]:
    """Enlarging by one of OpenCV's filters."""
    return lambda small: np.asarray(
        cv2.resize(small, (LARGE.width, LARGE.height), interpolation=interpolation), np.uint8
    )


WAYS: dict[str, Callable[[Picture], Picture]] = {
    "bilinear": filtered(cv2.INTER_LINEAR),
    "bicubic": filtered(cv2.INTER_CUBIC),
    "Lanczos": filtered(cv2.INTER_LANCZOS4),
    "**as generation does**": lambda small: enlarged(small, LARGE),
}


def psnr_db(a: Picture, b: Picture) -> float:
    """Peak signal-to-noise ratio."""
    return float(10 * np.log10(255**2 / np.mean((a.astype(np.float64) - b) ** 2)))


def main() -> None:
    """Print the table."""
    sound, moment = NEUTRAL[None], np.zeros(1, np.float32)
    large = [
        paint(prompt, sound, moment, PALETTE, seed, LARGE.width, LARGE.height)[0] for seed, prompt in enumerate(SCENES)
    ]
    small = [cv2.resize(picture, (SAMPLED.width, SAMPLED.height), interpolation=cv2.INTER_AREA) for picture in large]
    soft = [cv2.GaussianBlur(picture, (0, 0), SOFTENED_PX) for picture in small]
    print(f"| {SAMPLED.width}x{SAMPLED.height} to {LARGE.width}x{LARGE.height} | sharp, dB | softened first, dB |")
    print("|---|--:|--:|")
    for name, enlarge in WAYS.items():
        sharp_db, soft_db = (
            np.mean(
                [psnr_db(whole, enlarge(np.asarray(part, np.uint8))) for whole, part in zip(large, parts, strict=True)]
            )
            for parts in (small, soft)
        )
        print(f"| {name} | {sharp_db:.2f} | {soft_db:.2f} |")
    print(f"\nMean PSNR over {len(SCENES)} painted pictures; softened by a blur of {SOFTENED_PX} sampled pixels.")


if __name__ == "__main__":
    main()
