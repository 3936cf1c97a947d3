"""What the sampler asks of a picture model: its conditions, its way from noise, its autoencoder.

Every checkpoint is walked alike: `x` goes from the first of `times` to the last by Euler's steps along
d x / d time = `velocity`. For rectified flow, time is the share of noise, 1..0. For a model that predicts noise, let
x = x_t / alpha_t = x_0 + sigma epsilon and time be sigma; then d x / d sigma = epsilon is its prediction (Song et al.,
"Denoising diffusion implicit models", 2021, section 4.3). In both `x - time * velocity` is the picture foreseen.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

import numpy as np

from onset.models.errors import WithdrawnError
from onset.models.picture.order import FloatArray, Frames, Order

Tensors = dict[str, np.ndarray]
Ask = Callable[[str, Mapping[str, np.ndarray], Sequence[str]], Tensors]
"""(model, inputs, names of outputs) -> outputs, of a network that Triton serves."""
Withdrawn = Callable[[], bool]
"""Whether the caller has given up."""
MAX_ROWS = 32
"""Of one question to a network: their `max_batch_size`."""


class Conditions(Protocol):
    """One row a keyframe; the scales of guidance belong to them."""

    def __len__(self) -> int: ...

    def __getitem__(self, rows: slice, /) -> "Conditions": ...


Given = TypeVar("Given", bound=Conditions)


class Checkpoint(Protocol[Given]):
    """One picture model. Latents are float32 (rows, C, h, w), about unit normal; frames uint8 sRGB (rows, H, W, 3).

    Answers depend on nothing but the arguments: neither on other rows nor on what is asked at the same time.
    """

    def latent_shape(self, width: int, height: int) -> tuple[int, int, int]:
        """(C, h, w) of a picture of so many pixels."""

    def conditions(self, order: Order) -> Given:
        """One row for each of the order's keyframes.

        Raises:
            InvalidInputError: the order asks for what this checkpoint does not have.
        """

    def times(self, steps: int, strength: float = 1.0) -> Sequence[float]:
        """Falling times of a walk: from noise alone at strength 1, from so far on the way to it below; last is 0."""

    def noise_share(self, time: float) -> float:
        """Of noise beside the picture in latents at a time, 0..1: what times of all checkpoints have in common."""

    def noised(self, latents: FloatArray, noise: FloatArray, time: float) -> FloatArray:
        """Latents so far on the way to unit normal `noise`, both (rows, C, h, w); zeros at the first time: a start."""

    def velocity(self, latents: FloatArray, time: float, conditions: Given) -> FloatArray:
        """D latents / d time at one time for all rows, guidance included."""

    def encode(self, frames: Frames) -> FloatArray:
        """Frames -> latents."""

    def decode(self, latents: FloatArray) -> Frames:
        """Latents -> frames."""


def heeding(ask: Ask, withdrawn: Withdrawn) -> Ask:
    """`ask` for as long as the caller waits: a step is as many questions as its rows need, some of them a minute each.

    What it gives raises WithdrawnError in place of a question that nobody waits for.
    """

    def heeded(model: str, inputs: Mapping[str, np.ndarray], outputs: Sequence[str]) -> Tensors:
        if withdrawn():
            raise WithdrawnError
        return ask(model, inputs, outputs)

    return heeded


def by_rows(ask: Ask, model: str, feed: Tensors, output: str, most: int = MAX_ROWS) -> np.ndarray:
    """One output for all rows of `feed`, of which `most` are asked for at once, or as many as the model takes."""
    rows, at_once = len(next(iter(feed.values()))), min(most, MAX_ROWS)
    parts = [
        ask(model, {name: tensor[at : at + at_once] for name, tensor in feed.items()}, (output,))[output]
        for at in range(0, rows, at_once)
    ]
    return np.concatenate(parts) if len(parts) > 1 else parts[0]
