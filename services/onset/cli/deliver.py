"""Finished files into the user's folder: all of them or none."""

import errno
import shutil
import tempfile
from pathlib import Path, PurePosixPath

from onset.cli.client import VideoClient
from onset.runtime.errors import FailedPreconditionError, InternalError, ResourceExhaustedError
from onset.v1 import media_pb2
from onset.v1 import video_service_pb2 as pb

PACKAGES = "edit"
"""Folder of the packages for editors' programs, one folder for each."""


def check_folder(out: Path) -> None:
    """Make sure that files can be delivered before any work is done.

    Raises:
        FailedPreconditionError: OUT_NOT_WRITABLE.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise FailedPreconditionError(
            "OUT_NOT_WRITABLE", f"Cannot write to {out}: {error.strerror or error}. Choose another --out."
        ) from error


def deliver(client: VideoClient, video: pb.Video, out: Path) -> list[Path]:
    """Download a finished video's files; they appear together when the last is complete.

    Raises:
        ResourceExhaustedError: DISK_FULL; nothing is left behind.
    """
    wanted: dict[str, media_pb2.Blob] = {}
    for output in video.outputs:
        stem, rendition = output.stem, output.rendition
        wanted |= {f"{stem}.mp4": rendition.video, f"{stem}.srt": rendition.srt, f"{stem}.vtt": rendition.vtt}
        wanted |= {f"{PACKAGES}/{stem}/{_plain(file.name)}": file.blob for file in output.edit_package.files}
    for film in video.films:
        of = f"-{film.label}" if film.label else ""
        found = {"timeline.json": film.timeline, "report.html": film.report, "storyboard.jpg": film.storyboard}
        wanted |= {name.replace(".", f"{of}.", 1): blob for name, blob in found.items() if blob.sha256}
    staging = Path(tempfile.mkdtemp(prefix=".onset-", dir=out))
    try:
        for name, blob in wanted.items():
            (staging / name).parent.mkdir(parents=True, exist_ok=True)
            client.download(blob.sha256, staging / name)
        for name in wanted:
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            (staging / name).replace(out / name)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise ResourceExhaustedError(
                "DISK_FULL", f"The disk that holds {out} is full; free some space and run the same command again."
            ) from error
        raise
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return [out / name for name in wanted]


def _plain(name: str) -> str:
    """A package's path that stays within its folder.

    Raises:
        InternalError: BAD_FILE_NAME.
    """
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name:
        raise InternalError("BAD_FILE_NAME", f"The package holds a file {name!r}, which would leave its folder.")
    return name
