"""The contact sheet of destinations: headline, product and end card in every shape and safe box that a profile has.

A dark brand with usual words on the left, a light one with a headline of ten words and very long ones on the right; the
safe box is drawn as a thin line. `python -m tests.bench.compositing.profile_sheet FILE` writes it as JPEG.
"""

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import cv2
from PIL import Image, ImageDraw

from onset.compositing.typography import SEMI_BOLD, text_mask
from onset.timeline.brief import CaptionStyle, Colors, Size
from onset.timeline.layout import Box
from onset.timeline.plan import LogoShow, Timeline, Title, VisualKind
from onset.timeline.profile import Profile, profiles
from tests.bench.compositing.bench_safe_zones import WORDS
from tests.bench.compositing.motion_sheet import DARK, LIGHT, MOVE, frames, order
from tests.unit.compositing import material

ANY_SIZE = Size(1080, 1920)
"""Drawn of a profile that takes any."""
DRAWN_WIDTH = 0.5
SHOWN_AT = (27, 66, 118)
"""All words of the headline have come; a product under a caption; the end card at rest."""
LENGTH = 120
ROW_PX, LARGEST_PX = 250, 215
HEAD_PX, GAP_PX = 24, 6
_GROUND, _INK, _LINE = (24, 24, 28), (235, 235, 235), (255, 255, 255)


def film(words: str, colors: Colors) -> Timeline:
    """Four seconds: a headline over a caption, a product over a caption, an end card."""
    said, hook, call = WORDS[words]
    scenes = [
        material.scene(0, 40, camera=MOVE),
        material.scene(40, 80, VisualKind.PRODUCT_SHOT, picture_id="bottle", camera=MOVE),
        material.scene(80, LENGTH, VisualKind.END_CARD),
    ]
    captions = [material.caption(said, start, start + 38) for start in (1, 41)]
    logo = [LogoShow(0, 80)]
    title = Title(2, 40, hook, tuple(min(4 + 2 * index, 20) for index in range(len(hook.split()))))
    plain = material.timeline(scenes, captions=captions, logo=logo, colors=colors, call=call)
    return replace(plain, titles=(title,), ai_label="AI-generated")


def shapes() -> dict[tuple[Size, Box], list[Profile]]:
    """Profiles by what of them is seen: a size and its safe box."""
    found: dict[tuple[Size, Box], list[Profile]] = {}
    for each in profiles().values():
        for size in each.sizes or (ANY_SIZE,):
            found.setdefault((size, each.safe_box(size)), []).append(each)
    return found


def row(folder: Path, size: Size, made_for: Profile, style: CaptionStyle) -> Image.Image:
    """A shape's frames side by side."""
    drawn = Size(*(round(side * DRAWN_WIDTH / 2) * 2 for side in (size.width, size.height)))
    height = min(LARGEST_PX, round(ROW_PX * size.height / size.width))
    cells = []
    for words, colors in (("usual words", DARK), ("long words", LIGHT)):
        job = replace(order(folder, film(words, colors), drawn), profile=made_for, caption_style=style)
        for picture in frames(job, SHOWN_AT):
            box = made_for.safe_box(drawn)
            ImageDraw.Draw(picture).rectangle((box.left, box.top, box.right - 1, box.bottom - 1), outline=_LINE)
            cells.append(picture.resize((round(height * size.width / size.height), height), Image.Resampling.LANCZOS))
    page = Image.new("RGB", (sum(cell.width + GAP_PX for cell in cells), height), _GROUND)
    for number, cell in enumerate(cells):
        page.paste(cell, (number * (cell.width + GAP_PX), 0))
    return page


def main(target: Path) -> None:
    """Draw and write the sheet."""
    cv2.setNumThreads(1)
    rows = []
    tall_first = sorted(shapes().items(), key=lambda shape: shape[0][0].aspect)
    for number, ((size, _), taken) in enumerate(tall_first):
        style = tuple(CaptionStyle)[number % len(CaptionStyle)]
        name = f"{', '.join(each.name for each in taken)}: {size.width}x{size.height}, {style.name.lower()}"
        with tempfile.TemporaryDirectory() as folder:
            rows.append((name, row(Path(folder), size, taken[0], style)))
    width = max(page.width for _, page in rows) + GAP_PX
    places, left, top, below = [], GAP_PX, 0, 0
    for _, page in rows:
        if left > GAP_PX and left + page.width > width:
            left, top = GAP_PX, below
        places.append((left, top))
        left, below = left + page.width, max(below, top + HEAD_PX + page.height + GAP_PX)
    sheet = Image.new("RGB", (width, below), _GROUND)
    for (name, page), (left, top) in zip(rows, places, strict=True):
        sheet.paste(_INK, (left, top + 4), Image.fromarray(text_mask(SEMI_BOLD, 14, name)[0]))
        sheet.paste(page, (left, top + HEAD_PX))
    sheet.save(target, quality=66, optimize=True)
    print(f"{target}: {target.stat().st_size:,} bytes, {sheet.width} x {sheet.height}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
