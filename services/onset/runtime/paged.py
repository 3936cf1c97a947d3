"""Arrays mapped from a file that is larger than what should be held of it."""

import mmap
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

_HELD_BYTES = 32 << 20


class Paged(np.ndarray[Any, np.dtype[Any]]):
    """An array on a mapping whose pages go back to the system while it is read block by block.

    What was read stays in memory otherwise, and an array that is walked through once is in the end all there. Slices
    are plain arrays; they stay valid, and what is looked at again is read again.
    """

    _mapping: mmap.mmap | None = None
    _handed_out_bytes = 0

    @classmethod
    def of(cls, array: NDArray[Any], mapping: mmap.mmap) -> Self:
        """The same array, which lies on this mapping."""
        paged = array.view(cls)
        paged._mapping = mapping
        return paged

    def __getitem__(self, key: Any) -> Any:
        """As of any array."""
        item = super().__getitem__(key)
        if not isinstance(item, Paged):
            return item
        if self._mapping is not None:
            self._handed_out_bytes += item.nbytes
            if self._handed_out_bytes > _HELD_BYTES:
                self._mapping.madvise(mmap.MADV_DONTNEED)
                self._handed_out_bytes = item.nbytes
        return item.view(np.ndarray)
