"""Speech to words with times, script alignment, and words to speech."""
