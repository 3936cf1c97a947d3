"""What the embedded Triton is started with: folders, command line, environment."""

import itertools
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from onset.runtime.errors import FailedPreconditionError, ResourceExhaustedError
from onset.runtime.weights import outdated

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 not a temporary file of ours
SHARED_MEMORY_MIN_BYTES = 512 << 20
"""The Python backend moves tensors through shared memory; a few full-size frames for several models fit in this."""
_REGION_PREFIX = "onset-triton-"


@dataclass(frozen=True, slots=True)
class TritonLayout:
    """Where the parts of one installation are."""

    project_root: Path
    home: Path
    models: tuple[str, ...] = ()
    """Those to serve; all of them if none is named."""

    @property
    def environment(self) -> Path:
        """The models' virtual environment."""
        return self.project_root / ".venv-triton"

    @property
    def site_packages(self) -> Path:
        """Python packages of the models' environment.

        Raises:
            FailedPreconditionError: MODELS_NOT_SET_UP.
        """
        found = sorted(self.environment.glob("lib/python3.*/site-packages"))
        if not found or not (self.environment / "onset-requirements").exists():
            raise FailedPreconditionError(
                "MODELS_NOT_SET_UP",
                f"The models' environment {self.environment} is missing or unfinished: run `make setup`.",
            )
        return found[0]

    @property
    def log_file(self) -> Path:
        """Everything that Triton and its models print, of all starts."""
        return self.home / "logs" / "triton.log"

    def prepare(self) -> Path:
        """Lay out the backend's folder, where Triton wants library, utilities and stub side by side, and the models'.

        Every start of Triton needs it anew: checkpoints are imported and deleted meanwhile.

        Returns:
            The model repository.

        Raises:
            FailedPreconditionError: MODELS_NOT_SET_UP, if environment or weights are not those of this version.
        """
        server = self.site_packages / "pytriton" / "tritonserver"
        version = self.site_packages.parent.name.removeprefix("python")
        parts = [
            *(part for part in (server / "backends" / "python").iterdir() if part.is_file()),
            server / "python_backend_stubs" / version / "triton_python_backend_stub",
            # The stub's Python ignores PYTHONPATH, but imports from its backend's folder.
            self.project_root / "services" / "onset",
        ]
        if names := outdated(self.project_root / "services" / "onset" / "models", self.home / "weights"):
            raise FailedPreconditionError(
                "MODELS_NOT_SET_UP",
                f"The weights {', '.join(names)} in {self.home / 'weights'} are missing or not of this version of "
                "Onset: run `make setup`.",
            )
        backend = self._backends / "python"
        shutil.rmtree(backend, ignore_errors=True)
        backend.mkdir(parents=True)
        for part in parts:
            (backend / part.name).symlink_to(part)
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        return self._repository()

    def command(self, repository: Path, grpc_port: int, metrics_port: int, region_prefix: str) -> list[str]:
        """Command line of tritonserver: local, no HTTP, the repository that `prepare` has laid out."""
        return [
            str(self.site_packages / "pytriton" / "tritonserver" / "bin" / "tritonserver"),
            f"--model-repository={repository}",
            f"--backend-directory={self._backends}",
            f"--backend-config=python,shm-region-prefix-name={region_prefix}",
            "--model-control-mode=none",
            "--disable-auto-complete-config",
            "--allow-http=false",
            "--grpc-address=127.0.0.1",
            f"--grpc-port={grpc_port}",
            # The client's keepalive pings, every 10 s, must not count as abuse.
            "--grpc-http2-min-recv-ping-interval-without-data=5000",
            "--metrics-address=127.0.0.1",
            f"--metrics-port={metrics_port}",
            "--allow-gpu-metrics=false",
        ]

    def variables(self) -> dict[str, str]:
        """Environment of tritonserver and its models."""
        site = self.site_packages
        libraries = (site.parents[2] / "lib", site / "nvidia_pytriton.libs")
        own = {
            "LD_LIBRARY_PATH": ":".join(map(str, libraries)),
            # The stub's Python takes its packages from the environment of the first `python3` on the path.
            "PATH": f"{self.environment / 'bin'}:{os.environ.get('PATH', os.defpath)}",
            "ONSET_HOME": str(self.home),
            # Threads that wait for each other must not burn the cores that other models and the encoder need.
            "OMP_WAIT_POLICY": "PASSIVE",
            "MALLOC_ARENA_MAX": "2",
        }
        return {**{name: value for name, value in os.environ.items() if name != "PYTHONHOME"}, **own}

    @property
    def _backends(self) -> Path:
        return self.home / "triton" / "backends"

    def _repository(self) -> Path:
        """The folder of all models that are to be served: Onset's own, or links to those and to the imported ones."""
        own = self.project_root / "model_repository"
        # The models of imported checkpoints lie beside their weights.
        imported = sorted(self.home.glob("weights/*/triton/*"))
        if not self.models and not imported:
            return own
        repository = self.home / "triton" / "models"
        shutil.rmtree(repository, ignore_errors=True)
        repository.mkdir(parents=True)
        served = {folder.name: folder for folder in (*own.iterdir(), *imported)}
        for model in self.models or served:
            (repository / model).symlink_to(served[model])
        return repository


_serials = itertools.count()


def new_region_prefix() -> str:
    """Prefix of one server's shared-memory regions; our process id tells stale ones from live ones."""
    return f"{_REGION_PREFIX}{os.getpid()}-{next(_serials)}-"


def remove_stale_regions() -> None:
    """Remove shared memory that Tritons of dead processes have left."""
    for region in SHARED_MEMORY.glob(f"{_REGION_PREFIX}*"):
        owner = region.name.removeprefix(_REGION_PREFIX).split("-")[0]
        if not owner.isdigit() or not Path("/proc", owner).exists():
            region.unlink(missing_ok=True)


def remove_regions(prefix: str) -> None:
    """Remove the shared memory of a server that is not running."""
    for region in SHARED_MEMORY.glob(f"{prefix}*"):
        region.unlink(missing_ok=True)


def check_shared_memory() -> None:
    """Refuse to start where tensors would not fit.

    Raises:
        ResourceExhaustedError: SHARED_MEMORY_TOO_SMALL.
    """
    free = shutil.disk_usage(SHARED_MEMORY).free
    if free < SHARED_MEMORY_MIN_BYTES:
        raise ResourceExhaustedError(
            "SHARED_MEMORY_TOO_SMALL",
            f"{SHARED_MEMORY} has {free >> 20} MiB free, Triton needs {SHARED_MEMORY_MIN_BYTES >> 20} MiB. "
            "In a container, start it with --shm-size=1g.",
        )
