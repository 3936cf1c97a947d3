"""Messages of a live stream mirror their dataclasses."""

import dataclasses

import pytest
from google.protobuf.message import Message

from onset.analysis.live.frame import LiveConfig, LiveFrame, LivePulse, Onset, SampleFormat
from onset.runtime.wire import from_proto, to_proto
from onset.timeline.music import Beat
from onset.v1 import analysis_service_pb2 as pb

FRAME = LiveFrame(
    sample=960,
    rms=0.25,
    features=tuple(index / 20 for index in range(20)),
    onsets=(Onset(480, 0.5), Onset(900, 1.0)),
    voice=0.75,
    beats=(Beat(700, 0.5, 3, 2, 0.9),),
    pulse=LivePulse(900, 120.0, 0.8, 4, 0.25, 24_000, 3),
)
CONFIG = LiveConfig(48_000, 2, SampleFormat.INT16, 20)


@pytest.mark.parametrize(("value", "message"), [(FRAME, pb.LiveFrame), (CONFIG, pb.LiveConfig)])
def test_they_survive_the_trip(value: LiveFrame | LiveConfig, message: type[Message]) -> None:
    assert from_proto(to_proto(value, message), type(value)) == value


@pytest.mark.parametrize("domain", [LiveFrame, LiveConfig, LivePulse, Onset])
def test_fields_agree(domain: type) -> None:
    message = pb.DESCRIPTOR.message_types_by_name[domain.__name__]
    assert [field.name for field in dataclasses.fields(domain)] == [field.name for field in message.fields]
