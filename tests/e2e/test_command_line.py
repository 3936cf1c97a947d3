"""The command as people use it: files appear together or not at all, and failures are one readable message."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from onset.v1 import video_service_pb2 as pb
from tests.support.onset_process import OnsetProcess, wait_until

pytestmark = pytest.mark.timeout(400)

BRAND = {
    "name": "Lumen",
    "colors": {
        "primary": "#0f4c5c",
        "secondary": "#e36414",
        "accent": "#fb8b24",
        "background": "#fffaf0",
        "text": "#1d1d1d",
    },
}
BRIEF = {
    "title": "Lumen été",
    "product": "Lumen",
    "brand": "brand.yaml",
    "script": "script.txt",
    "formats": ["180x320"],
    "frame_rate": 25,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "brand.yaml").write_text(yaml.safe_dump(BRAND))
    (tmp_path / "brief.yaml").write_text(yaml.safe_dump(BRIEF))
    (tmp_path / "script.txt").write_text("Summer starts with light. Lumen brings it home. See it today.")
    return tmp_path


def command(onset: OnsetProcess, folder: Path, *arguments: str) -> list[str]:
    brief, out = str(folder / "brief.yaml"), str(folder / "out")
    base = [sys.executable, "-m", "onset.cli", "ad", "--brief", brief, "--out", out, "--address", onset.address]
    return [*base, *arguments]


def run(onset: OnsetProcess, folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command(onset, folder, *arguments),
        env=onset.environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def assert_readable_failure(result: "subprocess.CompletedProcess[str]", *told: str) -> None:
    assert result.returncode == 1, result.stdout
    assert "Traceback" not in result.stderr
    for words in told:
        assert words in result.stderr, result.stderr
    assert len(result.stderr.splitlines()) <= 8, result.stderr


def test_ad_is_delivered_whole(onset: OnsetProcess, folder: Path) -> None:
    result = run(onset, folder)
    assert result.returncode == 0, result.stderr
    made = {path.name for path in (folder / "out").iterdir()}
    assert made == {"lumen-ete-9x16.mp4", "lumen-ete-9x16.srt", "lumen-ete-9x16.vtt", "timeline.json", "report.html"}
    assert "composite" in result.stdout
    assert "none failed" in result.stdout, result.stdout


def test_typo_in_the_brief(onset: OnsetProcess, folder: Path) -> None:
    (folder / "brief.yaml").write_text(yaml.safe_dump(BRIEF | {"formatz": ["9:16"]}))
    assert_readable_failure(run(onset, folder), "brief.yaml", "formatz", "did you mean `formats`?")
    assert not (folder / "out").exists()


def test_playlist_named_mp3(onset: OnsetProcess, folder: Path) -> None:
    (folder / "voice.mp3").write_text("#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n/etc/passwd\n#EXT-X-ENDLIST\n")
    result = run(onset, folder, "--voiceover", str(folder / "voice.mp3"))
    assert_readable_failure(result, "voice.mp3", "UNSUPPORTED_MEDIA")
    assert not list((folder / "out").iterdir())


def test_impossible_color(onset: OnsetProcess, folder: Path) -> None:
    (folder / "brand.yaml").write_text(yaml.safe_dump(BRAND | {"colors": BRAND["colors"] | {"accent": "orange"}}))  # type: ignore[operator]
    assert_readable_failure(run(onset, folder), "'orange' is no colour", "brand.colors.accent", "BAD_COLOR")


def test_nobody_serves_there(onset: OnsetProcess, folder: Path) -> None:
    result = run(onset, folder, "--address", "127.0.0.1:1")
    assert_readable_failure(result, "UNAVAILABLE")


def test_interrupt_cancels_and_leaves_nothing(onset: OnsetProcess, folder: Path) -> None:
    (folder / "script.txt").write_text("This one is interrupted. It will never be a film. " * 6)
    before = newest(onset)
    process = subprocess.Popen(
        command(onset, folder), env=onset.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    wait_until(lambda: newest(onset) != before, 60, "the job to be there")
    name = newest(onset)
    wait_until(lambda: onset.running_stage(name) != set(), 60, "the job to run")
    os.kill(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in told
    assert not list((folder / "out").iterdir())
    assert onset.finished(name, 30).state == pb.VIDEO_STATE_CANCELLED


def newest(onset: OnsetProcess) -> str:
    """Id of the video ordered last; empty if there is none."""
    videos = onset.stub.ListVideos(pb.ListVideosRequest(page_size=1), timeout=10).videos
    return videos[0].name.removeprefix("videos/") if videos else ""
