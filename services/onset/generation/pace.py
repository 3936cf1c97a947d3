"""How long the diffusion model takes, as it was measured in this process, and what fits into the time that is left."""

import threading

from onset.generation.diffusion import FEEDBACK_PER_SECOND
from onset.generation.excerpt import DiffusionExcerpt, SceneExcerpt
from onset.generation.overlap import clip_spans
from onset.timeline.guidance import STRENGTH, PictureMotionKind

_NEW_WEIGHT = 0.5
"""Of the latest scene in the measured pace: machines are shared, and their speed changes within minutes."""

_OVERDUE = 2.0
"""How much longer a scene is taken to need that was not done in its time: nobody knows, so the next one tries half."""


class Pace:
    """Seconds that a denoised picture takes for each step, by checkpoint; safe to share between threads."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._seconds: dict[str, float] = {}

    def learn(self, scene: SceneExcerpt, told: DiffusionExcerpt, seconds: float) -> None:
        """A scene took so long."""
        each = seconds / (pictures_denoised(scene, told) * _steps(told))
        with self._guard:
            known = self._seconds.get(told.weights, each)
            self._seconds[told.weights] = _NEW_WEIGHT * each + (1 - _NEW_WEIGHT) * known

    def learn_unfinished(self, scene: SceneExcerpt, told: DiffusionExcerpt, seconds: float) -> None:
        """A scene was not done after so long."""
        each = _OVERDUE * seconds / (pictures_denoised(scene, told) * _steps(told))
        with self._guard:
            self._seconds[told.weights] = max(each, self._seconds.get(told.weights, 0.0))

    def affordable_steps(self, scene: SceneExcerpt, told: DiffusionExcerpt, seconds: float) -> int:
        """Steps that fit, at most those ordered; all of them while nothing has been measured."""
        with self._guard:
            each = self._seconds.get(told.weights)
        if each is None:
            return _steps(told)
        return max(0, min(_steps(told), int(seconds / (each * pictures_denoised(scene, told)))))


def pictures_denoised(scene: SceneExcerpt, told: DiffusionExcerpt) -> float:
    """How many pictures walk all steps; those of a feedback walk a part of them."""
    keyframes, motion = len(scene.keyframes), told.motion
    last, rate = scene.keyframes[-1].frame, scene.frame_rate
    if keyframes == 1 or motion.kind in (PictureMotionKind.KEYFRAMES, PictureMotionKind.LATENT_PATH):
        return keyframes
    if motion.kind is PictureMotionKind.CLIP:
        return sum(len(span) for span in clip_spans(last, rate))
    strength = STRENGTH if motion.strength is None else motion.strength
    return keyframes + strength * FEEDBACK_PER_SECOND * float(rate.seconds_of_frame(last))


def _steps(told: DiffusionExcerpt) -> int:
    assert told.guidance.steps is not None
    return told.guidance.steps
