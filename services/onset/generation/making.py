"""One scene's clip by the model that was ordered, or by the next one that can make it in time; the clip says which."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from onset.generation import clip_file, enlarging
from onset.generation.brand_grade import branded
from onset.generation.diffusion import Frames, Hands, Latents, sampled_pictures
from onset.generation.excerpt import ONSET_MINI, DiffusionExcerpt, SceneExcerpt, for_diffusion, scene_excerpt
from onset.generation.pace import Pace
from onset.generation.pictures import Picture, palette_of, scene_pictures
from onset.runtime import model_calls, picture_calls
from onset.runtime.errors import DeadlineError, OnsetError
from onset.runtime.heed import Cancelled, check
from onset.runtime.memo import memoized
from onset.runtime.picture_calls import PictureCheckpoint, PictureOrder
from onset.runtime.service import Runtime
from onset.runtime.wire import from_proto, to_proto
from onset.timeline.brief import Blob, Size
from onset.timeline.clip import Clip
from onset.timeline.guidance import PictureModel
from onset.timeline.pictures import PicturePlan
from onset.timeline.plan import Timeline
from onset.v1 import generation_service_pb2 as pb
from onset.v1 import timeline_pb2

PAINTER = "painter"
_PAINT_STEP, _SAMPLE_STEP = f"generate/{PAINTER}/4", "generate/diffusion/6"
_LEAST_STEPS = 4
"""Fewer leave noise in the pictures."""
_SHARE_OF_TIME = 0.7
"""Of what is left until the deadline; in the rest the painter can still make the scene."""
_STYLE_SIDE_PX = 256
"""A style has no detail."""
_WHY = {
    "MODEL_NOT_SERVED": "this Triton does not serve the diffusion model",
    "MODEL_VERSION_MISMATCH": "this Triton serves the diffusion model of another version of Onset",
    "MODEL_QUEUE_FULL": "too many requests wait for the diffusion model",
    "MODEL_TIMEOUT": "it did not finish in its share of the time until the deadline",
}
"""What errors of the diffusion model are no failure of the order."""
_LOOKUP_S = 30.0
"""For the list of checkpoints, if there is so much time: it takes milliseconds where nothing is in its way."""
_CALL_TIMEOUT_S = 600.0
"""Of a caller without a deadline."""


class CannotDiffuseError(Exception):
    """The diffusion model cannot make a scene; the message, part of a sentence, says why."""


class TooLateError(CannotDiffuseError):
    """It was not done in its share of the time."""


class _FewerStepsError(Exception):
    """The steps that were ordered do not fit into the time that is left."""

    def __init__(self, steps: int) -> None:
        super().__init__(steps)
        self.steps = steps


@dataclass(frozen=True, slots=True)
class Caller:
    """Who waits for a scene."""

    cancelled: Cancelled
    deadline: float | None
    """On the monotonic clock."""

    def share_of_time(self) -> float:
        """When diffusion must be done, on the monotonic clock, so that the painter still has time."""
        now = time.monotonic()
        return now + (_CALL_TIMEOUT_S if self.deadline is None else _SHARE_OF_TIME * (self.deadline - now))


class ClipMaker:
    """Makes clips for all requests of this process."""

    def __init__(self, runtime: Runtime, pace: Pace) -> None:
        self._store, self._triton = runtime.store, runtime.triton
        self._calls = runtime.settings.max_picture_calls
        self._pool = ThreadPoolExecutor(self._calls, thread_name_prefix="onset-picture")
        self._pace = pace

    def clip(self, timeline: Timeline, scene_index: int, size: Size, *, still: bool, caller: Caller) -> Clip:
        """One scene's clip, its frames counted from the scene's first.

        Raises:
            OnsetError: the store or Triton fails, or the caller is gone.
        """
        plain = scene_excerpt(timeline, scene_index, size, still=still)
        if timeline.pictures.model is PictureModel.PAINTER:
            return self._painted(plain, caller)
        try:
            if not timeline.pictures.sound:
                raise CannotDiffuseError("the plan holds no sound that it could hear")
            ends = caller.share_of_time()
            checkpoint = self._checkpoint(timeline.pictures.checkpoint, ends, caller)
            size = enlarging.sampled_size(size, checkpoint.side_px**2)
            clip = self._sampled(for_diffusion(plain, timeline, scene_index, checkpoint, size), ends, caller)
        except CannotDiffuseError as error:
            return replace(self._painted(plain, caller), note=f"Painted, not generated: {error}.")
        return replace(clip, note=" ".join(filter(None, (clip.note, *_unheeded(timeline.pictures, checkpoint)))))

    def _painted(self, scene: SceneExcerpt, caller: Caller) -> Clip:
        return self._memoized(_PAINT_STEP, scene, lambda: self._paint(scene, caller), caller)

    def _sampled(self, scene: SceneExcerpt, ends: float, caller: Caller) -> Clip:
        """With the steps ordered if they fit, or were made before; else with those that fit."""
        told = _told(scene)

        def in_full() -> Clip:
            steps = self._pace.affordable_steps(scene, told, ends - time.monotonic())
            if steps < (told.guidance.steps or 0):
                raise _FewerStepsError(steps)
            return self._sample(scene, ends, caller)

        try:
            return self._memoized(_SAMPLE_STEP, scene, in_full, caller)
        except _FewerStepsError as error:
            assert told.guidance.steps is not None
            least = min(_LEAST_STEPS, told.guidance.steps)
            if error.steps < least:
                raise CannotDiffuseError(
                    f"{error.steps} of its steps fit into the time until the deadline, and {least} are needed"
                ) from error
            steps = error.steps
        fewer = replace(scene, diffusion=replace(told, guidance=replace(told.guidance, steps=steps)))
        clip = self._memoized(_SAMPLE_STEP, fewer, lambda: self._sample(fewer, ends, caller), caller)
        return replace(clip, note=f"Generated in {steps} steps instead of {told.guidance.steps}: time was short.")

    def _memoized(self, step: str, scene: SceneExcerpt, produce: Callable[[], Clip], caller: Caller) -> Clip:
        found = memoized(
            self._store,
            step,
            to_proto(scene, pb.SceneExcerpt),
            timeline_pb2.Clip,
            lambda: to_proto(produce(), timeline_pb2.Clip),
            caller.cancelled,
        )
        return from_proto(found, Clip)

    def _checkpoint(self, checkpoint: str, ends: float, caller: Caller) -> PictureCheckpoint:
        """What is known of a checkpoint."""
        timeout_s = min(_LOOKUP_S, _left(ends))
        try:
            with _refusals("checkpoints"):
                known = picture_calls.picture_checkpoints(self._triton, timeout_s=timeout_s, cancelled=caller.cancelled)
        except TooLateError as error:
            raise CannotDiffuseError("the list of checkpoints did not come in time") from error
        name = checkpoint or ONSET_MINI
        if name not in known:
            raise CannotDiffuseError(f"there is no checkpoint {name} here, but {', '.join(sorted(known)) or 'none'}")
        return known[name]

    def _paint(self, scene: SceneExcerpt, caller: Caller) -> Clip:
        def paint(
            prompt: str,
            features: NDArray[np.float32],
            time_s: NDArray[np.float32],
            palette: NDArray[np.uint8],
            seed: int,
            size: Size,
        ) -> NDArray[np.uint8]:
            return model_calls.paint(
                self._triton,
                prompt=prompt,
                audio=features,
                time_s=time_s,
                palette=palette,
                seed=seed,
                width=size.width,
                height=size.height,
                cancelled=caller.cancelled,
            )

        def interpolate(earlier: Picture, later: Picture, timesteps: Sequence[float]) -> Frames:
            return model_calls.interpolate(self._triton, earlier, later, timesteps, cancelled=caller.cancelled)

        return self._written(scene, scene_pictures(scene, paint, interpolate), PAINTER, caller)

    def _sample(self, scene: SceneExcerpt, ends: float, caller: Caller) -> Clip:
        told, began, done = _told(scene), time.monotonic(), [False]

        def withdrawn() -> bool:
            """Calls whose results nobody takes any more end, too."""
            return done[0] or caller.cancelled()

        def generate(order: PictureOrder) -> tuple[Frames, Latents]:
            return picture_calls.generate_pictures(self._triton, order, timeout_s=_left(ends), cancelled=withdrawn)

        def interpolate(earlier: Picture, later: Picture, timesteps: Sequence[float]) -> Frames:
            return model_calls.interpolate(
                self._triton, earlier, later, timesteps, timeout_s=_left(ends), cancelled=withdrawn
            )

        def wanted() -> None:
            check(caller.cancelled)
            if time.monotonic() > ends:
                raise DeadlineError("MODEL_TIMEOUT", "The scene was not done in its time.")

        hands = Hands(generate, interpolate, self._pool, self._calls, wanted)
        sampled = sampled_pictures(scene, told, self._style(told.style), hands)
        if told.guidance.palette:
            sampled = branded(sampled, palette_of(scene.colors))
        pictures = ((frame, enlarging.enlarged(picture, scene.size)) for frame, picture in sampled)
        try:
            with _refusals("picture", "interpolator"):
                clip = self._written(scene, pictures, told.checkpoint or ONSET_MINI, caller)
        except TooLateError:
            self._pace.learn_unfinished(scene, told, time.monotonic() - began)
            raise
        finally:
            done[0] = True
        self._pace.learn(scene, told, time.monotonic() - began)
        return clip

    def _style(self, blob: Blob | None) -> Picture | None:
        """The reference, small, over white where it is transparent."""
        if blob is None:
            return None
        pixels = cv2.imdecode(np.frombuffer(self._store.read(blob), np.uint8), cv2.IMREAD_UNCHANGED)
        assert pixels is not None, "ingest writes PNG"
        scale = min(1.0, _STYLE_SIDE_PX / max(pixels.shape[:2]))
        sides = [max(1, round(side * scale)) for side in (pixels.shape[1], pixels.shape[0])]
        bgra = cv2.resize(pixels, sides, interpolation=cv2.INTER_AREA).astype(np.float32)
        alpha = bgra[:, :, 3:] / 255
        rgb = bgra[:, :, 2::-1] * alpha + 255 * (1 - alpha)
        return np.asarray(np.round(rgb), np.uint8)

    def _written(
        self, scene: SceneExcerpt, pictures: Iterator[tuple[int, Picture]], model: str, caller: Caller
    ) -> Clip:
        with self._store.scratch() as folder:
            target = folder / "clip.mkv"
            frames = clip_file.write_clip(pictures, scene.size, target, caller.cancelled)
            return Clip(0, scene.size, frames, model, self._store.put_file(target, clip_file.MEDIA_TYPE))


def _unheeded(plan: PicturePlan, checkpoint: PictureCheckpoint) -> Iterator[str]:
    """What was ordered that a checkpoint cannot do, a sentence each. A grade brings brand colours."""
    if plan.style and plan.guidance.style != 0 and not checkpoint.takes_looks:
        yield f"{plan.checkpoint} does not heed a style reference."
    if plan.guidance.audio != 0 and not checkpoint.hears:
        yield f"The sound does not steer what {plan.checkpoint} draws, as it has no trained adapter."


def _told(scene: SceneExcerpt) -> DiffusionExcerpt:
    assert scene.diffusion is not None
    return scene.diffusion


def _left(ends: float) -> float:
    return max(ends - time.monotonic(), 0.001)


@contextmanager
def _refusals(*models: str) -> Iterator[None]:
    """Turn what says that a model is not to be had, or not in time, into CannotDiffuseError."""
    try:
        yield
    except OnsetError as error:
        why = _WHY.get(error.reason)
        if error.reason == "MODEL_INPUT_REJECTED" and "CHECKPOINT" in error.message:
            why = "its checkpoint is not there any more"
        if why is None or error.metadata.get("model", models[0]) not in models:
            raise
        kind = TooLateError if error.reason == "MODEL_TIMEOUT" else CannotDiffuseError
        raise kind(why) from error
