"""Named moments: when exactly a brand picture must appear."""

import string
from collections.abc import Sequence
from dataclasses import dataclass

from onset.planning.errors import PlanningError
from onset.planning.listening import Heard, is_match, letters, listen
from onset.planning.solver import Candidate
from onset.planning.voice import Gap, Voice
from onset.timeline.brief import Brand, Brief, Moment, Picture
from onset.timeline.plan import Cue, CueKind
from onset.timeline.speech import Word
from onset.timeline.time import SAMPLE_RATE_HZ, FrameRate, samples_of_seconds

_REACH_S = 1.0
"""How far a cut for `at` may move to reach a better cue."""
_FAR_SHARE = 0.15
"""Share of a shortened film beyond which another place is another place in its story."""
_RUN_UP_S, _RUN_UP_PAUSE_S = 0.8, 0.15
"""A phrase that begins, or a pause that ends, this shortly before the words takes the cut: `Meet | Aurora` is torn."""
_NOT_THE_END_CARD = 1e3


@dataclass(frozen=True, slots=True)
class PlacedMoment:
    """A moment, the cut at which its picture appears, and why."""

    picture: Picture
    candidate: Candidate
    reason: str


def place_moments(
    brief: Brief,
    brand: Brand,
    voice: Voice,
    recorded: Sequence[Word],
    candidates: Sequence[Candidate],
    *,
    min_frames: int,
    last_frame: int,
    lead_samples: int,
) -> tuple[tuple[PlacedMoment, ...], tuple[str, ...]]:
    """Turn the order's moments into forced cuts.

    Args:
        brief: the order.
        brand: whose pictures it names.
        voice: the voice on the timeline's clock.
        recorded: all words of its recording; a moment whose words the film leaves out is left out with them.
        candidates: other places for cuts, to which moments at a share of the duration are drawn.
        min_frames: moments at most this far from the film's start begin with it, and keep this distance.
        last_frame: the latest frame at which a moment can still be shown before the end card.
        lead_samples: how far a cut anticipates the words.

    Returns:
        The moments by frame, and notes about those that could not be honoured exactly.

    Raises:
        PlanningError: UNKNOWN_PICTURE, MOMENT_NOT_FOUND or INVALID_MOMENT, naming the moment.
    """
    pictures = {picture.id: picture for picture in brand.pictures}
    placed: list[PlacedMoment] = []
    notes: list[str] = []
    for index, moment in enumerate(brief.moments):
        path = f"brief.moments[{index}]"
        picture = pictures.get(moment.picture_id)
        if picture is None:
            known = ", ".join(sorted(pictures)) or "none"
            raise PlanningError(
                "UNKNOWN_PICTURE",
                f"{path}.picture_id",
                f"The brand has no picture {moment.picture_id!r}; it has {known}.",
            )
        if moment.when_says.strip():
            if _left_out(moment, voice, recorded):
                notes.append(
                    f'Picture "{picture.id}" is left out: "{moment.when_says.strip()}" is not among the sentences kept.'
                )
                continue
            cue, frame, note = _when_says(moment, voice, brief.frame_rate, lead_samples, path)
            reason = f'the voice says "{moment.when_says.strip()}"'
        else:
            cue, frame, note = _at(moment, candidates, last_frame, brief.frame_rate, path)
            if len(voice.words) < len(recorded) and _far(moment, frame, candidates[-1].frame, brief.frame_rate):
                notes.append(
                    f'Picture "{picture.id}" is left out: the shortened film has no place for it near {moment.at:.0%}.'
                )
                continue
            reason = f"asked for at {moment.at:.0%} of the film"
        if note:
            notes.append(note)
        if frame < min_frames:
            frame, cue = 0, Cue(0, CueKind.MOMENT, 1.0, cue.label)
        placed.append(
            PlacedMoment(picture, Candidate(cue, frame, must_cut=True, closing_cost=_NOT_THE_END_CARD), reason)
        )
    placed.sort(key=lambda item: item.candidate.frame)
    kept: list[PlacedMoment] = []
    for item in placed:
        if item.candidate.frame > last_frame:
            notes.append(f'Picture "{item.picture.id}" is left out: {item.reason} too close to the end card.')
        elif kept and item.candidate.frame - kept[-1].candidate.frame < min_frames:
            notes.append(
                f'Picture "{item.picture.id}" is left out: {item.reason} less than {min_frames} frames after '
                f'"{kept[-1].picture.id}" appears.'
            )
        else:
            kept.append(item)
    return tuple(kept), tuple(notes)


def _far(moment: Moment, frame: int, film_frames: int, rate: FrameRate) -> bool:
    """Whether a place is too far from the share of a shortened film that was asked for to mean the same."""
    return abs(frame - moment.at * film_frames) > max(_FAR_SHARE * film_frames, float(_REACH_S * rate.per_second))


def _left_out(moment: Moment, voice: Voice, recorded: Sequence[Word]) -> bool:
    """Whether the recording says the moment's words and the film does not."""
    if len(voice.words) == len(recorded):
        return False
    in_recording, in_film = (listen(words, moment.when_says) for words in (recorded, voice.words))
    return in_recording is not None and is_match(in_recording) and not (in_film is not None and is_match(in_film))


def _when_says(
    moment: Moment, voice: Voice, rate: FrameRate, lead_samples: int, path: str
) -> tuple[Cue, int, str | None]:
    heard = listen(voice.words, moment.when_says)
    if heard is None:
        raise PlanningError(
            "INVALID_MOMENT", f"{path}.when_says", f"{moment.when_says!r} has no letters or digits to listen for."
        )
    said = _text(voice, heard)
    if not is_match(heard):
        raise PlanningError(
            "MOMENT_NOT_FOUND",
            f"{path}.when_says",
            f'The voice never says "{moment.when_says.strip()}"; the nearest words are "{said}" at '
            f"{voice.words[heard.first].start_sample / SAMPLE_RATE_HZ:.1f} s.",
        )
    gap = _run_up(voice, heard.first)
    start = gap.end_sample
    cue = Cue(start, CueKind.MOMENT, 1.0, f'the voice says "{said}"')
    note = None
    if letters(said) != letters(moment.when_says):
        note = f'"{said}" is taken for "{moment.when_says.strip()}".'
    return cue, gap.frame(start - lead_samples, rate), note


def _run_up(voice: Voice, word: int) -> Gap:
    """The gap before the word or, if it is near, before the phrase that leads up to it."""
    for gap in reversed(voice.gaps[: word + 1]):
        if voice.words[word].start_sample - gap.end_sample > samples_of_seconds(_RUN_UP_S):
            break
        if gap.kind is not CueKind.WORD_END or gap.length_s >= _RUN_UP_PAUSE_S:
            return gap
    return voice.gaps[word]


def _at(
    moment: Moment, candidates: Sequence[Candidate], last_frame: int, rate: FrameRate, path: str
) -> tuple[Cue, int, str | None]:
    if not 0.0 <= moment.at <= 1.0:
        raise PlanningError("INVALID_MOMENT", f"{path}.at", f"`at` is a share of the film, 0 to 1; got {moment.at}.")
    wanted = min(round(moment.at * candidates[-1].frame), last_frame)
    reach = rate.frame_of_sample(samples_of_seconds(_REACH_S))
    choices = candidates[:-1]
    near = [choice for choice in choices if abs(choice.frame - wanted) <= reach and choice.frame <= last_frame]

    def fitness(choice: Candidate) -> float:
        return choice.cue.strength - abs(choice.frame - wanted) / reach

    chosen = max(near, key=fitness) if near else min(choices, key=lambda choice: abs(choice.frame - wanted))
    label = f"{moment.at:.0%} of the film"
    if chosen.cue.label:
        label += f": {chosen.cue.label}"
    offset_s = float((chosen.frame - moment.at * candidates[-1].frame) / rate.per_second)
    note = None
    if abs(offset_s) > _REACH_S:
        note = f'Picture "{moment.picture_id}" appears {abs(offset_s):.1f} s {"after" if offset_s > 0 else "before"} '
        note += f"{moment.at:.0%} of the film: no earlier or later place leaves the words whole and the end card room."
    return Cue(chosen.cue.sample, CueKind.MOMENT, 1.0, label), chosen.frame, note


def _text(voice: Voice, heard: Heard) -> str:
    return " ".join(word.text for word in voice.words[heard.first : heard.end]).strip(string.punctuation)
