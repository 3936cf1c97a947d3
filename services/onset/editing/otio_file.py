"""A film as OpenTimelineIO: the one format that can be brought back.

What Onset must know again stands under `onset` in the metadata; programs that drop metadata leave at least the files'
names, by which scenes are known too.
"""

import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

from onset.editing.sequence import MUSIC, VOICE, Clip, Film, Marker, MarkerKind, Transition, within
from onset.timeline import timecode
from onset.timeline.brief import TransitionKind
from onset.timeline.time import FrameRate

KEY = "onset"
"""Where our own facts stand in every object's metadata."""
VERSION = 1

COLORS = {
    MarkerKind.CAPTION: otio.schema.MarkerColor.CYAN,
    MarkerKind.WORD: otio.schema.MarkerColor.WHITE,
    MarkerKind.TITLE: otio.schema.MarkerColor.ORANGE,
    MarkerKind.CUT: otio.schema.MarkerColor.RED,
    MarkerKind.BEAT: otio.schema.MarkerColor.GREEN,
    MarkerKind.DOWNBEAT: otio.schema.MarkerColor.YELLOW,
    MarkerKind.SECTION: otio.schema.MarkerColor.MAGENTA,
    MarkerKind.CUE: otio.schema.MarkerColor.BLUE,
}
"""One colour a kind, of those that every program has."""
_HOMES = {
    MarkerKind.WORD: VOICE,
    MarkerKind.BEAT: MUSIC,
    MarkerKind.DOWNBEAT: MUSIC,
    MarkerKind.SECTION: MUSIC,
}
"""Tracks on whose clips markers hang, so that they stay with their sound; all others stand on the sequence."""
_DISSOLVES = frozenset({TransitionKind.DISSOLVE, TransitionKind.BLEND})


def write(film: Film, media: str, digest: str) -> str:
    """The film as the text of an `.otio` file.

    Args:
        film: what to write.
        media: folder of the media files, relative to the file.
        digest: SHA-256 of the timeline that it was made from.
    """
    rate = float(film.rate.per_second)
    start = timecode.start_number(film.rate)
    document = otio.schema.Timeline(
        name=film.title,
        global_start_time=RationalTime(start, rate),
        metadata={
            KEY: {
                "version": VERSION,
                "timeline": digest,
                "frame_rate": str(film.rate),
                "width": film.size.width,
                "height": film.size.height,
            }
        },
    )
    document.tracks.append(_picture(film, media, start))
    standing = list(film.markers)
    for name, clips in film.sounds:
        track = otio.schema.Track(name=name, kind=otio.schema.TrackKind.Audio)
        at = 0
        for clip in clips:
            if clip.start_frame > at:
                track.append(otio.schema.Gap(duration=RationalTime(clip.start_frame - at, rate)))
            at = clip.end_frame
            item = _clip(clip, media, film.rate, start)
            item.metadata[KEY] = {"sound": name}
            for marker in within(film.markers, clip):
                if _HOMES.get(marker.kind) == name:
                    item.markers.append(_marker(marker, rate, start))
                    standing.remove(marker)
            track.append(item)
        document.tracks.append(track)
    document.tracks.markers.extend(_marker(marker, rate, 0) for marker in standing)
    return str(document.to_json_string(indent=2))


def _picture(film: Film, media: str, start: int) -> otio.schema.Track:
    track = otio.schema.Track(name="picture", kind=otio.schema.TrackKind.Video)
    for index, (clip, way_in) in enumerate(zip(film.picture, film.ways_in, strict=True)):
        if way_in is not None:
            track.append(_transition(way_in, film.rate))
        item = _clip(clip, media, film.rate, start)
        item.metadata[KEY] = {"scene": index, "note": clip.note}
        track.append(item)
    return track


def _clip(clip: Clip, media: str, rate: FrameRate, start: int) -> otio.schema.Clip:
    def span(first: int, end: int) -> TimeRange:
        per_second = float(rate.per_second)
        return TimeRange(RationalTime(start + first, per_second), RationalTime(end - first, per_second))

    reference = otio.schema.ExternalReference(
        target_url=f"{media}/{clip.file}", available_range=span(clip.first_frame, clip.last_frame)
    )
    reference.name = clip.name
    return otio.schema.Clip(
        name=clip.name, media_reference=reference, source_range=span(clip.start_frame, clip.end_frame)
    )


def _transition(way_in: Transition, rate: FrameRate) -> otio.schema.Transition:
    dissolves = way_in.kind in _DISSOLVES
    per_second = float(rate.per_second)
    return otio.schema.Transition(
        name=way_in.kind.name.lower().replace("_", " "),
        transition_type=otio.schema.TransitionTypes.SMPTE_Dissolve if dissolves else otio.schema.TransitionTypes.Custom,
        in_offset=RationalTime(way_in.before, per_second),
        out_offset=RationalTime(way_in.after, per_second),
        metadata={KEY: {"kind": way_in.kind.name, "angle_deg": way_in.angle_deg}},
    )


def _marker(marker: Marker, rate: float, start: int) -> otio.schema.Marker:
    return otio.schema.Marker(
        name=marker.name,
        marked_range=TimeRange(RationalTime(start + marker.start_frame, rate), RationalTime(marker.frames, rate)),
        color=COLORS[marker.kind],
        comment=marker.note,
        metadata={KEY: {"kind": marker.kind.value, "path": list(marker.path)}},
    )
