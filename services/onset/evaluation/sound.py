"""The delivered sound: the voice's place in it against the plan, and its loudness."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from onset.evaluation.figure import judged, noted
from onset.evaluation.footage import Floats
from onset.evaluation.heard import MS_SAMPLES
from onset.runtime import ffmpeg
from onset.timeline.edits import hops_on_film
from onset.timeline.plan import VoiceEdit
from onset.timeline.profile_rules import AudioRules
from onset.timeline.sound import AudioAnalysis, Loudness
from onset.timeline.speech import Transcript, Word
from onset.timeline.verdict import Check

_FLOOR_LEVEL = 1e-3
"""Amplitude below which envelopes count as silence, so that noise and codec hiss do not take part."""
_SMOOTH_MS = 43
"""The analysis takes its RMS over 2048 samples."""
_SEARCH_MS = 500
_RECOGNISED = 0.5
_PEAK_TOLERANCE_DB = 0.1
_QUIETEST_DB = -120.0
_LAST_WORD_DB = -10.0


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the voice stands in the delivered sound."""

    offset_ms: float
    """Delivered minus planned; positive is late."""
    likeness: float
    """Correlation of the envelopes at that offset, -1..1."""

    @property
    def recognised(self) -> bool:
        """Whether the voice is in the sound at all."""
        return self.likeness >= _RECOGNISED


def place_voice(envelope: Floats, analysis: AudioAnalysis, edits: Sequence[VoiceEdit]) -> Placement:
    """Slide the analysed voice's energy over the delivered one and keep the best fit.

    Args:
        envelope: RMS per millisecond of the delivered sound.
        analysis: of the voice's recording alone; its RMS curve is the reference.
        edits: where the plan puts what of it.
    """
    hop_ms = analysis.hop_samples // MS_SAMPLES
    kept = [(edit, hops) for edit in edits if (hops := hops_on_film(analysis, edit))]
    if not kept:
        return Placement(0.0, 0.0)
    rms = np.concatenate([analysis.features.rms[hops.start : hops.stop] for _, hops in kept])
    reference = np.log(np.maximum(rms.astype(np.float64), _FLOOR_LEVEL))
    reference -= reference.mean()
    smooth = np.sqrt(np.convolve(np.square(envelope), np.full(_SMOOTH_MS, 1 / _SMOOTH_MS), mode="same"))
    delivered = np.log(np.maximum(smooth, _FLOOR_LEVEL))
    # Each edit once onto its own milliseconds, from the earliest lag on; a block is centred half a millisecond in.
    tracks = []
    for edit, hops in kept:
        first_ms = (hops.start * analysis.hop_samples + edit.shift_samples) / MS_SAMPLES - _SEARCH_MS - 0.5
        clock = first_ms + np.arange(2 * _SEARCH_MS + 1 + hop_ms * (len(hops) - 1))
        tracks.append(np.interp(clock, np.arange(len(delivered)), delivered))

    def heard(lag: int) -> Floats:
        return np.concatenate([track[lag : len(track) - 2 * _SEARCH_MS + lag : hop_ms] for track in tracks])

    likeness = np.array([_correlation(reference, heard(lag)) for lag in range(2 * _SEARCH_MS + 1)])
    best = int(likeness.argmax())
    return Placement(best - _SEARCH_MS + _vertex(likeness, best), float(likeness[best]))


def _correlation(centred: Floats, other: Floats) -> float:
    other = other - other.mean()
    scale = math.sqrt(float(centred @ centred) * float(other @ other))
    return float(centred @ other) / scale if scale > 1e-9 else 0.0


def _vertex(values: Floats, at: int) -> float:
    """Offset of the vertex of the parabola through a peak and its neighbours, -0.5..0.5."""
    if not 0 < at < len(values) - 1:
        return 0.0
    left, top, right = values[at - 1 : at + 2]
    bend = left - 2 * top + right
    return float((left - right) / (2 * bend)) if bend < 0 else 0.0


def measure_loudness(path: Path, *, timeout_s: float, cancelled: Callable[[], bool] | None = None) -> Loudness:
    """Loudness of the decoded delivered sound by ffmpeg's EBU R128 meter.

    Raises:
        FfmpegError: the sound cannot be decoded.
        ValueError: the meter said nothing that is understood.
    """
    sound = ffmpeg.open_file(path, container="mp4").audio
    log = ffmpeg.measure(
        sound.filter("ebur128", peak="true", framelog="quiet"), timeout_s=timeout_s, cancelled=cancelled
    )
    summary = log.rpartition("Summary:")[2]
    integrated = re.search(r"I:\s*(\S+) LUFS", summary)
    spread = re.search(r"LRA:\s*(\S+) LU\b", summary)
    peak = re.search(r"Peak:\s*(\S+) dBFS", summary)
    if integrated is None or spread is None or peak is None:
        raise ValueError(f"the loudness meter gave no summary: {log[-200:]!r}")
    values = [max(float(match.group(1)), _QUIETEST_DB) for match in (integrated, spread, peak)]
    return Loudness(*values)


def check_sound(
    loudness: Loudness,
    envelope: Floats,
    placement: Placement,
    transcript: Transcript,
    analysis: AudioAnalysis,
    torn: Sequence[Word],
    rules: AudioRules,
) -> list[Check]:
    """All figures of the `sound` group, for a film that has sound.

    Args:
        loudness: of the delivered sound.
        envelope: of the delivered sound.
        placement: where the voice is in it.
        transcript: on the film's clock.
        analysis: of the voice, on the film's clock.
        torn: words of which the film's voice holds a part only.
        rules: of the profile.
    """
    return [
        judged(
            "sound.loudness",
            "Integrated loudness",
            loudness.integrated_lufs,
            "LUFS",
            limit=f"{rules.target_lufs:g} ± {rules.tolerance_lu:g} LUFS",
            passed=abs(loudness.integrated_lufs - rules.target_lufs) <= rules.tolerance_lu + 1e-9,
            detail="ITU-R BS.1770-4, gated, measured after AAC",
        ),
        judged(
            "sound.true_peak",
            "True peak",
            loudness.true_peak_dbtp,
            "dBTP",
            limit=f"≤ {rules.true_peak_dbtp:g} dBTP",
            passed=loudness.true_peak_dbtp <= rules.true_peak_dbtp + _PEAK_TOLERANCE_DB + 1e-9,
            detail=f"measured after AAC, {_PEAK_TOLERANCE_DB:g} dB allowed for the meter",
        ),
        noted("sound.range", "Loudness range", loudness.range_lu, "LU", "EBU Tech 3342"),
        judged(
            "sound.voice",
            "Likeness to the voice",
            placement.likeness,
            "r",
            limit=f"≥ {_RECOGNISED:g}",
            passed=placement.recognised,
            detail="correlation of energy over time with the voice alone, at the best offset",
        ),
        judged(
            "sound.words_cut",
            "Words cut by the edit of the voice",
            len(torn),
            "words",
            limit="0",
            passed=not torn,
            detail=", ".join(f"“{word.text}”" for word in torn[:6])
            or f"{len(transcript.words)} words are heard, each whole",
        ),
        *_last_word(envelope, placement, transcript, analysis),
    ]


def _last_word(envelope: Floats, placement: Placement, transcript: Transcript, analysis: AudioAnalysis) -> list[Check]:
    """Whether the voice is there to its end: level of the last word against all words, relative to the recording."""
    if not transcript.words:
        return []
    start_ms = placement.offset_ms
    reference = analysis.features.rms.astype(np.float64)

    def gain(first: int, end: int) -> float:
        spans = [(word.start_sample, word.end_sample) for word in transcript.words[first:end]]
        delivered = [envelope[round(start_ms + a / MS_SAMPLES) : round(start_ms + b / MS_SAMPLES)] for a, b in spans]
        recorded = [reference[a // analysis.hop_samples : b // analysis.hop_samples + 1] for a, b in spans]
        levels = [float(np.sqrt(np.mean(np.square(np.concatenate(parts))))) for parts in (delivered, recorded)]
        return levels[0] / max(levels[1], _FLOOR_LEVEL)

    count = len(transcript.words)
    ratio = gain(count - 1, count) / max(gain(0, count), _FLOOR_LEVEL)
    level_db = max(20 * math.log10(ratio), _QUIETEST_DB) if ratio > 0 else _QUIETEST_DB
    end_s = (start_ms + transcript.words[-1].end_sample / MS_SAMPLES) / 1e3
    return [
        judged(
            "sound.last_word",
            "Level of the last word",
            level_db,
            "dB",
            limit=f"≥ {_LAST_WORD_DB:g} dB",
            passed=level_db >= _LAST_WORD_DB,
            detail=f"“{transcript.words[-1].text}” ends at {end_s:.2f} s; against all words, relative to the recording",
        )
    ]
