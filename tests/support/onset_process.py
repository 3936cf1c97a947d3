"""`onset up` as a child process with a home of its own, sharing the weights of the machine."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from onset.runtime.settings import Settings
from onset.v1 import video_service_pb2 as pb
from onset.v1 import video_service_pb2_grpc

READY_S = 120.0
_RECONNECT_AT_ONCE = [(f"grpc.{which}_reconnect_backoff_ms", 100) for which in ("initial", "min", "max")]
"""gRPC would wait for seconds between attempts, and a short job be over before a test looks."""


def wait_until(condition: Callable[[], bool], timeout_s: float, what: str) -> None:
    """Poll until the condition holds; fail naming what was waited for."""
    give_up_at = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < give_up_at, f"{what}: not within {timeout_s:g} s"
        time.sleep(0.05)


class OnsetProcess:
    """A whole Onset that can be stopped, killed and started again."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        weights = home / "weights"
        if not weights.exists():
            weights.symlink_to(Settings.from_environment().home / "weights")
        self.home = home
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{probe.getsockname()[1]}"
        self._log = (home / "up.log").open("ab")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def environment(self) -> dict[str, str]:
        """Environment variables of a process that uses this home."""
        return {**os.environ, "ONSET_HOME": str(self.home), "ONSET_LISTEN": self.address}

    def start(self) -> None:
        """Start and wait until it serves."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "onset.cli", "up"], env=self.environment, stdout=self._log, stderr=self._log
        )
        self.channel = grpc.insecure_channel(self.address, options=_RECONNECT_AT_ONCE)
        self.stub = video_service_pb2_grpc.VideoServiceStub(self.channel)
        wait_until(self._serving, READY_S, f"onset up, see {self.home / 'up.log'}")

    def stop(self) -> None:
        """SIGTERM; it must end by itself."""
        self.channel.close()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)

    def kill(self) -> None:
        """SIGKILL, as a power cut would; Triton and its models must follow by themselves."""
        self.channel.close()
        self.process.kill()
        self.process.wait(30)
        wait_until(lambda: not self.helpers(), 20, "the end of Triton and its models")

    def helpers(self, program: str = "") -> list[int]:
        """Living processes of this home besides `onset up` itself; those of one program if it is named."""
        found = []
        for command in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                arguments = command.read_text(errors="replace").split("\0")
            except (FileNotFoundError, ProcessLookupError):
                continue
            ours = any(str(self.home) in argument for argument in arguments)
            if ours and Path(arguments[0]).name.startswith(program) and int(command.parent.name) != self.process.pid:
                found.append(int(command.parent.name))
        return found

    def upload(self, path: Path) -> str:
        """Upload a file; its asset name."""
        data = path.read_bytes()
        messages = [pb.UploadAssetRequest(declaration=pb.AssetDeclaration(filename=path.name))]
        messages += [pb.UploadAssetRequest(chunk=data[at : at + (1 << 20)]) for at in range(0, len(data), 1 << 20)]
        return self.stub.UploadAsset(iter(messages), timeout=120).name

    def create(self, request_id: str, spec: pb.VideoSpec) -> None:
        """Order a video."""
        self.stub.CreateVideo(pb.CreateVideoRequest(request_id=request_id, spec=spec), timeout=30)

    def get(self, request_id: str) -> pb.Video:
        """The video now."""
        return self.stub.GetVideo(pb.GetVideoRequest(name=f"videos/{request_id}"), timeout=10)

    def finished(self, request_id: str, timeout_s: float) -> pb.Video:
        """Wait until the video is done, whatever its end."""
        done = (pb.VIDEO_STATE_SUCCEEDED, pb.VIDEO_STATE_FAILED, pb.VIDEO_STATE_CANCELLED)
        wait_until(lambda: self.get(request_id).state in done, timeout_s, f"videos/{request_id}")
        return self.get(request_id)

    def running_stage(self, request_id: str) -> set[str]:
        """Names of the stages at work."""
        stages = self.get(request_id).progress.stages
        return {stage.stage for stage in stages if stage.state == pb.STAGE_STATE_RUNNING}

    def download(self, sha256: str) -> bytes:
        """A stored object."""
        request = pb.DownloadAssetRequest(name=f"assets/{sha256}")
        return b"".join(part.chunk for part in self.stub.DownloadAsset(request, timeout=120))

    def _serving(self) -> bool:
        assert self.process.poll() is None, f"onset up ended by itself, see {self.home / 'up.log'}"
        try:
            stub: Any = health_pb2_grpc.HealthStub(self.channel)
            answer = stub.Check(health_pb2.HealthCheckRequest(), timeout=2)
        except grpc.RpcError:
            return False
        return (
            bool(answer.status == health_pb2.HealthCheckResponse.SERVING)
            and (self.home / "up.lock").read_text() == self.address
        )
