"""Motion: how evenly the camera moves, with ffmpeg's zoompan on the same path beside it, and what motion costs.

Jitter is the second difference of the place of a feature that is followed through a move: what a smooth path does not
have and a path on whole pixels does. The path's own is taken off by subtracting where the feature should be.
"""

import math
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import imageio_ffmpeg
import numpy as np
from PIL import Image

from onset.compositing import color
from onset.compositing.camera import crop, pose_at
from onset.compositing.endcard import EndCard
from onset.compositing.joins.join import Ends, join
from onset.compositing.planes import Planes, mix, warp
from onset.compositing.regions import regions
from onset.compositing.title_art import TitleArt
from onset.compositing.titles import place_for
from onset.compositing.typography import EXTRA_BOLD
from onset.timeline.brief import CallToAction, Size, TransitionKind
from onset.timeline.plan import CameraMove, CameraPose, CameraStyle, Title, Transition
from tests.unit.compositing import material

SIZE = Size(1080, 1920)
FRAMES = 90
FEATURES = ((0.25, 0.3), (0.7, 0.25), (0.8, 0.75), (0.4, 0.6))
SPREAD_PX = 4.0
REACH_PX = 24
MOVES = {"slow push, 3 % in 3 s": 1.03, "push, 9 %": 1.09, "lively push, 16 %": 1.16}
SOFTNESS = 0.55
"""Of the camera's slow style."""


def still() -> np.ndarray:
    """Grey with a few soft dots to follow."""
    y, x = np.mgrid[0 : SIZE.height, 0 : SIZE.width].astype(np.float32)
    picture = np.full((SIZE.height, SIZE.width), 16.0, np.float32)
    for across, down in FEATURES:
        away = (x - across * SIZE.width) ** 2 + (y - down * SIZE.height) ** 2
        picture += 200 * np.exp(-away / (2 * SPREAD_PX**2))
    return np.rint(picture).astype(np.uint8)


def onset_frames(picture: np.ndarray, move: CameraMove) -> Iterator[np.ndarray]:
    source, target = Planes.filled(SIZE), Planes.empty(SIZE)
    source.y[:] = picture
    for frame in range(FRAMES):
        warp(source, crop(pose_at(move, frame / (FRAMES - 1)), SIZE, SIZE), target)
        yield target.y


def zoompan_frames(picture: np.ndarray, zoom: float) -> Iterator[np.ndarray]:
    """The same path by ffmpeg's zoompan."""
    eased = f"(on/{FRAMES - 1}*{1 - SOFTNESS}+{SOFTNESS}*pow(on/{FRAMES - 1}\\,2)*(3-2*on/{FRAMES - 1}))"
    path = f"zoompan=z=pow({zoom}\\,{eased}):x=(iw-iw/zoom)/2:y=(ih-ih/zoom)/2:d={FRAMES}:fps=30"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "still.png"
        Image.fromarray(picture).save(file)
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(file), "-vf"]
        command += [f"{path}:s={SIZE.width}x{SIZE.height},format=gray", "-f", "rawvideo", "-"]
        found = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    yield from np.frombuffer(found, np.uint8).reshape(-1, SIZE.height, SIZE.width)[:FRAMES]


def jitter(frames: Iterator[np.ndarray], zoom: float) -> np.ndarray:
    """(features * (FRAMES - 2),) lengths of second differences, px / frame²."""
    middle = np.array([SIZE.width, SIZE.height]) / 2
    starts = np.array([[across * SIZE.width, down * SIZE.height] for across, down in FEATURES])
    off = np.zeros((FRAMES, len(FEATURES), 2))
    for number, frame in enumerate(frames):
        share = number / (FRAMES - 1)
        share = (1 - SOFTNESS) * share + SOFTNESS * share**2 * (3 - 2 * share)
        for index, start in enumerate(starts):
            wanted = middle + (start - middle) * math.pow(zoom, share)
            left, top = (int(edge) - REACH_PX for edge in wanted)
            part = frame[top : top + 2 * REACH_PX, left : left + 2 * REACH_PX].astype(np.float32) - 16
            # Squared, the dot's middle counts, not the rounding of its faint rim.
            moments = cv2.moments(np.square(part))
            centre = np.array([moments["m10"], moments["m01"]]) / moments["m00"] + (left, top)
            off[number, index] = centre - wanted
    return np.asarray(np.linalg.norm(np.diff(off, n=2, axis=0), axis=2).ravel())


def milliseconds(work: Callable[[], None], times: int = 8) -> float:
    work()
    start = time.perf_counter()
    for _ in range(times):
        work()
    return 1e3 * (time.perf_counter() - start) / times


def report_jitter() -> None:
    print("| camera, 1080x1920, jitter in px/frame² | Onset, p95 | Onset, worst | zoompan, p95 | zoompan, worst |")
    print("|---|---:|---:|---:|---:|")
    picture = still()
    for title, zoom in MOVES.items():
        move = CameraMove(CameraStyle.SLOW, CameraPose(1, 0, 0, 0), CameraPose(zoom, 0, 0, 0))
        both = jitter(onset_frames(picture, move), zoom), jitter(zoompan_frames(picture, zoom), zoom)
        cells = " | ".join(f"{np.percentile(found, 95):.3f} | {found.max():.3f}" for found in both)
        print(f"| {title} | {cells} |")
    print("\nLimit: 0.05 px/frame².\n")


def report_joins() -> None:
    print("| transition, 1080x1920 | ms a frame, beside drawing both pictures |\n|---|---:|")
    before, after = (Planes.empty(SIZE) for _ in range(2))
    for seed, planes in enumerate((before, after)):
        planes.buffer[:] = np.random.default_rng(seed).integers(16, 235, planes.buffer.size)
    target = Planes.empty(SIZE)
    for kind in TransitionKind:
        if kind is TransitionKind.CUT:
            continue
        way = Transition(kind, 12, 200.0)
        draw = join(way, SIZE, material.COLORS, lambda: Ends(before, after))
        spent = [
            milliseconds(lambda at=(step + 0.5) / 12, draw=draw: draw(before, after, at, target), 2)  # type: ignore[misc]
            for step in range(12)
        ]
        print(f"| {kind.name.lower().replace('_', '-')} | {np.mean(spent):.1f} |")
    print(f"| (a plain mix of two pictures) | {milliseconds(lambda: mix(before, after, 0.4, target)):.1f} |")
    print()


def report_words() -> None:
    print("| words in motion, 1080x1920 | ms a frame |\n|---|---:|")
    places = regions(SIZE, material.SOCIAL.safe_box(SIZE))
    title = Title(0, 90, "Ten words are the most that a headline can have", tuple(range(9, 39, 3)))
    place = place_for(places, below_marks=True)
    art = TitleArt(title, place, places, material.RATE, material.COLORS, EXTRA_BOLD)
    target = Planes.filled(SIZE)
    art.draw(target, 60)
    print(f"| headline of ten words, coming in | {milliseconds(lambda: art.draw(target, 25)):.1f} |")
    print(f"| headline of ten words, at rest | {milliseconds(lambda: art.draw(target, 60)):.1f} |")
    card = EndCard(
        CallToAction("Sleep better from tonight", "Try it for 30 nights", "aurora.example"),
        "Aurora",
        np.asarray(material.logo()),
        material.COLORS,
        color.WHITE,
        places.card(with_captions=False),
        places.unit,
        length_s=4.0,
    )
    for name, seconds in (("logo uncovered", 0.2), ("light over the logo", 0.9), ("at rest", 2.0)):
        print(f"| end card, {name} | {milliseconds(lambda at=seconds: card.draw(target, at)):.1f} |")  # type: ignore[misc]


def main() -> None:
    report_jitter()
    report_joins()
    report_words()


if __name__ == "__main__":
    main()
