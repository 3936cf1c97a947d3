"""Domain errors that carry all a caller needs: status, stable reason, field path and remedy.

One interceptor (`onset.runtime.server`) turns them into `google.rpc.Status` with `ErrorInfo` and, where a field is
named, `BadRequest` (AIP-193).
"""

from collections.abc import Mapping

import grpc

DOMAIN = "onset.dev"


class OnsetError(Exception):
    """A failure that a caller can read and act on."""

    code: grpc.StatusCode = grpc.StatusCode.INTERNAL

    def __init__(
        self,
        reason: str,
        message: str,
        *,
        field: str = "",
        metadata: Mapping[str, str] | None = None,
    ) -> None:
        """Describe the failure.

        Args:
            reason: stable UPPER_SNAKE_CASE identifier, unique within the domain.
            message: what is wrong and how to mend it, in one or two sentences.
            field: path of the offending field in the request (`spec.brief.scenes[2].when`), empty if none.
            metadata: further machine-readable facts.
        """
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.field = field
        self.metadata = dict(metadata or {})

    def at(self, field: str) -> "OnsetError":
        """The same error, reported against `field` (used when the caller knows the path and the callee does not)."""
        return type(self)(self.reason, self.message, field=field, metadata=self.metadata)


class InvalidArgumentError(OnsetError):
    """The request is wrong and will stay wrong."""

    code = grpc.StatusCode.INVALID_ARGUMENT


class NotFoundError(OnsetError):
    """The named resource does not exist."""

    code = grpc.StatusCode.NOT_FOUND


class AlreadyExistsError(OnsetError):
    """The identifier is taken by something else."""

    code = grpc.StatusCode.ALREADY_EXISTS


class FailedPreconditionError(OnsetError):
    """The system's state forbids the call; repeating it does not help until that state changes."""

    code = grpc.StatusCode.FAILED_PRECONDITION


class ResourceExhaustedError(OnsetError):
    """A queue, quota, disk or memory limit is reached."""

    code = grpc.StatusCode.RESOURCE_EXHAUSTED


class UnavailableError(OnsetError):
    """A dependency cannot be reached; the call may be repeated."""

    code = grpc.StatusCode.UNAVAILABLE


class DeadlineError(OnsetError):
    """The work did not finish in its time."""

    code = grpc.StatusCode.DEADLINE_EXCEEDED


class CancelledError(OnsetError):
    """The caller withdrew the work."""

    code = grpc.StatusCode.CANCELLED


class InternalError(OnsetError):
    """A defect or a broken dependency on our side."""

    code = grpc.StatusCode.INTERNAL
