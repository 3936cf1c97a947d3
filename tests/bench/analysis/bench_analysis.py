"""Our one pass against the straightforward librosa recipe: the same song, the same process, on its cores.

Both take turns, and the shortest of a few turns counts: what else the machine does meets both.

Run: python -m tests.bench.analysis.bench_analysis
"""

import inspect
import os
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import numpy as np
import soundfile
import soxr

from onset.analysis import analyze as analyze_module
from onset.analysis.analyze import analyze_blocks
from onset.analysis.blocks import BLOCK_SAMPLES
from onset.analysis.ears import Ears
from onset.analysis.features import FrameMeter
from onset.analysis.recorder import FeatureRecorder
from onset.analysis.spectrum import Spectrograph
from onset.analysis.speech.recorder import SpeechRecorder
from onset.analysis.triton_ears import TritonEars
from onset.analysis.wave import WaveReader
from onset.runtime.embedded_triton import EmbeddedTriton
from onset.runtime.media.audio import decode_audio
from onset.runtime.meters.loudness import LoudnessMeter
from onset.runtime.meters.true_peak import TruePeakMeter
from onset.runtime.settings import Settings
from onset.runtime.triton import TritonClient
from onset.timeline.sound import AudioAnalysis
from onset.timeline.time import SAMPLE_RATE_HZ
from tests.bench.analysis.librosa_recipe import BEATS, PITCH, Steps, separate, shared
from tests.bench.analysis.rendering import clips
from tests.bench.analysis.trackers import MODELS, load
from tests.support.memory import tree

SONG, DURATION_S = "Pop song", 180
SOURCE_RATE_HZ = 44_100
TURNS = 4
DECODED = f"decoded from {SOURCE_RATE_HZ / 1000} kHz, 16 bit, in a confined child"
DEAF = "without networks: features, keys, form, loudness, true peak"
ALL = "all: beats, bars, form, speech and pauses by its networks too"
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


def cpu_s() -> float:
    """Spent so far by this process, by Triton's, and by those that have ended."""
    ticks = 0
    for pid in tree(os.getpid()):
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Took:
    """Time of some work."""

    s: float
    cpu_s: float

    def __add__(self, other: "Took") -> "Took":
        return Took(self.s + other.s, self.cpu_s + other.cpu_s)


def timed(work: Callable[[], object]) -> Took:
    """One turn."""
    start_s, start_cpu_s = time.perf_counter(), cpu_s()
    work()
    return Took(time.perf_counter() - start_s, cpu_s() - start_cpu_s)


def take_turns(sides: dict[str, Steps]) -> dict[str, dict[str, Took]]:
    """The shortest turn of each step of each side, after one that compiles and fills caches."""
    turns: defaultdict[tuple[str, str], list[Took]] = defaultdict(list)
    for turn in range(1 + TURNS):
        for side, steps in sides.items():
            for name, work in steps.items():
                took = timed(work)
                if turn:
                    turns[side, name].append(took)
    return {
        side: {name: min(turns[side, name], key=lambda took: took.s) for name in steps} for side, steps in sides.items()
    }


@contextmanager
def stopwatch() -> Iterator[Counter[str]]:
    """Seconds of each stage while it is open."""
    spent_s: Counter[str] = Counter()

    def watched(label: str, function: Callable[..., object]) -> Callable[..., object]:
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
                stack.enter_context(patch.object(owner, name, watched(label, getattr(owner, name))))
        yield spent_s


def song(canonical: Path, source: Path) -> None:
    """Three minutes of the test set's pop song, in stereo: as the service gets it, and as someone has it."""
    (clip,) = (clip for clip in clips() if clip.name == SONG)
    sound = load(clip.path, SAMPLE_RATE_HZ)
    sound = sound[:, np.arange(DURATION_S * SAMPLE_RATE_HZ) % sound.shape[1]].T
    soundfile.write(canonical, sound, SAMPLE_RATE_HZ, subtype="FLOAT")
    soundfile.write(source, soxr.resample(sound, SAMPLE_RATE_HZ, SOURCE_RATE_HZ), SOURCE_RATE_HZ, subtype="PCM_16")


def decode(source: Path) -> None:
    """What comes before the analysis."""
    with tempfile.TemporaryDirectory() as folder:
        decode_audio(source, Path(folder) / "canonical.wav")


def total(steps: dict[str, Took], *without: str) -> Took:
    """Of all steps but some."""
    return sum((took for name, took in steps.items() if name not in without), Took(0, 0))


def print_comparison(took: dict[str, dict[str, Took]]) -> None:
    """librosa's steps and ours; like is held against like: beats only where both tell them."""
    separate_steps, shared_steps, onset_steps = took["separate"], took["shared"], took["onset"]
    rows = {f"librosa: {name}": step for name, step in separate_steps.items()}
    rows |= {
        "**librosa: features**": total(separate_steps, *BEATS),
        "**librosa: features, tempo, beats**": total(separate_steps),
        "librosa: the same from one shared spectrum": total(shared_steps),
    }
    rows |= {f"**Onset {name}**": onset_steps[name] for name in (DEAF, ALL)}
    rows[f"Onset: {DECODED}"] = onset_steps[DECODED]
    cores = len(os.sched_getaffinity(0))
    print(f"| {DURATION_S} s of music, stereo, {cores} cores | ms | CPU ms |\n|---|--:|--:|")
    for name, step in rows.items():
        print(f"| {name} | {step.s * 1000:.0f} | {step.cpu_s * 1000:.0f} |")
    whole_s = onset_steps[DECODED].s + onset_steps[ALL].s
    print(f"\nFrom a file at {SOURCE_RATE_HZ} Hz to its analysis: {whole_s:.1f} s.")
    print(
        "\n| times faster than librosa | each by itself | without yin | from one shared spectrum |\n|---|--:|--:|--:|"
    )
    for name, left_out, our in (("features", BEATS, DEAF), ("features, tempo, beats", (), ALL)):
        theirs = (
            total(separate_steps, *left_out),
            total(separate_steps, PITCH, *left_out),
            total(shared_steps, *left_out),
        )
        print(f"| {name} | " + " | ".join(f"{step.s / onset_steps[our].s:.1f}" for step in theirs) + " |")


def main() -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        path, source = Path(folder) / "song.wav", Path(folder) / "source.wav"
        song(path, source)
        triton = stack.enter_context(EmbeddedTriton(Settings.from_environment().home, models=MODELS))
        client = TritonClient(triton.address)
        stack.callback(client.close)
        ears = TritonEars(client)
        onset = {DECODED: lambda: decode(source), DEAF: lambda: ours(path, None), ALL: lambda: ours(path, ears)}
        took = take_turns({"separate": separate(path), "shared": shared(path), "onset": onset})
        with stopwatch() as spent_s:
            analysis = ours(path, ears)
    print_comparison(took)
    print("\n| where Onset's time goes; one watched run | ms |\n|---|--:|")
    for label, _, _ in STAGES:
        print(f"| {label} | {spent_s[label] * 1000:.0f} |")
    print(f"\nFound {analysis.tempo.interval_bpm:.1f} BPM where 118 were played, {len(analysis.beats)} beats.")


if __name__ == "__main__":
    main()
