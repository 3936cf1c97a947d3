"""Drawing captions: what is common to all styles, and one class for each."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import cv2
import numpy as np
from numpy.typing import NDArray

from onset.compositing import color
from onset.compositing.captions.ground import Ground, spread
from onset.compositing.captions.inks import CaptionInks
from onset.compositing.captions.layout import CaptionType, lay_out
from onset.compositing.captions.motion import Pace, Pill, Presence, pills
from onset.compositing.captions.words import Stamp, WordInk, even_box, scaled_mask
from onset.compositing.easing import ease_out, ease_out_back, lerp
from onset.compositing.planes import Planes, as_plane, rounded
from onset.compositing.shapes import glow, rounded_box_distance, solid
from onset.compositing.sprites import Mask, fill, fill_all
from onset.timeline.brief import CaptionStyle
from onset.timeline.layout import Box
from onset.timeline.plan import Caption
from onset.timeline.time import FrameRate

_EDGE_EM = 0.22
"""Over this length grounds and shadows fade out before the safe box ends; letters keep farther away from there."""
_PILL_RADIUS_EM = 0.34
_PILL_SHADOW_EM = 0.16
_POP_FROM = 0.5
_FRONT_PX = 1.5
"""Half the breadth of the edge that runs through a word in karaoke."""
_NONE: Mapping[int, float] = MappingProxyType({})


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
        self._edges = _Edges(safe, _EDGE_EM * self._em)
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
        self._ground.lay(frame, scaled_mask(self._cover(number), presence.opacity), *self._at)
        self._draw_words(frame, number, presence)

    _moves = True

    @abstractmethod
    def _cover(self, number: int) -> Mask:
        """Where the soft ground is wanted."""

    @abstractmethod
    def _draw_words(self, frame: Planes, number: int, presence: Presence) -> None:
        """Draw all but the ground."""

    def _canvas(self) -> Mask:
        return np.zeros((self._region.height, self._region.width), np.uint8)

    def _spread(self, letters: Mask) -> Mask:
        """The soft ground of some letters, within the safe box."""
        cover = spread(letters, self._core_em * self._em, self._reach_em * self._em)
        return rounded(cover * self._edges.weight(self._region))

    def _lowered(self, down: float, faded: Mapping[int, float] = _NONE) -> Mask:
        """All letters, `down` pixels lower; `faded` words by their opacity."""
        if down == 0.0 and not faded:
            return self._letters
        canvas = self._canvas()
        for index, word in enumerate(self._words):
            word.stamp(down=down).put(canvas, self._at, faded.get(index, 1.0))
        return canvas


class LineArt(CaptionArt):
    """The whole caption at once, no motion."""

    _moves = False

    def __init__(
        self, caption: Caption, kind: CaptionType, box: Box, safe: Box, rate: FrameRate, inks: CaptionInks
    ) -> None:
        super().__init__(caption, kind, box, safe, rate, inks)
        self._whole = self._spread(self._letters)

    def _cover(self, number: int) -> Mask:  # noqa: ARG002  (the same at all times)
        return self._whole

    def _draw_words(self, frame: Planes, number: int, presence: Presence) -> None:  # noqa: ARG002
        self._draw_plain(frame, presence, _NONE)

    def _draw_plain(self, frame: Planes, presence: Presence, faded: Mapping[int, float]) -> None:
        down = presence.rise * self._em
        fill(frame, scaled_mask(self._lowered(down, faded), presence.opacity), self._inks.ink, *self._at)
        for word in self._words:
            word.draw_pictures(frame, down=down, opacity=presence.opacity)


class PillArt(LineArt):
    """A pill moves from word to word; the word in it is lit, and a little larger."""

    _moves, _largest = True, True

    def _draw_words(self, frame: Planes, number: int, presence: Presence) -> None:
        down = presence.rise * self._em
        shown = [(pill, *self._field(pill, down)) for pill in pills(self._layout, self._pace, number)]
        for pill, region, distance in shown:
            shade = glow(distance, _PILL_SHADOW_EM * self._em, self._inks.shadow * pill.opacity * presence.opacity)
            fill(frame, rounded(shade * self._edges.weight(region)), color.BLACK, region.left, region.top)
        # While the pill changes lines, the words that it leaves and enters are drawn with it, once.
        changing = {pill.word: 0.0 for pill, _, _ in shown if pill.opacity < 1.0}
        self._draw_plain(frame, presence, changing)
        for pill, region, distance in shown:
            shape = solid(distance, pill.opacity * presence.opacity)
            fill(frame, shape, self._inks.pill, region.left, region.top)
            text = self._lit_text(frame, pill, region, down, presence.opacity * pill.opacity, alone=bool(changing))
            if changing:
                text, paint = (
                    scaled_mask(text, presence.opacity),
                    color.mix(self._inks.ink, self._inks.lit, pill.opacity),
                )
            else:
                text, paint = as_plane(cv2.multiply(text, shape, scale=1 / 255)), self._inks.lit
            fill(frame, text, paint, region.left, region.top)

    def _field(self, pill: Pill, down: float) -> tuple[Box, NDArray[np.float32]]:
        """The region around a pill, shadow included, and each pixel's distance to the pill."""
        box, margin = pill.box, 3 * _PILL_SHADOW_EM * self._em
        region = self._edges.clip(
            box.left - margin, box.top - margin + down, box.right + margin, box.bottom + margin + down
        )
        across = (box.left - region.left, box.right - region.left)
        downward = (box.top - region.top + down, box.bottom - region.top + down)
        radius = _PILL_RADIUS_EM * self._em
        return region, rounded_box_distance(across, downward, radius, region.width, region.height)

    def _lit_text(self, frame: Planes, pill: Pill, region: Box, down: float, opacity: float, *, alone: bool) -> Mask:
        """The pill's own word, grown, and if not `alone` all that the pill touches; pictures are drawn at once."""
        text = np.zeros((region.height, region.width), np.uint8)
        line = self._layout.words[pill.word].line
        for ink, (index, word) in zip(self._words, enumerate(self._layout.words), strict=True):
            own = index == pill.word
            if own or (
                not alone and word.line == line and word.pill.left < pill.box.right and pill.box.left < word.pill.right
            ):
                scale = lerp(1.0, word.spoken_scale, pill.lit if own else 1.0 - pill.lit)
                ink.stamp(scale, down).put(text, (region.left, region.top))
                ink.draw_pictures(frame, scale, down, opacity)
        return text


class PopArt(CaptionArt):
    """Each word springs up as it is said, in a colour that it loses to the next."""

    _core_em, _reach_em, _least = 0.085, 0.34, 0.46

    def __init__(
        self, caption: Caption, kind: CaptionType, box: Box, safe: Box, rate: FrameRate, inks: CaptionInks
    ) -> None:
        super().__init__(caption, kind, box, safe, rate, inks)
        self._covers = []
        for word in self._words:
            letters = self._canvas()
            word.stamp().put(letters, self._at)
            self._covers.append(self._spread(letters))

    def _cover(self, number: int) -> Mask:
        cover = self._canvas()
        for index, own in enumerate(self._covers):
            share = self._pace.arrival(index, number)
            if share > 0.0:
                cv2.max(cover, scaled_mask(own, ease_out(share)), dst=cover)
        return cover

    def _draw_words(self, frame: Planes, number: int, presence: Presence) -> None:
        plain, spoken = self._canvas(), self._canvas()
        for index, word in enumerate(self._words):
            share = self._pace.arrival(index, number)
            if share == 0.0:
                continue
            scale, opacity = self._spring(index, share), presence.opacity * min(1.0, 3.0 * share)
            following = self._pace.arrival(index + 1, number) if index + 1 < len(self._words) else 0.0
            letters, told = word.stamp(scale), 1.0 - ease_out(following)
            letters.put(plain, self._at, opacity * (1.0 - told))
            letters.put(spoken, self._at, opacity * told)
            word.draw_pictures(frame, scale, opacity=opacity)
        fill_all(frame, ((plain, self._inks.ink), (spoken, self._inks.spoken)), *self._at)

    def _spring(self, index: int, share: float) -> float:
        """A word's scale: it passes its size a little, a long word less."""
        scale = lerp(_POP_FROM, 1.0, ease_out_back(share))
        return min(scale, 1.0 + (self._layout.words[index].spoken_scale - 1.0) / 2)


class KaraokeArt(LineArt):
    """Colour runs through each word for as long as it is said, from where it is read."""

    _core_em, _reach_em, _least, _moves = 0.085, 0.34, 0.46, True

    def _draw_words(self, frame: Planes, number: int, presence: Presence) -> None:
        down = presence.rise * self._em
        letters, sung = self._lowered(down), self._canvas()
        for index, word in enumerate(self._words):
            share = self._pace.said(index, number)
            if share > 0.0:
                self._reached(word.stamp(down=down), index, share).put(sung, self._at)
        masks = [scaled_mask(mask, presence.opacity) for mask in (as_plane(cv2.subtract(letters, sung)), sung)]
        fill_all(frame, ((masks[0], self._inks.ink), (masks[1], self._inks.spoken)), *self._at)
        for word in self._words:
            word.draw_pictures(frame, down=down, opacity=presence.opacity)

    def _reached(self, letters: Stamp, index: int, share: float) -> Stamp:
        """What of a word the colour has reached."""
        if share == 1.0:
            return letters
        word = self._layout.words[index]
        columns = np.arange(letters.mask.shape[1], dtype=np.float32) + 0.5 + letters.left - word.pen_x
        along = word.width - columns if word.right_to_left else columns
        ahead = share * (word.width + 2 * _FRONT_PX) - _FRONT_PX - along
        front = np.clip(0.5 + ahead / (2 * _FRONT_PX), 0.0, 1.0)
        return replace(letters, mask=rounded(letters.mask * front))


STYLES: dict[CaptionStyle, type[CaptionArt]] = {
    CaptionStyle.PILL: PillArt,
    CaptionStyle.POP: PopArt,
    CaptionStyle.KARAOKE: KaraokeArt,
    CaptionStyle.LINE: LineArt,
}


class _Edges:
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
