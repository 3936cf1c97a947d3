"""The served models of generated pictures, as `model_calls` has the others."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onset.runtime.errors import InternalError
from onset.runtime.heed import Cancelled
from onset.runtime.model_calls import Inputs, frames_of
from onset.runtime.triton import TritonClient

_USUAL_PX = 256 * 256
"""Of the pictures of Onset's own checkpoint, for which waiting times of generated pictures are known."""


@dataclass(frozen=True, slots=True)
class PictureCheckpoint:
    """Weights that the picture model can use."""

    digest: str
    """Changes with the weights."""
    side_px: int
    """Of the square pictures that it was trained on."""
    steps: int
    """That it usually takes."""
    text_scale: float
    """Its usual guidance by the text."""
    takes_looks: bool
    """Whether it heeds a palette and a reference's style."""
    hears: bool
    """Whether it heeds sound; an imported one does with a trained adapter."""


def picture_checkpoints(
    client: TritonClient, *, timeout_s: float = 30, cancelled: Cancelled | None = None
) -> dict[str, PictureCheckpoint]:
    """The checkpoints that `generate_pictures` can use, by name; `onset-mini` is the one that Onset brings."""
    out = client.infer("checkpoints", {"NAME": [""]}, timeout_s=timeout_s, cancelled=cancelled)
    names, digests = ([bytes(text).decode() for text in out[key]] for key in ("NAMES", "DIGESTS"))
    columns = [out[key].tolist() for key in ("SIDES", "STEPS", "TEXT_SCALES", "TAKE_LOOKS", "HEAR")]
    if {len(column) for column in (digests, *columns)} != {len(names)}:
        raise InternalError("MODEL_FAILED", "The list of checkpoints has columns of several lengths.")
    facts = (PictureCheckpoint(*each) for each in zip(digests, *columns, strict=True))
    return dict(zip(names, facts, strict=True))


@dataclass(frozen=True, eq=False, kw_only=True)
class PictureOrder:
    """What the picture model is to make: K keyframes, T frames. docs/models.md has the limits."""

    prompt: str
    sound: NDArray[np.float32]
    """[K, 16, 20]: the window of features around each keyframe, 125 ms apart, the keyframe's own at 12; 0..1."""
    palette: NDArray[np.uint8]
    """[P, 3] sRGB, most important first."""
    seed: int
    size: tuple[int, int]
    """Width and height in pixels."""
    steps: int = 24
    scales: tuple[float, ...] = (3.0, 3.0, 1.0, 1.0)
    """Guidance of text, audio, style, palette, and perhaps of all by one pass: how far each pulls the picture."""
    mode: str = "keyframes"
    """"keyframes", "path", "feedback" or "clip"."""
    reference: NDArray[np.uint8] | None = None
    """[H, W, 3] sRGB: whose style to take."""
    where: NDArray[np.float32] | None = None
    """[T] position along the keyframes, 0..K-1, monotone; for "path"."""
    camera: NDArray[np.float32] | None = None
    """[K, 4] zoom, rotation in degrees, shift x and y in parts of the sides, from the frame before; for "feedback"."""
    strength: float | None = None
    """0.05..1, how far back to noise each frame goes; for "feedback"."""
    latents: NDArray[np.float32] | None = None
    """[K, C, h, w] keyframes known already, for "path"; [1, C, h, w] the first frame, for "feedback"."""
    first: int = 0
    """How many of its scene's frames are before these; for "clip"."""
    checkpoint: str = ""
    """Empty: the one that Onset brings."""

    @property
    def frames(self) -> int:
        """T."""
        return len(self.sound) if self.where is None else len(self.where)


def usual_timeout_s(order: PictureOrder) -> float:
    """A minute, two seconds a step of a keyframe and one a frame of 256x256 pixels; of larger ones in proportion."""
    area = max(1.0, order.size[0] * order.size[1] / _USUAL_PX)
    return 60 + area * (2 * len(order.sound) * order.steps + order.frames)


def generate_pictures(
    client: TritonClient,
    order: PictureOrder,
    *,
    timeout_s: float | None = None,
    cancelled: Cancelled | None = None,
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Make pictures by diffusion: frames [T, height, width, 3] in sRGB, and latents [K, C, h, w] of the keyframes.

    Equal orders give equal frames, whatever else is being made.

    Args:
        client: of the Triton to call.
        order: what to make.
        timeout_s: by default `usual_timeout_s`.
        cancelled: asked now and then; the model stops between two steps.
    """
    if timeout_s is None:
        timeout_s = usual_timeout_s(order)
    inputs: Inputs = {
        "PROMPT": [order.prompt],
        "SOUND": order.sound.astype(np.float32, copy=False),
        "PALETTE": order.palette,
        "SEED": np.array([order.seed], np.int64),
        "SIZE": np.array(order.size, np.int32),
        "STEPS": np.array([order.steps], np.int32),
        "SCALES": np.array(order.scales, np.float32),
        "MODE": [order.mode],
        "CHECKPOINT": [order.checkpoint],
    }
    given = {"REFERENCE": order.reference, "WHERE": order.where, "CAMERA": order.camera, "LATENTS": order.latents}
    inputs |= {name: tensor for name, tensor in given.items() if tensor is not None}
    if order.strength is not None:
        inputs["STRENGTH"] = np.array([order.strength], np.float32)
    if order.first:
        inputs["FIRST"] = np.array([order.first], np.int32)
    out = client.infer("picture", inputs, timeout_s=timeout_s, cancelled=cancelled)
    width, height = order.size
    return frames_of(out, order.frames, (height, width, 3)), out["LATENTS"]
