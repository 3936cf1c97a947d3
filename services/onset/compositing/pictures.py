"""Brand pictures: read, trimmed, fitted, covered, and dressed with shadows."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from onset.compositing import color
from onset.compositing.color import Rgb
from onset.compositing.planes import Planes
from onset.compositing.shapes import pill, tinted
from onset.compositing.typography import Ink
from onset.compositing.unreadable import UnreadableError
from onset.timeline.brief import FocusBox, Size
from onset.timeline.layout import Box

_CLEAR = 0.08
"""Rounded corners and soft edges leave less of a picture clear than this."""

Rgba = NDArray[np.uint8]
"""(H, W, 4) straight sRGB and alpha."""


def read(path: Path) -> Rgba:
    """A canonical brand picture (PNG).

    Raises:
        UnreadableError: BAD_PICTURE, it is none.
    """
    try:
        with Image.open(path, formats=["PNG"]) as image:
            return np.asarray(image.convert("RGBA"), np.uint8)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        # Pillow names the file in the store, which is nobody's business.
        what = "it is no PNG" if isinstance(error, UnidentifiedImageError) else error
        raise UnreadableError(
            path, "BAD_PICTURE", f"A brand picture cannot be read: {what}; upload it again."
        ) from error


def trimmed(rgba: Rgba) -> Rgba:
    """Without its transparent rim; a wholly transparent picture stays as it is."""
    visible = rgba[..., 3] > 8
    rows, columns = np.flatnonzero(visible.any(axis=1)), np.flatnonzero(visible.any(axis=0))
    if rows.size == 0:
        return rgba
    return rgba[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def is_cut_out(rgba: Rgba) -> bool:
    """Whether it is a thing without its ground, to be laid over another: more than a few of its pixels are clear."""
    return float((rgba[..., 3] < 32).mean()) > _CLEAR


def resized(rgba: Rgba, width: int, height: int) -> Rgba:
    """At another size, by Lanczos over premultiplied colour."""
    return np.asarray(Image.fromarray(rgba).resize((max(1, width), max(1, height)), Image.Resampling.LANCZOS), np.uint8)


def fitted(rgba: Rgba, max_width: float, max_height: float) -> Rgba:
    """As large as fits, in its own proportions."""
    height, width = rgba.shape[:2]
    scale = min(max_width / width, max_height / height)
    return resized(rgba, round(width * scale), round(height * scale))


def kept_by_cover(width: int, height: int, size: Size) -> float:
    """Share of a picture that is still seen when it fills a frame of this size, 0..1."""
    own, frame = width / height, size.width / size.height
    return min(own / frame, frame / own)


def cover_window(width: int, height: int, size: Size, focus: FocusBox | None) -> tuple[float, float, float, float]:
    """What of a picture fills `size`, in its own pixels: left, top, width and height.

    It is the middle of the picture, moved towards the focus as far as need be for all of it to be seen.
    """
    scale = max(size.width / width, size.height / height)
    seen = size.width / scale, size.height / scale
    corner = [(width - seen[0]) / 2, (height - seen[1]) / 2]
    if focus is not None:
        for axis, (whole, low, high) in enumerate(
            ((width, focus.left, focus.right), (height, focus.top, focus.bottom))
        ):
            least, most = min(high * whole - seen[axis], low * whole), max(high * whole - seen[axis], low * whole)
            corner[axis] = min(max(corner[axis], least, 0.0), most, whole - seen[axis])
    return corner[0], corner[1], *seen


def cover(rgba: Rgba, size: Size, ground: Rgb, focus: FocusBox | None = None) -> Planes:
    """Cropped to fill `size` (see `cover_window`), transparent parts showing `ground`."""
    height, width = rgba.shape[:2]
    left, top, crop_width, crop_height = cover_window(width, height, size, focus)
    part = (left, top, left + crop_width, top + crop_height)
    if rgba[..., 3].min() == 255:
        solid = Image.fromarray(np.ascontiguousarray(rgba[..., :3]))
        return Planes.of_rgb(np.asarray(solid.resize((size.width, size.height), Image.Resampling.LANCZOS, box=part)))
    image = Image.fromarray(rgba).resize((size.width, size.height), Image.Resampling.LANCZOS, box=part)
    backdrop = Image.new("RGBA", image.size, (*ground, 255))
    return Planes.of_rgb(np.asarray(Image.alpha_composite(backdrop, image).convert("RGB"), np.uint8))


def rounded(rgba: Rgba, radius_px: float) -> Rgba:
    """With rounded corners."""
    height, width = rgba.shape[:2]
    corner = pill(width, height, radius_px)
    result = rgba.copy()
    result[..., 3] = cv2.multiply(rgba[..., 3], corner, scale=1 / 255)
    return result


def with_shadow(rgba: Rgba, paint: Rgb, *, blur_px: float, down_px: int, opacity: float) -> Rgba:
    """Over the soft shadow (or halo) that it throws on what lies behind; the picture grows by the same on all sides."""
    margin = int(3 * blur_px) + abs(down_px) + 1
    grown = np.pad(rgba, ((margin, margin), (margin, margin), (0, 0)))
    alpha = grown[..., 3].astype(np.float32)
    shadow = cv2.GaussianBlur(np.roll(alpha, down_px, axis=0), (0, 0), max(blur_px, 0.5)) * opacity
    backdrop = np.empty_like(grown)
    backdrop[..., :3] = paint
    backdrop[..., 3] = np.rint(np.clip(shadow, 0, 255))
    return over(grown, backdrop)


def over(front: Rgba, behind: Rgba) -> Rgba:
    """One picture over another of the same size."""
    return np.asarray(Image.alpha_composite(Image.fromarray(behind), Image.fromarray(front)), np.uint8)


def of_ink(ink: Ink, paint: Rgb) -> Rgba:
    """A text in one colour, but for what keeps its own."""
    letters = tinted(ink.letters, paint)
    return letters if ink.pictures is None else over(ink.pictures, letters)


def solid_box(rgba: Rgba) -> Box:
    """Where the picture itself is, without its own glow or shadow; all of it if nothing is solid."""
    solid = rgba[..., 3] >= 160
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    if rows.size == 0:
        return Box(0, 0, rgba.shape[1], rgba.shape[0])
    return Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)


def mean_color(rgba: Rgba) -> Rgb:
    """Its average colour, weighted by opacity."""
    weight = rgba[..., 3].astype(np.float64)
    total = weight.sum()
    if total == 0:
        return color.WHITE
    red, green, blue = (round(float((rgba[..., i] * weight).sum() / total)) for i in range(3))
    return red, green, blue
