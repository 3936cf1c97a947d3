"""Onset-mini as a checkpoint: its networks are Triton's; what they are fed is made here, without PyTorch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from onset.models.painter.palette import to_oklab
from onset.models.picture import walk
from onset.models.picture.checkpoint import Ask, Tensors, by_rows
from onset.models.picture.order import FloatArray, Frames, Order
from onset.models.picture.shapes import CHANNELS, FACTOR, MAX_COLOURS, STYLE_SIZE, THUMBNAIL

NAME = "onset-mini"
StyleNet = Callable[[FloatArray], FloatArray]
"""Thumbnails (B, 3, 48, 48) in 0..1 -> styles (B, 42)."""


@dataclass(frozen=True, eq=False)
class MiniConditions:
    """What the denoiser is told beside latents and time, one row a keyframe."""

    tensors: Tensors
    """By the network's names; TEXT, TEXT_MASK, SOUND, ... as `conditions.Conditions` has them."""
    asked: tuple[walk.Pass, ...]

    def __len__(self) -> int:
        return len(self.tensors["SOUND"])

    def __getitem__(self, rows: slice) -> "MiniConditions":
        return replace(self, tensors={name: tensor[rows] for name, tensor in self.tensors.items()})

    def of_all_passes(self) -> Tensors:
        """The rows of the first pass, then those of the second, and so on."""
        tensors = {name: np.concatenate([tensor] * len(self.asked)) for name, tensor in self.tensors.items()}
        for number, one in enumerate(self.asked):
            for modality in one.missing:
                tensors[f"{modality.upper()}_MASK"][number * len(self) : (number + 1) * len(self)] = False
        return tensors


class OnsetMini:
    """The checkpoint that comes with Onset."""

    def __init__(self, ask: Ask, style: StyleNet) -> None:
        """`ask` reaches `text_encoder`, `denoiser`, `vae_encoder` and `vae_decoder`."""
        self._ask, self._style = ask, style

    def latent_shape(self, width: int, height: int) -> tuple[int, int, int]:
        return CHANNELS, height // FACTOR, width // FACTOR

    def conditions(self, order: Order) -> MiniConditions:
        prompt = np.array([[order.prompt.encode()]], np.object_)
        words = self._ask("text_encoder", {"TEXT": prompt}, ("TOKENS", "TOKENS_MASK"))
        palette, palette_mask = _palette(order.palette)
        row = {
            "TEXT": words["TOKENS"],
            "TEXT_MASK": words["TOKENS_MASK"],
            "PALETTE": palette[None],
            "PALETTE_MASK": palette_mask[None],
            "STYLE": self._style_of(order.reference),
            "STYLE_MASK": np.array([[order.reference is not None]]),
        }
        count = order.keyframes
        tensors = {name: np.repeat(tensor, count, axis=0) for name, tensor in row.items()}
        tensors |= {"SOUND": order.sound, "SOUND_MASK": np.ones((count, 1), bool)}
        given = {"text", "sound"}
        given |= {"style"} if order.reference is not None else set()
        given |= {"palette"} if len(order.palette) else set()
        return MiniConditions(tensors, walk.passes(order.guidance, given))

    def times(self, steps: int, strength: float = 1.0) -> Sequence[float]:
        return [strength * time for time in walk.schedule(max(round(steps * strength), 1))]

    def noise_share(self, time: float) -> float:
        return time

    def noised(self, latents: FloatArray, noise: FloatArray, time: float) -> FloatArray:
        return (1 - time) * latents + time * noise

    def velocity(self, latents: FloatArray, time: float, conditions: MiniConditions) -> FloatArray:
        count = len(conditions.asked)
        feed = conditions.of_all_passes()
        feed["LATENTS"] = np.concatenate([latents] * count)
        feed["TIME"] = np.full((len(feed["LATENTS"]), 1), time, np.float32)
        return walk.weighted(conditions.asked, np.split(by_rows(self._ask, "denoiser", feed, "VELOCITY"), count))

    def encode(self, frames: Frames) -> FloatArray:
        pictures = np.ascontiguousarray(frames.transpose(0, 3, 1, 2), np.float32) / np.float32(255)
        return by_rows(self._ask, "vae_encoder", {"PICTURES": pictures}, "LATENTS")

    def decode(self, latents: FloatArray) -> Frames:
        pictures = by_rows(self._ask, "vae_decoder", {"LATENTS": latents}, "PICTURES")
        scaled = pictures * 255 + np.float32(0.5)
        frames = np.empty((*scaled.shape[:1], *scaled.shape[2:], 3), np.uint8)
        for channel in range(3):
            frames[..., channel] = scaled[:, channel]
        return frames

    def _style_of(self, reference: Frames | None) -> FloatArray:
        """(1, 42)."""
        if reference is None:
            return np.zeros((1, STYLE_SIZE), np.float32)
        return self._style(thumbnail(reference)[None])


def thumbnail(picture: Frames) -> FloatArray:
    """SRGB (H, W, 3) -> (3, 48, 48) in 0..1, each the mean of the pixels it touches, as PyTorch's "area" has it."""
    rows = np.stack([picture[part].mean(axis=0, dtype=np.float32) for part in _parts(len(picture))])
    columns = [rows[:, part].mean(axis=1, dtype=np.float32) for part in _parts(picture.shape[1])]
    return np.stack(columns, axis=1).transpose(2, 0, 1) / np.float32(255)


def _parts(length: int) -> list[slice]:
    return [slice(k * length // THUMBNAIL, -(-(k + 1) * length // THUMBNAIL)) for k in range(THUMBNAIL)]


def _palette(colours: Frames) -> tuple[FloatArray, np.ndarray]:
    """OKLab (4, 3) of the first four, and (4,) whether there is one."""
    heeded = colours[:MAX_COLOURS]
    palette = np.zeros((MAX_COLOURS, 3), np.float32)
    palette[: len(heeded)] = to_oklab(heeded / 255)
    return palette, np.arange(MAX_COLOURS) < len(heeded)
