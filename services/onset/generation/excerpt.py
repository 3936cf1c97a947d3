"""A scene by itself: all that its pictures are made from, so that films share the clips of scenes that are alike."""

from dataclasses import dataclass, replace

from onset.generation import sound
from onset.runtime.picture_calls import PictureCheckpoint
from onset.timeline.brief import Blob, Colors, Size
from onset.timeline.clip import Clip
from onset.timeline.guidance import PUSH, STRENGTH, Guidance, PictureMotion, PictureMotionKind
from onset.timeline.plan import Keyframe, Timeline
from onset.timeline.time import FrameRate

ONSET_MINI = "onset-mini"
"""The checkpoint that Onset brings."""


@dataclass(frozen=True, slots=True)
class DiffusionExcerpt:
    """What the diffusion model is told of a scene besides."""

    checkpoint: str
    """Empty for onset-mini."""
    weights: str
    """Digest of its weights."""
    size: Size
    """That is sampled, before it is enlarged."""
    motion: PictureMotion
    guidance: Guidance
    """All set."""
    style: Blob | None
    """sRGB PNG."""
    sound: bytes
    """As `PicturePlan` has it, over the scene and what a window around its first and last frame reaches."""


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
    diffusion: DiffusionExcerpt | None = None
    """None for the painter."""


def scene_excerpt(timeline: Timeline, scene_index: int, size: Size, *, still: bool = False) -> SceneExcerpt:
    """The excerpt of one scene at one size, or of the one picture of it that a still shows, for the painter."""
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


def for_diffusion(
    excerpt: SceneExcerpt, timeline: Timeline, scene_index: int, checkpoint: PictureCheckpoint, size: Size
) -> SceneExcerpt:
    """The painter's excerpt of a scene, completed for a checkpoint that samples at `size`.

    What its pictures do not depend on is as nobody ordered it, so that it makes no other scene.
    """
    plan, start = timeline.pictures, timeline.scenes[scene_index].start_frame
    last = excerpt.keyframes[-1].frame
    guidance = plan.guidance.completed(steps=checkpoint.steps, text=checkpoint.text_scale)
    style = plan.style if checkpoint.takes_looks and guidance.style else None
    return replace(
        excerpt,
        diffusion=DiffusionExcerpt(
            checkpoint="" if plan.checkpoint == ONSET_MINI else plan.checkpoint,
            weights=checkpoint.digest,
            size=size,
            motion=_read(plan.motion) if len(excerpt.keyframes) > 1 else PictureMotion(),
            guidance=guidance if style else replace(guidance, style=0.0),
            style=style,
            sound=sound.around(plan.sound, start, start + last + 1, timeline.frame_rate),
        ),
    )


def _read(motion: PictureMotion) -> PictureMotion:
    """What is read of it: keyframes stand already where it places them."""
    push = PUSH if motion.push is None else motion.push
    strength = STRENGTH if motion.strength is None else motion.strength
    return PictureMotion(
        motion.kind,
        push=push if motion.kind is PictureMotionKind.LATENT_PATH else None,
        strength=strength if motion.kind is PictureMotionKind.FEEDBACK else None,
    )


def in_film(clip: Clip, timeline: Timeline, scene_index: int) -> Clip:
    """A clip whose frames count from its scene's first, as the clip of that scene in the film."""
    start = timeline.scenes[scene_index].start_frame
    return replace(clip, scene_index=scene_index, frames=tuple(start + frame for frame in clip.frames))
