"""What a level of H.264 lets a stream hold: ISO/IEC 14496-10, table A-1, bit rates for High profile (A.3.3)."""

from dataclasses import dataclass
from types import MappingProxyType

from onset.timeline.brief import Size
from onset.timeline.time import FrameRate

_MACROBLOCK_PX = 16


@dataclass(frozen=True, slots=True)
class Level:
    """The limits of one level."""

    macroblocks_per_s: int
    macroblocks: int
    """Of a picture; no side of it is longer than the root of eight times as many."""
    mbps: float
    """Megabits per second."""


LEVELS = MappingProxyType(
    {
        10: Level(1_485, 99, 0.08),
        11: Level(3_000, 396, 0.24),
        12: Level(6_000, 396, 0.48),
        13: Level(11_880, 396, 0.96),
        20: Level(11_880, 396, 2.5),
        21: Level(19_800, 792, 5.0),
        22: Level(20_250, 1_620, 5.0),
        30: Level(40_500, 1_620, 12.5),
        31: Level(108_000, 3_600, 17.5),
        32: Level(216_000, 5_120, 25.0),
        40: Level(245_760, 8_192, 25.0),
        41: Level(245_760, 8_192, 62.5),
        42: Level(522_240, 8_704, 62.5),
        50: Level(589_824, 22_080, 168.75),
        51: Level(983_040, 36_864, 300.0),
        52: Level(2_073_600, 36_864, 300.0),
        60: Level(4_177_920, 139_264, 300.0),
        61: Level(8_355_840, 139_264, 600.0),
        62: Level(16_711_680, 139_264, 1_000.0),
    }
)
"""By ten times the level's number."""


def check_level(level: int, size: Size, rate: FrameRate) -> None:
    """Whether a level holds pictures of this size at this rate.

    Args:
        level: ten times its number, one of `LEVELS`.
        size: of the picture.
        rate: frames per second.

    Raises:
        ValueError: it does not; says which would.
    """
    if _holds(LEVELS[level], size, rate):
        return
    enough = next((number for number, each in LEVELS.items() if _holds(each, size, rate)), None)
    needed = f"; they need level {enough / 10:.1f}" if enough else ""
    raise ValueError(
        f"H.264 level {level / 10:.1f} does not hold pictures of {size.width}x{size.height} at {rate} frames/s{needed}"
    )


def _holds(level: Level, size: Size, rate: FrameRate) -> bool:
    across, down = (-(-side // _MACROBLOCK_PX) for side in (size.width, size.height))
    return (
        across * down <= level.macroblocks
        and max(across, down) ** 2 <= 8 * level.macroblocks
        and across * down * rate.per_second <= level.macroblocks_per_s
    )
