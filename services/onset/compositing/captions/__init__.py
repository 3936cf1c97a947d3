"""Captions burned into the picture: where each word stands, how it moves, and what makes it readable on any ground."""
