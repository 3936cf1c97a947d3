"""How voice and music become the programme."""

from onset.planning.schedule import Schedule
from onset.planning.voice import Voice
from onset.timeline.bed import bridged
from onset.timeline.brief import Brief
from onset.timeline.plan import MixPlan
from onset.timeline.sound import AudioAnalysis
from onset.timeline.span import Span


def mix_plan(brief: Brief, schedule: Schedule, analysis: AudioAnalysis, voice: Voice) -> MixPlan:
    """Duck the bed under every word and under all other activity of the voice.

    Args:
        brief: the order.
        schedule: what is heard of the voice.
        analysis: of the voice, on the timeline's clock.
        voice: its words.
    """
    film_samples = brief.frame_rate.sample_of_frame(schedule.duration_frames)
    heard = [Span(span.start_sample, span.end_sample) for span in analysis.speech]
    heard += [Span(word.start_sample, word.end_sample) for word in voice.words]
    return MixPlan(
        voice=schedule.edits,
        music_gain_db=brief.music_gain_db,
        duck_db=brief.duck_db,
        speech=tuple(
            Span(span.start_sample, min(span.end_sample, film_samples))
            for span in bridged(heard)
            if span.start_sample < film_samples
        ),
    )
