"""Colours of the picture: those of the report's page, and quiet ones beside them.

Where the page is dark the picture's brightness is turned over and its hues are kept, so these are for paper only.
"""

from collections.abc import Sequence

from onset.timeline.music import Mode, Section

PAPER, SUNKEN, LINE = "#ffffff", "#f1f1ed", "#e4e4de"
INK, INK_2, INK_3 = "#15171c", "#545966", "#767b88"
"""For what is read first, what is read second, and what is there to be looked up."""
ACCENT, ONSET = "#3f5fa8", "#b8690e"
VOICE, SWELL = "#2a7d78", "#a8433b"
SPECTRUM = ("#fafaf7", "#e6e9f0", "#bcc7e0", "#8397c6", "#4f66a6", "#2c3d78", "#141c40")
"""From silence to the loudest."""
_SECTIONS = ("#cbd8f1", "#f1dfba", "#cbe4d1", "#f0d2d0", "#ddd2ee", "#c7e2e4", "#e3e4bd", "#dfdcd3")
_MODES = {Mode.MAJOR: "#f1dfba", Mode.MINOR: "#cbd8f1"}
"""Major is warm, minor is cool."""


def section_color(section: Section, all_sections: Sequence[Section]) -> str:
    """One for each label, whatever letters are used, so that parts that repeat look alike; ink is legible on it."""
    labels = list(dict.fromkeys(other.label for other in all_sections))
    return _SECTIONS[labels.index(section.label) % len(_SECTIONS)]


def mode_color(mode: Mode) -> str:
    """Ink is legible on it."""
    return _MODES[mode]
