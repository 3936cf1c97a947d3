"""The services that jobs call, each call with a deadline and cancellable from asyncio."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

import grpc
from google.protobuf.message import Message

from onset.runtime.errors import CancelledError
from onset.runtime.server import MAX_MESSAGE_BYTES
from onset.runtime.status import from_rpc_error
from onset.v1 import (
    analysis_service_pb2_grpc,
    compositing_service_pb2_grpc,
    editing_service_pb2_grpc,
    evaluation_service_pb2_grpc,
    generation_service_pb2_grpc,
    planning_service_pb2_grpc,
    provenance_service_pb2_grpc,
    transcription_service_pb2_grpc,
)

R = TypeVar("R", bound=Message)


class Peers:
    """One channel to the services and a stub for each."""

    def __init__(self, address: str) -> None:
        self._channel = grpc.insecure_channel(
            address,
            options=[
                ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
                ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
                ("grpc.keepalive_time_ms", 30_000),
            ],
        )
        self.analysis = analysis_service_pb2_grpc.AnalysisServiceStub(self._channel)
        self.transcription = transcription_service_pb2_grpc.TranscriptionServiceStub(self._channel)
        self.planning = planning_service_pb2_grpc.PlanningServiceStub(self._channel)
        self.generation = generation_service_pb2_grpc.GenerationServiceStub(self._channel)
        self.evaluation = evaluation_service_pb2_grpc.EvaluationServiceStub(self._channel)
        self.compositing = compositing_service_pb2_grpc.CompositingServiceStub(self._channel)
        self.editing = editing_service_pb2_grpc.EditingServiceStub(self._channel)
        self.provenance = provenance_service_pb2_grpc.ProvenanceServiceStub(self._channel)

    def close(self) -> None:
        """Close the channel; calls under way are cancelled."""
        self._channel.close()


async def call(method: Callable[..., R], request: Message, *, timeout_s: float) -> R:
    """Make one unary call; cancelling the task cancels the call.

    Raises:
        OnsetError: as the service tells.
    """
    future: Any = method.future(request, timeout=timeout_s, wait_for_ready=False)  # type: ignore[attr-defined]
    loop = asyncio.get_running_loop()
    done = asyncio.Event()
    future.add_done_callback(lambda _: loop.call_soon_threadsafe(done.set))
    try:
        await done.wait()
        result: R = future.result()
        return result
    except grpc.FutureCancelledError as error:
        raise CancelledError("CALL_CANCELLED", "The call was cancelled.") from error
    except grpc.RpcError as error:
        raise from_rpc_error(error) from error  # type: ignore[arg-type]
    finally:
        future.cancel()
