"""A flow whose way is known, and orders for it: what tests of the sampler walk in place of a network."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from onset.models.picture.order import Order, order_of
from onset.models.picture.walk import schedule

FloatArray = np.ndarray
SHAPE = (4, 8, 12)
"""Of the latents of an order."""


def order(mode: str = "keyframes", keyframes: int = 3, **changes: np.ndarray) -> Order:
    """An order as its tensors make it."""
    return order_of(
        {
            "PROMPT": np.array([b"the sea"], np.object_),
            "SOUND": np.full((keyframes, 16, 20), 0.5, np.float32),
            "PALETTE": np.zeros((0, 3), np.uint8),
            "SEED": np.array([5]),
            "SIZE": np.array([96, 64], np.int32),
            "STEPS": np.array([4], np.int32),
            "SCALES": np.ones(4, np.float32),
            "MODE": np.array([mode.encode()], np.object_),
            **changes,
        }
    )


@dataclass
class Rows:
    """Conditions that say where each keyframe is to go."""

    targets: np.ndarray

    def __len__(self) -> int:
        return len(self.targets)

    def __getitem__(self, rows: slice) -> "Rows":
        return Rows(self.targets[rows])


@dataclass
class Straight:
    """A flow that is known: keyframe k's picture is of one value, k / 10, and every way to it is straight."""

    walked: list[tuple[int, float]] = field(default_factory=list)
    """(rows, time) of each question."""

    def latent_shape(self, width: int, height: int) -> tuple[int, int, int]:
        return 4, height // 8, width // 8

    def conditions(self, order: Order) -> Rows:
        return Rows(np.arange(order.keyframes, dtype=np.float32)[:, None, None, None] / 10)

    def times(self, steps: int, strength: float = 1.0) -> Sequence[float]:
        return [strength * time for time in schedule(max(round(strength * steps), 1))]

    def noise_share(self, time: float) -> float:
        return time

    def noised(self, latents: FloatArray, noise: FloatArray, time: float) -> FloatArray:
        return (1 - time) * latents + time * noise

    def velocity(self, latents: FloatArray, time: float, conditions: Rows) -> FloatArray:
        self.walked.append((len(latents), time))
        return (latents - conditions.targets) / np.float32(time)

    def encode(self, frames: np.ndarray) -> FloatArray:
        light = frames.mean(axis=3, dtype=np.float32)[:, ::8, ::8] / 255
        return np.repeat(light[:, None], 4, axis=1)

    def decode(self, latents: FloatArray) -> np.ndarray:
        light = np.clip(latents[:, 0] * 255 + 0.5, 0, 255).astype(np.uint8)
        return np.repeat(np.repeat(np.repeat(light, 8, axis=1), 8, axis=2)[..., None], 3, axis=3)


class StraightInSigmas(Straight):
    """The same flow as a model knows it that predicts noise."""

    def times(self, steps: int, strength: float = 1.0) -> Sequence[float]:
        shares = [min(time, 0.999) for time in super().times(steps, strength)]
        return [share / (1 - share) for share in shares]

    def noise_share(self, time: float) -> float:
        return time / (1 + time)

    def noised(self, latents: FloatArray, noise: FloatArray, time: float) -> FloatArray:
        return latents + time * noise


def waiting() -> bool:
    return False
