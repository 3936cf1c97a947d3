"""Uploaded files: received, checked, stored, and remembered with what was found in them."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from onset.runtime.errors import InvalidArgumentError, NotFoundError
from onset.runtime.media.asset import inspect_asset
from onset.runtime.storage import ObjectStore
from onset.timeline.brief import Blob
from onset.v1 import video_service_pb2 as pb

_PREFIX = "assets/"
_CHUNK_BYTES = 1 << 20
MAX_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an uploaded file."""

    blob: Blob
    kind: str
    """`audio`, `image`, `edit` or `font`."""
    duration_s: float
    """0 for all but sounds."""


class AssetCatalog:
    """The files of this store, by name `assets/{sha256}`."""

    def __init__(self, store: ObjectStore, *, max_bytes: int, max_audio_s: float) -> None:
        self._store = store
        self._max_bytes = max_bytes
        self._max_audio_s = max_audio_s

    def receive(self, requests: Iterable[pb.UploadAssetRequest]) -> pb.Asset:
        """Take an upload; nothing is kept unless the whole file is acceptable.

        Raises:
            InvalidArgumentError: UPLOAD_ORDER, CHUNK_TOO_LARGE, FILE_TOO_LARGE, DIGEST_MISMATCH, or what makes the
                content unusable.
        """
        stream = iter(requests)
        first = next(stream, None)
        if first is None or first.WhichOneof("payload") != "declaration":
            raise InvalidArgumentError("UPLOAD_ORDER", "The first message must be `declaration`.", field="declaration")
        with self._store.scratch() as folder:
            path = folder / "upload"
            digest = self._write(stream, path)
            wanted = first.declaration.sha256
            if wanted and wanted != digest:
                raise InvalidArgumentError(
                    "DIGEST_MISMATCH",
                    f"The content has SHA-256 {digest}, declared was {wanted}; upload again.",
                    field="declaration.sha256",
                )
            facts = inspect_asset(path, max_duration_s=self._max_audio_s)
            blob = self._store.put_file(path, facts.media_type)
        duration_s = float(facts.details.get("duration_s", 0.0))
        known = Facts(blob, facts.kind, duration_s)
        self._store.bind(f"asset/{blob.sha256}", json.dumps(asdict(known)).encode())
        return asset_message(blob)

    def facts(self, name: str, field: str) -> Facts:
        """What is known of an asset that a request names.

        Raises:
            InvalidArgumentError: BAD_ASSET_NAME or UNKNOWN_ASSET, against `field`.
        """
        digest = name.removeprefix(_PREFIX)
        if not name.startswith(_PREFIX):
            raise InvalidArgumentError(
                "BAD_ASSET_NAME", f"{name!r} is no asset; use the name that UploadAsset returned.", field=field
            )
        stored = self._store.bound(f"asset/{digest}")
        if stored is None:
            raise InvalidArgumentError("UNKNOWN_ASSET", f"{name} has not been uploaded here; upload it.", field=field)
        values: dict[str, Any] = json.loads(stored)
        return Facts(Blob(**values["blob"]), values["kind"], values["duration_s"])

    def chunks(self, name: str, offset_bytes: int) -> Iterator[bytes]:
        """The content of any stored object, asset or result, from an offset.

        Raises:
            NotFoundError: ASSET_NOT_FOUND.
            InvalidArgumentError: BAD_OFFSET.
        """
        blob = self._store.find(name.removeprefix(_PREFIX)) if name.startswith(_PREFIX) else None
        if blob is None:
            raise NotFoundError("ASSET_NOT_FOUND", f"There is no {name or 'asset without a name'}.", field="name")
        if not 0 <= offset_bytes <= blob.size_bytes:
            raise InvalidArgumentError(
                "BAD_OFFSET", f"offset_bytes must be within 0..{blob.size_bytes}.", field="offset_bytes"
            )
        with self._store.fetch(blob).open("rb") as file:
            file.seek(offset_bytes)
            while chunk := file.read(_CHUNK_BYTES):
                yield chunk

    def _write(self, stream: Iterator[pb.UploadAssetRequest], path: Path) -> str:
        digest, size = hashlib.sha256(), 0
        with path.open("wb") as file:
            for request in stream:
                if request.WhichOneof("payload") != "chunk":
                    raise InvalidArgumentError("UPLOAD_ORDER", "After `declaration` come `chunk`s only.", field="chunk")
                if len(request.chunk) > MAX_CHUNK_BYTES:
                    raise InvalidArgumentError("CHUNK_TOO_LARGE", "Send chunks of at most 1 MiB.", field="chunk")
                size += len(request.chunk)
                if size > self._max_bytes:
                    raise InvalidArgumentError(
                        "FILE_TOO_LARGE", f"The file has more than {self._max_bytes >> 20} MiB.", field="chunk"
                    )
                digest.update(request.chunk)
                file.write(request.chunk)
        return digest.hexdigest()


def asset_message(blob: Blob) -> pb.Asset:
    """The API's resource for a blob."""
    message = pb.Asset(name=f"{_PREFIX}{blob.sha256}")
    message.blob.sha256, message.blob.size_bytes, message.blob.media_type = (
        blob.sha256,
        blob.size_bytes,
        blob.media_type,
    )
    return message
