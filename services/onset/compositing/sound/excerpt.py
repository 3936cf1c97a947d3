"""A film's sound by itself: all that it is made from, and nothing else, so that films that sound alike share it."""

from dataclasses import dataclass, replace

from onset.timeline.brief import Blob, CallToAction, Colors
from onset.timeline.plan import Timeline
from onset.timeline.profile_rules import AudioRules


@dataclass(frozen=True, slots=True)
class SoundExcerpt:
    """What a film's sound is made from."""

    timeline: Timeline
    """With nothing but its length and its mix."""
    voice: Blob
    music: Blob | None
    audio: AudioRules


def sound_excerpt(timeline: Timeline, voice: Blob, music: Blob | None, audio: AudioRules) -> SoundExcerpt:
    """The excerpt of a film."""
    heard = replace(
        timeline,
        scenes=(),
        captions=(),
        titles=(),
        logo=(),
        call_to_action=CallToAction("", "", ""),
        brand_name="",
        colors=Colors("", "", "", "", ""),
        cues=(),
        notes=(),
        omitted=(),
        ai_label="",
    )
    return SoundExcerpt(heard, voice, music, audio)
