"""Memory of a process and all its descendants, shared pages counted once (PSS), at its highest, read from /proc."""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

_PERIOD_S = 0.25
_NOTEWORTHY = 1.01
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def tree(root_pid: int) -> list[int]:
    """A process and all its descendants."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found, todo = [], [root_pid]
    while todo:
        found.append(todo.pop())
        todo += children.get(found[-1], [])
    return found


def pss_bytes(pid: int) -> int:
    """Proportional set size; exact, but the kernel walks all pages for it."""
    return _read(pid, "smaps_rollup", lambda text: int(text.split("Pss:", 1)[1].split()[0]) << 10)


def tree_pss_bytes(root_pid: int) -> int:
    """Proportional set size of a process and all its descendants."""
    return sum(map(pss_bytes, tree(root_pid)))


def rss_bytes(pid: int) -> int:
    """Resident set size; cheap, shared pages counted in full."""
    return _read(pid, "statm", lambda text: int(text.split()[1]) * _PAGE_BYTES)


def _read(pid: int, name: str, value: Callable[[str], int]) -> int:
    try:
        return value(Path(f"/proc/{pid}/{name}").read_text())
    except (FileNotFoundError, ProcessLookupError, PermissionError, IndexError):
        return 0  # it has just ended


class PeakMemory:
    """Samples a process tree in the background; a context manager."""

    def __init__(self, root_pid: int) -> None:
        self._pid = root_pid
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self.peak_bytes = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _sample(self) -> None:
        highest_rss = 0
        while not self._ended.wait(_PERIOD_S):
            pids = tree(self._pid)
            rss = sum(map(rss_bytes, pids))
            if rss > _NOTEWORTHY * highest_rss:  # PSS costs too much to ask for it each time
                highest_rss = rss
                self.peak_bytes = max(self.peak_bytes, tree_pss_bytes(self._pid))
