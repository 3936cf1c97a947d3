"""Sound and picture together: offset, beats, motion."""

from dataclasses import dataclass

import numpy as np

from onset.evaluation.cuts import Cutting
from onset.evaluation.figure import fact, judged, noted
from onset.evaluation.footage import Floats, Footage
from onset.evaluation.sound import Placement
from onset.timeline.plan import CueKind, Timeline
from onset.timeline.sound import AudioAnalysis
from onset.timeline.verdict import Check

BEAT_TAU_S = 0.05
"""Width of the Beat Alignment Score's kernel: Bailando's 3 frames at 60 frames/s."""
BEAT_HIT_S = 0.1
"""A cut this near to a beat hits it."""
_STEADY = 0.3
_FEWEST_CUTS = 3
_PULSE = frozenset({CueKind.BEAT, CueKind.DOWNBEAT, CueKind.SECTION})


@dataclass(frozen=True, slots=True)
class BeatAlignment:
    """Cuts against beats, in both directions, beside what chance gives."""

    cuts_to_beats: float
    """Mean over cuts of exp(-d^2 / 2 tau^2), d to the nearest beat."""
    beats_to_cuts: float
    """Mean over beats, d to the nearest cut; low by nature where there are fewer cuts than beats."""
    hits: float
    """Share of cuts within `BEAT_HIT_S` of a beat."""
    chance: float
    """Share of the film within `BEAT_HIT_S` of a beat: the hits of cuts thrown at random."""


def check_sync(
    footage: Footage, cutting: Cutting, placement: Placement | None, timeline: Timeline, analysis: AudioAnalysis
) -> list[Check]:
    """All figures of the `sync` group; the analysis is on the film's clock."""
    return [
        *_offset(cutting, placement, timeline),
        *_beats(cutting, timeline, analysis),
        *_motion(footage, cutting, timeline, analysis),
    ]


def _offset(cutting: Cutting, placement: Placement | None, timeline: Timeline) -> list[Check]:
    if placement is None or not placement.recognised:
        return [
            fact(
                "sync.av_offset",
                "Sound against picture",
                limit="± one frame",
                passed=False,
                detail="the voice was not recognised, so its offset cannot be told",
            )
        ]
    frame_ms = float(1e3 / timeline.frame_rate.per_second)
    picture_ms = float(np.median([cut.error_ms for cut in cutting.found])) if cutting.found else 0.0
    early_ms = picture_ms - placement.offset_ms
    return [
        judged(
            "sync.av_offset",
            "Sound against picture",
            early_ms,
            "ms",
            limit=f"± {frame_ms:.1f} ms (one frame)",
            passed=abs(early_ms) <= frame_ms,
            detail=f"positive: sound early (ITU-R BT.1359); voice {placement.offset_ms:+.1f} ms and cuts "
            f"{picture_ms:+.1f} ms from the plan",
        )
    ]


def align(cuts_s: Floats, beats_s: Floats, duration_s: float) -> BeatAlignment:
    """Score cuts against beats; both non-empty, in seconds within [0, duration]."""
    distance = np.abs(cuts_s[:, None] - beats_s[None, :])

    def score(nearest: Floats) -> float:
        return float(np.exp(-np.square(nearest) / (2 * BEAT_TAU_S**2)).mean())

    ordered = np.sort(beats_s)
    starts = np.clip(ordered - BEAT_HIT_S, 0, duration_s)
    ends = np.clip(ordered + BEAT_HIT_S, 0, duration_s)
    overlaps = np.maximum(0.0, ends[:-1] - starts[1:])
    return BeatAlignment(
        cuts_to_beats=score(distance.min(axis=1)),
        beats_to_cuts=score(distance.min(axis=0)),
        hits=float((distance.min(axis=1) <= BEAT_HIT_S).mean()),
        chance=float((ends - starts).sum() - overlaps.sum()) / duration_s,
    )


def _beats(cutting: Cutting, timeline: Timeline, analysis: AudioAnalysis) -> list[Check]:
    """Judged only where the plan cuts to a pulse; a voice's rhythm is no beat to be held to."""
    duration_s = float(timeline.frame_rate.seconds_of_frame(timeline.duration_frames))
    beats = np.array([beat.sample / timeline.sample_rate_hz for beat in analysis.beats])
    beats = beats[(beats >= 0) & (beats <= duration_s)]
    cuts = np.array([cut.time_s for cut in cutting.found])
    name, title = "sync.beats", "Beat Alignment Score"
    if analysis.tempo.confidence < _STEADY or len(beats) < 2 or len(cuts) == 0:
        detail = f"no steady beat in the sound (confidence {analysis.tempo.confidence:.2f}), nothing to align to"
        return [noted(name, title, 0.0, "", detail)]
    found = align(cuts, beats, duration_s)
    detail = (
        f"cuts to beats {found.cuts_to_beats:.2f}, beats to cuts {found.beats_to_cuts:.2f} "
        f"(τ {BEAT_TAU_S * 1e3:g} ms); hits {100 * found.hits:.0f} %, by chance {100 * found.chance:.0f} %"
    )
    to_pulse = sum(timeline.scenes[cut.scene_index].cue.kind in _PULSE for cut in cutting.found)
    if to_pulse < _FEWEST_CUTS:
        return [noted(name, title, found.cuts_to_beats, "BAS", detail + "; the plan does not cut to beats")]
    wanted = min(0.95, max(0.5, 2 * found.chance))
    return [
        noted(name, title, found.cuts_to_beats, "BAS", detail),
        judged(
            "sync.beat_hits",
            "Cuts on a beat",
            100 * found.hits,
            "%",
            limit=f"≥ {100 * wanted:.0f} %",
            passed=found.hits >= wanted,
            detail=f"within {BEAT_HIT_S * 1e3:g} ms; cuts thrown at random would hit {100 * found.chance:.0f} %",
        ),
    ]


def _motion(footage: Footage, cutting: Cutting, timeline: Timeline, analysis: AudioAnalysis) -> list[Check]:
    onsets = onsets_per_frame(analysis, timeline, footage.frame_count)
    rate = timeline.frame_rate
    frames = [rate.frame_of_sample(round(cut.time_s * timeline.sample_rate_hz)) for cut in cutting.found]
    frames = [frame for frame in frames if 0 < frame < footage.frame_count]
    between = np.ones(footage.frame_count, dtype=bool)
    between[0] = False
    for frame in frames:
        between[max(0, frame - 1) : frame + 2] = False
    whole = rank_correlation(footage.motion[1:], onsets[1:])
    calm = rank_correlation(footage.motion[between], onsets[between])
    checks = [
        noted(
            "sync.motion",
            "Motion follows the sound",
            whole,
            "ρ",
            f"rank correlation of picture motion and onset strength over all frames; {calm:+.2f} between cuts",
        )
    ]
    if frames:
        strongest = sorted(frames, key=lambda frame: -footage.motion[max(0, frame - 1) : frame + 2].max())[:5]
        ranks = [float((onsets <= onsets[max(0, frame - 1) : frame + 2].max()).mean()) for frame in strongest]
        checks.append(
            noted(
                "sync.cut_onsets",
                "Onset strength at the strongest cuts",
                100 * float(np.mean(ranks)),
                "percentile",
                f"mean over the {len(ranks)} strongest changes of picture, each with its neighbouring frames",
            )
        )
    return checks


def onsets_per_frame(analysis: AudioAnalysis, timeline: Timeline, frame_count: int) -> Floats:
    """(T,) strongest onset within each film frame, of an analysis on the film's clock."""
    curve = np.zeros(frame_count)
    samples = analysis.hop_samples * np.arange(analysis.features.frame_count)
    frames = samples * timeline.frame_rate.numerator // (timeline.sample_rate_hz * timeline.frame_rate.denominator)
    inside = (frames >= 0) & (frames < frame_count)
    np.maximum.at(curve, frames[inside], analysis.features.onset_strength[inside])
    return curve


def rank_correlation(one: Floats, other: Floats) -> float:
    """Spearman's rho with ties at their mean rank, -1..1; 0 where one of them is constant."""
    if len(one) < 3 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return 0.0
    return float(np.corrcoef(_ranks(one), _ranks(other))[0, 1])


def _ranks(values: Floats) -> Floats:
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[inverse], dtype=np.float64)
