"""Fits the weights of the metre's referee, services/onset/analysis/rhythm/referee.toml, to clips whose bars are known.

Run: python -m tests.bench.analysis.fit_referee SHARD..., shards of `onset.models.beat_tracker.corpus` that the beat
tracker was not trained on: of those it was, it is surer than it is of music.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from onset.analysis.ears import METRES, normalised
from onset.analysis.rhythm.bar_model import bar_model
from onset.analysis.rhythm.bars import bar_evidence
from onset.analysis.rhythm.confidence import strongest_nearby
from onset.analysis.rhythm.find import steady_runs
from onset.analysis.rhythm.heard import beat_probabilities
from onset.analysis.rhythm.referee import FEWEST_BEATS, WEIGHTS, Case, Weights, referee_case
from onset.analysis.triton_ears import TritonEars
from onset.models.beat_tracker.clips import FRAMES_PER_S, Clip, read_shard
from onset.models.beat_tracker.scores import f_measure
from onset.runtime.embedded_triton import EmbeddedTriton
from onset.runtime.settings import Settings
from onset.runtime.triton import TritonClient

LEAST_BEAT_F = 0.85
"""Of bars on beats that are wrong nothing can be learnt."""
EQUALLY_RIGHT = 0.02
"""Of the F-measure of downbeats: less makes no bars better than others."""
MARGIN_S = 0.1
"""Beyond the first and the last beat found."""
RIDGE = 0.01
"""Of the squared weights of standardised facts."""
DIGITS = 5
HEAD = """# Nats a unit of each fact that `onset.analysis.rhythm.referee` judges by, in its order.
# Written by tests.bench.analysis.fit_referee: {count} clips, {right:.1%} of whose bars are judged right.
"""


def cases(ears: TritonEars, clips: Sequence[Clip]) -> Iterator[tuple[Case, NDArray[np.float64]]]:
    """The case of every clip whose beats are found, and (C,) which of its candidates are right, 1 together."""
    for clip in clips:
        if clip.metre not in METRES:
            continue
        mel = normalised(clip.mel_db.T.astype(np.float32), clip.loudest_db)
        heard = ears.beats(mel)
        probabilities = beat_probabilities(heard)
        runs = steady_runs(probabilities)
        frames = max((run.frames for run in runs), key=len, default=np.zeros(0, np.int64))
        first, last = (frames[[0, -1]] / FRAMES_PER_S) if frames.size else (0, 0)
        truth = clip.beats_s[(clip.beats_s > first - MARGIN_S) & (clip.beats_s < last + MARGIN_S)]
        if frames.size < FEWEST_BEATS or f_measure(frames / FRAMES_PER_S, truth) < LEAST_BEAT_F:
            continue
        downbeats, told = strongest_nearby(probabilities, frames)[:, 1], heard[frames, 2:]
        evidence = bar_evidence(downbeats, bar_model(), told)
        case = referee_case(frames, downbeats, evidence, told, mel, bar_model())
        begun = clip.downbeats_s[(clip.downbeats_s > first - MARGIN_S) & (clip.downbeats_s < last + MARGIN_S)]
        hits = np.array([f_measure(frames[bars == 1] / FRAMES_PER_S, begun) for bars in case.positions])
        hits[case.metres != clip.metre] = -1
        right = (hits >= hits.max() - EQUALLY_RIGHT).astype(np.float64)
        yield case, right / right.sum()


def fitted(every: Sequence[Case], right: NDArray[np.float64]) -> Weights:
    """Weights of the least ridge-penalised cross-entropy.

    Args:
        every: case.
        right: (K, C) of each one's candidates, 1 together.
    """
    alike, own = np.stack([case.alike for case in every]), np.stack([case.own for case in every])
    alike_unit, own_unit, own_mean = alike.std(axis=(0, 1)), own.std(axis=0), own.mean(axis=0)
    own_unit[0], own_mean[0] = 1, 0  # the constant
    alike, own = alike / alike_unit, (own - own_mean) / own_unit
    of_metre = np.equal.outer(np.array(METRES), every[0].metres).astype(np.float64)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        shared, each = weights[: alike.shape[2]], weights[alike.shape[2] :].reshape(len(METRES), -1)
        scores = alike @ shared + own @ each.T @ of_metre
        scores -= np.logaddexp.reduce(scores, axis=1, keepdims=True)
        miss = (np.exp(scores) - right) / len(every)
        slope = np.concatenate([np.einsum("nc,ncf->f", miss, alike), (of_metre @ miss.T @ own).ravel()])
        value = -np.sum(right * scores) / len(every) + RIDGE * weights @ weights
        return float(value), slope + 2 * RIDGE * weights

    start = np.zeros(alike.shape[2] + len(METRES) * own.shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 1000}).x
    each = found[alike.shape[2] :].reshape(len(METRES), -1) / own_unit
    each[:, 0] -= each @ own_mean
    return Weights(found[: alike.shape[2]] / alike_unit, each)


def write(weights: Weights, head: str, out: Path) -> None:
    """As the referee reads them."""

    def row(values: NDArray[np.float64]) -> str:
        return f"[{', '.join(f'{value:.{DIGITS}g}' for value in values)}]"

    each = [f"{metre} = {row(values)}" for metre, values in zip(METRES, weights.own, strict=True)]
    out.write_text("\n".join([head, f"alike = {row(weights.alike)}", "", "[own]", *each, ""]))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shards", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    found: list[tuple[Case, NDArray[np.float64]]] = []
    with EmbeddedTriton(Settings.from_environment().home, models=("beat_tracker",)) as triton:
        client = TritonClient(triton.address)
        for shard in options.shards:
            found += cases(TritonEars(client), read_shard(shard))
            print(f"{shard.name}: {len(found)} cases", flush=True)
        client.close()
    every, right = [case for case, _ in found], np.array([candidates for _, candidates in found])
    weights = fitted(every, right)
    judged = [candidates[weights.judged(case).argmax()] > 0 for case, candidates in found]
    write(weights, HEAD.format(count=len(every), right=np.mean(judged)), options.out)


if __name__ == "__main__":
    main()
