"""The store keeps what it was given, shows nothing half-written, and tells damage and a full disk plainly."""

import errno
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.runtime.errors import InternalError, NotFoundError, ResourceExhaustedError
from onset.runtime.storage import LocalStore
from onset.timeline.brief import Blob


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "store")


@given(data=st.binary(max_size=5000))
def test_content_survives(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    store = LocalStore(tmp_path_factory.mktemp("store"))
    blob = store.put_bytes(data, "text/plain")
    assert store.read(blob) == data
    assert store.find(blob.sha256) == blob
    assert store.put_bytes(data, "text/plain") == blob


def test_file_and_bytes_are_one_object(store: LocalStore, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x" * 3_000_000)
    assert store.put_file(tmp_path / "file", "a/b") == store.put_bytes(b"x" * 3_000_000, "a/b")


def test_missing_object(store: LocalStore) -> None:
    with pytest.raises(NotFoundError):
        store.fetch(Blob("0" * 64, 1, "a/b"))
    assert store.find("0" * 64) is None
    assert store.find("../../etc/passwd") is None


def test_damaged_object_is_told(store: LocalStore) -> None:
    blob = store.put_bytes(b"four", "a/b")
    path = store.fetch(blob)
    path.chmod(0o644)
    path.write_bytes(b"FOUR")
    with pytest.raises(InternalError) as caught:
        store.read(blob)
    assert caught.value.reason == "BLOB_CORRUPT"
    path.write_bytes(b"longer")
    with pytest.raises(InternalError):
        store.fetch(blob)


def test_names_are_rebound(store: LocalStore) -> None:
    assert store.bound("a/b") is None
    store.bind("a/b", b"1")
    store.bind("a/b", b"2")
    assert store.bound("a/b") == b"2"


def test_scratch_goes_whatever_happens(store: LocalStore) -> None:
    with pytest.raises(ZeroDivisionError), store.scratch() as folder:
        (folder / "half").write_bytes(b"half")
        raise ZeroDivisionError
    assert not list((store.root / "scratch").iterdir())


def test_sweep_removes_leavings(store: LocalStore) -> None:
    left = store.root / "scratch" / "left"
    left.mkdir()
    (left / "half").write_bytes(b"half")
    store.sweep()
    assert not left.exists()


def test_full_disk_is_told_and_leaves_nothing(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("onset.runtime.storage.os.fsync", full)
    with pytest.raises(ResourceExhaustedError) as caught:
        store.put_bytes(b"data", "a/b")
    assert caught.value.reason == "DISK_FULL"
    assert not [path for path in store.root.rglob("*") if path.is_file()]
