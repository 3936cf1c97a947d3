"""Where things may stand: text in safe boxes that no platform's own interface covers, crops inside their picture."""

import math
from dataclasses import dataclass

from onset.timeline.brief import Size


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


def safe_box(size: Size) -> Box:
    """The box that captions, logo and call to action keep to.

    Vertical video uses the union of YouTube's, Meta's and the cross-platform zones (x 120-888, y 288-1248 at
    1080x1920), scaled; wider formats use the 90 % title-safe area of SMPTE ST 2046-1.
    """
    if size.width * 4 < size.height * 3:
        return Box(
            left=-(-size.width * 120 // 1080),
            top=-(-size.height * 288 // 1920),
            right=size.width * 888 // 1080,
            bottom=size.height * 1248 // 1920,
        )
    margin_x, margin_y = -(-size.width // 20), -(-size.height // 20)
    return Box(margin_x, margin_y, size.width - margin_x, size.height - margin_y)


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
