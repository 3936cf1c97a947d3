"""Our one pass against the straightforward librosa recipe, on the same file in the same process.

Run: python -m tests.bench.analysis.bench_analysis [seconds of sound]
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import librosa
import numpy as np
import soundfile

from onset.analysis.analyze import analyze_blocks
from onset.analysis.blocks import BLOCK_SAMPLES
from onset.analysis.wave import WaveReader
from onset.timeline.sound import HOP_SAMPLES, AudioAnalysis
from tests.unit.analysis.sounds import RATE_HZ, drums, mono, pink

FRAMING = {"n_fft": 2048, "hop_length": HOP_SAMPLES}
RUNS = 3


def ours(path: Path) -> AudioAnalysis:
    with WaveReader(path) as wave, tempfile.TemporaryDirectory() as folder:
        return analyze_blocks(
            wave.blocks(BLOCK_SAMPLES),
            channel_count=wave.channel_count,
            sample_count=wave.sample_count,
            ears=None,
            folder=Path(folder),
        )


def recipe(path: Path) -> dict[str, Callable[[], object]]:
    """Each feature by librosa's function of that name, from the signal."""
    signal, rate_hz = librosa.load(path, sr=None)

    def on_signal(function: Callable[..., object], **options: object) -> Callable[[], object]:
        return lambda: function(y=signal, sr=rate_hz, hop_length=HOP_SAMPLES, **options)

    def spectra() -> np.ndarray:
        return np.abs(librosa.stft(signal, **FRAMING))

    def bands() -> list[np.ndarray]:
        power, frequency_hz = spectra() ** 2, librosa.fft_frequencies(sr=rate_hz, n_fft=2048)
        limits_hz = (20, 250), (250, 4000), (4000, 16000)
        return [np.sqrt(power[(low <= frequency_hz) & (frequency_hz < high)].mean(axis=0)) for low, high in limits_hz]

    return {
        "load": lambda: librosa.load(path, sr=None),
        "mel": lambda: librosa.power_to_db(librosa.feature.melspectrogram(y=signal, sr=rate_hz, **FRAMING)),
        "onset strength": on_signal(librosa.onset.onset_strength),
        "RMS": lambda: librosa.feature.rms(y=signal, hop_length=HOP_SAMPLES),
        "chroma": on_signal(librosa.feature.chroma_stft),
        "centroid": on_signal(librosa.feature.spectral_centroid),
        "rolloff": on_signal(librosa.feature.spectral_rolloff),
        "flatness": lambda: librosa.feature.spectral_flatness(y=signal, **FRAMING),
        "flux": lambda: np.linalg.norm(np.diff(spectra()), axis=0),
        "bands": bands,
        "tempo": on_signal(librosa.feature.tempo),
        "beats": on_signal(librosa.beat.beat_track),
    }


def best_s(work: Callable[[], object]) -> float:
    """Shortest of a few runs after one that compiles and fills caches."""
    work()
    times_s = []
    for _ in range(RUNS):
        start_s = time.perf_counter()
        work()
        times_s.append(time.perf_counter() - start_s)
    return min(times_s)


def main(duration_s: float) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "song.wav"
        sound = drums(123, duration_s) + 0.01 * mono(pink(round(duration_s * RATE_HZ)))
        soundfile.write(path, sound[0], RATE_HZ, subtype="FLOAT")
        steps_s = {name: best_s(work) for name, work in recipe(path).items()}
        our_s = best_s(lambda: ours(path))
        analysis = ours(path)
    total_s = sum(steps_s.values())
    print(f"| {duration_s:g} s of sound, 48 kHz mono | time |\n|---|---:|")
    for name, step_s in steps_s.items():
        print(f"| librosa: {name} | {step_s * 1000:.0f} ms |")
    print(f"| **librosa: all of these** | **{total_s * 1000:.0f} ms** |")
    print(f"| **Onset: the same, and speech, pauses, loudness, true peak** | **{our_s * 1000:.0f} ms** |")
    print(f"| ratio | {total_s / our_s:.1f} |")
    print(f"\nFound {analysis.tempo.interval_bpm:.1f} BPM where 123 were played, {len(analysis.beats)} beats.")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0)
