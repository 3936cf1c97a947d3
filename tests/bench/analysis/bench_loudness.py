"""Loudness and true peak of the test set's clips against ffmpeg's ebur128.

Run: python -m tests.bench.analysis.bench_loudness
"""

import re
import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np

from onset.runtime.meters.loudness import LoudnessMeter
from onset.runtime.meters.true_peak import TruePeakMeter
from onset.timeline.sound import FloatArray
from onset.timeline.time import SAMPLE_RATE_HZ
from tests.bench.analysis.rendering import clips
from tests.bench.analysis.trackers import load

EVERY = 4
"""Of the clips."""


def ours(sound: FloatArray) -> tuple[float, float, float]:
    """Integrated loudness in LUFS, range in LU, true peak in dBTP of (channels, N) at 48 kHz."""
    loudness, true_peak = LoudnessMeter(sound.shape[0]), TruePeakMeter(sound.shape[0])
    loudness.push(sound)
    true_peak.push(sound)
    integrated_lufs, range_lu = loudness.finish()
    return integrated_lufs, range_lu, true_peak.finish()


def theirs(sound: FloatArray) -> tuple[float, float, float]:
    """The same by ffmpeg."""
    command: list[str | Path] = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostats"]
    command += ["-f", "f32le", "-ar", str(SAMPLE_RATE_HZ), "-ac", str(sound.shape[0]), "-i", "-"]
    command += ["-af", "ebur128=peak=true:metadata=1,ametadata=mode=print:file=-", "-f", "null", "-"]
    result = subprocess.run(command, input=sound.T.tobytes(), capture_output=True, check=True)
    values = dict(re.findall(r"lavfi\.r128\.(\w+)=(\S+)", result.stdout.decode()))
    return float(values["I"]), float(values["LRA"]), 20 * np.log10(float(values["true_peak"]))


def main() -> None:
    """Print the table."""
    chosen = clips()[::EVERY]
    sounds = (load(clip.path, SAMPLE_RATE_HZ) for clip in chosen)
    differences = np.abs([np.subtract(ours(sound), theirs(sound)) for sound in sounds])
    print(f"| Onset against ffmpeg's ebur128, {len(chosen)} clips | mean difference | largest |\n|---|--:|--:|")
    for column, name in enumerate(("integrated loudness, LU", "loudness range, LU", "true peak, dB")):
        print(f"| {name} | {differences[:, column].mean():.3f} | {differences[:, column].max():.3f} |")


if __name__ == "__main__":
    main()
