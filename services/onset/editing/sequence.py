"""A film as an editor's program sees it: clips of media files on tracks, ways from one to the next, markers.

All frames here count from the film's first, and each media file carries the timecode of the film's frames that it
shows. So a position in a file and the same position in the film have one number, whatever is moved in the edit later.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from onset.timeline.brief import Size, TransitionKind
from onset.timeline.naming import MUSIC_FILE, VOICE_FILE, scene_file
from onset.timeline.plan import Cue, CueKind, Scene, Timeline
from onset.timeline.time import FrameRate

VOICE, MUSIC = "voice", "music"
"""Tracks of sound, by name."""
SOUND_FILES = {VOICE: VOICE_FILE, MUSIC: MUSIC_FILE}


class MarkerKind(Enum):
    """What a marker marks; the value is its name in files."""

    CAPTION = "caption"
    WORD = "word"
    TITLE = "title"
    CUT = "cut"
    """Why a scene starts where it does."""
    BEAT = "beat"
    DOWNBEAT = "downbeat"
    SECTION = "section"
    CUE = "cue"
    """Any other moment that the planner weighed."""


_KIND_OF_CUE = {
    CueKind.BEAT: MarkerKind.BEAT,
    CueKind.DOWNBEAT: MarkerKind.DOWNBEAT,
    CueKind.SECTION: MarkerKind.SECTION,
}


@dataclass(frozen=True, slots=True)
class Marker:
    """A named moment or range of the film."""

    kind: MarkerKind
    path: tuple[int, ...]
    """Which one: caption; caption and word; scene; cue."""
    start_frame: int
    frames: int
    """0 for a moment."""
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Clip:
    """A range of a media file at its own place in the film."""

    file: str
    """The media file's name, without a folder."""
    start_frame: int
    end_frame: int
    first_frame: int
    """Where the media file begins: what lies before start_frame and after end_frame are handles."""
    last_frame: int
    """Where it ends, exclusive."""
    note: str = ""

    @property
    def name(self) -> str:
        """The file's, without its suffix."""
        return self.file.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class Transition:
    """The way into a clip of the picture track."""

    kind: TransitionKind
    before: int
    """Frames before the cut."""
    after: int
    """Frames after it."""
    angle_deg: float = 0.0
    """Where a wipe or a push goes to; see `onset.timeline.plan.Transition`."""

    @property
    def frames(self) -> int:
        """Length."""
        return self.before + self.after


@dataclass(frozen=True, slots=True)
class Film:
    """What every interchange format is written from."""

    title: str
    language: str
    """ISO 639-1."""
    rate: FrameRate
    size: Size
    frames: int
    picture: tuple[Clip, ...]
    """They tile the film."""
    ways_in: tuple[Transition | None, ...]
    """Into each clip; None for a cut."""
    sounds: tuple[tuple[str, tuple[Clip, ...]], ...]
    """Tracks, by the name of their file; clips in time order, silence between them."""
    markers: tuple[Marker, ...]
    """In time order."""


def describe(timeline: Timeline, *, title: str, language: str, size: Size, music: bool) -> Film:
    """The film of a timeline.

    Args:
        timeline: one that satisfies its invariants.
        title: names the sequence.
        language: of the captions, ISO 639-1.
        size: of the picture.
        music: whether there is any sound but the voice.
    """
    whole = timeline.duration_frames
    bed = Clip(MUSIC_FILE, 0, whole, 0, whole)
    return Film(
        title=title,
        language=language,
        rate=timeline.frame_rate,
        size=size,
        frames=whole,
        picture=tuple(_picture(timeline.scenes)),
        ways_in=tuple(_way_in(scene) for scene in timeline.scenes),
        sounds=((VOICE, tuple(_voice(timeline))), *(((MUSIC, (bed,)),) if music else ())),
        markers=tuple(sorted(_markers(timeline), key=lambda marker: marker.start_frame)),
    )


def frame_at(timeline: Timeline, sample: int) -> int:
    """Where a sample's marker stands: the nearest frame of the film, or its end."""
    return min(timeline.frame_rate.frame_of_sample(sample, timeline.sample_rate_hz), timeline.duration_frames)


def within(markers: Iterable[Marker], clip: Clip) -> list[Marker]:
    """Those that stand in a clip."""
    return [marker for marker in markers if clip.start_frame <= marker.start_frame < clip.end_frame]


def _picture(scenes: Sequence[Scene]) -> Iterator[Clip]:
    firsts = [scene.start_frame - scene.transition.frames // 2 for scene in scenes]
    lasts = [
        max(scene.end_frame, first + after.transition.frames)
        for (scene, after), first in zip(pairwise(scenes), firsts[1:], strict=True)
    ]
    for index, (scene, first, last) in enumerate(zip(scenes, firsts, [*lasts, scenes[-1].end_frame], strict=True)):
        yield Clip(scene_file(index), scene.start_frame, scene.end_frame, first, last, scene.visual.reason)


def _voice(timeline: Timeline) -> Iterator[Clip]:
    """What is heard of the recording, on frame borders: the file is as long as the film, so nothing shifts."""
    for edit in timeline.mix.voice:
        start, end = (frame_at(timeline, sample) for sample in (edit.start_sample, edit.end_sample))
        if start < end:
            yield Clip(VOICE_FILE, start, end, 0, timeline.duration_frames)


def _way_in(scene: Scene) -> Transition | None:
    frames = scene.transition.frames
    kind, angle = scene.transition.kind, scene.transition.angle_deg
    return Transition(kind, frames // 2, frames - frames // 2, angle) if frames else None


def _markers(timeline: Timeline) -> Iterator[Marker]:
    for index, scene in enumerate(timeline.scenes):
        note = f"{scene.cue.kind.name.lower().replace('_', ' ')}; {scene.visual.reason}"
        yield Marker(MarkerKind.CUT, (index,), scene.start_frame, 0, scene.cue.label, note)
    for index, caption in enumerate(timeline.captions):
        text = " ".join(word.text for word in caption.words)
        yield Marker(MarkerKind.CAPTION, (index,), caption.start_frame, caption.end_frame - caption.start_frame, text)
        for number, word in enumerate(caption.words):
            start, end = (frame_at(timeline, sample) for sample in (word.start_sample, word.end_sample))
            yield Marker(MarkerKind.WORD, (index, number), start, end - start, word.text)
    for index, title in enumerate(timeline.titles):
        yield Marker(MarkerKind.TITLE, (index,), title.start_frame, title.end_frame - title.start_frame, title.text)
    for index, cue in enumerate(timeline.cues):
        kind = _KIND_OF_CUE.get(cue.kind, MarkerKind.CUE)
        yield Marker(kind, (index,), frame_at(timeline, cue.sample), 0, _cue_name(cue), f"strength {cue.strength:.2f}")


def _cue_name(cue: Cue) -> str:
    return cue.label or cue.kind.name.lower().replace("_", " ")
