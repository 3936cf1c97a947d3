"""The network that hears a voice, whatever sounds beside it; how it is trained and on what."""
