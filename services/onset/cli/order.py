"""From brief files to an order: what to upload and the spec that refers to it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from onset.cli.brief_file import BrandFile, BriefFile, PictureFile, read_file
from onset.cli.delivery_file import fill_delivery, fill_variant
from onset.cli.files import read_text, require_file
from onset.runtime.errors import InvalidArgumentError, OnsetError
from onset.runtime.wire import to_proto
from onset.v1 import brief_pb2, media_pb2, pictures_pb2
from onset.v1 import video_service_pb2 as pb

Upload = Callable[[Path], str]
"""Uploads a file and returns its asset name."""


@dataclass(frozen=True, slots=True)
class Order:
    """A brief with all its files found."""

    brief: BriefFile
    folder: Path
    """Where the brief lies; what it names lies relative to it."""
    brand: BrandFile
    voiceover: Path | None
    script: str
    music: Path | None
    pictures: tuple[tuple[PictureFile, Path, "brief_pb2.PictureRole.ValueType"], ...]
    edit: Path | None
    fonts: tuple[tuple[Path, "brief_pb2.FontRole.ValueType"], ...]
    caption_script: str


def read_order(brief_path: Path, voiceover: Path | None, script: Path | None) -> Order:
    """Read a brief and all it refers to; paths in a file are relative to that file.

    A voiceover or script from the command line replaces both of the brief's.

    Raises:
        InvalidArgumentError: a file is missing or a field is wrong.
    """
    brief = read_file(brief_path, BriefFile)
    here = brief_path.parent
    brand_path = here / brief.brand
    brand = read_file(brand_path, BrandFile)
    if voiceover is None and script is None:
        voiceover = here / brief.voiceover if brief.voiceover else None
        script = here / brief.script if brief.script else None
    if voiceover is None and script is None:
        raise InvalidArgumentError(
            "NO_VOICE", f"{brief_path} names neither a voiceover nor a script; give --voiceover or --script."
        )
    music = here / brief.music if brief.music else None
    pictures = [
        (picture, brand_path.parent / picture.path, role)
        for role, entries in (
            (brief_pb2.PICTURE_ROLE_PRODUCT_SHOT, brand.product_shots),
            (brief_pb2.PICTURE_ROLE_ASSET, brand.assets),
        )
        for picture in entries
    ]
    if brand.logo:
        logo = PictureFile(id="logo", path=brand.logo, description=f"{brand.name} logo")
        pictures.insert(0, (logo, brand_path.parent / brand.logo, brief_pb2.PICTURE_ROLE_LOGO))
    if brand.style:
        style = PictureFile(id="style", path=brand.style)
        pictures.append((style, brand_path.parent / brand.style, brief_pb2.PICTURE_ROLE_STYLE))
    edit = here / brief.edit if brief.edit else None
    fonts = tuple(
        (brand_path.parent / path, role)
        for path, role in (
            (brand.fonts.headline, brief_pb2.FONT_ROLE_HEADLINE),
            (brand.fonts.caption, brief_pb2.FONT_ROLE_CAPTION),
        )
        if path is not None
    )
    for path in [voiceover, music, edit, *(path for _, path, _ in pictures), *(path for path, _ in fonts)]:
        if path is not None:
            require_file(path)
    for variant in brief.variants:
        for path in variant.pictures.values():
            require_file(here / path)
        if variant.caption_script is not None:
            read_text(here / variant.caption_script)
    return Order(
        brief,
        here,
        brand,
        voiceover,
        read_text(script) if script else "",
        music,
        tuple(pictures),
        edit,
        fonts,
        read_text(here / brief.caption_script) if brief.caption_script else "",
    )


def build_spec(order: Order, upload: Upload) -> pb.VideoSpec:
    """Upload an order's files and refer to them.

    Raises:
        OnsetError: an upload is refused; the message names the file.
    """

    def uploaded(path: Path) -> str:
        try:
            return upload(path)
        except OnsetError as error:
            raise type(error)(error.reason, f"{path}: {error.message}", metadata=error.metadata) from error

    spec = pb.VideoSpec()
    ad = spec.voiceover_ad
    if order.voiceover:
        ad.voiceover = uploaded(order.voiceover)
    ad.script = order.script
    if order.music:
        ad.music = uploaded(order.music)
    if order.edit:
        ad.edit = uploaded(order.edit)
    ad.edit_package = order.brief.edit_package
    ad.language = order.brief.language
    _fill_brief(ad.brief, order.brief)
    ad.brief.caption_script = order.caption_script
    ad.brand.name = order.brand.name
    for name, color in order.brand.colors.model_dump().items():
        setattr(ad.brand.colors, name, color)
    for picture, path, role in order.pictures:
        message = ad.brand.pictures.add(id=picture.id, role=role, description=picture.description, asset=uploaded(path))
        if picture.focus is not None:
            left, top, right, bottom = picture.focus
            message.focus.CopyFrom(brief_pb2.FocusBox(left=left, top=top, right=right, bottom=bottom))
    for path, font_role in order.fonts:
        ad.brand.fonts.add(role=font_role, asset=uploaded(path))
    for delivery in order.brief.deliveries:
        fill_delivery(ad.deliveries.add(), delivery, order.folder)
    for variant in order.brief.variants:
        fill_variant(ad.variants.add(), variant, order.folder, upload=uploaded)
    return spec


def _fill_brief(message: brief_pb2.Brief, brief: BriefFile) -> None:
    message.title, message.product, message.mood = brief.title, brief.product, brief.mood
    message.frame_rate.CopyFrom(to_proto(brief.frame_rate, media_pb2.FrameRate))
    message.sizes.extend(to_proto(size, media_pb2.Size) for size in brief.formats)
    message.duration_s, message.seed, message.captions = brief.duration, brief.seed, brief.captions
    message.music_gain_db, message.duck_db = brief.music_gain_db, brief.duck_db
    message.caption_style = brief_pb2.CaptionStyle.ValueType(brief.caption_style.value)
    message.hook = brief.hook
    message.transitions.extend(brief_pb2.TransitionKind.ValueType(kind.value) for kind in brief.transitions)
    message.voice_treatments.extend(
        brief_pb2.VoiceTreatment.ValueType(treatment.value) for treatment in brief.voice_treatments
    )
    message.compose_music, message.sound_accents = brief.compose_music, brief.sound_accents
    message.ai_label = brief.ai_label
    if brief.picture_model is not None:
        message.picture_model = pictures_pb2.PictureModel.ValueType(brief.picture_model.value)
    if brief.picture_motion is not None:
        motion = brief.picture_motion
        message.picture_motion.CopyFrom(
            pictures_pb2.PictureMotion(
                kind=pictures_pb2.PictureMotionKind.ValueType(motion.kind.value),
                keyframes=pictures_pb2.KeyframePlacement.ValueType(motion.keyframes.value),
                push=motion.push,
                strength=motion.strength,
            )
        )
    if brief.guidance is not None:
        message.guidance.CopyFrom(pictures_pb2.Guidance(**brief.guidance.model_dump()))
    message.checkpoint = brief.checkpoint
    if brief.cutdown is not None:
        message.cutdown.allowed = brief.cutdown.allowed
        message.cutdown.must_say.extend(brief.cutdown.must_say)
        message.cutdown.shortest_pause_s = brief.cutdown.shortest_pause
    for name, text in brief.call_to_action.model_dump().items():
        setattr(message.call_to_action, name, text)
    for index, moment in enumerate(brief.moments):
        try:
            when_says, at = moment.trigger()
        except ValueError as error:
            raise InvalidArgumentError("BAD_BRIEF", f"moments[{index}]: {error}", field=f"moments[{index}]") from error
        message.moments.add(picture_id=moment.show, when_says=when_says, at=at)
