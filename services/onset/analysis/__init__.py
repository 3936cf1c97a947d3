"""Sound to AudioAnalysis: features, onsets, tempo, beats, speech, pauses and loudness, in one pass over the file."""
