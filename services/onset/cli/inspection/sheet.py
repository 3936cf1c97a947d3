"""A figure measured in pixels from its top left corner, with the fonts that Onset brings along."""

from functools import cache
from importlib import resources
from pathlib import Path

from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font

from onset.cli.inspection import palette

WIDTH_PX = 1440
_DPI = 100
_PNG_LEVEL = 3
"""A tenth larger than at the usual 6, in half the time."""
_POINTS_PER_PX = 72 / _DPI
_FONTS = "onset.runtime.fonts"


class Sheet:
    """A page of fixed width; positions and sizes are in pixels at scale 1."""

    def __init__(self, height_px: float) -> None:
        self.height_px = height_px
        self.figure = Figure(figsize=(WIDTH_PX / _DPI, height_px / _DPI), dpi=_DPI, facecolor=palette.PAPER)
        FigureCanvasAgg(self.figure)

    def axes(self, left_px: float, top_px: float, width_px: float, height_px: float) -> Axes:
        """An empty frame without borders, whose coordinates are pixels from its bottom left corner."""
        bottom = self.height_px - top_px - height_px
        box = (left_px / WIDTH_PX, bottom / self.height_px, width_px / WIDTH_PX, height_px / self.height_px)
        axes: Axes = self.figure.add_axes(box)
        axes.set_axis_off()
        axes.set_xlim(0, width_px, auto=False)
        axes.set_ylim(0, height_px, auto=False)
        return axes

    def text(self, x_px: float, y_px: float, text: str, *, size_px: float, color: str, bold: bool = False) -> None:
        """A line whose baseline starts here."""
        self.figure.text(
            x_px / WIDTH_PX,
            1 - y_px / self.height_px,
            printable(text),
            color=color,
            parse_math=False,
            fontproperties=font(size_px, bold=bold),
        )

    def save(self, path: Path, scale: float) -> None:
        """Write a PNG."""
        self.figure.savefig(path, dpi=_DPI * scale, format="png", pil_kwargs={"compress_level": _PNG_LEVEL})


def points(px: float) -> float:
    """Pixels as matplotlib's line widths and font sizes want them."""
    return px * _POINTS_PER_PX


def font(size_px: float, *, bold: bool = False) -> FontProperties:
    """Inter Tight; what it lacks comes from DejaVu Sans."""
    return FontProperties(
        family=[*_families(), "DejaVu Sans"],
        weight=800 if bold else 600,
        size=points(size_px),
        math_fontfamily="dejavusans",
    )


def printable(text: str) -> str:
    """The text with a box for each letter that no font here has (a file may have any name)."""
    known = _letters()
    return "".join(letter if ord(letter) in known else "▯" for letter in text)


@cache
def _families() -> tuple[str, ...]:
    names = []
    for style in ("SemiBold", "ExtraBold"):
        with resources.as_file(resources.files(_FONTS) / f"InterTight-{style}.ttf") as path:
            font_manager.fontManager.addfont(path)
            names.append(FontProperties(fname=path).get_name())
    return tuple(dict.fromkeys(names))


@cache
def _letters() -> frozenset[int]:
    files = [font_manager.findfont(FontProperties(family=name)) for name in (*_families(), "DejaVu Sans")]
    return frozenset(code for file in files for code in get_font(file).get_charmap())
