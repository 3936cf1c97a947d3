"""Why an order cannot be planned."""


class PlanningError(ValueError):
    """The order asks for something that the voice or the brand cannot give; asking again will not help."""

    def __init__(self, reason: str, field: str, message: str) -> None:
        """Describe the refusal.

        Args:
            reason: stable UPPER_SNAKE_CASE identifier.
            field: path of the offending field in the planning request, e.g. `brief.moments[0].when_says`.
            message: what is wrong and how to mend it.
        """
        super().__init__(message)
        self.reason = reason
        self.field = field
