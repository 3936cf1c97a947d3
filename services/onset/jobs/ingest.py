"""From files as they came to the forms that the services work on."""

from collections.abc import Callable, Mapping

import cv2

from onset.jobs.assets import AssetCatalog
from onset.runtime.errors import OnsetError
from onset.runtime.media.audio import decode_audio
from onset.runtime.media.font import rewrite_font
from onset.runtime.media.image import decode_image
from onset.runtime.storage import ObjectStore
from onset.runtime.wire import from_proto
from onset.timeline.brief import Blob, Brand, Colors, FocusBox, Font, FontRole, Picture, PictureRole
from onset.v1 import video_service_pb2 as pb

_WAV, _PNG = "audio/wav", "image/png"


class Ingest:
    """Decodes an order's files into the store."""

    def __init__(self, store: ObjectStore, catalog: AssetCatalog, max_audio_s: float) -> None:
        self._store = store
        self._catalog = catalog
        self._max_audio_s = max_audio_s

    def stored(self, asset: str, field: str) -> Blob:
        """An uploaded file as it came."""
        return self._catalog.facts(asset, field).blob

    def audio(self, asset: str, field: str, cancelled: Callable[[], bool]) -> Blob:
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

    def brands(self, brands: Mapping[str, pb.BrandSpec], field: str) -> dict[str, Brand]:
        """Brand kits with their pictures as sRGB PNG and their fonts made plain; what several have is decoded once."""
        known: dict[str, Blob] = {}
        return {name: self._brand(brand, field, known) for name, brand in brands.items()}

    def _brand(self, brand: pb.BrandSpec, field: str, known: dict[str, Blob]) -> Brand:
        pictures = []
        for index, picture in enumerate(brand.pictures):
            if picture.asset not in known:
                known[picture.asset] = self._picture(picture.asset, f"{field}.pictures[{index}].asset")
            blob = known[picture.asset]
            focus = from_proto(picture.focus, FocusBox) if picture.HasField("focus") else None
            pictures.append(Picture(picture.id, PictureRole(picture.role), picture.description, blob, focus))
        fonts = []
        for index, font in enumerate(brand.fonts):
            if font.asset not in known:
                known[font.asset] = self._font(font.asset, f"{field}.fonts[{index}].asset")
            fonts.append(Font(FontRole(font.role), known[font.asset]))
        colors = brand.colors
        return Brand(
            brand.name,
            Colors(colors.primary, colors.secondary, colors.accent, colors.background, colors.text),
            tuple(pictures),
            tuple(fonts),
        )

    def _font(self, asset: str, field: str) -> Blob:
        facts = self._catalog.facts(asset, field)
        try:
            content, found = rewrite_font(self._store.fetch(facts.blob))
        except OnsetError as error:
            raise error.at(field) from error
        return self._store.put_bytes(content, found.media_type)

    def _picture(self, asset: str, field: str) -> Blob:
        facts = self._catalog.facts(asset, field)
        try:
            rgba, _ = decode_image(self._store.fetch(facts.blob))
        except OnsetError as error:
            raise error.at(field) from error
        _, png = cv2.imencode(".png", cv2.cvtColor(rgba, cv2.COLOR_RGBA2BGRA))
        return self._store.put_bytes(png.tobytes(), _PNG)
