"""What Onset-mini learns from: painted scenes with captions, palettes and sounds, reproducible from an index."""
