"""The ffmpeg module: complete files or none, readable errors, no process left."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from onset.runtime import ffmpeg
from onset.runtime.errors import CancelledError, DeadlineError
from tests.support.media_samples import children, dominant_hz, encode_sound, tone

WIDTH, HEIGHT = 64, 48
FRAME = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
H264 = {"c:v": "libx264", "preset": "ultrafast", "pix_fmt": "yuv420p"}


@pytest.fixture(autouse=True)
def _leaves_no_process() -> Iterator[None]:
    before = children()
    yield
    assert children() <= before


def raw_video() -> ffmpeg.Stream:
    """The frames that a test writes."""
    return ffmpeg.open_raw_video(width_px=WIDTH, height_px=HEIGHT, fps="30")


def grey_levels(path: Path) -> NDArray[np.float64]:
    """Mean luma of each frame of a film."""
    output = ffmpeg.Output((ffmpeg.open_file(path, container="mov").video,), "rawvideo", {"pix_fmt": "gray"})
    raw = np.frombuffer(ffmpeg.read(output, timeout_s=30), np.uint8)
    return raw.reshape(-1, HEIGHT * WIDTH).mean(axis=1)


def test_frames_arrive_in_order(tmp_path: Path) -> None:
    """Each is written once, as bytes or as an array."""
    target = tmp_path / "film.mp4"
    levels = np.arange(0, 250, 10, dtype=np.uint8)
    with ffmpeg.RawVideoWriter(ffmpeg.Output((raw_video(),), "mp4", H264), target) as writer:
        for i, level in enumerate(levels):
            writer.write(FRAME + level if i % 2 else (FRAME + level).tobytes())
        assert not target.exists()
    assert list(tmp_path.iterdir()) == [target]
    expected = 16 + levels.astype(float) * 219 / 255
    np.testing.assert_allclose(grey_levels(target), np.round((expected - 16) * 255 / 219), atol=3)


def test_a_renderer_that_fails_leaves_nothing(tmp_path: Path) -> None:
    """Neither the target, nor a part of it, nor the encoder."""
    writer = ffmpeg.RawVideoWriter(ffmpeg.Output((raw_video(),), "mp4", H264), tmp_path / "film.mp4")
    with pytest.raises(ZeroDivisionError), writer:
        writer.write(FRAME)
        raise ZeroDivisionError
    assert not list(tmp_path.iterdir())


def test_an_earlier_file_stays_until_the_new_one_is_complete(tmp_path: Path) -> None:
    """A repeated step that fails does not destroy what the first one made."""
    target = tmp_path / "film.mp4"
    target.write_bytes(b"earlier")
    writer = ffmpeg.RawVideoWriter(ffmpeg.Output((raw_video(),), "mp4", {"c:v": "nonesuch"}), target)
    with pytest.raises(ffmpeg.FfmpegError), writer:
        for _ in range(1000):
            writer.write(FRAME)
    assert list(tmp_path.iterdir()) == [target]
    assert target.read_bytes() == b"earlier"


def test_a_dead_encoder_is_noticed_at_the_next_frame(tmp_path: Path) -> None:
    """And its last words are told."""
    output = ffmpeg.Output((raw_video(),), "mp4", {"c:v": "libx264", "preset": "nonesuch"})
    writer = ffmpeg.RawVideoWriter(output, tmp_path / "film.mp4")
    with pytest.raises(ffmpeg.FfmpegError, match="nonesuch") as caught, writer:
        for _ in range(100_000):
            writer.write(FRAME)
    assert caught.value.reason == "ENCODER_FAILED"
    assert "0x" not in caught.value.message
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("why", ["stalled", "cancelled"])
def test_an_encoder_that_takes_nothing_is_given_up(why: str, tmp_path: Path) -> None:
    """A stopped process stands for one that hangs."""
    writer = ffmpeg.RawVideoWriter(
        ffmpeg.Output((raw_video(),), "mp4", H264),
        tmp_path / "film.mp4",
        stall_timeout_s=0.2 if why == "stalled" else 60.0,
        cancelled=lambda: why == "cancelled",
    )
    with pytest.raises(DeadlineError if why == "stalled" else CancelledError), writer:
        (encoder,) = (pid for pid in children() if _is_encoder(pid))
        os.kill(encoder, signal.SIGSTOP)
        for _ in range(1000):
            writer.write(FRAME)
    assert not list(tmp_path.iterdir())


def _is_encoder(pid: int) -> bool:
    command = Path(f"/proc/{pid}/cmdline").read_bytes()
    return b"ffmpeg" in command and b"film.mp4" in command


def test_encode_mixes_files(tmp_path: Path) -> None:
    """Two inputs through one filter."""
    first = encode_sound(tmp_path / "1.wav", tone(1.0, peak=0.25), 48_000)
    second = encode_sound(tmp_path / "2.wav", tone(1.0, peak=0.125), 48_000)
    inputs = [ffmpeg.open_file(path, container="wav") for path in (first, second)]
    mixed = ffmpeg.combine(inputs, "amix", inputs=2, normalize=0)
    target = tmp_path / "mix.wav"
    ffmpeg.encode(ffmpeg.Output((mixed,), "wav", {"c:a": "pcm_f32le"}), target, timeout_s=30)
    raw = ffmpeg.read(ffmpeg.Output((ffmpeg.open_file(target, container="wav"),), "f32le"), timeout_s=30)
    samples = np.frombuffer(raw, "<f4")
    assert np.abs(samples).max() == pytest.approx(0.375, abs=1e-3)
    assert dominant_hz(samples) == pytest.approx(1000, abs=0.5)


def test_measure_returns_what_filters_print(tmp_path: Path) -> None:
    """Here the loudness of a tone whose loudness is known: -6 dBFS peak is -9.0 LUFS at 1 kHz."""
    source = encode_sound(tmp_path / "a.wav", tone(3.0), 48_000)
    log = ffmpeg.measure(ffmpeg.open_file(source, container="wav").filter("ebur128"), timeout_s=30)
    assert "I:          -9.0 LUFS" in log


def test_the_demuxer_is_forced(tmp_path: Path) -> None:
    """A playlist that names another file is not followed, whatever it is called."""
    secret = encode_sound(tmp_path / "secret.wav", tone(1.0), 48_000)
    playlist = tmp_path / "song.mp3"
    playlist.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://{secret}\n#EXT-X-ENDLIST\n")
    with pytest.raises(ffmpeg.FfmpegError):
        ffmpeg.read(ffmpeg.Output((ffmpeg.open_file(playlist, container="mp3"),), "f32le"), timeout_s=30)


def test_names_are_files_and_nothing_else(tmp_path: Path) -> None:
    """A name that looks like an option, a protocol or a pattern is a name."""
    for name in ("-y.wav", "concat:a|b.wav", "a%03d.wav", "it's 'quoted'.wav"):
        path = tmp_path / name
        encode_sound(tmp_path / "plain.wav", tone(0.3), 48_000).rename(path)
        target = path.with_suffix(".flac")
        ffmpeg.encode(ffmpeg.Output((ffmpeg.open_file(path, container="wav"),), "flac"), target, timeout_s=30)
        assert target.read_bytes().startswith(b"fLaC")


def test_time_and_cancellation_end_a_run() -> None:
    """Nothing is left of a run that would never end by itself."""
    output = ffmpeg.Output((raw_video().filter("loop", loop=-1, size=1),), "null")
    with pytest.raises(DeadlineError):
        ffmpeg.read(output, timeout_s=0.0, stdin=FRAME.tobytes())
    with pytest.raises(CancelledError):
        ffmpeg.read(output, timeout_s=60.0, stdin=FRAME.tobytes(), cancelled=lambda: True)


def test_a_full_disk_is_said_so(tmp_path: Path) -> None:
    """On a file system of one megabyte, by the frame writer and by a plain run."""
    namespaces = ["unshare", "--user", "--map-root-user", "--mount"]
    if subprocess.run([*namespaces, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets no user mount a small file system")
    code = f"""
import subprocess, numpy as np
from pathlib import Path
from onset.runtime import ffmpeg
from onset.runtime.errors import ResourceExhaustedError
from onset.runtime.media.audio import decode_audio
disk = Path({str(tmp_path)!r})
noise = ffmpeg.open_raw_video(width_px=320, height_px=240, fps="30")
output = ffmpeg.Output((noise,), "mp4", {{"c:v": "libx264", "preset": "ultrafast", "crf": 1}})
random = np.random.default_rng(0)
def write():
    with ffmpeg.RawVideoWriter(output, disk / "film.mp4") as writer:
        for _ in range(60):
            writer.write(random.integers(0, 256, (240, 320, 3), dtype=np.uint8))
def encode():
    sound = ffmpeg.open_file(Path({str(tmp_path.parent / "long.wav")!r}), container="wav")
    ffmpeg.encode(ffmpeg.Output((sound,), "wav"), disk / "copy.wav", timeout_s=30)
def decode():
    decode_audio(Path({str(tmp_path.parent / "long.wav")!r}), disk / "sound.wav")
for attempt in (write, encode, decode):
    try:
        attempt()
    except ResourceExhaustedError as error:
        assert error.reason == "DISK_FULL", error
        assert not list(disk.iterdir())
        print(attempt.__name__)
"""
    encode_sound(tmp_path.parent / "long.wav", tone(20.0), 48_000)
    shell = 'mount -t tmpfs -o size=1m none "$0" && exec "$1" -c "$2"'
    command = [*namespaces, "sh", "-c", shell, str(tmp_path), sys.executable, code]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    assert finished.stdout.split() == ["write", "encode", "decode"], finished.stderr
