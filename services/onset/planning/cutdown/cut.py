"""Cut a voice down to a film: what stays, where it stands, and what people should know of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from onset.planning.calltoaction import call_to_action_word
from onset.planning.cutdown.laying import lay
from onset.planning.cutdown.mustsay import must_say_words
from onset.planning.cutdown.solve import LEAST_REST_S, Room, Selection, select, shortest
from onset.planning.cutdown.units import Unit, units
from onset.planning.cutdown.worth import worths
from onset.planning.errors import PlanningError
from onset.planning.schedule import LEAD_IN_S, Schedule, check_words, ordered_frames, voice_end, voice_start
from onset.planning.visuals import Embed, unit_vectors
from onset.timeline.brief import Brand, Brief
from onset.timeline.edits import sentences_on_film
from onset.timeline.plan import OmittedSpeech
from onset.timeline.sound import AudioAnalysis
from onset.timeline.speech import Transcript
from onset.timeline.time import SAMPLE_RATE_HZ, samples_of_seconds

_LEAD_SHARE = 6
"""One part in this many of the film without voice stands before it, the others stay with the end card."""
_NAMED = 3
"""So many of the sentences left out are named in a note; all are in the timeline."""


@dataclass(frozen=True, slots=True)
class CutVoice:
    """A voice that was cut down."""

    schedule: Schedule
    omitted: tuple[OmittedSpeech, ...]
    notes: tuple[str, ...]


def cut_down(
    brief: Brief, brand: Brand, analysis: AudioAnalysis, transcript: Transcript, embed: Embed
) -> CutVoice | None:
    """Choose what stays of a voice that is longer than the film; None if it fits, or may not be cut.

    Lines that must be said stay, and of the closing call to action at least one sentence; beyond that the choice is the
    best for the message that the film has time for. Sentences stay whole; only one that is longer than the film, or
    lines that must be said and do not fit, may be kept in clauses.

    Args:
        brief: the order.
        brand: whose name and pictures count.
        analysis: of the voice.
        transcript: of the voice, on the recording's clock.
        embed: the text encoder; called once, if there is a choice to be made.

    Raises:
        PlanningError: as `check_words` and `ordered_frames`; MUST_SAY_NOT_FOUND or MUST_SAY_TOO_LONG;
            VOICE_CANNOT_BE_CUT if not even the shortest sentence fits.
    """
    check_words(analysis, transcript)
    frames = ordered_frames(brief)
    if not brief.cutdown.allowed or frames is None:
        return None
    room = Room(brief.frame_rate.sample_of_frame(frames), samples_of_seconds(brief.cutdown.shortest_pause_s))
    words = transcript.words
    begin, end = voice_start(analysis, words[0].start_sample), voice_end(analysis, words[-1].end_sample)
    if end - begin <= room.film_samples:
        return None
    parts, selection, notes = _solve(brief, brand, analysis, transcript, embed, room)
    voiced = sum(parts[index].length for index in selection.parts) + sum(selection.pauses)
    lead_in = min(samples_of_seconds(LEAD_IN_S), (room.film_samples - voiced) // _LEAD_SHARE)
    edits = lay(parts, selection.parts, selection.pauses, lead_in, room.film_samples)
    omitted = tuple(
        OmittedSpeech(part.passage.text, part.passage.start_sample, part.passage.end_sample)
        for index, part in enumerate(parts)
        if index not in selection.parts
    )
    whole_s = (parts[-1].end_sample - parts[0].start_sample) / SAMPLE_RATE_HZ
    summary = (
        f"The voice of {whole_s:.1f} s is cut down to {voiced / SAMPLE_RATE_HZ:.1f} s: of "
        f"{len(transcript.sentences)} sentences {len(sentences_on_film(transcript, edits))} stay. {_left_out(omitted)}"
    )
    return CutVoice(Schedule(edits, lead_in + voiced, frames), omitted, (summary, *notes))


def _solve(
    brief: Brief, brand: Brand, analysis: AudioAnalysis, transcript: Transcript, embed: Embed, room: Room
) -> tuple[tuple[Unit, ...], Selection, tuple[str, ...]]:
    """The parts, which of them stay, and notes; from the strictest reading of the order to the most lenient."""
    said = must_say_words(transcript, brief.cutdown.must_say)
    call_word = call_to_action_word(brief, brand, transcript)
    too_long, of_lines = _long_sentences(transcript, room), _sentences_with(transcript, said)

    def divided(sentences: frozenset[int]) -> tuple[tuple[Unit, ...], list[int]]:
        parts = units(transcript, analysis, (brand.name, brief.product), sentences)
        return parts, [index for index, part in enumerate(parts) if not said.isdisjoint(part.words)]

    _check_possible(*divided(too_long | of_lines), room)
    texts = [passage.text for passage in (*transcript.sentences, *transcript.phrases)]
    *vectors, about = unit_vectors(embed, [*texts, f"{brief.product}. {brief.title}"])
    meaning = dict(zip(texts, vectors, strict=True))
    for calls, sentences in product((call_word is not None, False), (too_long, too_long | of_lines)):
        parts, must_stay = divided(sentences)
        closing = [index for index, part in enumerate(parts) if not calls or part.words[0] >= (call_word or 0)]
        of_parts = np.stack([meaning[part.passage.text] for part in parts])
        worth = worths(parts, of_parts, about, brief, brand, analysis, transcript, call_word)
        selection = select(parts, worth, of_parts @ of_parts.T, must_stay, closing, room)
        if selection is not None:
            break
    assert selection is not None, "the last reading was seen to be possible"
    notes = _torn(parts, selection)
    if call_word is not None and not calls:
        notes.insert(0, "The call to action is not spoken: there is no time for it beside the rest.")
    return parts, selection, tuple(notes)


def _long_sentences(transcript: Transcript, room: Room) -> frozenset[int]:
    return frozenset(
        index
        for index, sentence in enumerate(transcript.sentences)
        if sentence.end_sample - sentence.start_sample > room.most_samples
    )


def _sentences_with(transcript: Transcript, words: frozenset[int]) -> frozenset[int]:
    return frozenset(
        index
        for index, sentence in enumerate(transcript.sentences)
        if not words.isdisjoint(range(sentence.first_word, sentence.end_word))
    )


def _torn(parts: Sequence[Unit], selection: Selection) -> list[str]:
    """What is kept for the order's sake although it refers to something left out."""
    notes = []
    for index in selection.parts:
        text = parts[index].passage.text
        if parts[index].needs_previous and index and index - 1 not in selection.parts:
            notes.append(f'"{text}" stays, and the sentence that it refers to does not.')
        if parts[index].needs_next and index + 1 < len(parts) and index + 1 not in selection.parts:
            notes.append(f'"{text}" stays, and what answers it does not.')
    return notes


def _left_out(omitted: Sequence[OmittedSpeech]) -> str:
    named = ", ".join(f'"{speech.text}"' for speech in omitted[:_NAMED])
    more = len(omitted) - _NAMED
    if not omitted:
        return "Nothing is left out; pauses are shorter."
    return f"Left out: {named}" + (f" and {more} more." if more > 0 else ".")


def _check_possible(parts: Sequence[Unit], must_stay: Sequence[int], room: Room) -> None:
    """Anything fits at all, told before the text encoder is asked."""
    count = len(parts)
    if select(parts, np.zeros(count), np.zeros((count, count), np.float32), must_stay, range(count), room) is not None:
        return
    film_s = room.film_samples / SAMPLE_RATE_HZ
    if must_stay:
        needed_s = shortest(parts, must_stay, room) / SAMPLE_RATE_HZ + LEAST_REST_S
        raise PlanningError(
            "MUST_SAY_TOO_LONG",
            "brief.cutdown.must_say",
            f"The lines that must be said need a film of {needed_s:.2f} s, and {film_s:.2f} s are ordered; name fewer "
            "or shorter ones, allow shorter pauses, or order a longer film.",
        )
    part = min(parts, key=lambda part: part.length)
    needed_s = part.length / SAMPLE_RATE_HZ + LEAST_REST_S
    raise PlanningError(
        "VOICE_CANNOT_BE_CUT",
        "brief.duration_s",
        f'Even the shortest sentence, "{part.passage.text}", needs a film of {needed_s:.2f} s, and {film_s:.2f} s are '
        "ordered; order a longer film or record shorter sentences.",
    )
