"""What of an order says how its pictures are made: whether such a model, motion and guidance there is."""

import re
from collections.abc import Callable, Collection
from enum import Enum
from typing import TypeVar

from google.protobuf.message import Message

from onset.runtime.errors import InvalidArgumentError
from onset.runtime.wire import from_proto
from onset.timeline.guidance import Guidance, KeyframePlacement, PictureModel, PictureMotion, PictureMotionKind
from onset.v1 import brief_pb2
from onset.v1 import video_service_pb2 as pb

FindCheckpoints = Callable[[], Collection[str] | None]
"""Names of the checkpoints that can be used; None if that cannot be known now."""

L = TypeVar("L", PictureMotion, Guidance)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def check_pictures(
    brief: brief_pb2.Brief, path: str, usual_model: PictureModel, find_checkpoints: FindCheckpoints
) -> None:
    """Model, motion, guidance and checkpoint are known, within their limits, and fit each other.

    Args:
        brief: the order's.
        path: of the brief.
        usual_model: where the brief names no model.
        find_checkpoints: asked if it names a checkpoint.

    Raises:
        InvalidArgumentError: UNKNOWN_PICTURE_MODEL, UNKNOWN_MOTION, UNKNOWN_PLACEMENT, BAD_MOTION, BAD_GUIDANCE,
            MODEL_CANNOT, BAD_CHECKPOINT or UNKNOWN_CHECKPOINT.
    """
    _check_choice(brief.picture_model, PictureModel, "UNKNOWN_PICTURE_MODEL", f"{path}.picture_model")
    motion = f"{path}.picture_motion"
    _check_choice(brief.picture_motion.kind, PictureMotionKind, "UNKNOWN_MOTION", f"{motion}.kind")
    _check_choice(brief.picture_motion.keyframes, KeyframePlacement, "UNKNOWN_PLACEMENT", f"{motion}.keyframes")
    moves = _limited(brief.picture_motion, PictureMotion, "BAD_MOTION", motion)
    _limited(brief.guidance, Guidance, "BAD_GUIDANCE", f"{path}.guidance")
    if (brief.picture_model or usual_model.value) != PictureModel.DIFFUSION.value:
        _check_painter(brief, moves, path)
    _check_heeded(moves, motion)
    if brief.checkpoint:
        _check_checkpoint(brief.checkpoint, f"{path}.checkpoint", find_checkpoints)


def check_style(brand: pb.BrandSpec, path: str) -> None:
    """A brand kit has at most one picture of role STYLE.

    Raises:
        InvalidArgumentError: TWO_STYLES.
    """
    styles = [index for index, picture in enumerate(brand.pictures) if picture.role == brief_pb2.PICTURE_ROLE_STYLE]
    if len(styles) > 1:
        raise InvalidArgumentError(
            "TWO_STYLES", "A brand kit has one style reference.", field=f"{path}.pictures[{styles[1]}].role"
        )


def shown_pictures(brand: pb.BrandSpec) -> set[str]:
    """Identifiers of the pictures that moments may show: all but the style reference."""
    return {picture.id for picture in brand.pictures if picture.role != brief_pb2.PICTURE_ROLE_STYLE}


def _check_choice(value: int, choices: type[Enum], reason: str, path: str) -> None:
    """Zero is no choice, and allowed."""
    if value and value not in {choice.value for choice in choices}:
        names = ", ".join(choice.name for choice in choices)
        raise InvalidArgumentError(reason, f"There is no {value} among {names}.", field=path)


def _limited(message: Message, kind: type[L], reason: str, path: str) -> L:
    try:
        return from_proto(message, kind, path)
    except InvalidArgumentError as error:
        # Its messages begin with the name of what is wrong.
        name = error.message.split()[0]
        raise InvalidArgumentError(reason, f"{error.message}.", field=f"{path}.{name}") from error


def _check_heeded(moves: PictureMotion, path: str) -> None:
    """A share is given only to the motion that heeds it."""
    for name, value, heeding in (
        ("push", moves.push, PictureMotionKind.LATENT_PATH),
        ("strength", moves.strength, PictureMotionKind.FEEDBACK),
    ):
        if value is not None and moves.kind is not heeding:
            raise InvalidArgumentError(
                "BAD_MOTION",
                f"{name} is for {heeding.name} alone, and the motion is {moves.kind.name}: leave {name} out, or set "
                f"kind to {heeding.name}.",
                field=f"{path}.{name}",
            )


def _check_painter(brief: brief_pb2.Brief, moves: PictureMotion, path: str) -> None:
    """What the painter cannot do is not ordered of it."""
    asked = {
        f"picture_motion.kind {moves.kind.name}": moves.kind is not PictureMotionKind.KEYFRAMES,
        "checkpoint": bool(brief.checkpoint),
        "guidance": bool(brief.guidance.ListFields()),
    }
    for name, is_asked in asked.items():
        if is_asked:
            raise InvalidArgumentError(
                "MODEL_CANNOT",
                f"{name} needs the diffusion model: set picture_model to DIFFUSION, or leave it out.",
                field=f"{path}.{name.split()[0]}",
            )


def _check_checkpoint(name: str, path: str, find_checkpoints: FindCheckpoints) -> None:
    if not _NAME.fullmatch(name):
        raise InvalidArgumentError(
            "BAD_CHECKPOINT", f"{name!r} is no name of 1-64 characters of A-Z a-z 0-9 . _ -", field=path
        )
    known = find_checkpoints()
    if known is not None and name not in known:
        raise InvalidArgumentError(
            "UNKNOWN_CHECKPOINT",
            f"Triton has no checkpoint {name!r}; it has: {', '.join(sorted(known)) or 'none'}. `onset models import` "
            "adds one, which is there from Triton's next start on: if it was imported since, start Onset anew.",
            field=path,
        )
