"""Live progress of an inspection: a line for each step, gone when all is done; a plain line each where nobody looks."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn


class Steps:
    """Shows which steps run; a context manager."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live: Progress | None = None
        if console.is_terminal:
            columns = (SpinnerColumn(finished_text="[green]✓"), TextColumn("{task.description}"), TimeElapsedColumn())
            self._live = Progress(*columns, console=console, transient=True)

    def __enter__(self) -> Self:
        if self._live:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """The work within is this step."""
        began = time.monotonic()
        task = self._live.add_task(name, total=1) if self._live else None
        yield
        if self._live and task is not None:
            self._live.update(task, completed=1)
        else:
            self._console.print(f"{name:<11} done in {time.monotonic() - began:6.1f} s")
