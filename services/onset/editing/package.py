"""What a package for editing on says of itself, and the interchange files in it."""

from onset.editing import edl, fcpxml, otio_file
from onset.editing.sequence import Film
from onset.timeline.naming import MEDIA_FOLDER, slug
from onset.timeline.timecode import start_number, timecode

OTIO, EDL, FCPXML, TEXT = (
    "application/json",
    "text/x-cmx3600-edl",
    "application/xml",
    "text/plain",
)
"""Media types; none of the first three is registered."""


def interchange(film: Film, digest: str) -> list[tuple[str, str, str]]:
    """(name, media type, text) of every text file of a package.

    Args:
        film: what they describe.
        digest: SHA-256 of the timeline.
    """
    stem = slug(film.title)
    files = [
        (f"{stem}.otio", OTIO, otio_file.write(film, MEDIA_FOLDER, digest)),
        (f"{stem}.fcpxml", FCPXML, fcpxml.write(film, MEDIA_FOLDER)),
    ]
    if edl.can_write(film):
        files.append((f"{stem}.edl", EDL, edl.write(film)))
    return [*files, ("README.txt", TEXT, _read_me(film, [name for name, _, _ in files]))]


def _read_me(film: Film, files: list[str]) -> str:
    starts = f" It starts at {timecode(start_number(film.rate), film.rate)}." if edl.can_write(film) else ""
    lines = [
        f"{film.title}: {film.size.width} x {film.size.height}, {film.rate} frames/s, {film.frames} frames.{starts}",
        "",
        *(f"  {name:<40} {_OPENS[name.rpartition('.')[2]]}" for name in files),
        f"  {MEDIA_FOLDER + '/':<40} scenes with handles for their transitions, voice, music; timecode as in the film",
        "",
        "Logo, captions, headline and AI label are not in the scenes: Onset draws them when it makes the film again.",
        "To do that, change the order of scenes, their lengths, transitions or the captions' markers, export",
        "OpenTimelineIO (.otio), and name that file as `edit` in the same order.",
    ]
    return "\n".join([*lines, ""])


_OPENS = {
    "otio": "DaVinci Resolve, Premiere Pro; the file to bring back",
    "fcpxml": "Final Cut Pro, DaVinci Resolve",
    "edl": "everything else: cuts, dissolves and wipes only",
}
