"""What the programme gets beside voice and bed: treatments of the voice, composed music, accents on cuts."""

from collections.abc import Iterator
from dataclasses import replace

from onset.planning.score import compose
from onset.planning.voice import Voice
from onset.timeline.brief import Brief, TransitionKind
from onset.timeline.plan import Accent, AccentKind, Scene, Timeline, VisualKind
from onset.timeline.sound import FloatArray
from onset.timeline.time import samples_of_seconds

_FREE_DB, _OVER_WORD_DB, _OVER_STRESS_DB = -7.0, -15.0, -22.0
"""Loudest moment of an accent against the voice: where nobody speaks, over a word, over a stressed word."""
_STRESSED = 0.5
"""Emphasis from which a listener hears a stress."""
_NEAR_S = 0.12
"""An accent is heard this long about its loudest moment; a word within it is spoken over."""
_RARE_S = 2.4
"""Accents nearer to each other than this tire; the later one is left out, unless it is the end card's."""
_RISER_DB = -3.0
"""The riser into the end card, against the strike that it leads to."""
_LIVELY = 0.45
"""Energy of a scene from which a hard cut into it is struck; calm ones are left in peace."""


def with_sounds(timeline: Timeline, brief: Brief, voice: Voice, stressed: FloatArray) -> Timeline:
    """The timeline with all that the brief asks for beside voice and bed.

    Args:
        timeline: its scenes are decided.
        brief: the order.
        voice: the words on the timeline's clock.
        stressed: (W,) 0..1 how much the voice stresses each.
    """
    mix = replace(
        timeline.mix,
        treatments=tuple(sorted(brief.voice_treatments, key=lambda treatment: treatment.value)),
        accents=tuple(_accents(timeline, voice, stressed)) if brief.sound_accents else (),
        score=compose(timeline, brief.mood, brief.seed) if brief.compose_music else None,
    )
    return replace(timeline, mix=mix)


def _accents(timeline: Timeline, voice: Voice, stressed: FloatArray) -> Iterator[Accent]:
    free_from = 0
    for scene in timeline.scenes[1:]:
        sample = timeline.frame_rate.sample_of_frame(scene.start_frame)
        gain_db = _gain_db(sample, voice, stressed)
        if scene.visual.kind is VisualKind.END_CARD:
            yield Accent(sample, AccentKind.RISER, gain_db + _RISER_DB)
            yield Accent(sample, AccentKind.HIT, gain_db)
        elif sample >= free_from and (kind := _kind(scene)):
            yield Accent(sample, kind, gain_db)
            free_from = sample + samples_of_seconds(_RARE_S)


def _kind(scene: Scene) -> AccentKind | None:
    if scene.transition.kind is not TransitionKind.CUT:
        return AccentKind.WHOOSH
    return AccentKind.HIT if scene.energy >= _LIVELY else None


def _gain_db(sample: int, voice: Voice, stressed: FloatArray) -> float:
    near = samples_of_seconds(_NEAR_S)
    over = [
        float(stress)
        for word, stress in zip(voice.words, stressed, strict=True)
        if word.start_sample - near < sample < word.end_sample + near
    ]
    if not over:
        return _FREE_DB
    return _OVER_STRESS_DB if max(over) >= _STRESSED else _OVER_WORD_DB
