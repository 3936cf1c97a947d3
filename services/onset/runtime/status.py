"""Domain errors to `google.rpc.Status` and back (AIP-193: every error carries ErrorInfo)."""

import grpc
from google.protobuf import any_pb2
from google.rpc import code_pb2, error_details_pb2, status_pb2
from grpc_status import rpc_status

from onset.runtime.errors import (
    DOMAIN,
    AlreadyExistsError,
    CancelledError,
    DeadlineError,
    FailedPreconditionError,
    InternalError,
    InvalidArgumentError,
    NotFoundError,
    OnsetError,
    ResourceExhaustedError,
    UnavailableError,
)

_BY_CODE: dict[int, type[OnsetError]] = {
    kind.code.value[0]: kind
    for kind in (
        InvalidArgumentError,
        NotFoundError,
        AlreadyExistsError,
        FailedPreconditionError,
        ResourceExhaustedError,
        UnavailableError,
        DeadlineError,
        CancelledError,
        InternalError,
    )
}


def to_status(error: OnsetError) -> status_pb2.Status:
    """The error as a status with ErrorInfo and, if a field is named, BadRequest."""
    info = error_details_pb2.ErrorInfo(reason=error.reason, domain=DOMAIN, metadata=error.metadata)
    details = [_packed(info)]
    if error.field:
        violation = error_details_pb2.BadRequest.FieldViolation(
            field=error.field, description=error.message, reason=error.reason
        )
        details.append(_packed(error_details_pb2.BadRequest(field_violations=[violation])))
    return status_pb2.Status(code=error.code.value[0], message=error.message, details=details)


def from_status(status: status_pb2.Status) -> OnsetError:
    """The error that a status tells of; an InternalError for codes that Onset does not use."""
    info, bad_request = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
    for detail in status.details:
        if detail.Is(info.DESCRIPTOR):
            detail.Unpack(info)
        elif detail.Is(bad_request.DESCRIPTOR):
            detail.Unpack(bad_request)
    field = bad_request.field_violations[0].field if bad_request.field_violations else ""
    kind = _BY_CODE.get(status.code, InternalError)
    reason = info.reason or code_pb2.Code.Name(status.code)
    return kind(reason, status.message, field=field, metadata=dict(info.metadata))


def from_rpc_error(error: grpc.Call) -> OnsetError:
    """The error that a failed call tells of, whether or not its peer sent details."""
    status = rpc_status.from_call(error)
    if status is None:
        status = status_pb2.Status(code=error.code().value[0], message=error.details() or "")
    return from_status(status)


def _packed(message: error_details_pb2.ErrorInfo | error_details_pb2.BadRequest) -> any_pb2.Any:
    packed = any_pb2.Any()
    packed.Pack(message)
    return packed
