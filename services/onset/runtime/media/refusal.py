"""Why a file is refused, in the terms that the caller is told; free of gRPC, so that the confined child can use it."""


class RefusedError(ValueError):
    """A file that Onset does not take."""

    def __init__(self, reason: str, message: str, **facts: object) -> None:
        """Describe it.

        Args:
            reason: stable UPPER_SNAKE_CASE identifier.
            message: what is wrong with the file, and the remedy.
            facts: machine-readable details.
        """
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.facts = {key: str(value) for key, value in facts.items()}
