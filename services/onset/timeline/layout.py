"""Where text may stand: safe boxes that no platform's own interface covers."""

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
