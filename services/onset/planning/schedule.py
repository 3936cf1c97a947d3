"""Where the voice stands in the film and how long the film is."""

import math
from dataclasses import dataclass
from fractions import Fraction

from onset.planning.errors import PlanningError
from onset.timeline.brief import Brief
from onset.timeline.plan import VoiceEdit
from onset.timeline.sound import AudioAnalysis
from onset.timeline.speech import Transcript
from onset.timeline.time import SAMPLE_RATE_HZ, FrameRate, samples_of_seconds

LEAD_IN_S = 0.35
"""Picture before the first word."""
HOLD_S = 2.2
"""Picture after the last word, when the voice decides the duration."""
_ROOMY_LEAD_IN_S = 0.8
"""The most lead-in that an order with time to spare gets."""
_RELEASE_S = 0.5
"""Speech activity that begins this soon after the last word's end is still the voice's."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """What is heard of the voice, and how long the film is."""

    edits: tuple[VoiceEdit, ...]
    voice_end_sample: int
    """Where the voice falls silent for good, on the timeline's clock."""
    duration_frames: int


def schedule(brief: Brief, analysis: AudioAnalysis, transcript: Transcript) -> Schedule:
    """Lay the voice into the film so that none of it is cut off; silence before it is, if there is no time for it.

    Raises:
        PlanningError: as `check_words` and `ordered_frames`, or VOICE_LONGER_THAN_DURATION.
    """
    check_words(analysis, transcript)
    first_word, last_word = transcript.words[0], transcript.words[-1]
    end = voice_end(analysis, last_word.end_sample)
    lead_in = max(0, samples_of_seconds(LEAD_IN_S) - first_word.start_sample)
    rate = brief.frame_rate
    duration_frames = ordered_frames(brief)
    if duration_frames is None:
        duration_frames = rate.frame_of_sample(lead_in + end + samples_of_seconds(HOLD_S))
        return _whole(lead_in, 0, end, duration_frames, rate, analysis)
    begin = voice_start(analysis, first_word.start_sample)
    spare = rate.sample_of_frame(duration_frames) - end
    skipped = min(max(-spare, 0), begin)
    spare += skipped
    if spare < 0 or duration_frames < 1:
        raise PlanningError(
            "VOICE_LONGER_THAN_DURATION",
            "brief.duration_s",
            f"The voice needs {(end - begin) / SAMPLE_RATE_HZ:.2f} s, {-spare / SAMPLE_RATE_HZ:.2f} s more than the "
            f"ordered {brief.duration_s:g} s; allow a cut-down (brief.cutdown.allowed), which leaves sentences out, "
            "shorten the script, speak faster, or order a longer film.",
        )
    beyond_hold = spare - samples_of_seconds(HOLD_S)
    roomy = max(0, samples_of_seconds(_ROOMY_LEAD_IN_S) - first_word.start_sample)
    lead_in = min(max(lead_in, beyond_hold // 4), roomy, max(beyond_hold, 0))
    return _whole(lead_in, skipped, end, duration_frames, rate, analysis)


def check_words(analysis: AudioAnalysis, transcript: Transcript) -> None:
    """There is something to plan with.

    Raises:
        PlanningError: NO_WORDS or TRANSCRIPT_OUTSIDE_VOICE.
    """
    if not transcript.words:
        raise PlanningError("NO_WORDS", "transcript", "The transcript has no words; a voiceover ad needs a voice.")
    last_word = transcript.words[-1]
    if last_word.end_sample > analysis.sample_count:
        raise PlanningError(
            "TRANSCRIPT_OUTSIDE_VOICE",
            "transcript",
            f"The word {last_word.text!r} ends {(last_word.end_sample - analysis.sample_count) / SAMPLE_RATE_HZ:.2f} s "
            "after the voice recording does; the transcript belongs to another recording.",
        )


def ordered_frames(brief: Brief) -> int | None:
    """Length of the film that is ordered, None if the voice decides it.

    A duration that is no whole number of frames gives the nearest one: 30 s at 29.97 frames/s are 899 frames.

    Raises:
        PlanningError: INVALID_DURATION.
    """
    if brief.duration_s == 0:
        return None
    if not 0 < brief.duration_s < math.inf:
        raise PlanningError(
            "INVALID_DURATION",
            "brief.duration_s",
            f"A duration of {brief.duration_s} s is impossible; order a positive one, or 0 to let the voice decide.",
        )
    return brief.frame_rate.frame_of_seconds(Fraction(brief.duration_s))


def voice_start(analysis: AudioAnalysis, first_word_start: int) -> int:
    """Where the voice begins, on the recording's clock: at its first word, or a little earlier with its activity."""
    active = [span.start_sample for span in analysis.speech if span.start_sample < first_word_start <= span.end_sample]
    return min([first_word_start, *active])


def voice_end(analysis: AudioAnalysis, last_word_end: int) -> int:
    """Where the voice falls silent, on the recording's clock: at its last word's end or when its activity ends."""
    limit = last_word_end + samples_of_seconds(_RELEASE_S)
    active = [span.end_sample for span in analysis.speech if span.start_sample < limit]
    return min(max([last_word_end, *active]), analysis.sample_count)


def _whole(
    lead_in: int, skipped: int, end: int, duration_frames: int, rate: FrameRate, analysis: AudioAnalysis
) -> Schedule:
    """The recording in one piece, as much of the silence after the voice as the film has room for."""
    heard = min(analysis.sample_count, rate.sample_of_frame(duration_frames) - lead_in + skipped)
    return Schedule((VoiceEdit(skipped, heard, lead_in),), lead_in + end - skipped, duration_frames)
