"""Each served model through Triton on its own: seconds on the clock, and seconds of CPU of client, server and model.

The interpolator is also held against frames that the painter painted at the same moments. Prints Markdown.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import soxr
from numpy.typing import NDArray

from onset.runtime import model_calls
from onset.runtime.embedded_triton import EmbeddedTriton
from onset.runtime.settings import Settings
from onset.runtime.triton import TritonClient
from tests.support.memory import tree

T = TypeVar("T")
TEXT = "Half an hour before your alarm, a slow sunrise fills the room. Your body feels it, and you wake calm. " * 4
SCENES = ("an open road, night", "the ocean, morning", "bokeh", "a bedroom, dawn")
PALETTE = np.array([[27, 31, 75], [242, 140, 106], [255, 197, 107], [255, 244, 228], [26, 26, 46]], np.uint8)
STEPS = (0.25, 0.5, 0.75)
MOMENTS_S = np.array([0.0, 0.375, 0.75, 1.125, 1.5], np.float32)


def cpu_s(pid: int) -> float:
    """CPU seconds of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def timed(name: str, units: int, work: Callable[[], T]) -> T:
    """Print a row; figures are per unit."""
    pids = tree(os.getpid())
    cpu, clock = sum(map(cpu_s, pids)), time.perf_counter()
    result = work()
    clock = time.perf_counter() - clock
    cpu = sum(map(cpu_s, pids)) - cpu
    print(f"| {name} | {clock / units:.2f} | {cpu / units:.2f} |")
    return result


def psnr_db(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    """Peak signal-to-noise ratio."""
    return float(10 * np.log10(255**2 / np.mean((a.astype(np.float64) - b) ** 2)))


def paint(client: TritonClient, prompt: str) -> NDArray[np.uint8]:
    """A scene at MOMENTS_S."""
    calm = np.full((len(MOMENTS_S), 20), 0.5, np.float32)
    return model_calls.paint(
        client, prompt=prompt, audio=calm, time_s=MOMENTS_S, palette=PALETTE, seed=3, width=1080, height=1920
    )


def main() -> None:
    """Measure and print."""
    began = time.perf_counter()
    with EmbeddedTriton(Settings.from_environment().home) as triton:
        client = TritonClient(triton.address)
        print("| | s | CPU s |\n|---|--:|--:|")
        print(f"| Triton ready, all models | {time.perf_counter() - began:.1f} | |")
        voice, rate_hz = timed("speech, 24 s of voice", 1, lambda: model_calls.synthesize(client, TEXT))
        heard = soxr.resample(voice, rate_hz, model_calls.WHISPER_RATE_HZ)
        timed(f"whisper, {len(voice) / rate_hz:.0f} s of voice", 1, lambda: model_calls.transcribe(client, heard))
        timed("text_encoder, 32 texts", 1, lambda: model_calls.embed_text(client, [f"{TEXT} {k}" for k in range(32)]))
        mel = np.zeros((1, 80, 3000), np.float32)
        timed("audio_encoder, 30 s", 1, lambda: model_calls.encode_audio(client, mel))
        mels = {frames: np.random.default_rng(0).random((frames, 128), np.float32) for frames in (500, 9000)}
        for frames, spectrogram in mels.items():
            timed(f"beat_tracker, {frames // 50} s", 1, lambda mel=spectrogram: model_calls.track_beats(client, mel))  # type: ignore[misc]
        nearness = []
        for scene in SCENES:
            frames = timed(f"painter, a 1080x1920 frame: {scene}", 5, lambda scene=scene: paint(client, scene))  # type: ignore[misc]
            made = timed(
                f"interpolator, a 1080x1920 frame: {scene}",
                3,
                lambda frames=frames: model_calls.interpolate(client, frames[0], frames[4], STEPS),  # type: ignore[misc]
            )
            blends = [np.round(frames[0] * (1 - t) + frames[4] * t).astype(np.uint8) for t in STEPS]
            nearness.append(
                (
                    scene,
                    np.mean([psnr_db(a, b) for a, b in zip(made, frames[1:4], strict=True)]),
                    np.mean([psnr_db(a, b) for a, b in zip(blends, frames[1:4], strict=True)]),  # type: ignore[arg-type]
                )
            )
        client.close()
    print("\n| in-between frames against painted ones, PSNR dB | interpolator | plain blend |\n|---|--:|--:|")
    for scene, interpolated, blended in nearness:
        print(f"| {scene} | {interpolated:.1f} | {blended:.1f} |")


if __name__ == "__main__":
    main()
