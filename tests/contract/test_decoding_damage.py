"""Damaged sounds by the hundred: each decodes to finite sound or is refused (`python -m tests.bench.media.fuzz`: more).

The seeds are fixed: a failure names one, and it makes the file again.
"""

from collections import Counter
from pathlib import Path

import pytest

from onset.runtime.errors import InvalidArgumentError
from onset.runtime.media.audio import decode_audio
from tests.support.damage import SOUNDS, damaged, make_sounds
from tests.support.decoding_fuzz import fuzz
from tests.support.media_samples import children

CASES = 400


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return make_sounds(tmp_path_factory.mktemp("sounds"))


@pytest.mark.timeout(300)
def test_damage_of_every_kind_is_taken_or_refused(tmp_path: Path) -> None:
    outcomes = list(fuzz(tmp_path, 0, CASES))
    assert [outcome.seed for outcome in outcomes] == list(range(CASES))
    assert not [outcome for outcome in outcomes if outcome.wrong]
    kinds = Counter(outcome.what for outcome in outcomes)
    assert kinds["decoded"] > CASES / 10, "hardly any file is still decoded: the damage is too great to test decoders"
    assert len(kinds) >= 6, f"the damage is all of one kind: {kinds}"


@pytest.mark.parametrize("seed", range(5_000, 5_006))
def test_damage_leaves_no_process_and_no_file(seed: int, sounds: dict[str, bytes], tmp_path: Path) -> None:
    """All the way through the confined child."""
    name = sorted(SOUNDS)[seed % len(SOUNDS)]
    _, data = damaged(sounds, seed)
    (tmp_path / name).write_bytes(data)
    before = children()
    try:
        audio, _ = decode_audio(tmp_path / name, tmp_path / "sound.wav", max_duration_s=30)
    except InvalidArgumentError as error:
        assert error.reason.isupper()  # noqa: PT017
        assert not (tmp_path / "sound.wav").exists()
    else:
        assert abs(audio.samples()).max() < 200
        audio.path.unlink()
    assert children() <= before
    assert [path.name for path in tmp_path.iterdir()] == [name]
