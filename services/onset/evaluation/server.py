"""EvaluationService: messages in, figures and a page out."""

import re
from pathlib import Path
from typing import TypeVar

import grpc
import soundfile
from google.protobuf.message import DecodeError, Message

from onset.evaluation.evaluate import Delivery, evaluate
from onset.evaluation.report.render import render
from onset.evaluation.report.view import Delivered, compose_page
from onset.runtime.analyses import load_analysis
from onset.runtime.errors import InvalidArgumentError, OnsetError
from onset.runtime.memo import memoized
from onset.runtime.server import cancelled
from onset.runtime.service import Runtime
from onset.runtime.wire import from_proto, to_proto
from onset.timeline.brief import Blob
from onset.timeline.clip import Rendition
from onset.timeline.plan import Timeline
from onset.timeline.profile import Profile
from onset.timeline.sound import AudioAnalysis
from onset.timeline.speech import Transcript
from onset.timeline.time import SAMPLE_RATE_HZ
from onset.timeline.verdict import StageTime, Verdict
from onset.v1 import (
    evaluation_service_pb2,
    evaluation_service_pb2_grpc,
    media_pb2,
    speech_pb2,
    timeline_pb2,
    verdict_pb2,
)

M = TypeVar("M", bound=Message)
D = TypeVar("D")

_VIDEO_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.mp4")


class EvaluationServicer(evaluation_service_pb2_grpc.EvaluationServiceServicer):
    """See protos/onset/v1/evaluation_service.proto."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def Evaluate(
        self, request: evaluation_service_pb2.EvaluateRequest, context: grpc.ServicerContext
    ) -> evaluation_service_pb2.EvaluateResponse:
        def produce() -> evaluation_service_pb2.EvaluateResponse:
            rendition = from_proto(request.rendition, Rendition, "rendition")
            delivery = Delivery(
                self._file(rendition.video, "rendition.video"),
                self._text(rendition.srt, "rendition.srt"),
                self._text(rendition.vtt, "rendition.vtt"),
                rendition.size,
                from_proto(request.profile, Profile, "profile"),
            )
            timeline, transcript, analysis = self._plan(request)
            music = self._music(request.music) if request.HasField("music") else None
            try:
                verdict = evaluate(delivery, timeline, transcript, analysis, cancelled(context), music)
            except ValueError as error:
                raise _unreadable(error, "rendition.video") from error
            return evaluation_service_pb2.EvaluateResponse(verdict=to_proto(verdict, verdict_pb2.Verdict))

        return memoized(
            self._runtime.store,
            "evaluate/8",
            request,
            evaluation_service_pb2.EvaluateResponse,
            produce,
            cancelled(context),
        )

    def Report(
        self, request: evaluation_service_pb2.ReportRequest, context: grpc.ServicerContext
    ) -> evaluation_service_pb2.ReportResponse:
        def produce() -> evaluation_service_pb2.ReportResponse:
            delivered = self._delivered(request)
            timeline, transcript, analysis = self._plan(request)
            times = [from_proto(time, StageTime, "stage_times") for time in request.stage_times]
            try:
                page = compose_page(
                    request.title, delivered, timeline, transcript, analysis, times, tuple(request.notes)
                )
            except ValueError as error:
                raise _unreadable(error, "renditions") from error
            blob = self._runtime.store.put_bytes(render(page).encode(), "text/html")
            return evaluation_service_pb2.ReportResponse(report=to_proto(blob, media_pb2.Blob))

        return memoized(
            self._runtime.store,
            "report/3",
            request,
            evaluation_service_pb2.ReportResponse,
            produce,
            cancelled(context),
        )

    def _delivered(self, request: evaluation_service_pb2.ReportRequest) -> list[Delivered]:
        count = len(request.renditions)
        if not count or len(request.verdicts) != count:
            raise InvalidArgumentError(
                "VERDICTS_DO_NOT_MATCH",
                f"{count} renditions and {len(request.verdicts)} verdicts; give at least one, and a verdict for each.",
                field="verdicts",
            )
        names = list(request.video_names) or [""] * count
        if len(names) != count or any(name and not _VIDEO_NAME.fullmatch(name) for name in names):
            raise InvalidArgumentError(
                "VIDEO_NAMES_INVALID",
                f"Give one name per rendition, plain file names that end in .mp4; got {names}.",
                field="video_names",
            )
        found = []
        for index, (message, judged, name) in enumerate(zip(request.renditions, request.verdicts, names, strict=True)):
            rendition = from_proto(message, Rendition, f"renditions[{index}]")
            video = self._file(rendition.video, f"renditions[{index}].video")
            verdict = from_proto(judged, Verdict, f"verdicts[{index}]")
            found.append(Delivered(video, rendition.size, verdict, name))
        return found

    def _plan(
        self, request: evaluation_service_pb2.EvaluateRequest | evaluation_service_pb2.ReportRequest
    ) -> tuple[Timeline, Transcript, AudioAnalysis]:
        return (
            self._stored(request.timeline, timeline_pb2.Timeline, Timeline, "timeline"),
            self._stored(request.transcript, speech_pb2.Transcript, Transcript, "transcript"),
            load_analysis(self._runtime.store, from_proto(request.analysis, Blob, "analysis"), "analysis"),
        )

    def _stored(self, blob: media_pb2.Blob, message_type: type[M], domain_type: type[D], field: str) -> D:
        try:
            content = self._runtime.store.read(from_proto(blob, Blob, field))
            return from_proto(message_type.FromString(content), domain_type, field)
        except OnsetError as error:
            raise error.at(error.field or field) from error
        except DecodeError as error:
            raise InvalidArgumentError(
                "NOT_A_MESSAGE", f"The object is no serialized {message_type.DESCRIPTOR.name}.", field=field
            ) from error

    def _file(self, blob: Blob, field: str) -> Path:
        try:
            return self._runtime.store.fetch(blob)
        except OnsetError as error:
            raise error.at(field) from error

    def _music(self, message: media_pb2.Blob) -> Path:
        path = self._file(from_proto(message, Blob, "music"), "music")
        try:
            known = soundfile.info(path)
        except soundfile.LibsndfileError as error:
            raise InvalidArgumentError("BAD_SOUND", f"The music cannot be read: {error}", field="music") from error
        if known.samplerate != SAMPLE_RATE_HZ or known.frames == 0:
            raise InvalidArgumentError("BAD_SOUND", "The music must be a 48 kHz WAV; ingest it first.", field="music")
        return path

    def _text(self, blob: Blob, field: str) -> str:
        return self._file(blob, field).read_text(encoding="utf-8", errors="replace")


def _unreadable(error: ValueError, field: str) -> InvalidArgumentError:
    return InvalidArgumentError("RENDITION_UNREADABLE", f"The film cannot be measured: {error}.", field=field)


def register(server: grpc.Server, runtime: Runtime) -> None:
    """Offer the service."""
    evaluation_service_pb2_grpc.add_EvaluationServiceServicer_to_server(EvaluationServicer(runtime), server)
