"""The styles of captions: line, pill, pop and karaoke."""

from collections.abc import Iterator, Set
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from onset.compositing import color
from onset.compositing.captions.art import CaptionArt, Stroke
from onset.compositing.captions.inks import CaptionInks
from onset.compositing.captions.layout import CaptionType
from onset.compositing.captions.motion import Pill, Presence, pills
from onset.compositing.captions.words import Stamp, scaled_mask
from onset.compositing.color import Rgb
from onset.compositing.easing import ease_out, ease_out_back, lerp
from onset.compositing.planes import as_plane, rounded
from onset.compositing.shapes import glow, rounded_box_distance, solid
from onset.compositing.sprites import Fill, Mask
from onset.timeline.brief import CaptionStyle
from onset.timeline.layout import Box
from onset.timeline.plan import Caption
from onset.timeline.time import FrameRate

_PILL_RADIUS_EM = 0.34
_PILL_SHADOW_EM = 0.16
_POP_FROM = 0.5
"""A word's scale as it begins to spring up."""
_FRONT_PX = 1.5
"""Half the breadth of the edge that runs through a word in karaoke."""


class LineArt(CaptionArt):
    """The whole caption at once, no motion."""

    _moves = False

    def __init__(
        self, caption: Caption, kind: CaptionType, box: Box, safe: Box, rate: FrameRate, inks: CaptionInks
    ) -> None:
        super().__init__(caption, kind, box, safe, rate, inks)
        self._whole = self._spread(self._letters)

    def _state(self, number: int) -> object:  # noqa: ARG002  (the same at all times)
        return None

    def _cover(self, number: int) -> Mask:  # noqa: ARG002
        return self._whole

    def _strokes(self, number: int, presence: Presence) -> list[Stroke]:  # noqa: ARG002
        return self._plain(presence, frozenset())

    def _plain(self, presence: Presence, without: Set[int]) -> list[Stroke]:
        """All letters, and what keeps its own colours of the words but those `without`."""
        down = presence.rise * self._em
        letters = scaled_mask(self._lowered(down), presence.opacity)
        shown = (word for index, word in enumerate(self._words) if index not in without)
        return [
            Fill.of(((letters, self._inks.ink),), *self._at).draw,
            *(word.pictures(down=down, opacity=presence.opacity) for word in shown),
        ]


class PillArt(LineArt):
    """A pill moves from word to word; the word in it is lit, and a little larger."""

    _moves, _largest = True, True

    def _state(self, number: int) -> object:
        return pills(self._layout, self._pace, number)

    def _strokes(self, number: int, presence: Presence) -> list[Stroke]:
        down = presence.rise * self._em
        strokes: list[Stroke] = []
        over: list[Stroke] = []
        touched: set[int] = set()
        for pill in pills(self._layout, self._pace, number):
            region, distance = self._field(pill, down)
            shade = glow(distance, _PILL_SHADOW_EM * self._em, self._inks.shadow * presence.opacity)
            strokes.append(_fill(rounded(shade * self._edges.weight(region)), color.BLACK, region))
            shape = solid(distance, presence.opacity)
            text = np.zeros((region.height, region.width), np.uint8)
            over.append(_fill(shape, self._inks.pill, region))
            for index, scale in self._within(pill):
                touched.add(index)
                self._words[index].stamp(scale, down).put(text, (region.left, region.top))
                over.append(self._words[index].pictures(scale, down, presence.opacity))
            over.append(_fill(as_plane(cv2.multiply(text, shape, scale=1 / 255)), self._inks.lit, region))
        return [*strokes, *self._plain(presence, touched), *over]

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

    def _within(self, pill: Pill) -> Iterator[tuple[int, float]]:
        """The words that a pill touches, with their scale: its own grows while the others shrink."""
        line = self._layout.words[pill.word].line
        for index, word in enumerate(self._layout.words):
            own = index == pill.word
            if own or (word.line == line and word.pill.left < pill.box.right and pill.box.left < word.pill.right):
                yield index, lerp(1.0, word.spoken_scale, pill.lit if own else 1.0 - pill.lit)


def _fill(mask: Mask, paint: Rgb, region: Box) -> Stroke:
    return Fill.of(((mask, paint),), region.left, region.top).draw


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

    def _state(self, number: int) -> object:
        return tuple(self._pace.arrival(index, number) for index in range(len(self._words)))

    def _cover(self, number: int) -> Mask:
        cover = self._canvas()
        for index, own in enumerate(self._covers):
            share = self._pace.arrival(index, number)
            if share > 0.0:
                cv2.max(cover, scaled_mask(own, ease_out(share)), dst=cover)
        return cover

    def _strokes(self, number: int, presence: Presence) -> list[Stroke]:
        plain, spoken = self._canvas(), self._canvas()
        pictures: list[Stroke] = []
        for index, word in enumerate(self._words):
            share = self._pace.arrival(index, number)
            if share == 0.0:
                continue
            scale, opacity = self._spring(index, share), presence.opacity * min(1.0, 3.0 * share)
            following = self._pace.arrival(index + 1, number) if index + 1 < len(self._words) else 0.0
            letters, told = word.stamp(scale), 1.0 - ease_out(following)
            letters.put(plain, self._at, opacity * (1.0 - told))
            letters.put(spoken, self._at, opacity * told)
            pictures.append(word.pictures(scale, opacity=opacity))
        return [*pictures, Fill.of(((plain, self._inks.ink), (spoken, self._inks.spoken)), *self._at).draw]

    def _spring(self, index: int, share: float) -> float:
        """A word's scale: it passes its size a little, a long word less."""
        scale = lerp(_POP_FROM, 1.0, ease_out_back(share))
        return min(scale, 1.0 + (self._layout.words[index].spoken_scale - 1.0) / 2)


class KaraokeArt(LineArt):
    """Colour runs through each word for as long as it is said, from where it is read."""

    _core_em, _reach_em, _least, _moves = 0.085, 0.34, 0.46, True

    def _state(self, number: int) -> object:
        return tuple(self._pace.said(index, number) for index in range(len(self._words)))

    def _strokes(self, number: int, presence: Presence) -> list[Stroke]:
        down = presence.rise * self._em
        letters, sung = self._lowered(down), self._canvas()
        for index, word in enumerate(self._words):
            share = self._pace.said(index, number)
            if share > 0.0:
                self._reached(word.stamp(down=down), index, share).put(sung, self._at)
        masks = [scaled_mask(mask, presence.opacity) for mask in (as_plane(cv2.subtract(letters, sung)), sung)]
        return [
            Fill.of(((masks[0], self._inks.ink), (masks[1], self._inks.spoken)), *self._at).draw,
            *(word.pictures(down=down, opacity=presence.opacity) for word in self._words),
        ]

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
