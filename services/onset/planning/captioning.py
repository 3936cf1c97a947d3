"""The captions of a film: of the spoken words, or of what they mean in another language."""

from collections.abc import Sequence

from onset.planning.caption_words import readable
from onset.planning.captions import captions, hurried
from onset.planning.errors import PlanningError
from onset.planning.translation import lines_of, translated
from onset.planning.voice import Voice
from onset.runtime.fonts.runs import UnsettableError, check_settable
from onset.timeline.brief import Brief
from onset.timeline.edits import sentences_on_film
from onset.timeline.plan import Caption, VoiceEdit
from onset.timeline.speech import Transcript


def captioned(
    brief: Brief,
    transcript: Transcript,
    spoken: Transcript,
    edits: Sequence[VoiceEdit],
    card_frame: int,
    film_frames: int,
) -> tuple[tuple[Caption, ...], list[str]]:
    """The captions of a film, and what people should know of them.

    Args:
        brief: the order.
        transcript: of the whole recording.
        spoken: of what the film holds of it, on the timeline's clock.
        edits: what the film holds.
        card_frame: where the end card begins.
        film_frames: length of the film.

    Raises:
        PlanningError: CAPTION_SCRIPT_MISMATCH, or UNSUPPORTED_SCRIPT: a word that is to be shown has no font.
    """
    if brief.caption_script.strip():
        lines = lines_of(brief.caption_script, transcript)
        shown, joined = translated([lines[index] for index in sentences_on_film(transcript, edits)], spoken)
    else:
        shown, joined = readable(spoken)
    rate = brief.frame_rate
    voice = Voice.in_film(shown, rate.sample_of_frame(film_frames))
    found = captions(voice, card_frame, film_frames, rate, joined, translated=bool(brief.caption_script.strip()))
    if brief.captions:
        _check_fonts(found, "brief.caption_script" if brief.caption_script.strip() else "transcript")
    return found, hurried(found, rate)


def _check_fonts(found: Sequence[Caption], field: str) -> None:
    for caption in found:
        try:
            check_settable(caption.text)
        except UnsettableError as error:
            raise PlanningError(
                "UNSUPPORTED_SCRIPT", field, f"The caption {caption.text!r} cannot be set: {error}."
            ) from error
