"""Whatever tensors come, there is an order within all limits, or a refusal that names a tensor."""

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from onset.generation.pictures import ANSWER_BYTES, ANSWER_PICTURES
from onset.models.errors import InvalidInputError
from onset.models.picture.order import MAX_KEYFRAMES, MAX_OUTPUT_BYTES, MODES, Order, order_of
from onset.models.places import PROJECT_ROOT
from onset.runtime.triton_layout import SHARED_MEMORY_MIN_BYTES

NAMES = (
    *("PROMPT", "SOUND", "PALETTE", "REFERENCE", "SEED", "SIZE", "STEPS", "SCALES", "MODE", "WHERE", "CAMERA"),
    *("STRENGTH", "LATENTS", "FIRST", "CHECKPOINT"),
)


def floats(shape: st.SearchStrategy[tuple[int, ...]], low: float, high: float) -> st.SearchStrategy[np.ndarray]:
    """Arrays that are right more often than not; in some, one value may be anything."""

    def made(sides: tuple[int, ...], seed: int, wrong: float | None) -> np.ndarray:
        array = np.random.default_rng(seed).uniform(low, high, sides).astype(np.float32)
        if wrong is not None and array.size:
            array.flat[seed % array.size] = wrong
        return array

    return st.builds(made, shape, st.integers(0, 999), st.one_of(st.none(), st.floats(width=32)))


def words(good: st.SearchStrategy[str]) -> st.SearchStrategy[np.ndarray]:
    raw = st.one_of(good.map(str.encode), st.binary(max_size=40), st.integers(0, 3000).map(lambda n: b"a" * n))
    return raw.map(lambda text: np.array([text], np.object_))


def whole(dtype: type, good: st.SearchStrategy[int]) -> st.SearchStrategy[np.ndarray]:
    limits = np.iinfo(dtype)
    return st.one_of(good, st.integers(limits.min, limits.max)).map(lambda number: np.array([number], dtype))


keyframes = st.integers(0, 4)
sides = st.one_of(st.sampled_from([64, 96, 1024]), st.integers(-(2**31), 2**31 - 1))
required = {
    "PROMPT": words(st.just("the sea")),
    "SOUND": floats(st.tuples(keyframes, st.just(16), st.just(20)), 0, 1),
    "PALETTE": arrays(np.uint8, st.tuples(st.integers(0, 18), st.just(3))),
    "SEED": whole(np.int64, st.integers(0, 9)),
    "SIZE": st.tuples(sides, sides).map(lambda size: np.array(size, np.int32)),
    "STEPS": whole(np.int32, st.integers(1, 4)),
    "SCALES": floats(st.tuples(st.sampled_from([4, 5, 4, 0, 3])), 0, 20),
    "MODE": words(st.sampled_from(MODES)),
}
optional = {
    "REFERENCE": arrays(np.uint8, st.tuples(st.integers(0, 5), st.integers(0, 5), st.just(3))),
    "WHERE": floats(st.tuples(st.integers(0, 4)), 0, 3).map(np.sort),
    "CAMERA": floats(st.tuples(keyframes, st.just(4)), 0.5, 1),
    "STRENGTH": floats(st.just((1,)), 0.0625, 1),
    "LATENTS": floats(st.tuples(keyframes, st.just(4), st.just(8), st.just(8)), -3, 3),
    "FIRST": whole(np.int32, st.integers(0, 30)),
    "CHECKPOINT": words(st.just("")),
}


def taken(tensors: dict[str, np.ndarray]) -> Order | str:
    """The order, or why there is none."""
    try:
        return order_of(tensors)
    except InvalidInputError as error:
        return str(error)


@given(st.fixed_dictionaries(required, optional=optional))
def test_tensors_make_an_order_or_a_refusal(tensors: dict[str, np.ndarray]) -> None:
    order = taken(tensors)
    if isinstance(order, str):
        assert re.match(rf"({'|'.join(NAMES)})\b|\d+ frames of", order)
        return
    assert order.mode in MODES
    assert order.prompt.strip()
    assert np.isfinite(order.sound).all()
    frames = order.keyframes if order.where is None else len(order.where)
    assert 1 <= frames * order.width * order.height * 3 <= MAX_OUTPUT_BYTES
    assert (order.mode == "path") == (order.where is not None)
    assert (order.mode == "feedback") == (order.camera is not None)
    assert 1 <= order.steps <= 100
    if order.where is not None:
        assert (np.diff(order.where) >= 0).all()
        assert 0 <= order.where.min() <= order.where.max() <= order.keyframes - 1


def test_the_plainest_order_is_taken() -> None:
    order = order_of(
        {
            "PROMPT": np.array([b"the sea"], np.object_),
            "SOUND": np.zeros((1, 16, 20), np.float32),
            "SEED": np.array([0]),
            "SIZE": np.array([64, 64], np.int32),
            "STEPS": np.array([1], np.int32),
            "SCALES": np.zeros(4, np.float32),
            "MODE": np.array([b"keyframes"], np.object_),
        }
    )
    assert (order.keyframes, order.checkpoint, order.reference, len(order.palette)) == (1, "", None, 0)


def test_answers_of_all_instances_fit_into_shared_memory_and_generation_asks_for_no_more() -> None:
    config = (PROJECT_ROOT / "model_repository" / "picture" / "config.pbtxt").read_text()
    (instances,) = re.findall(r"instance_group .*count: (\d+)", config)
    assert int(instances) * MAX_OUTPUT_BYTES <= SHARED_MEMORY_MIN_BYTES
    assert ANSWER_BYTES <= MAX_OUTPUT_BYTES
    assert ANSWER_PICTURES <= MAX_KEYFRAMES
