"""What an editor's program needs to go on with a film: each scene without what lies over it, and the sounds apart."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from onset.compositing.camera import Shot
from onset.compositing.planes import Planes
from onset.compositing.scenes import Footing, SceneView
from onset.compositing.sound import pcm
from onset.compositing.sound.loudness import measure
from onset.compositing.sound.mix import write_mix
from onset.compositing.sound.render import SoundOrder
from onset.compositing.transitions import shots
from onset.runtime import ffmpeg
from onset.runtime.errors import CancelledError
from onset.runtime.heed import heeded
from onset.timeline.naming import MUSIC_FILE, VOICE_FILE, scene_file
from onset.timeline.time import FrameRate
from onset.timeline.timecode import counted_rate, start_number, timecode

_CRF = 14
"""Visually lossless: what is cut here is encoded once more."""
_PRESET = "superfast"
"""Every picture is coded by itself, where slower presets gain little."""
_THREADS = 4
"""Fixed: x264's result depends on it."""
_TELLING_FRAMES = 4
"""Frames from one progress to the next: each is a message to the caller."""
_SOUND_TIMEOUT_S = 300.0


def write_media(
    base: Footing, sound: SoundOrder, folder: Path, progress: Callable[[int], None], cancelled: Callable[[], bool]
) -> list[Path]:
    """All media files of a film: scenes in order, then sounds.

    Raises:
        InvalidArgumentError: materials are not what they should be.
        ResourceExhaustedError: DISK_FULL.
        OSError: ENOSPC, the disk is full.
        CancelledError: `cancelled` returned true.
    """
    return [*_write_scenes(base, folder, progress, cancelled), *_write_sounds(sound, folder, cancelled)]


def _write_scenes(
    base: Footing, folder: Path, progress: Callable[[int], None], cancelled: Callable[[], bool]
) -> Iterator[Path]:
    """One file per scene, with the frames in which it is seen, those of its transitions included.

    H.264 of whole pictures in QuickTime, which every editor's program reads, with the film's own timecode.
    """
    done = 0
    for index, shot in enumerate(shots(base.timeline.scenes)):
        path = folder / scene_file(index)
        with _writer(base, shot.first_frame, path, cancelled) as writer:
            for number, frame in enumerate(_frames(base, index, shot), start=shot.first_frame):
                if cancelled():
                    raise CancelledError("RENDER_CANCELLED", f"The render was cancelled after {done} frames.")
                writer.write(frame.buffer)
                done += 1
                if done % _TELLING_FRAMES == 0 or number + 1 == shot.end_frame:
                    progress(done)
        yield path


def _frames(base: Footing, index: int, shot: Shot) -> Iterator[Planes]:
    """A scene's pictures, each valid until the next."""
    target = Planes.empty(base.size)
    with closing(SceneView(base, index, shot)) as view:
        for number in range(shot.first_frame, shot.end_frame):
            view.draw(number, target)
            yield target


def _writer(base: Footing, first_frame: int, target: Path, cancelled: Callable[[], bool]) -> ffmpeg.RawVideoWriter:
    rate, size = base.timeline.frame_rate, base.size
    video = ffmpeg.open_raw_video(width_px=size.width, height_px=size.height, fps=str(rate), pixel_format="yuv420p")
    tagged = video.filter(
        "setparams", range="tv", colorspace="bt709", color_primaries="bt709", color_trc="bt709", chroma_location="left"
    )
    options: dict[str, ffmpeg.Option] = {
        "c:v": "libx264",
        "preset": _PRESET,
        "crf": _CRF,
        "profile:v": "high",
        "pix_fmt": "yuv420p",
        "threads:v": _THREADS,
        "g": 1,
        "flags:v": "+bitexact",
        "fps_mode": "cfr",
        "fflags": "+bitexact",
        "map_metadata": -1,
    }
    if counted_rate(rate):
        options["timecode"] = timecode(start_number(rate) + first_frame, rate)
    return ffmpeg.RawVideoWriter(ffmpeg.Output((tagged,), "mov", options), target, cancelled=cancelled)


def _write_sounds(order: SoundOrder, folder: Path, cancelled: Callable[[], bool]) -> Iterator[Path]:
    """The voice, and all else, each as long as the film and with the film's one gain: together they are the programme.

    Only the delivered file's limiter is not in them. All else is the programme without the voice, which leaves
    nothing out whatever the mix is made of.
    """
    whole, voice = folder / "whole.f32", folder / "voice.f32"
    write_mix(order.timeline, order.voice, order.music, whole, cancelled)
    mix = order.timeline.mix
    alone = replace(order.timeline, mix=replace(mix, accents=(), score=None))
    write_mix(alone, order.voice, None, voice, cancelled)
    level = measure(heeded(pcm.blocks(whole), cancelled))
    gain = 1.0 if level.silent else 10 ** ((order.rules.target_lufs - level.integrated_lufs) / 20)
    rate = order.timeline.frame_rate
    yield _write_wave((gain * spoken for spoken in pcm.blocks(voice)), rate, folder / VOICE_FILE, cancelled)
    if order.music is not None or mix.accents:
        both = zip(pcm.blocks(whole), pcm.blocks(voice), strict=True)
        rest = (gain * (programme - spoken) for programme, spoken in both)
        yield _write_wave(rest, rate, folder / MUSIC_FILE, cancelled)


def _write_wave(
    blocks: Iterable[NDArray[np.float32]], rate: FrameRate, target: Path, cancelled: Callable[[], bool]
) -> Path:
    """A broadcast wave file of 32-bit floats, which no peak can clip, with the film's time."""
    raw = target.with_suffix(".raw")
    pcm.write(raw, heeded(blocks, cancelled))
    options: dict[str, ffmpeg.Option] = {
        "c:a": "pcm_f32le",
        "write_bext": 1,
        "metadata": f"time_reference={rate.sample_of_frame(start_number(rate))}",
        "fflags": "+bitexact",
    }
    ffmpeg.encode(
        ffmpeg.Output((pcm.stream(raw),), "wav", options), target, timeout_s=_SOUND_TIMEOUT_S, cancelled=cancelled
    )
    raw.unlink()
    return target
