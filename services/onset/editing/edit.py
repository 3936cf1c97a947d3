"""What an editor made of a film, free of any file format."""

from dataclasses import dataclass

from onset.editing.sequence import MarkerKind, Transition


@dataclass(frozen=True, slots=True)
class Placed:
    """A scene's stretch at its new place: the clips of an edit tile the new film in their order."""

    name: str
    """As the editor's program shows it, for messages."""
    scene: int
    """Which of the timeline's."""
    first_frame: int
    """The frame of the old film that it begins with; it may lie outside the scene."""
    frames: int
    way_in: Transition | None
    """None for a cut."""


@dataclass(frozen=True, slots=True)
class PlacedMarker:
    """One of our markers where it was found."""

    kind: MarkerKind
    path: tuple[int, ...]
    start_frame: int
    frames: int
    name: str


@dataclass(frozen=True, slots=True)
class Edit:
    """An edited film."""

    clips: tuple[Placed, ...]
    markers: tuple[PlacedMarker, ...]
    heard: dict[str, tuple[tuple[int, int], ...]]
    """Frames [start, end) of the new film in which a sound of the package is heard in its old place, by its name.
    Sounds whose track is gone are not among them."""
    notes: tuple[str, ...]
    """What could not be taken over and changes nothing that a timeline holds."""
