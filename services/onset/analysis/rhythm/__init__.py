"""From what the beat tracker hears to beats, bars, metre and tempo: `find` for a track, `follow` for live sound."""

from onset.analysis.rhythm.onsets_only import STEADY_CONFIDENCE, find_rhythm

__all__ = ["STEADY_CONFIDENCE", "find_rhythm"]
