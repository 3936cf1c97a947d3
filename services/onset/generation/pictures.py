"""A scene's pictures, in time order. Pure but for the two models it is handed."""

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from onset.generation.schedule import gaps
from onset.timeline.brief import Colors, Size
from onset.timeline.plan import Scene, Timeline

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
    timeline: Timeline, scene: Scene, size: Size, paint: PictureModel, interpolate: Interpolator
) -> Iterator[tuple[int, Picture]]:
    """Yield (timeline frame, picture) of one scene in time order."""
    start = timeline.frame_rate.seconds_of_frame(scene.start_frame)
    times = [float(timeline.frame_rate.seconds_of_frame(keyframe.frame) - start) for keyframe in scene.keyframes]
    keyframes = paint(
        scene.visual.prompt,
        np.array([keyframe.features for keyframe in scene.keyframes], dtype=np.float32),
        np.array(times, dtype=np.float32),
        palette_of(timeline.colors),
        scene.visual.seed,
        size,
    )
    for gap in gaps(scene, timeline.frame_rate):
        index = gap.first_keyframe
        yield scene.keyframes[index].frame, keyframes[index]
        if gap.frames:
            between = interpolate(keyframes[index], keyframes[index + 1], gap.timesteps)
            yield from zip(gap.frames, between, strict=True)
    yield scene.keyframes[-1].frame, keyframes[-1]


def palette_of(colors: Colors) -> NDArray[np.uint8]:
    """The brand's colours as (5, 3) sRGB, in the order primary, secondary, accent, background, text."""
    names = (colors.primary, colors.secondary, colors.accent, colors.background, colors.text)
    return np.array([[int(name[at : at + 2], 16) for at in (1, 3, 5)] for name in names], dtype=np.uint8)
