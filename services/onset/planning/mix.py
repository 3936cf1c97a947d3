"""How voice and music become the programme."""

from onset.planning.schedule import Schedule
from onset.planning.voice import Voice
from onset.timeline.brief import Brief
from onset.timeline.plan import MixPlan
from onset.timeline.sound import AudioAnalysis
from onset.timeline.span import Span
from onset.timeline.time import samples_of_seconds

_BRIDGE_S = 0.35
"""The bed stays down in gaps shorter than this: pumping up between words is heard as a fault."""


def mix_plan(brief: Brief, schedule: Schedule, analysis: AudioAnalysis, voice: Voice) -> MixPlan:
    """Duck the bed under every word and under all other activity of the voice.

    Args:
        brief: the order.
        schedule: what is heard of the voice.
        analysis: of the voice, on the timeline's clock.
        voice: its words.
    """
    film_samples = brief.frame_rate.sample_of_frame(schedule.duration_frames)
    ranges = [(span.start_sample, span.end_sample) for span in analysis.speech]
    ranges += [(word.start_sample, word.end_sample) for word in voice.words]
    merged: list[tuple[int, int]] = []
    for first, end in sorted(ranges):
        if merged and first - merged[-1][1] < samples_of_seconds(_BRIDGE_S):
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((first, end))
    return MixPlan(
        voice=schedule.edits,
        music_gain_db=brief.music_gain_db,
        duck_db=brief.duck_db,
        speech=tuple(Span(first, min(end, film_samples)) for first, end in merged if first < film_samples),
    )
