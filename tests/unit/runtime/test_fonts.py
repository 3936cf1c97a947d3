"""Every text is set whole: each cluster by a face that has all of it, or the text is refused by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.runtime.fonts.coverage import covers
from onset.runtime.fonts.faces import EXTRA_BOLD, script_faces
from onset.runtime.fonts.runs import (
    JAPANESE,
    KOREAN,
    SIMPLIFIED,
    TRADITIONAL,
    UnsettableError,
    check_settable,
    region_of,
    runs,
)

LETTERS = "aÄßΩЖế1% ,.!?–“”()…ضوءעबनीกขกิ今光あ한글،।、。「」❤☀🔥😀€₹"
texts = st.text(st.sampled_from(LETTERS), min_size=1, max_size=24)


def files(text: str) -> list[tuple[str, str]]:
    return [(run.text, run.face.path.rpartition("/")[2].partition("[")[0]) for run in runs(text)]


@given(texts)
def test_runs_are_the_text_and_have_all_their_glyphs(text: str) -> None:
    found = runs(text)
    assert "".join(run.text for run in found) == text
    for run in found:
        assert covers(run.face, run.text), run
    for first, second in zip(found, found[1:], strict=False):
        assert first.face != second.face, "neighbours in one face are one run"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ضوء، 24!", [("ضوء، 24!", "NotoSansArabic")]),
        ("धीरे-धीरे।", [("धीरे-धीरे।", "NotoSansDevanagari")]),
        ("「光」です。", [("「光」です。", "NotoSansCJK-VF.otf.ttc")]),
        ("Привет, Ωmega!", [("Привет, Ωmega!", "InterTight-ExtraBold.ttf")]),
        ("ok👩‍💻!", [("ok", "InterTight-ExtraBold.ttf"), ("👩‍💻", "Twemoji.ttf"), ("!", "InterTight-ExtraBold.ttf")]),
        ("5 5️⃣", [("5 ", "InterTight-ExtraBold.ttf"), ("5️⃣", "Twemoji.ttf")]),
        ("🇩🇪🇫🇷", [("🇩🇪🇫🇷", "Twemoji.ttf")]),
        ("👍🏽", [("👍🏽", "Twemoji.ttf")]),
    ],
)
def test_each_script_has_its_face_and_takes_its_punctuation_along(text: str, found: list[tuple[str, str]]) -> None:
    assert files(text) == found


def test_a_preferred_face_sets_what_it_has() -> None:
    (thai,) = script_faces("Thai", 0)
    led = EXTRA_BOLD.led_by(thai)
    assert [run.face == thai for run in runs("ไทย", led)] == [True]
    assert [run.text for run in runs("กЖ", led)] == ["ก", "Ж"]


@pytest.mark.parametrize(
    ("text", "script"), [("a ᚠuthark", "Runic"), ("𓀀", "Egyptian Hieroglyphs"), ("\ue000", "Unknown")]
)
def test_what_has_no_font_is_refused_by_its_script(text: str, script: str) -> None:
    with pytest.raises(UnsettableError, match=r"U\+") as caught:
        check_settable(text)
    assert caught.value.script == script


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("光で起きる", JAPANESE),
        ("빛으로 起床", KOREAN),
        ("用光唤醒你", SIMPLIFIED),
        ("用光喚醒你", TRADITIONAL),
        ("light", SIMPLIFIED),
    ],
)
def test_chinese_characters_take_the_forms_of_their_text(text: str, region: int) -> None:
    assert region_of(text) == region
