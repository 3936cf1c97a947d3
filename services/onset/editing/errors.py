"""Why an edited film cannot be taken back."""


class EditError(ValueError):
    """The edit asks for something that a timeline cannot hold; asking again will not help."""

    def __init__(self, reason: str, message: str) -> None:
        """Describe the refusal.

        Args:
            reason: stable UPPER_SNAKE_CASE identifier.
            message: what is wrong, naming the clip or marker, and how to mend it.
        """
        super().__init__(message)
        self.reason = reason
