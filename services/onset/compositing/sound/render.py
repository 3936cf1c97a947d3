"""The programme: mixed, levelled and encoded."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from onset.compositing.sound.master import master
from onset.compositing.sound.mix import write_mix
from onset.timeline.plan import Timeline
from onset.timeline.profile import AudioRules


@dataclass(frozen=True, slots=True)
class SoundOrder:
    """A film's sound, with its materials as local files."""

    timeline: Timeline
    voice: Path
    music: Path | None
    rules: AudioRules


def render_sound(order: SoundOrder, folder: Path, cancelled: Callable[[], bool]) -> Path:
    """The sound of a film as AAC in MP4, a file in the folder.

    Raises:
        InvalidArgumentError: BAD_SOUND, MUSIC_TOO_SHORT or VOICE_CUT_OFF.
        ResourceExhaustedError: DISK_FULL, told by the encoder.
        OSError: ENOSPC, the disk is full.
        CancelledError: `cancelled` returned true.
    """
    mix = folder / "mix.f32"
    write_mix(order.timeline, order.voice, order.music, mix)
    return master(mix, folder, order.rules, cancelled)
