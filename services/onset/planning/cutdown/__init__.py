"""Cut-downs: which sentences of a voice stay when the film is shorter than it, and where they stand."""
