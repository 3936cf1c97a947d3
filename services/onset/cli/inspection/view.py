"""A stretch of a sound, laid out in pixels from left to right: what all lanes of the picture share."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch
from numpy.typing import NDArray

from onset.cli.inspection import palette
from onset.cli.inspection.curves import Floats, Scales, Thinned, Thinning, thinned
from onset.cli.inspection.facts import Facts
from onset.cli.inspection.sheet import font, printable
from onset.timeline.sound import AudioAnalysis
from onset.timeline.span import Span

SMALL_PX, NORMAL_PX = 10.5, 12.0
"""Sizes of letters."""
_COLUMNS_PER_PX = 2.0
"""The picture is saved at twice its size."""
_LETTER_SHARE = 0.56
"""Mean width of a letter over its size."""
_GAP_PX = 1.5
_CORNER_PX = 4.0

S = TypeVar("S", bound=Span)


@dataclass(frozen=True, slots=True)
class View:
    """[start_s, end_s) of a sound, shown in [0, width_px)."""

    analysis: AudioAnalysis
    facts: Facts
    scales: Scales
    start_s: float
    end_s: float
    width_px: float

    @property
    def px_per_s(self) -> float:
        """How wide a second is."""
        return self.width_px / (self.end_s - self.start_s)

    def x(self, seconds: float) -> float:
        """Where a time is."""
        return (seconds - self.start_s) * self.px_per_s

    def x_of(self, sample: int) -> float:
        """Where a sample is."""
        return self.x(sample / self.analysis.sample_rate_hz)

    def shows(self, sample: int) -> bool:
        """Whether a sample lies within."""
        return self.start_s <= sample / self.analysis.sample_rate_hz < self.end_s

    def visible(self, spans: Sequence[S]) -> Iterator[tuple[float, float, S]]:
        """The spans that lie within at least in part, with the edges of that part."""
        for span in spans:
            left, right = max(0.0, self.x_of(span.start_sample)), min(self.width_px, self.x_of(span.end_sample))
            if right > left:
                yield left, right, span

    def curve(
        self, curve: NDArray[np.floating], how: Thinning, columns_per_px: float = _COLUMNS_PER_PX
    ) -> tuple[Floats, Thinned]:
        """A feature curve as densely as can be seen: (columns,) where they are, and what they hold."""
        hop_s = self.analysis.hop_samples / self.analysis.sample_rate_hz
        shown = thinned(curve, hop_s, self.start_s, self.end_s, round(self.width_px * columns_per_px), how)
        return (shown.times_s - self.start_s) * self.px_per_s, shown


def band(left: float, right: float, height: float, *, color: str, alpha: float = 1.0) -> FancyBboxPatch:
    """A bar with round corners and a hair of room to its neighbour; never thinner than a pixel."""
    width = max(right - left - _GAP_PX, 1.0)
    radius = min(_CORNER_PX, width / 2.5, height / 2.5)
    return FancyBboxPatch(
        (left + radius, radius),
        width - 2 * radius,
        height - 2 * radius,
        boxstyle=f"round,pad={radius}",
        facecolor=color,
        alpha=alpha,
        linewidth=0,
    )


def label(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    *,
    color: str,
    size_px: float = NORMAL_PX,
    ha: Literal["left", "center", "right"] = "left",
    va: Literal["center_baseline", "top", "bottom"] = "center_baseline",
) -> None:
    """A text in a lane."""
    axes.text(x, y, printable(text), color=color, fontproperties=font(size_px), parse_math=False, ha=ha, va=va)


def fits(text: str, room_px: float, size_px: float = NORMAL_PX) -> bool:
    """Whether a text is no wider than this."""
    return len(text) * size_px * _LETTER_SHARE <= room_px


def scale_mark(axes: Axes, y: float, text: str) -> None:
    """A value on a lane's vertical scale, to the left of it."""
    label(axes, -8, y, text, color=palette.INK_3, size_px=SMALL_PX, ha="right")
