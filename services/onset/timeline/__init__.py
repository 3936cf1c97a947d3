"""The pure domain: rational time, sound, speech, brief, scenes and the timeline. Imports nothing else of Onset."""
