"""What generation hands to compositing."""

from dataclasses import dataclass

from onset.timeline.brief import Blob, Size

CLIP_FILE_RATE = 25
"""Pictures a second that clip files claim to have; it says where a picture stands in the file, and nothing else."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A scene's generated pictures as a video file with one picture per entry of `frames`."""

    scene_index: int
    size: Size
    frames: tuple[int, ...]
    """Timeline frame at which each picture stands; strictly increasing. Between them the compositor blends."""
    model: str
    """Which picture model made it: `painter`, or the diffusion model's checkpoint."""
    blob: Blob
    note: str = ""
    """Why it is not what was ordered; empty if it is."""


@dataclass(frozen=True, slots=True)
class Rendition:
    """One finished format of an ad."""

    size: Size
    video: Blob
    srt: Blob
    vtt: Blob
