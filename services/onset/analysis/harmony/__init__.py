"""Keys over time."""

from onset.analysis.harmony.keys import find_keys

__all__ = ["find_keys"]
