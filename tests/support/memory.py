"""Memory of a process and all its descendants, shared pages counted once (PSS), read from /proc."""

import threading
from pathlib import Path
from types import TracebackType
from typing import Self

_PERIOD_S = 0.25


def tree_pss_bytes(root_pid: int) -> int:
    """Proportional set size of a process tree."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    total, todo = 0, [root_pid]
    while todo:
        pid = todo.pop()
        todo += children.get(pid, [])
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
        total += sum(int(line.split()[1]) << 10 for line in rollup.splitlines() if line.startswith("Pss:"))
    return total


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
        while not self._ended.wait(_PERIOD_S):
            self.peak_bytes = max(self.peak_bytes, tree_pss_bytes(self._pid))
