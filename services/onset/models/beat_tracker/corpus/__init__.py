"""Training data for the beat tracker: music composed, rendered and spoilt here, with the exact truth of its beats.

    python -m onset.models.beat_tracker.corpus --clips 4000 --seed 1 --out .build/beat_tracker/corpus

writes shards `<out>/<seed>-<first clip>.npz` (not compressed, complete whenever visible: renamed into place), skipping
those that are there. `python -m onset.models.beat_tracker.corpus.sources` fetches what plays them; sources.toml states
the licences. Clip `i` of a shard has the keys below, `i` counting from 0 to `clips` - 1:

===================  ==================  ============================================================================
key                  type                meaning
===================  ==================  ============================================================================
`clips`              int64               how many clips the shard holds
`mel_{i}`            (T, 128) float16    `Features.mel_db` of every second frame, as analysis computes it: dB, floor
                                         -80, NOT normalised. 50 frames a second; frame k is centred at sample k * 960
`loudest_db_{i}`     float32             what `ears.normalised` wants for the clip: 99.9th percentile over all 100 fps
                                         frames of each frame's loudest band
`beats_{i}`          (B,) float64        beats in seconds from the clip's first sample; none beyond either end
`positions_{i}`      (B,) int8           each beat's place in its bar, 1 = downbeat, counts up to its bar's metre
`metre_{i}`          int8                beats a bar of most bars: 2, 3, 4 or 6 (also 5, 7: rare); 0 without a beat
`has_beat_{i}`       bool                false: ambience, noise, speech, drones: `beats_{i}` is empty
`tempo_bpm_{i}`      float32             60 / median beat interval; 0 without a beat
`genre_{i}`          str                 name of the groove or of the kind of negative, e.g. "rock", "waltz", "no:noise"
`bank_{i}`           str                 what played it: soundfont and/or "synth"
`drums_{i}`          bool                whether drums play anywhere
===================  ==================  ============================================================================

Truth is what a listener taps: the notated beat at the felt octave (snare on 2 and 4). 6/8 counts six eighths a bar
where the eighth is at most 220 BPM, and two dotted quarters where it is faster. Beats begin with the first sound, go on
through breaks and silent bars of a piece, and end with its last bar.
"""
