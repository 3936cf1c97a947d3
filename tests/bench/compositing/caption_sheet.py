"""The contact sheet of captions: styles across, scripts down, a dark and a light brand, over scenes and plain grounds.

`python -m tests.bench.compositing.caption_sheet FILE` writes it as JPEG.
"""

import sys
from pathlib import Path

import numpy as np
from PIL import Image

from onset.compositing.captions import inks
from onset.compositing.captions.layout import caption_type
from onset.compositing.captions.styles import STYLES
from onset.compositing.planes import Planes
from onset.compositing.regions import regions
from onset.compositing.typography import SEMI_BOLD, text_mask
from onset.timeline.brief import CaptionStyle, Size
from onset.timeline.profile import profile
from tests.bench.compositing.caption_samples import DARK, LIGHT, RATE, SAMPLES, caption, pictures
from tests.bench.compositing.motion_sheet import picture as scene
from tests.unit.compositing.material import rgb_of

SIZE = Size(512, 912)
SHOWN_AT = 46
ROWS = (
    ("Latin", "a calm sea at dawn with a low sun", DARK),
    ("long words", "white", LIGHT),
    ("Cyrillic", "a studio with a podium", LIGHT),
    ("Arabic", "a meadow in warm evening light", DARK),
    ("Hebrew", "white", DARK),
    ("Devanagari", "evening", LIGHT),
    ("Thai", "a city at night", DARK),
    ("Japanese", "mid-grey", LIGHT),
    ("Chinese", "chequerboard", DARK),
    ("Korean", "a meadow in warm evening light", LIGHT),
    ("emoji", "a calm sea at dawn with a low sun", LIGHT),
)
HEAD_PX = 34


def main(target: Path) -> None:
    """Draw and write the sheet."""
    safe = profile("social").safe_box(SIZE)
    places, plain = regions(SIZE, safe), pictures(SIZE)
    box = places.captions
    rows = []
    for name, ground, colors in ROWS:
        under = plain[ground] if ground in plain else scene(ground, SIZE, colors)
        shown, cells = caption(SAMPLES[name]), []
        for style, drawn in STYLES.items():
            kind = caption_type([shown], places, style)
            frame = Planes.of_rgb(np.ascontiguousarray(under))
            drawn(shown, kind, box, safe, RATE, inks.over_pictures(colors)).draw(frame, SHOWN_AT)
            cells.append(rgb_of(frame)[box.top - 6 : box.bottom + 4, box.left - 6 : box.right + 6])
        rows.append(np.hstack(cells))
    sheet = np.vstack([np.full((HEAD_PX, rows[0].shape[1], 3), 24, np.uint8), *rows])
    for column, style in enumerate(CaptionStyle):
        mask, left, top = text_mask(SEMI_BOLD, 20, style.name.lower())
        x = column * sheet.shape[1] // len(CaptionStyle) + 10 + left
        area = sheet[24 + top : 24 + top + mask.shape[0], x : x + mask.shape[1]]
        np.maximum(area, mask[..., None], out=area)
    Image.fromarray(sheet).save(target, quality=74, optimize=True)
    print(f"{target}: {target.stat().st_size:,} bytes, {sheet.shape[1]} x {sheet.shape[0]}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
