"""Generate the Python stubs of protos/ into services/ (run by `make setup`; the output is not committed)."""

import shutil
import sys
from importlib.resources import files
from pathlib import Path

from google.api import annotations_pb2
from grpc_tools import protoc

ROOT = Path(__file__).resolve().parent.parent
GOOGLEAPIS = ROOT / ".build" / "googleapis"
SERVICES = ROOT / "services"


def gather_googleapis() -> None:
    """Lay out the imported googleapis files by their import paths, for protoc and for buf.

    The wheel of googleapis-common-protos ships operations.proto under another file name.
    """
    installed = Path(annotations_pb2.__file__).parent.parent
    for source in ("api/annotations", "api/client", "api/field_behavior", "api/http", "api/launch_stage", "rpc/status"):
        copy(installed / f"{source}.proto", GOOGLEAPIS / "google" / f"{source}.proto")
    copy(
        installed / "longrunning" / "operations_proto.proto", GOOGLEAPIS / "google" / "longrunning" / "operations.proto"
    )


def copy(source: Path, target: Path) -> None:
    """Copy one file, making its folder."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def main() -> int:
    """Generate messages, service stubs and their type annotations."""
    gather_googleapis()
    well_known = Path(str(files("grpc_tools"))) / "_proto"
    package = SERVICES / "onset" / "v1"
    package.mkdir(exist_ok=True)
    (package / "__init__.py").write_text('"""Generated from protos/onset/v1; do not edit."""\n')
    outputs = [f"--{kind}_out={SERVICES}" for kind in ("python", "grpc_python", "mypy", "mypy_grpc")]
    outputs += [f"--{kind}_opt=quiet" for kind in ("mypy", "mypy_grpc")]
    includes = [f"-I{folder}" for folder in (ROOT / "protos", GOOGLEAPIS, well_known)]
    # Named by path: the environment's programs need not be on PATH.
    plugins = [
        f"--plugin={name}={Path(sys.executable).parent / name}" for name in ("protoc-gen-mypy", "protoc-gen-mypy_grpc")
    ]
    protos = sorted(str(path) for path in (ROOT / "protos").rglob("*.proto"))
    return int(protoc.main(["protoc", *includes, *plugins, *outputs, *protos]))


if __name__ == "__main__":
    sys.exit(main())
