"""A long sound takes hardly more memory than a short one; measured in a process of its own, on its whole path."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from onset.analysis.analyze import analyze_blocks
from onset.analysis.blocks import BLOCK_SAMPLES
from onset.analysis.ears import Mel
from onset.analysis.triton_ears import in_blocks
from onset.runtime.settings import PROJECT_ROOT
from onset.timeline.sound import FloatArray
from tests.support.ears import MarkedEars, marked
from tests.unit.analysis.sounds import RATE_HZ, mono, pink, speak

SHORT_MIN, LONG_MIN = 5, 15
GROWTH_BYTES = 80 << 20
"""For ten minutes more; kept curves and postprocessing take a few bytes a frame."""
PEAK_BYTES = 350 << 20


class EarsInBlocks(MarkedEars):
    """Listen as those of a Triton do."""

    def beats(self, mel: Mel) -> FloatArray:
        return in_blocks(mel, super().beats)

    def voice(self, mel: Mel) -> FloatArray:
        return in_blocks(mel, super().voice)


def blocks(sample_count: int) -> Iterator[FloatArray]:
    """Speech and music in turn."""
    parts = (marked(120, 4, 20), mono(0.1 * pink(2 * RATE_HZ)), speak([0.5, 0.4, 0.3, 0.6, 0.2]).samples)
    loop = np.concatenate(parts, axis=1)
    for start in range(0, sample_count, BLOCK_SAMPLES):
        yield loop[:, np.arange(start, min(start + BLOCK_SAMPLES, sample_count)) % loop.shape[1]]


def peak_bytes() -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:", 1)[1].split()[0]) << 10


def main(folder: Path) -> None:
    """Analyse the short sound, then the long one; print both peaks."""
    peaks = []
    for minutes in (SHORT_MIN, LONG_MIN):
        here = folder / str(minutes)
        here.mkdir()
        count = minutes * 60 * RATE_HZ
        analysis = analyze_blocks(blocks(count), channel_count=1, sample_count=count, ears=EarsInBlocks(), folder=here)
        assert analysis.features.frame_count == 1 + count // 480
        assert analysis.beats
        peaks.append(peak_bytes())
    print(json.dumps(peaks))


def test_memory_hardly_grows_with_length(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.unit.analysis.test_long_sound", str(tmp_path)]
    done = subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stderr
    short, long = json.loads(done.stdout)
    assert long - short < GROWTH_BYTES, f"{short >> 20} MB for {SHORT_MIN} minutes, {long >> 20} MB for {LONG_MIN}"
    assert long < PEAK_BYTES, f"{long >> 20} MB"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
