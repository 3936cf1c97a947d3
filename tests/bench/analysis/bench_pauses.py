"""Pauses of known length in speech: found or missed, and how far off their edges are.

Run: python -m tests.bench.analysis.bench_pauses
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from onset.analysis.analyze import analyze
from onset.timeline.sound import AudioAnalysis
from onset.timeline.time import SAMPLE_RATE_HZ
from tests.bench.analysis.paused_speech import PausedSpeech, Sound, paused, voices
from tests.unit.analysis.sounds import pink

NEVER_MISSED_S = 0.2
TAKES = 3
"""Of each voice in each condition, 10 words each."""


@dataclass
class Score:
    """What became of the true pauses."""

    edge_errors_ms: list[float] = field(default_factory=list)
    pauses: int = 0
    missed: int = 0
    false: int = 0

    def add(self, truth: PausedSpeech, found: AudioAnalysis) -> None:
        """Compare one sound; the sound's own ends are no edges."""
        spans = [(pause.start_sample, pause.end_sample) for pause in found.pauses]
        for start, end in truth.gaps:
            self.pauses += 1
            best = max(spans, key=lambda span: min(span[1], end) - max(span[0], start), default=(0, 0))
            if min(best[1], end) - max(best[0], start) < (end - start) / 2:
                self.missed += end - start >= NEVER_MISSED_S * SAMPLE_RATE_HZ
                continue
            if start > 0:
                self.edge_errors_ms.append((best[0] - start) * 1000 / SAMPLE_RATE_HZ)
            if end < truth.samples.size:
                self.edge_errors_ms.append((best[1] - end) * 1000 / SAMPLE_RATE_HZ)
        self.false += sum(all(end <= a or b <= start for a, b in truth.gaps) for start, end in spans)

    def row(self, name: str, tolerance_ms: float) -> str:
        """A row of the table."""
        errors = np.abs(self.edge_errors_ms)
        within = np.mean(errors <= tolerance_ms)
        return (
            f"| {name} | {self.pauses} | {self.missed} | {self.false} | {np.median(errors):.1f} | "
            f"{np.percentile(errors, 95):.1f} | {errors.max():.0f} | {within:.1%} in {tolerance_ms:.0f} ms |"
        )


def with_noise(speech: PausedSpeech, noise: np.ndarray, snr_db: float) -> Sound:
    """Noise at a ratio to the power of the words."""
    words = speech.samples[speech.voiced]
    return speech.samples + (noise / noise.std() * words.std() * 10 ** (-snr_db / 20)).astype(np.float32)


def white(count: int, seed: int) -> np.ndarray:
    """Noise of unit power."""
    return np.random.default_rng(seed).standard_normal(count)


def conditions() -> dict[str, tuple[float, Callable[[PausedSpeech, int], Sound]]]:
    """What is laid under the voice, with the tolerance of the edges in ms."""
    return {
        "clean": (20, lambda speech, _: speech.samples),
        "white 10 dB": (40, lambda speech, seed: with_noise(speech, white(speech.samples.size, seed), 10)),
        "pink 10 dB": (40, lambda speech, seed: with_noise(speech, pink(speech.samples.size, seed), 10)),
    }


def main() -> None:
    """Print the table."""
    print("| sound | pauses | missed >= 200 ms | false | median ms | p95 ms | worst ms | edges |")
    print("|---|--:|--:|--:|--:|--:|--:|---|")
    for condition, (tolerance_ms, spoil) in conditions().items():
        everything = Score()
        for name, spoken in voices().items():
            score = Score()
            for take in range(TAKES):
                speech = paused(spoken, take)
                found = analyze(spoil(speech, take)[None])
                score.add(speech, found)
                everything.add(speech, found)
            print(score.row(f"{condition}, {name}", tolerance_ms))
        print(everything.row(f"**{condition}, all**", tolerance_ms))


if __name__ == "__main__":
    main()
