"""Chinese is divided into words: none is split, and none stands without its particles and marks."""

from itertools import accumulate, pairwise

import opencc
import pytest
import rjieba
from hypothesis import given
from hypothesis import strategies as st

from onset.planning.caption_words import pieces
from onset.planning.word_breaking import breaker_for
from onset.runtime.fonts.runs import clusters

ALPHABET = "用一次就离不开它的便携式咖啡机離開讓閱讀隨身機吗嗎了着上中AI5。，！？「」“”《》#￥👩\u200d💻 "
Texts = st.text(st.sampled_from(ALPHABET), min_size=1, max_size=40)


@pytest.mark.parametrize(
    "words",
    [
        "用一次|就离不开|它的|便携式|咖啡机。",
        "这款|无线耳机|续航|长达|三十|小时。",
        "全新|奥罗拉|智能|唤醒灯，|温柔地|叫你|起床。",
        "别再|忍受|嘈杂的|闹钟了，|换一种|方式|醒来。",
        "他说|他会|在这里|等你们|回来的。",
        "現在|下單，|立即|享有|八折|優惠！",
        "這款|無線耳機|續航力|長達|三十|小時。",
        "清晨|醒來，|第一道|陽光|灑在|窗臺上。",
        "他說|他會|在這裡|等你們|回來的。",
        "研究|顯示，|百分之九十五的|使用者|感到|滿意。",
    ],
)
def test_chinese_is_divided_between_words(words: str) -> None:
    assert [word for word, _ in pieces(words.replace("|", ""))] == words.split("|")


@pytest.mark.parametrize(
    "words",
    [
        "续航|500|公里，|充电|只要|18|分钟，|你心动了吗？",
        "把手机|放下,|抬头|看看|星星吧!",
        "Aurora，|让你的|早晨|“亮”|起来。",
        '他说|"你好"，|然后|走了',
        "立即|下單，|省下|￥500！",
        "👩\u200d💻|用AI|工作|#咖啡|控",
    ],
)
def test_marks_and_other_scripts_stay_with_their_words(words: str) -> None:
    assert [word for word, _ in pieces(words.replace("|", ""))] == words.split("|")


def test_latin_words_among_chinese_keep_their_blanks() -> None:
    assert pieces("iPhone 15 Pro的摄像头") == [("iPhone", False), ("15", False), ("Pro的", False), ("摄像头", True)]


@given(Texts)
def test_no_word_of_the_dictionary_is_split(text: str) -> None:
    plain = opencc.OpenCC("t2s").convert("".join(text.split()))
    breaker = breaker_for(plain)
    if breaker:
        edges = set(accumulate(map(len, rjieba.cut(plain))))
        assert set(accumulate(map(len, breaker(plain)))) <= edges


@given(Texts)
def test_nothing_is_lost_and_nothing_leans_forward(text: str) -> None:
    parts = [word for word, _ in pieces(text)]
    assert "".join(parts) == "".join(text.split())
    assert [c for part in parts for c in clusters(part)] == [c for chunk in text.split() for c in clusters(chunk)]
    if breaker_for(text):
        for (before, _), (word, follows) in pairwise(pieces(text)):
            if follows and len(before) + len(word) <= 20:
                assert word[0] not in "。，！？」”》", "closing marks stay with the word before"
                assert before[-1] not in "「“《#￥", "opening marks go with the next"


def test_endless_particles_and_names_end() -> None:
    text = "啊" * 60 + "中华人民共和国全国人民代表大会常务委员会"
    assert max(len(word) for word, _ in pieces(text)) <= 10 + 1


@pytest.mark.parametrize("text", ["哈" + "！" * 26, "「" * 30 + "光", "AI哈" + "。" * 45, "光" + "了！" * 20])
def test_endless_marks_end(text: str) -> None:
    parts = [word for word, _ in pieces(text)]
    assert "".join(parts) == text
    assert max(map(len, parts)) <= 20
    assert len(parts) <= 4, "as few as can be"


def test_every_traditional_character_stands_for_one() -> None:
    convert = opencc.OpenCC("t2s").convert
    assert all(len(convert(chr(code))) == 1 for code in (*range(0x3400, 0xA000), *range(0x20000, 0x323B0)))
