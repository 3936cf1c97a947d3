"""Briefs are read strictly, and what is wrong is told with file, field and remedy."""

from pathlib import Path

import pytest

from onset.cli.brief_file import BriefFile, read_file, read_text
from onset.cli.order import build_spec, read_order
from onset.runtime.errors import InvalidArgumentError
from onset.timeline.brief import Size
from onset.timeline.naming import format_name, slug
from onset.timeline.time import FrameRate
from onset.v1 import brief_pb2, media_pb2

BRIEF = """
title: A lamp
product: Lamp
brand: brand.yaml
script: script.txt
"""
BRAND = """
name: Lamps
colors: {primary: "#111111", secondary: "#222222", accent: "#333333", background: "#ffffff", text: "#000000"}
product_shots: [{id: front, path: front.png}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "brief.yaml").write_text(BRIEF)
    (tmp_path / "brand.yaml").write_text(BRAND)
    (tmp_path / "script.txt").write_text("Hello lamp.")
    (tmp_path / "front.png").write_bytes(b"png")
    return tmp_path


def refusal(folder: Path, brief: str) -> str:
    (folder / "brief.yaml").write_text(brief)
    with pytest.raises(InvalidArgumentError) as caught:
        build_spec(read_order(folder / "brief.yaml", None, None), lambda path: f"assets/{path.name}")
    return caught.value.message


def test_defaults(folder: Path) -> None:
    brief = read_file(folder / "brief.yaml", BriefFile)
    assert brief.formats == [Size(1080, 1920)]
    assert brief.frame_rate == FrameRate(30)
    assert brief.captions


def test_order_becomes_a_spec(folder: Path) -> None:
    text = (
        BRIEF
        + 'moments: [{show: front, when: "says lamp"}, {show: front, at: 80%}]\nframe_rate: 29.97\nformats: ["16:9"]\n'
        + "hook: Light wakes you\ntransitions: [wipe, zoom-through]\n"
    )
    (folder / "brief.yaml").write_text(text)
    ad = build_spec(read_order(folder / "brief.yaml", None, None), lambda path: f"assets/{path.name}").voiceover_ad
    assert ad.script == "Hello lamp."
    assert (ad.brief.moments[0].when_says, ad.brief.moments[1].at) == ("lamp", 0.8)
    assert (ad.brief.hook, list(ad.brief.transitions)) == (
        "Light wakes you",
        [brief_pb2.TRANSITION_KIND_WIPE, brief_pb2.TRANSITION_KIND_ZOOM_THROUGH],
    )
    assert ad.brief.frame_rate == media_pb2.FrameRate(numerator=30000, denominator=1001)
    assert ad.brand.pictures[0].asset == "assets/front.png"


@pytest.mark.parametrize(
    ("brief", "told"),
    [
        (BRIEF + "titel: x", "did you mean `title`?"),
        (BRIEF + "moments: [{show: front, wen: says x}]", "did you mean `when`?"),
        (BRIEF.replace("title: A lamp", ""), "title: this is needed"),
        (BRIEF + 'formats: ["9:15"]', "no format"),
        (BRIEF + "frame_rate: fast", "no frame rate"),
        (BRIEF + "moments: [{show: front}]", "give either"),
        (BRIEF + "moments: [{show: front, when: later}]", "cannot read 'later'"),
        (BRIEF + "music: bed.ogg", "There is no file"),
        (BRIEF.replace("script.txt", "skript.txt"), "Did you mean script.txt?"),
        (BRIEF.replace("script: script.txt", ""), "--voiceover or --script"),
        ("title: [", "line 1"),
        ("just text", "name: value"),
        (BRIEF + "duration: long", "duration"),
    ],
)
def test_refusals_help(folder: Path, brief: str, told: str) -> None:
    assert told in refusal(folder, brief)


def test_binary_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "script.txt").write_bytes(b"\xff\xfe\x00\x80")
    with pytest.raises(InvalidArgumentError) as caught:
        read_text(tmp_path / "script.txt")
    assert caught.value.reason == "NOT_TEXT"


def test_refused_upload_names_the_file(folder: Path) -> None:
    def refuse(path: Path) -> str:
        raise InvalidArgumentError("UNSUPPORTED_MEDIA", "This is no picture.")

    with pytest.raises(InvalidArgumentError, match=r"front\.png: This is no picture"):
        build_spec(read_order(folder / "brief.yaml", None, None), refuse)


@pytest.mark.parametrize(("title", "name"), [("Aurora – Été!", "aurora-ete"), ("日本", "video"), ("a" * 99, "a" * 60)])
def test_slugs(title: str, name: str) -> None:
    assert slug(title) == name


@pytest.mark.parametrize(
    ("size", "name"), [((1080, 1920), "9x16"), ((1920, 1080), "16x9"), ((1080, 1350), "4x5"), ((1000, 998), "1000x998")]
)
def test_format_names(size: tuple[int, int], name: str) -> None:
    assert format_name(Size(*size)) == name


def test_an_unknown_transition_names_the_nearest(folder: Path) -> None:
    message = refusal(folder, BRIEF + "transitions: [cut, zoom-trough]\n")
    assert "transitions[1]" in message
    assert "did you mean zoom-through?" in message
