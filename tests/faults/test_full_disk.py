"""A disk that fills while files of a finished film are written: that is told, and nothing half-written is there."""

import json
import subprocess
import sys

import pytest

WRITERS = {
    "chunk", "sound", "music", "voice, declick", "voice, denoise", "voice, deess", "voice, level", "picture, joined",
    "film, joined", "media of an edit", "clip", "voice, decoded", "upload", "origin", "signature", "store", "captions",
}  # fmt: skip


@pytest.fixture(scope="module")
def attempts(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    namespaces = ["unshare", "--user", "--map-root-user", "--mount"]
    if subprocess.run([*namespaces, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets no user mount a small file system")
    disk, materials = tmp_path_factory.mktemp("disk"), tmp_path_factory.mktemp("materials")
    shell = 'mount -t tmpfs -o size=512m none "$0" && exec "$@"'
    command = [sys.executable, "-m", "tests.support.disk_writers", str(disk), str(materials)]
    finished = subprocess.run(
        [*namespaces, "sh", "-c", shell, str(disk), *command], capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stderr
    found: list[dict[str, object]] = json.loads(finished.stdout)
    return found


def test_every_writer_tells_that_the_disk_is_full(attempts: list[dict[str, object]]) -> None:
    assert {attempt["writer"] for attempt in attempts} == WRITERS
    assert not [attempt for attempt in attempts if attempt["told"] != "DISK_FULL"]


def test_what_is_there_under_a_results_name_is_whole(attempts: list[dict[str, object]]) -> None:
    """Work in progress has other names, or lies in a scratch folder that goes with the call."""
    assert not [attempt for attempt in attempts if attempt["half"]]
