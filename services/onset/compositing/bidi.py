"""Right-to-left among left-to-right, word by word: the Unicode Bidirectional Algorithm (UAX #9) with words for letters.

Within a word the shaper sees to it; here it is settled which word stands where on a line.
"""

import unicodedata
from collections.abc import Sequence
from enum import Enum
from itertools import groupby


class Direction(Enum):
    """What a word is to the algorithm: the class of its first letter, or number, or neither."""

    LEFT_TO_RIGHT = 1
    RIGHT_TO_LEFT = 2
    NUMBER = 3
    NEUTRAL = 4


def direction(word: str) -> Direction:
    """Of a word."""
    classes = [unicodedata.bidirectional(character) for character in word]
    for found in classes:
        if found == "L":
            return Direction.LEFT_TO_RIGHT
        if found in ("R", "AL"):
            return Direction.RIGHT_TO_LEFT
    return Direction.NUMBER if {"EN", "AN"} & set(classes) else Direction.NEUTRAL


def reads_right_to_left(words: Sequence[str]) -> bool:
    """Whether a text starts at the right: by its first word that has letters (rules P2 and P3)."""
    strong = (Direction.LEFT_TO_RIGHT, Direction.RIGHT_TO_LEFT)
    first = next((found for word in words if (found := direction(word)) in strong), Direction.LEFT_TO_RIGHT)
    return first is Direction.RIGHT_TO_LEFT


def visual_order(words: Sequence[str], *, right_to_left: bool) -> list[int]:
    """The words of one line, by index, from left to right as they are seen.

    Args:
        words: of the line, in the order in which they are read.
        right_to_left: how the text that they belong to reads.
    """
    levels = _levels([direction(word) for word in words], base=int(right_to_left))
    order = list(range(len(words)))
    # Rule L2: from the highest level down, reverse what stands at that level or above.
    for level in range(max(levels, default=0), 0, -1):
        order = [
            index
            for high, group in groupby(order, key=lambda index: levels[index] >= level)
            for index in (reversed(list(group)) if high else group)
        ]
    return order


def _levels(classes: Sequence[Direction], base: int) -> list[int]:
    # Rule W7: a number after a word from left to right goes with it.
    settled, strong = [], Direction.RIGHT_TO_LEFT if base else Direction.LEFT_TO_RIGHT
    for found in classes:
        if found in (Direction.LEFT_TO_RIGHT, Direction.RIGHT_TO_LEFT):
            strong = found
        lonely = found is Direction.NUMBER and strong is Direction.LEFT_TO_RIGHT
        settled.append(Direction.LEFT_TO_RIGHT if lonely else found)
    levels = []
    for index, found in enumerate(settled):
        if found is Direction.NEUTRAL:
            levels.append(base if _between(settled, index, base) == base else base + 1)
        elif base:
            levels.append(1 if found is Direction.RIGHT_TO_LEFT else 2)
        else:
            levels.append({Direction.LEFT_TO_RIGHT: 0, Direction.RIGHT_TO_LEFT: 1, Direction.NUMBER: 2}[found])
    return levels


def _between(classes: Sequence[Direction], index: int, base: int) -> int:
    """Rules N1 and N2: what is neutral goes with its neighbours if they agree, else with the text; 1 to the left."""
    before = next((found for found in reversed(classes[:index]) if found is not Direction.NEUTRAL), None)
    after = next((found for found in classes[index + 1 :] if found is not Direction.NEUTRAL), None)
    sides = {base if side is None else int(side is not Direction.LEFT_TO_RIGHT) for side in (before, after)}
    return sides.pop() if len(sides) == 1 else base
