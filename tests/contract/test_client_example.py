"""The client example orders, field by field, what the command line orders from the example's brief."""

import hashlib
import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from onset.cli.order import build_spec, read_order
from onset.v1 import video_service_pb2 as pb

EXAMPLES = Path(__file__).parents[2] / "examples"


def asset_name(data: bytes) -> str:
    return f"assets/{hashlib.sha256(data).hexdigest()}"


def receive(messages: Iterator[pb.UploadAssetRequest], timeout: float) -> pb.Asset:
    first, *rest = messages
    assert first.WhichOneof("payload") == "declaration"
    return pb.Asset(name=asset_name(b"".join(message.chunk for message in rest)))


def test_client_orders_the_example() -> None:
    found = importlib.util.spec_from_file_location("client", EXAMPLES / "client.py")
    assert found is not None
    assert found.loader is not None
    client: Any = importlib.util.module_from_spec(found)
    found.loader.exec_module(client)
    ordered = client.order(SimpleNamespace(UploadAsset=receive))
    read = read_order(EXAMPLES / "aurora" / "brief.yaml", None, None)
    assert ordered == build_spec(read, lambda path: asset_name(path.read_bytes()))
