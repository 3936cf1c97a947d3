"""Music composed to the cut: cuts met by downbeats, how far the tempo bends, what the analysis hears in it."""

import itertools
import time
from collections.abc import Iterator
from statistics import mean

import mir_eval
import numpy as np

from onset.analysis.analyze import analyze
from onset.analysis.triton_ears import TritonEars
from onset.compositing.sound.synth.play import play
from onset.planning.ad import plan_voiceover_ad
from onset.planning.score import compose
from onset.runtime.embedded_triton import EmbeddedTriton
from onset.runtime.settings import Settings
from onset.runtime.triton import TritonClient
from onset.timeline.plan import Timeline
from onset.timeline.score import Score, beat_samples
from onset.timeline.time import SAMPLE_RATE_HZ
from tests.support.scores import bar_bpm
from tests.unit.planning import orders

MOODS = ("calm, warm, hopeful", "bold, energetic", "dark, dramatic", "")
WORD_MS, GAP_MS = (260, 330, 420), (10, 40)
REPEATS = (1, 2, 4)
"""The script once, twice and four times: about 20, 40 and 80 s."""
BEAT_WINDOW_S = 0.07
CHANCE_TRIALS = 200


def ads() -> Iterator[tuple[str, int, Timeline]]:
    """Planned ads with their mood and seed."""
    for number, (mood, word_ms, gap_ms, repeats) in enumerate(itertools.product(MOODS, WORD_MS, GAP_MS, REPEATS)):
        words = orders.spoken(" ".join([orders.SCRIPT] * repeats), word_ms, gap_ms)
        transcript = orders.transcript_of(words)
        analysis = orders.analysis_of(transcript, seed=number)
        yield (
            mood,
            number,
            plan_voiceover_ad(orders.brief(seed=number), orders.BRAND, analysis, transcript, None, orders.embed),
        )


def met(score: Score, frame_samples: int) -> list[bool]:
    """Of each cut, whether a downbeat lies within a frame of it."""
    return [abs(landing.cut_sample - landing.downbeat_sample) <= frame_samples for landing in score.landings]


def by_chance(score: Score, frame_samples: int, dice: np.random.Generator) -> float:
    """Share of cuts that even bars at the same tempo would meet, at any phase."""
    length = 4 * 60 * SAMPLE_RATE_HZ / score.bpm
    cuts = np.array([landing.cut_sample for landing in score.landings])
    distance = (cuts[None] - dice.uniform(0, length, (CHANCE_TRIALS, 1))) % length
    return float((np.minimum(distance, length - distance) <= frame_samples).mean())


def main() -> None:
    """Print both tables."""
    dice = np.random.default_rng(0)
    frame = SAMPLE_RATE_HZ // 30
    scores: list[tuple[str, Score]] = []
    seconds = []
    for mood, seed, planned in ads():
        began = time.perf_counter()
        scores.append((mood, compose(planned, mood, seed)))
        seconds.append(time.perf_counter() - began)
    print("| mood | films | cuts | on a downbeat, ± 1 frame | even bars | bpm | bends at most | bars of other length |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for mood in (*MOODS, "all"):
        chosen = [score for each, score in scores if mood in (each, "all")]
        hits = [hit for score in chosen for hit in met(score, frame)]
        bends = [abs(bar_bpm(bar, end) / score.bpm - 1) for score in chosen for bar, end in score.spans()[:-1]]
        odd = [bar.beats != _usual(score) for score in chosen for bar in score.bars[:-1]]
        print(
            f"| {mood or 'none'} | {len(chosen)} | {len(hits)} | {mean(hits):.0%} "
            f"| {mean(by_chance(score, frame, dice) for score in chosen):.0%} "
            f"| {min(score.bpm for score in chosen):.0f} to {max(score.bpm for score in chosen):.0f} "
            f"| {max(bends):.1%} | {mean(odd):.0%} |"
        )
    print(f"\nA score takes {mean(seconds) * 1e3:.0f} ms, at most {max(seconds) * 1e3:.0f} ms.\n")
    hear([scores[index] for index in range(0, len(scores), 7)])


def hear(scores: list[tuple[str, Score]]) -> None:
    """Play scores, and print what the analysis finds in them."""
    print("| mood | length s | times real time | peak | beats found F | downbeats F | tempo: meant, found bpm |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    with EmbeddedTriton(Settings.from_environment().home, models=("beat_tracker", "voice_detector")) as triton:
        ears = TritonEars(TritonClient(triton.address))
        for mood, score in scores:
            began = time.perf_counter()
            sound = np.concatenate(list(play(score)))
            took, length_s = time.perf_counter() - began, score.end_sample / SAMPLE_RATE_HZ
            heard = analyze(np.ascontiguousarray(sound.T, np.float32), ears)
            ringing = score.bars[-1].start_sample + 1
            beats = [sample for bar, end in score.spans()[:-1] for sample in beat_samples(bar, end)] + [ringing - 1]
            found = [beat for beat in heard.beats if beat.sample <= ringing + 0.1 * SAMPLE_RATE_HZ]
            print(
                f"| {mood or 'none'} | {length_s:.0f} | {length_s / took:.0f} | {np.abs(sound).max():.2f} "
                f"| {_f(beats, [beat.sample for beat in found]):.2f} "
                f"| {_f([bar.start_sample for bar in score.bars], [b.sample for b in found if b.position == 1]):.2f} "
                f"| {score.bpm:.0f}, {heard.tempo.interval_bpm:.0f} |"
            )


def _f(truth: list[float], found: list[int]) -> float:
    reference, estimate = (np.sort(np.array(samples, float)) / SAMPLE_RATE_HZ for samples in (truth, found))
    return float(mir_eval.beat.f_measure(reference, estimate, BEAT_WINDOW_S))


def _usual(score: Score) -> int:
    lengths = [bar.beats for bar in score.bars[:-1]]
    return max(set(lengths), key=lengths.count)


if __name__ == "__main__":
    main()
