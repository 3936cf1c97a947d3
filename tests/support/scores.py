"""Facts of scores that nothing but tests asks for."""

from onset.timeline.score import Bar
from onset.timeline.time import SAMPLE_RATE_HZ


def bar_bpm(bar: Bar, end_sample: int) -> float:
    """A bar's own tempo."""
    return 60.0 * SAMPLE_RATE_HZ * bar.beats / (end_sample - bar.start_sample)
