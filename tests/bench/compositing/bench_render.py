"""Rendering against x264 fed with ready raw frames and against moviepy 2, in one run: 10 s at 1080x1920, 30/s.

x264 alone is ffmpeg with frames on its standard input, as a renderer of frames usually uses it; and x264 in this
process, as this one does. All with the same
options. Prints tables. Where other work shares the machine, CPU time tells more than the clock.
"""

import cProfile
import json
import multiprocessing
import os
import pstats
import resource
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import numpy as np

from onset.compositing import encoder, storyboard
from onset.compositing.film import Film
from onset.compositing.planes import Planes
from onset.compositing.sound.render import render_sound
from onset.compositing.typography import EXTRA_BOLD
from onset.runtime import ffmpeg
from onset.timeline.brief import Size
from onset.timeline.groups import RenderQuality, chunks
from onset.timeline.plan import VisualKind
from onset.timeline.time import FrameRate
from tests.bench.compositing.ad_film import FRAMES, SAID, SIZE, STARTS, film, never, pictures, scenes
from tests.support.memory import PeakMemory
from tests.support.rendering import Job, composite, render_part

Way = Callable[[encoder.Coding, Size, FrameRate, Path], AbstractContextManager[Callable[[Planes], None]]]
ROUNDS = 3
LENGTHS = (1, 6, 60)
"""Times ten seconds, for memory: up to ten minutes."""
CHUNKS_AT_ONCE = 2
"""As the services do where nothing else is set."""
MOVIEPY = Path(__file__).parents[3] / ".build" / "moviepy"
"""An environment of its own: moviepy wants another Pillow."""
PARTS = {
    "clips: decode, convert, finish, blend": ("clips.py", "at"),
    "camera: resample the ground": ("planes.py", "warp"),
    "product and framed picture": ("hero.py", "draw"),
    "end card": ("endcard.py", "draw"),
    "captions": ("art.py", "draw"),
    "logo": ("film.py", "_draw_logo"),
}


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


def middle(runs: list[Spent]) -> Spent:
    return Spent(median(run.wall_s for run in runs), median(run.cpu_s for run in runs))


def told(_frames: int) -> None:
    """Progress that nobody watches."""


def chunk_memory_mib(job: Job, folder: Path) -> float:
    """Peak memory of a process that renders the chunk of six seconds of which jobs ask, and nothing else.

    Sampled: what the kernel keeps as a process's highest is inherited from the process that started it.
    """
    with PeakMemory(os.getpid()) as memory:
        render_part(job, job.groups[: len(chunks(len(job.groups))[0])], folder, told, never)
    return memory.peak_bytes / (1 << 20)


def film_memory_mib(job: Job, folder: Path) -> float:
    """Peak memory of a process that renders a whole film as jobs do, its sound included, and of its children."""
    with PeakMemory(os.getpid()) as memory:
        composite(job, folder, told, never, chunks=len(chunks(len(job.groups))), at_once=CHUNKS_AT_ONCE)
    return memory.peak_bytes / (1 << 20)


def report_memory(folder: Path) -> None:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), max_tasks_per_child=1) as fresh:
        print("| peak memory, MiB | one chunk | whole film: two chunks at a time beside its sound, joined |")
        print("|---|---:|---:|")
        for repeats in LENGTHS:
            job = film(folder, SIZE, repeats)
            wholly = fresh.submit(film_memory_mib, job, folder).result()
            chunk = f"{fresh.submit(chunk_memory_mib, job, folder).result():.0f}" if repeats == 1 else ""
            print(f"| {repeats * FRAMES // 30} s, {SIZE.width}x{SIZE.height} | {chunk} | {wholly:.0f} |", flush=True)
    print()


@contextmanager
def piped(coding: encoder.Coding, size: Size, rate: FrameRate, target: Path) -> Iterator[Callable[[Planes], None]]:
    """What `encoder.writer` does, by ffmpeg in a process of its own, with as many threads as it likes."""
    video = ffmpeg.open_raw_video(width_px=size.width, height_px=size.height, fps=str(rate), pixel_format="yuv420p")
    options = {f"{name}:v": value for name, value in encoder.video_options(coding).items() if name != "threads"}
    output = ffmpeg.Output((video,), "mp4", {"c:v": "libx264", "pix_fmt": "yuv420p", **options})
    with ffmpeg.RawVideoWriter(output, target) as writer:
        yield lambda picture: writer.write(picture.buffer)


@contextmanager
def within(coding: encoder.Coding, size: Size, rate: FrameRate, target: Path) -> Iterator[Callable[[Planes], None]]:
    """`encoder.writer`."""
    with encoder.writer(coding, size, rate, target) as writer:
        yield writer.write


def draw_all(job: Job, target: np.ndarray) -> tuple[float, cProfile.Profile]:
    """Draw every frame into `target`, (frames, bytes); the seconds it took and where they went."""
    profile, picture, spent = cProfile.Profile(), Planes.empty(job.size), 0.0
    with Film(job.footing) as shown:
        for number in range(job.timeline.duration_frames):
            start = time.perf_counter()
            profile.enable()
            shown.draw(number, picture)
            profile.disable()
            spent += time.perf_counter() - start
            target[number] = picture.buffer
    return spent, profile


def moviepy(folder: Path) -> Spent:
    """What moviepy takes for the edit, by the clock without its start."""
    python = MOVIEPY / "bin" / "python"
    if not python.exists():
        venv.create(MOVIEPY, with_pip=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "moviepy==2.2.1"], check=True)
    plan = []
    for index, scene in enumerate(scenes()):
        count = 1 if scene.visual.kind is VisualKind.BRAND_ASSET else scene.frames // 6
        np.save(folder / f"edit-{index}.npy", np.stack(pictures(index, tuple(range(count)), SIZE)))
        plan.append({"pictures": f"edit-{index}.npy", "start_s": scene.start_frame / 30, "end_s": scene.end_frame / 30})
    captions = [
        (words, start / 30, end / 30) for words, start, end in zip(SAID, STARTS, (*STARTS[1:], 230), strict=True)
    ]
    edit = {
        "size": [SIZE.width, SIZE.height],
        "seconds": FRAMES / 30,
        "scenes": plan,
        "captions": captions,
        "font": EXTRA_BOLD.faces[0].path,
        "product_s": [scenes()[2].start_frame / 30, scenes()[2].end_frame / 30],
        "card_s": scenes()[-1].start_frame / 30,
        "card": [
            ("Wake up with the sun", 84, None, 620),
            ("Try it for 30 nights", 52, "#ffb454", 860),
            ("aurora.example", 42, None, 1020),
        ],
    }
    (folder / "edit.json").write_text(json.dumps(edit))
    command = [str(python), str(Path(__file__).with_name("moviepy_edit.py")), str(folder), str(folder / "moviepy.mp4")]
    before = cpu_seconds()
    finished = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return Spent(float(finished.stdout.split()[-1]), cpu_seconds() - before)


def main(rounds: int = ROUNDS) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        job = film(folder)
        rate, coding = (
            job.timeline.frame_rate,
            encoder.Coding(encoder.Encoder.X264, job.profile.video, RenderQuality.FINAL),
        )
        sound = measure(lambda: render_sound(job.sound, folder, never))
        ready = np.lib.format.open_memmap(
            folder / "ready.npy", "w+", np.uint8, (FRAMES, SIZE.width * SIZE.height * 3 // 2)
        )
        draw_s, profile = draw_all(job, ready)

        def encode(groups: list[range], way: Way) -> None:
            for group in groups:
                with way(coding, SIZE, rate, folder / f"ready-{group.start}.mp4") as write:
                    for number in group:
                        write(Planes.of_buffer(ready[number], SIZE))

        whole = [range(FRAMES)]
        works: dict[str, Callable[[], object]] = {
            "x264 alone, fed with ready raw frames: ffmpeg": lambda: encode(whole, piped),
            "x264 alone in this process": lambda: encode(whole, within),
            "the same in groups of its own": lambda: encode(job.groups, within),
            "drawing and encoding, one chunk": lambda: render_part(job, job.groups, folder, told, never),
            "whole film: picture in two chunks beside its sound, joined": lambda: composite(
                job, folder, told, never, chunks=2
            ),
        }
        runs: dict[str, list[Spent]] = {title: [] for title in works}
        for _ in range(rounds):
            for title, work in works.items():
                runs[title].append(measure(work))
        sizes = []
        for groups in (whole, job.groups):
            encode(groups, within)
            sizes.append(sum((folder / f"ready-{group.start}.mp4").stat().st_size for group in groups))
        report({title: middle(found) for title, found in runs.items()}, sound, draw_s, rounds)
        alone, split = sizes
        print(f"Groups of their own take {100 * (split / alone - 1):+.1f} % in bytes.\n")
        report_memory(folder)
        report_quick_looks(folder)
        report_parts(draw_s, profile)
        theirs, ours = moviepy(folder), middle(runs["whole film: picture in two chunks beside its sound, joined"])
        print(
            f"\nmoviepy 2 takes {theirs.wall_s:.1f} s for the same edit but for pills, shadows and loudness: "
            f"**{theirs.wall_s / ours.wall_s:.1f} times** as long as the whole film here "
            f"({theirs.cpu_s / ours.cpu_s:.1f} times the CPU time)."
        )


def report(spent: dict[str, Spent], sound: Spent, draw_s: float, rounds: int) -> None:
    print(f"| {FRAMES} frames, {SIZE.width}x{SIZE.height} (medians of {rounds}) | s | CPU s | frames/s |")
    print("|---|---:|---:|---:|")
    for title, each in spent.items():
        print(f"| {title} | {each.wall_s:.2f} | {each.cpu_s:.2f} | {FRAMES / each.wall_s:.1f} |")
    print(f"| drawing alone | {draw_s:.2f} | | {FRAMES / draw_s:.1f} |")
    print(f"| sound: mix, level, encode, measure | {sound.wall_s:.2f} | {sound.cpu_s:.2f} | |\n")
    alone, inside, _, picture, whole = spent.values()
    for title, each in (("Drawing and encoding run", picture), ("The whole film renders", whole)):
        print(
            f"{title} at **{alone.wall_s / each.wall_s:.2f}** of the speed of x264 alone as ffmpeg runs it "
            f"(by CPU time {alone.cpu_s / each.cpu_s:.2f}), at {inside.wall_s / each.wall_s:.2f} "
            f"({inside.cpu_s / each.cpu_s:.2f}) of it in this process."
        )


def report_quick_looks(folder: Path) -> None:
    draft = replace(film(folder, Size(540, 960), repeats=3), quality=RenderQuality.DRAFT)
    boards = film(folder, Size(270, 480), repeats=3)
    drafted = measure(lambda: render_part(draft, draft.groups, folder, told, never))
    drawn = measure(lambda: storyboard.render(boards.order, boards.fetch, never))
    print("| 30 s, 15 scenes | s | CPU s |\n|---|---:|---:|")
    print(f"| draft, 540x960, ultrafast | {drafted.wall_s:.2f} | {drafted.cpu_s:.2f} |")
    print(f"| storyboard | {drawn.wall_s:.2f} | {drawn.cpu_s:.2f} |\n")


def report_parts(draw_s: float, profile: cProfile.Profile) -> None:
    rows = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    print("| drawing | ms a frame |\n|---|---:|")
    rest = draw_s
    for title, (file, function) in PARTS.items():
        own = [row for key, row in rows.items() if key[0].endswith(f"/{file}") and key[2] == function]
        spent = sum(row[3] for row in own)
        rest -= spent
        print(f"| {title} | {1000 * spent / FRAMES:.1f} |")
    print(f"| preparing scenes and captions, transitions, and all else | {1000 * rest / FRAMES:.1f} |")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
