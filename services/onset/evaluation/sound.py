"""The delivered sound: its energy on a millisecond clock, its place against the plan, its loudness."""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

from onset.evaluation.figure import judged, noted
from onset.evaluation.footage import Floats
from onset.runtime import ffmpeg
from onset.timeline.edits import hops_on_film
from onset.timeline.plan import VoiceEdit
from onset.timeline.profile import AudioRules
from onset.timeline.sound import AudioAnalysis, Loudness
from onset.timeline.speech import Transcript, Word
from onset.timeline.time import SAMPLE_RATE_HZ
from onset.timeline.verdict import Check

MS_SAMPLES = SAMPLE_RATE_HZ // 1000
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


def decode_envelope(path: Path, *, most_ms: int) -> Floats:
    """RMS amplitude of each millisecond of the delivered sound, (M,), millisecond 0 at presentation time 0.

    Raises:
        ValueError: the sound cannot be decoded.
    """
    energy = np.zeros(most_ms)
    try:
        for start, samples in _mono(path):
            place = start // MS_SAMPLES
            if place >= most_ms:
                break
            blocks = np.square(samples).reshape(-1, MS_SAMPLES).mean(axis=1)[: most_ms - place]
            energy[place : place + len(blocks)] = blocks
    except av.FFmpegError as error:
        raise ValueError(f"the sound cannot be decoded: {error.strerror}") from error
    return np.sqrt(energy)


def decode_mono(path: Path, *, most_samples: int) -> Floats:
    """(N,) the delivered sound's channels averaged, at 48 kHz, sample 0 at presentation time 0, as far as it is wanted.

    Raises:
        ValueError: the sound cannot be decoded.
    """
    sound, end = np.zeros(most_samples, np.float64), 0
    try:
        for start, samples in _mono(path):
            if start >= most_samples:
                break
            end = min(start + len(samples), most_samples)
            sound[start:end] = samples[: end - start]
    except av.FFmpegError as error:
        raise ValueError(f"the sound cannot be decoded: {error.strerror}") from error
    return sound[:end]


def _mono(path: Path) -> Iterator[tuple[int, Floats]]:
    """Whole milliseconds of the sound: start sample on the canonical clock, samples; gaps in the file stay gaps."""
    resampler = AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE_HZ)
    pending, pending_start = np.zeros(0), 0
    with av.open(str(path), format="mp4") as file:
        for frame in file.decode(audio=0):
            for piece in resampler.resample(frame):
                start = _start_sample(piece)
                samples = piece.to_ndarray().reshape(-1).astype(np.float64)
                if start < 0:
                    samples, start = samples[-start:], 0
                if start != pending_start + len(pending):
                    pending, pending_start = np.zeros(start % MS_SAMPLES), start - start % MS_SAMPLES
                pending = np.concatenate((pending, samples))
                whole = len(pending) // MS_SAMPLES * MS_SAMPLES
                if whole:
                    yield pending_start, pending[:whole]
                    pending, pending_start = pending[whole:], pending_start + whole


def _start_sample(frame: AudioFrame) -> int:
    return round((frame.pts or 0) * (frame.time_base or 0) * SAMPLE_RATE_HZ)


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
