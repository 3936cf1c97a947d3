"""What requests refer to, read from the store."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import TypeVar

from google.protobuf.message import DecodeError

from onset.compositing.order import Order, check_order, check_timeline
from onset.compositing.unreadable import UnreadableError
from onset.runtime.errors import InvalidArgumentError, NotFoundError
from onset.runtime.storage import ObjectStore
from onset.runtime.wire import from_proto
from onset.timeline.brief import Blob, Brand, CaptionStyle, Size
from onset.timeline.clip import Clip
from onset.timeline.groups import RenderQuality
from onset.timeline.plan import Timeline
from onset.timeline.profile import Profile
from onset.v1 import compositing_service_pb2 as pb
from onset.v1 import media_pb2, timeline_pb2

C = TypeVar("C", bound=Enum)


class Materials:
    """Finds blobs, and names the field of the request that a missing one stands in."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self._fields: dict[str, str] = {}
        self._places: dict[Path, str] = {}

    def order(self, message: pb.PictureOrder, path: str) -> Order:
        """A picture to draw.

        Raises:
            InvalidArgumentError: something is wrong with it.
            NotFoundError: BLOB_NOT_FOUND, the timeline is not in the store.
        """
        brand = from_proto(message.brand, Brand, f"{path}.brand")
        clips = tuple(from_proto(clip, Clip, f"{path}.clips[{index}]") for index, clip in enumerate(message.clips))
        self._fields |= {clip.blob.sha256: f"{path}.clips[{index}].blob" for index, clip in enumerate(clips)}
        self._fields |= {
            picture.blob.sha256: f"{path}.brand.pictures[{index}].blob" for index, picture in enumerate(brand.pictures)
        }
        self._fields |= {
            font.blob.sha256: f"{path}.brand.fonts[{index}].blob" for index, font in enumerate(brand.fonts)
        }
        order = Order(
            timeline=self.timeline(message.timeline, f"{path}.timeline"),
            size=from_proto(message.size, Size, f"{path}.size"),
            clips=clips,
            brand=brand,
            captions=message.captions,
            profile=from_proto(message.profile, Profile, f"{path}.profile"),
            caption_style=_choice(message.caption_style, CaptionStyle.PILL, f"{path}.caption_style"),
            quality=_choice(message.quality, RenderQuality.FINAL, f"{path}.quality"),
        )
        try:
            check_order(order)
        except InvalidArgumentError as error:
            raise error.at(f"{path}.{error.field}") from error
        return order

    def timeline(self, message: media_pb2.Blob, path: str) -> Timeline:
        """A timeline that keeps the rules of one.

        Raises:
            InvalidArgumentError: UNREADABLE_BLOB or BAD_TIMELINE.
            NotFoundError: BLOB_NOT_FOUND.
        """
        data = self.blob(message, path).read_bytes()
        try:
            stored = timeline_pb2.Timeline.FromString(data)
        except DecodeError as error:
            raise InvalidArgumentError("UNREADABLE_BLOB", "This is no serialized Timeline.", field=path) from error
        timeline = from_proto(stored, Timeline, path)
        try:
            check_timeline(timeline)
        except InvalidArgumentError as error:
            raise error.at(path) from error
        return timeline

    def blob(self, message: media_pb2.Blob, path: str) -> Path:
        """The local file of a blob in the request.

        Raises:
            NotFoundError: BLOB_NOT_FOUND.
        """
        blob = from_proto(message, Blob, path)
        self._fields[blob.sha256] = path
        return self.fetch(blob)

    def fetch(self, blob: Blob) -> Path:
        """The local file of a blob.

        Raises:
            NotFoundError: BLOB_NOT_FOUND, against the field that the blob stands in.
        """
        field = self._fields.get(blob.sha256, "")
        try:
            path = self._store.fetch(blob)
        except NotFoundError as error:
            raise error.at(field) from error
        self._places[path] = field
        return path

    @contextmanager
    def placed(self) -> Iterator[None]:
        """Name the field of a file that cannot be read within.

        Raises:
            InvalidArgumentError: BAD_CLIP, BAD_PICTURE, BAD_FONT or BAD_CHUNK.
        """
        try:
            yield
        except UnreadableError as error:
            raise error.at(self._places[error.path]) from error


def _choice(value: int, default: C, path: str) -> C:
    """An enum's choice; its default where nothing is said.

    Raises:
        InvalidArgumentError: UNSPECIFIED_ENUM.
    """
    try:
        return type(default)(value or default.value)
    except ValueError:
        known = ", ".join(choice.name for choice in type(default))
        raise InvalidArgumentError(
            "UNSPECIFIED_ENUM", f"{path} must be one of {known}; got {value}.", field=path
        ) from None
