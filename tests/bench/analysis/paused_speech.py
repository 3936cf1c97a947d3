"""Speech with pauses at known places: spoken pieces, cut to the sample, with digital silence between them."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import imageio_ffmpeg
import numpy as np

from onset.models.voice_detector.corpus.pieces import pieces
from onset.models.voice_detector.corpus.voices import (
    UNHEARD_FLITE_VOICE,
    UNHEARD_MANNERS,
    Sound,
    at_48_khz,
    espeak,
    flite,
    piper,
)
from onset.timeline.time import SAMPLE_RATE_HZ
from tests.bench.analysis.debian import unpacked

TEXTS = (
    "A river runs behind the old library.",
    "Forty two glasses stood on the shelf.",
    "Can you hear the difference?",
    "Sunlight fell across the breakfast table.",
    "Nothing compares to this.",
    "The museum opens at half past ten.",
    "Pack light and travel far.",
    "Each stitch is finished by hand.",
    "Seven swans swam past the ship.",
    "Our chef keeps the recipe secret.",
    "Off you go.",
    "What happens next is up to you.",
)
"""Not among the sentences of the training."""
_HUMANS = {language: f"asterisk-core-sounds-{language}-g722" for language in ("en", "fr", "it", "ru")}
"""Debian's recordings of four speakers at 16 kHz, CC-BY-SA-3.0 and CC-BY-3.0; no training hears them."""
_HUMAN_RATE_HZ = 16_000
_SHORTEST_HUMAN_S = 0.5


@dataclass(frozen=True)
class PausedSpeech:
    """Speech by one voice; every edge is known to the sample."""

    samples: Sound
    gaps: tuple[tuple[int, int], ...]
    """Silences, those before the first and after the last word among them."""

    @property
    def voiced(self) -> np.ndarray:
        """(N,) whether the voice sounds."""
        mask = np.ones(self.samples.size, bool)
        for start, end in self.gaps:
            mask[start:end] = False
        return mask


@cache
def voices() -> dict[str, list[Sound]]:
    """Spoken pieces by voice: synthesizers with voices or manners that no training heard, the shipped voice, people."""
    spoken = {f"espeak {m.voice}": [espeak(text, m) for text in TEXTS] for m in UNHEARD_MANNERS}
    for name in (UNHEARD_FLITE_VOICE, "slt"):
        spoken[f"flite {name}"] = [flite(text, name) for text in TEXTS]
    spoken["piper joe"] = piper([(text, 1.0, seed) for seed, text in enumerate(TEXTS)])
    cut = {name: [piece for sound in sounds for piece in pieces(sound)] for name, sounds in spoken.items()}
    return cut | dict(_humans())


def paused(spoken: list[Sound], seed: int, *, words: int = 10) -> PausedSpeech:
    """Pieces in random order with pauses of 150 to 1500 ms, half of them shorter than 400 ms."""
    rng = np.random.default_rng(seed)
    parts: list[Sound] = []
    gaps, at = [], 0
    for index in rng.permutation(len(spoken))[:words].tolist():
        gap = round(np.exp(rng.uniform(np.log(0.15), np.log(1.5))) * SAMPLE_RATE_HZ)
        gaps.append((at, at + gap))
        piece = spoken[index] * np.float32(0.5 * 10 ** (rng.uniform(-6, 0) / 20) / np.abs(spoken[index]).max())
        parts += [np.zeros(gap, np.float32), piece]
        at += gap + piece.size
    gaps.append((at, at + SAMPLE_RATE_HZ // 2))
    return PausedSpeech(np.concatenate([*parts, np.zeros(SAMPLE_RATE_HZ // 2, np.float32)]), tuple(gaps))


def _humans() -> Iterator[tuple[str, list[Sound]]]:
    for language, package in _HUMANS.items():
        cut: list[Sound] = []
        for path in sorted(unpacked(package).rglob("*.g722"))[::7]:
            cut += [p for p in pieces(decoded_g722(path)) if p.size > _SHORTEST_HUMAN_S * SAMPLE_RATE_HZ]
        yield f"human {language}", cut[:60]


def decoded_g722(path: Path) -> Sound:
    """A telephone prompt as Debian has them."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "g722", "-i", path]
    command += ["-f", "s16le", "-ar", str(_HUMAN_RATE_HZ), "-ac", "1", "-"]
    raw = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout
    return at_48_khz(np.frombuffer(raw, np.int16).astype(np.float32) / 32768, _HUMAN_RATE_HZ)
