"""Materials that are not what they should be."""

from pathlib import Path

from onset.runtime.errors import InvalidArgumentError


class UnreadableError(InvalidArgumentError):
    """A file is not what it should be; whoever knows where in the request it stands names that place."""

    def __init__(self, path: Path, reason: str, message: str) -> None:
        super().__init__(reason, message)
        self.path = path

    def at(self, field: str) -> InvalidArgumentError:
        """The same error, reported against `field`."""
        return InvalidArgumentError(self.reason, self.message, field=field, metadata=self.metadata)
