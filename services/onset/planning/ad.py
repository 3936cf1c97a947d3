"""Plan a voiceover ad: pure, deterministic, the same for every picture size."""

import math
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from onset.planning import camera
from onset.planning.ai_label import ai_label
from onset.planning.calltoaction import call_to_action_word
from onset.planning.captioning import captioned
from onset.planning.cues import Listener, gather
from onset.planning.curves import Curves, film_curves
from onset.planning.cutdown.cut import cut_down
from onset.planning.daylight import warmth
from onset.planning.emphasis import emphasis
from onset.planning.keyframes import evenly
from onset.planning.mix import mix_plan
from onset.planning.moments import PlacedMoment, place_moments
from onset.planning.pictures import with_pictures
from onset.planning.schedule import HOLD_S, Schedule, schedule
from onset.planning.seeds import derive
from onset.planning.solver import Candidate, SceneLength, SolverWeights, choose_cuts, merged
from onset.planning.sounds import with_sounds
from onset.planning.titles import opening_title
from onset.planning.transitions import transitions
from onset.planning.visuals import Embed, choose_visuals
from onset.planning.voice import Voice
from onset.timeline import invariants
from onset.timeline.brief import Brand, Brief, PictureRole
from onset.timeline.edits import analysis_on_film, heard_words, transcript_on_film
from onset.timeline.flashes import softened
from onset.timeline.guidance import PictureModel
from onset.timeline.plan import Keyframe, LogoShow, Scene, Timeline, Transition, Visual, VisualKind
from onset.timeline.sound import AudioAnalysis
from onset.timeline.speech import Transcript
from onset.timeline.time import SAMPLE_RATE_HZ, FrameRate, samples_of_seconds

_CLOSING_S, _CLOSING_SHARE = 3.2, 0.35
"""The end card's length, at most this share of a short film: a bumper's stands for two seconds."""
_WELCOME_CLOSING = 0.5
"""Closing cost up to which a cut is a good place for the end card to open: at the spoken call, or after the voice."""
_LONG_HOLD_S = 8.0
"""From here on a film seems to have lost its voice: longer than an end card and a scene before it."""
_CALM_SHARE = 0.07
"""Share of a short film for which the end card should stand after the voice."""


def ad_weights(film_s: float) -> SolverWeights:
    """The solver's policy for a voiceover ad: scenes of about 1.8 s in a bumper, 2.9 s in 30 s, 6 s in a long film."""
    target_s = min(max(1.05 * film_s**0.3, 1.8), 6.0)
    return SolverWeights(
        scene=SceneLength(min_s=0.5 * target_s, target_s=target_s, max_s=2.2 * target_s),
        closing=SceneLength(min_s=1.5, target_s=max(1.5, min(_CLOSING_S, _CLOSING_SHARE * film_s)), max_s=7.5),
        length=1.0,
        weakness=1.6,
        lead_s=0.03,
    )


def plan_voiceover_ad(
    brief: Brief,
    brand: Brand,
    analysis: AudioAnalysis,
    transcript: Transcript,
    music: AudioAnalysis | None,
    embed: Embed,
    picture_model: PictureModel = PictureModel.PAINTER,
) -> Timeline:
    """Decide when every picture changes, what it shows, and what lies over it.

    Args:
        brief: the order.
        brand: colours and pictures.
        analysis: of the voice.
        transcript: of the voice, on the voice's own clock.
        music: analysis of the music bed, None if there is none.
        embed: the text encoder, (N,) texts to (N, D); called once, and once more if the voice is cut down.
        picture_model: what makes the pictures where the brief names none.

    Returns:
        A timeline that satisfies `onset.timeline.invariants`.

    Raises:
        PlanningError: the order cannot be met; `reason` and `field` say why.
    """
    rate = brief.frame_rate
    cut = cut_down(brief, brand, analysis, transcript, embed)
    times = cut.schedule if cut else schedule(brief, analysis, transcript)
    film_samples = rate.sample_of_frame(times.duration_frames)
    heard = analysis_on_film(analysis, times.edits, film_samples)
    spoken = transcript_on_film(transcript, times.edits)
    voice = Voice.in_film(spoken, film_samples)
    weights = ad_weights(film_samples / SAMPLE_RATE_HZ)
    lead_samples = samples_of_seconds(weights.lead_s)
    call_word = _call_in_film(call_to_action_word(brief, brand, transcript), transcript, times)
    stressed = emphasis(spoken.words, heard)
    candidates = gather(Listener(voice, heard, music, times, rate, lead_samples, call_word, stressed))
    min_frames = math.ceil(weights.scene.min_s * rate.per_second)
    moments, notes = place_moments(
        brief,
        brand,
        voice,
        transcript.words,
        candidates,
        min_frames=min_frames,
        last_frame=max(0, _latest_card(candidates, weights, rate) - min_frames),
        lead_samples=lead_samples,
    )
    candidates = merged([*candidates, *(moment.candidate for moment in moments)])
    starts = [candidates[index] for index in choose_cuts(candidates, weights, rate)]
    cuts = [*(start.frame for start in starts), times.duration_frames]
    shown_words, hurry = captioned(brief, transcript, spoken, times.edits, cuts[-2], times.duration_frames)

    curves = film_curves(heard, music, film_samples=film_samples, warmth=warmth(brief.mood))
    texts = [" ".join(word.text for word in voice.words_between(start, end, rate)) for start, end in pairwise(cuts)]
    shown = _by_scene(moments, cuts)
    visuals = choose_visuals(texts, shown, brief, brand, embed)
    ways_in, unfitting = transitions(
        cuts, [visual.kind for visual in visuals], curves, rate, brief.transitions, brief.seed
    )
    scenes, unsafe = softened(
        [
            _scene(start, end, visual, way_in, text, curves, brief)
            for start, end, visual, way_in, text in zip(starts, cuts[1:], visuals, ways_in, texts, strict=True)
        ],
        rate,
    )
    titles, unread = opening_title(brief.hook, voice, cuts, rate)
    timeline = Timeline(
        frame_rate=rate,
        sample_rate_hz=SAMPLE_RATE_HZ,
        duration_frames=times.duration_frames,
        scenes=scenes,
        captions=shown_words,
        logo=(LogoShow(0, cuts[-2]),) if cuts[-2] and brand.with_role(PictureRole.LOGO) else (),
        mix=mix_plan(brief, times, heard, voice),
        call_to_action=brief.call_to_action,
        brand_name=brand.name,
        colors=brand.colors,
        ai_label=ai_label(brief.ai_label, transcript.language),
        cues=tuple(sorted((candidate.cue for candidate in candidates), key=lambda cue: cue.sample)),
        omitted=cut.omitted if cut else (),
        notes=(
            *(cut.notes if cut else ()),
            *notes,
            *unfitting,
            *unsafe,
            *unread,
            *hurry,
            *_notes(cuts, moments, shown, times.voice_end_sample, weights, rate),
        ),
        titles=titles,
    )
    timeline = with_sounds(timeline, brief, voice, stressed)
    timeline = with_pictures(timeline, brief, brand, curves, music, picture_model)
    invariants.check(timeline)
    return timeline


def _call_in_film(call_word: int | None, transcript: Transcript, times: Schedule) -> int | None:
    """The first word that is heard of the call to action, by its index in the film; None if it is all that is heard."""
    heard = heard_words(transcript, times.edits)
    place = len(heard) if call_word is None else bisect_left(heard, call_word)
    return place if 0 < place < len(heard) else None


def _latest_card(candidates: Sequence[Candidate], weights: SolverWeights, rate: FrameRate) -> int:
    """The last frame at which the end card opens well and has its time: moments before it leave it that place."""
    latest = candidates[-1].frame - math.ceil(weights.closing.min_s * rate.per_second)
    welcome = [item.frame for item in candidates if item.closing_cost <= _WELCOME_CLOSING and 0 < item.frame <= latest]
    return max(welcome, default=latest)


def _scene(
    start: Candidate, end: int, visual: Visual, way_in: Transition, text: str, curves: Curves, brief: Brief
) -> Scene:
    rate = brief.frame_rate
    seconds = rate.seconds_of_frame(end - start.frame)
    energy = curves.energy_between(start.frame, end, rate)
    if visual.kind in (VisualKind.PRODUCT_SHOT, VisualKind.END_CARD):
        move = camera.gentle(seconds, visual.seed)
    else:
        aspect = max(float(max(size.aspect, 1 / size.aspect)) for size in brief.sizes)
        move = camera.move(energy, seconds, derive(visual.seed, "camera"), aspect)
    return Scene(
        start_frame=start.frame,
        end_frame=end,
        visual=visual,
        camera=move,
        transition=way_in,
        cue=start.cue,
        keyframes=tuple(
            Keyframe(frame, curves.features_at(frame, rate)) for frame in evenly(start.frame, end - 1, rate)
        ),
        text=text,
        energy=round(float(energy.mean()), 4),
    )


def _by_scene(moments: Sequence[PlacedMoment], cuts: Sequence[int]) -> dict[int, PlacedMoment]:
    """Moments by the scene that starts with them; those that the end card took the place of are not among them."""
    scene_of = {start: index for index, start in enumerate(cuts[:-2])}
    return {scene_of[frame]: moment for moment in moments if (frame := moment.candidate.frame) in scene_of}


def _notes(
    cuts: Sequence[int],
    moments: Sequence[PlacedMoment],
    shown: dict[int, PlacedMoment],
    voice_end_sample: int,
    weights: SolverWeights,
    rate: FrameRate,
) -> list[str]:
    notes = [
        f'Picture "{moment.picture.id}" is left out: the film has no room for it before the end card.'
        for moment in moments
        if moment not in shown.values()
    ]
    for start, end in pairwise(cuts[:-1]):
        seconds = float((end - start) / rate.per_second)
        if not weights.scene.min_s - 0.05 <= seconds <= weights.scene.max_s + 0.05:
            notes.append(
                f"The scene at {float(start / rate.per_second):.1f} s lasts {seconds:.1f} s: "
                "the voice leaves no better place to cut."
            )
    film_samples = rate.sample_of_frame(cuts[-1])
    hold_s = (film_samples - voice_end_sample) / SAMPLE_RATE_HZ
    if hold_s < min(weights.closing.min_s, _CALM_SHARE * film_samples / SAMPLE_RATE_HZ):
        notes.append(
            f"The end card stands for {hold_s:.1f} s after the voice ends; {HOLD_S} s would be calmer: "
            "order a longer film or shorten the script."
        )
    if hold_s > _LONG_HOLD_S:
        notes.append(
            f"The voice ends {hold_s:.1f} s before the film does; pictures go on without it until then: "
            "a shorter film or a longer script would suit better."
        )
    return notes
