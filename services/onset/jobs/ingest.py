"""From files as they came to the forms that the services work on."""

from collections.abc import Callable, Mapping

import cv2

from onset.jobs.assets import AssetCatalog
from onset.runtime.errors import OnsetError
from onset.runtime.media.audio import decode_audio
from onset.runtime.media.image import decode_image
from onset.runtime.storage import ObjectStore
from onset.timeline.brief import Blob, Brand, Colors, Picture, PictureRole
from onset.v1 import video_service_pb2 as pb

_WAV, _PNG = "audio/wav", "image/png"


class Ingest:
    """Decodes an order's files into the store."""

    def __init__(self, store: ObjectStore, catalog: AssetCatalog, max_audio_s: float) -> None:
        self._store = store
        self._catalog = catalog
        self._max_audio_s = max_audio_s

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
        """Brand kits with their pictures as sRGB PNG; a picture of several is decoded once."""
        known: dict[str, Blob] = {}
        return {name: self._brand(brand, field, known) for name, brand in brands.items()}

    def _brand(self, brand: pb.BrandSpec, field: str, known: dict[str, Blob]) -> Brand:
        pictures = []
        for index, picture in enumerate(brand.pictures):
            if picture.asset not in known:
                known[picture.asset] = self._picture(picture.asset, f"{field}.pictures[{index}].asset")
            blob = known[picture.asset]
            pictures.append(Picture(picture.id, PictureRole(picture.role), picture.description, blob))
        colors = brand.colors
        return Brand(
            brand.name,
            Colors(colors.primary, colors.secondary, colors.accent, colors.background, colors.text),
            tuple(pictures),
        )

    def _picture(self, asset: str, field: str) -> Blob:
        facts = self._catalog.facts(asset, field)
        try:
            rgba, _ = decode_image(self._store.fetch(facts.blob))
        except OnsetError as error:
            raise error.at(field) from error
        _, png = cv2.imencode(".png", cv2.cvtColor(rgba, cv2.COLOR_RGBA2BGRA))
        return self._store.put_bytes(png.tobytes(), _PNG)
