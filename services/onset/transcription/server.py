"""TranscriptionService."""

import math
import re
from collections.abc import Callable
from typing import TypeVar

import grpc

from onset.runtime import model_calls
from onset.runtime.errors import InternalError, InvalidArgumentError
from onset.runtime.memo import memoized
from onset.runtime.server import cancelled
from onset.runtime.service import Runtime
from onset.runtime.wire import from_proto, to_proto
from onset.timeline.brief import Blob
from onset.timeline.script import word_count
from onset.transcription import script as scripts
from onset.transcription import synthesis, voice_file
from onset.transcription.errors import SpeechError
from onset.transcription.recognition import recognise
from onset.v1 import media_pb2, speech_pb2, transcription_service_pb2_grpc
from onset.v1 import transcription_service_pb2 as pb

R = TypeVar("R")

_TRANSCRIPT_MEDIA_TYPE = "application/x-protobuf"
_LANGUAGE = re.compile(r"(?:[a-z]{2,3})?")
_SLOWEST, _FASTEST = 0.5, 2.0


class TranscriptionServicer(transcription_service_pb2_grpc.TranscriptionServiceServicer):
    """See protos/onset/v1/transcription_service.proto."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def Transcribe(self, request: pb.TranscribeRequest, context: grpc.ServicerContext) -> pb.TranscribeResponse:
        return memoized(
            self._runtime.store,
            "transcribe/3",
            request,
            pb.TranscribeResponse,
            lambda: _refusing(lambda: self._transcribe(request, context)),
            cancelled(context),
        )

    def Synthesize(self, request: pb.SynthesizeRequest, context: grpc.ServicerContext) -> pb.SynthesizeResponse:
        return memoized(
            self._runtime.store,
            "synthesize/1",
            request,
            pb.SynthesizeResponse,
            lambda: _refusing(lambda: self._synthesize(request, context)),
            cancelled(context),
        )

    def _transcribe(self, request: pb.TranscribeRequest, context: grpc.ServicerContext) -> pb.TranscribeResponse:
        if not _LANGUAGE.fullmatch(request.language):
            raise InvalidArgumentError(
                "BAD_LANGUAGE",
                f"{request.language!r} is no ISO 639-1 code such as 'en'; leave it empty to detect the language.",
                field="language",
            )
        store = self._runtime.store
        script = scripts.clean(request.script) if request.script else ""
        path = store.fetch(from_proto(request.audio, Blob, "audio"))
        speech = voice_file.read(path, self._runtime.settings.max_audio_s)
        scripts.check_fits(word_count(script), speech.duration_s)
        found = recognise(
            self._runtime.triton, speech.samples, script, language=request.language, cancelled=cancelled(context)
        )
        message = to_proto(found, speech_pb2.Transcript)
        blob = store.put_bytes(message.SerializeToString(deterministic=True), _TRANSCRIPT_MEDIA_TYPE)
        return pb.TranscribeResponse(transcript=to_proto(blob, media_pb2.Blob))

    def _synthesize(self, request: pb.SynthesizeRequest, context: grpc.ServicerContext) -> pb.SynthesizeResponse:
        text = synthesis.speakable(scripts.clean(request.script))
        samples, rate_hz = model_calls.synthesize(
            self._runtime.triton,
            text,
            speed=_checked_speed(request.speed),
            seed=request.seed,
            cancelled=cancelled(context),
        )
        try:
            voice = synthesis.mastered(samples, rate_hz)
        except ValueError as error:
            raise InternalError("MODEL_FAILED", f"The voice model spoke nothing usable: {error}.") from error
        blob = self._runtime.store.put_bytes(voice_file.wav_bytes(voice), voice_file.MEDIA_TYPE)
        return pb.SynthesizeResponse(audio=to_proto(blob, media_pb2.Blob))


def _checked_speed(speed: float) -> float:
    if speed == 0:
        return 1.0
    if not math.isfinite(speed) or not _SLOWEST <= speed <= _FASTEST:
        raise InvalidArgumentError(
            "BAD_SPEED", f"speed must be within {_SLOWEST}..{_FASTEST}, got {speed:g}.", field="speed"
        )
    return speed


def _refusing(work: Callable[[], R]) -> R:
    try:
        return work()
    except SpeechError as error:
        raise InvalidArgumentError(error.reason, str(error), field=error.field, metadata=error.facts) from error


def register(server: grpc.Server, runtime: Runtime) -> None:
    """Serve TranscriptionService on a server."""
    transcription_service_pb2_grpc.add_TranscriptionServiceServicer_to_server(TranscriptionServicer(runtime), server)
