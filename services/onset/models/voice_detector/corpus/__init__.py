"""Sounds to learn from, with a voice in known frames.

    python -m onset.models.voice_detector.corpus --shards 10 --seed 1

writes `.build/voice_detector/corpus/<seed>-<shard>.npz`, each with 60 scenes of 12 s:

=========  ====================  ================================================================================
key        type                  meaning
=========  ====================  ================================================================================
`mel`      (60, T, 128) float16  `Features.mel_db`, frames by bands: dB, floor -80, not normalised
`loudest`  (60,) float32         99.9th percentile of each frame's loudest band, what `ears.normalised` wants
`voiced`   (60, T) float32       share of the 10 ms around sample k * 480 in which a voice sounds
=========  ====================  ================================================================================

Voices and their licences are listed in `voices`; what plays the music, with its licences, in the beat tracker's
`corpus/sources.toml`, and `python -m onset.models.beat_tracker.corpus.sources` fetches it.
"""
