"""A brand's words in the brand's own fonts, and no film with words that cannot be set."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from onset.compositing.brand_type import brand_type, check_words
from onset.compositing.typography import CAP_HEIGHT_EM, EXTRA_BOLD, advance_em, text_ink
from onset.runtime.errors import InvalidArgumentError
from onset.runtime.fonts.faces import script_faces
from onset.timeline.brief import CallToAction, FontRole
from tests.unit.compositing.material import caption, scene, timeline

(NOTO, _) = script_faces("Latn", 0)


def test_a_brand_font_sets_its_words_as_large_as_the_house() -> None:
    typeface = brand_type({FontRole.CAPTION: Path(NOTO.path)}).caption
    assert typeface is not None
    assert typeface.faces[0].path == NOTO.path
    ink = text_ink(typeface, 200, "H")
    assert ink.letters.shape[0] / 200 == pytest.approx(CAP_HEIGHT_EM, abs=0.02)
    assert advance_em(typeface, "mist") != advance_em(EXTRA_BOLD, "mist")


def test_what_a_brand_font_lacks_is_set_by_the_house() -> None:
    typeface = brand_type({FontRole.HEADLINE: Path(NOTO.path)}).headline
    assert typeface is not None
    assert advance_em(typeface, "光ضوء") > 0
    assert text_ink(typeface, 60, "光").letters.max() == 255


def test_parts_of_a_word_stand_side_by_side() -> None:
    mixed = text_ink(EXTRA_BOLD, 100, "lamp光")
    left, right = (text_ink(EXTRA_BOLD, 100, part).letters.shape[1] for part in ("lamp", "光"))
    assert mixed.letters.shape[1] == pytest.approx(left + right, abs=16)
    arabic = text_ink(EXTRA_BOLD, 100, "ضوء🔥")
    assert arabic.pictures is not None
    columns = np.flatnonzero(arabic.pictures[..., 3].any(axis=0))
    assert columns[-1] < arabic.letters.shape[1] / 2, "what is read last stands on the left"


def test_a_file_that_is_no_font_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "font"
    path.write_bytes(b"\0\1\0\0" + bytes(60))
    with pytest.raises(InvalidArgumentError) as caught:
        brand_type({FontRole.CAPTION: path})
    assert caught.value.reason == "BAD_FONT"


@pytest.mark.parametrize("where", ["captions", "headline", "brand_name"])
def test_words_without_a_font_are_refused_by_script(where: str) -> None:
    film = timeline([scene(0, 60)], captions=[caption("ᚠᚢᚦ" if where == "captions" else "light", 0, 60)])
    if where == "headline":
        film = replace(film, call_to_action=CallToAction("ᚠᚢᚦ", "", ""))
    if where == "brand_name":
        film = replace(film, brand_name="ᚠᚢᚦ")
    with pytest.raises(InvalidArgumentError, match="Runic") as caught:
        check_words(film, captions=True)
    assert caught.value.reason == "UNSUPPORTED_SCRIPT"
    assert where in (caught.value.field or "")


def test_words_that_are_only_in_caption_files_need_no_font() -> None:
    check_words(timeline([scene(0, 60)], captions=[caption("ᚠᚢᚦ", 0, 60)]), captions=False)
