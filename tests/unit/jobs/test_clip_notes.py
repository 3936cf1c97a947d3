"""What clips say of themselves is told once for each film, with the scenes that it is said of."""

from types import SimpleNamespace
from typing import cast

from onset.jobs.pieces import File, clip_notes


def file(*clips: dict[str, object]) -> File:
    return cast(File, SimpleNamespace(order={"clips": list(clips)}))


def test_a_note_names_all_its_scenes_once() -> None:
    wide = file({"note": "Painted."}, {"sceneIndex": 1}, {"sceneIndex": 4, "note": "Painted."})
    tall = file({"note": "Painted."}, {"sceneIndex": 2, "note": "Generated in 4 steps."})
    assert clip_notes([wide, tall]) == ["Scene 1, 5: Painted.", "Scene 3: Generated in 4 steps."]
    assert clip_notes([file({"sceneIndex": 1})]) == []
