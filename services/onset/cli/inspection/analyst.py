"""AnalysisService as an inspection uses it: that of the Onset which runs with this home, or one of its own."""

from pathlib import Path
from types import TracebackType
from typing import Self

import grpc

from onset.cli.inspection.own_service import OwnService
from onset.cli.lock import announced_address
from onset.runtime.analyses import load_analysis
from onset.runtime.settings import Settings
from onset.runtime.status import from_rpc_error
from onset.runtime.storage import LocalStore
from onset.runtime.wire import from_proto, to_proto
from onset.timeline.brief import Blob
from onset.timeline.sound import AudioAnalysis
from onset.v1 import analysis_service_pb2 as pb
from onset.v1 import analysis_service_pb2_grpc, media_pb2

_TIMEOUT_S = 1800.0


class Analyst:
    """A context manager; what was started for it is gone afterwards."""

    store: LocalStore
    """Shared with the service."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._address: str | None = None
        self._own: OwnService | None = None

    def __enter__(self) -> Self:
        """Find the service, or begin to start one.

        Raises:
            FailedPreconditionError: ALREADY_UP, an Onset starts and is never ready.
        """
        self._address = announced_address(self._settings)
        if self._address is None:
            self._own = OwnService(self._settings)
            self.store = self._own.store
        else:
            self.store = LocalStore(self._settings.home / "store")
        return self

    @property
    def is_guest(self) -> bool:
        """Whether it asks an Onset that others have started, and may end."""
        return self._own is None

    def wait_ready(self) -> None:
        """Return once the service can be called.

        Raises:
            OnsetError: it does not start.
        """
        if self._address is None:
            assert self._own is not None
            self._address = self._own.address()

    def analyze(self, sound: Path) -> AudioAnalysis:
        """Analyse a canonical WAV; the features are mapped from a file.

        Raises:
            OnsetError: as the service tells.
        """
        assert self._address is not None
        audio = to_proto(self.store.put_file(sound, "audio/wav"), media_pb2.Blob)
        with grpc.insecure_channel(self._address) as channel:
            stub = analysis_service_pb2_grpc.AnalysisServiceStub(channel)
            try:
                response = stub.Analyze(pb.AnalyzeRequest(audio=audio), timeout=_TIMEOUT_S)
            except grpc.RpcError as error:
                raise from_rpc_error(error) from error  # type: ignore[arg-type]  # every RpcError of a call is a Call
        return load_analysis(self.store, from_proto(response.analysis, Blob), "analysis")

    def release(self) -> None:
        """What was started is not needed any more: its end goes on in the background."""
        if self._own is not None:
            self._own.begin_stop()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._own is not None:
            self._own.stop()
