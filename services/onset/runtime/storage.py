"""The object store: immutable blobs under their SHA-256, and names bound to small values.

Nothing is visible before it is complete: content is written beside its place and renamed into it.
"""

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from onset.runtime.errors import InternalError, NotFoundError, OnsetError, ResourceExhaustedError
from onset.timeline.brief import Blob

_CHUNK_BYTES = 1 << 20
_HEX = frozenset("0123456789abcdef")


class ObjectStore(Protocol):
    """Where artefacts live. All methods are safe to call from many threads and processes."""

    def put_file(self, path: Path, media_type: str) -> Blob:
        """Store a copy of a file.

        Raises:
            ResourceExhaustedError: DISK_FULL.
        """

    def put_bytes(self, data: bytes, media_type: str) -> Blob:
        """Store bytes.

        Raises:
            ResourceExhaustedError: DISK_FULL.
        """

    def fetch(self, blob: Blob) -> Path:
        """A local path to the content, read-only for the caller.

        Raises:
            NotFoundError: BLOB_NOT_FOUND.
            InternalError: BLOB_CORRUPT, the content has not the length it was stored with.
        """

    def read(self, blob: Blob) -> bytes:
        """The whole content; for small blobs.

        Raises:
            NotFoundError: BLOB_NOT_FOUND.
            InternalError: BLOB_CORRUPT, the content has another digest.
        """

    def find(self, sha256: str) -> Blob | None:
        """The blob with this digest, its media type as it was stored first."""

    def bind(self, name: str, value: bytes) -> None:
        """Bind a name to a small value, replacing any other.

        Raises:
            ResourceExhaustedError: DISK_FULL.
        """

    def bound(self, name: str) -> bytes | None:
        """The value bound to a name."""

    def scratch(self) -> AbstractContextManager[Path]:
        """A folder for work in progress on the store's own disk, removed afterwards."""


class LocalStore:
    """An `ObjectStore` in a folder of this machine."""

    def __init__(self, root: Path) -> None:
        """Open or make the store.

        Raises:
            ResourceExhaustedError: DISK_FULL.
        """
        self.root = root
        with _disk_errors(root):
            for folder in ("objects", "types", "names", "scratch"):
                (root / folder).mkdir(parents=True, exist_ok=True)

    def put_file(self, path: Path, media_type: str) -> Blob:
        """See `ObjectStore`."""
        with _disk_errors(self.root), self.scratch() as folder:
            copy = folder / "content"
            digest, size = hashlib.sha256(), 0
            with path.open("rb") as source, copy.open("wb") as target:
                while chunk := source.read(_CHUNK_BYTES):
                    digest.update(chunk)
                    target.write(chunk)
                    size += len(chunk)
            blob = Blob(digest.hexdigest(), size, media_type)
            self._publish(copy, blob)
        return blob

    def put_bytes(self, data: bytes, media_type: str) -> Blob:
        """See `ObjectStore`."""
        blob = Blob(hashlib.sha256(data).hexdigest(), len(data), media_type)
        with _disk_errors(self.root), self.scratch() as folder:
            copy = folder / "content"
            copy.write_bytes(data)
            self._publish(copy, blob)
        return blob

    def fetch(self, blob: Blob) -> Path:
        """See `ObjectStore`."""
        path = self._path("objects", blob.sha256)
        try:
            size = path.stat().st_size
        except FileNotFoundError:
            raise NotFoundError("BLOB_NOT_FOUND", f"The store holds no object {blob.sha256}.") from None
        if size != blob.size_bytes:
            raise _corrupt(blob)
        return path

    def read(self, blob: Blob) -> bytes:
        """See `ObjectStore`."""
        data = self.fetch(blob).read_bytes()
        if hashlib.sha256(data).hexdigest() != blob.sha256:
            raise _corrupt(blob)
        return data

    def find(self, sha256: str) -> Blob | None:
        """See `ObjectStore`."""
        if len(sha256) != 64 or not _HEX.issuperset(sha256):
            return None
        try:
            size = self._path("objects", sha256).stat().st_size
            return Blob(sha256, size, self._path("types", sha256).read_text())
        except FileNotFoundError:
            return None

    def bind(self, name: str, value: bytes) -> None:
        """See `ObjectStore`."""
        with _disk_errors(self.root), self.scratch() as folder:
            copy = folder / "value"
            copy.write_bytes(value)
            _settle(copy, self._path("names", hashlib.sha256(name.encode()).hexdigest()))

    def bound(self, name: str) -> bytes | None:
        """See `ObjectStore`."""
        try:
            return self._path("names", hashlib.sha256(name.encode()).hexdigest()).read_bytes()
        except FileNotFoundError:
            return None

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """See `ObjectStore`."""
        with _disk_errors(self.root):
            folder = Path(tempfile.mkdtemp(dir=self.root / "scratch"))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def sweep(self) -> None:
        """Remove what killed processes left in scratch. Call only while no other process uses the store."""
        for folder in (self.root / "scratch").iterdir():
            shutil.rmtree(folder, ignore_errors=True)

    def _path(self, kind: str, digest: str) -> Path:
        return self.root / kind / digest[:2] / digest[2:]

    def _publish(self, copy: Path, blob: Blob) -> None:
        kind = copy.with_name("type")
        kind.write_text(blob.media_type)
        types = self._path("types", blob.sha256)
        if not types.exists():
            _settle(kind, types)
        _settle(copy, self._path("objects", blob.sha256))


def _settle(copy: Path, place: Path) -> None:
    """Make the copy durable, then visible at its place in one step."""
    with copy.open("rb") as file:
        os.fsync(file.fileno())
    copy.chmod(0o444)
    place.parent.mkdir(parents=True, exist_ok=True)
    copy.replace(place)


def _corrupt(blob: Blob) -> OnsetError:
    return InternalError("BLOB_CORRUPT", f"Object {blob.sha256} is damaged in the store; delete it and run again.")


@contextmanager
def _disk_errors(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise ResourceExhaustedError(
                "DISK_FULL", f"The disk that holds {root} is full; free some space and run again."
            ) from error
        raise
