"""Painted scenes on the machine that trains: canvases stay on its accelerator and are heard anew in every batch."""

import time
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import avg_pool2d

from onset.models.painter.audio import FEATURES
from onset.models.picture.conditions import Conditions
from onset.models.picture.data import sounds
from onset.models.picture.data.orders import GROUP, SIZES, is_held_out
from onset.models.picture.data.pool import Pool, places
from onset.models.picture.data.tokens import CaptionEncoder
from onset.models.picture.grade import graded
from onset.models.picture.shapes import STYLE_SIZE, TEXT_TOKENS, TEXT_WIDTH
from onset.models.picture.style import oklab, style_of

_PAINTED = [FEATURES.index(name) for name in ("rms", "onset", "bass", "mid")]
"""Features that the canvas itself answers (motion, particles, lights); the others can be drawn anew."""
_CHUNK = 256
_SMALLER = 4
"""References are seen small: a style has no detail."""


@dataclass(frozen=True, eq=False)
class Batch:
    """Pictures of one size with what was asked for."""

    pictures: Tensor
    """(B, 3, H, W) in 0..1."""
    conditions: Conditions
    indices: NDArray[np.intp]
    """The scenes' numbers."""


class Scenes:
    """The painted part of a pool."""

    def __init__(self, pool: Pool, captions: CaptionEncoder, device: torch.device) -> None:
        """Make room for the whole pool on `device`."""
        self._pool, self._captions, self._device = pool, captions, device
        self._canvases = [torch.zeros(array.shape, dtype=torch.uint8, device=device) for array in pool.canvases]
        self._small = [
            torch.zeros(
                *array.shape[:2], *(side // _SMALLER for side in array.shape[2:]), dtype=torch.uint8, device=device
            )
            for array in pool.canvases
        ]
        scenes = len(pool.ready)
        self._text = torch.zeros(scenes, TEXT_TOKENS, TEXT_WIDTH, dtype=torch.half, device=device)
        self._text_mask = torch.zeros(scenes, TEXT_TOKENS, dtype=torch.bool, device=device)
        self._loaded = np.zeros(scenes, bool)
        self._choices: dict[tuple[int, bool], NDArray[np.intp]] = {}

    @property
    def count(self) -> int:
        """Scenes at hand."""
        return int(self._loaded.sum())

    def refresh(self) -> None:
        """Take over what has been painted since."""
        new = np.flatnonzero((self._pool.ready == 1) & ~self._loaded)
        for start in range(0, len(new), _CHUNK):
            some = new[start : start + _CHUNK]
            sizes, rows = places(some)
            for size in np.unique(sizes):
                found = np.asarray(self._pool.canvases[size][rows[sizes == size]])
                canvases, at = torch.from_numpy(found).to(self._device), self._tensor(rows[sizes == size])
                self._canvases[size][at] = canvases
                self._small[size][at] = avg_pool2d(canvases.float(), _SMALLER).byte()
            at = self._tensor(some)
            self._text[at], self._text_mask[at] = self._captions.scenes(some)
            self._loaded[some] = True
        loaded = np.flatnonzero(self._loaded)
        sizes, _ = places(loaded)
        kept = is_held_out(loaded)
        for size in range(len(SIZES)):
            for held_out in (False, True):
                self._choices[size, held_out] = loaded[(sizes == size) & (kept == held_out)]

    def wait(self, count: int, deadline: float) -> None:
        """Until there are so many scenes; `deadline` on the monotonic clock.

        Raises:
            TimeoutError: the painters were too slow.
        """
        self.refresh()
        while self.count < count:
            if time.monotonic() > deadline:
                raise TimeoutError(f"only {self.count} scenes of {count} were painted in time")
            time.sleep(0.5)
            self.refresh()

    def batch(self, size: int, count: int, rng: np.random.Generator, *, held_out: bool = False) -> Batch:
        """Random scenes of one size, with sounds of their own.

        Raises:
            ValueError: there is no such scene yet.
        """
        choices = self._choices.get((size, held_out))
        if choices is None or not len(choices):
            raise ValueError(f"no {'held-out ' if held_out else ''}scene of size {SIZES[size]} has been painted yet")
        indices = choices[rng.integers(len(choices), size=count)]
        windows = self.windows(indices, rng)
        pictures = self.pictures(indices, windows)
        return Batch(pictures, self.conditions(indices, windows, rng), indices)

    def windows(self, indices: NDArray[np.intp], rng: np.random.Generator) -> NDArray[np.float32]:
        """New sounds (N, 16, 20) for scenes, with those features kept that the canvases have heard already."""
        return heard_anew(self._pool.windows[indices], rng)

    @torch.no_grad()
    def pictures(self, indices: NDArray[np.intp], windows: NDArray[np.float32], *, small: bool = False) -> Tensor:
        """The scenes (all of one size) finished as the sounds ask; `small` ones have a quarter of the sides."""
        sizes, rows = places(indices)
        canvases = (self._small if small else self._canvases)[int(sizes[0])][self._tensor(rows)].float() / 255
        now = torch.from_numpy(windows[:, sounds.NOW]).to(self._device)
        return graded(canvases, now, torch.from_numpy(sounds.flash(windows)).to(self._device))

    @torch.no_grad()
    def conditions(
        self, indices: NDArray[np.intp], windows: NDArray[np.float32], rng: np.random.Generator
    ) -> Conditions:
        """What was asked for; the style is that of another scene of the same group, or of the scene itself."""
        at = self._tensor(indices)
        palettes = torch.from_numpy(self._pool.palettes[indices]).to(self._device).float() / 255
        colours = torch.from_numpy(self._pool.colours[indices].astype(np.int64)).to(self._device)
        everywhere = torch.ones(len(indices), dtype=torch.bool, device=self._device)
        return Conditions(
            text=self._text[at],
            text_mask=self._text_mask[at],
            sound=torch.from_numpy(windows).to(self._device),
            sound_mask=everywhere,
            palette=oklab(palettes),
            palette_mask=torch.arange(palettes.shape[1], device=self._device) < colours[:, None],
            style=self._styles(indices, rng),
            style_mask=everywhere,
        )

    def _styles(self, indices: NDArray[np.intp], rng: np.random.Generator) -> Tensor:
        """(N, 42): of references that were heard with sounds of their own."""
        others = indices // GROUP * GROUP + rng.integers(GROUP, size=len(indices))
        others = np.where(self._loaded[others], others, indices)
        windows = self.windows(others, rng)
        styles = torch.zeros(len(indices), STYLE_SIZE, device=self._device)
        sizes, _ = places(others)
        for size in np.unique(sizes):
            at = np.flatnonzero(sizes == size)
            styles[self._tensor(at)] = style_of(self.pictures(others[at], windows[at], small=True))
        return styles

    def _tensor(self, numbers: NDArray[np.intp]) -> Tensor:
        return torch.from_numpy(numbers).to(self._device)


def heard_anew(painted: NDArray[np.floating], rng: np.random.Generator) -> NDArray[np.float32]:
    """New sounds (N, 16, 20) for canvases that were painted under `painted`, whose own features they keep."""
    windows = sounds.windows(rng, len(painted))
    windows[:, :, _PAINTED] = painted[:, :, _PAINTED]
    return windows
