"""Sounds to learn from: a voice alone, in known frames, and apart from it all that may sound beside it.

    python -m onset.models.voice_detector.corpus --shards 8 --seed 1
    python -m onset.models.voice_detector.corpus --shards 1 --seed 3 --held-out

writes `.build/voice_detector/corpus/train-<seed>-<shard>.npz` and `held-out-<seed>-<shard>.npz`. The training lays one
over the other at levels of its own, frame by frame in power, so that an hour of each makes mixtures without end; what
is held out has other voices and other music, and was mixed as sound. All is in tracks of 12 s:

==================  ====================  ==========================================================================
key                 type                  meaning
==================  ====================  ==========================================================================
`voice`             (N, T, 128) packed    somebody speaks and pauses; in shards to train on
`music`             (N, T, 128) packed    likewise; no voice
`noise`, `events`   (N, T, 128) packed    what lies under a whole scene, and what comes and goes; no voice
`mixture`           (N, T, 128) packed    scenes; in shards held out
`voiced`            (N, T) uint8          share of the 10 ms around sample k * 480 in which a voice sounds, times 255;
                                          of `voice` or of `mixture`
==================  ====================  ==========================================================================

`packing` says what "packed" is. Voices and their licences are listed in `voices` and in people.toml; what plays the
music, with its licences, in the beat tracker's `corpus/sources.toml`.
"""
