"""Text that no message can carry is told with its field, wherever a brief or a brand kit has it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.cli.brief_file import BrandFile, BriefFile
from onset.cli.client import VideoClient
from onset.cli.fields import is_whole
from onset.cli.files import readable
from onset.cli.order import build_spec, read_order
from onset.cli.yaml_text import load_yaml
from onset.runtime.errors import InvalidArgumentError
from onset.v1 import video_service_pb2 as pb
from onset.v1 import video_service_pb2_grpc

HALF = "a\ud800b"
COLORS = dict.fromkeys(("primary", "secondary", "accent", "background", "text"), "#102030")
CALL = {"headline": "h", "button": "b", "url": "u"}
BRIEF: dict[str, Any] = {
    "title": "t",
    "product": "p",
    "brand": "brand.yaml",
    "script": "s.txt",
    "mood": "m",
    "language": "en",
    "call_to_action": CALL,
    "moments": [{"show": "x", "when": "says hi"}],
    "hook": "k",
    "checkpoint": "c",
    "ai_label": "l",
    "cutdown": {"must_say": ["hi"]},
    "deliveries": [{"profile": "tiktok"}],
    "variants": [
        {"id": "v", **CALL, "hook": "k", "product": "p", "pictures": {"x": "x.png"}, "colors": COLORS, "deliveries": []}
    ],
}
BRAND: dict[str, Any] = {
    "name": "n",
    "colors": COLORS,
    "logo": "x.png",
    "product_shots": [{"id": "x", "path": "x.png", "description": "d"}],
    "fonts": {"headline": "x.png"},
}


def places(data: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield from [(*above, key)] if isinstance(value, str) else places(value, (*above, key))


def changed(data: Any, place: tuple[Any, ...], text: str) -> Any:
    if not place:
        return text
    items = dict(data) if isinstance(data, dict) else list(data)
    items[place[0]] = changed(items.get(place[0]) if isinstance(items, dict) else items[place[0]], place[1:], text)
    return items


def ordered(folder: Path, brief: Any, brand: Any) -> pb.VoiceoverAdSpec:
    for name in ("s.txt", "x.png"):
        (folder / name).write_text("Hi.")
    for name, data in (("brief.yaml", brief), ("brand.yaml", brand)):
        (folder / name).write_text(json.dumps(data))  # ASCII: what is not is escaped
    return build_spec(read_order(folder / "brief.yaml", None, None), lambda path: f"assets/{path.name}").voiceover_ad


def test_every_field_of_text_is_among_the_tested() -> None:
    for kind, data in ((BriefFile, BRIEF), (BrandFile, BRAND)):
        texts = {name for name, field in kind.model_fields.items() if field.annotation is str}
        assert texts <= data.keys(), texts - data.keys()


@pytest.mark.parametrize("place", [*places(BRIEF)], ids=str)
def test_half_a_character_in_a_brief_is_told_with_its_field(tmp_path: Path, place: tuple[Any, ...]) -> None:
    refused(tmp_path, changed(BRIEF, place, HALF), BRAND, place)


@pytest.mark.parametrize("place", [*places(BRAND)], ids=str)
def test_half_a_character_in_a_brand_kit_is_told_with_its_field(tmp_path: Path, place: tuple[Any, ...]) -> None:
    refused(tmp_path, BRIEF, changed(BRAND, place, HALF), place)


def refused(folder: Path, brief: Any, brand: Any, place: tuple[Any, ...]) -> None:
    ordered(folder, BRIEF, BRAND)
    with pytest.raises(InvalidArgumentError) as caught:
        ordered(folder, brief, brand)
    if caught.value.reason == "FILE_NOT_FOUND":  # a path
        return
    assert caught.value.reason == "BAD_BRIEF"
    assert caught.value.field.startswith(str(place[0]))
    assert str(next(part for part in reversed(place) if part not in (0, "x"))) in caught.value.field
    assert is_whole(caught.value.message)


@pytest.mark.parametrize("place", [(HALF,), ("call_to_action", HALF), ("variants", 0, "pictures", HALF)], ids=ascii)
def test_half_a_character_in_a_name_of_a_field_is_told(tmp_path: Path, place: tuple[Any, ...]) -> None:
    with pytest.raises(InvalidArgumentError, match="half of a character"):
        ordered(tmp_path, changed(BRIEF, place, "x.png"), BRAND)


@given(st.text(st.characters(exclude_categories=())))
def test_what_json_escapes_is_read_as_it_was_written(text: str) -> None:
    """Two escapes that make one character do so; the halves of none stay to be refused."""
    read = load_yaml(json.dumps({"title": text}))["title"]
    assert read == json.loads(json.dumps(text))
    assert is_whole(read) == is_whole(json.loads(json.dumps(text)))


@pytest.mark.parametrize(
    ("brief", "told"),
    [
        ("title: A\nmood: 2001-13-45\n", "line 2, column 7: month must be in 1..12; put text in quotes"),
        ("title: " + "9" * 5000, "line 1, column 8"),
        ("title: " + "[" * 5000, "nested too deeply"),
        ("title: 2024-01-01\n", "title: this is text; put it in quotes"),
        ("title:\n", "title: this is empty; write text, or leave the line out"),
        ("title: A\nmood: !!bool abc\n", "line 2, column 7: this is no bool; write text in quotes"),
        ("title: !!int ''\n", "line 1, column 8: this is no int"),
        ("title: !!timestamp abc\n", "line 1, column 8: this is no timestamp"),
        ("title: 1" + ":0" * 200 + ".0\n", "line 1, column 8: this is no float"),
    ],
)
def test_what_yaml_takes_for_something_else_is_told(tmp_path: Path, brief: str, told: str) -> None:
    (tmp_path / "brief.yaml").write_text(brief)
    with pytest.raises(InvalidArgumentError) as caught:
        read_order(tmp_path / "brief.yaml", None, None)
    assert told in caught.value.message


def test_files_are_sent_whatever_bytes_name_them(tmp_path: Path) -> None:
    """On Linux a name is bytes; what is sent is as near as text comes."""
    declared: list[str] = []

    def receive(self: Any, request_iterator: Any, context: Any) -> pb.Asset:
        declared.extend(each.declaration.filename for each in request_iterator if each.HasField("declaration"))
        return pb.Asset(name="assets/x")

    receiving: Any = type("Receiving", (video_service_pb2_grpc.VideoServiceServicer,), {"UploadAsset": receive})
    path = tmp_path / os.fsdecode(b"voice-\xff.wav")
    path.write_bytes(b"RIFF")
    server = grpc.server(ThreadPoolExecutor(1))
    video_service_pb2_grpc.add_VideoServiceServicer_to_server(receiving(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    client = VideoClient(f"127.0.0.1:{port}")
    try:
        assert client.upload(path) == "assets/x"
    finally:
        client.close()
        server.stop(None).wait()
    assert declared == ["voice-\ufffd.wav"] == [readable(Path(path.name))]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--brief", b"no-\xff.yaml", "--out", "out"), "There is no file"),
        (("--brief", "b", "--out", "out", "--address", b"\xff:1"), "is no HOST:PORT"),
    ],
)
def test_a_command_line_that_is_no_text_ends_in_a_message(
    tmp_path: Path, arguments: tuple[Any, ...], told: str
) -> None:
    command = [sys.executable, "-m", "onset.cli", "ad", *arguments]
    ended = subprocess.run(command, capture_output=True, cwd=tmp_path, check=False)
    assert ended.returncode in (1, 2)
    assert told in ended.stderr.decode()
    assert "Traceback" not in ended.stderr.decode()
