"""Time and memory of the analysis of long sounds, each in a process of its own.

Run: python -m tests.bench.analysis.bench_long
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import numpy as np
import soundfile

from onset.analysis.triton_ears import TritonEars
from onset.runtime.embedded_triton import EmbeddedTriton
from onset.runtime.settings import PROJECT_ROOT, Settings
from onset.runtime.triton import TritonClient
from onset.timeline.sound import FloatArray
from onset.timeline.time import SAMPLE_RATE_HZ
from tests.bench.analysis.ambience import sounds
from tests.bench.analysis.bench_analysis import ours
from tests.bench.analysis.rendering import clips
from tests.bench.analysis.trackers import MODELS, load

MINUTES = (10, 60, 180)


def programme() -> Iterator[FloatArray]:
    """A podcast without end: music, and speech in between; (N,) parts."""
    spoken = [sound for name, sound in sounds() if name.startswith("speech")]
    music = [clip.path for clip in clips()[::5]]
    for path, speech in zip(cycle(music), cycle(spoken), strict=False):
        yield load(path, SAMPLE_RATE_HZ).mean(axis=0)
        yield speech


def write(path: Path, minutes: int) -> None:
    """Stream a mono WAV file to disk."""
    left = minutes * 60 * SAMPLE_RATE_HZ
    with soundfile.SoundFile(path, "w", SAMPLE_RATE_HZ, 1, "PCM_16", format="WAV") as file:
        for part in programme():
            file.write(part[:left])
            left -= len(part)
            if left <= 0:
                return


def analyse(path: Path, address: str) -> None:
    """Analyse a file and print what it took; for a process of its own."""
    client = TritonClient(address)
    start_s = time.perf_counter()
    analysis = ours(path, TritonEars(client))
    elapsed_s = time.perf_counter() - start_s
    client.close()
    status = Path("/proc/self/status").read_text()
    peak_kib = int(status.split("VmHWM:", 1)[1].split()[0])
    finite = all(bool(np.isfinite(curve).all()) for curve in (analysis.features.rms, analysis.energy_arc))
    print(json.dumps({"s": elapsed_s, "mib": peak_kib / 1024, "finite": finite, "beats": len(analysis.beats)}))


def main() -> None:
    """Print the table."""
    print("| sound | analysis | seconds a minute | peak memory | beats |\n|---|--:|--:|--:|--:|")
    with (
        tempfile.TemporaryDirectory() as folder,
        EmbeddedTriton(Settings.from_environment().home, models=MODELS) as triton,
    ):
        path = Path(folder) / "long.wav"
        for minutes in MINUTES:
            write(path, minutes)
            command = [sys.executable, "-m", __spec__.name, str(path), triton.address]
            result = subprocess.run(command, cwd=PROJECT_ROOT, check=True, stdout=subprocess.PIPE, text=True)
            took = json.loads(result.stdout)
            if not took["finite"]:
                raise ValueError(f"{minutes} minutes: the analysis is not finite")
            print(
                f"| {minutes} min | {took['s']:.0f} s | {took['s'] / minutes:.2f} | {took['mib']:.0f} MiB | "
                f"{took['beats']} |",
                flush=True,
            )
    print("\nMemory: highest resident set of the analysing process; the networks are Triton's.")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        analyse(Path(sys.argv[1]), sys.argv[2])
    else:
        main()
