"""A scene by itself: all that its pictures are made from, so that films share the clips of scenes that are alike."""

from dataclasses import dataclass, replace

from onset.timeline.brief import Colors, Size
from onset.timeline.clip import Clip
from onset.timeline.plan import Keyframe, Timeline
from onset.timeline.time import FrameRate


@dataclass(frozen=True, slots=True)
class SceneExcerpt:
    """What a scene's pictures are made from, wherever in a film it stands."""

    frame_rate: FrameRate
    colors: Colors
    prompt: str
    seed: int
    keyframes: tuple[Keyframe, ...]
    """Their frames count from the scene's first."""
    size: Size


def scene_excerpt(timeline: Timeline, scene_index: int, size: Size, *, still: bool = False) -> SceneExcerpt:
    """The excerpt of one scene at one size, or of the one picture of it that a still shows."""
    scene = timeline.scenes[scene_index]
    keyframes = scene.keyframes[len(scene.keyframes) // 2 :][:1] if still else scene.keyframes
    return SceneExcerpt(
        frame_rate=timeline.frame_rate,
        colors=timeline.colors,
        prompt=scene.visual.prompt,
        seed=scene.visual.seed,
        keyframes=tuple(replace(keyframe, frame=keyframe.frame - scene.start_frame) for keyframe in keyframes),
        size=size,
    )


def in_film(clip: Clip, timeline: Timeline, scene_index: int) -> Clip:
    """A clip whose frames count from its scene's first, as the clip of that scene in the film."""
    start = timeline.scenes[scene_index].start_frame
    return replace(clip, scene_index=scene_index, frames=tuple(start + frame for frame in clip.frames))
