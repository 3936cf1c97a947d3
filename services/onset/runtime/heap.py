"""How the C library keeps memory that was freed."""

import ctypes
import platform
from functools import cache

_MMAP_THRESHOLD, _TRIM_THRESHOLD = -3, -1
"""Parameters of `mallopt` (malloc.h)."""
_LARGE_BYTES = 4 << 20
"""More than a full-sized picture that is drawn, as are taken often; less than those that an encoder keeps to itself."""
_KEPT_BYTES = 16 << 20
"""Free memory at the end of a heap that is kept for what comes next."""


@cache
def return_large_blocks() -> None:
    """Have large blocks taken from the system and given back at once when freed, in this process and for good.

    glibc does so with the first of them only: then it raises its threshold and takes their like from its heaps, where
    encoders that overlap in time leave gaps into which the next one's aligned blocks do not fit, and memory grows with
    each. Other C libraries have no such threshold.
    """
    if platform.libc_ver()[0] == "glibc":
        library = ctypes.CDLL(None)
        library.mallopt(_MMAP_THRESHOLD, _LARGE_BYTES)
        library.mallopt(_TRIM_THRESHOLD, _KEPT_BYTES)
