"""Feature files: what is written is what is mapped, and nothing torn or foreign is taken for one."""

import json
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.runtime.feature_file import FeatureWriter, map_features
from onset.timeline.sound import Features

NAMES = [field.name for field in fields(Features)]
WIDTHS = {"mel_db": 128, "chroma": 12}
FRAMES = 50


def frames_of(name: str, count: int, seed: int = 0) -> np.ndarray:
    """(count,) or (count, width) values between -80 and 0."""
    shape = (count, WIDTHS[name]) if name in WIDTHS else (count,)
    return np.random.default_rng((seed, NAMES.index(name))).uniform(-80, 0, shape).astype(np.float32)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A complete file of 50 frames."""
    with FeatureWriter(tmp_path / "features", FRAMES) as writer:
        for name in NAMES:
            writer.write(name, 0, frames_of(name, FRAMES))
    return tmp_path / "features"


@pytest.mark.parametrize("name", NAMES)
def test_what_is_written_is_mapped(path: Path, name: str) -> None:
    curve = getattr(map_features(path), name)
    expected = frames_of(name, FRAMES).T
    assert curve.shape == expected.shape
    assert not curve.flags.writeable
    if name == "mel_db":
        assert curve.dtype == np.float16
        np.testing.assert_allclose(curve, expected, atol=0.032)
    else:
        assert curve.dtype == np.float32
        np.testing.assert_array_equal(curve, expected)


@given(cuts=st.sets(st.integers(1, FRAMES - 1), max_size=6), order=st.randoms(use_true_random=False))
def test_stretches_may_come_in_any_order(tmp_path_factory: pytest.TempPathFactory, cuts: set[int], order) -> None:
    edges = [0, *sorted(cuts), FRAMES]
    stretches = [(name, start, stop) for name in NAMES for start, stop in zip(edges, edges[1:], strict=False)]
    order.shuffle(stretches)
    path = tmp_path_factory.mktemp("features") / "features"
    with FeatureWriter(path, FRAMES) as writer:
        for name, start, stop in stretches:
            writer.write(name, start, frames_of(name, FRAMES)[start:stop])
    for name in set(NAMES) - {"mel_db"}:
        np.testing.assert_array_equal(getattr(map_features(path), name), frames_of(name, FRAMES).T, err_msg=name)


def test_what_is_not_written_is_zero(tmp_path: Path) -> None:
    with FeatureWriter(tmp_path / "features", 3):
        pass
    curves = map_features(tmp_path / "features")
    assert all(not getattr(curves, name).any() for name in NAMES)


def test_the_mapping_outlives_the_file(path: Path) -> None:
    curves = map_features(path)
    path.unlink()
    np.testing.assert_array_equal(curves.rms, frames_of("rms", FRAMES))


def test_it_is_laid_out_as_safetensors(path: Path) -> None:
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    assert header.pop("__metadata__")["format"] == "onset-features/1"
    assert set(header) == set(NAMES)
    places = sorted(tensor["data_offsets"] for tensor in header.values())
    assert [begin for begin, _ in places] == [0, *(end for _, end in places[:-1])], "tensors follow without a gap"
    assert 8 + length + places[-1][1] == len(data)
    begin, end = header["chroma"]["data_offsets"]
    chroma = np.frombuffer(data[8 + length :][begin:end], "<f4").reshape(header["chroma"]["shape"])
    np.testing.assert_array_equal(chroma, frames_of("chroma", FRAMES))


@given(st.data())
def test_a_torn_file_is_refused(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    path = tmp_path_factory.mktemp("features") / "features"
    with FeatureWriter(path, FRAMES):
        pass
    whole = path.read_bytes()
    torn = whole[: data.draw(st.integers(0, len(whole) - 1))] if data.draw(st.booleans()) else whole + b"\0"
    path.write_bytes(torn)
    with pytest.raises(ValueError, match=r"no feature file|ends within its header|bytes where 50 frames take"):
        map_features(path)


def headed(text: bytes) -> bytes:
    return len(text).to_bytes(8, "little") + text


FOREIGN = {
    "nothing": b"",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "a header without an end": (1 << 40).to_bytes(8, "little") + b"{",
    "no JSON": headed(b"\xff" * 100),
    "no object": headed(b"[1, 2]"),
    "other tensors": headed(b'{"weight":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}') + b"\0" * 4,
    "no frames": headed(b'{"rms":{"shape":[0]}}'),
    "frames below zero": headed(b'{"rms":{"shape":[-5]}}'),
    "frames without number": headed(b'{"rms":{"shape":["x"]}}'),
    "true frames": headed(b'{"rms":{"shape":[true]}}'),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_what_is_no_feature_file_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "features"
    path.write_bytes(FOREIGN[name])
    with pytest.raises(ValueError, match=r"no feature file|not that of a feature file"):
        map_features(path)


def test_another_version_is_refused(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"onset-features/1", b"onset-features/9"))
    with pytest.raises(ValueError, match="not that of a feature file of this version"):
        map_features(path)


@pytest.mark.parametrize(
    ("name", "first", "shape"),
    [("rms", 0, (4,)), ("rms", 2, (2,)), ("rms", 0, (3, 2)), ("mel_db", 0, (3, 12)), ("chroma", 0, (12, 3))],
)
def test_frames_that_do_not_fit_are_refused(tmp_path: Path, name: str, first: int, shape: tuple[int, ...]) -> None:
    with FeatureWriter(tmp_path / "features", 3) as writer, pytest.raises(ValueError, match=f"{name} takes"):
        writer.write(name, first, np.zeros(shape, np.float32))
