"""Measuring a delivered film: 30 s at 1080x1920, and 10 minutes for the memory it takes. Prints two tables."""

import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

from onset.evaluation.container import read_container
from onset.evaluation.evaluate import evaluate
from onset.evaluation.footage import decode_footage
from onset.evaluation.heard import decode_sound
from onset.evaluation.report.render import render
from onset.evaluation.report.view import Delivered, compose_page
from onset.evaluation.sound import measure_loudness
from onset.runtime import ffmpeg
from onset.timeline.brief import Size
from onset.timeline.plan import Timeline
from tests.support.memory import PeakMemory, tree_pss_bytes
from tests.unit.evaluation.films import (
    Change,
    Master,
    Spoken,
    analyse,
    deliver,
    plan,
    programme,
    shoot,
    speak,
    transcribe,
    write_film,
)

Options = dict[str, str | int | float]
FULL, SMALL = Size(1080, 1920), Size(90, 160)


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the clock, seconds of CPU."""
    clock, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - cpu


def film(folder: Path, seconds: int) -> tuple[Path, Timeline, Spoken]:
    spoken = speak([f"word{k}" for k in range(int(2.4 * seconds))], pause_after=range(7, 10_000, 8))
    timeline = plan(30 * seconds, [Change(frame, 10) for frame in range(90, 30 * seconds - 60, 90)], spoken=spoken)
    path = write_film(folder / f"{seconds}.mp4", shoot(timeline, size=SMALL), programme(timeline, spoken), Master())
    return path, timeline, spoken


def enlarged(path: Path) -> Path:
    source = ffmpeg.open_file(path, container="mp4")
    picture = source.video.filter("scale", FULL.width, FULL.height).filter("noise", alls=4, allf="t")
    target = path.with_name("full.mp4")
    options: Options = {
        "c:v": "libx264",
        "preset": "veryfast",
        "crf": 20,
        "g": 60,
        "c:a": "copy",
        "movflags": "+faststart",
    }
    ffmpeg.encode(ffmpeg.Output((picture, source.audio), "mp4", options), target, timeout_s=600)
    return target


def repeated(path: Path) -> Path:
    """Twenty times the film, 10 minutes."""
    source = ffmpeg.open_file(path, container="mp4", stream_loop=19)
    target = path.with_name("long.mp4")
    options: Options = {
        "c:v": "libx264",
        "preset": "ultrafast",
        "c:a": "aac",
        "t": 600,
        "movflags": "+faststart",
    }
    ffmpeg.encode(ffmpeg.Output((source.video, source.audio), "mp4", options), target, timeout_s=600)
    return target


def main() -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small, timeline, spoken = film(folder, 30)
        full = enlarged(small)
        transcript, analysis = transcribe(spoken.words), analyse(spoken.samples)
        delivery = replace(deliver(full, timeline), size=FULL)
        verdict = evaluate(delivery, timeline, transcript, analysis)
        delivered = Delivered(full, FULL, verdict, "")
        parts: dict[str, Callable[[], object]] = {
            "all of it": lambda: evaluate(delivery, timeline, transcript, analysis),
            "container and packets": lambda: read_container(full),
            "decode the pictures": lambda: decode_footage(full, most_frames=2_000),
            "decode the sound": lambda: decode_sound(
                full, most_ms=60_000, most_samples=48_000 * 30, cancelled=lambda: False
            ),
            "loudness (ffmpeg, another process)": lambda: measure_loudness(full, timeout_s=60),
            "the report": lambda: render(compose_page("Bench", [delivered], timeline, transcript, analysis, ())),
        }
        print("| 30 s at 1080x1920, 30 frames/s | s | CPU s |\n|---|---:|---:|")
        for title, work in parts.items():
            clock, cpu = timed(work)
            print(f"| {title} | {clock:.2f} | {cpu:.2f} |")

        long = repeated(small)
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as fresh:
            clock, cpu, base_mib, peak_mib = fresh.submit(judge_long, long).result()
        print("\n| 10 min at 90x160 | |\n|---|---:|")
        print(f"| evaluate, s | {clock:.1f} |\n| evaluate, CPU s | {cpu:.1f} |")
        print(f"| memory before, MiB | {base_mib:.0f} |\n| peak memory, MiB | {peak_mib:.0f} |")


def judge_long(path: Path) -> tuple[float, float, float, float]:
    """Seconds, CPU seconds, memory before and at most (MiB) of measuring a ten-minute film in this fresh process."""
    spoken = speak([f"word{k}" for k in range(1_440)], pause_after=range(7, 10_000, 8))
    spoken = replace(spoken, words=tuple(word for word in spoken.words if word.end_sample < 600 * 48_000))
    timeline = plan(18_000, [Change(frame, 10) for frame in range(90, 17_940, 90)], spoken=spoken)
    transcript, analysis = transcribe(spoken.words), analyse(spoken.samples)
    before = tree_pss_bytes(os.getpid())
    delivery = replace(deliver(path, timeline), size=SMALL)
    with PeakMemory(os.getpid()) as memory:
        clock, cpu = timed(lambda: evaluate(delivery, timeline, transcript, analysis))
    return clock, cpu, before / (1 << 20), memory.peak_bytes / (1 << 20)


if __name__ == "__main__":
    main()
