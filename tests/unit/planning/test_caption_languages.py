"""Captions in any script and in another language than the voice's."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.planning.ad import plan_voiceover_ad
from onset.planning.caption_words import pieces, readable
from onset.planning.captions import FASTEST_READING, MAX_WORDS, captions, hurried
from onset.planning.errors import PlanningError
from onset.planning.translation import lines_of, translated
from onset.planning.voice import Voice
from onset.timeline.brief import Cutdown
from onset.timeline.plan import Caption
from onset.timeline.script import reading_length
from onset.timeline.speech import Transcript
from onset.timeline.time import FrameRate
from tests.unit.planning import orders

RATE = FrameRate(30)
JAPANESE = "やさしい光で目覚める朝を、あなたに。"


def heard(script: str, word_ms: int = 330) -> Transcript:
    return orders.transcript_of(orders.spoken(script, word_ms))


def shown(transcript: Transcript) -> tuple[Caption, ...]:
    words, joined = readable(transcript)
    voice = Voice.in_film(words, words.words[-1].end_sample + 96_000)
    return captions(voice, 10**6, 10**6, RATE, joined)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Wake up, gently.", ["Wake", "up,", "gently."]),
        (JAPANESE, ["やさしい", "光で", "目覚める", "朝を、", "あなたに。"]),
        ("ตื่นขึ้นพร้อมแสง ทุกเช้า", ["ตื่น", "ขึ้น", "พร้อม", "แสง", "ทุก", "เช้า"]),
        ("빛으로 깨어나는 아침", ["빛으로", "깨어나는", "아침"]),
        ("استيقظ بلطف", ["استيقظ", "بلطف"]),
    ],
)
def test_words_are_what_is_read_as_one(text: str, words: list[str]) -> None:
    assert [word for word, _ in pieces(text)] == words


def test_blanks_of_thai_stay() -> None:
    assert [follows for _, follows in pieces("ตื่นขึ้น ทุกเช้า")] == [False, True, False, True]


@given(st.text(st.sampled_from("光目覚朝はをにでつ用的一个。、ตื่นขเ้า aB"), min_size=1, max_size=40))
def test_nothing_is_lost_when_text_is_divided(text: str) -> None:
    assert "".join(word for word, _ in pieces(text)) == "".join(text.split())


@pytest.mark.parametrize("by", [1, 3, len(JAPANESE)], ids=["characters", "threes", "sentence"])
def test_japanese_is_divided_alike_however_it_was_transcribed(by: int) -> None:
    parts = [JAPANESE[at : at + by] for at in range(0, len(JAPANESE), by)]
    transcript = orders.transcript_of([orders.SpokenWord(part, 0, 100 * len(part)) for part in parts])
    transcript = replace(
        transcript,
        phrases=(replace(transcript.phrases[0], first_word=0, end_word=len(parts)),),
        sentences=(replace(transcript.sentences[0], first_word=0, end_word=len(parts)),),
    )
    words, joined = readable(transcript)
    assert [word.text for word in words.words] == ["やさしい", "光で", "目覚める", "朝を、", "あなたに。"]
    assert joined == {1, 2, 3, 4}
    starts = [word.start_sample for word in words.words]
    assert starts == [JAPANESE.index(word.text) * 4800 for word in words.words], "each character has its share"
    assert words.sentences[0].end_word == len(words.words)


def test_captions_of_japanese_are_written_without_blanks() -> None:
    found = shown(heard(JAPANESE, 3000))
    assert "".join(caption.text for caption in found) == JAPANESE
    assert all(len(caption.words) <= MAX_WORDS for caption in found)


def test_latin_words_are_left_as_they_are() -> None:
    transcript = heard(orders.SCRIPT)
    assert readable(transcript) == (transcript, frozenset())


@pytest.mark.parametrize(("text", "length"), [("light", 5), ("光で", 4), ("धीरे", 2), ("ضوء", 3), ("빛", 2)])
def test_reading_length_counts_what_is_read(text: str, length: int) -> None:
    assert reading_length(text) == length


def test_a_caption_stays_until_it_can_be_read() -> None:
    (found,) = shown(heard("Extraordinarily uncomplicated telecommunications.", word_ms=250))
    seconds = (found.end_frame - found.start_frame) / 30
    assert reading_length(found.text) / seconds <= FASTEST_READING


def test_haste_is_told() -> None:
    calm, fast = (shown(heard(" ".join(["wonderful light"] * 12), ms)) for ms in (600, 200))
    assert hurried(calm, RATE) == []
    (note,) = hurried(fast, RATE)
    assert "characters a second" in note


LINES = ["Der Morgen ist schwer.", "Der Wecker schrillt, und es ist dunkel.", "Hier ist Aurora."]


def test_a_translation_stands_within_its_sentence() -> None:
    transcript = heard("Mornings are hard. The alarm screams, and the room is dark. Meet Aurora, the lamp.")
    words, joined = translated(lines_of("\n\n".join(LINES), transcript), transcript)
    assert " ".join(word.text for word in words.words) == " ".join(LINES)
    assert not joined
    for line, sentence in zip(words.sentences, transcript.sentences, strict=True):
        own = words.words[line.first_word : line.end_word]
        assert (own[0].start_sample, own[-1].end_sample) == (sentence.start_sample, sentence.end_sample)
        assert all(word.start_sample < word.end_sample for word in own)
    assert [passage.text for passage in words.phrases][1:3] == ["Der Wecker schrillt,", "und es ist dunkel."]


@given(
    st.lists(
        st.text(st.sampled_from("abc de光ضوء,"), min_size=1, max_size=30).filter(str.strip), min_size=3, max_size=3
    )
)
def test_a_translation_never_leaves_its_sentence(lines: list[str]) -> None:
    transcript = heard("Mornings are hard. The alarm screams. Meet Aurora.")
    words, _ = translated([" ".join(line.split()) for line in lines], transcript)
    times = [edge for word in words.words for edge in (word.start_sample, word.end_sample)]
    assert times == sorted(times)
    for line, sentence in zip(words.sentences, transcript.sentences, strict=True):
        own = words.words[line.first_word : line.end_word]
        assert sentence.start_sample <= own[0].start_sample
        assert own[-1].end_sample <= sentence.end_sample


def test_a_translation_of_another_length_is_refused_with_the_sentences() -> None:
    transcript = heard("Mornings are hard. The alarm screams. Meet Aurora.")
    with pytest.raises(PlanningError, match=r"2 lines, the voice says 3 sentences.*3 “Meet Aurora\.”") as caught:
        lines_of("Eins.\nZwei.", transcript)
    assert (caught.value.reason, caught.value.field) == ("CAPTION_SCRIPT_MISMATCH", "brief.caption_script")


def test_the_plan_holds_the_translation() -> None:
    transcript = heard(orders.SCRIPT)
    lines = [f"Zeile {number} ist da." for number, _ in enumerate(transcript.sentences)]
    brief = replace(orders.brief(), caption_script="\n".join(lines))
    film = plan_voiceover_ad(brief, orders.BRAND, orders.analysis_of(transcript), transcript, None, orders.embed)
    assert all(caption.translated for caption in film.captions)
    assert " ".join(caption.text for caption in film.captions) == " ".join(lines)


def test_a_cut_down_keeps_the_lines_of_its_sentences() -> None:
    transcript = heard(orders.SCRIPT)
    lines = [f"Zeile {number} ist da." for number, _ in enumerate(transcript.sentences)]
    order = replace(orders.brief(duration_s=12.0), caption_script="\n".join(lines), cutdown=Cutdown(allowed=True))
    film = plan_voiceover_ad(order, orders.BRAND, orders.analysis_of(transcript), transcript, None, orders.embed)
    left_out = " ".join(omission.text for omission in film.omitted)
    kept = [line for line, said in zip(lines, transcript.sentences, strict=True) if said.text not in left_out]
    assert 0 < len(kept) < len(lines)
    assert " ".join(caption.text for caption in film.captions) == " ".join(kept)


def test_spoken_words_without_a_font_are_refused() -> None:
    transcript = heard("Mornings are ᚠᚢᚦ hard.")
    order = (orders.BRAND, orders.analysis_of(transcript), transcript, None, orders.embed)
    with pytest.raises(PlanningError, match="Runic") as caught:
        plan_voiceover_ad(orders.brief(), *order)
    assert (caught.value.reason, caught.value.field) == ("UNSUPPORTED_SCRIPT", "transcript")
    plan_voiceover_ad(replace(orders.brief(), captions=False), *order)
