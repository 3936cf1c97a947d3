"""Joins: how one scene's picture gives way to the next, one kind of transition a file."""
