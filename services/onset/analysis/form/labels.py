"""Which sections repeat each other, and what a section does in the song where that is clear."""

import numpy as np

from onset.analysis.form.kinship import Kinship
from onset.timeline.music import SectionName

_CLEAR_ENERGY = 0.06
"""By how much the energy of a chorus exceeds, and of an intro or outro falls short of, that of the other parts."""


def groups_of(edges: list[int], kinship: Kinship) -> list[int]:
    """The number of each section's group, counted from 0 in order of appearance.

    Sections are joined, the most alike first, until no two groups are more likely repeats than not.

    Args:
        edges: first unit of each section, and the number of units.
        kinship: between units.
    """
    odds = kinship.log_odds(np.array(edges[:-1]), np.array(edges[1:]))
    groups = [[section] for section in range(len(edges) - 1)]
    np.fill_diagonal(odds, -np.inf)
    while len(groups) > 1:
        left, right = sorted(np.unravel_index(int(np.argmax(odds)), odds.shape))
        if odds[left, right] <= 0:
            break
        sizes = len(groups[left]), len(groups[right])
        joined = (sizes[0] * odds[left] + sizes[1] * odds[right]) / sum(sizes)
        odds[left], odds[:, left] = joined, joined
        odds[left, left] = -np.inf
        odds = np.delete(np.delete(odds, right, axis=0), right, axis=1)
        groups[left] += groups.pop(right)
    numbers = [0] * (len(edges) - 1)
    for number, group in enumerate(sorted(groups, key=min)):
        for section in group:
            numbers[section] = number
    return numbers


def label_of(number: int) -> str:
    """The label of a group: A, B and so on to Z, then AA, AB and so on."""
    text = ""
    number += 1
    while number:
        number, digit = divmod(number - 1, 26)
        text = chr(ord("A") + digit) + text
    return text


def names_of(groups: list[int], energies: list[float]) -> list[SectionName]:
    """What each section does.

    A chorus is the group that repeats and is clearly the most energetic; a verse is the group that repeats and most
    often leads to it; a bridge is the only part that comes once between a chorus and another. An intro or outro comes
    at its end of the song only and has clearly less energy than the median of all.

    Args:
        groups: from `groups_of`.
        energies: 0..1 of each section.
    """
    count = len(groups)
    names = [SectionName.UNNAMED] * count
    if count < 3:
        return names
    for section, name in ((0, SectionName.INTRO), (count - 1, SectionName.OUTRO)):
        apart = all(groups[other] != groups[section] for other in range(1, count - 1))
        if apart and energies[section] < float(np.median(energies)) - _CLEAR_ENERGY:
            names[section] = name
    chorus = _chorus(groups, energies, names)
    if chorus is None:
        return names
    places = [section for section in range(count) if groups[section] == chorus]
    before = [groups[place - 1] for place in places if place > 0 and names[place - 1] is SectionName.UNNAMED]
    repeated = [group for group in before if groups.count(group) > 1 and group != chorus]
    verse = max(repeated, key=repeated.count) if repeated else None
    once = [section for section in range(places[0], places[-1]) if groups.count(groups[section]) == 1]
    for section, group in enumerate(groups):
        if group == chorus:
            names[section] = SectionName.CHORUS
        elif group == verse:
            names[section] = SectionName.VERSE
        elif once == [section]:
            names[section] = SectionName.BRIDGE
    return names


def _chorus(groups: list[int], energies: list[float], names: list[SectionName]) -> int | None:
    inner = [section for section, name in enumerate(names) if name is SectionName.UNNAMED]
    means = {
        group: float(np.mean([energies[section] for section in inner if groups[section] == group]))
        for group in {groups[section] for section in inner}
    }
    ranked = sorted(means, key=lambda group: means[group], reverse=True)
    if len(ranked) < 2 or means[ranked[0]] - means[ranked[1]] < _CLEAR_ENERGY:
        return None
    return ranked[0] if groups.count(ranked[0]) > 1 else None
