"""The one place where errors become statuses."""

import errno
import logging
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import grpc
from grpc_status import rpc_status

from onset.runtime.errors import InternalError, InvalidArgumentError, OnsetError, ResourceExhaustedError
from onset.runtime.status import to_status

log = logging.getLogger(__name__)

_NEVER_S = 365 * 86400.0
_NO_DEADLINE_NEEDED = ("/grpc.health.", "/grpc.reflection.")


class ErrorInterceptor(grpc.ServerInterceptor):
    """Turns raised errors into statuses with details, and refuses calls without a deadline."""

    def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], "grpc.RpcMethodHandler[Any, Any] | None"],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> "grpc.RpcMethodHandler[Any, Any] | None":
        """See `grpc.ServerInterceptor`."""
        handler = continuation(handler_call_details)
        method = handler_call_details.method
        if handler is None or method.startswith(_NO_DEADLINE_NEEDED):
            return handler
        if handler.response_streaming:
            inner = handler.stream_stream if handler.request_streaming else handler.unary_stream
            wrap = grpc.stream_stream_rpc_method_handler if handler.request_streaming else _unary_stream
            return wrap(_streaming(inner, method), handler.request_deserializer, handler.response_serializer)
        inner = handler.stream_unary if handler.request_streaming else handler.unary_unary
        wrap = (
            grpc.stream_unary_rpc_method_handler if handler.request_streaming else grpc.unary_unary_rpc_method_handler
        )
        return wrap(_single(inner, method), handler.request_deserializer, handler.response_serializer)


_unary_stream = grpc.unary_stream_rpc_method_handler


def _single(inner: Any, method: str) -> Callable[[Any, grpc.ServicerContext], Any]:
    def handle(request: Any, context: grpc.ServicerContext) -> Any:
        try:
            _require_deadline(context)
            return inner(request, context)
        except Exception as error:
            _abort(context, error, method)

    return handle


def _streaming(inner: Any, method: str) -> Callable[[Any, grpc.ServicerContext], Iterator[Any]]:
    def handle(request: Any, context: grpc.ServicerContext) -> Iterator[Any]:
        try:
            _require_deadline(context)
            yield from inner(request, context)
        except Exception as error:
            _abort(context, error, method)

    return handle


def _require_deadline(context: grpc.ServicerContext) -> None:
    remaining_s = context.time_remaining()
    if remaining_s is None or remaining_s > _NEVER_S:  # gRPC tells of no deadline as one in the far future
        raise InvalidArgumentError("DEADLINE_REQUIRED", "Every call needs a deadline; set a timeout on the client.")


def _abort(context: grpc.ServicerContext, error: Exception, method: str) -> None:
    if not context.is_active():  # The caller is gone: there is nobody to tell.
        log.info("%s ended after its caller had left: %s", method, error)
    raised = as_onset_error(error)
    if isinstance(raised, InternalError):
        log.error("%s failed: %s", method, raised.metadata, exc_info=error)
    context.abort_with_status(rpc_status.to_status(to_status(raised)))


def as_onset_error(error: Exception) -> OnsetError:
    """The error itself, or what stands for an unforeseen one without showing its insides to the caller."""
    if isinstance(error, OnsetError):
        return error
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ResourceExhaustedError("DISK_FULL", "The server's disk is full; free some space and run again.")
    incident = uuid.uuid4().hex[:12]
    return InternalError(
        "INTERNAL",
        f"Onset failed in a way it did not foresee ({type(error).__name__}); the server's log has it as {incident}.",
        metadata={"incident": incident},
    )
