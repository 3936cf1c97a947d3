"""Drawing captions: what is common to all styles."""

from abc import ABC, abstractmethod
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from onset.compositing.captions.ground import Ground, spread
from onset.compositing.captions.inks import CaptionInks
from onset.compositing.captions.layout import CaptionType, lay_out
from onset.compositing.captions.motion import Pace, Presence
from onset.compositing.captions.words import WordInk, even_box, scaled_mask
from onset.compositing.planes import Planes, rounded
from onset.compositing.sprites import Mask
from onset.timeline.layout import Box
from onset.timeline.plan import Caption
from onset.timeline.time import FrameRate

_EDGE_EM = 0.22
"""Over this length grounds and shadows fade out before the safe box ends; letters keep farther away from there."""
Stroke = Callable[[Planes], None]
"""Draws a part of a caption over a frame."""


class CaptionArt(ABC):
    """One caption, ready to be drawn at any of its frames, in any order."""

    _core_em, _reach_em, _least = 0.10, 0.42, 0.36
    """Of the soft ground: full this far around letters, gone so much farther out; its opacity where none is needed."""
    _largest = False
    """Whether words grow to their spoken scale."""

    def __init__(
        self, caption: Caption, kind: CaptionType, box: Box, safe: Box, rate: FrameRate, inks: CaptionInks
    ) -> None:
        """Set the caption and draw its words.

        Args:
            caption: the words and their times.
            kind: what it is set in.
            box: on whose foot it stands.
            safe: nothing of it leaves this box.
            rate: of the film.
            inks: its colours.

        Raises:
            UnsettableError: there is no font for a character.
        """
        layout = self._layout = lay_out(caption, kind, box)
        self._pace, self._inks, self._em = Pace(caption, rate), inks, float(layout.size_px)
        self._words = [
            WordInk(word, kind.typeface, layout.size_px, word.spoken_scale if self._largest else 1.0)
            for word in layout.words
        ]
        self._edges = Edges(safe, _EDGE_EM * self._em)
        boxes, reach = [word.box() for word in self._words], (self._core_em + self._reach_em) * self._em
        self._region = self._edges.clip(
            min(box.left for box in boxes) - reach,
            min(box.top for box in boxes) - reach,
            max(box.right for box in boxes) + reach,
            max(box.bottom for box in boxes) + reach,
        )
        self._ground = Ground(inks.used(kind.style), inks.ground, self._least)
        self._letters = self._canvas()
        for word in self._words:
            word.stamp().put(self._letters, self._at)

    @property
    def _at(self) -> tuple[int, int]:
        return self._region.left, self._region.top

    def draw(self, frame: Planes, number: int) -> None:
        """Draw it over frame `number` of the film."""
        presence = self._pace.presence(number, moves=self._moves)
        state = presence, self._state(number)
        if self._drawn is None or self._drawn[0] != state:
            self._drawn = state, scaled_mask(self._cover(number), presence.opacity), self._strokes(number, presence)
        _, cover, strokes = self._drawn
        self._ground.lay(frame, cover, *self._at)
        for stroke in strokes:
            stroke(frame)

    _moves = True
    _drawn: tuple[object, Mask, list[Stroke]] | None = None
    """What was drawn last, and its state: for most of the time a caption rests."""

    @abstractmethod
    def _state(self, number: int) -> object:
        """What tells frames apart that show the caption otherwise, besides its presence."""

    @abstractmethod
    def _cover(self, number: int) -> Mask:
        """Where the soft ground is wanted."""

    @abstractmethod
    def _strokes(self, number: int, presence: Presence) -> list[Stroke]:
        """All that is drawn on the ground, in order."""

    def _canvas(self) -> Mask:
        return np.zeros((self._region.height, self._region.width), np.uint8)

    def _spread(self, letters: Mask) -> Mask:
        """The soft ground of some letters, within the safe box."""
        cover = spread(letters, self._core_em * self._em, self._reach_em * self._em)
        return rounded(cover * self._edges.weight(self._region))

    def _lowered(self, down: float) -> Mask:
        """All letters, `down` pixels lower."""
        if down == 0.0:
            return self._letters
        canvas = self._canvas()
        for word in self._words:
            word.stamp(down=down).put(canvas, self._at)
        return canvas


class Edges:
    """The safe box, and how grounds fade out towards its edges."""

    def __init__(self, safe: Box, fade_px: float) -> None:
        self._safe = Box(-(-safe.left // 2) * 2, -(-safe.top // 2) * 2, safe.right // 2 * 2, safe.bottom // 2 * 2)
        self._fade = max(fade_px, 1.0)

    def clip(self, left: float, top: float, right: float, bottom: float) -> Box:
        """The even pixels around some edges, within the safe box."""
        box, safe = even_box(left, top, right, bottom), self._safe
        return Box(
            min(max(box.left, safe.left), safe.right - 2),
            min(max(box.top, safe.top), safe.bottom - 2),
            max(min(box.right, safe.right), safe.left + 2),
            max(min(box.bottom, safe.bottom), safe.top + 2),
        )

    def weight(self, region: Box) -> NDArray[np.float32]:
        """(H, W) of a region: 0 at an edge of the safe box, 1 well inside."""
        x = np.arange(region.left, region.right, dtype=np.float32) + 0.5
        y = np.arange(region.top, region.bottom, dtype=np.float32) + 0.5
        across = np.minimum(x - self._safe.left, self._safe.right - x) / self._fade
        down = np.minimum(y - self._safe.top, self._safe.bottom - y) / self._fade
        return np.asarray(np.outer(np.clip(down, 0, 1), np.clip(across, 0, 1)), np.float32)
