"""What makes a script or a recording unusable."""

from collections.abc import Mapping


class SpeechError(ValueError):
    """A script or recording that no transcript or voice can be made of; the servicer turns it into INVALID_ARGUMENT."""

    def __init__(self, reason: str, message: str, *, field: str, facts: Mapping[str, str] | None = None) -> None:
        """Describe what is wrong.

        Args:
            reason: stable UPPER_SNAKE_CASE identifier.
            message: what is wrong and how to mend it.
            field: path of the offending field in the request.
            facts: the figures that decided.
        """
        super().__init__(message)
        self.reason = reason
        self.field = field
        self.facts = dict(facts or {})
