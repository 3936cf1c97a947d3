"""What the programme gets beside voice and bed: treatments of the voice, composed music, accents on cuts."""

from collections.abc import Iterator
from dataclasses import replace

from onset.planning.score import compose
from onset.planning.voice import Voice
from onset.timeline.brief import Brief, TransitionKind
from onset.timeline.plan import Accent, AccentKind, Scene, Timeline, VisualKind
from onset.timeline.score import Score
from onset.timeline.sound import FloatArray
from onset.timeline.time import samples_of_seconds, seconds_of_samples

_FREE_DB, _OVER_WORD_DB, _OVER_STRESS_DB = -7.0, -15.0, -22.0
"""Loudest moment of an accent against the voice: where nobody speaks, over a word, over a stressed word."""
_STRESSED = 0.5
"""Emphasis from which a listener hears a stress."""
_HEARD_S = {AccentKind.WHOOSH: (0.25, 0.25), AccentKind.HIT: (0.05, 0.25), AccentKind.RISER: (0.6, 0.05)}
"""How long each is heard before its moment and after it; a word within that is spoken over."""
_RARE_S = 2.4
"""Accents nearer to each other than this tire; the later one is left out, unless it is the end card's."""
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
    notes = () if mix.score is None else tuple(_notes(mix.score, timeline))
    return replace(timeline, mix=mix, notes=(*timeline.notes, *notes))


def _notes(score: Score, timeline: Timeline) -> Iterator[str]:
    """What the music does not meet, if anything."""
    frame = timeline.frame_rate.sample_of_frame(1)
    missed = [
        f"{seconds_of_samples(landing.cut_sample):.2f} s ({seconds_of_samples(distance):+.2f} s)"
        for landing in score.landings
        if abs(distance := landing.downbeat_sample - landing.cut_sample) > frame
    ]
    if missed:
        yield (
            f"The music's downbeats meet {len(score.landings) - len(missed)} of {len(score.landings)} cuts; "
            f"the nearest to the others lie beside them: {', '.join(missed)}."
        )


def _accents(timeline: Timeline, voice: Voice, stressed: FloatArray) -> Iterator[Accent]:
    free_from = 0
    for scene in timeline.scenes[1:]:
        sample = timeline.frame_rate.sample_of_frame(scene.start_frame)
        if scene.visual.kind is VisualKind.END_CARD:
            kinds = [AccentKind.RISER, AccentKind.HIT]
        else:
            kinds = _kinds(scene) if sample >= free_from else []
        for kind in kinds:
            yield Accent(sample, kind, _gain_db(sample, kind, voice, stressed))
            free_from = sample + samples_of_seconds(_RARE_S)


def _kinds(scene: Scene) -> list[AccentKind]:
    if scene.transition.kind is not TransitionKind.CUT:
        return [AccentKind.WHOOSH]
    return [AccentKind.HIT] if scene.energy >= _LIVELY else []


def _gain_db(sample: int, kind: AccentKind, voice: Voice, stressed: FloatArray) -> float:
    before, after = (samples_of_seconds(seconds) for seconds in _HEARD_S[kind])
    over = [
        float(stress)
        for word, stress in zip(voice.words, stressed, strict=True)
        if word.start_sample - after < sample < word.end_sample + before
    ]
    if not over:
        return _FREE_DB
    return _OVER_STRESS_DB if max(over) >= _STRESSED else _OVER_WORD_DB
