"""A film as a CMX 3600 edit decision list: the picture's cuts and dissolves, and the sounds, in timecode.

The format is from 1988 and knows little: three-digit events, reels of eight capitals or digits, two sounds, cuts (C),
dissolves (D) and wipes (W). What it cannot say stands in notes. Each file is its own reel, and its timecode is the
film's, so source and record times agree wherever nothing has been moved.
"""

import math
import re
import unicodedata
from collections.abc import Iterator

from onset.editing.sequence import Clip, Film, MarkerKind, Transition, within
from onset.timeline.brief import TransitionKind
from onset.timeline.timecode import counted_rate, drops_frames, start_number, timecode

MOST_EVENTS = 999
"""Event numbers have three digits."""
_LOCATORS = {
    MarkerKind.CUT: "RED",
    MarkerKind.CAPTION: "CYAN",
    MarkerKind.BEAT: "GREEN",
    MarkerKind.DOWNBEAT: "YELLOW",
    MarkerKind.SECTION: "MAGENTA",
}
"""Markers that a list can hold without drowning its events, with their colours."""
_TYPOGRAPHIC = str.maketrans({"–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"'})
_REEL = re.compile(r"[^A-Z0-9]")
_REEL_LENGTH = 8


def can_write(film: Film) -> bool:
    """Whether the film's frame rate has a timecode and its events can be numbered."""
    events = len(film.picture) + sum(len(clips) for _, clips in film.sounds)
    return counted_rate(film.rate) > 0 and events <= MOST_EVENTS


def write(film: Film) -> str:
    """The film as the text of an `.edl` file.

    Raises:
        ValueError: it cannot be written; see `can_write`.
    """
    if not can_write(film):
        raise ValueError(f"a film of {len(film.picture)} scenes at {film.rate} frames/s is beyond CMX 3600")
    frames = "DROP FRAME" if drops_frames(film.rate) else "NON-DROP FRAME"
    lines = [f"TITLE: {_plain(film.title)}", f"FCM: {frames}", ""]
    number = 0
    for number, (clip, way_in) in enumerate(zip(film.picture, film.ways_in, strict=True), start=1):
        before = film.picture[number - 2] if number > 1 else None
        after = film.ways_in[number] if number < len(film.picture) else None
        lines += _picture_event(film, number, (before, clip), way_in, after)
        lines += _locators(film, clip)
    for channel, (_, clips) in zip(("A", "A2"), film.sounds, strict=False):
        for clip in clips:
            number += 1
            lines += _event(film, number, reel(clip.name), channel, "C", clip.start_frame, clip.end_frame)
            lines += _notes(clip)
    return "\n".join([*lines, ""])


def reel(name: str) -> str:
    """A file's reel: its name's letters and digits in capitals, e.g. `SCENE01`; distinct for all files of a package."""
    return _REEL.sub("", name.upper())[:_REEL_LENGTH]


def _picture_event(
    film: Film, number: int, clips: tuple[Clip | None, Clip], way_in: Transition | None, after: Transition | None
) -> Iterator[str]:
    """A clip from where it first shows to where the next begins to: a dissolve belongs to the clip that it leads to."""
    before, clip = clips
    first = clip.start_frame - (way_in.before if way_in else 0)
    end = clip.end_frame - (after.before if after else 0)
    if way_in is None or before is None:
        yield from _event(film, number, reel(clip.name), "V", "C", first, end)
        yield from _notes(clip)
        return
    yield from _event(film, number, reel(before.name), "V", "C", first, first)
    yield from _event(film, number, reel(clip.name), "V", _effect(way_in), first, end)
    yield f"* FROM CLIP NAME: {before.file}"
    yield f"* TO CLIP NAME: {clip.file}"
    if way_in.kind is not TransitionKind.DISSOLVE:
        yield f"* COMMENT: {way_in.kind.name.replace('_', ' ')} OF {way_in.frames} FRAMES"
    yield from _reason(clip)


def _effect(way_in: Transition) -> str:
    """A dissolve, or one of SMPTE's wipes: 001 goes across, 002 down; what neither is, is told in a note."""
    if way_in.kind is TransitionKind.WIPE:
        across = abs(math.cos(math.radians(way_in.angle_deg))) > abs(math.sin(math.radians(way_in.angle_deg)))
        return f"W{1 if across else 2:03} {way_in.frames:03}"
    return f"D    {way_in.frames:03}"


def _locators(film: Film, clip: Clip) -> Iterator[str]:
    for marker in within(film.markers, clip):
        if marker.kind in _LOCATORS:
            at = timecode(start_number(film.rate) + marker.start_frame, film.rate)
            yield f"* LOC: {at} {_LOCATORS[marker.kind]:<7} {_plain(marker.name)}"


def _event(film: Film, number: int, name: str, channel: str, effect: str, first: int, end: int) -> Iterator[str]:
    times = [timecode(start_number(film.rate) + frame, film.rate) for frame in (first, end, first, end)]
    yield f"{number:03}  {name:<8} {channel:<4}  {effect:<8} {' '.join(times)}"


def _notes(clip: Clip) -> Iterator[str]:
    yield f"* FROM CLIP NAME: {clip.file}"
    yield from _reason(clip)


def _reason(clip: Clip) -> Iterator[str]:
    if clip.note:
        yield f"* COMMENT: {_plain(clip.note)}"


def _plain(text: str) -> str:
    """One line of printable ASCII, without accents; characters that have no like in it as `?`."""
    letters = unicodedata.normalize("NFKD", text.translate(_TYPOGRAPHIC))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(bare.encode("ascii", "replace").decode().split())
