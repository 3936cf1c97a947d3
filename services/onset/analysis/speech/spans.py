"""Stretches of speech and the pauses around them."""

import numpy as np
from numpy.typing import NDArray

from onset.analysis.speech.envelope import STEP_SAMPLES, STEPS_PER_HOP, STEPS_PER_S
from onset.timeline.sound import FloatArray, Pause, SpeechSpan
from onset.timeline.time import SAMPLE_RATE_HZ

SHORTEST_PAUSE_SAMPLES = SAMPLE_RATE_HZ * 150 // 1000
SHORTEST_SPEECH_SAMPLES = SAMPLE_RATE_HZ * 50 // 1000
"""Shorter bursts are clicks, not speech."""
_SHORTEST_RATED_SAMPLES = SAMPLE_RATE_HZ // 2
"""A syllable more or less changes the rate of a shorter stretch by a third."""
_NEIGHBOURS = 4
"""Pauses to either side that say what is long here."""
_LONG_S = 1.0
"""A pause this long is a long one anywhere."""
_DEEP_DB = 40.0
_VOICE_STEPS = STEPS_PER_S
"""A second of speech on either side is what the level of a pause is held against."""
_FALL_SEMITONES = 5.0
_CADENCE_FRAMES, _PHRASE_FRAMES = 20, 120
"""The pitch of the last 0.2 s of a phrase against that of the last 1.2 s."""
_LENGTH_SHARE, _DEPTH_SHARE, _FALL_SHARE = 0.6, 0.25, 0.15
_UNKNOWN_FALL = 0.5


def speech_and_pauses(
    regions: NDArray[np.int_],
    sample_count: int,
    *,
    envelope: FloatArray,
    pitch_hz: FloatArray,
    nuclei: NDArray[np.int_],
) -> tuple[tuple[SpeechSpan, ...], tuple[Pause, ...]]:
    """Spans of speech, and the pauses of at least 150 ms before, between and after them.

    Shorter gaps between speech belong to it, so the two tile the sound but for a shorter rest at either end.

    Args:
        regions: (R, 2) first and end step of each stretch of voice, in order and apart.
        sample_count: length of the sound; its last step may be partial.
        envelope: (2, S) power of each step.
        pitch_hz: (T,) the smoothed pitch curve.
        nuclei: (N,) steps in which a syllable is loudest, in order.
    """
    starts, ends = _joined(np.minimum(regions * STEP_SAMPLES, sample_count))
    gap_starts, gap_ends = np.concatenate(([0], ends)), np.concatenate((starts, [sample_count]))
    long = gap_ends - gap_starts >= SHORTEST_PAUSE_SAMPLES
    gaps = np.stack((gap_starts[long], gap_ends[long]), axis=1)
    strengths = pause_strengths(gaps, envelope, pitch_hz)
    speech = tuple(
        SpeechSpan(start, end, _syllables_per_s(start, end, nuclei))
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
    )
    pauses = tuple(
        Pause(int(start), int(end), float(strength)) for (start, end), strength in zip(gaps, strengths, strict=True)
    )
    return speech, pauses


def pause_strengths(gaps: NDArray[np.int_], envelope: FloatArray, pitch_hz: FloatArray) -> NDArray[np.float64]:
    """(P,) 0..1 how much of a break each pause is.

    From its length, by itself and among its neighbours; from how deep the level falls in it; from how much the voice's
    pitch has fallen at its start, as it does at the end of a statement.

    Args:
        gaps: (P, 2) first and end sample.
        envelope: (2, S) power of each step.
        pitch_hz: (T,) the smoothed pitch curve.
    """
    lengths_s = (gaps[:, 1] - gaps[:, 0]) / SAMPLE_RATE_HZ
    shortest_s = SHORTEST_PAUSE_SAMPLES / SAMPLE_RATE_HZ
    absolute = np.log(lengths_s / shortest_s) / np.log(_LONG_S / shortest_s)
    usual_s = np.array([_usual(lengths_s, index) for index in range(len(gaps))])
    length = (absolute.clip(0, 1) + lengths_s / (lengths_s + usual_s)) / 2
    level = envelope.sum(axis=0)
    depth = np.array([_depth(level, *gap) for gap in (gaps // STEP_SAMPLES).tolist()])
    fall = np.array([_fall(pitch_hz, start) for start in (gaps[:, 0] // (STEP_SAMPLES * STEPS_PER_HOP)).tolist()])
    strengths: NDArray[np.float64] = _LENGTH_SHARE * length + _DEPTH_SHARE * depth + _FALL_SHARE * fall
    return strengths.clip(0, 1)


def _joined(regions: NDArray[np.int_]) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
    """Starts and ends of what is at least 150 ms apart and at least 50 ms long."""
    starts, ends = regions[:, 0], regions[:, 1]
    apart = starts[1:] - ends[:-1] >= SHORTEST_PAUSE_SAMPLES
    starts = starts[np.concatenate(([True], apart))[: starts.size]]
    ends = ends[np.concatenate((apart, [True]))[: ends.size]]
    long = ends - starts >= SHORTEST_SPEECH_SAMPLES
    return starts[long], ends[long]


def _syllables_per_s(start: int, end: int, nuclei: NDArray[np.int_]) -> float:
    if end - start < _SHORTEST_RATED_SAMPLES:
        return 0.0
    first, last = np.searchsorted(nuclei * STEP_SAMPLES, (start, end))
    return float(last - first) * SAMPLE_RATE_HZ / (end - start)


def _usual(lengths_s: NDArray[np.float64], index: int) -> float:
    """Median length of the pauses nearby."""
    return float(np.median(lengths_s[max(index - _NEIGHBOURS, 0) : index + _NEIGHBOURS + 1]))


def _depth(level: FloatArray, start: int, end: int) -> float:
    """How far the level falls under that of the speech around, 1 at 40 dB."""
    around = np.concatenate((level[max(start - _VOICE_STEPS, 0) : start], level[end : end + _VOICE_STEPS]))
    if around.size == 0:
        return 1.0
    fall_db = 10 * np.log10((np.mean(around) + 1e-12) / (np.median(level[start:end]) + 1e-12))
    return float(np.clip(fall_db / _DEEP_DB, 0, 1))


def _fall(pitch_hz: FloatArray, end_frame: int) -> float:
    """How far the pitch has fallen at the end of a phrase, 1 at 5 semitones; 0.5 if there is none."""
    phrase = pitch_hz[max(end_frame - _PHRASE_FRAMES, 0) : end_frame]
    cadence = pitch_hz[max(end_frame - _CADENCE_FRAMES, 0) : end_frame]
    phrase, cadence = phrase[phrase > 0], cadence[cadence > 0]
    if cadence.size == 0:
        return _UNKNOWN_FALL
    semitones = 12 * np.log2(np.median(phrase) / np.median(cadence))
    return float(np.clip(semitones / _FALL_SEMITONES, 0, 1))
