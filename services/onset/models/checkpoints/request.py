"""An order to import a checkpoint."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Import:
    """What is asked for."""

    checkpoint: Path
    """A folder in diffusers' format."""
    name: str
    """What orders will call it."""
    adapter: Path | None = None
    """Trained; without one, sounds change nothing."""
    steps: int | None = None
    """Usual number, None to tell it from the scheduler."""
    guidance: float | None = None
    """Usual scale of the text, None to tell it from the scheduler."""
    replace: bool = False
    """Whether it may take the place of an imported one."""
