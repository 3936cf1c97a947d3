"""Why a checkpoint cannot be imported."""


class CheckpointError(Exception):
    """A refusal: a stable UPPER_SNAKE_CASE reason, and a message that names what is wrong and what to do."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason, self.message = reason, message


def unsupported(message: str) -> CheckpointError:
    """It is sound, but not of a kind that Onset can run."""
    return CheckpointError("CHECKPOINT_UNSUPPORTED", message)


def damaged(message: str) -> CheckpointError:
    """It is not what it says it is."""
    return CheckpointError("CHECKPOINT_DAMAGED", message)


def missing(message: str) -> CheckpointError:
    """A part is not there."""
    return CheckpointError("CHECKPOINT_PART_MISSING", message)
