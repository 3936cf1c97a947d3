"""Files of a finished video on the disk: packages in folders of their own, and nothing beside the folder asked for."""

from pathlib import Path

import pytest

from onset.cli.deliver import deliver
from onset.runtime.errors import InternalError
from onset.v1 import video_service_pb2 as pb


class Downloads:
    """Writes each file's digest as its content."""

    def download(self, sha256: str, target: Path) -> None:
        target.write_text(sha256)


def video(*names: str) -> pb.Video:
    found = pb.Video()
    output = found.outputs.add(stem="aurora-9x16")
    output.rendition.video.sha256 = "film"
    for name in names:
        output.edit_package.files.add(name=name).blob.sha256 = f"content of {name}"
    found.films.add()
    return found


def test_a_package_has_a_folder_of_its_own(tmp_path: Path) -> None:
    files = deliver(Downloads(), video("aurora.otio", "media/scene-01.mov"), tmp_path)  # type: ignore[arg-type]
    scene = tmp_path / "edit" / "aurora-9x16" / "media" / "scene-01.mov"
    assert scene in files
    assert scene.read_text() == "content of media/scene-01.mov"
    assert (tmp_path / "aurora-9x16.mp4").read_text() == "film"
    assert not list(tmp_path.glob(".onset-*"))


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "media/../../../evil", "media\\..\\evil"])
def test_no_file_leaves_the_folder(tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(InternalError) as refusal:
        deliver(Downloads(), video(name), out)  # type: ignore[arg-type]
    assert refusal.value.reason == "BAD_FILE_NAME"
    assert not list(out.iterdir())
