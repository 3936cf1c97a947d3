"""Scripts whose writing has no blanks between words are laid over what was heard like any other."""

import re
from itertools import cycle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.runtime.fonts.runs import clusters
from onset.timeline.script import word_count
from onset.transcription.activity import Activity
from onset.transcription.heard import HeardWord, believable_words
from onset.transcription.script import clean, words_of
from onset.transcription.script_match import ScriptMatch, match_script
from onset.transcription.transcript import LEAST_MATCH

SCRIPTS = {
    "zh": [
        "清晨的第一缕阳光，唤醒你的是极光台灯。现在只要299元，用iPhone就能控制。",
        "好咖啡需要时间。我们用来自哥伦比亚家庭农场的豆子，小批量慢慢烘焙。",
    ],
    "ja": [
        "やさしい光で目覚める朝を、あなたに。「オーロラ」は30分かけてゆっくり明るくなります。",
        "おいしいコーヒーには時間が必要です。家族の農園で育てた豆を、少しずつ焙煎しています。",
    ],
    "th": ["ตื่นขึ้นพร้อมแสงอ่อนโยน ทุกเช้าของคุณ เริ่มต้นใหม่", "กาแฟที่ดีต้องใช้เวลา เราคั่วช้าๆ ด้วยเมล็ดจากไร่ของครอบครัว"],
    "lo": ["ຕື່ນຂຶ້ນພ້ອມແສງສະຫວ່າງ ທຸກໆເຊົ້າຂອງເຈົ້າ", "ກາເຟທີ່ດີຕ້ອງໃຊ້ເວລາ ພວກເຮົາຂົ້ວຊ້າໆ"],
    "km": ["ភ្ញាក់ពីដំណេកជាមួយពន្លឺ រាល់ព្រឹករបស់អ្នក", "កាហ្វេល្អត្រូវការពេលវេលា យើងលីងយឺតៗ"],
    "my": ["နူးညံ့သောအလင်းဖြင့် မနက်တိုင်းနိုးထပါ", "ကော်ဖီကောင်းတစ်ခွက်အတွက် အချိန်လိုအပ်သည်"],
}
UNITS = re.compile(r"[A-Za-z0-9]+|\S")
"""What the recogniser never divides; letters may lose their marks."""


def written(language: str) -> st.SearchStrategy[str]:
    letters = sorted({letter for text in SCRIPTS[language] for letter in clusters(text)})
    texts = st.lists(st.sampled_from(letters), min_size=1, max_size=40).map("".join)
    return texts.filter(lambda text: any(map(str.isalpha, text)))


def heard(text: str, language: str, sizes: list[int]) -> list[HeardWord]:
    """Perfectly, in pieces of so many units."""
    units = UNITS.findall(text)
    words: list[dict[str, object]] = []
    for size in cycle(sizes):
        if not units:
            break
        at, said = len(words) / 10, "".join(units[:size])
        words.append({"word": said, "start": at, "end": at + 0.1, "probability": 0.9})
        del units[:size]
    frames = len(words) * 10
    sound = Activity(np.zeros(frames, np.float32), ((0, frames),), np.zeros(frames + 1, np.float32))
    return believable_words({"language": language, "segments": [{"words": words}]}, sound)


def match(script: str, said: str, language: str, sizes: list[int]) -> ScriptMatch:
    return match_script(words_of(clean(script), language), heard(said, language, sizes), language)


@pytest.mark.parametrize("language", SCRIPTS)
@given(st.data())
def test_what_is_heard_in_any_pieces_is_the_script(language: str, data: st.DataObject) -> None:
    script = data.draw(written(language))
    found = match(script, script, language, data.draw(st.lists(st.integers(1, 5), min_size=1, max_size=8)))
    assert (found.script_heard, found.speech_scripted) == (1, 1)
    assert "".join("".join(entry.text for entry in found.entries).split()) == "".join(script.split())
    assert all(entry.shown for entry in found.entries)


@pytest.mark.parametrize("language", SCRIPTS)
@pytest.mark.parametrize("size", [1, 3])
def test_another_script_is_refused(language: str, size: int) -> None:
    one, other = SCRIPTS[language]
    for script, said in ((one, other), (other, one)):
        found = match(script, said, language, [size])
        assert min(found.script_heard, found.speech_scripted) < LEAST_MATCH


def test_traditional_characters_are_the_simplified_ones() -> None:
    found = match("这款无线耳机续航长达三十小时。", "這款無線耳機續航長達三十小時。", "zh", [1])
    assert (found.script_heard, found.speech_scripted) == (1, 1)
    assert "".join(entry.text for entry in found.entries) == "这款无线耳机续航长达三十小时。"


def test_east_asian_letters_have_times_of_their_own_with_what_stands_beside_them() -> None:
    words = words_of("现在只要299元，用iPhone。「手机」 iPhone手机", "zh")
    assert [word.text for word in words] == [
        "现", "在", "只", "要299", "元，", "用iPhone。", "「手", "机」", "iPhone手", "机",
    ]  # fmt: skip
    assert words[3].tokens == ("要", "299")


def test_thai_and_its_neighbours_are_words_between_blanks_as_captions_take_them() -> None:
    assert [word.text for word in words_of(SCRIPTS["th"][0], "th")] == SCRIPTS["th"][0].split()


def test_a_number_in_an_unblanked_script_takes_the_time_of_what_was_said() -> None:
    found = match("只要30元", "只要三十元", "zh", [1])
    assert [(entry.text, entry.heard_start_s, entry.heard_end_s) for entry in found.entries] == [
        ("只", 0.0, 0.1), ("要30", 0.1, 0.4), ("元", 0.4, 0.5),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("script", "count"),
    [("wake up, gently", 3), ("清晨的第一缕阳光", 3), ("用iPhone 控制", 2), ("धीरे जागो", 2), ("ตื่นขึ้น", 2), ("!", 0)],
)
def test_words_are_counted_by_what_can_be_said_in_a_time(script: str, count: int) -> None:
    assert word_count(script) == count
