"""Our one pass against the straightforward librosa recipe: the same song, the same process, on its cores.

Run: python -m tests.bench.analysis.bench_analysis
"""

import inspect
import os
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest.mock import patch

import librosa
import numpy as np
import soundfile

from onset.analysis import analyze as analyze_module
from onset.analysis.analyze import analyze_blocks
from onset.analysis.blocks import BLOCK_SAMPLES
from onset.analysis.ears import Ears
from onset.analysis.features import FrameMeter
from onset.analysis.loudness import LoudnessMeter
from onset.analysis.recorder import FeatureRecorder
from onset.analysis.spectrum import Spectrograph
from onset.analysis.speech.recorder import SpeechRecorder
from onset.analysis.triton_ears import TritonEars
from onset.analysis.true_peak import TruePeakMeter
from onset.analysis.wave import WaveReader
from onset.runtime.embedded_triton import EmbeddedTriton
from onset.runtime.settings import Settings
from onset.runtime.triton import TritonClient
from onset.timeline.sound import HOP_SAMPLES, AudioAnalysis
from onset.timeline.time import SAMPLE_RATE_HZ
from tests.bench.analysis.rendering import clips
from tests.bench.analysis.trackers import MODELS, load

SONG, DURATION_S = "Pop song", 180
FRAMING = {"n_fft": 2048, "hop_length": HOP_SAMPLES}
RUNS = 3
PITCH = "pitch (yin)"
BEATS = ("tempo", "beats")
STAGES: tuple[tuple[str, object, tuple[str, ...]], ...] = (
    ("spectra", Spectrograph, ("push", "finish")),
    ("features of each frame", FrameMeter, ("measure",)),
    ("features written", FeatureRecorder, ("push", "finish")),
    ("speech: envelope, powers", SpeechRecorder, ("push", "push_power")),
    ("loudness", LoudnessMeter, ("push",)),
    ("true peak", TruePeakMeter, ("push",)),
    ("keys", analyze_module, ("find_keys",)),
    ("beats and bars from activations", analyze_module, ("find_rhythm",)),
    ("form", analyze_module, ("find_form",)),
    ("speech and pauses from probabilities", SpeechRecorder, ("finish",)),
    ("networks, meanwhile", TritonEars, ("beats", "voice")),
)


def ours(path: Path, ears: Ears | None) -> AudioAnalysis:
    """All that the service does with a canonical sound."""
    with WaveReader(path) as wave, tempfile.TemporaryDirectory() as folder:
        return analyze_blocks(
            wave.blocks(BLOCK_SAMPLES),
            channel_count=wave.channel_count,
            sample_count=wave.sample_count,
            ears=ears,
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
        PITCH: on_signal(librosa.yin, fmin=65, fmax=1000),
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


@contextmanager
def stopwatch() -> Iterator[Counter[str]]:
    """Seconds of each stage while it is open."""
    spent_s: Counter[str] = Counter()

    def timed(label: str, function: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **options: object) -> object:
            start_s = time.perf_counter()
            result = function(*args, **options)
            if inspect.isgenerator(result):
                result = iter(list(result))
            spent_s[label] += time.perf_counter() - start_s
            return result

        return call

    with ExitStack() as stack:
        for label, owner, names in STAGES:
            for name in names:
                stack.enter_context(patch.object(owner, name, timed(label, getattr(owner, name))))
        yield spent_s


def song(path: Path) -> None:
    """Three minutes of the test set's pop song, in stereo."""
    (clip,) = (clip for clip in clips() if clip.name == SONG)
    sound = load(clip.path, SAMPLE_RATE_HZ)
    indices = np.arange(DURATION_S * SAMPLE_RATE_HZ) % sound.shape[1]
    soundfile.write(path, sound[:, indices].T, SAMPLE_RATE_HZ, subtype="FLOAT")


def print_comparison(steps_s: dict[str, float], deaf_s: float, our_s: float) -> None:
    """librosa's steps and ours; like is held against like: beats only where both tell them."""
    total_s = sum(steps_s.values())
    features_s = total_s - sum(steps_s[name] for name in BEATS)
    cores = len(os.sched_getaffinity(0))
    print(f"| {DURATION_S} s of music, 48 kHz stereo, {cores} cores | ms |\n|---|--:|")
    for name, step_s in steps_s.items():
        print(f"| librosa: {name} | {step_s * 1000:.0f} |")
    print(f"| **librosa: features** | **{features_s * 1000:.0f}** |")
    print(f"| **librosa: features, tempo, beats** | **{total_s * 1000:.0f}** |")
    print(f"| **Onset without networks: features, keys, loudness, true peak** | **{deaf_s * 1000:.0f}** |")
    print(f"| **Onset: beats, bars, form, speech and pauses by its networks too** | **{our_s * 1000:.0f}** |")
    print("\n| times faster than librosa | with yin | without |\n|---|--:|--:|")
    for name, theirs_s, took_s in (("features", features_s, deaf_s), ("features, tempo, beats", total_s, our_s)):
        print(f"| {name} | {theirs_s / took_s:.1f} | {(theirs_s - steps_s[PITCH]) / took_s:.1f} |")


def main() -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        path = Path(folder) / "song.wav"
        song(path)
        triton = stack.enter_context(EmbeddedTriton(Settings.from_environment().home, models=MODELS))
        client = TritonClient(triton.address)
        stack.callback(client.close)
        ears = TritonEars(client)
        steps_s = {name: best_s(work) for name, work in recipe(path).items()}
        deaf_s = best_s(lambda: ours(path, None))
        our_s = best_s(lambda: ours(path, ears))
        with stopwatch() as spent_s:
            analysis = ours(path, ears)
    print_comparison(steps_s, deaf_s, our_s)
    print("\n| where Onset's time goes | ms |\n|---|--:|")
    for label, _, _ in STAGES:
        print(f"| {label} | {spent_s[label] * 1000:.0f} |")
    print(f"\nFound {analysis.tempo.interval_bpm:.1f} BPM where 118 were played, {len(analysis.beats)} beats.")


if __name__ == "__main__":
    main()
