"""The weights: a manifest that is complete, files that are what it says, and set-up that leaves nothing half-done."""

import errno
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from onset.models import environment, places, setup
from onset.models.fetch import MIRROR_VARIABLE, FetchError, fetch
from onset.models.files import replacing
from onset.models.manifest import Bundled, Source, WeightFile, read_manifest

CONTENT = b"weights of a network"
FILE = WeightFile(
    "net.bin", len(CONTENT), hashlib.sha256(CONTENT).hexdigest(), (Source("onset-no-such-package==1.0", "net.bin"),)
)
PYTHON = Path(sys.executable)
PERMITTED_LICENCES = {"MIT", "Apache-2.0", "CC0-1.0", "as Onset"}


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "mirror"
    (folder / "entry").mkdir(parents=True)
    (folder / "entry" / FILE.name).write_bytes(CONTENT)
    monkeypatch.setenv(MIRROR_VARIABLE, str(folder))
    return folder


def test_the_manifest_names_licence_digest_and_source_of_every_file() -> None:
    entries = read_manifest()
    assert {model for entry in entries for model in entry.serves} | {"painter"} == set(places.MODELS)
    for entry in entries:
        assert entry.licence in PERMITTED_LICENCES
        assert entry.version
        assert entry.lineage
        for file in entry.files:
            assert re.fullmatch(r"[0-9a-f]{64}", file.sha256)
            assert file.size_bytes > 0
            assert file.sources
            packages = [source.package for source in file.sources if isinstance(source, Source)]
            assert all(re.fullmatch(r"[\w-]+==[\w.]+", package) for package in packages)


def test_every_served_model_is_in_the_repository() -> None:
    found = {config.parent.name for config in (places.PROJECT_ROOT / "model_repository").glob("*/config.pbtxt")}
    assert found == set(places.MODELS)


def test_a_malformed_manifest_is_told_with_file_and_entry(tmp_path: Path) -> None:
    path = tmp_path / "manifest.toml"
    path.write_text('[[weights]]\nname = "lacking"\nfiles = []\n')
    with pytest.raises(ValueError, match=r"manifest\.toml: weights\[0\] \(lacking\) is malformed.*serves"):
        read_manifest(path)


def test_a_file_comes_from_the_mirror(tmp_path: Path, mirror: Path) -> None:
    target = tmp_path / "out" / FILE.name
    fetch(FILE, target, entry="entry", python=PYTHON)
    assert target.read_bytes() == CONTENT
    (mirror / "entry" / FILE.name).unlink()
    fetch(FILE, target, entry="entry", python=PYTHON)  # it is there and right: no source is asked


def test_a_wrong_digest_is_an_error_that_names_the_file(tmp_path: Path, mirror: Path) -> None:
    (mirror / "entry" / FILE.name).write_bytes(b"Weights of a network")
    target = tmp_path / FILE.name
    with pytest.raises(
        FetchError, match=f"net.bin has a wrong digest: SHA-256 is [0-9a-f]{{64}}, the manifest says {FILE.sha256}"
    ):
        fetch(FILE, target, entry="entry", python=PYTHON)
    assert not target.exists()
    assert list(tmp_path.glob(".*")) == []


def test_a_damaged_file_is_fetched_again(tmp_path: Path, mirror: Path) -> None:
    target = tmp_path / FILE.name
    target.write_bytes(CONTENT[::-1])
    fetch(FILE, target, entry="entry", python=PYTHON)
    assert target.read_bytes() == CONTENT


def test_weights_trained_here_come_with_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(MIRROR_VARIABLE, raising=False)
    bundled = [(e, f) for e in read_manifest() for f in e.files if any(isinstance(s, Bundled) for s in f.sources)]
    assert "beat-tracker" in {entry.name for entry, _ in bundled}
    for entry, file in bundled:
        fetch(file, tmp_path / file.name, entry=entry.name, python=PYTHON)
        assert (tmp_path / file.name).stat().st_size == file.size_bytes < 16_000_000


def test_a_bundled_file_that_is_missing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(MIRROR_VARIABLE, raising=False)
    lost = replace(FILE, sources=(Bundled("no_such_folder/net.bin"),))
    with pytest.raises(FetchError, match=r"no_such_folder/net.bin: FileNotFoundError"):
        fetch(lost, tmp_path / FILE.name, entry="entry", python=PYTHON)


def test_a_file_that_is_nowhere_is_told_with_all_sources(
    tmp_path: Path, mirror: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("PIP_NO_INDEX", "PIP_DISABLE_PIP_VERSION_CHECK"):
        monkeypatch.setenv(variable, "1")
    with pytest.raises(FetchError) as caught:
        fetch(replace(FILE, name="other.bin"), tmp_path / "other.bin", entry="entry", python=PYTHON)
    message = str(caught.value)
    assert "entry/other.bin could not be fetched" in message
    assert str(mirror) in message
    assert "onset-no-such-package==1.0: ERROR" in message


def test_replacing_is_all_or_nothing(tmp_path: Path) -> None:
    target = tmp_path / "file"
    target.write_text("old")
    with pytest.raises(KeyboardInterrupt), replacing(target) as temporary:
        temporary.write_text("half")
        raise KeyboardInterrupt
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]
    with replacing(target) as temporary:
        temporary.write_text("new")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["new"]


def test_setup_does_nothing_when_all_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert setup.main() == 0
    assert capsys.readouterr().out == "Models are ready.\n"


def full_disk(_: Callable[[str], None]) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/somewhere/weights")


def interrupted(_: Callable[[str], None]) -> None:
    raise KeyboardInterrupt


def too_slow(_: Callable[[str], None]) -> None:
    raise subprocess.TimeoutExpired(["pip", "download"], 1800)


def unsupported(_: Callable[[str], None]) -> None:
    raise environment.SetupError("this Python is too old")


@pytest.mark.parametrize(
    ("failure", "message"),
    [
        (full_disk, "The disk is full: /somewhere/weights"),
        (interrupted, "Interrupted. Nothing half-written was kept"),
        (too_slow, "Gave up after 1800 s: pip download"),
        (unsupported, "this Python is too old"),
    ],
)
def test_setup_ends_with_one_clear_message(
    failure: Callable[[Callable[[str], None]], None],
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(setup, "set_up", failure)
    assert setup.main() == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(message)


def test_a_conversion_that_fails_keeps_what_was_there(
    tmp_path: Path, mirror: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONSET_HOME", str(tmp_path / "home"))
    old = tmp_path / "home" / "weights" / "entry" / "net.onnx"
    old.parent.mkdir(parents=True)
    old.write_text("old")
    unknown = replace(read_manifest()[0], name="entry", files=(FILE,))
    monkeypatch.setattr(setup, "read_manifest", lambda: (unknown,))
    with pytest.raises(environment.SetupError, match="entry could not be converted: KeyError: 'entry'"):
        setup.set_up(lambda _: None)
    assert old.read_text() == "old"


def test_an_unsupported_python_is_refused_before_anything_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "SUPPORTED_PYTHONS", ((3, 1), (3, 2)))
    (tmp_path / "kept").touch()
    with pytest.raises(environment.SetupError, match=r"exists for Python 3\.1 to 3\.2; this is"):
        environment.ensure(tmp_path, lambda _: None)
    assert (tmp_path / "kept").exists()
