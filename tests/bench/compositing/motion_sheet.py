"""Contact sheets of motion, drawn as films are: every transition in sequence, for a light and a dark brand.

`python -m tests.bench.compositing.motion_sheet FOLDER` writes them as JPEG; the painter draws the scenes.
"""

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import av
import cv2
import numpy as np
from PIL import Image

from onset.compositing.film import Film
from onset.compositing.planes import Planes
from onset.compositing.typography import SEMI_BOLD, text_mask
from onset.generation.clip_file import write_clip
from onset.models.painting import painted
from onset.timeline.brief import CallToAction, Colors, Size, TransitionKind
from onset.timeline.clip import Clip
from onset.timeline.plan import CameraMove, CameraPose, CameraStyle, LogoShow, Timeline, Title, Transition, VisualKind
from tests.support.rendering import Job
from tests.unit.compositing import material

DARK = material.COLORS
LIGHT = Colors("#0f766e", "#5eead4", "#f97316", "#fffaf2", "#1c1917")
SIZE = Size(432, 768)
CUT, LENGTH = 30, 12
ANGLES = {TransitionKind.WIPE: 20.0, TransitionKind.PUSH: 180.0}
PROMPTS = (
    "a calm sea at dawn with a low sun",
    "a meadow in warm evening light",
    "a studio with a podium",
    "a city at night",
)
HEADLINES = (
    "Wake up with light",
    "Ten words are the most that a headline can have",
    "Donaudampfschifffahrtsgesellschaft meets Rindfleischetikettierung",
    "Sleep.",
    "نور الصباح يوقظك بلطف",
    "朝の光で 目覚める ☀️",
)
CALL = CallToAction("Sleep better from tonight", "Try it for 30 nights", "aurora.example")
FORMATS = (Size(540, 960), Size(960, 540), Size(720, 720), Size(576, 720), Size(320, 180), Size(3840, 2160))
MOVE = CameraMove(CameraStyle.SLOW, CameraPose(1.03, -0.2, 0, 0), CameraPose(1.1, 0.3, 0.1, 0))


def picture(prompt: str, size: Size, colors: Colors, seed: int = 7) -> np.ndarray:
    """(H, W, 3) the painter's scene."""
    palette = [
        [int(text[at : at + 2], 16) for at in (1, 3, 5)] for text in (colors.primary, colors.secondary, colors.accent)
    ]
    frames = painted(
        np.array([prompt.encode()]),
        np.full((1, 20), 0.5, np.float32),
        np.zeros(1, np.float32),
        np.array(palette, np.uint8),
        np.array([seed]),
        np.array([size.width, size.height], np.int32),
    )
    return np.ascontiguousarray(frames[0])


def order(folder: Path, film: Timeline, size: Size) -> Job:
    """An order of a timeline whose scenes the painter draws, one picture each."""
    clips = []
    for index, scene in enumerate(film.scenes):
        if scene.visual.kind is VisualKind.BRAND_ASSET:
            continue
        path = folder / f"{size.width}-{index}.mkv"
        still = picture(PROMPTS[index % len(PROMPTS)], size, film.colors, 7 + index)
        write_clip(iter([(scene.start_frame, still)]), size, path, lambda: False)
        clips.append((Clip(index, size, (scene.start_frame,), "painter", material.BLOB), path))
    kit, paths = material.brand(folder)
    return Job(
        film,
        size,
        tuple(clips),
        replace(kit, colors=film.colors),
        paths,
        folder / "voice.wav",
        None,
        True,
        material.SOCIAL,
    )


def frames(job: Job, numbers: Sequence[int]) -> list[Image.Image]:
    """Frames of a film, in order."""
    target = Planes.empty(job.size)
    with Film(job.footing) as film:
        shown = []
        for number in numbers:
            film.draw(number, target)
            shown.append(to_image(target))
    return shown


def to_image(planes: Planes) -> Image.Image:
    """As a player would show it."""
    stacked = planes.buffer.reshape(planes.size.height * 3 // 2, planes.size.width)
    frame = av.VideoFrame.from_ndarray(stacked, format="yuv420p")
    return Image.fromarray(frame.to_ndarray(format="rgb24", src_colorspace="ITU709", dst_colorspace="ITU709"))


def sheet(rows: Sequence[tuple[str, Sequence[Image.Image]]], height: int) -> Image.Image:
    """Rows of pictures under their names."""
    gap, head = 6, 26
    scaled = [
        (name, [image.resize((round(image.width * height / image.height), height)) for image in row])
        for name, row in rows
    ]
    width = max(sum(image.width + gap for image in row) for _, row in scaled) + gap
    page = Image.new("RGB", (width, sum(height + head + gap for _ in rows) + gap), (24, 24, 28))
    top = gap
    for name, row in scaled:
        page.paste((235, 235, 235), (gap, top + 4), Image.fromarray(text_mask(SEMI_BOLD, 17, name)[0]))
        left = gap
        for image in row:
            page.paste(image, (left, top + head))
            left += image.width + gap
        top += height + head + gap
    return page


def transition_rows(folder: Path, colors: Colors, size: Size = SIZE) -> list[tuple[str, list[Image.Image]]]:
    """Every kind, from just before it to just after."""
    rows = []
    for kind in TransitionKind:
        if kind is TransitionKind.CUT:
            continue
        way = Transition(kind, LENGTH, ANGLES.get(kind, 0.0))
        shown = VisualKind.PRODUCT_SHOT if kind is TransitionKind.COLOR_MATCH else VisualKind.GENERATED
        film = material.timeline(
            [
                material.scene(0, CUT, camera=MOVE),
                material.scene(CUT, 2 * CUT, shown, camera=MOVE, transition=way, picture_id="bottle"),
            ],
            colors=colors,
        )
        numbers = range(CUT - LENGTH // 2 - 1, CUT + LENGTH // 2 + 2)
        name = (
            kind.name.lower().replace("_", "-")
            + f": frames {numbers[0] - CUT:+d} to {numbers[-1] - CUT:+d} from the cut"
        )
        rows.append((name, frames(order(folder, film, size), numbers)))
    return rows


def title_film(text: str, colors: Colors) -> Timeline:
    """Three seconds that open with a headline, over captions and beside the logo."""
    words = text.split()
    title = Title(0, 82, text, tuple(9 + 5 * index for index in range(len(words))))
    film = material.timeline(
        [material.scene(0, 90, camera=MOVE)],
        colors=colors,
        captions=[material.caption("every morning begins with light", 4, 88)],
        logo=[LogoShow(0, 90)],
    )
    return replace(film, titles=(title,))


def title_rows(folder: Path, colors: Colors) -> list[tuple[str, list[Image.Image]]]:
    """A headline as it comes and goes; then easy and hard ones at rest, in every format."""
    coming = title_film(HEADLINES[0], colors)
    numbers = (3, 6, 9, 12, 15, 19, 24, 60, 73, 76, 79)
    rows = [(f"headline: frames {', '.join(map(str, numbers))}", frames(order(folder, coming, SIZE), numbers))]
    for text in HEADLINES:
        film = title_film(text, colors)
        rows.append((text, [frames(order(folder, film, size), [64])[0] for size in FORMATS]))
    return rows


def card_rows(folder: Path, colors: Colors) -> list[tuple[str, list[Image.Image]]]:
    """An end card as it comes in; then one at rest in every format, and without a logo or any words."""
    rows = []
    for title, call, size in (
        ("end card", CALL, SIZE),
        ("end card, 16:9", CALL, FORMATS[1]),
        ("end card without words", CallToAction("", "", ""), SIZE),
    ):
        film = material.timeline([material.scene(0, 90, VisualKind.END_CARD, camera=MOVE)], colors=colors, call=call)
        numbers = (1, 4, 7, 10, 13, 17, 21, 25, 30, 36, 42, 60)[: 12 if size is SIZE else 6]
        name = f"{title}: frames {', '.join(map(str, numbers))}"
        rows.append((name, frames(order(folder, film, size), numbers)))
    return rows


def main() -> None:
    cv2.setNumThreads(1)
    target = Path(sys.argv[1])
    makers = {"transitions": (transition_rows, 170), "titles": (title_rows, 175), "cards": (card_rows, 250)}
    with tempfile.TemporaryDirectory() as name:
        for subject, (rows, height) in makers.items():
            for brand, colors in (("dark", DARK), ("light", LIGHT)):
                page = sheet(rows(Path(name), colors), height)
                page.save(target / f"{subject}_{brand}.jpg", quality=80, optimize=True)


if __name__ == "__main__":
    main()
