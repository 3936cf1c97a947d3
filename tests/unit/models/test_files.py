"""Files and folders are whole or as they were, whatever fails."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from onset.models.files import remove_leftovers, replacing_folder
from onset.models.places import PROJECT_ROOT


def contents(folder: Path) -> dict[str, str]:
    """Of all files below, hidden ones included."""
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A folder that is there already."""
    folder = tmp_path / "weights" / "mine"
    folder.mkdir(parents=True)
    (folder / "net.onnx").write_text("old")
    return folder


def test_a_folder_takes_the_place_of_the_one_before(target: Path) -> None:
    with replacing_folder(target) as out:
        (out / "inner").mkdir()
        (out / "inner" / "net.onnx").write_text("new")
    assert contents(target.parent) == {"mine/inner/net.onnx": "new"}


@pytest.mark.parametrize("failing", ["mine", "out"])
@pytest.mark.parametrize("failure", [OSError, KeyboardInterrupt])
def test_what_was_there_stays_if_the_swap_fails(
    target: Path, failing: str, failure: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither of the swap's two steps may lose it."""
    rename = Path.rename

    def fail(path: Path, to: Path) -> Path:
        if path.name == failing:
            raise failure
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(failure), replacing_folder(target) as out:
        (out / "net.onnx").write_text("new")
    assert contents(target.parent) == {"mine/net.onnx": "old"}


def test_a_folder_is_on_the_disk_before_it_is_at_its_place(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settled, fsync = [], os.fsync

    def record(descriptor: int) -> None:
        settled.append((Path(f"/proc/self/fd/{descriptor}").readlink(), (target / "net.onnx").read_text()))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", record)
    with replacing_folder(target) as out:
        (out / "net.onnx").write_text("new")
    assert [(path.name, there) for path, there in settled] == [("net.onnx", "old"), ("out", "old"), ("weights", "new")]


HALF_WRITTEN, AMID_THE_SWAP = (
    "kill()",
    "Path.rename = lambda path, to: kill() if path.name == 'out' else rename(path, to)",
)


@pytest.mark.parametrize("when", [HALF_WRITTEN, AMID_THE_SWAP], ids=["half-written", "amid the swap"])
def test_what_a_killed_process_left_is_removed_and_what_was_there_returns(target: Path, when: str) -> None:
    program = f"""
import os, signal, sys
from pathlib import Path
from onset.models.files import replacing_folder
rename, kill = Path.rename, lambda: os.kill(os.getpid(), signal.SIGKILL)
with replacing_folder(Path(sys.argv[1])) as out:
    (out / "net.onnx").write_text("half")
    {when}
"""
    killed = subprocess.run(
        [sys.executable, "-c", program, target],
        env={**os.environ, "PYTHONPATH": str(PROJECT_ROOT / "services")},
        timeout=60,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    others = [target.with_name(f".{target.name}-{name}") for name in ("two.abc", "two-abcdefgh", "twofold")]
    for other in others:
        other.mkdir()
    assert len(contents(target.parent)) == 2, "the test must leave something"
    remove_leftovers(target)
    assert contents(target.parent) == {"mine/net.onnx": "old"}
    assert {path.name for path in target.parent.iterdir()} == {*(other.name for other in others), "mine"}
