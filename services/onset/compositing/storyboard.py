"""A storyboard: one still of every scene, in reading order on one sheet, each with the time at which it begins."""

import io
import math
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from onset.compositing import color
from onset.compositing.excerpt import excerpt, footing
from onset.compositing.film import Film
from onset.compositing.order import Order
from onset.compositing.planes import Planes
from onset.compositing.typography import SEMI_BOLD
from onset.runtime.errors import CancelledError
from onset.timeline.brief import Blob, Size
from onset.timeline.time import round_half_up

_TILE_PX = 320
"""Longer side of a still: words on an end card can be read."""
_GAP_PX = 12
_LABEL_PX = 26
_GROUND, _INK = (24, 24, 27), (228, 228, 231)
_SHOWN_AT = Fraction(3, 4)
"""Of a scene: by then all that comes in has come in, and nothing has begun to leave."""
_JPEG_QUALITY = 88


def render(order: Order, fetch: Callable[[Blob], Path], cancelled: Callable[[], bool]) -> bytes:
    """The sheet as JPEG.

    Raises:
        InvalidArgumentError: BAD_CLIP or BAD_PICTURE.
        NotFoundError: from `fetch`.
        CancelledError: `cancelled` returned true.
    """

    def still(frame: int) -> NDArray[np.uint8]:
        if cancelled():
            raise CancelledError("RENDER_CANCELLED", "The storyboard was cancelled.")
        picture = Planes.empty(order.size)
        with Film(footing(excerpt(order, range(frame, frame + 1), fetch), fetch)) as film:
            film.draw(frame, picture)
        return _small_rgb(picture, tile)

    tile, rate = _tile(order.size), order.timeline.frame_rate
    scenes = order.timeline.scenes
    frames = [scene.start_frame + int(scene.frames * _SHOWN_AT) for scene in scenes]
    with ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="onset-still") as workers:
        stills = list(workers.map(still, frames))
    times = [rate.seconds_of_frame(scene.start_frame) for scene in scenes]
    return _jpeg(_sheet(stills, [_label(index, at) for index, at in enumerate(times, start=1)], tile))


def _tile(size: Size) -> Size:
    scale = _TILE_PX / max(size.width, size.height)
    return Size(max(1, round(size.width * scale)), max(1, round(size.height * scale)))


def _small_rgb(picture: Planes, size: Size) -> NDArray[np.uint8]:
    """(H, W, 3) sRGB of this size."""
    components = [
        cv2.resize(plane, (size.width, size.height), interpolation=cv2.INTER_AREA) for plane in picture.each()
    ]
    return color.to_rgb(np.dstack(components).astype(np.float32))


def _sheet(stills: list[NDArray[np.uint8]], labels: list[str], tile: Size) -> Image.Image:
    across = _columns(len(stills), tile)
    down = -(-len(stills) // across)
    cell = (tile.width + _GAP_PX, tile.height + _LABEL_PX + _GAP_PX)
    sheet = Image.new("RGB", (across * cell[0] + _GAP_PX, down * cell[1] + _GAP_PX), _GROUND)
    draw, letters = ImageDraw.Draw(sheet), ImageFont.truetype(SEMI_BOLD.faces[0].path, _LABEL_PX // 2)
    for index, (still, label) in enumerate(zip(stills, labels, strict=True)):
        left, top = _GAP_PX + index % across * cell[0], _GAP_PX + index // across * cell[1]
        sheet.paste(Image.fromarray(still), (left, top))
        draw.text((left, top + tile.height + _LABEL_PX // 4), label, fill=_INK, font=letters)
    return sheet


def _columns(count: int, tile: Size) -> int:
    """So many that the sheet is about as wide as a screen, three to two."""
    cell = (tile.height + _LABEL_PX + _GAP_PX) / (tile.width + _GAP_PX)
    return min(count, max(1, round(math.sqrt(count * 1.5 * cell))))


def _label(number: int, start_s: Fraction) -> str:
    tenths = round_half_up(start_s * 10)
    return f"{number}  {tenths // 600}:{tenths % 600 // 10:02}.{tenths % 10}"


def _jpeg(sheet: Image.Image) -> bytes:
    target = io.BytesIO()
    sheet.save(target, "JPEG", quality=_JPEG_QUALITY)
    return target.getvalue()
