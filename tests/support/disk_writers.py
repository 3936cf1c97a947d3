"""Writers of finished films' files, each in turn on a disk that is too small for it; runs in a namespace of its own.

`python -m tests.support.disk_writers DISK MATERIALS` prints a JSON list with a row for each attempt.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from onset.compositing import join
from onset.compositing.media import write_media
from onset.compositing.sound.cleanup.treat import treat
from onset.compositing.sound.compose import write_music
from onset.compositing.sound.render import render_sound
from onset.generation import clip_file
from onset.jobs.assets import MAX_CHUNK_BYTES, AssetCatalog
from onset.provenance import manifest, xmp
from onset.provenance.origin import SourceType
from onset.provenance.signer import Signer
from onset.runtime.interceptor import as_onset_error
from onset.runtime.media.audio import decode_audio
from onset.runtime.storage import LocalStore
from onset.timeline.brief import VoiceTreatment
from onset.timeline.music import Mode
from onset.timeline.score import Bar, Score
from onset.v1 import video_service_pb2 as pb
from tests.support.certificates import write_pair
from tests.support.rendering import composite, render_part
from tests.unit.compositing.material import SMALL, small_order, write_clip

SHARES = (0.02, 0.4, 0.8, 0.97)
"""Of what a writer writes, that finds room."""
BLOCK = 4096


def told(_frames: int) -> None:
    """Progress that nobody watches."""


def never() -> bool:
    return False


def noise(frame: int) -> np.ndarray:
    return np.random.default_rng(frame).integers(0, 256, (SMALL.height, SMALL.width, 3), dtype=np.uint8)


def upload(store: Path, path: Path) -> None:
    """What the front door does with a file that it is sent."""
    catalog = AssetCatalog(LocalStore(store), max_bytes=1 << 30, max_audio_s=60)
    content = path.read_bytes()
    parts = (content[at : at + MAX_CHUNK_BYTES] for at in range(0, len(content), MAX_CHUNK_BYTES))
    declared = pb.UploadAssetRequest(declaration=pb.AssetDeclaration())
    catalog.receive([declared, *(pb.UploadAssetRequest(chunk=part) for part in parts)])


def writers(materials: Path) -> Iterator[tuple[str, Callable[[Path], object], tuple[str, ...]]]:
    """Name, work in a folder, and the files that are the result, which must never be there half."""
    job = small_order(materials, frames=60, music=True)
    job = replace(job, clips=(write_clip(materials / "noise.mkv", 0, range(60), SMALL, noise),))
    score = Score(7, 0, Mode.MAJOR, 100.0, (Bar(0, 4, (0, 4, 7), 0.5),), 96_000, ())
    yield "chunk", lambda disk: render_part(job, job.groups, disk, told, never), ("group-0.mp4",)
    yield "sound", lambda disk: render_sound(job.sound, disk, never), ("sound-0.m4a", "sound-1.m4a")
    yield "music", lambda disk: write_music(score, disk / "music.wav", never), ()
    for treatment in VoiceTreatment:
        yield (
            f"voice, {treatment.name.lower()}",
            lambda disk, treatment=treatment: treat(job.voice, (treatment,), disk / "treated.wav", never),
            ("treated.wav",),
        )
    done = materials / "done"
    done.mkdir()
    film = composite(job, done, told, never).video
    parts, rate = [done / "group-0.mp4"], job.timeline.frame_rate
    yield (
        "picture, joined",
        lambda disk: join.join_groups(parts, job.groups, rate, disk / "picture.mp4", never),
        ("picture.mp4",),
    )
    yield (
        "film, joined",
        lambda disk: join.add_sound(done / "picture.mp4", done / "sound-0.m4a", rate, disk / "film.mp4", never),
        ("film.mp4",),
    )
    yield "media of an edit", lambda disk: write_media(job.footing, job.sound, disk, told, never), ("scene-01.mov",)
    pictures = [(frame, noise(frame)) for frame in range(0, 60, 2)]
    yield "clip", lambda disk: clip_file.write_clip(iter(pictures), SMALL, disk / "clip.mkv", never), ("clip.mkv",)
    yield "voice, decoded", lambda disk: decode_audio(job.voice, disk / "decoded.wav"), ("decoded.wav",)
    yield "upload", lambda disk: upload(disk / "store", job.voice), ()
    text = xmp.packet(SourceType.ALGORITHMIC, [], "test")
    yield "origin", lambda disk: xmp.write(film, disk / "marked.mp4", text), ()
    write_pair(materials)
    signer = Signer.load(materials / "certificate.pem", materials / "key.pem")
    definition = manifest.manifest("film", SourceType.ALGORITHMIC, [], [], {"name": "Onset", "version": "test"})
    yield "signature", lambda disk: signer.sign(film, disk / "signed.mp4", definition, ()), ()
    yield "store", lambda disk: LocalStore(disk / "store").put_file(film, "video/mp4"), ()
    subtitles = "1\n00:00:00,000 --> 00:00:01,000\nwords\n" * 2000
    yield "captions", lambda disk: LocalStore(disk / "store").put_bytes(subtitles.encode(), "application/x-subrip"), ()


def main() -> None:
    """Measure each writer with room, then run it with less and less."""
    disk, materials = (Path(argument) for argument in sys.argv[1:])
    rows = []
    for name, work, results in writers(materials):
        room(disk, 512 << 20)
        work(disk)
        whole, peak = visible(disk, results), used(disk)
        for share in SHARES:
            room(disk, max(BLOCK, int(share * peak) // BLOCK * BLOCK))
            try:
                work(disk)
                told_as = "nothing"
            except Exception as error:
                told_as = as_onset_error(error).reason
            left = visible(disk, results)
            half = [path for path in left if left[path] != whole.get(path)]
            rows.append({"writer": name, "share": share, "told": told_as, "half": half})
    json.dump(rows, sys.stdout)


def room(disk: Path, size_bytes: int) -> None:
    """An empty disk of a size."""
    for path in disk.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    subprocess.run(["mount", "-o", f"remount,size={size_bytes}", str(disk)], check=True)


def visible(disk: Path, results: tuple[str, ...]) -> dict[str, bytes]:
    """What others could take for a result, by name: digests."""
    paths = [disk / name for name in results] + [*disk.glob("store/objects/*/*")]
    return {str(path.relative_to(disk)): hashlib.sha256(path.read_bytes()).digest() for path in paths if path.exists()}


def used(disk: Path) -> int:
    """Bytes that are taken: what a work removed by itself does not count."""
    usage = os.statvfs(disk)
    return (usage.f_blocks - usage.f_bfree) * usage.f_frsize


if __name__ == "__main__":
    main()
