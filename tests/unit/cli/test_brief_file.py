"""Briefs are read strictly, and what is wrong is told with file, field and remedy."""

from pathlib import Path

import pytest

from onset.cli.brief_file import BriefFile, read_file, read_text
from onset.cli.client import VideoClient
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
        + "cutdown: {allowed: true, must_say: [Hello lamp], shortest_pause: 0.2}\n"
        + "hook: Light wakes you\ntransitions: [wipe, zoom-through]\n"
    )
    (folder / "brief.yaml").write_text(text)
    ad = build_spec(read_order(folder / "brief.yaml", None, None), lambda path: f"assets/{path.name}").voiceover_ad
    assert ad.script == "Hello lamp."
    assert ad.brief.cutdown == brief_pb2.Cutdown(allowed=True, must_say=["Hello lamp"], shortest_pause_s=0.2)
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
        (BRIEF + "transitions: [[cut]]", "transitions[0]: ['cut'] is no transition"),
        (BRIEF + "seed: 99999999999999999999", "seed: Input should be less than"),
        (BRIEF + "frame_rate: 99999999999", "frame_rate: 99999999999 is no frame rate"),
        (BRIEF + "frame_rate: 1e9999", "frame_rate: '1e9999' is no frame rate"),
    ],
)
def test_refusals_help(folder: Path, brief: str, told: str) -> None:
    assert told in refusal(folder, brief)


def test_binary_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "script.txt").write_bytes(b"\xff\xfe\x00\x80")
    with pytest.raises(InvalidArgumentError) as caught:
        read_text(tmp_path / "script.txt")
    assert caught.value.reason == "NOT_TEXT"


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/proc/self/mem", "cannot be read: Input/output error."),
        (f"/{'a' * 300}", "cannot be read: File name too long."),
    ],
)
def test_what_the_system_says_of_a_file_is_told(path: str, told: str) -> None:
    with pytest.raises(InvalidArgumentError, match=told) as caught:
        read_text(Path(path))
    assert caught.value.reason == "FILE_NOT_READABLE"


def test_a_file_that_cannot_be_opened_is_told_before_anything_is_sent(tmp_path: Path) -> None:
    client = VideoClient("127.0.0.1:1")
    with pytest.raises(InvalidArgumentError, match=r"gone\.png cannot be read: No such file"):
        client.upload(tmp_path / "gone.png")
    client.close()


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


DELIVERIES = BRIEF + "deliveries: [meta_reels, {profile: youtube_bumper, format: '16:9', frame_rate: 25}]\n"


def test_destinations_and_variants_become_a_spec(folder: Path) -> None:
    (folder / "own.toml").write_text(OWN_PROFILE)
    (folder / "german.txt").write_text("Guten Morgen.")
    (folder / "brief.yaml").write_text(
        DELIVERIES
        + "variants:\n- {id: summer, headline: Sun, pictures: {front: front.png}}\n"
        + "- {id: de, caption_script: german.txt, deliveries: [{profile: own.toml, format: 640x360, duration: 10}]}\n"
    )
    ad = build_spec(read_order(folder / "brief.yaml", None, None), lambda path: f"assets/{path.name}").voiceover_ad
    assert [delivery.profile for delivery in ad.deliveries] == ["meta_reels", "youtube_bumper"]
    assert ad.deliveries[1].size == media_pb2.Size(width=1920, height=1080)
    assert ad.deliveries[1].frame_rate == media_pb2.FrameRate(numerator=25, denominator=1)
    summer, german = ad.variants
    assert (summer.headline, summer.pictures[0].asset) == ("Sun", "assets/front.png")
    assert german.caption_script == "Guten Morgen."
    own = german.deliveries[0]
    assert (own.custom.name, own.custom.max_bytes, own.duration_s) == ("own", 5_000_000, 10)
    assert own.custom.audio.target_lufs == -16


@pytest.mark.parametrize(
    ("addition", "told"),
    [
        ("deliveries: [meta_reel]\n", "did you mean meta_reels"),
        ("deliveries: [{profile: tiktok, fromat: '1:1'}]\n", "did you mean `format`"),
        ("deliveries: [{profile: none.toml}]\n", "none.toml"),
        ("deliveries: [{profile: broken.toml}]\n", "duration is needed"),
        ("variants: [{id: a, hedline: B}]\n", "did you mean `headline`"),
        ("variants: [{id: a, pictures: {front: frnt.png}}]\n", "Did you mean front.png"),
        ("variants: [{id: a, caption_script: nothing.txt}]\n", "no file"),
    ],
)
def test_what_is_wrong_with_a_destination_or_a_variant_is_told(folder: Path, addition: str, told: str) -> None:
    (folder / "broken.toml").write_text("title = 'x'\n[video]\n[audio]\n")
    assert told in refusal(folder, BRIEF + addition)


OWN_PROFILE = """
title = "Our player"
sizes = ["640x360"]
frame_rates = []
duration = { least_s = 3, most_s = 30 }
video = { least_mbps = 0.0, target_mbps = 0.0, most_mbps = 2.0, highest_level = 31, longest_group_s = 4.0 }
audio = { bit_rate_kbps = 128, least_kbps = 96, target_lufs = -16.0, tolerance_lu = 1.0, true_peak_dbtp = -1.5 }
max_bytes = 5_000_000
margins_tall = { top = 0, bottom = 0, left = 0, right = 0 }
margins_wide = { top = 0, bottom = 0, left = 0, right = 0 }
source = "our own"
"""


def test_fonts_focus_and_captions_of_another_language(folder: Path) -> None:
    (folder / "brand.yaml").write_text(
        BRAND.replace("path: front.png", "path: front.png, focus: [0.1, 0.2, 0.9, 0.8]") + "fonts: {caption: own.otf}\n"
    )
    (folder / "own.otf").write_bytes(b"OTTO")
    (folder / "de.txt").write_text("Hallo Lampe.", encoding="utf-8")
    (folder / "brief.yaml").write_text(BRIEF + "caption_style: karaoke\ncaption_script: de.txt\n")
    ad = build_spec(read_order(folder / "brief.yaml", None, None), lambda path: f"assets/{path.name}").voiceover_ad
    assert ad.brief.caption_style == brief_pb2.CAPTION_STYLE_KARAOKE
    assert ad.brief.caption_script == "Hallo Lampe."
    (font,) = ad.brand.fonts
    assert (font.role, font.asset) == (brief_pb2.FONT_ROLE_CAPTION, "assets/own.otf")
    assert ad.brand.pictures[0].focus == brief_pb2.FocusBox(left=0.1, top=0.2, right=0.9, bottom=0.8)


def test_an_unknown_style_of_captions_names_the_known(folder: Path) -> None:
    assert "pill, pop, karaoke, line" in refusal(folder, BRIEF + "caption_style: neon\n")


@pytest.mark.parametrize(
    ("written", "label"), [("true", "auto"), ("false", ""), ("Made with AI", "Made with AI"), ('""', "")]
)
def test_an_ai_label_is_yes_no_or_words(folder: Path, written: str, label: str) -> None:
    (folder / "brief.yaml").write_text(f"{BRIEF}ai_label: {written}\n")
    ad = build_spec(read_order(folder / "brief.yaml", None, None), lambda path: f"assets/{path.name}").voiceover_ad
    assert ad.brief.ai_label == label


def test_an_edit_is_uploaded_and_a_package_ordered(folder: Path) -> None:
    (folder / "brief.yaml").write_text(f"{BRIEF}edit: mine.otio\nedit_package: true\n")
    with pytest.raises(InvalidArgumentError, match=r"mine\.otio"):
        read_order(folder / "brief.yaml", None, None)
    (folder / "mine.otio").write_text("{}")
    ad = build_spec(read_order(folder / "brief.yaml", None, None), lambda path: f"assets/{path.name}").voiceover_ad
    assert ad.edit == "assets/mine.otio"
    assert ad.edit_package


def test_wishes_for_the_sound_reach_the_order(folder: Path) -> None:
    text = BRIEF + "compose_music: true\nsound_accents: true\nvoice_treatments: [denoise, Level]\n"
    (folder / "brief.yaml").write_text(text)
    spec = build_spec(read_order(folder / "brief.yaml", None, None), lambda path: f"assets/{path.name}")
    brief = spec.voiceover_ad.brief
    assert (brief.compose_music, brief.sound_accents) == (True, True)
    assert list(brief.voice_treatments) == [brief_pb2.VOICE_TREATMENT_DENOISE, brief_pb2.VOICE_TREATMENT_LEVEL]


def test_an_unknown_treatment_names_those_that_there_are(folder: Path) -> None:
    told = refusal(folder, BRIEF + "voice_treatments: [autotune]\n")
    assert "declick, denoise, deess, level" in told
    assert "voice_treatments[0]" in told
