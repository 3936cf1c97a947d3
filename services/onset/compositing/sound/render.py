"""The programme: mixed, levelled and encoded."""

from dataclasses import dataclass
from pathlib import Path

from onset.compositing.sound.master import master
from onset.compositing.sound.mix import write_mix
from onset.runtime.heed import Cancelled
from onset.timeline.plan import Timeline
from onset.timeline.profile_rules import AudioRules


@dataclass(frozen=True, slots=True)
class SoundOrder:
    """A film's sound, with its materials as local files."""

    timeline: Timeline
    voice: Path
    music: Path | None
    rules: AudioRules


def render_sound(order: SoundOrder, folder: Path, cancelled: Cancelled) -> Path:
    """The sound of a film as AAC in MP4, a file in the folder.

    Raises:
        InvalidArgumentError: BAD_SOUND, MUSIC_TOO_SHORT or VOICE_CUT_OFF.
        FfmpegError: ENCODER_FAILED.
        ResourceExhaustedError: DISK_FULL.
        OSError: ENOSPC, the disk is full.
        InternalError: PEAK_ABOVE_CEILING or SOUND_LOST.
        CancelledError: `cancelled` returned true.
    """
    mix = folder / "mix.f32"
    write_mix(order.timeline, order.voice, order.music, mix, cancelled)
    return master(mix, folder, order.rules, cancelled)
