"""What a brief says of its pictures reaches the order, and what is misspelt is told with what there is."""

from pathlib import Path

import pytest

from onset.cli.order import build_spec, read_order
from onset.jobs.assets import Facts
from onset.jobs.spec import check_spec
from onset.runtime.errors import InvalidArgumentError
from onset.runtime.settings import PROJECT_ROOT
from onset.timeline.brief import Blob
from onset.v1 import brief_pb2, pictures_pb2
from onset.v1 import video_service_pb2 as pb

BRIEF = "title: A lamp\nproduct: Lamp\nbrand: brand.yaml\nscript: script.txt\n"
BRAND = """
name: Lamps
colors: {primary: "#111111", secondary: "#222222", accent: "#333333", background: "#ffffff", text: "#000000"}
style: style.png
"""


def ordered(folder: Path, more: str) -> pb.VoiceoverAdSpec:
    files = {"brief.yaml": BRIEF + more, "brand.yaml": BRAND, "script.txt": "Hello.", "style.png": "x"}
    for name, text in files.items():
        (folder / name).write_text(text)
    return build_spec(read_order(folder / "brief.yaml", None, None), lambda path: f"assets/{path.name}").voiceover_ad


def test_choices_become_an_order(tmp_path: Path) -> None:
    ad = ordered(
        tmp_path,
        "picture_model: diffusion\ncheckpoint: mine\nguidance: {steps: 8, audio: 0}\n"
        "picture_motion: {kind: latent-path, keyframes: downbeats, push: 0.4}\n",
    )
    assert ad.brief.picture_model == pictures_pb2.PICTURE_MODEL_DIFFUSION
    assert ad.brief.checkpoint == "mine"
    assert ad.brief.guidance == pictures_pb2.Guidance(steps=8, audio=0.0)
    assert ad.brief.picture_motion == pictures_pb2.PictureMotion(
        kind=pictures_pb2.PICTURE_MOTION_KIND_LATENT_PATH,
        keyframes=pictures_pb2.KEYFRAME_PLACEMENT_DOWNBEATS,
        push=0.4,
    )
    assert [(picture.role, picture.asset) for picture in ad.brand.pictures] == [
        (brief_pb2.PICTURE_ROLE_STYLE, "assets/style.png")
    ]


def test_the_example_that_is_drawn_is_an_order_that_can_be_made() -> None:
    brief = PROJECT_ROOT / "examples" / "aurora" / "drawn.yaml"
    spec = build_spec(read_order(brief, None, None), lambda path: f"assets/{path.suffix}")
    kinds = {".svg": "image", ".png": "image"}
    check_spec(spec, lambda name, _: Facts(Blob("", 1, ""), kinds[name.removeprefix("assets/")], 0.0))
    ordered = spec.voiceover_ad.brief
    assert ordered.picture_model == pictures_pb2.PICTURE_MODEL_DIFFUSION
    assert ordered.picture_motion.keyframes == pictures_pb2.KEYFRAME_PLACEMENT_BEATS


def test_nothing_said_is_nothing_chosen(tmp_path: Path) -> None:
    brief = ordered(tmp_path, "").brief
    assert brief.picture_model == pictures_pb2.PICTURE_MODEL_UNSPECIFIED
    assert not brief.guidance.ListFields()
    assert brief.checkpoint == ""


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("picture_model: dalle", "'dalle' is no model for pictures; write one of painter, diffusion"),
        ("picture_motion: {kind: wobble}", "write one of keyframes, latent-path, feedback, clip"),
        ("picture_motion: {keyframes: bars}", "write one of cues, beats, downbeats"),
        ("guidance: {txt: 3}", "did you mean `text`?"),
        ("picture_model: [diffusion]", "picture_model: ['diffusion'] is no model for pictures"),
        ("picture_motion: {kind: {a: 1}}", "picture_motion.kind: {'a': 1} is no motion"),
        ("picture_motion: {keyframes: [beats]}", "picture_motion.keyframes: ['beats'] is no place for keyframes"),
        ("guidance: {steps: 3000000000}", "guidance.steps: Input should be less than or equal to 100"),
        ("guidance: {steps: 0}", "guidance.steps: Input should be greater than or equal to 1"),
    ],
)
def test_what_is_misspelt_is_told(tmp_path: Path, more: str, told: str) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        ordered(tmp_path, more)
    assert told in caught.value.message
