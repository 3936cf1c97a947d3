"""Cleaning a voice: clicks mended, noise lowered, sibilants softened, phrases levelled; never moved by a sample."""
