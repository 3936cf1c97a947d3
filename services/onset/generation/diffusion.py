"""A scene's pictures by the diffusion model, at the size that is sampled, in time order.

Long scenes are made by as many hands as there are: first all keyframes, in parallel; then what lies between two
keyframes, each stretch by calls of its own that need nothing but those two. Stretches meet in their keyframe. One that
is too long for one answer of the model is made by several calls.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from onset.generation import sound
from onset.generation.camera import camera_of, undone
from onset.generation.excerpt import DiffusionExcerpt, SceneExcerpt
from onset.generation.in_order import in_order, in_turn
from onset.generation.latent_path import positions
from onset.generation.overlap import CLIP_ADVANCE, clip_spans, dissolved, joined
from onset.generation.pictures import Interpolator, Picture, batches, palette_of
from onset.generation.schedule import PICTURES_PER_SECOND, Gap, gaps
from onset.runtime.picture_calls import PictureOrder
from onset.timeline.guidance import PUSH, STRENGTH, PictureMotionKind

Frames = NDArray[np.uint8]
Latents = NDArray[np.float32]
Generate = Callable[[PictureOrder], tuple[Frames, Latents]]
"""Asks Triton's `picture` for frames (T, height, width, 3), and for the latents (K, C, h, w) of the keyframes."""
Numbered = Iterator[tuple[int, Picture]]
"""Pictures with their frames."""

KEYFRAMES_A_CALL = 2
"""Few, so that a scene's keyframes spread over all hands; what runs at once meets in the denoiser's batches anyway."""
PATH_PER_SECOND = 15
"""Density of a latent path's pictures: a beat's push must be over before the eye can follow it."""
FEEDBACK_PER_SECOND = 10
_RETURN_SHARE = 0.4
"""Of a feedback's stretch: over so much of its end it dissolves into the next keyframe."""


@dataclass(frozen=True, slots=True)
class Hands:
    """What a scene is made with."""

    generate: Generate
    interpolate: Interpolator
    pool: Executor
    ahead: int
    """Calls under way at once, and results waiting."""
    check: Callable[[], None]
    """Raises what ends the scene: nobody wants it any more, or its time is over."""


def sampled_pictures(scene: SceneExcerpt, told: DiffusionExcerpt, style: Picture | None, hands: Hands) -> Numbered:
    """Yield (frame of the scene, picture as sampled) in time order; holds few pictures at a time.

    Args:
        scene: what to show.
        told: what the model is told besides.
        style: the reference, (H, W, 3) sRGB.
        hands: what to work with.
    """
    # A still, or a scene of one frame, does not move.
    kind = told.motion.kind if len(scene.keyframes) > 1 else PictureMotionKind.KEYFRAMES
    return _MOTIONS[kind](_Asked(scene, told, _base(scene, told, style)), hands)


@dataclass(frozen=True, slots=True)
class _Asked:
    scene: SceneExcerpt
    told: DiffusionExcerpt
    base: PictureOrder

    @property
    def frames(self) -> list[int]:
        """Of the keyframes."""
        return [keyframe.frame for keyframe in self.scene.keyframes]

    def at(self, frames: Sequence[int], mode: str) -> PictureOrder:
        """An order whose keyframes stand at these frames."""
        rows = sound.rows_of(self.told.sound)
        return replace(self.base, sound=sound.windows(rows, frames, self.scene.frame_rate), mode=mode)


def _base(scene: SceneExcerpt, told: DiffusionExcerpt, style: Picture | None) -> PictureOrder:
    heeded = told.guidance
    scales = tuple(scale or 0.0 for scale in (heeded.text, heeded.audio, heeded.style, heeded.palette))
    assert heeded.steps is not None
    return PictureOrder(
        prompt=scene.prompt,
        sound=np.zeros((0, sound.TOKENS, 0), np.float32),
        palette=palette_of(scene.colors),
        reference=style,
        seed=scene.seed,
        size=(told.size.width, told.size.height),
        steps=heeded.steps,
        scales=scales,
        checkpoint=told.checkpoint,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Keyframe:
    picture: Picture
    latents: Latents
    """(1, C, h, w)."""


@dataclass(frozen=True, slots=True, eq=False)
class _Stretch:
    """What lies between two keyframes."""

    frames: tuple[int, ...]
    """The first keyframe's, and those between."""
    end_frame: int
    """The second keyframe's."""
    timesteps: tuple[float, ...]
    """Of those between, in (0, 1)."""
    earlier: _Keyframe
    later: _Keyframe


def _keyframes(asked: _Asked, hands: Hands) -> Iterator[_Keyframe]:
    """In time order, as many in parallel as hands allow."""
    frames = asked.frames
    parts = [frames[at : at + KEYFRAMES_A_CALL] for at in range(0, len(frames), KEYFRAMES_A_CALL)]
    orders = (asked.at(part, "keyframes") for part in parts)
    for pictures, latents in in_order(hands.pool, hands.generate, orders, hands.ahead, hands.check):
        for row, picture in enumerate(pictures):
            yield _Keyframe(picture, latents[row : row + 1])


Fill = Callable[[_Stretch, slice, Latents], tuple[list[Picture], Latents]]
"""Pictures of some of a stretch's frames between, with the first of them the keyframe's before them.

The latents are those of the picture before; those of the last picture are given back.
"""


def _between(asked: _Asked, hands: Hands, per_second: int, fill: Fill, *, beside: int = 0) -> Numbered:
    """What `fill` makes of each stretch between two keyframes, which begins with the first of them; the last keyframe.

    A stretch begins as soon as its two keyframes are there. It is made in parts of one answer of the model, `beside` of
    whose pictures are others. A long one has its first part made ahead, and the others in turn while it is taken.
    """
    keyframes = _keyframes(asked, hands)
    latest = next(keyframes)

    def stretches() -> Iterator[_Stretch]:
        nonlocal latest
        for gap, later in zip(gaps(asked.scene.keyframes, asked.scene.frame_rate, per_second), keyframes, strict=True):
            earlier, latest = latest, later
            frames = (asked.frames[gap.first_keyframe], *gap.frames)
            yield _Stretch(frames, asked.frames[gap.first_keyframe + 1], gap.timesteps, earlier, later)

    def begun(stretch: _Stretch) -> tuple[_Stretch, list[slice], tuple[list[Picture], Latents]]:
        first, *others = list(batches(len(stretch.timesteps), asked.told.size, beside=beside)) or [slice(0, 0)]
        return stretch, others, fill(stretch, first, stretch.earlier.latents)

    for stretch, others, first in in_order(hands.pool, begun, stretches(), hands.ahead, hands.check):
        parts = in_turn(hands.pool, partial(fill, stretch), others, first, hands.check)
        del first  # only `parts` holds it, until it is taken
        yield from zip(stretch.frames, chain.from_iterable(parts), strict=True)
    yield asked.frames[-1], latest.picture


def _interpolated(asked: _Asked, hands: Hands) -> Numbered:
    def fill(stretch: _Stretch, part: slice, latents: Latents) -> tuple[list[Picture], Latents]:
        earlier, timesteps = stretch.earlier.picture, stretch.timesteps[part]
        made = [] if part.start else [earlier]
        if timesteps:
            made.extend(hands.interpolate(earlier, stretch.later.picture, timesteps))
        return made, latents

    return _between(asked, hands, PICTURES_PER_SECOND, fill)


def _path(asked: _Asked, hands: Hands) -> Numbered:
    """Slerp between keyframes' latents; all latents are known before the first stretch is decoded."""
    latents = [keyframe.latents for keyframe in _keyframes(asked, hands)]
    frames, rate = asked.frames, asked.scene.frame_rate
    push = PUSH if asked.told.motion.push is None else asked.told.motion.push
    rows = sound.rows_of(asked.told.sound)

    def parts(gap: Gap) -> Iterator[tuple[list[int], PictureOrder]]:
        index = gap.first_keyframe
        shown = [frames[index], *gap.frames]
        if index + 2 == len(frames):
            shown.append(frames[-1])
        hops = range(sound.hop_of(frames[index], rate), sound.hop_of(frames[index + 1], rate) + 1)
        paced = positions(np.linspace(0, 1, len(hops)), sound.felt_onsets(rows, hops), push)
        where = paced[[sound.hop_of(frame, rate) - hops.start for frame in shown]]
        order = replace(asked.at(frames[index : index + 2], "path"), latents=np.concatenate(latents[index : index + 2]))
        for at in batches(len(shown), asked.told.size):
            yield shown[at], replace(order, where=where[at].astype(np.float32))

    def decoded(part: tuple[list[int], PictureOrder]) -> list[tuple[int, Picture]]:
        shown, order = part
        return list(zip(shown, hands.generate(order)[0], strict=True))

    orders = chain.from_iterable(map(parts, gaps(asked.scene.keyframes, rate, PATH_PER_SECOND)))
    for pictures in in_order(hands.pool, decoded, orders, hands.ahead, hands.check):
        yield from pictures


def _feedback(asked: _Asked, hands: Hands) -> Numbered:
    """From each keyframe on by itself, dissolving into the next one as the camera would have seen that before."""
    rate = asked.scene.frame_rate.per_second
    strength = STRENGTH if asked.told.motion.strength is None else asked.told.motion.strength

    def fill(stretch: _Stretch, part: slice, latents: Latents) -> tuple[list[Picture], Latents]:
        count, frames = len(stretch.frames), (*stretch.frames, stretch.end_frame)
        order = asked.at(frames, "feedback")
        seconds = np.diff(frames, prepend=frames[0]) / float(rate)
        moves = camera_of(order.sound[:, sound.NOW], seconds)
        made = [] if part.start else [stretch.earlier.picture]
        first = part.start + 1 - len(made)
        if part.stop:
            rows = slice(part.start, min(part.stop + 1, count))  # it goes on from the picture before its own
            asked_for = replace(order, sound=order.sound[rows], camera=moves[rows], strength=strength, latents=latents)
            pictures, known = hands.generate(asked_for)
            made.extend(pictures[1:])
            latents = known[-1:]
        returning = max(1, round(_RETURN_SHARE * count))
        for number in range(max(1, count - returning, first), first + len(made)):
            share = 1 - (count - number) / (returning + 1)
            seen = undone(stretch.later.picture, moves[number + 1 :])
            made[number - first] = dissolved(made[number - first], seen, share)
        return made, latents

    return _between(asked, hands, FEEDBACK_PER_SECOND, fill, beside=1)


def _clip(asked: _Asked, hands: Hands) -> Numbered:
    """Overlapping clips, each drawn as a whole, dissolved where they overlap."""
    spans = clip_spans(asked.frames[-1], asked.scene.frame_rate)
    first_at = range(0, len(spans) * CLIP_ADVANCE, CLIP_ADVANCE)
    orders = (replace(asked.at(span, "clip"), first=first) for span, first in zip(spans, first_at, strict=True))
    made = (pictures for pictures, _ in in_order(hands.pool, hands.generate, orders, hands.ahead, hands.check))
    return joined(spans, made)


_MOTIONS: dict[PictureMotionKind, Callable[[_Asked, Hands], Numbered]] = {
    PictureMotionKind.KEYFRAMES: _interpolated,
    PictureMotionKind.LATENT_PATH: _path,
    PictureMotionKind.FEEDBACK: _feedback,
    PictureMotionKind.CLIP: _clip,
}
