"""Where things may stand: boxes of pixels, and crops inside their picture."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """Pixels [left, right) x [top, bottom)."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Pixels across."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Pixels down."""
        return self.bottom - self.top

    def contains(self, other: "Box") -> bool:
        """Whether `other` lies wholly inside."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )


def crop_room(zoom: float, roll_deg: float, aspect: float) -> float:
    """Largest |x| and |y| of a `CameraPose` at which no corner of the crop leaves the picture; negative if none is.

    A crop of size 1 / zoom rolled by r reaches (cos r + aspect * sin r) / zoom of the picture's half extent along the
    picture's shorter side, and less along the longer. The room it may move in is what that leaves, in units of the room
    1 - 1 / zoom that the pose counts in.

    Args:
        zoom: at least 1.
        roll_deg: degrees, either way.
        aspect: the picture's longer side over its shorter.
    """
    roll = math.radians(abs(roll_deg))
    reach = math.cos(roll) + aspect * math.sin(roll)
    if zoom == 1.0:
        return 1.0 if reach <= 1.0 else -math.inf
    return (zoom - reach) / (zoom - 1.0)
