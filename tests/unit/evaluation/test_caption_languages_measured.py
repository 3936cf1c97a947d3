"""Caption files of scripts without blanks, and in another language, are measured as strictly as English ones."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from onset.compositing.subtitles import srt, vtt
from onset.evaluation.captions import check_captions
from onset.planning.ad import plan_voiceover_ad
from onset.timeline.edits import transcript_on_film
from onset.timeline.plan import Timeline
from onset.timeline.speech import Transcript
from onset.timeline.verdict import Check, Outcome
from tests.unit.planning import orders

JAPANESE = "やさしい光で目覚める朝を、あなたに。 新しい一日が、静かに始まります。 今すぐお試しください。"


def planned(script: str, caption_script: str = "", word_ms: int = 330) -> tuple[Timeline, Transcript]:
    spoken = [replace(word, length_ms=word_ms * len(word.text) // 5) for word in orders.spoken(script)]
    transcript = orders.transcript_of(spoken)
    if "。" in script:
        whole = tuple(
            replace(transcript.phrases[0], text=word.text, first_word=index, end_word=index + 1)
            for index, word in enumerate(transcript.words)
        )
        transcript = replace(transcript, phrases=whole, sentences=whole)
    order = replace(orders.brief(), caption_script=caption_script)
    film = plan_voiceover_ad(order, orders.BRAND, orders.analysis_of(transcript), transcript, None, orders.embed)
    return film, transcript_on_film(transcript, film.mix.voice)


def failed(checks: Sequence[Check]) -> set[str]:
    return {check.name for check in checks if check.outcome is Outcome.FAIL}


def shifted(film: Timeline, frames: int) -> Timeline:
    return replace(
        film,
        captions=tuple(
            replace(
                caption,
                start_frame=caption.start_frame + frames,
                end_frame=caption.end_frame + frames,
                words=tuple(replace(word, start_sample=word.start_sample + 1600 * frames) for word in caption.words),
            )
            for caption in film.captions
        ),
    )


CASES = {
    "japanese": (JAPANESE, "", 900),
    "translated": (orders.SCRIPT, "\n".join(f"Hier steht ruhig die Zeile {number}." for number in range(7)), 330),
    "english": (orders.SCRIPT, "", 330),
}


@pytest.mark.parametrize("case", CASES)
def test_captions_as_planned_pass(case: str) -> None:
    script, lines, word_ms = CASES[case]
    film, spoken = planned(script, lines, word_ms)
    checks = check_captions(srt(film), vtt(film), film, spoken)
    assert failed(checks) == set(), [check for check in checks if check.outcome is Outcome.FAIL]
    sync = next(check for check in checks if check.name == "captions.sync")
    assert sync.value <= 50, sync


@pytest.mark.parametrize("case", CASES)
def test_captions_late_by_200_ms_fail(case: str) -> None:
    script, lines, word_ms = CASES[case]
    film, spoken = planned(script, lines, word_ms)
    late = shifted(film, 6)
    found = failed(check_captions(srt(late), vtt(late), film, spoken))
    assert "captions.sync" in found
    assert case != "translated" or "captions.sentences" in found


def test_a_word_left_out_of_japanese_is_noticed() -> None:
    film, spoken = planned(JAPANESE, "", 900)
    short = replace(film, captions=film.captions[:-1])
    assert "captions.covered" in failed(check_captions(srt(short), vtt(short), film, spoken))
