"""Every place at which a scene may start, with the reason, from voice and music."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onset.planning.curves import PULSE_CONFIDENCE
from onset.planning.schedule import Schedule
from onset.planning.solver import Candidate, merged
from onset.planning.voice import Gap, Voice
from onset.timeline.music import Beat
from onset.timeline.plan import Cue, CueKind
from onset.timeline.sound import HOP_SAMPLES, AudioAnalysis, FloatArray
from onset.timeline.time import SAMPLE_RATE_HZ, FrameRate, samples_of_seconds

_PAUSE_S = 0.15
"""Shorter gaps are heard as articulation, not as pauses."""
_LONG_PAUSE_S = 0.6
"""A pause this long is as strong as its kind gets."""
_BEFORE_WORD_S = 0.25
"""A cut in a longer pause stands this far before the next word, so that the picture arrives with the words."""
_SILENCE_S, _SILENCE_STEP_S = 1.6, 0.5
"""Silences at least this long may be cut anywhere; how often they are offered."""
_AFTER_VOICE_S = 0.15
_STRENGTH = {
    CueKind.START: (0.0, 0.5),
    CueKind.SENTENCE_END: (0.7, 0.3),
    CueKind.PHRASE_END: (0.4, 0.4),
    CueKind.WORD_END: (0.0, 0.55),
    CueKind.END: (0.3, 0.3),
}
"""Of a gap by what ends before it: without any pause, and what a long pause adds."""
_STRESS_STRENGTH = 0.15
"""What a stressed word adds to the cut that it follows: the picture changes with what the voice leans on."""
_SILENCE_STRENGTH = 0.3
_CLOSING_COST = {CueKind.SENTENCE_END: 1.0, CueKind.PHRASE_END: 2.0}
_CLOSING_COST_ELSEWHERE = 4.0
_CLOSING_COST_VOICE_END, _CLOSING_COST_SILENT_S = 0.2, 0.3
"""Of opening the end card when the voice has ended, and for each second later; at the spoken call it is free."""


@dataclass(frozen=True, slots=True)
class Listener:
    """All that cues are gathered from."""

    voice: Voice
    analysis: AudioAnalysis
    """Of the voice, on the timeline's clock."""
    music: AudioAnalysis | None
    schedule: Schedule
    rate: FrameRate
    lead_samples: int
    call_to_action_word: int | None
    """First word of a spoken call to action that closes the voice."""
    emphasis: FloatArray
    """(W,) 0..1 how much the voice stresses each word."""


def gather(listener: Listener) -> tuple[Candidate, ...]:
    """Candidates for cuts by frame, from the film's first frame to its end."""
    end = listener.schedule.duration_frames
    found = [
        candidate
        for source in (_gap_ends, _silences, _voice_onsets, _beats)
        for candidate in source(listener)
        if 0 < candidate.frame < end
    ]
    first = Candidate(Cue(0, CueKind.START, 1.0, "start"), 0, closing_cost=_CLOSING_COST_ELSEWHERE)
    last = Candidate(Cue(listener.rate.sample_of_frame(end), CueKind.END, 1.0, "end"), end)
    return merged([first, *found, last])


def _gap_ends(listener: Listener) -> Iterator[Candidate]:
    """Sentence, phrase and word ends and the end of the voice; those with a pause are named so."""
    voice, rate = listener.voice, listener.rate
    quiet = _quietness(listener)
    for gap in voice.gaps[1:-1]:
        after = voice.words[gap.word - 1].text
        middle = (gap.start_sample + gap.end_sample) // 2
        sample = max(middle, gap.end_sample - samples_of_seconds(_BEFORE_WORD_S))
        strength = min(1.0, _gap_strength(gap) + _STRESS_STRENGTH * float(listener.emphasis[gap.word]))
        if gap.length_s >= _PAUSE_S:
            kind, label = CueKind.PAUSE, f'pause of {gap.length_s:.2f} s after "{after}"'
        elif gap.kind is CueKind.WORD_END:
            strength += 0.1 * float(quiet[min(sample // HOP_SAMPLES, len(quiet) - 1)])
            kind, label = CueKind.WORD_END, f'word ends with "{after}"'
        else:
            kind = gap.kind
            label = f'{"sentence" if kind is CueKind.SENTENCE_END else "phrase"} ends with "{after}"'
        yield Candidate(
            Cue(sample, kind, strength, label),
            gap.frame(sample, rate),
            closing_cost=_closing_cost(gap, sample, listener),
        )
    trailing = voice.gaps[-1]
    sample = min(listener.schedule.voice_end_sample + samples_of_seconds(_AFTER_VOICE_S), trailing.end_sample)
    cue = Cue(sample, CueKind.SENTENCE_END, 1.0, f'the voice ends with "{voice.words[-1].text}"')
    yield Candidate(cue, trailing.frame(sample, rate), closing_cost=_closing_cost(trailing, sample, listener))


def _silences(listener: Listener) -> Iterator[Candidate]:
    """Evenly spaced places in long silences, where any frame is as good as another."""
    step = samples_of_seconds(_SILENCE_STEP_S)
    for gap in listener.voice.gaps:
        if gap.length_s < _SILENCE_S:
            continue
        label = f"silence of {gap.length_s:.1f} s"
        for sample in range(gap.start_sample + step, gap.end_sample, step):
            cue = Cue(sample, CueKind.PAUSE, _SILENCE_STRENGTH, label)
            frame = gap.frame(sample, listener.rate)
            yield Candidate(cue, frame, closing_cost=_closing_cost(gap, sample, listener))


def _voice_onsets(listener: Listener) -> Iterator[Candidate]:
    """Sounds of the voice recording that are no words: a breath, a click, an effect."""
    onset = listener.analysis.features.onset_strength
    if len(onset) < 3:
        return
    loud = max(float(np.percentile(onset, 98)), 1e-6)
    peaks = np.flatnonzero((onset[1:-1] >= onset[:-2]) & (onset[1:-1] > onset[2:]) & (onset[1:-1] >= loud)) + 1
    for peak in peaks.tolist():
        sample = peak * HOP_SAMPLES
        gap = listener.voice.gap_at(sample)
        if gap is None or gap.length_s < _PAUSE_S:
            continue
        cue = Cue(sample, CueKind.ONSET, 0.6 * _gap_strength(gap), "onset of a sound between words")
        yield _answering(cue, gap, listener)


def _beats(listener: Listener) -> Iterator[Candidate]:
    """Beats of the looped music bed that fall between words."""
    music = listener.music
    if music is None or music.tempo.confidence < PULSE_CONFIDENCE:
        return
    film_samples = listener.rate.sample_of_frame(listener.schedule.duration_frames)
    for start in range(0, film_samples, music.sample_count):
        for beat in music.beats:
            sample = start + beat.sample
            gap = listener.voice.gap_at(sample)
            if gap is None or beat.sample >= music.sample_count or sample >= film_samples:
                continue
            base, where = _gap_strength(gap), "in silence"
            if gap.kind is not CueKind.START and gap.kind is not CueKind.END:
                where = f'in the gap of {gap.length_s:.2f} s after "{listener.voice.words[gap.word - 1].text}"'
            kind, name, weight = _rank(music, beat)
            strength = min(1.0, base + weight + 0.1 * beat.strength)
            yield _answering(Cue(sample, kind, strength, f"{name} {where}"), gap, listener)


def _rank(music: AudioAnalysis, beat: Beat) -> tuple[CueKind, str, float]:
    """What a beat is in its bar and in the form, and how much a cut there gains by it."""
    if any(section.start_sample == beat.sample > 0 for section in music.sections):
        return CueKind.SECTION, "start of a section", 0.3
    if beat.position == 1:
        return CueKind.DOWNBEAT, "downbeat", 0.2
    return CueKind.BEAT, "beat", 0.1


def _answering(cue: Cue, gap: Gap, listener: Listener) -> Candidate:
    """A cut that answers a sound: it anticipates it a little."""
    frame = gap.frame(cue.sample - listener.lead_samples, listener.rate)
    return Candidate(cue, frame, closing_cost=_closing_cost(gap, cue.sample, listener))


def _closing_cost(gap: Gap, sample: int, listener: Listener) -> float:
    """What it costs to open the end card here."""
    if gap.word == listener.call_to_action_word:
        return 0.0
    ended = sample - listener.schedule.voice_end_sample
    if gap.kind is CueKind.END and ended >= 0:
        return _CLOSING_COST_VOICE_END + _CLOSING_COST_SILENT_S * ended / SAMPLE_RATE_HZ
    return _CLOSING_COST.get(gap.kind, _CLOSING_COST_ELSEWHERE)


def _gap_strength(gap: Gap) -> float:
    base, gain = _STRENGTH[gap.kind]
    return base + gain * min(1.0, gap.length_s / _LONG_PAUSE_S)


def _quietness(listener: Listener) -> NDArray[np.float64]:
    """(T,) per hop on the timeline's clock: 1 in silence, 0 at the voice's median level or above."""
    rms = listener.analysis.features.rms.astype(np.float64)
    level = max(float(np.median(rms[rms > 0])) if (rms > 0).any() else 0.0, 1e-9)
    quiet = 1.0 - np.minimum(rms / level, 1.0)
    return np.asarray(quiet, np.float64)
