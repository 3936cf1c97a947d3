"""Beats, bars, tempo, form and key against scores that say what is true, Onset and the yardsticks side by side.

Run: python -m tests.bench.analysis.bench_rhythm. What each clip got goes to .build/bench/analysis/rhythm.json.
"""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from operator import attrgetter
from pathlib import Path

import numpy as np

from onset.runtime.embedded_triton import EmbeddedTriton
from onset.runtime.settings import Settings
from onset.runtime.triton import TritonClient
from onset.timeline.time import SAMPLE_RATE_HZ
from tests.bench.analysis import beatnet
from tests.bench.analysis.ambience import sounds
from tests.bench.analysis.debian import BUILD
from tests.bench.analysis.onset_tracker import find_rhythm as find_rhythm_from_onsets
from tests.bench.analysis.rendering import Clip, clips
from tests.bench.analysis.scores import Estimate, Score, score
from tests.bench.analysis.trackers import MODELS, decoded, librosa_beats, listen, load, onset, peaks, seconds

DETAILS = BUILD / "analysis" / "rhythm.json"
ONSET = "**Onset**"
TEMPI_BPM = (0, 70, 90, 110, 130, 160, 400)
NOTE = """
Beats within ±70 ms by mir_eval, none trimmed from the beginning; tempo within 4 %, and in brackets when halves,
doubles and thirds count too. The worst decile is the mean of the tenth of the clips with the lowest beat F. Sections:
boundaries within 0.5 s, the first and the last moment left out. BeatNet is its published network (weights CC-BY-4.0,
features rebuilt from their definition) with Onset's decoder and with a plain peak picker, as Onset's own network is;
its package's madmom decoder cannot be built here. The clips are {count} scores of {minutes:.0f} minutes,
{drumless:.0%} without drums, played by FluidR3 GM, which no training heard.
"""


@dataclass(frozen=True)
class Result:
    """What became of a clip, by tracker."""

    clip: Clip
    estimates: dict[str, Estimate]
    scores: dict[str, Score]


def estimates(client: TritonClient, path: Path, beatnet_activations: Path) -> dict[str, Estimate]:
    """What every tracker says of a sound file."""
    sound = load(path, SAMPLE_RATE_HZ)
    analysis, heard = listen(client, sound)
    other = np.load(beatnet_activations / f"{path.stem}.npy")
    tempo, beats = find_rhythm_from_onsets(analysis.features.onset_strength, analysis.sample_count)
    return {
        ONSET: onset(analysis),
        "Onset's network, peaks": peaks(heard),
        "BeatNet, Onset's decoder": decoded(other, analysis),
        "BeatNet, peaks": peaks(other),
        "Onset without a network": Estimate(seconds(beats), tempo.interval_bpm),
        "librosa": librosa_beats(load(path, 22_050), 22_050),
    }


def hear_all(paths: Iterable[Path]) -> Path:
    """BeatNet's activations of sound files, kept between runs."""
    inputs, outputs = (BUILD / "beatnet" / name for name in ("features", "activations"))
    for folder in (inputs, outputs):
        folder.mkdir(parents=True, exist_ok=True)
    for path in paths:
        if not (outputs / f"{path.stem}.npy").exists():
            np.save(inputs / f"{path.stem}.npy", beatnet.features(load(path, beatnet.RATE_HZ).mean(axis=0)))
    beatnet.activations(inputs, outputs)
    for path in inputs.glob("*.npy"):
        path.unlink()
    return outputs


def mean(values: Iterable[float | None]) -> float:
    """Of what was told."""
    told = [value for value in values if value is not None]
    return float(np.mean(told)) if told else float("nan")


def cell(value: float, digits: int = 3) -> str:
    """A number, or nothing."""
    return "" if np.isnan(value) else f"{value:.{digits}f}"


def worst_decile(values: Sequence[float]) -> float:
    """Mean of the lowest tenth."""
    return float(np.mean(np.sort(values)[: max(1, round(len(values) / 10))]))


def overall(results: list[Result]) -> None:
    """A row for each tracker."""
    print("| | beat F | worst decile | downbeat F | tempo | metre | sections F: songs | short clips | key |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    for name in results[0].scores:
        scores = [result.scores[name] for result in results]
        beat_f = [each.beat_f for each in scores]
        songs, short = (
            cell(mean(r.scores[name].sections_f for r in results if (r.clip.group == "songs") == whole))
            for whole in (True, False)
        )
        print(
            f"| {name} | {np.mean(beat_f):.3f} | {worst_decile(beat_f):.3f} | "
            f"{cell(mean(s.downbeat_f for s in scores))} | "
            f"{mean(s.tempo for s in scores):.3f} ({mean(s.tempo_or_octave for s in scores):.2f}) | "
            f"{cell(mean(s.metre for s in scores))} | {songs} | {short} | "
            f"{cell(mean(s.key for s in scores))} |"
        )


def by(results: list[Result], title: str, name: Callable[[Clip], str]) -> None:
    """Onset and the beat F of others by kinds of clips, in order of first appearance."""
    rivals = ("BeatNet, Onset's decoder", "librosa")
    columns = ["clips", "beat F", "lowest", "downbeat F", "tempo", "metre", *(f"{rival}: beat F" for rival in rivals)]
    print(f"\n| {title} | {' | '.join(columns)} |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    for kind in dict.fromkeys(name(result.clip) for result in results):
        chosen = [result for result in results if name(result.clip) == kind]
        scores = [result.scores[ONSET] for result in chosen]
        others = " | ".join(f"{mean(result.scores[rival].beat_f for result in chosen):.2f}" for rival in rivals)
        print(
            f"| {kind} | {len(chosen)} | {mean(s.beat_f for s in scores):.2f} | {min(s.beat_f for s in scores):.2f} | "
            f"{cell(mean(s.downbeat_f for s in scores), 2)} | {mean(s.tempo for s in scores):.2f} | "
            f"{cell(mean(s.metre for s in scores), 2)} | {others} |"
        )


def tempo_band(clip: Clip) -> str:
    """Range of tempo that a clip belongs to."""
    low, high = next(pair for pair in zip(TEMPI_BPM, TEMPI_BPM[1:], strict=False) if clip.truth.bpm < pair[1])
    return f"below {high} BPM" if not low else f"from {low} BPM" if high == TEMPI_BPM[-1] else f"{low}-{high} BPM"


def without_beat(client: TritonClient) -> None:
    """Beats that are heard where there are none."""
    print("\n| no beat, 30 s each | beats told | confidence | librosa: beats told |\n|---|--:|--:|--:|")
    for name, sound in sounds():
        analysis, _ = listen(client, sound[None])
        rival = librosa_beats(sound[None], SAMPLE_RATE_HZ)
        print(f"| {name} | {len(analysis.beats)} | {analysis.tempo.confidence:.2f} | {len(rival.beats_s)} |")


def save(results: list[Result]) -> None:
    """What each clip got."""
    DETAILS.write_text(
        json.dumps(
            [
                {
                    "name": result.clip.name,
                    "group": result.clip.group,
                    "path": result.clip.path.name,
                    "bpm": result.clip.truth.bpm,
                    "beats_per_bar": result.clip.truth.beats_per_bar,
                    "trackers": {
                        name: asdict(result.scores[name]) | {"bpm": told.bpm, "beats_per_bar": told.beats_per_bar}
                        for name, told in result.estimates.items()
                    },
                }
                for result in results
            ],
            indent=1,
        )
    )


def main() -> None:
    """Measure and print."""
    every = clips()
    activations = hear_all(clip.path for clip in every)
    with EmbeddedTriton(Settings.from_environment().home, models=MODELS) as triton:
        client = TritonClient(triton.address)
        results = []
        for clip in every:
            told = estimates(client, clip.path, activations)
            results.append(Result(clip, told, {name: score(clip.truth, each) for name, each in told.items()}))
            ours = results[-1].scores[ONSET]
            print(f"{ours.beat_f:.2f} {cell(ours.downbeat_f or 0, 2)} {clip.group}: {clip.name}", file=sys.stderr)
        save(results)
        overall(results)
        by(results, "genre", attrgetter("group"))
        by(results, "drums", lambda clip: "with drums" if clip.has_drums else "without drums")
        by(
            sorted(results, key=lambda r: r.clip.truth.beats_per_bar),
            "metre",
            lambda clip: f"{clip.truth.beats_per_bar} beats",
        )
        by(sorted(results, key=lambda r: r.clip.truth.bpm), "tempo", tempo_band)
        without_beat(client)
        client.close()
    print(
        NOTE.format(
            count=len(every),
            minutes=sum(clip.truth.end_s for clip in every) / 60,
            drumless=np.mean([not clip.has_drums for clip in every]),
        )
    )


if __name__ == "__main__":
    main()
