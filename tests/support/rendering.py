"""A whole film rendered in this process, as the compositor's calls do it one by one."""

import hashlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

from onset.compositing import join, subtitles
from onset.compositing.chunk import render_chunk
from onset.compositing.encoder import Coding, Encoder
from onset.compositing.excerpt import excerpt, footing
from onset.compositing.order import Order, check_order
from onset.compositing.scenes import Footing
from onset.compositing.sound.render import SoundOrder, render_sound
from onset.timeline.brief import Blob, Brand, CaptionStyle, Size
from onset.timeline.clip import Clip
from onset.timeline.groups import RenderQuality, groups
from onset.timeline.plan import Timeline
from onset.timeline.profile import Profile


@dataclass(frozen=True)
class Job:
    """A rendition with its materials as local files."""

    timeline: Timeline
    size: Size
    clips: tuple[tuple[Clip, Path], ...]
    brand: Brand
    pictures: Mapping[str, Path]
    """Brand pictures by id."""
    voice: Path
    music: Path | None
    captions: bool
    profile: Profile
    caption_style: CaptionStyle = CaptionStyle.PILL
    quality: RenderQuality = RenderQuality.FINAL

    @cached_property
    def order(self) -> Order:
        """The picture, its materials named by their digests."""
        clips = tuple(replace(clip, blob=blob_of(path, "video/x-matroska")) for clip, path in self.clips)
        pictures = tuple(
            replace(picture, blob=blob_of(self.pictures[picture.id], "image/png"))
            for picture in self.brand.pictures
            if picture.id in self.pictures
        )
        kit = replace(self.brand, pictures=pictures)
        return Order(
            self.timeline, self.size, clips, kit, self.captions, self.profile, self.caption_style, self.quality
        )

    def fetch(self, blob: Blob) -> Path:
        """The file with this content."""
        paths = [*(path for _, path in self.clips), *self.pictures.values()]
        return next(path for path in paths if blob_of(path, "").sha256 == blob.sha256)

    @property
    def footing(self) -> Footing:
        """What all of the film is drawn from."""
        return footing(excerpt(self.order, range(self.timeline.duration_frames), self.fetch), self.fetch)

    @property
    def sound(self) -> SoundOrder:
        """What is heard."""
        return SoundOrder(self.timeline, self.voice, self.music, self.profile.audio)

    @property
    def groups(self) -> list[range]:
        """The frames of its groups."""
        film = self.timeline
        return groups(film.duration_frames, film.frame_rate, self.profile.video.longest_group_s)


@dataclass(frozen=True, slots=True)
class Files:
    """A finished rendition."""

    video: Path
    srt: Path
    vtt: Path


def blob_of(path: Path, media_type: str) -> Blob:
    stat = path.stat()
    return Blob(_sha256(path, stat.st_mtime_ns, stat.st_size), stat.st_size, media_type)


@cache
def _sha256(path: Path, _written_ns: int, _size: int) -> str:
    """Reckoned once, as the object store does: what is timed is rendering."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def spread(due: list[range], count: int) -> list[list[range]]:
    """Groups as so many chunks, or as one each if there are fewer groups."""
    count = min(count, len(due))
    edges = [len(due) * index // count for index in range(count + 1)]
    return [due[first:end] for first, end in zip(edges, edges[1:], strict=False)]


def render_part(
    job: Job, due: list[range], folder: Path, progress: Callable[[int], None], cancelled: Callable[[], bool]
) -> list[Path]:
    """One chunk's files."""
    part = excerpt(job.order, range(due[0].start, due[-1].stop), job.fetch)
    coding = Coding(Encoder.X264, part.video, part.quality)
    return render_chunk(footing(part, job.fetch), coding, due, folder, progress, cancelled)


def composite(
    job: Job,
    folder: Path,
    progress: Callable[[int], None],
    cancelled: Callable[[], bool],
    *,
    chunks: int = 1,
    at_once: int | None = None,
) -> Files:
    """A rendition made from so many chunks, all of them or so many at once."""
    check_order(job.order)
    due, rate = job.groups, job.timeline.frame_rate
    result = Files(folder / "film.mp4", folder / "film.srt", folder / "film.vtt")
    with ThreadPoolExecutor(1) as beside, ThreadPoolExecutor(at_once or chunks) as workers:
        heard = beside.submit(render_sound, job.sound, folder, cancelled)
        drawn = [workers.submit(render_part, job, some, folder, progress, cancelled) for some in spread(due, chunks)]
        parts = [path for some in drawn for path in some.result()]
        sound = heard.result()
    join.join_groups(parts, due, rate, folder / "picture.mp4", cancelled)
    join.add_sound(folder / "picture.mp4", sound, rate, result.video, cancelled)
    result.srt.write_text(subtitles.srt(job.timeline), encoding="utf-8")
    result.vtt.write_text(subtitles.vtt(job.timeline), encoding="utf-8")
    return result
