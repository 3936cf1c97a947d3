"""What `onset inspect` refuses at once, before anything is started: one sentence that says what is wrong with what."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from onset.cli.inspection.command import InspectOptions, inspect_sound
from onset.runtime.errors import OnsetError
from tests.support.media_samples import tone, wav


def nothing(path: Path) -> None:
    """There is no such file."""


def text(path: Path) -> None:
    path.write_text("la la la\n")


def playlist(path: Path) -> None:
    path.write_text("#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n")


def empty(path: Path) -> None:
    path.touch()


def folder(path: Path) -> None:
    path.mkdir()


REFUSED: dict[str, tuple[Callable[[Path], None], str, str]] = {
    "missing": (nothing, "FILE_NOT_FOUND", "There is no file"),
    "a text": (text, "UNSUPPORTED_MEDIA", "a text file"),
    "a playlist": (playlist, "UNSUPPORTED_MEDIA", "playlist"),
    "empty": (empty, "EMPTY_AUDIO", "0 bytes"),
    "a folder": (folder, "IS_A_FOLDER", "is a folder"),
    "a device": (lambda path: path.symlink_to("/dev/zero"), "FILE_NOT_FOUND", "There is no file"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_sound_is_refused_at_once(case: str, tmp_path: Path) -> None:
    make, reason, words = REFUSED[case]
    sound = tmp_path / "song.wav"
    make(sound)
    with pytest.raises(OnsetError) as caught:
        inspect_sound(InspectOptions(sound, tmp_path / "out", as_json=False))
    assert caught.value.reason == reason
    assert words in caught.value.message
    assert str(sound) in caught.value.message
    assert "\n" not in caught.value.message
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """Known before the sound is decoded."""
    (tmp_path / "song.wav").write_bytes(wav(tone(1.0)))
    (tmp_path / "out").touch()
    with pytest.raises(OnsetError) as caught:
        inspect_sound(InspectOptions(tmp_path / "song.wav", tmp_path / "out", as_json=False))
    assert caught.value.reason == "OUT_NOT_WRITABLE"


def test_a_sound_called_as_its_own_picture(tmp_path: Path) -> None:
    """Names mean nothing, so this may be; the sound must not be lost."""
    sound = tmp_path / "song.png"
    sound.write_bytes(wav(tone(1.0)))
    with pytest.raises(OnsetError) as caught:
        inspect_sound(InspectOptions(sound, tmp_path, as_json=False))
    assert caught.value.reason == "WOULD_OVERWRITE"
    assert sound.read_bytes() == wav(tone(1.0))


def test_a_refusal_is_one_message_and_status_1(tmp_path: Path) -> None:
    """As every command of Onset; nothing on standard output, which may be a pipe that expects JSON."""
    result = subprocess.run(
        [sys.executable, "-m", "onset.cli", "inspect", str(tmp_path / "song.wav"), "--json"],
        cwd=tmp_path,
        env=os.environ | {"ONSET_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.startswith("error: There is no file")
    assert "FILE_NOT_FOUND" in result.stderr
    assert not list(tmp_path.iterdir())
