"""A scene's pictures, in time order. Pure but for the two models it is handed."""

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from onset.generation.excerpt import SceneExcerpt
from onset.generation.schedule import gaps
from onset.timeline.brief import Colors, Size

ANSWER_BYTES = 96 << 20
"""Of one answer of a model, at most: what `picture` gives, and little of what its shared memory takes."""
ANSWER_PICTURES = 256
"""Of one answer, too."""

Picture = NDArray[np.uint8]
"""(height, width, 3) sRGB."""


class PictureModel(Protocol):
    """What paints keyframes; the painter and a diffusion model answer to the same call."""

    def __call__(
        self,
        prompt: str,
        features: NDArray[np.float32],
        time_s: NDArray[np.float32],
        palette: NDArray[np.uint8],
        seed: int,
        size: Size,
    ) -> NDArray[np.uint8]:
        """Paint (T, height, width, 3) for (T, 20) features at (T,) seconds since the scene's start."""


class Interpolator(Protocol):
    """What makes the frames between two keyframes."""

    def __call__(self, earlier: Picture, later: Picture, timesteps: Sequence[float]) -> NDArray[np.uint8]:
        """Pictures (T, height, width, 3) at timesteps in (0, 1)."""


def scene_pictures(
    scene: SceneExcerpt, paint: PictureModel, interpolate: Interpolator
) -> Iterator[tuple[int, Picture]]:
    """Yield (frame of the scene, picture) in time order; holds few pictures at a time."""
    keyframes = _painted(scene, paint)
    earlier = next(keyframes)
    for gap, later in zip(gaps(scene.keyframes, scene.frame_rate), keyframes, strict=True):
        yield scene.keyframes[gap.first_keyframe].frame, earlier
        for at in batches(len(gap.frames), scene.size):
            yield from zip(gap.frames[at], interpolate(earlier, later, gap.timesteps[at]), strict=True)
        earlier = later
    yield scene.keyframes[-1].frame, earlier


def _painted(scene: SceneExcerpt, paint: PictureModel) -> Iterator[Picture]:
    for at in batches(len(scene.keyframes), scene.size):
        keyframes = scene.keyframes[at]
        times = [float(scene.frame_rate.seconds_of_frame(keyframe.frame)) for keyframe in keyframes]
        yield from paint(
            scene.prompt,
            np.array([keyframe.features for keyframe in keyframes], dtype=np.float32),
            np.array(times, dtype=np.float32),
            palette_of(scene.colors),
            scene.seed,
            scene.size,
        )


def batches(count: int, size: Size, *, beside: int = 0) -> Iterator[slice]:
    """Slices of `count` pictures, each small enough for one answer of a model that has `beside` others with them."""
    step = max(1, most_at_once(size) - beside)
    return (slice(start, start + step) for start in range(0, count, step))


def most_at_once(size: Size) -> int:
    """Pictures of a size that one answer of a model holds, but one at least."""
    return max(1, min(ANSWER_BYTES // (3 * size.width * size.height), ANSWER_PICTURES))


def palette_of(colors: Colors) -> NDArray[np.uint8]:
    """The brand's colours as (5, 3) sRGB, in the order primary, secondary, accent, background, text."""
    names = (colors.primary, colors.secondary, colors.accent, colors.background, colors.text)
    return np.array([[int(name[at : at + 2], 16) for at in (1, 3, 5)] for name in names], dtype=np.uint8)
