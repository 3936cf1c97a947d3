"""Every refusal of an order names its reason and the path of the field, before any work."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from onset.jobs.assets import Facts
from onset.jobs.spec import check_request_id, check_spec
from onset.runtime.errors import InvalidArgumentError
from onset.runtime.wire import to_proto
from onset.timeline.brief import Blob
from onset.timeline.profile import profile
from onset.v1 import brief_pb2, media_pb2, profile_pb2
from onset.v1 import video_service_pb2 as pb

VOICE, PICTURE, STING, FONT, EDIT = (f"assets/{digit * 64}" for digit in "abcde")
AD = "spec.voiceover_ad"


def find_asset(name: str, field: str) -> Facts:
    kinds = {VOICE: ("audio", 10.0), PICTURE: ("image", 0.0), STING: ("audio", 1.9), FONT: ("font", 0.0)}
    kinds[EDIT] = ("edit", 0.0)
    if name not in kinds:
        raise InvalidArgumentError("UNKNOWN_ASSET", "It is not here.", field=field)
    kind, duration_s = kinds[name]
    return Facts(Blob(name[7:], 1, kind + "/x"), kind, duration_s)


def good() -> pb.VideoSpec:
    spec = pb.VideoSpec()
    ad = spec.voiceover_ad
    ad.voiceover = VOICE
    ad.brief.title, ad.brief.product = "Title", "Product"
    ad.brief.frame_rate.CopyFrom(media_pb2.FrameRate(numerator=30, denominator=1))
    ad.brief.sizes.add(width=1080, height=1920)
    ad.brand.name = "Brand"
    for name in ("primary", "secondary", "accent", "background", "text"):
        setattr(ad.brand.colors, name, "#102030")
    ad.brand.pictures.add(id="shot", role=brief_pb2.PICTURE_ROLE_PRODUCT_SHOT, asset=PICTURE)
    ad.brief.moments.add(picture_id="shot", at=0.5)
    return spec


def compose_beside_music(ad: pb.VoiceoverAdSpec) -> None:
    ad.music, ad.brief.compose_music = VOICE, True


Change = Callable[[pb.VoiceoverAdSpec], object]
HEADLINE = brief_pb2.FONT_ROLE_HEADLINE


def two_fonts(ad: pb.VoiceoverAdSpec) -> None:
    for _ in range(2):
        ad.brand.fonts.add(role=HEADLINE, asset=FONT)


def captions_of(script: str, lines: str) -> Change:
    def change(ad: pb.VoiceoverAdSpec) -> None:
        ad.script, ad.brief.caption_script, ad.brief.captions = script, lines, True

    return change


def edit_of_many(ad: pb.VoiceoverAdSpec) -> None:
    ad.edit = EDIT
    for duration_s in (6.0, 15.0):
        ad.deliveries.add(profile="social", duration_s=duration_s)


REFUSED: list[tuple[str, str, Change]] = [
    ("NO_VOICE", "voiceover", lambda ad: ad.ClearField("voiceover")),
    ("UNKNOWN_ASSET", "voiceover", lambda ad: setattr(ad, "voiceover", "assets/nothing")),
    ("WRONG_ASSET_KIND", "voiceover", lambda ad: setattr(ad, "voiceover", PICTURE)),
    ("WRONG_ASSET_KIND", "music", lambda ad: setattr(ad, "music", PICTURE)),
    ("SCRIPT_WITHOUT_WORDS", "script", lambda ad: setattr(ad, "script", "… !?")),
    ("CONTROL_CHARACTER", "script", lambda ad: setattr(ad, "script", "Wake\0up")),
    ("CONTROL_CHARACTER", "brief.title", lambda ad: setattr(ad.brief, "title", "\x1b[31mred")),
    ("CONTROL_CHARACTER", "brief.cutdown.must_say[1]", lambda ad: ad.brief.cutdown.must_say.extend(["a", "\x7f"])),
    ("CONTROL_CHARACTER", "variants[0].headline", lambda ad: vary(ad, "a", headline="\x08")),
    ("CONTROL_CHARACTER", "brief.title", lambda ad: setattr(ad.brief, "title", "\x9b31mred")),
    ("CONTROL_CHARACTER", "script", lambda ad: setattr(ad, "script", "Wake up.\x85Feel well.")),
    ("CONTROL_CHARACTER", "script", lambda ad: setattr(ad, "script", "Wake up.\x0bFeel well.")),
    ("CONTROL_CHARACTER", "script", lambda ad: setattr(ad, "script", "Wake up.\x0cFeel well.")),
    ("SCRIPT_TOO_LONG", "script", lambda ad: setattr(ad, "script", "word " * 61)),
    ("SCRIPT_TOO_LONG", "script", lambda ad: setattr(ad, "script", "words " * 1100)),
    ("WRONG_ASSET_KIND", "edit", lambda ad: setattr(ad, "edit", PICTURE)),
    ("UNKNOWN_ASSET", "edit", lambda ad: setattr(ad, "edit", "assets/nothing")),
    ("EDIT_OF_MANY_FILMS", "edit", edit_of_many),
    ("TEXT_TOO_LONG", "brief.ai_label", lambda ad: setattr(ad.brief, "ai_label", "x" * 41)),
    ("BAD_LANGUAGE", "language", lambda ad: setattr(ad, "language", "english")),
    ("TEXT_MISSING", "brand.name", lambda ad: setattr(ad.brand, "name", " ")),
    ("BAD_COLOR", "brand.colors.accent", lambda ad: setattr(ad.brand.colors, "accent", "orange")),
    ("BAD_PICTURE_ID", "brand.pictures[0].id", lambda ad: setattr(ad.brand.pictures[0], "id", "a b")),
    ("BAD_PICTURE_ID", "brand.pictures[1].id", lambda ad: ad.brand.pictures.add().CopyFrom(ad.brand.pictures[0])),
    ("UNSPECIFIED_ENUM", "brand.pictures[0].role", lambda ad: setattr(ad.brand.pictures[0], "role", 0)),
    ("WRONG_ASSET_KIND", "brand.pictures[0].asset", lambda ad: setattr(ad.brand.pictures[0], "asset", VOICE)),
    (
        "TEXT_TOO_LONG",
        "brand.pictures[0].description",
        lambda ad: setattr(ad.brand.pictures[0], "description", "x" * 301),
    ),
    ("BAD_FOCUS", "brand.pictures[0].focus", lambda ad: setattr(ad.brand.pictures[0].focus, "right", 1.5)),
    ("UNSPECIFIED_ENUM", "brand.fonts[0].role", lambda ad: ad.brand.fonts.add(asset=FONT)),
    ("TWO_FONTS", "brand.fonts[1].role", two_fonts),
    ("WRONG_ASSET_KIND", "brand.fonts[0].asset", lambda ad: ad.brand.fonts.add(role=HEADLINE, asset=PICTURE)),
    ("UNSPECIFIED_ENUM", "brief.caption_style", lambda ad: setattr(ad.brief, "caption_style", 9)),
    ("TEXT_TOO_LONG", "brief.caption_script", lambda ad: setattr(ad.brief, "caption_script", "x" * 6001)),
    ("CAPTION_SCRIPT_MISMATCH", "brief.caption_script", captions_of("Wake up! Feel well! Now!", "Eins.\nZwei.")),
    ("CAPTION_SCRIPT_MISMATCH", "brief.caption_script", captions_of("Wake up.", "Eins.\nZwei.\nDrei.")),
    ("UNSUPPORTED_SCRIPT", "brief.caption_script", captions_of("Wake up.", "ᚠᚢᚦ")),
    ("UNSUPPORTED_SCRIPT", "script", captions_of("Wake ᚠᚢᚦ up.", "")),
    ("UNSUPPORTED_SCRIPT", "brief.ai_label", lambda ad: setattr(ad.brief, "ai_label", "ᚠᚢᚦ")),
    ("UNSUPPORTED_SCRIPT", "brand.name", lambda ad: setattr(ad.brand, "name", "ᚠᚢᚦ")),
    (
        "UNSUPPORTED_SCRIPT",
        "brief.call_to_action.headline",
        lambda ad: setattr(ad.brief.call_to_action, "headline", "ᚠᚢᚦ"),
    ),
    ("TEXT_MISSING", "brief.title", lambda ad: setattr(ad.brief, "title", "")),
    ("TEXT_TOO_LONG", "brief.mood", lambda ad: setattr(ad.brief, "mood", "x" * 201)),
    ("BAD_FRAME_RATE", "brief.frame_rate", lambda ad: ad.brief.ClearField("frame_rate")),
    ("BAD_FRAME_RATE", "brief.frame_rate", lambda ad: setattr(ad.brief.frame_rate, "numerator", 1000)),
    ("BAD_SIZES", "brief.sizes", lambda ad: ad.brief.ClearField("sizes")),
    ("BAD_SIZES", "brief.sizes[1]", lambda ad: ad.brief.sizes.add(width=1080, height=1920)),
    ("BAD_SIZE", "brief.sizes[0].width", lambda ad: setattr(ad.brief.sizes[0], "width", 1081)),
    ("BAD_SIZE", "brief.sizes[0].height", lambda ad: setattr(ad.brief.sizes[0], "height", 100_000)),
    ("BAD_SIZE", "brief.sizes[0]", lambda ad: setattr(ad.brief.sizes[0], "width", 128)),
    ("BAD_DURATION", "brief.duration_s", lambda ad: setattr(ad.brief, "duration_s", -1)),
    ("BAD_DURATION", "brief.duration_s", lambda ad: setattr(ad.brief, "duration_s", 10_000)),
    ("BAD_DURATION", "brief.duration_s", lambda ad: setattr(ad.brief, "duration_s", float("nan"))),
    ("UNKNOWN_PICTURE", "brief.moments[0].picture_id", lambda ad: setattr(ad.brief.moments[0], "picture_id", "none")),
    ("BAD_MOMENT", "brief.moments[0].at", lambda ad: setattr(ad.brief.moments[0], "at", 1.5)),
    ("TEXT_TOO_LONG", "brief.call_to_action.button", lambda ad: setattr(ad.brief.call_to_action, "button", "x" * 41)),
    ("TEXT_TOO_LONG", "brief.hook", lambda ad: setattr(ad.brief, "hook", "x" * 121)),
    ("HOOK_TOO_LONG", "brief.hook", lambda ad: setattr(ad.brief, "hook", "so " * 11)),
    ("UNSPECIFIED_ENUM", "brief.transitions[1]", lambda ad: ad.brief.transitions.extend([1, 0])),
    ("UNSPECIFIED_ENUM", "brief.transitions[0]", lambda ad: ad.brief.transitions.append(99)),
    ("OUT_OF_RANGE", "brief.duck_db", lambda ad: setattr(ad.brief, "duck_db", -1)),
    ("MUSIC_TOO_SHORT", "music", lambda ad: setattr(ad, "music", STING)),
    ("TWO_MUSICS", "brief.compose_music", compose_beside_music),
    ("BAD_TREATMENT", "brief.voice_treatments[0]", lambda ad: ad.brief.voice_treatments.append(0)),
    ("BAD_TREATMENT", "brief.voice_treatments[1]", lambda ad: ad.brief.voice_treatments.extend([2, 2])),
    ("BAD_TREATMENT", "brief.voice_treatments[0]", lambda ad: ad.brief.voice_treatments.append(9)),
    ("TOO_MANY_LINES", "brief.cutdown.must_say", lambda ad: ad.brief.cutdown.must_say.extend(["line"] * 21)),
    ("TEXT_MISSING", "brief.cutdown.must_say[1]", lambda ad: ad.brief.cutdown.must_say.extend(["line", " "])),
    ("TEXT_TOO_LONG", "brief.cutdown.must_say[0]", lambda ad: ad.brief.cutdown.must_say.append("x" * 301)),
    ("OUT_OF_RANGE", "brief.cutdown.shortest_pause_s", lambda ad: setattr(ad.brief.cutdown, "shortest_pause_s", 0.05)),
    ("CUTDOWN_NOT_ALLOWED", "brief.cutdown.allowed", lambda ad: ad.brief.cutdown.must_say.append("line")),
    ("OUT_OF_RANGE", "brief.music_gain_db", lambda ad: setattr(ad.brief, "music_gain_db", float("nan"))),
]


def deliver(ad: pb.VoiceoverAdSpec, name: str, **fields: object) -> pb.Delivery:
    return ad.deliveries.add(profile=name, **fields)


def custom(ad: pb.VoiceoverAdSpec, **changes: object) -> None:
    own = ad.deliveries.add(duration_s=10).custom
    own.CopyFrom(to_proto(replace(profile("social"), name="own"), profile_pb2.Profile))
    for name, value in changes.items():
        setattr(own, name, value)


def vary(ad: pb.VoiceoverAdSpec, *ids: str, **fields: object) -> None:
    for name in ids:
        ad.variants.add(id=name, **fields)


def too_loud(ad: pb.VoiceoverAdSpec) -> None:
    custom(ad)
    ad.deliveries[0].custom.audio.target_lufs = 3


def endless(ad: pb.VoiceoverAdSpec) -> None:
    custom(ad)
    ad.deliveries[0].custom.duration.most_s = float("inf")


def far_too_long(ad: pb.VoiceoverAdSpec) -> None:
    custom(ad)
    ad.deliveries[0].custom.duration.most_s, ad.deliveries[0].duration_s = 1e6, 1e5


def only_fast(ad: pb.VoiceoverAdSpec) -> None:
    custom(ad)
    ad.deliveries[0].custom.frame_rates.add(numerator=1000, denominator=1)


def only_long(ad: pb.VoiceoverAdSpec) -> None:
    custom(ad)
    rule = ad.deliveries[0].custom.duration
    rule.least_s, rule.most_s, ad.deliveries[0].duration_s = 200, 400, 0


def low_level(ad: pb.VoiceoverAdSpec) -> None:
    custom(ad)
    ad.deliveries[0].custom.video.highest_level = 13


def starved(ad: pb.VoiceoverAdSpec) -> None:
    custom(ad)
    ad.deliveries[0].custom.video.most_mbps = 0.05


def odd_size(ad: pb.VoiceoverAdSpec) -> None:
    custom(ad)
    ad.deliveries[0].size.width, ad.deliveries[0].size.height = 641, 360


SIZE = media_pb2.Size(width=1080, height=1080)
TOO_FAST = media_pb2.FrameRate(numerator=1000, denominator=1)
HIGH = media_pb2.FrameRate(numerator=50, denominator=1)

DELIVERIES_REFUSED: list[tuple[str, str, Change]] = [
    ("UNKNOWN_PROFILE", "deliveries[0].profile", lambda ad: deliver(ad, "meta_reel")),
    ("NO_PROFILE", "deliveries[0].profile", lambda ad: deliver(ad, "")),
    ("TWO_PROFILES", "deliveries[0].custom", lambda ad: (custom(ad), setattr(ad.deliveries[0], "profile", "tiktok"))),
    ("BAD_PROFILE", "deliveries[0].custom.name", lambda ad: custom(ad, name="../x")),
    ("BAD_PROFILE", "deliveries[0].custom.audio", too_loud),
    ("BAD_SIZE", "deliveries[0].width", odd_size),
    ("BAD_PROFILE", "deliveries[0].custom.duration", endless),
    ("BAD_DURATION", "deliveries[0].duration_s", far_too_long),
    ("BAD_FRAME_RATE", "deliveries[0].frame_rate", only_fast),
    ("BAD_FRAME_RATE", "deliveries[0].frame_rate", lambda ad: deliver(ad, "social", frame_rate=TOO_FAST)),
    ("PROFILE_SIZE", "deliveries[0].size", lambda ad: deliver(ad, "meta_reels", size=SIZE)),
    ("PROFILE_FRAME_RATE", "deliveries[0].frame_rate", lambda ad: deliver(ad, "dv360", frame_rate=HIGH, duration_s=15)),
    ("BAD_FRAME_RATE", "deliveries[0].frame_rate", lambda ad: deliver(ad, "social", frame_rate=media_pb2.FrameRate())),
    ("PROFILE_DURATION", "deliveries[0].duration_s", lambda ad: deliver(ad, "dv360")),
    ("PROFILE_DURATION", "deliveries[0].duration_s", lambda ad: deliver(ad, "youtube_bumper", duration_s=7)),
    ("BAD_DURATION", "deliveries[0].duration_s", lambda ad: deliver(ad, "social", duration_s=float("nan"))),
    ("PROFILE_FILE_SIZE", "deliveries[0]", lambda ad: custom(ad, max_bytes=200_000)),
    ("PROFILE_CODING", "deliveries[0]", low_level),
    ("PROFILE_CODING", "deliveries[0]", starved),
    ("PROFILE_DURATION", "deliveries[0].duration_s", only_long),
    ("SAME_DELIVERY", "deliveries[1]", lambda ad: (deliver(ad, "tiktok"), deliver(ad, "tiktok"))),
    ("TOO_MANY_DELIVERIES", "deliveries", lambda ad: [deliver(ad, "tiktok") for _ in range(25)]),
    ("BAD_VARIANT_ID", "variants[0].id", lambda ad: vary(ad, "a b")),
    ("BAD_VARIANT_ID", "variants[1].id", lambda ad: vary(ad, "a-b", "A_b", headline="x")),
    ("SAME_VARIANT", "variants[1]", lambda ad: vary(ad, "a", "b", headline="x")),
    ("TOO_MANY_VARIANTS", "variants", lambda ad: vary(ad, *(f"v{n}" for n in range(51)))),
    ("TEXT_TOO_LONG", "variants[0].headline", lambda ad: vary(ad, "a", headline="x" * 121)),
    ("TEXT_TOO_LONG", "variants[0].product", lambda ad: vary(ad, "a", product="x" * 81)),
    ("BAD_COLOR", "variants[0].colors.primary", lambda ad: vary(ad, "a", colors=brief_pb2.Colors(primary="red"))),
    (
        "UNKNOWN_PICTURE",
        "variants[0].pictures[0].picture_id",
        lambda ad: vary(ad, "a", pictures=[pb.PictureSwap(picture_id="none", asset=PICTURE)]),
    ),
    (
        "WRONG_ASSET_KIND",
        "variants[0].pictures[0].asset",
        lambda ad: vary(ad, "a", pictures=[pb.PictureSwap(picture_id="shot", asset=VOICE)]),
    ),
    (
        "PROFILE_DURATION",
        "variants[0].deliveries[0].duration_s",
        lambda ad: vary(ad, "a", deliveries=[pb.Delivery(profile="dv360")]),
    ),
]
REFUSED += DELIVERIES_REFUSED
REFUSED.append(("UNKNOWN_QUALITY", "quality", lambda ad: setattr(ad, "quality", 77)))


def test_good_order_passes() -> None:
    check_spec(good(), find_asset)


@pytest.mark.parametrize(("reason", "field", "change"), REFUSED, ids=[f"{r}-{f}" for r, f, _ in REFUSED])
def test_refusal(reason: str, field: str, change: Change) -> None:
    spec = good()
    change(spec.voiceover_ad)
    with pytest.raises(InvalidArgumentError) as caught:
        check_spec(spec, find_asset)
    assert (caught.value.reason, caught.value.field) == (reason, f"{AD}.{field}")


def test_line_ends_and_tabs_are_no_control_characters() -> None:
    spec = good()
    spec.voiceover_ad.script = "Wake\tup.\r\nNow, now."
    check_spec(spec, find_asset)


def test_no_surface() -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        check_spec(pb.VideoSpec(), find_asset)
    assert caught.value.reason == "NO_SURFACE"


@pytest.mark.parametrize("request_id", ["", "a b", "x" * 65, "ü", "a/b"])
def test_bad_request_id(request_id: str) -> None:
    with pytest.raises(InvalidArgumentError, match="request_id"):
        check_request_id(request_id)
