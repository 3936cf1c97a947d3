"""Settings from the environment: one frozen object, read once at start."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from onset.runtime.errors import FailedPreconditionError

PROJECT_ROOT = Path(__file__).resolve().parents[3]
DEFAULT_PORT = 50050
_MOST_PICTURE_CALLS = 7
"""One less than the turns of a client of Triton: a call of another model never waits for pictures."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a process must know of its surroundings. Environment variable names are ONSET_ plus the upper-case field."""

    home: Path
    """Folder for everything this machine keeps: store, database, weights, logs."""
    listen: str
    """host:port that this process serves on."""
    triton_address: str
    """host:port of Triton's gRPC endpoint."""
    services_address: str
    """host:port of the services that the front door calls."""
    database_url: str
    """SQLAlchemy URL of the jobs' database."""
    max_workers: int
    """Threads that serve requests; further requests are refused as RESOURCE_EXHAUSTED."""
    max_audio_s: float
    """Longest accepted sound in seconds."""
    max_upload_bytes: int
    """Largest accepted file."""
    executor_id: str
    """Unique among living front doors that share a database, kept over restarts; in a cluster the pod's UID."""
    max_running_videos: int
    """Videos that one front door works on at once."""
    max_running_chunks: int
    """Chunks of films that one front door has rendered at once."""
    encoder: str
    """What codes pictures: `x264`, `nvenc`, or `auto` for NVENC where it works."""
    picture_model: str = "painter"
    """What makes the pictures of orders that name no model: `painter` or `diffusion`."""
    max_picture_calls: int = 4
    """Calls of the diffusion model that this process has under way at once: as many as Triton has instances of it, and
    fewer than its client's turns, which other models need too."""
    c2pa_certificate: Path | None = None
    """PEM file of the certificates that films are signed with, the signer's own first; None to sign nothing."""
    c2pa_key: Path | None = None
    """PEM file of the signer's private key."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read ONSET_* variables.

        Raises:
            FailedPreconditionError: INVALID_SETTING, naming the variable.
        """
        _check_text(environment)
        home = Path(environment.get("ONSET_HOME") or PROJECT_ROOT / ".onset").expanduser().absolute()
        listen = environment.get("ONSET_LISTEN", f"127.0.0.1:{DEFAULT_PORT}")
        return cls(
            home=home,
            listen=listen,
            triton_address=environment.get("ONSET_TRITON_ADDRESS", "127.0.0.1:8001"),
            services_address=environment.get("ONSET_SERVICES_ADDRESS", listen),
            database_url=environment.get("ONSET_DATABASE_URL", f"sqlite:///{home / 'jobs.sqlite'}"),
            max_workers=_whole(environment, "ONSET_MAX_WORKERS", 32),
            max_audio_s=_number(environment, "ONSET_MAX_AUDIO_S", 600),
            max_upload_bytes=_whole(environment, "ONSET_MAX_UPLOAD_BYTES", 1 << 29),
            executor_id=environment.get("ONSET_EXECUTOR_ID", "local"),
            max_running_videos=_whole(environment, "ONSET_MAX_RUNNING_VIDEOS", 1),
            max_running_chunks=_whole(environment, "ONSET_MAX_RUNNING_CHUNKS", 2),
            encoder=_choice(environment, "ONSET_ENCODER", ("auto", "x264", "nvenc")),
            picture_model=_choice(environment, "ONSET_PICTURE_MODEL", ("painter", "diffusion")),
            max_picture_calls=_whole(environment, "ONSET_MAX_PICTURE_CALLS", 4, most=_MOST_PICTURE_CALLS),
            **_signing(environment),
        )


def _check_text(environment: Mapping[str, str]) -> None:
    """Refuse what no address, database or message could carry: on Linux a variable is bytes, which need not be text."""
    for name, text in environment.items():
        if name.startswith("ONSET_"):
            try:
                text.encode()
            except UnicodeEncodeError:
                message = f"{name}={text!r} is not UTF-8 text; set it anew."
                raise FailedPreconditionError("INVALID_SETTING", message) from None


def _signing(environment: Mapping[str, str]) -> dict[str, Path]:
    """Both files of a signer, or none."""
    names = {"c2pa_certificate": "ONSET_C2PA_CERTIFICATE", "c2pa_key": "ONSET_C2PA_KEY"}
    given = {field: Path(environment[name]) for field, name in names.items() if environment.get(name)}
    if len(given) == 1:
        missing = next(name for field, name in names.items() if field not in given)
        raise FailedPreconditionError("INVALID_SETTING", f"{missing} is not set; a signer needs certificate and key.")
    return given


def _number(environment: Mapping[str, str], name: str, default: float) -> float:
    text = environment.get(name, str(default))
    try:
        value = float(text)
    except ValueError:
        value = 0
    if not 0 < value < float("inf"):
        raise FailedPreconditionError("INVALID_SETTING", f"{name}={text!r} must be a positive number.")
    return value


def _whole(environment: Mapping[str, str], name: str, default: int, *, most: int | None = None) -> int:
    value = _number(environment, name, default)
    if value != int(value) or (most is not None and value > most):
        limits = "of at least 1" if most is None else f"within 1..{most}"
        raise FailedPreconditionError(
            "INVALID_SETTING", f"{name}={environment[name]!r} must be a whole number {limits}."
        )
    return int(value)


def _choice(environment: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    """One of the choices, the first by default."""
    text = environment.get(name, choices[0])
    if text not in choices:
        raise FailedPreconditionError("INVALID_SETTING", f"{name}={text!r} must be one of {', '.join(choices)}.")
    return text
