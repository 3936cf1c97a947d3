"""Pictures fit the words; prompts say one thing to any picture model; families agree with the painter's."""

import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onset.models.painter.prompt import scene_parameters
from onset.planning import families as families_module
from onset.planning.daylight import TIME_WORDS, times_of_day, warmth
from onset.planning.families import families, mentions
from onset.planning.prompts import prompt
from onset.planning.visuals import choose_visuals
from onset.timeline.brief import Brand, PictureRole
from onset.timeline.plan import Visual, VisualKind
from tests.unit.planning import orders

ROOM = Path(families_module.__file__).parent
PAINTER = ROOM.parent / "models" / "painter"


def visuals(texts: Sequence[str], brand: Brand = orders.BRAND) -> tuple[Visual, ...]:
    return choose_visuals(texts, {}, orders.brief(), brand, orders.embed)


def test_families_are_the_painters() -> None:
    ours = tomllib.loads((ROOM / "families.toml").read_text("utf-8"))
    theirs = tomllib.loads((PAINTER / "families.toml").read_text("utf-8"))
    assert ours.keys() == theirs.keys()
    for name, table in ours.items():
        assert {key: value for key, value in table.items() if key != "backdrop"} == {
            key: value for key, value in theirs[name].items() if key != "abstract"
        }, f"{name} differs from the painter's"
    assert sum(table.get("backdrop", False) for table in ours.values()) >= 3


spoken_texts = st.lists(
    st.sampled_from(
        [word for family in families() for phrase in family.keywords + family.hints for word in phrase.split()]
        + [word for words in TIME_WORDS.values() for phrase in words for word in phrase.split()]
        + ["lamp", "quiet", "golden", "early"]
    ),
    max_size=12,
).map(" ".join)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(families()), st.sampled_from(sorted(TIME_WORDS)), spoken_texts, spoken_texts, spoken_texts)
def test_a_prompt_is_painted_as_the_family_that_was_chosen(
    family: families_module.Family, time_of_day: str, mood: str, text: str, product: str
) -> None:
    words = prompt(family, time_of_day, mood, text, product)
    assert words.startswith(family.description)
    assert scene_parameters(words, 1).family == family.name, words


TIMELESS = [
    family for family in families() if not any(mentions(family.description, times) for times in TIME_WORDS.values())
]


@pytest.mark.parametrize("time_of_day", sorted(TIME_WORDS))
@pytest.mark.parametrize("family", TIMELESS, ids=lambda family: family.name)
def test_a_prompt_is_painted_at_the_time_that_was_chosen(family: families_module.Family, time_of_day: str) -> None:
    text, product = "From sunrise until midnight and morning", "a sunset lamp"
    words = prompt(family, time_of_day, "calm, warm, hopeful", text, product)
    assert scene_parameters(words, 1).time_of_day == time_of_day, words


def test_no_family_stands_twice_in_a_row_and_many_are_seen() -> None:
    texts = ["a voice says something else about light"] * 12
    brand = replace(orders.BRAND, pictures=())
    starts = [visual.prompt.split(",")[0] for visual in visuals(texts, brand)]
    assert all(one != other for one, other in zip(starts, starts[1:], strict=False))
    assert len(set(starts)) >= 6


def test_words_of_a_place_show_that_place() -> None:
    found = visuals(["over the mountains", "through the city at night", "end"], replace(orders.BRAND, pictures=()))
    assert found[0].prompt.startswith("mountains")
    assert found[1].prompt.startswith("a city")


def test_a_picture_that_matches_the_words_is_shown_with_its_reason() -> None:
    found = visuals(["a bedroom with a made bed and a plant", "something quite other", "end"])
    assert (found[0].kind, found[0].picture_id) == (VisualKind.BRAND_ASSET, "bedroom")
    assert "matches the picture" in found[0].reason
    assert found[0].prompt == ""


def test_the_product_is_seen_at_least_once() -> None:
    found = visuals(["nothing alike", "Aurora", "words apart", "end"])
    shots = [index for index, visual in enumerate(found) if visual.kind is VisualKind.PRODUCT_SHOT]
    assert shots == [1]
    assert found[1].prompt, "a product shot needs a background"


def test_no_picture_stands_twice_in_a_row() -> None:
    texts = ["a round bedside lamp that glows like the sun"] * 4 + ["end"]
    shown = [visual.picture_id for visual in visuals(texts)]
    assert all(one != other or not one for one, other in zip(shown, shown[1:], strict=False))


def test_the_last_scene_is_the_end_card() -> None:
    kinds = [visual.kind for visual in visuals(["one", "two", ""])]
    assert kinds[-1] is VisualKind.END_CARD
    assert VisualKind.END_CARD not in kinds[:-1]


def test_without_pictures_everything_is_generated() -> None:
    found = visuals(["one", "two", "three"], replace(orders.BRAND, pictures=()))
    assert [visual.kind for visual in found[:-1]] == [VisualKind.GENERATED] * 2


def test_the_brands_name_does_not_choose_the_scenery() -> None:
    asked: list[str] = []

    def embed(texts: Sequence[str]) -> np.ndarray:
        asked.extend(texts)
        return orders.embed(texts)

    choose_visuals(["Order your Aurora today.", "end"], {}, orders.brief(), orders.BRAND, embed)
    assert "Order your the product today." in asked


def test_the_logo_is_no_scene() -> None:
    found = visuals(["the Aurora logo", "end"])
    assert found[0].picture_id != "logo"
    assert orders.BRAND.with_role(PictureRole.LOGO)


def test_pictures_follow_the_times_that_the_voice_speaks_of() -> None:
    texts = ["Hello.", "Every morning it wakes you.", "All day long.", "And in the evening it dims.", ""]
    assert times_of_day(texts, "") == ("morning", "morning", "morning", "dusk", "dusk")


def test_one_time_holds_where_none_is_spoken_of() -> None:
    assert times_of_day(["one", "two"], "fresh and clean") == ("morning", "morning")
    assert times_of_day(["one", "two"], "an orchestra at midnight") == ("night", "night")


@pytest.mark.parametrize(("mood", "value"), [("calm, warm", 0.75), ("crisp, cool", 0.25), ("warm but fresh", 0.5)])
def test_the_mood_warms_the_picture(mood: str, value: float) -> None:
    assert warmth(mood) == value
