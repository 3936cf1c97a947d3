"""Measuring sound: loudness and true peak as broadcasting standards define them, power behind filters."""
