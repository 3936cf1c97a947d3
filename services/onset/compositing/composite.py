"""One rendition: mix and level the sound, draw and encode the film, write its captions."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from onset.compositing import encoder, subtitles
from onset.compositing.film import Film
from onset.compositing.order import Order, footing
from onset.compositing.pipeline import drawn_ahead
from onset.compositing.sound.master import master
from onset.compositing.sound.mix import write_mix
from onset.runtime.errors import CancelledError

_POLL_FRAMES = 4


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
        ResourceExhaustedError: DISK_FULL, told by the encoder.
        OSError: ENOSPC, the disk is full.
        CancelledError: `cancelled` returned true.
    """
    film = Film(footing(order))
    rate = order.timeline.frame_rate
    result = Files(folder / "film.mp4", folder / "film.srt", folder / "film.vtt")
    picture = folder / "picture.mp4"
    ended = threading.Event()

    def given_up() -> bool:
        return ended.is_set() or cancelled()

    # The sound is levelled beside the drawing, which leaves some of every core idle.
    with ThreadPoolExecutor(1, thread_name_prefix="sound") as beside:
        sound = beside.submit(level_sound, order, folder, given_up)
        try:
            with encoder.writer(order.size, rate, picture, cancelled) as writer:
                for done, frame in enumerate(drawn_ahead(film, order.size), start=1):
                    writer.write(frame.buffer)
                    if done % _POLL_FRAMES == 0:
                        if cancelled():
                            raise CancelledError("RENDER_CANCELLED", f"The render was cancelled after {done} frames.")
                        progress(done)
        except BaseException:
            ended.set()
            raise
        encoder.join(picture, sound.result(), rate, result.video, cancelled)
    result.srt.write_text(subtitles.srt(order.timeline), encoding="utf-8")
    result.vtt.write_text(subtitles.vtt(order.timeline), encoding="utf-8")
    return result


def level_sound(order: Order, folder: Path, cancelled: Callable[[], bool]) -> Path:
    """The programme, mixed, levelled and encoded, as a file in the folder. Raises as `composite` does."""
    mix, rules = folder / "mix.f32", order.profile.audio
    write_mix(order.timeline, order.voice, order.music, mix)
    return master(mix, folder, target_lufs=rules.target_lufs, ceiling_dbtp=rules.true_peak_dbtp, cancelled=cancelled)
