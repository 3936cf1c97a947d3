"""A film as FCPXML 1.10, the format of Final Cut Pro; DaVinci Resolve reads it too.

Times are exact fractions of a second. Every file carries the film's own timecode, so that a clip's local time and the
sequence's are one, and what hangs on a clip stands at its own number in the film.
"""

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from onset.editing.sequence import SOUND_FILES, VOICE, Clip, Film, Marker, MarkerKind, Transition, within
from onset.timeline.brief import TransitionKind
from onset.timeline.timecode import drops_frames, start_number

VERSION = "1.10"
_FORMAT = "format-1"
_REC_709 = "1-1-1 (Rec. 709)"
_ROLES = {"voice": "dialogue", "music": "music"}
_ON_VOICE = frozenset({MarkerKind.WORD})
_ILLEGAL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold."""
_CAPTION_STYLE = {
    "font": ".AppleSystemUIFont",
    "fontSize": "13",
    "fontFace": "Regular",
    "fontColor": "1 1 1 1",
    "backgroundColor": "0 0 0 1",
}
"""What Final Cut Pro itself gives an iTT caption."""


def write(film: Film, media: str) -> str:
    """The film as the text of an `.fcpxml` file.

    Args:
        film: what to write.
        media: folder of the media files, relative to the file.
    """
    root = Element("fcpxml", version=VERSION)
    resources = SubElement(root, "resources")
    SubElement(
        resources,
        "format",
        id=_FORMAT,
        frameDuration=_time(film, 1),
        width=str(film.size.width),
        height=str(film.size.height),
        colorSpace=_REC_709,
    )
    for clip in film.picture:
        _asset(resources, film, clip, media, {"hasVideo": "1", "videoSources": "1", "format": _FORMAT})
    heard = {"hasAudio": "1", "audioSources": "1", "audioChannels": "2", "audioRate": "48000"}
    for name, _ in film.sounds:
        _asset(resources, film, Clip(SOUND_FILES[name], 0, film.frames, 0, film.frames), media, heard)
    event = SubElement(SubElement(root, "library"), "event", name=_text(film.title))
    sequence = SubElement(
        SubElement(event, "project", name=_text(film.title)),
        "sequence",
        format=_FORMAT,
        duration=_time(film, film.frames),
        tcStart=_at(film, 0),
        tcFormat=_timecode_format(film),
        audioLayout="stereo",
        audioRate="48k",
    )
    _fill(SubElement(sequence, "spine"), film)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n{tostring(root, encoding="unicode")}\n'


def _asset(resources: Element, film: Film, clip: Clip, media: str, streams: dict[str, str]) -> None:
    asset = SubElement(
        resources,
        "asset",
        streams,
        id=_id(clip),
        name=clip.name,
        start=_at(film, clip.first_frame),
        duration=_time(film, clip.last_frame - clip.first_frame),
    )
    SubElement(asset, "media-rep", kind="original-media", src=f"./{media}/{clip.file}")


def _fill(spine: Element, film: Film) -> None:
    for number, (clip, way_in) in enumerate(zip(film.picture, film.ways_in, strict=True)):
        if way_in is not None:
            _transition(spine, film, clip, way_in)
        item = _clip(spine, film, clip, {})
        if clip.note:
            SubElement(item, "note").text = _text(clip.note)
        # Anchored items stand before markers, by the format's grammar.
        if number == 0:
            _sounds(item, film)
        inside = within(film.markers, clip)
        if number == len(film.picture) - 1:
            inside += [marker for marker in film.markers if marker.start_frame >= clip.end_frame]
        for marker in inside:
            if marker.kind is MarkerKind.CAPTION:
                _caption(item, film, marker)
        _markers(item, film, (marker for marker in inside if marker.kind not in {MarkerKind.CAPTION, *_ON_VOICE}))


def _clip(parent: Element, film: Film, clip: Clip, more: dict[str, str]) -> Element:
    return SubElement(
        parent,
        "asset-clip",
        more,
        ref=_id(clip),
        name=clip.name,
        offset=_at(film, clip.start_frame),
        start=_at(film, clip.start_frame),
        duration=_time(film, clip.end_frame - clip.start_frame),
        tcFormat=_timecode_format(film),
    )


def _transition(spine: Element, film: Film, clip: Clip, way_in: Transition) -> None:
    dissolve = way_in.kind in (TransitionKind.DISSOLVE, TransitionKind.BLEND)
    SubElement(
        spine,
        "transition",
        name="Cross Dissolve" if dissolve else way_in.kind.name.replace("_", " ").title(),
        offset=_at(film, clip.start_frame - way_in.before),
        duration=_time(film, way_in.frames),
    )


def _sounds(parent: Element, film: Film) -> None:
    for lane, (name, clips) in enumerate(film.sounds, start=1):
        for clip in clips:
            item = _clip(parent, film, clip, {"lane": f"-{lane}", "audioRole": _ROLES[name]})
            if name == VOICE:
                _markers(item, film, (marker for marker in within(film.markers, clip) if marker.kind in _ON_VOICE))


def _caption(parent: Element, film: Film, marker: Marker) -> None:
    item = SubElement(
        parent,
        "caption",
        lane="1",
        offset=_at(film, marker.start_frame),
        name=_text(marker.name),
        duration=_time(film, marker.frames),
        role=f"iTT?captionFormat=ITT.{film.language}",
    )
    style = f"caption-{marker.path[0] + 1}"
    SubElement(SubElement(item, "text", placement="bottom"), "text-style", ref=style).text = _text(marker.name)
    SubElement(SubElement(item, "text-style-def", id=style), "text-style", _CAPTION_STYLE)


def _markers(parent: Element, film: Film, markers: Iterable[Marker]) -> None:
    for marker in markers:
        # A marker on the film's very end hangs on its last frame.
        frame = min(marker.start_frame, film.frames - 1)
        SubElement(
            parent,
            "marker",
            start=_at(film, frame),
            duration=_time(film, max(1, marker.frames)),
            value=_text(marker.name),
            note=_text(f"{marker.kind.value}; {marker.note}" if marker.note else marker.kind.value),
        )


def _id(clip: Clip) -> str:
    return f"asset-{clip.name}"


def _timecode_format(film: Film) -> str:
    return "DF" if drops_frames(film.rate) else "NDF"


def _at(film: Film, frame: int) -> str:
    return _time(film, start_number(film.rate) + frame)


def _time(film: Film, frames: int) -> str:
    """Frames as a rational number of seconds; the denominator is the frame rate's, as Final Cut Pro writes it."""
    ticks, per_second = frames * film.rate.denominator, film.rate.numerator
    return f"{ticks // per_second}s" if ticks % per_second == 0 else f"{ticks}/{per_second}s"


def _text(text: str) -> str:
    return _ILLEGAL.sub("", text)
