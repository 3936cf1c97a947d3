"""Imports into one home follow each other."""

import queue
import threading
from pathlib import Path

import pytest

from onset.models.checkpoints import importing
from onset.models.checkpoints.errors import CheckpointError
from onset.models.checkpoints.request import Import
from onset.models.lock import locked


def test_an_import_waits_for_another_and_then_finds_its_name_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: queue.Queue[str] = queue.Queue()
    refusals: list[str] = []
    monkeypatch.setenv("ONSET_HOME", str(tmp_path))
    monkeypatch.setattr(importing, "_say", said.put)

    def second() -> None:
        try:
            importing.run(Import(tmp_path / "source", "mine"))
        except CheckpointError as error:
            refusals.append(error.reason)

    thread = threading.Thread(target=second)
    with locked(tmp_path, said.put):
        thread.start()
        assert said.get(timeout=60) == f"Waiting for another set-up or import into {tmp_path}"
        (tmp_path / "weights" / "mine").mkdir(parents=True)
    thread.join(60)
    assert refusals == ["CHECKPOINT_NAME_TAKEN"]
    assert said.empty()


@pytest.mark.parametrize("left", [".mine.x7f3kq2_", ".mine-x7f3kq2_"], ids=["today's", "of earlier versions"])
def test_an_import_removes_what_a_killed_one_of_its_name_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: str
) -> None:
    monkeypatch.setenv("ONSET_HOME", str(tmp_path))
    (tmp_path / "weights" / left / "out").mkdir(parents=True)
    with pytest.raises(CheckpointError, match="is no folder"):
        importing.run(Import(tmp_path / "source", "mine"))
    assert list((tmp_path / "weights").iterdir()) == []
