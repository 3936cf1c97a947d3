"""The picture model as Triton serves it: against its networks in one process, alone against eight at once, decoding.

Goals: at most 10 % slower than direct; eight at once at least 1.5 times as many pictures a second as one by one; a
frame decoded in 40 ms, 99 of 100. Runs alternate, so that what else the machine does falls on both. Prints Markdown.
"""

import json
import os
import statistics
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from onset.models import environment, places
from onset.runtime.embedded_triton import EmbeddedTriton
from onset.runtime.picture_calls import PictureOrder, generate_pictures
from onset.runtime.settings import Settings
from onset.runtime.triton import TritonClient
from tests.bench.models.bench_models import cpu_s
from tests.support.memory import tree

MODELS = ("picture", "denoiser", "vae_encoder", "vae_decoder", "text_encoder")
PALETTE = np.array([[27, 31, 75], [242, 140, 106], [255, 197, 107], [255, 244, 228]], np.uint8)
PROMPT = "the ocean in the morning, calm"
STEPS, FEW, ROUNDS = 24, 4, 3
"""Of an order as it comes, of one among eight, and repetitions of each measurement."""
THREE, ONE = (3.0, 1.5, 1.0, 1.0), (0.0, 0.0, 0.0, 1.0, 1.0)
"""Scales of text and sound over the palette, three passes a step; and of all of them jointly, one pass."""
CASES: tuple[tuple[int, tuple[float, ...]], ...] = ((256, THREE), (256, ONE), (128, THREE), (128, ONE))
TOGETHER = 8
DECODED = 100


def order(side: int, scales: tuple[float, ...], steps: int, keyframes: int = 1) -> PictureOrder:
    """Equal orders cost the same."""
    calm = np.full((keyframes, 16, 20), 0.5, np.float32)
    return PictureOrder(
        prompt=PROMPT, sound=calm, palette=PALETTE, seed=1, size=(side, side), steps=steps, scales=scales
    )


def named(side: int, scales: tuple[float, ...]) -> str:
    """The first column."""
    return f"{side}x{side}, {'a pass' if scales == ONE else '3 passes'} a step"


class Direct:
    """The same networks and sampler in one process of the models' environment."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [environment.python_of(places.environment_folder()), Path(__file__).with_name("direct_pictures.py")],
            env={**os.environ, "PYTHONPATH": str(places.PROJECT_ROOT / "services"), "OMP_WAIT_POLICY": "PASSIVE"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def make(self, side: int, scales: tuple[float, ...]) -> tuple[float, float]:
        """Seconds on the clock and of CPU for one order."""
        asked = {"prompt": PROMPT, "palette": PALETTE.tolist(), "size": [side, side], "steps": STEPS, "scales": scales}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(asked), file=self._process.stdin, flush=True)
        took = json.loads(self._process.stdout.readline())
        return took["s"], took["cpu_s"]

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


def measured(work: Callable[[], object], server: int) -> tuple[float, float]:
    """Seconds on the clock, and seconds of CPU of Triton and its models."""
    pids = tree(server)
    cpu, clock = sum(map(cpu_s, pids)), time.perf_counter()
    work()
    return time.perf_counter() - clock, sum(map(cpu_s, pids)) - cpu


def against_direct(client: TritonClient, server: int) -> None:
    """One order at a time, both ways in turn."""
    columns = "direct, s | Triton, s | ratio | direct, CPU s | Triton, CPU s | ratio"
    print(f"| one order, {STEPS} steps | {columns} |\n|---|--:|--:|--:|--:|--:|--:|")
    direct = Direct()
    for case in CASES:
        asked = order(*case, STEPS)
        direct.make(*case)
        generate_pictures(client, asked)
        pairs = [
            (direct.make(*case), measured(partial(generate_pictures, client, asked), server)) for _ in range(ROUNDS)
        ]
        (clock, cpu), (served_clock, served_cpu) = medians(pairs)
        ratios = f"{served_clock / clock:.2f} | {cpu:.2f} | {served_cpu:.2f} | {served_cpu / cpu:.2f} |"
        print(f"| {named(*case)} | {clock:.2f} | {served_clock:.2f} | {ratios}", flush=True)
    direct.close()


def together_against_alone(client: TritonClient, server: int) -> None:
    """Eight orders one by one, and at once."""
    columns = "one by one, s | at once, s | throughput | one by one, CPU s | at once, CPU s"
    print(f"\n| {TOGETHER} orders, {FEW} steps | {columns} |\n|---|--:|--:|--:|--:|--:|")
    with ThreadPoolExecutor(TOGETHER) as pool:
        make = partial(generate_pictures, client)
        for case in CASES:
            orders = [order(*case, FEW)] * TOGETHER
            pairs = [
                (
                    measured(lambda orders=orders: [make(one) for one in orders], server),  # type: ignore[misc]
                    measured(lambda orders=orders: list(pool.map(make, orders)), server),  # type: ignore[misc]
                )
                for _ in range(ROUNDS)
            ]
            alone, together = medians(pairs)
            gain = f"{alone[0] / together[0]:.2f} | {alone[1]:.1f} | {together[1]:.1f} |"
            print(f"| {named(*case)} | {alone[0]:.1f} | {together[0]:.1f} | {gain}", flush=True)


def medians(pairs: list[tuple[tuple[float, float], tuple[float, float]]]) -> list[tuple[float, ...]]:
    """Of seconds on the clock and of CPU, both ways."""
    return [tuple(statistics.median(column) for column in zip(*runs, strict=True)) for runs in zip(*pairs, strict=True)]


def decoding(client: TritonClient) -> None:
    """Frames of a path whose keyframes are known: each frame asked for by itself, and all of them in one order."""
    keys, where = order(256, ONE, FEW, keyframes=2), np.linspace(0, 1, DECODED, dtype=np.float32)
    latents = generate_pictures(client, keys)[1]
    took_ms = []
    for row in np.linspace(0, 1, DECODED, dtype=np.float32):
        began = time.perf_counter()
        client.infer("vae_decoder", {"LATENTS": (1 - row) * latents[:1] + row * latents[1:]}, timeout_s=60)
        took_ms.append(1000 * (time.perf_counter() - began))
    path = replace(keys, mode="path", where=where, latents=latents)
    began = time.perf_counter()
    generate_pictures(client, path)
    each_ms = 1000 * (time.perf_counter() - began) / DECODED
    print(f"\n| {DECODED} frames of 256x256, decoded alone | ms a frame |\n|---|--:|")
    print(f"| by `vae_decoder`, one a request, median | {statistics.median(took_ms):.1f} |")
    print(f"| the same, 99 of 100 | {np.quantile(took_ms, 0.99):.1f} |")
    print(f"| by `picture`, all in one path | {each_ms:.1f} |")


def main() -> None:
    """Measure and print."""
    with EmbeddedTriton(Settings.from_environment().home, models=MODELS) as triton:
        assert triton.pid is not None
        client = TritonClient(triton.address)
        against_direct(client, triton.pid)
        together_against_alone(client, triton.pid)
        decoding(client)
        client.close()


if __name__ == "__main__":
    main()
