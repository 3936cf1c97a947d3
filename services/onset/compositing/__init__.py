"""Timeline, clips and sound to a delivered file: camera, transitions, captions, brand, mix and loudness."""
