"""Pictures under sounds, with words, for the training of an adapter."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import interpolate

from onset.models.checkpoints.errors import CheckpointError
from onset.models.painter.audio import FEATURES
from onset.models.picture.data import sounds
from onset.models.picture.data.orders import GROUP, SIZES, caption_of, order
from onset.models.picture.data.pool import Pool, places
from onset.models.picture.data.scenes import heard_anew
from onset.models.picture.grade import graded

_SIDE_STEP_PX = 32
_HELD_OUT_EVERY = 32
"""Of the painter's groups, and of own pictures by name: the first of so many is never learnt from."""
_KINDS = (".jpg", ".jpeg", ".png", ".webp")


@dataclass(frozen=True, eq=False)
class Batch:
    """Pictures of one size, what sounds in them and what they show."""

    pictures: Tensor
    """(B, 3, H, W) in 0..1."""
    windows: NDArray[np.float32]
    """(B, 16, 20), as `picture.data.sounds` has them."""
    captions: list[str]


class Material(Protocol):
    """An endless supply."""

    def batch(self, count: int, rng: np.random.Generator, *, held_out: bool = False) -> Batch:
        """Some, drawn at random, of those to learn from or of those that are held out."""


class Painted:
    """The painter's scenes, finished as sounds ask that are drawn anew each time."""

    def __init__(self, pool: Pool, side_px: int) -> None:
        """`side_px`: of a square picture; tall and wide ones grow alike."""
        self._pool, self._side_px = pool, side_px

    def is_ready(self) -> bool:
        """Whether there is as much as a group of either kind."""
        return all(len(self._painted(held_out=held_out)) >= GROUP for held_out in (True, False))

    def batch(self, count: int, rng: np.random.Generator, *, held_out: bool = False) -> Batch:
        """Some of those that have been painted so far.

        Raises:
            ValueError: there is none of its kind yet.
        """
        ready = self._painted(held_out=held_out)
        if not len(ready):
            raise ValueError("no scene has been painted yet")
        sizes, _ = places(ready)
        size = int(rng.choice(sizes))
        indices = rng.choice(ready[sizes == size], size=count)
        _, rows = places(indices)
        canvases = torch.from_numpy(np.asarray(self._pool.canvases[size][rows])).float() / 255
        windows = heard_anew(self._pool.windows[indices], rng)
        width, height = (self._side_px * side // SIZES[0][0] for side in SIZES[size])
        pictures = _finished(_resized(canvases, width, height), windows)
        return Batch(pictures, windows, [caption_of(order(int(index))) for index in indices])

    def _painted(self, *, held_out: bool) -> NDArray[np.intp]:
        ready = np.flatnonzero(self._pool.ready)
        return ready[(ready // GROUP % _HELD_OUT_EVERY == 0) == held_out]


class Pictures:
    """A folder of pictures, each with its words in a .txt and perhaps what sounds in it in a .npy of the same name.

    Pictures without a sound of their own are finished as drawn sounds ask, as the painter's are.
    """

    def __init__(self, folder: Path, side_px: int) -> None:
        """Read the names, and check the sounds.

        Raises:
            CheckpointError: MATERIAL_UNFIT, there is no picture, or one alone, or a sound of another shape or range.
        """
        self._side_px = _stepped(side_px)
        self._paths = sorted(path for path in folder.glob("*") if path.suffix.lower() in _KINDS)
        if not self._paths:
            raise CheckpointError("MATERIAL_UNFIT", f"{folder} has no picture ({', '.join(_KINDS)}).")
        if len(self._paths) == 1:
            raise CheckpointError("MATERIAL_UNFIT", f"{self._paths[0]} is alone; one is held out, so two are needed.")
        for path in self._paths:
            sound = _own_sound(path)
            if sound is not None and not _is_window(sound):
                raise CheckpointError(
                    "MATERIAL_UNFIT",
                    f"{path.with_suffix('.npy')} has shape {list(sound.shape)}, must be [{sounds.TOKENS}, "
                    f"{len(FEATURES)}] of finite numbers in 0..1: the features around the picture's moment.",
                )

    def batch(self, count: int, rng: np.random.Generator, *, held_out: bool = False) -> Batch:
        """Square parts of some, cut at random.

        Raises:
            CheckpointError: MATERIAL_UNFIT, a file is no picture.
        """
        paths = [path for number, path in enumerate(self._paths) if (number % _HELD_OUT_EVERY == 0) == held_out]
        chosen = [paths[int(index)] for index in rng.integers(len(paths), size=count)]
        windows, pictures = sounds.windows(rng, count), torch.stack([self._cut(path, rng) for path in chosen])
        own = [_own_sound(path) for path in chosen]
        for row, sound in enumerate(own):
            if sound is not None:
                windows[row] = sound
        finished = _finished(pictures, windows)
        given = torch.tensor([sound is not None for sound in own])[:, None, None, None]
        return Batch(torch.where(given, pictures, finished), windows, [_caption(path) for path in chosen])

    def _cut(self, path: Path, rng: np.random.Generator) -> Tensor:
        picture = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR)
        if picture is None:
            raise CheckpointError("MATERIAL_UNFIT", f"{path} is no picture.")
        side = min(picture.shape[:2])
        top, left = (int(rng.integers(length - side + 1)) for length in picture.shape[:2])
        rgb = np.ascontiguousarray(picture[top : top + side, left : left + side, ::-1].transpose(2, 0, 1))
        return _resized(torch.from_numpy(rgb)[None].float() / 255, self._side_px, self._side_px)[0]


def _finished(pictures: Tensor, windows: NDArray[np.float32]) -> Tensor:
    now, flash = windows[:, sounds.NOW], sounds.flash(windows)
    return graded(pictures, torch.from_numpy(now), torch.from_numpy(flash))


def _resized(pictures: Tensor, width: int, height: int) -> Tensor:
    size = (_stepped(height), _stepped(width))
    return interpolate(pictures, size=size, mode="bilinear", antialias=True, align_corners=False)


def _stepped(side: int) -> int:
    return max(side // _SIDE_STEP_PX, 1) * _SIDE_STEP_PX


def _own_sound(path: Path) -> NDArray[np.float32] | None:
    beside = path.with_suffix(".npy")
    return np.asarray(np.load(beside, allow_pickle=False), np.float32) if beside.is_file() else None


def _is_window(sound: NDArray[np.float32]) -> bool:
    return sound.shape == (sounds.TOKENS, len(FEATURES)) and bool(((sound >= 0) & (sound <= 1)).all())


def _caption(path: Path) -> str:
    beside = path.with_suffix(".txt")
    return beside.read_text("utf-8").strip() if beside.is_file() else ""
