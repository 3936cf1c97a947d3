"""An edited `.otio` file as an `Edit`: what a timeline can hold is read, what it cannot is refused by name."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

from onset.editing.edit import Edit, Placed, PlacedMarker
from onset.editing.otio_file import KEY
from onset.editing.sequence import SOUND_FILES, Clip, Film, MarkerKind, Transition
from onset.runtime.media.refusal import RefusedError
from onset.timeline.brief import TransitionKind
from onset.timeline.timecode import start_number

_RATE_TOLERANCE = 3e-4
"""Programs write 23.98 for 24000/1001; 24 is another rate."""
_FRAME_TOLERANCE = 1e-3
_SOUND_TOLERANCE = 1.0
"""Frames: programs round sound to their own grids."""
_SAMPLE_CLOCK_HZ = 8000
"""No picture has so high a rate: it is a clock of samples."""
_LONGEST_S = 24 * 3600
"""More than timecode can tell."""
_LONGEST_SHOWN = 60
_DIGEST = re.compile(r"[0-9a-f]{64}")


def timeline_digest(document: otio.schema.Timeline) -> str:
    """SHA-256 of the timeline that a file was made from; empty if a program has dropped it."""
    digest = _own(document).get("timeline")
    return digest if isinstance(digest, str) and _DIGEST.fullmatch(digest) else ""


def read(document: otio.schema.Timeline, film: Film) -> Edit:
    """What an editor made of a film.

    Args:
        document: the edited film, as `onset.editing.otio_json` has it.
        film: as it was handed out.

    Raises:
        RefusedError: it holds what a timeline cannot; the message names the clip.
    """
    return _Reader(film).edit(document)


def _own(item: Any) -> dict[str, Any]:
    """Our facts in an object's metadata, if there are any."""
    found = item.metadata.get(KEY)
    return dict(found) if isinstance(found, otio._otio.AnyDictionary | dict) else {}


@dataclass(frozen=True, slots=True)
class _Reader:
    film: Film

    def edit(self, document: otio.schema.Timeline) -> Edit:
        notes: list[str] = []
        clips: list[Placed] | None = None
        heard: dict[str, list[tuple[int, int]]] = {}
        markers = [*self._markers(document.tracks.markers, 0)]
        for track in document.tracks:
            if not isinstance(track, otio.schema.Track):
                raise RefusedError("EDIT_NESTED", f"{_title(track)} is no track; flatten it and export again.")
            self._check_item(track, notes)
            if track.source_range is not None:
                raise RefusedError("EDIT_NESTED", f"{_title(track)} is trimmed as a whole; trim its clips instead.")
            if track.kind == otio.schema.TrackKind.Audio:
                markers += self._sounds(track, heard, notes)
                continue
            if all(isinstance(item, otio.schema.Gap) for item in track):
                continue
            if clips is not None:
                raise RefusedError(
                    "EDIT_LAYERS",
                    f"There is a second picture track, {_title(track)}; a film has one. Put all scenes on one track.",
                )
            clips = self._picture(track, notes)
        if not clips:
            raise RefusedError("EDIT_EMPTY", "No track of the edit shows a picture.")
        return Edit(tuple(clips), tuple(markers), {name: tuple(spans) for name, spans in heard.items()}, tuple(notes))

    def _picture(self, track: otio.schema.Track, notes: list[str]) -> list[Placed]:
        clips: list[Placed] = []
        way_in: otio.schema.Transition | None = None
        items = list(track)
        while items and isinstance(items[-1], otio.schema.Gap):
            items.pop()  # Nothing follows it that it would keep apart.
        for item in items:
            if isinstance(item, otio.schema.Transition):
                way_in = item
                continue
            if isinstance(item, otio.schema.Gap):
                if frames := self._whole(self._gap(item), "a gap"):
                    where = f"after {_shown(clips[-1].name)}" if clips else "before the first clip"
                    raise RefusedError("EDIT_GAP", f"There is a gap of {frames} frames {where}; close it.")
                continue
            clip = self._clip(item, notes)
            media = self._media(clip)
            start, frames = (self._whole(place, _title(clip)) for place in self._range(clip, media.first_frame))
            if way_in is not None and not clips:
                raise RefusedError(
                    "EDIT_TRANSITION", f"A transition leads into the first clip, {_title(clip)}; begin with a cut."
                )
            scene = self.film.picture.index(media)
            joined = self._way_in(way_in, scene, clip.name)
            clips.append(Placed(clip.name[:_LONGEST_SHOWN], scene, start, frames, joined))
            way_in = None
        if way_in is not None:
            raise RefusedError("EDIT_TRANSITION", f"A transition leads out of the last clip, {_shown(clips[-1].name)}.")
        return clips

    def _sounds(
        self, track: otio.schema.Track, heard: dict[str, list[tuple[int, int]]], notes: list[str]
    ) -> Iterator[PlacedMarker]:
        known = {SOUND_FILES[name]: name for name, _ in self.film.sounds}
        at = 0.0
        for item in track:
            if isinstance(item, otio.schema.Transition):
                notes.append(f"A transition on sound track {_title(track)} is not taken over.")
                continue
            if isinstance(item, otio.schema.Gap):
                at += self._gap(item)
                continue
            clip = self._clip(item, notes)
            sound = _own(clip).get("sound")
            file = _file(clip) or next((file for file, name in known.items() if name == sound), "")
            if file not in known:
                raise self._unknown(clip)
            first, frames = self._range(clip, 0)
            if abs(first - at) > _SOUND_TOLERANCE:
                raise RefusedError(
                    "EDIT_SOUND_MOVED",
                    f"{_title(clip)} has moved by {at - first:+.0f} frames; the sound stays, the pictures follow it.",
                )
            heard.setdefault(known[file], []).append((round(at), round(at + frames)))
            yield from self._markers(clip.markers, at - self._position(_span(clip).start_time, _title(clip)))
            at += frames

    def _clip(self, item: Any, notes: list[str]) -> otio.schema.Clip:
        if not isinstance(item, otio.schema.Clip):
            raise RefusedError(
                "EDIT_NESTED", f"{_title(item)} is a {type(item).__name__}, not a clip of a file; flatten it."
            )
        self._check_item(item, notes)
        return item

    def _check_item(self, item: Any, notes: list[str]) -> None:
        if not item.enabled:
            raise RefusedError("EDIT_DISABLED", f"{_title(item)} is switched off; take it out or switch it on.")
        for effect in item.effects:
            if isinstance(effect, otio.schema.TimeEffect):
                raise RefusedError("EDIT_SPEED", f"{_title(item)} changes its speed ({_title(effect)}); take that out.")
            notes.append(f"The effect {_title(effect)} on {_title(item)} is not taken over.")

    def _media(self, clip: otio.schema.Clip) -> Clip:
        """The scene's file, by our metadata; it and the file's name must not contradict each other."""
        file, scene = _file(clip), _own(clip).get("scene")
        for index, media in enumerate(self.film.picture):
            if (file == media.file and scene in (None, index)) or (not file and scene == index):
                return media
        raise self._unknown(clip)

    def _unknown(self, clip: otio.schema.Clip) -> RefusedError:
        file = _file(clip)
        shown = _shown(file) if file else "no file"
        return RefusedError("EDIT_UNKNOWN_MEDIA", f"Clip {_title(clip)} shows {shown}, which is not of this film.")

    def _range(self, clip: otio.schema.Clip, media_frame: int) -> tuple[float, float]:
        """First frame, on the old film's count, and length, of a clip whose file begins at `media_frame`."""
        span = _span(clip)
        frames = self._position(span.duration, _title(clip))
        if frames <= 0:
            raise RefusedError("EDIT_TIME", f"Clip {_title(clip)} is {frames:g} frames long.")
        reference = clip.media_reference
        # A program that reads no timecode counts the file from zero and says so in the file's own range.
        available = reference.available_range if reference is not None else None
        begins = float(start_number(self.film.rate) + media_frame)
        if available is not None:
            begins = self._position(available.start_time, _title(clip))
        return self._position(span.start_time, _title(clip)) - begins + media_frame, frames

    def _gap(self, gap: otio.schema.Gap) -> float:
        if gap.source_range is None:
            raise RefusedError("EDIT_TIME", "A gap says nothing of its length.")
        return self._position(gap.source_range.duration, "a gap")

    def _way_in(self, way_in: otio.schema.Transition | None, scene: int, name: str) -> Transition | None:
        if way_in is None:
            return None
        where = f"the way into {_shown(name)}"
        before, after = (
            self._whole(self._position(time, where), where) for time in (way_in.in_offset, way_in.out_offset)
        )
        if min(before, after) < 0:
            raise RefusedError("EDIT_TIME", f"The transition into {_shown(name)} has a negative length.")
        angle = _own(way_in).get("angle_deg")
        turned = float(angle) if isinstance(angle, int | float) and math.isfinite(angle) else 0.0
        return Transition(self._kind(way_in, scene, name), before, after, turned) if before + after else None

    def _kind(self, way_in: otio.schema.Transition, scene: int, name: str) -> TransitionKind:
        told = _own(way_in).get("kind")
        known = {kind.name: kind for kind in TransitionKind if kind is not TransitionKind.CUT}
        if told in known:
            return known[told]
        if way_in.transition_type != otio.schema.TransitionTypes.SMPTE_Dissolve:
            raise RefusedError(
                "EDIT_TRANSITION",
                f"The transition {_title(way_in)} into {_shown(name)} is none of ours; make it a dissolve or a cut.",
            )
        # A blend comes back from a program that knows one dissolve only.
        before = self.film.ways_in[scene]
        return before.kind if before and before.kind is TransitionKind.BLEND else TransitionKind.DISSOLVE

    def _markers(self, markers: Any, shift: float) -> Iterator[PlacedMarker]:
        for marker in markers:
            facts = _own(marker)
            kinds = [kind for kind in MarkerKind if kind.value == facts.get("kind")]
            path = facts.get("path")
            if not kinds or not isinstance(path, otio._otio.AnyVector | list):
                continue  # The editor's own.
            numbers = tuple(number if isinstance(number, int) else -1 for number in path)
            where = f"marker {_title(marker)}"
            start = self._position(marker.marked_range.start_time, where) + shift
            frames = self._position(marker.marked_range.duration, where)
            yield PlacedMarker(kinds[0], numbers, round(start), round(frames), marker.name)

    def _position(self, time: RationalTime, where: str) -> float:
        """A time in frames; sound may be counted in samples."""
        wanted = float(self.film.rate.per_second)
        if not (math.isfinite(time.value) and math.isfinite(time.rate) and time.rate > 0):
            raise RefusedError("EDIT_TIME", f"{where} has the time {time.value}/{time.rate}, which is none.")
        if abs(time.value) > _LONGEST_S * time.rate:
            raise RefusedError("EDIT_TIME", f"{where} stands at {time.value:g}, beyond all frames.")
        if time.rate >= _SAMPLE_CLOCK_HZ:
            return float(time.value / time.rate * wanted)
        if abs(time.rate / wanted - 1) > _RATE_TOLERANCE:
            raise RefusedError(
                "EDIT_FRAME_RATE",
                f"{where} is counted at {time.rate:g} frames/s, the film at {self.film.rate}; export it at that rate.",
            )
        return float(time.value)

    @staticmethod
    def _whole(place: float, where: str) -> int:
        """A place on a frame's border, as pictures are."""
        if abs(place - round(place)) > _FRAME_TOLERANCE:
            raise RefusedError("EDIT_TIME", f"{where} stands at {place:.8g}, between frames.")
        return round(place)


def _span(clip: otio.schema.Clip) -> TimeRange:
    try:
        return clip.trimmed_range()
    except otio.exceptions.OTIOError as error:
        raise RefusedError(
            "EDIT_TIME", f"Clip {_title(clip)} says neither where it begins nor how long it is."
        ) from error


def _file(clip: otio.schema.Clip) -> str:
    """The file's name without its folder, which relinking changes; empty if the clip has no file."""
    reference = clip.media_reference
    if not isinstance(reference, otio.schema.ExternalReference):
        return ""
    return unquote(reference.target_url).replace("\\", "/").rpartition("/")[2]


def _title(item: Any) -> str:
    return _shown(item.name) if item.name else f"an unnamed {type(item).__name__.lower()}"


def _shown(name: str) -> str:
    """A name of any length for a message."""
    return repr(name if len(name) <= _LONGEST_SHOWN else f"{name[:_LONGEST_SHOWN]}…")
