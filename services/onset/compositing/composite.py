"""One rendition: check the order, mix and level the sound, draw and encode the film, write its captions."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from onset.compositing import encoder, pictures, subtitles
from onset.compositing.clips import covers
from onset.compositing.film import Film
from onset.compositing.master import master
from onset.compositing.mix import write_mix
from onset.compositing.pipeline import drawn_ahead
from onset.compositing.regions import regions
from onset.compositing.scenes import Footing, needs_clip, shows_picture
from onset.runtime.errors import CancelledError, InvalidArgumentError
from onset.timeline.brief import Brand, PictureRole, Size
from onset.timeline.clip import Clip
from onset.timeline.invariants import check
from onset.timeline.plan import Timeline

_POLL_FRAMES = 4


@dataclass(frozen=True, slots=True)
class Order:
    """What to render, with its materials as local files."""

    timeline: Timeline
    size: Size
    clips: tuple[tuple[Clip, Path], ...]
    brand: Brand
    pictures: dict[str, Path]
    """Brand pictures by id."""
    voice: Path
    music: Path | None
    captions: bool
    """Whether they are burned in; the caption files are written in any case."""


@dataclass(frozen=True, slots=True)
class Files:
    """A finished rendition."""

    video: Path
    srt: Path
    vtt: Path


def composite(order: Order, folder: Path, progress: Callable[[int], None], cancelled: Callable[[], bool]) -> Files:
    """Render into a folder, telling `progress` now and then how many frames are done.

    Raises:
        InvalidArgumentError: the order lacks something or its materials are not what they should be.
        ResourceExhaustedError: DISK_FULL.
        CancelledError: `cancelled` returned true.
    """
    footing = _footing(order)
    result = Files(folder / "film.mp4", folder / "film.srt", folder / "film.vtt")
    sound = _sound(order, folder, cancelled)
    with encoder.writer(order.size, order.timeline.frame_rate, sound, result.video, cancelled) as writer:
        for done, frame in enumerate(drawn_ahead(Film(footing), order.size), start=1):
            writer.write(frame.buffer)
            if done % _POLL_FRAMES == 0:
                if cancelled():
                    raise CancelledError("RENDER_CANCELLED", f"The render was cancelled after {done} frames.")
                progress(done)
    result.srt.write_text(subtitles.srt(order.timeline), encoding="utf-8")
    result.vtt.write_text(subtitles.vtt(order.timeline), encoding="utf-8")
    return result


def _sound(order: Order, folder: Path, cancelled: Callable[[], bool]) -> Path:
    """The levelled, encoded programme."""
    mix, plan = folder / "mix.wav", order.timeline.mix
    write_mix(order.timeline, order.voice, order.music, mix)
    return master(mix, folder, target_lufs=plan.target_lufs, ceiling_dbtp=plan.true_peak_dbtp, cancelled=cancelled)


def _footing(order: Order) -> Footing:
    try:
        check(order.timeline)
    except ValueError as error:
        raise InvalidArgumentError("BAD_TIMELINE", f"The timeline is broken: {error}.", field="timeline") from error
    if min(order.size.width, order.size.height) < 64 or order.size.width % 2 or order.size.height % 2:
        raise InvalidArgumentError("BAD_SIZE", "Width and height must be even and at least 64 pixels.", field="size")
    clips = {clip.scene_index: (clip, path) for clip, path in order.clips}
    for index, (clip, _) in enumerate(order.clips):
        if not covers(clip, order.size):
            raise InvalidArgumentError(
                "BAD_CLIP", f"The clip of scene {clip.scene_index} was not made for this size.", field=f"clips[{index}]"
            )
    for index, scene in enumerate(order.timeline.scenes):
        if needs_clip(scene) and index not in clips:
            raise InvalidArgumentError("MISSING_CLIP", f"Scene {index} has no clip; generate it first.", field="clips")
        if shows_picture(scene) and scene.visual.picture_id not in order.pictures:
            raise InvalidArgumentError(
                "UNKNOWN_PICTURE",
                f"Scene {index} shows picture {scene.visual.picture_id!r}, which the brand kit does not hold.",
                field="brand.pictures",
            )
    logos = order.brand.with_role(PictureRole.LOGO)
    return Footing(
        timeline=order.timeline,
        size=order.size,
        regions=regions(order.size),
        colors=order.timeline.colors,
        clips=clips,
        pictures=order.pictures,
        logo=pictures.read(order.pictures[logos[0].id]) if logos else None,
        captions=order.captions,
    )
