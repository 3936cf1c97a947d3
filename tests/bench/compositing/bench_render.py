"""Rendering against x264 fed with ready raw frames and against moviepy 2, in one run: 10 s at 1080x1920, 30/s.

Prints tables. Where other work shares the machine, CPU time tells more than the clock.
"""

import cProfile
import json
import multiprocessing
import pstats
import resource
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import numpy as np

from onset.compositing import encoder, storyboard
from onset.compositing.film import Film
from onset.compositing.planes import Planes
from onset.compositing.sound.render import render_sound
from onset.compositing.typography import EXTRA_BOLD
from onset.timeline.brief import Size
from onset.timeline.groups import RenderQuality
from onset.timeline.plan import VisualKind
from tests.bench.compositing.ad_film import FRAMES, SAID, SIZE, STARTS, film, never, pictures, scenes
from tests.support.rendering import Job, composite, render_part

ROUNDS = 3
LONG = 6
"""Times ten seconds, for memory."""
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


def memory_mib(job: Job, folder: Path) -> tuple[float, float]:
    """Peak memory of a process that renders a film as one chunk and nothing else, and of its largest encoder."""
    render_part(job, job.groups, folder, told, never)
    own, encoders = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own / 1024, encoders / 1024


def draw_all(job: Job, target: np.ndarray) -> tuple[float, cProfile.Profile]:
    """Draw every frame into `target`, (frames, bytes); the seconds it took and where they went."""
    profile, picture, spent = cProfile.Profile(), Planes.empty(job.size), 0.0
    with Film(job.footing) as shown:
        for number in range(shown.frame_count):
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
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), max_tasks_per_child=1) as fresh:
            memory = fresh.submit(memory_mib, job, folder).result()
            long_memory = fresh.submit(memory_mib, film(folder, repeats=LONG), folder).result()
        sound = measure(lambda: render_sound(job.sound, folder, never))
        ready = np.lib.format.open_memmap(
            folder / "ready.npy", "w+", np.uint8, (FRAMES, SIZE.width * SIZE.height * 3 // 2)
        )
        draw_s, profile = draw_all(job, ready)

        def encode(groups: list[range]) -> None:
            for group in groups:
                with encoder.writer(coding, SIZE, rate, folder / f"ready-{group.start}.mp4", never) as writer:
                    for number in group:
                        writer.write(ready[number])

        whole = [range(FRAMES)]
        works: dict[str, Callable[[], object]] = {
            "x264 alone, fed with ready raw frames": lambda: encode(whole),
            "the same in groups of its own": lambda: encode(job.groups),
            "drawing and encoding, one chunk": lambda: render_part(job, job.groups, folder, told, never),
            "whole film: picture in two chunks beside its sound, joined": lambda: composite(
                job, folder, told, never, chunks=2
            ),
        }
        runs: dict[str, list[Spent]] = {title: [] for title in works}
        for _ in range(rounds):
            for title, work in works.items():
                runs[title].append(measure(work))
        size_of = {
            title: sum((folder / f"ready-{group.start}.mp4").stat().st_size for group in groups)
            for title, groups in zip(works, (whole, job.groups), strict=False)
            if encode(groups) is None
        }
        report({title: middle(found) for title, found in runs.items()}, sound, draw_s, rounds)
        alone, split = size_of.values()
        print(f"Groups of their own take {100 * (split / alone - 1):+.1f} % in bytes.")
        print(f"Peak memory of one chunk of {FRAMES // 30} s: {memory[0]:.0f} MiB, of {LONG * FRAMES // 30} s: "
              f"{long_memory[0]:.0f} MiB, and {max(memory[1], long_memory[1]):.0f} MiB in an encoder.\n")  # fmt: skip
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
    alone, _, picture, whole = spent.values()
    for title, each in (("Drawing and encoding run", picture), ("The whole film renders", whole)):
        print(
            f"{title} at **{alone.wall_s / each.wall_s:.2f}** of the speed of x264 alone "
            f"(by CPU time {alone.cpu_s / each.cpu_s:.2f})."
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
