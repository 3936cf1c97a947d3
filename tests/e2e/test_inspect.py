"""`onset inspect` as people use it: beside a running Onset and without one, to its end and not."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image

from tests.support.inspected import at
from tests.support.media_samples import tone, wav
from tests.support.onset_process import OnsetProcess, wait_until
from tests.unit.analysis.sounds import drums, speak

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def song(tmp_path: Path) -> Path:
    """Twelve seconds of drums."""
    path = tmp_path / "drums.flac"
    soundfile.write(path, 0.9 * drums(120, 12).T, 48_000)
    return path


def command(sound: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "onset.cli", "inspect", str(sound), "--out", str(sound.parent / "out"), *arguments]


def run(environment: dict[str, str], sound: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command(sound, *arguments), env=environment, capture_output=True, text=True, timeout=200, check=False
    )


def test_beside_a_running_onset(onset: OnsetProcess, song: Path) -> None:
    """It is asked: nothing is started. The JSON is all that is printed."""
    result = run(onset.environment, song, "--json")
    assert result.returncode == 0, result.stderr
    document = json.loads(result.stdout)
    assert document["duration_s"] == 12
    assert document["file"]["codec"] == "flac"
    assert document["loudness"]["true_peak_dbtp"] < 0
    assert not (onset.home / "inspect").exists(), "a service of its own was started"
    picture, page = Path(document["files"]["picture"]), Path(document["files"]["page"])
    assert {path.name for path in (song.parent / "out").iterdir()} == {"drums.png", "drums.html"}
    with Image.open(picture) as image:
        assert image.width == 2880
    assert "drums.flac" in page.read_text()


def test_beside_nothing(onset: OnsetProcess, tmp_path: Path) -> None:
    """A service of its own comes and goes, and with it all that it needed."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "weights").symlink_to(onset.home / "weights")
    sound = tmp_path / "voice.wav"
    soundfile.write(sound, speak([0.5, 0.6, 0.8, 0.5]).samples.T, 48_000)
    result = run(onset.environment | {"ONSET_HOME": str(home)}, sound)
    assert result.returncode == 0, result.stderr
    for words in ("voice.wav", "LUFS", "no steady beat", "voice.png", "voice.html"):
        assert words in result.stdout
    assert "Traceback" not in result.stderr
    assert not list((home / "inspect").iterdir())
    assert not processes_of(home)


def test_silence_is_refused(onset: OnsetProcess, tmp_path: Path) -> None:
    sound = tmp_path / "silence.wav"
    sound.write_bytes(wav(np.zeros((at(1), 1), np.float32)))
    result = run(onset.environment, sound)
    assert result.returncode == 1
    assert result.stdout == ""
    assert f"error: {sound}: The sound is silent" in result.stderr.splitlines()[-2]
    assert not list((tmp_path / "out").iterdir())


def test_interrupt_leaves_nothing(onset: OnsetProcess, tmp_path: Path) -> None:
    """Wherever it was: here, while its own Triton starts or listens."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "weights").symlink_to(onset.home / "weights")
    sound = tmp_path / "long.wav"
    sound.write_bytes(wav(tone(120.0)))
    process = subprocess.Popen(
        command(sound),
        env=onset.environment | {"ONSET_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_until(lambda: len(processes_of(home)) > 1, 60, "Triton to start")
    os.kill(process.pid, signal.SIGINT)
    printed, told = process.communicate(timeout=60)
    assert process.returncode == 130, told
    assert "Traceback" not in told
    assert printed == ""
    assert not list((tmp_path / "out").iterdir())
    assert not list((home / "inspect").iterdir())
    assert not processes_of(home)


def processes_of(home: Path) -> list[str]:
    """Command lines of living processes that name a folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_text(errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if str(home) in line:
            found.append(line)
    return found
