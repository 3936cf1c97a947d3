"""From files as they came to the forms that the services work on."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import cv2

from onset.jobs.assets import AssetCatalog
from onset.runtime.errors import OnsetError
from onset.runtime.heed import Cancelled
from onset.runtime.media.audio import decode_audio
from onset.runtime.media.font import rewrite_font
from onset.runtime.media.image import decode_image
from onset.runtime.storage import ObjectStore
from onset.runtime.wire import from_proto
from onset.timeline.brief import Blob, Brand, Colors, FocusBox, Font, FontRole, Picture, PictureRole
from onset.v1 import video_service_pb2 as pb

_WAV, _PNG = "audio/wav", "image/png"
_AT_ONCE = 2
"""Files that one order has decoded beside each other."""


class Ingest:
    """Decodes an order's files into the store."""

    def __init__(self, store: ObjectStore, catalog: AssetCatalog, max_audio_s: float) -> None:
        self._store = store
        self._catalog = catalog
        self._max_audio_s = max_audio_s

    def stored(self, asset: str, field: str) -> Blob:
        """An uploaded file as it came."""
        return self._catalog.facts(asset, field).blob

    def audio(self, asset: str, field: str, cancelled: Cancelled) -> Blob:
        """The canonical WAV of an uploaded sound."""
        facts = self._catalog.facts(asset, field)
        with self._store.scratch() as folder:
            target = folder / "canonical.wav"
            try:
                decode_audio(
                    self._store.fetch(facts.blob), target, max_duration_s=self._max_audio_s, cancelled=cancelled
                )
            except OnsetError as error:
                raise error.at(field) from error
            return self._store.put_file(target, _WAV)

    def brands(self, brands: Mapping[str, pb.BrandSpec], field: str, cancelled: Cancelled) -> dict[str, Brand]:
        """Brand kits with their pictures as sRGB PNG and their fonts made plain; what several have is decoded once."""
        due: dict[str, Callable[[], Blob]] = {}
        for brand in brands.values():
            for index, picture in enumerate(brand.pictures):
                place = f"{field}.pictures[{index}].asset"
                due.setdefault(picture.asset, partial(self._picture, picture.asset, place, cancelled))
            for index, font in enumerate(brand.fonts):
                place = f"{field}.fonts[{index}].asset"
                due.setdefault(font.asset, partial(self._font, font.asset, place, cancelled))
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="onset-ingest") as decoders:
            # Each is decoded by a process of its own, which takes longer to start than to work.
            found = decoders.map(lambda decode: decode(), due.values())
            known = dict(zip(due, found, strict=True))
        return {name: _brand(brand, known) for name, brand in brands.items()}

    def _font(self, asset: str, field: str, cancelled: Cancelled) -> Blob:
        facts = self._catalog.facts(asset, field)
        try:
            content, found = rewrite_font(self._store.fetch(facts.blob), cancelled=cancelled)
        except OnsetError as error:
            raise error.at(field) from error
        return self._store.put_bytes(content, found.media_type)

    def _picture(self, asset: str, field: str, cancelled: Cancelled) -> Blob:
        facts = self._catalog.facts(asset, field)
        try:
            rgba, _ = decode_image(self._store.fetch(facts.blob), cancelled=cancelled)
        except OnsetError as error:
            raise error.at(field) from error
        _, png = cv2.imencode(".png", cv2.cvtColor(rgba, cv2.COLOR_RGBA2BGRA))
        return self._store.put_bytes(png.tobytes(), _PNG)


def _brand(brand: pb.BrandSpec, known: Mapping[str, Blob]) -> Brand:
    """A kit with its assets as they were decoded."""
    pictures = []
    for picture in brand.pictures:
        focus = from_proto(picture.focus, FocusBox) if picture.HasField("focus") else None
        pictures.append(
            Picture(picture.id, PictureRole(picture.role), picture.description, known[picture.asset], focus)
        )
    colors = brand.colors
    return Brand(
        brand.name,
        Colors(colors.primary, colors.secondary, colors.accent, colors.background, colors.text),
        tuple(pictures),
        tuple(Font(FontRole(font.role), known[font.asset]) for font in brand.fonts),
    )
