"""Live progress: a bar for each stage on a terminal, a line for each finished stage elsewhere."""

from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from onset.v1 import video_service_pb2 as pb

_BAR_COLUMNS = 28
_MARKS = {
    pb.STAGE_STATE_WAITING: Text("·", "dim"),
    pb.STAGE_STATE_RUNNING: Text("▸", "bold cyan"),
    pb.STAGE_STATE_DONE: Text("✓", "green"),
}


class Display:
    """Shows a video's progress as it comes; a context manager."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._told: set[str] = set()
        self._live = Live(console=console, refresh_per_second=8, transient=True) if console.is_terminal else None

    def __enter__(self) -> "Display":
        if self._live:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            self._live.stop()

    def show(self, video: pb.Video) -> None:
        """Show the state of the video now."""
        if self._live:
            self._live.update(
                _table(video.progress) if video.progress.stages else Text("waiting for its turn …", "dim")
            )
            return
        for stage in video.progress.stages:
            if stage.state == pb.STAGE_STATE_DONE and stage.stage not in self._told:
                self._told.add(stage.stage)
                self._console.print(f"{stage.stage:<11} done in {stage.seconds:6.1f} s")


def _table(progress: pb.Progress) -> Table:
    table = Table.grid(padding=(0, 1))
    for stage in progress.stages:
        done, total = stage.done, max(stage.total, 1)
        running = stage.state == pb.STAGE_STATE_RUNNING
        bar = ProgressBar(total, done, width=_BAR_COLUMNS, pulse=running and done == 0)
        count = f"{done}/{total}" if total > 1 else ""
        seconds = f"{stage.seconds:.1f} s" if stage.state != pb.STAGE_STATE_WAITING else ""
        table.add_row(_MARKS[stage.state], stage.stage, bar, Text(count, justify="right"), Text(seconds, "dim"))
    left = f", about {progress.remaining_s:.0f} s left" if progress.remaining_s >= 0 else ""
    table.add_row("", Text(f"{progress.fraction:.0%}{left}", "bold"))
    return table
