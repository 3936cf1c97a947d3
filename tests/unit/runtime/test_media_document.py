"""Documents from outside are bounded before they are read: size, depth, number of objects, and what is no number."""

import json
from pathlib import Path

import pytest

from onset.runtime.errors import InvalidArgumentError
from onset.runtime.media.asset import inspect_asset
from onset.runtime.media.document import MAX_BYTES, checked_text
from onset.runtime.media.refusal import RefusedError


def nested(depth: int) -> bytes:
    return b'{"OTIO_SCHEMA": "Timeline.1", "a": ' + b"[" * depth + b"]" * depth + b"}"


def test_what_editors_write_is_taken() -> None:
    text = json.dumps({"OTIO_SCHEMA": "Timeline.1", "children": [{"name": "ü"}] * 1000})
    assert checked_text(b"\xef\xbb\xbf" + text.encode()) == text
    assert checked_text(nested(40))


@pytest.mark.parametrize(
    ("content", "reason", "told"),
    [
        (nested(60), "EDIT_UNREADABLE", "nested too deeply"),
        (nested(200_000), "EDIT_UNREADABLE", "nested too deeply"),
        (b"[" + b"{}," * 60_000 + b"{}]", "EDIT_UNREADABLE", "50,000 objects"),
        (b'{"a": -Infinity}', "EDIT_UNREADABLE", "-Infinity is no number"),
        (b'{"OTIO_REF_ID": "x"}', "EDIT_UNREADABLE", "several places"),
        (b"x" * (MAX_BYTES + 1), "EDIT_TOO_LARGE", "at most 4,194,304"),
    ],
    ids=["deep", "deeper", "wide", "infinite", "references", "large"],
)
def test_what_could_hurt_is_not(content: bytes, reason: str, told: str) -> None:
    with pytest.raises(RefusedError, match=told) as refusal:
        checked_text(content)
    assert refusal.value.reason == reason


def test_an_upload_is_checked_whole(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(nested(3))
    facts = inspect_asset(path)
    assert (facts.kind, facts.media_type) == ("edit", "application/json")
    path.write_bytes(nested(3)[:-1])
    with pytest.raises(InvalidArgumentError) as refusal:
        inspect_asset(path)
    assert refusal.value.reason == "EDIT_UNREADABLE"
