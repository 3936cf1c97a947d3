"""Pauses between phrases of a real synthesizer, where one is installed (Debian's espeak-ng or flite)."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr

from onset.analysis.analyze import analyze
from onset.timeline.sound import FloatArray
from tests.unit.analysis.sounds import RATE_HZ, mono, pink

PHRASES = ["The sea was calm this morning", "Every product begins with light", "Start your free trial today"]
GAPS_S = [0.35, 0.2, 0.8, 0.5]
COMMANDS = {
    "espeak-ng": lambda text, path: ["espeak-ng", "-v", "en-us", "-s", "160", "-w", path, text],
    "flite": lambda text, path: ["flite", "-voice", "slt", "-t", text, "-o", path],
}


def spoken(program: str, text: str, path: Path) -> FloatArray:
    """(N,) a phrase from its first to its last sound within 40 dB of its loud parts."""
    subprocess.run(COMMANDS[program](text, str(path)), check=True, capture_output=True)
    voice = soxr.resample(*soundfile.read(path, dtype="float32"), RATE_HZ)
    level = np.convolve(voice**2, np.ones(240) / 240, "same")
    audible = np.flatnonzero(level > np.percentile(level, 95) * 1e-4)
    return voice[audible[0] : audible[-1] + 1]


@pytest.mark.parametrize("noise_db", [None, -60])
@pytest.mark.parametrize("program", COMMANDS)
def test_pauses_between_spoken_phrases(program: str, noise_db: float | None, tmp_path: Path) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    parts, edges, position = [], [], 0
    for index, gap_s in enumerate(GAPS_S):
        gap = np.zeros(round(gap_s * RATE_HZ), np.float32)
        edges.append((position, position + gap.size))
        phrase = [spoken(program, PHRASES[index], tmp_path / "phrase.wav")] if index < len(PHRASES) else []
        parts += [gap, *phrase]
        position += sum(part.size for part in (gap, *phrase))
    sound = mono(np.concatenate(parts))
    if noise_db is not None:
        sound += mono(10 ** (noise_db / 20) * pink(sound.size))
    pauses = analyze(sound).pauses
    assert len(pauses) == len(edges), pauses
    worst_ms = max(
        max(abs(pause.start_sample - start), abs(pause.end_sample - end)) * 1000 / RATE_HZ
        for pause, (start, end) in zip(pauses, edges, strict=True)
    )
    assert worst_ms < 20, f"an edge is {worst_ms:.1f} ms off"
    assert analyze(sound).beats == ()
