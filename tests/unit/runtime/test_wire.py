"""Messages mirror the domain dataclasses, and values survive the trip."""

import dataclasses
from enum import Enum
from types import ModuleType, NoneType, UnionType
from typing import get_args, get_origin, get_type_hints

import numpy as np
import pytest
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message
from hypothesis import given
from hypothesis import strategies as st

from onset.runtime.errors import InvalidArgumentError
from onset.runtime.wire import from_proto, to_proto
from onset.timeline import (
    brief,
    clip,
    guidance,
    music,
    pictures,
    plan,
    profile,
    profile_rules,
    score,
    sound,
    span,
    speech,
    time,
    verdict,
)
from onset.v1 import (
    brief_pb2,
    media_pb2,
    pictures_pb2,
    profile_pb2,
    score_pb2,
    sound_pb2,
    speech_pb2,
    timeline_pb2,
    verdict_pb2,
)
from tests.support import analyses

BLOB = brief.Blob("0" * 64, 12, "application/x-safetensors")
NO_CURVES = analyses.features(np.zeros(0), np.zeros(0))
STUBS = (brief_pb2, media_pb2, pictures_pb2, profile_pb2, score_pb2, sound_pb2, speech_pb2, timeline_pb2, verdict_pb2)
MODULES: tuple[ModuleType, ...] = (
    brief,
    clip,
    guidance,
    music,
    pictures,
    plan,
    profile,
    profile_rules,
    score,
    sound,
    span,
    speech,
    time,
    verdict,
)

PAIRS = [
    (value, getattr(stub, name))
    for module in MODULES
    for name, value in vars(module).items()
    if dataclasses.is_dataclass(value) and value.__module__ == module.__name__
    for stub in STUBS
    if name in stub.DESCRIPTOR.message_types_by_name
]


def test_every_message_has_its_dataclass() -> None:
    mirrored = {message.DESCRIPTOR.full_name for _, message in PAIRS}
    declared = {message.full_name for stub in STUBS for message in stub.DESCRIPTOR.message_types_by_name.values()}
    assert declared - mirrored == {"onset.v1.FloatArray"}


@pytest.mark.parametrize(("domain", "message"), PAIRS, ids=lambda item: item.__name__)
def test_fields_agree(domain: type, message: type[Message]) -> None:
    hints = get_type_hints(domain)
    names = [field.name for field in dataclasses.fields(domain)]
    assert names == [field.name for field in message.DESCRIPTOR.fields]
    for field in message.DESCRIPTOR.fields:
        _assert_same_kind(hints[field.name], field)


def _assert_same_kind(hint: object, field: FieldDescriptor) -> None:
    repeated = get_origin(hint) is tuple
    assert repeated == field.is_repeated, field.full_name
    item = get_args(hint)[0] if repeated else hint
    if isinstance(item, UnionType):
        item = next(choice for choice in get_args(item) if choice is not NoneType)
        has_zero = isinstance(item, type) and issubclass(item, Enum)
        assert field.has_presence or has_zero, f"{field.full_name} must be able to be absent"
    if item is sound.Features:
        assert field.message_type.name == "Blob", "the curves are a file of their own"
    elif get_origin(item) is np.ndarray:
        assert field.message_type.name == "FloatArray"
    elif isinstance(item, type) and issubclass(item, Enum):
        numbers = {value.name: value.number for value in field.enum_type.values if value.number}
        prefix = "".join("_" + c if c.isupper() else c.upper() for c in item.__name__).lstrip("_")
        assert numbers == {f"{prefix}_{choice.name}": choice.value for choice in item}
    elif dataclasses.is_dataclass(item):
        assert isinstance(field.message_type, Descriptor)
        assert field.message_type.name == item.__name__  # type: ignore[union-attr]
    else:
        kinds = {
            str: (FieldDescriptor.TYPE_STRING,),
            bool: (FieldDescriptor.TYPE_BOOL,),
            float: (FieldDescriptor.TYPE_DOUBLE,),
            bytes: (FieldDescriptor.TYPE_BYTES,),
            int: (FieldDescriptor.TYPE_INT32, FieldDescriptor.TYPE_INT64),
        }
        assert field.type in kinds[item], field.full_name  # type: ignore[index]


@given(st.floats(allow_nan=False), st.integers(-(2**62), 2**62), st.text(st.characters(codec="utf-8")))
def test_scalars_survive(number: float, sample: int, text: str) -> None:
    cue = plan.Cue(sample=sample, kind=plan.CueKind.BEAT, strength=number, label=text)
    assert from_proto(to_proto(cue, timeline_pb2.Cue), plan.Cue) == cue


@given(st.lists(st.integers(0, 5), min_size=1, max_size=3), st.integers(0, 2**32 - 1))
def test_arrays_survive(shape: list[int], seed: int) -> None:
    array = np.random.default_rng(seed).normal(size=shape).astype(np.float32)
    known = analyses.analysis(0, NO_CURVES, energy_arc=array)
    message = to_proto(known, sound_pb2.AudioAnalysis, {"features": BLOB})
    back = from_proto(message, sound.AudioAnalysis, instead={"features": NO_CURVES})
    np.testing.assert_array_equal(back.energy_arc, array)
    assert back.energy_arc.shape == array.shape
    assert from_proto(message.features, brief.Blob) == BLOB


MIX = plan.MixPlan((), -8.0, 14.0, ())
SCORE = score.Score(7, 0, music.Mode.MAJOR, 92.0, (score.Bar(0, 4, (0, 4, 7), 0.5),), 48_000, (score.Landing(5, 0),))


@pytest.mark.parametrize("composed", [None, SCORE], ids=["absent", "present"])
def test_what_may_be_absent_survives(composed: score.Score | None) -> None:
    mix = dataclasses.replace(MIX, score=composed)
    message = to_proto(mix, timeline_pb2.MixPlan)
    assert message.HasField("score") == (composed is not None)
    assert from_proto(message, plan.MixPlan) == mix


def test_lists_of_enums_survive_and_name_what_is_unknown() -> None:
    mix = dataclasses.replace(MIX, treatments=(brief.VoiceTreatment.DENOISE, brief.VoiceTreatment.LEVEL))
    message = to_proto(mix, timeline_pb2.MixPlan)
    assert from_proto(message, plan.MixPlan) == mix
    message.treatments[1] = 99  # type: ignore[call-overload]  # a number of the future
    with pytest.raises(InvalidArgumentError) as caught:
        from_proto(message, plan.MixPlan, "mix")
    assert caught.value.field == "mix.treatments[1]"


def test_unspecified_enum_names_the_field() -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        from_proto(brief_pb2.Picture(id="a"), brief.Picture, "brand.pictures[3]")
    assert caught.value.field == "brand.pictures[3].role"
    assert "PRODUCT_SHOT" in caught.value.message


def test_an_unspecified_enum_means_the_default_where_there_is_one() -> None:
    message = brief_pb2.Brief(title="a")
    message.frame_rate.numerator = message.frame_rate.denominator = 1
    assert from_proto(message, brief.Brief).caption_style is brief.CaptionStyle.PILL
    message.caption_style = brief_pb2.CAPTION_STYLE_LINE
    assert from_proto(message, brief.Brief).caption_style is brief.CaptionStyle.LINE


def test_refused_value_names_the_field() -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        from_proto(brief_pb2.Brief(), brief.Brief, "spec.brief")
    assert caught.value.field == "spec.brief.frame_rate"


def test_array_of_wrong_length_is_refused() -> None:
    known = analyses.analysis(0, NO_CURVES, energy_arc=np.zeros((2, 2), np.float32))
    message = to_proto(known, sound_pb2.AudioAnalysis, {"features": BLOB})
    message.energy_arc.values = b"\0" * 12
    with pytest.raises(InvalidArgumentError, match="shape") as caught:
        from_proto(message, sound.AudioAnalysis, "analysis", {"features": NO_CURVES})
    assert caught.value.field == "analysis.energy_arc"
