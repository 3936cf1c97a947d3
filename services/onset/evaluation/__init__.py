"""The delivered file, and what is true of it: spec, cuts, captions, sound, sync; and the report that shows it."""
