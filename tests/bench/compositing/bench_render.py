"""Rendering and encoding against x264 fed with ready raw frames: same settings, same run, 10 s at 1080x1920, 30 fps.

The film has all that an ad has: clips as generation writes them, camera moves, a dissolve and blends, captions, a
product shot, a brand picture, the logo and an end card. Prints a table. Where other work shares the machine, CPU time
tells more than the clock.
"""

import cProfile
import multiprocessing
import pstats
import resource
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np
from onset.compositing.composite import composite, level_sound

from onset.compositing import encoder
from onset.compositing.film import Film
from onset.compositing.order import Order, footing
from onset.compositing.pipeline import drawn_ahead
from onset.compositing.planes import Planes
from onset.generation.clip_file import write_clip
from onset.timeline.brief import CallToAction, Size, TransitionKind
from onset.timeline.clip import Clip
from onset.timeline.plan import (
    CameraMove,
    CameraPose,
    CameraStyle,
    LogoShow,
    Scene,
    Transition,
    VisualKind,
)
from onset.timeline.span import Span
from tests.unit.compositing import material

SIZE = Size(1080, 1920)
ROUNDS = 3
PARTS = {
    "clips: decode, convert, finish, blend": ("clips.py", "at"),
    "camera: resample the ground": ("planes.py", "warp"),
    "product and framed picture": ("hero.py", "draw"),
    "end card": ("endcard.py", "draw"),
    "captions": ("caption_art.py", "draw"),
    "logo": ("film.py", "_draw_logo"),
    "transitions: mix": ("planes.py", "mix"),
}


def never() -> bool:
    return False


def pictures(seed: int, frames: tuple[int, ...]) -> list[np.ndarray]:
    """Layered hills under a lit sky with some grain, the sun moving: about as detailed as painted ones."""
    random = np.random.default_rng(seed)
    height, width = SIZE.height, SIZE.width
    x, y = np.meshgrid(np.linspace(0, 1, width, dtype=np.float32), np.linspace(0, 1, height, dtype=np.float32))
    grain = random.normal(0, 1.5, (height, width, 1)).astype(np.float32)
    hues = random.uniform(60, 220, (6, 3)).astype(np.float32)
    result = []
    for index in range(len(frames)):
        glow = np.exp(-((x - 0.3 - 0.02 * index) ** 2 + ((y - 0.35) * 1.8) ** 2) / 0.03)[..., None]
        picture = hues[0] * (1 - y[..., None]) + hues[1] * y[..., None] + glow * 90
        for layer in range(4):
            edge = 0.45 + 0.13 * layer + 0.05 * np.sin(x * (5 + 3 * layer) + seed) + 0.01 * np.sin(x * 70 * (1 + layer))
            cover = np.clip((y - edge) * 300, 0, 1)[..., None]
            picture = picture * (1 - cover) + hues[2 + layer] * (1.1 - 0.6 * y[..., None]) * cover
        result.append(np.clip(picture + grain, 0, 255).astype(np.uint8))
    return result


def scenes() -> list[Scene]:
    slow = CameraMove(CameraStyle.SLOW, CameraPose(1.04, -0.3, 0, 0), CameraPose(1.12, 0.3, 0.1, 0))
    lively = CameraMove(CameraStyle.DYNAMIC, CameraPose(1.08, -0.2, 0, -0.3), CameraPose(1.2, 0.2, 0.1, 0.3))
    blend, dissolve = Transition(TransitionKind.BLEND, 16), Transition(TransitionKind.DISSOLVE, 8)
    kind = VisualKind
    return [
        material.scene(0, 66, camera=slow),
        material.scene(66, 132, camera=lively, transition=blend),
        material.scene(132, 192, kind.PRODUCT_SHOT, camera=slow, transition=dissolve, picture_id="bottle"),
        material.scene(192, 234, kind.BRAND_ASSET, camera=slow, picture_id="view"),
        material.scene(234, 300, kind.END_CARD, camera=slow, transition=blend),
    ]


def order(folder: Path) -> Order:
    plan = scenes()
    said = ("Morning should not feel like an alarm", "it should feel like light", "slowly filling the room",
            "Meet Aurora, the sunrise lamp", "that wakes you gently every day")  # fmt: skip
    starts = (2, 62, 104, 138, 184)
    captions = [
        material.caption(words, start, end) for words, start, end in zip(said, starts, (*starts[1:], 230), strict=True)
    ]
    film = material.timeline(
        plan,
        captions=captions,
        logo=[LogoShow(10, 230)],
        speech=[Span(3_200, 360_000)],
        call=CallToAction("Wake up with the sun", "Try it for 30 nights", "aurora.example"),
    )
    clips = []
    for index, scene in enumerate(plan):
        if scene.visual.kind is VisualKind.BRAND_ASSET:
            continue
        frames = (*range(scene.start_frame, scene.end_frame - 1, 6), scene.end_frame - 1)
        path = folder / f"clip-{index}.mkv"
        write_clip(iter(zip(frames, pictures(index, frames), strict=True)), SIZE, path, never)
        clips.append((Clip(index, SIZE, frames, "synthetic", material.BLOB), path))
    kit, paths = material.brand(folder)
    voice = material.write_voice(folder / "voice.wav", 10, [(0.07, 3.4), (3.6, 7.5)])
    music = material.write_music(folder / "music.wav", 7)
    return Order(film, SIZE, tuple(clips), kit, paths, voice, music, captions=True, profile=material.SOCIAL)


@dataclass(frozen=True)
class Spent:
    """What a piece of work took, all its processes together."""

    wall_s: float
    cpu_s: float


def measure(work: Callable[[], object]) -> Spent:
    start, cpu = time.perf_counter(), cpu_seconds()
    work()
    return Spent(time.perf_counter() - start, cpu_seconds() - cpu)


def cpu_seconds() -> float:
    """Of this process and of children that ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def memory_mib(job: Order, folder: Path) -> tuple[float, float]:
    """Peak memory of a process that composites and nothing else, and of its encoder."""
    composite(job, folder, lambda _done: None, never)
    own, encoders = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own / 1024, encoders / 1024


def draw_all(job: Order, target: np.ndarray) -> tuple[float, cProfile.Profile]:
    """Draw every frame into `target`, (frames, bytes); the seconds it took and where they went."""
    profile, picture, spent = cProfile.Profile(), Planes.empty(SIZE), 0.0
    with Film(footing(job)) as film:
        for number in range(film.frame_count):
            start = time.perf_counter()
            profile.enable()
            film.draw(number, picture)
            profile.disable()
            spent += time.perf_counter() - start
            target[number] = picture.buffer
    return spent, profile


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        job = order(folder)
        count, frame_bytes = job.timeline.duration_frames, SIZE.width * SIZE.height * 3 // 2
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as fresh:
            memory = fresh.submit(memory_mib, job, folder).result()
        sound = measure(lambda: level_sound(job, folder, never))
        ready = np.lib.format.open_memmap(folder / "ready.npy", "w+", np.uint8, (count, frame_bytes))
        draw_s, profile = draw_all(job, ready)

        def encode_ready() -> None:
            with encoder.writer(SIZE, job.timeline.frame_rate, folder / "ready.mp4", never) as writer:
                for frame in ready:
                    writer.write(frame)

        def render() -> None:
            with encoder.writer(SIZE, job.timeline.frame_rate, folder / "film.mp4", never) as writer:
                for frame in drawn_ahead(Film(footing(job)), SIZE):
                    writer.write(frame.buffer)

        rounds = [(measure(encode_ready), measure(render)) for _ in range(ROUNDS)]
    report(count, *zip(*rounds, strict=True), sound, draw_s, memory)
    report_parts(count, draw_s, profile)


def report(
    count: int,
    alone: tuple[Spent, ...],
    together: tuple[Spent, ...],
    sound: Spent,
    draw_s: float,
    memory: tuple[float, float],
) -> None:
    ready, render = (
        Spent(median(spent.wall_s for spent in runs), median(spent.cpu_s for spent in runs))
        for runs in (alone, together)
    )
    frames = f"{count} frames, {SIZE.width}x{SIZE.height}, {encoder.PRESET}, crf {encoder.CRF}"
    print(f"| {frames} (medians of {ROUNDS}) | s | CPU s | frames/s |\n|---|---:|---:|---:|")
    for title, spent in (("x264 alone, fed with ready raw frames", ready), ("rendering and encoding", render)):
        print(f"| {title} | {spent.wall_s:.2f} | {spent.cpu_s:.2f} | {count / spent.wall_s:.1f} |")
    print(f"| drawing alone | {draw_s:.2f} | | {count / draw_s:.1f} |")
    print(f"| sound: mix, level, encode, measure | {sound.wall_s:.2f} | {sound.cpu_s:.2f} | |")
    wall, cpu = ready.wall_s / render.wall_s, ready.cpu_s / render.cpu_s
    print(f"\nRendering and encoding run at **{wall:.2f}** of the speed of x264 alone (by CPU time {cpu:.2f}).")
    print(f"Peak memory of one call: {memory[0]:.0f} MiB, and {memory[1]:.0f} MiB in the encoder.\n")


def report_parts(count: int, draw_s: float, profile: cProfile.Profile) -> None:
    rows = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    print("| drawing | ms a frame |\n|---|---:|")
    rest = draw_s
    for title, (file, function) in PARTS.items():
        own = [row for key, row in rows.items() if key[0].endswith(f"compositing/{file}") and key[2] == function]
        spent = sum(row[3] for row in own)
        rest -= spent
        print(f"| {title} | {1000 * spent / count:.1f} |")
    print(f"| preparing scenes and captions, and all else | {1000 * rest / count:.1f} |")


if __name__ == "__main__":
    main()
