"""Is an order one that can be carried out? Everything that can be known before work starts is checked here."""

import re
from collections.abc import Callable
from fractions import Fraction

from onset.jobs import variants
from onset.jobs.assets import Facts
from onset.jobs.deliveries import FRAMES_PER_S
from onset.jobs.films import films
from onset.jobs.spec_pictures import FindCheckpoints, check_pictures, check_style, shown_pictures
from onset.jobs.spec_type import check_captions, check_characters, check_focus, check_font_roles, check_words
from onset.runtime.errors import InvalidArgumentError
from onset.timeline.brief import Size, VoiceTreatment
from onset.timeline.guidance import PictureModel
from onset.timeline.music import LEAST_MUSIC_S
from onset.timeline.plan import FILM_LENGTH_S
from onset.timeline.script import ScriptError, check_script
from onset.v1 import brief_pb2, media_pb2
from onset.v1 import video_service_pb2 as pb
from onset.v1.render_pb2 import RenderQuality

FindAsset = Callable[[str, str], Facts]
"""Facts of an asset by its name; the second argument is the field to blame."""

_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_SIDE_PX = range(128, 3841, 2)
_MAX_SIZES = 6
_TREATMENTS = frozenset(choice.value for choice in VoiceTreatment)
_MAX_PICTURES = 50
_MAX_MOMENTS = 20
_MAX_LINES = 20
_PAUSE_S = (0.1, 1.0)
"""A pause shorter than a tenth of a second is none."""
_MAX_HOOK_WORDS = 10
"""What can be read in the three seconds that an opening has."""


def check_request_id(request_id: str) -> None:
    """A request id names the video.

    Raises:
        InvalidArgumentError: BAD_REQUEST_ID.
    """
    if not _IDENTIFIER.fullmatch(request_id):
        raise InvalidArgumentError(
            "BAD_REQUEST_ID",
            "request_id must be 1-64 characters of A-Z a-z 0-9 _ -; a fresh UUID for each order is best.",
            field="request_id",
        )


def check_spec(
    spec: pb.VideoSpec,
    find_asset: FindAsset,
    find_checkpoints: FindCheckpoints = lambda: None,
    usual_model: PictureModel = PictureModel.PAINTER,
) -> None:
    """Check a whole order.

    Args:
        spec: the order.
        find_asset: asked for each asset that it names.
        find_checkpoints: asked if it names a checkpoint.
        usual_model: what makes the pictures where the order names no model.

    Raises:
        InvalidArgumentError: the first thing that is wrong, with its field's path.
    """
    if spec.WhichOneof("surface") != "voiceover_ad":
        raise _bad("NO_SURFACE", "Say what to make: set voiceover_ad.", "spec.voiceover_ad")
    ad, path = spec.voiceover_ad, "spec.voiceover_ad"
    if ad.quality not in RenderQuality.values():
        raise _bad("UNKNOWN_QUALITY", f"There is no render quality {ad.quality}.", f"{path}.quality")
    check_characters(ad, path)
    _check_order(ad, path, find_asset)
    check_pictures(ad.brief, f"{path}.brief", usual_model, find_checkpoints)
    for variant, here, order in variants.orders(ad, path):
        if variant:
            _check_variant(order, here, find_asset)
    made = films(ad, path)
    if ad.edit and len(made) > 1:
        raise _bad(
            "EDIT_OF_MANY_FILMS",
            f"The order makes {len(made)} films; an edit is of one: order that one's length and variant alone.",
            f"{path}.edit",
        )
    for film in made:
        for target in film.targets:
            _check_size(target.size, target.field)


def _check_variant(order: pb.VoiceoverAdSpec, path: str, find_asset: FindAsset) -> None:
    """Blame what is wrong with a variant's order on the variant: nothing else in it differs from the checked order."""
    try:
        _check_brand(order.brand, "brand", find_asset)
        _check_brief(order, "brief", shown_pictures(order.brand))
        check_words(order, "")
    except InvalidArgumentError as error:
        own = error.field.removeprefix("brief.").removeprefix("brand.").removeprefix("call_to_action.")
        raise error.at(f"{path}.{own}") from error


def _check_order(ad: pb.VoiceoverAdSpec, path: str, find_asset: FindAsset) -> None:
    _check_voice(ad, path, find_asset)
    if ad.music:
        _check_music(find_asset(ad.music, f"{path}.music"), ad, path)
    if ad.edit:
        _require(find_asset(ad.edit, f"{path}.edit"), "edit", f"{path}.edit")
    _check_brand(ad.brand, f"{path}.brand", find_asset)
    _check_brief(ad, f"{path}.brief", shown_pictures(ad.brand))
    check_words(ad, f"{path}.")


def _check_voice(ad: pb.VoiceoverAdSpec, path: str, find_asset: FindAsset) -> None:
    if not ad.voiceover and not ad.script:
        raise _bad("NO_VOICE", "Send a recording (voiceover), a script, or both.", f"{path}.voiceover")
    recording_s = None
    if ad.voiceover:
        facts = find_asset(ad.voiceover, f"{path}.voiceover")
        _require(facts, "audio", f"{path}.voiceover")
        recording_s = facts.duration_s
    if ad.script or not ad.voiceover:
        try:
            check_script(ad.script, recording_s)
        except ScriptError as error:
            raise _bad(error.reason, str(error), f"{path}.script") from error
    if ad.language and not _LANGUAGE.fullmatch(ad.language):
        raise _bad("BAD_LANGUAGE", f"{ad.language!r} is no ISO 639-1 code such as en or de.", f"{path}.language")


def _check_music(facts: Facts, ad: pb.VoiceoverAdSpec, path: str) -> None:
    _require(facts, "audio", f"{path}.music")
    if facts.duration_s < LEAST_MUSIC_S:
        raise _bad(
            "MUSIC_TOO_SHORT",
            f"The music lasts {facts.duration_s:.2f} s, less than a bar ({LEAST_MUSIC_S:g} s); looped it stutters.",
            f"{path}.music",
        )
    if ad.brief.compose_music:
        raise _bad("TWO_MUSICS", "Send music or have it composed, not both.", f"{path}.brief.compose_music")


def _check_brand(brand: pb.BrandSpec, path: str, find_asset: FindAsset) -> None:
    _check_text(brand.name, f"{path}.name", 80)
    for name in ("primary", "secondary", "accent", "background", "text"):
        color = getattr(brand.colors, name)
        if not _COLOR.fullmatch(color):
            raise _bad("BAD_COLOR", f"{color!r} is no colour; write #rrggbb, e.g. #1b2a49.", f"{path}.colors.{name}")
    if len(brand.pictures) > _MAX_PICTURES:
        raise _bad("TOO_MANY_PICTURES", f"A brand kit has at most {_MAX_PICTURES} pictures.", f"{path}.pictures")
    seen: set[str] = set()
    logos = 0
    for index, picture in enumerate(brand.pictures):
        here = f"{path}.pictures[{index}]"
        if not _IDENTIFIER.fullmatch(picture.id) or picture.id in seen:
            raise _bad("BAD_PICTURE_ID", f"{picture.id!r} is no identifier, or is used twice.", f"{here}.id")
        seen.add(picture.id)
        if picture.role == brief_pb2.PICTURE_ROLE_UNSPECIFIED:
            raise _bad(
                "UNSPECIFIED_ENUM", "Say what the picture is for: LOGO, PRODUCT_SHOT, ASSET or STYLE.", f"{here}.role"
            )
        logos += picture.role == brief_pb2.PICTURE_ROLE_LOGO
        if logos > 1:
            raise _bad("TWO_LOGOS", "A brand kit has one logo.", f"{here}.role")
        _check_text(picture.description, f"{here}.description", 300, required=False)
        _require(find_asset(picture.asset, f"{here}.asset"), "image", f"{here}.asset")
        check_focus(picture, f"{here}.focus")
    check_style(brand, path)
    check_font_roles(brand, path)
    for index, font in enumerate(brand.fonts):
        here = f"{path}.fonts[{index}].asset"
        _require(find_asset(font.asset, here), "font", here)


def _check_brief(ad: pb.VoiceoverAdSpec, path: str, pictures: set[str]) -> None:
    brief = ad.brief
    _check_text(brief.title, f"{path}.title", 120)
    _check_text(brief.product, f"{path}.product", 80)
    _check_text(brief.mood, f"{path}.mood", 200, required=False)
    rate, (slowest, fastest) = brief.frame_rate, FRAMES_PER_S
    if (
        rate.numerator <= 0
        or rate.denominator <= 0
        or not slowest <= Fraction(rate.numerator, rate.denominator) <= fastest
    ):
        message = f"The frame rate must be within {slowest}..{fastest} per second."
        raise _bad("BAD_FRAME_RATE", message, f"{path}.frame_rate")
    if len(brief.sizes) > _MAX_SIZES or not (brief.sizes or ad.deliveries):
        raise _bad("BAD_SIZES", f"Ask for 1 to {_MAX_SIZES} sizes.", f"{path}.sizes")
    seen: set[tuple[int, int]] = set()
    for index, size in enumerate(brief.sizes):
        here = f"{path}.sizes[{index}]"
        _check_size(size, here)
        if (size.width, size.height) in seen:
            raise _bad("BAD_SIZES", "The same size is asked for twice.", here)
        seen.add((size.width, size.height))
    shortest, longest = FILM_LENGTH_S
    if brief.duration_s != 0 and not shortest <= brief.duration_s <= longest:
        raise _bad(
            "BAD_DURATION",
            f"{brief.duration_s:g} s is impossible; ask for {shortest:g}..{longest:g} s or let the voice decide (0).",
            f"{path}.duration_s",
        )
    if len(brief.moments) > _MAX_MOMENTS:
        raise _bad("TOO_MANY_MOMENTS", f"At most {_MAX_MOMENTS} moments.", f"{path}.moments")
    for index, moment in enumerate(brief.moments):
        _check_moment(moment, f"{path}.moments[{index}]", pictures)
    for name, limit in (("headline", 120), ("button", 40), ("url", 100)):
        _check_text(getattr(brief.call_to_action, name), f"{path}.call_to_action.{name}", limit, required=False)
    _check_motion(brief, path)
    _check_mix(brief, path)
    _check_text(brief.ai_label, f"{path}.ai_label", 40, required=False)
    _check_cutdown(brief.cutdown, f"{path}.cutdown")
    check_captions(ad, path)


def _check_size(size: media_pb2.Size | Size, path: str) -> None:
    for name in ("width", "height"):
        if getattr(size, name) not in _SIDE_PX:
            raise _bad("BAD_SIZE", "Width and height must be even and within 128..3840 pixels.", f"{path}.{name}")
    if not Fraction(1, 4) <= Fraction(size.width, size.height) <= 4:
        raise _bad("BAD_SIZE", "The picture may be at most four times as long as wide.", path)


def _check_mix(brief: brief_pb2.Brief, path: str) -> None:
    _check_range(brief.music_gain_db, f"{path}.music_gain_db", -40, 12)
    _check_range(brief.duck_db, f"{path}.duck_db", 0, 40)
    for index, treatment in enumerate(brief.voice_treatments):
        if treatment not in _TREATMENTS or treatment in brief.voice_treatments[:index]:
            names = ", ".join(choice.name for choice in VoiceTreatment)
            raise _bad(
                "BAD_TREATMENT", f"Each may be one of {names}, and once only.", f"{path}.voice_treatments[{index}]"
            )


def _check_motion(brief: brief_pb2.Brief, path: str) -> None:
    _check_text(brief.hook, f"{path}.hook", 120, required=False)
    if len(brief.hook.split()) > _MAX_HOOK_WORDS:
        raise _bad(
            "HOOK_TOO_LONG",
            f"{len(brief.hook.split())} words; a headline that opens a film has at most {_MAX_HOOK_WORDS}.",
            f"{path}.hook",
        )
    for index, kind in enumerate(brief.transitions):
        if kind not in brief_pb2.TransitionKind.values() or kind == brief_pb2.TRANSITION_KIND_UNSPECIFIED:
            raise _bad("UNSPECIFIED_ENUM", "Say which transition: CUT, WIPE, …", f"{path}.transitions[{index}]")


def _check_cutdown(cutdown: brief_pb2.Cutdown, path: str) -> None:
    if len(cutdown.must_say) > _MAX_LINES:
        raise _bad("TOO_MANY_LINES", f"At most {_MAX_LINES} lines must be said.", f"{path}.must_say")
    for index, line in enumerate(cutdown.must_say):
        _check_text(line, f"{path}.must_say[{index}]", 300)
    if cutdown.shortest_pause_s:
        _check_range(cutdown.shortest_pause_s, f"{path}.shortest_pause_s", *_PAUSE_S)
    if not cutdown.allowed and (cutdown.must_say or cutdown.shortest_pause_s):
        raise _bad(
            "CUTDOWN_NOT_ALLOWED",
            "Lines that must be said and shorter pauses need `allowed`: without it nothing is left out of the voice.",
            f"{path}.allowed",
        )


def _check_moment(moment: brief_pb2.Moment, path: str, pictures: set[str]) -> None:
    if moment.picture_id not in pictures:
        known = ", ".join(sorted(pictures)) or "none"
        raise _bad(
            "UNKNOWN_PICTURE",
            f"The brand kit has no picture {moment.picture_id!r}; it has: {known}.",
            f"{path}.picture_id",
        )
    if len(moment.when_says) > 200:
        raise _bad("TEXT_TOO_LONG", "At most 200 characters.", f"{path}.when_says")
    if not moment.when_says and not 0 <= moment.at <= 1:
        raise _bad("BAD_MOMENT", "`at` must be within 0..1 of the duration.", f"{path}.at")


def _check_text(text: str, path: str, limit: int, *, required: bool = True) -> None:
    if required and not text.strip():
        raise _bad("TEXT_MISSING", "This must not be empty.", path)
    if len(text) > limit:
        raise _bad("TEXT_TOO_LONG", f"{len(text)} characters; at most {limit}.", path)


def _check_range(value: float, path: str, low: float, high: float) -> None:
    if not low <= value <= high:
        raise _bad("OUT_OF_RANGE", f"{value:g} is outside {low:g}..{high:g}.", path)


def _require(facts: Facts, kind: str, path: str) -> None:
    if facts.kind != kind:
        still = " Of a video, send a still picture." if kind == "image" else ""
        raise _bad("WRONG_ASSET_KIND", f"This is {facts.blob.media_type}; {kind} is needed here.{still}", path)


def _bad(reason: str, message: str, field: str) -> InvalidArgumentError:
    return InvalidArgumentError(reason, message, field=field)
