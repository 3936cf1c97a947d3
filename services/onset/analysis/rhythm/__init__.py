"""From what the beat tracker hears to beats, bars, metre and tempo: `find` for a track, `follow` for live sound."""
