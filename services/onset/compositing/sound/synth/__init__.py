"""A small synthesizer: a score to sound. Deterministic; pads, mallets, bass, soft drums, a room."""
