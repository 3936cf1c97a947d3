"""Videos among the assets, with all that makes decoding them hard: as sound they are taken, as pictures refused."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from onset.jobs.assets import Facts
from onset.jobs.spec import check_spec
from onset.runtime import ffmpeg
from onset.runtime.errors import InvalidArgumentError
from onset.runtime.media.asset import inspect_asset
from onset.runtime.media.audio import decode_audio
from onset.runtime.media.image import decode_image
from onset.timeline.brief import Blob
from tests.contract.test_spec import PICTURE, find_asset, good
from tests.support.media_samples import encode_sound

HDR = ("-pix_fmt", "yuv420p10le", "-color_primaries", "bt2020", "-color_trc", "smpte2084", "-colorspace", "bt2020nc")
VIDEOS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    # Container, options of the picture's input, and of its output.
    "variable frame rate": ("mp4", (), ("-vf", "setpts=N*N/200/TB", "-fps_mode", "vfr")),
    "rotated": ("mp4", ("-display_rotation", "90"), ("-pix_fmt", "yuv420p")),
    "HDR": ("mp4", (), HDR),
    "HDR, rotated, of variable rate": ("mkv", ("-display_rotation", "-90"), ("-vf", "setpts=N*N/200/TB", *HDR)),
}
SOUND = np.random.default_rng(1).uniform(-0.5, 0.5, (48_000, 2)).astype(np.float32)


@pytest.fixture(params=VIDEOS)
def video(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    container, before, after = VIDEOS[request.param]
    picture = (*before, "-f", "lavfi", "-t", "1", "-i", "testsrc=s=64x48:r=30", "-map", "0:a", "-map", "1:v")
    path = tmp_path / f"video.{container}"
    return encode_sound(path, SOUND, 48_000, *picture, "-c:a", "flac", "-c:v", "libx264", *after)


def test_its_sound_is_as_good_as_any(video: Path, tmp_path: Path) -> None:
    """Sample by sample and in time: no picture's clock, turn or range reaches it."""
    alone, _ = decode_audio(encode_sound(tmp_path / "alone.flac", SOUND, 48_000), tmp_path / "alone.wav")
    heard, _ = decode_audio(video, tmp_path / "heard.wav")
    np.testing.assert_array_equal(heard.samples(), alone.samples())


def test_as_a_picture_it_is_refused_and_a_still_is_asked_for(video: Path) -> None:
    facts = inspect_asset(video)

    def found(name: str, field: str) -> Facts:
        upload = Facts(Blob("b" * 64, 1, facts.media_type), facts.kind, 1.0)
        return upload if name == PICTURE else find_asset(name, field)

    with pytest.raises(InvalidArgumentError, match="Of a video, send a still picture") as refused:
        check_spec(good(), found)
    assert (refused.value.reason, refused.value.field) == (
        "WRONG_ASSET_KIND", "spec.voiceover_ad.brand.pictures[0].asset",
    )  # fmt: skip
    with pytest.raises(InvalidArgumentError, match=r"file of sound or video.*of a video a still") as refused:
        decode_image(video)
    assert refused.value.reason == "UNSUPPORTED_MEDIA"


def test_without_sound_it_is_refused_at_the_door(video: Path, tmp_path: Path) -> None:
    silent = tmp_path / f"silent{video.suffix}"
    command = [ffmpeg.executable(), "-loglevel", "error", "-i", str(video), "-an", "-c", "copy", str(silent)]
    subprocess.run(command, check=True)
    upload = shutil.copy(silent, tmp_path / "clip.png")
    with pytest.raises(InvalidArgumentError, match="as a brand picture, send a still of it") as refused:
        inspect_asset(Path(upload))
    assert refused.value.reason == "NO_AUDIO_STREAM"
