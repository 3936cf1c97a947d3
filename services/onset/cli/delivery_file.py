"""Destinations and variants as a brief names them."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from onset.cli.fields import ColorsFile, Format, Rate, StrictFile
from onset.cli.files import read_text
from onset.runtime.errors import InvalidArgumentError
from onset.runtime.wire import to_proto
from onset.timeline.profile import Profile, profile, read_profile
from onset.v1 import media_pb2, profile_pb2
from onset.v1 import video_service_pb2 as pb


def _destination(name: str) -> str:
    return name if name.endswith(".toml") else profile(name).name


def _delivery(value: object) -> object:
    return {"profile": value} if isinstance(value, str) else value


class DeliveryFile(StrictFile):
    """`meta_reels`, or `{profile: youtube_bumper, format: "16:9", frame_rate: 25, duration: 6}`."""

    profile: Annotated[str, AfterValidator(_destination)]
    """Name of a profile of the house, or path of a TOML file that holds one of your own."""
    format: Format | None = None
    frame_rate: Rate | None = None
    duration: float = 0.0


Deliveries = list[Annotated[DeliveryFile, BeforeValidator(_delivery)]]


class VariantFile(StrictFile):
    """What one variant changes."""

    id: str
    headline: str = ""
    button: str = ""
    url: str = ""
    hook: str = ""
    product: str = ""
    colors: ColorsFile | None = None
    pictures: dict[str, Path] = Field(default_factory=dict)
    """Other files by the identifier of the brand kit's picture."""
    caption_script: Path | None = None
    deliveries: Deliveries = Field(default_factory=list)


def fill_delivery(message: pb.Delivery, delivery: DeliveryFile, here: Path) -> None:
    """A destination as a message; a profile of the user's is read relative to `here`.

    Raises:
        InvalidArgumentError: BAD_PROFILE, or what `read_text` refuses, naming the file.
    """
    if delivery.profile.endswith(".toml"):
        message.custom.CopyFrom(to_proto(_own_profile(here / delivery.profile), profile_pb2.Profile))
    else:
        message.profile = delivery.profile
    if delivery.format is not None:
        message.size.CopyFrom(to_proto(delivery.format, media_pb2.Size))
    if delivery.frame_rate is not None:
        message.frame_rate.CopyFrom(to_proto(delivery.frame_rate, media_pb2.FrameRate))
    message.duration_s = delivery.duration


def fill_variant(
    message: pb.Variant,
    variant: VariantFile,
    here: Path,
    *,
    upload: Callable[[Path], str],
) -> None:
    """A variant as a message; its files are relative to `here`.

    Raises:
        OnsetError: a file is missing or refused.
    """
    message.id = variant.id
    for name in ("headline", "button", "url", "hook", "product"):
        setattr(message, name, getattr(variant, name))
    if variant.colors is not None:
        for name, color in variant.colors.model_dump().items():
            setattr(message.colors, name, color)
    for picture_id, path in variant.pictures.items():
        message.pictures.add(picture_id=picture_id, asset=upload(here / path))
    if variant.caption_script is not None:
        message.caption_script = read_text(here / variant.caption_script)
    for delivery in variant.deliveries:
        fill_delivery(message.deliveries.add(), delivery, here)


def _own_profile(path: Path) -> Profile:
    text = read_text(path)
    try:
        return read_profile(path.stem, tomllib.loads(text))
    except RecursionError:
        raise InvalidArgumentError("BAD_PROFILE", f"{path} is nested too deeply", field="profile") from None
    except KeyError as error:
        raise InvalidArgumentError("BAD_PROFILE", f"{path}: {error.args[0]} is needed", field="profile") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise InvalidArgumentError("BAD_PROFILE", f"{path}: {error}", field="profile") from error
