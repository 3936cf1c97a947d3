"""Where a voice speaks, where it pauses, how fast and how high it speaks."""
