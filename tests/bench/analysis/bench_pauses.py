"""Pauses of known length in speech: found or missed, and how far off their edges are.

Run: python -m tests.bench.analysis.bench_pauses
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import soundfile

from onset.analysis.analyze import analyze
from onset.analysis.ears import Ears
from onset.models.voice_detector.corpus.voices import at_48_khz
from onset.runtime.embedded_triton import EmbeddedTriton
from onset.runtime.settings import Settings
from onset.runtime.triton import TritonClient
from onset.timeline.sound import AudioAnalysis
from onset.timeline.time import SAMPLE_RATE_HZ
from tests.bench.analysis.paused_speech import PausedSpeech, Sound, paused, voices
from tests.bench.analysis.rendering import clips
from tests.support.voice_ears import VoiceAlone
from tests.unit.analysis.sounds import pink

NEVER_MISSED_S = 0.2
TAKES = 2
"""Of each voice in each condition, 10 words each."""
BED_EVERY, BED_S = 7, 30
"""Every seventh of the benchmark's pieces of music, and how much of it."""


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


def with_music(speech: PausedSpeech, bed: Sound, under_db: float) -> Sound:
    """Music so far under the voice that goes on in its pauses, with headroom."""
    looped = np.resize(bed, speech.samples.size)
    return 0.5 * with_noise(speech, looped, under_db)


def beds() -> list[Sound]:
    """Rendered pieces, of a soundfont and by composers that no training heard."""
    found = []
    for clip in clips()[::BED_EVERY]:
        sound, rate_hz = soundfile.read(clip.path, dtype="float32", always_2d=True)
        found.append(at_48_khz(sound.mean(axis=1), rate_hz)[: BED_S * SAMPLE_RATE_HZ])
    return found


def conditions(music: list[Sound]) -> dict[str, tuple[float, Callable[[PausedSpeech, int], Sound]]]:
    """What is laid under the voice, with the tolerance of the edges in ms."""

    def bed_under(under_db: float) -> Callable[[PausedSpeech, int], Sound]:
        return lambda speech, seed: with_music(speech, music[seed % len(music)], under_db)

    return {
        "clean": (20, lambda speech, _: speech.samples),
        "white 10 dB": (40, lambda speech, seed: with_noise(speech, white(speech.samples.size, seed), 10)),
        "pink 10 dB": (40, lambda speech, seed: with_noise(speech, pink(speech.samples.size, seed), 10)),
        "music at -12 dB": (100, bed_under(12)),
        "music at -6 dB": (100, bed_under(6)),
    }


def pauses_by_condition(ears: Ears | None, music: list[Sound]) -> None:
    """Print the table of one detector."""
    print("| sound | pauses | missed >= 200 ms | false | median ms | p95 ms | worst ms | edges |")
    print("|---|--:|--:|--:|--:|--:|--:|---|")
    for condition, (tolerance_ms, spoil) in conditions(music).items():
        scores = {kind: Score() for kind in ("people", "synthesizers")}
        for number, (name, spoken) in enumerate(voices().items()):
            for take in range(TAKES):
                speech = paused(spoken, take)
                found = analyze(spoil(speech, number * TAKES + take)[None], ears)
                scores["people" if name.startswith("human") else "synthesizers"].add(speech, found)
        for kind, score in scores.items():
            print(score.row(f"{condition}, {kind}", tolerance_ms))


def main() -> None:
    """Print the tables."""
    music = beds()
    with EmbeddedTriton(Settings.from_environment().home, models=("voice_detector",)) as triton:
        ears = VoiceAlone(TritonClient(triton.address))
        for title, detector in (("With the voice detector", ears), ("By statistics alone, without it", None)):
            print(f"{title}:\n")
            pauses_by_condition(detector, music)
            called = [sum(span.length for span in analyze(bed[None], detector).speech) / bed.size for bed in music]
            print(
                f"\nOf {len(music)} pieces of music without a voice, {np.mean(called):.1%} is called speech; "
                f"in {np.mean(np.array(called) < 0.05):.0%} of them less than 5 %.\n"
            )


if __name__ == "__main__":
    main()
