"""What an order may not choose of its pictures, each with its reason and field, before any work."""

import pytest

from onset.jobs.spec import check_spec
from onset.jobs.spec_pictures import check_pictures
from onset.runtime.errors import InvalidArgumentError
from onset.timeline.guidance import PictureModel
from onset.v1 import brief_pb2, pictures_pb2
from tests.contract.test_spec import AD, PICTURE, find_asset, good

DIFFUSION, PAINTER = pictures_pb2.PICTURE_MODEL_DIFFUSION, pictures_pb2.PICTURE_MODEL_PAINTER
PATH, CLIP = pictures_pb2.PICTURE_MOTION_KIND_LATENT_PATH, pictures_pb2.PICTURE_MOTION_KIND_CLIP
FEEDBACK = pictures_pb2.PICTURE_MOTION_KIND_FEEDBACK
NAN = float("nan")


def brief(**fields: object) -> brief_pb2.Brief:
    return brief_pb2.Brief(**{"picture_model": DIFFUSION, **fields})  # type: ignore[arg-type]


def guided(**fields: object) -> brief_pb2.Brief:
    return brief(guidance=pictures_pb2.Guidance(**fields))  # type: ignore[arg-type]


def moved(**fields: object) -> brief_pb2.Brief:
    return brief(picture_motion=pictures_pb2.PictureMotion(**fields))  # type: ignore[arg-type]


REFUSED = [
    ("UNKNOWN_PICTURE_MODEL", "picture_model", brief(picture_model=9)),
    ("UNKNOWN_MOTION", "picture_motion.kind", moved(kind=9)),
    ("UNKNOWN_PLACEMENT", "picture_motion.keyframes", moved(keyframes=9)),
    ("BAD_MOTION", "picture_motion.push", moved(push=1.01)),
    ("BAD_MOTION", "picture_motion.push", moved(push=NAN)),
    ("BAD_MOTION", "picture_motion.strength", moved(strength=0.2)),
    ("BAD_MOTION", "picture_motion.strength", moved(strength=0.7)),
    ("BAD_MOTION", "picture_motion.push", moved(push=0.5)),
    ("BAD_MOTION", "picture_motion.push", moved(kind=FEEDBACK, push=0)),
    ("BAD_MOTION", "picture_motion.push", brief(picture_model=PAINTER, picture_motion={"push": 0.5})),
    ("BAD_MOTION", "picture_motion.strength", moved(strength=0.4)),
    ("BAD_MOTION", "picture_motion.strength", moved(kind=PATH, strength=0.4)),
    ("BAD_MOTION", "picture_motion.strength", brief(picture_model=PAINTER, picture_motion={"strength": 0.4})),
    ("BAD_GUIDANCE", "guidance.steps", guided(steps=0)),
    ("BAD_GUIDANCE", "guidance.steps", guided(steps=101)),
    ("BAD_GUIDANCE", "guidance.text", guided(text=-1)),
    ("BAD_GUIDANCE", "guidance.audio", guided(audio=NAN)),
    ("BAD_GUIDANCE", "guidance.style", guided(style=20.5)),
    ("BAD_GUIDANCE", "guidance.palette", guided(palette=float("inf"))),
    ("MODEL_CANNOT", "picture_motion.kind", brief_pb2.Brief(picture_motion=pictures_pb2.PictureMotion(kind=CLIP))),
    ("MODEL_CANNOT", "picture_motion.kind", brief(picture_model=PAINTER, picture_motion={"kind": PATH})),
    ("MODEL_CANNOT", "guidance", brief(picture_model=PAINTER, guidance=pictures_pb2.Guidance(steps=4))),
    ("MODEL_CANNOT", "checkpoint", brief(picture_model=PAINTER, checkpoint="onset-mini")),
    ("BAD_CHECKPOINT", "checkpoint", brief(checkpoint="../weights")),
    ("BAD_CHECKPOINT", "checkpoint", brief(checkpoint="x" * 65)),
    ("UNKNOWN_CHECKPOINT", "checkpoint", brief(checkpoint="sd-15")),
]


@pytest.mark.parametrize(("reason", "field", "asked"), REFUSED)
def test_refusal(reason: str, field: str, asked: brief_pb2.Brief) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        check_pictures(asked, "brief", PictureModel.PAINTER, lambda: ["onset-mini", "mine"])
    assert (caught.value.reason, caught.value.field) == (reason, f"brief.{field}")


def test_an_unknown_checkpoint_is_told_with_those_there_are_and_the_remedy() -> None:
    with pytest.raises(InvalidArgumentError, match=r"it has: mine, onset-mini\..*imported since, start Onset anew"):
        check_pictures(brief(checkpoint="late"), "brief", PictureModel.PAINTER, lambda: ["onset-mini", "mine"])


@pytest.mark.parametrize(
    "asked",
    [
        brief_pb2.Brief(),
        brief(checkpoint="mine"),
        guided(steps=1, text=0, audio=20, style=0, palette=20),
        moved(kind=PATH, keyframes=pictures_pb2.KEYFRAME_PLACEMENT_BEATS, push=0),
        moved(kind=FEEDBACK, strength=0.3),
        brief(picture_model=PAINTER, picture_motion={"keyframes": pictures_pb2.KEYFRAME_PLACEMENT_DOWNBEATS}),
    ],
)
def test_what_can_be_made_passes(asked: brief_pb2.Brief) -> None:
    check_pictures(asked, "brief", PictureModel.PAINTER, lambda: ["onset-mini", "mine"])


def test_a_checkpoint_is_taken_on_trust_where_nobody_can_say() -> None:
    check_pictures(brief(checkpoint="sd-15"), "brief", PictureModel.PAINTER, lambda: None)


def test_an_order_without_a_model_is_checked_against_the_usual_one() -> None:
    asked = brief_pb2.Brief(picture_motion=pictures_pb2.PictureMotion(kind=CLIP))
    check_pictures(asked, "brief", PictureModel.DIFFUSION, lambda: None)


def test_a_whole_order_is_checked_for_it() -> None:
    spec = good()
    spec.voiceover_ad.brief.guidance.steps = 0
    with pytest.raises(InvalidArgumentError) as caught:
        check_spec(spec, find_asset)
    assert (caught.value.reason, caught.value.field) == ("BAD_GUIDANCE", f"{AD}.brief.guidance.steps")


def test_a_brand_has_one_style() -> None:
    spec = good()
    for name in ("one", "two"):
        spec.voiceover_ad.brand.pictures.add(id=name, role=brief_pb2.PICTURE_ROLE_STYLE, asset=PICTURE)
    with pytest.raises(InvalidArgumentError) as caught:
        check_spec(spec, find_asset)
    assert (caught.value.reason, caught.value.field) == ("TWO_STYLES", f"{AD}.brand.pictures[2].role")
    del spec.voiceover_ad.brand.pictures[-1]
    check_spec(spec, find_asset)


def test_a_style_is_shown_at_no_moment() -> None:
    spec = good()
    spec.voiceover_ad.brand.pictures.add(id="look", role=brief_pb2.PICTURE_ROLE_STYLE, asset=PICTURE)
    spec.voiceover_ad.brief.moments.add(picture_id="look", at=0.2)
    with pytest.raises(InvalidArgumentError) as caught:
        check_spec(spec, find_asset)
    assert (caught.value.reason, caught.value.field) == ("UNKNOWN_PICTURE", f"{AD}.brief.moments[1].picture_id")
