"""What each step of a workflow does: call a service, wait, hand back JSON. Errors are results, so they are recorded."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any

from google.protobuf.json_format import MessageToDict, MessageToJson, ParseDict

from onset.jobs.engine import Json
from onset.jobs.ingest import Ingest
from onset.jobs.media_call import render_media
from onset.jobs.peers import Peers, call
from onset.jobs.progress import ProgressBoard
from onset.jobs.rendering import Renderer, picture_of
from onset.jobs.variants import orders
from onset.runtime.errors import OnsetError
from onset.runtime.interceptor import as_onset_error
from onset.runtime.status import to_status
from onset.runtime.storage import ObjectStore
from onset.runtime.wire import from_proto, to_proto
from onset.timeline.brief import Blob
from onset.v1 import (
    analysis_service_pb2,
    brief_pb2,
    compositing_service_pb2,
    editing_service_pb2,
    evaluation_service_pb2,
    generation_service_pb2,
    media_pb2,
    planning_service_pb2,
    provenance_service_pb2,
    speech_pb2,
    timeline_pb2,
    transcription_service_pb2,
)
from onset.v1 import video_service_pb2 as pb

PATH = "spec.voiceover_ad"
SHORT_S, LONG_S, RENDER_S = 300.0, 900.0, 3600.0
_SCENES_AT_ONCE = 2


class Stages:
    """The steps, with what they need to run."""

    def __init__(
        self, peers: Peers, store: ObjectStore, ingest: Ingest, board: ProgressBoard, *, chunks_at_once: int
    ) -> None:
        self._peers = peers
        self._store = store
        self._ingest = ingest
        self._board = board
        # The services bound their own queues; this keeps one job from filling them.
        self._scene_slots = threading.BoundedSemaphore(_SCENES_AT_ONCE)
        self._package_slot = threading.BoundedSemaphore()
        self._renderer = Renderer(peers, store, chunks_at_once)

    async def ingest(self, spec: Json) -> Json:
        """Voice, music and the brand of each variant in canonical form."""
        ad = ParseDict(spec, pb.VideoSpec()).voiceover_ad
        gone = threading.Event()

        def work() -> Json:
            # Keyed by variant; pictures that brands share are decoded once.
            kits = {name: each.brand for name, _, each in orders(ad, PATH)}
            brands = self._ingest.brands(kits, f"{PATH}.brand", gone.is_set)
            found: Json = {
                "brands": {name: MessageToDict(to_proto(each, brief_pb2.Brand)) for name, each in brands.items()}
            }
            for name in ("voiceover", "music"):
                if asset := getattr(ad, name):
                    blob = self._ingest.audio(asset, f"{PATH}.{name}", gone.is_set)
                    found[name] = MessageToDict(to_proto(blob, media_pb2.Blob))
            if ad.edit:
                found["edit"] = MessageToDict(to_proto(self._ingest.stored(ad.edit, f"{PATH}.edit"), media_pb2.Blob))
            return found

        async def run() -> Json:
            try:
                return await asyncio.to_thread(work)
            finally:
                gone.set()

        return await _recorded(run)

    async def synthesize(self, script: str, seed: int) -> Json:
        """The script as a voice."""
        request = transcription_service_pb2.SynthesizeRequest(script=script, seed=seed)
        return await _recorded(lambda: self._unary(self._peers.transcription.Synthesize, request, LONG_S))

    async def analyze(self, audio: Json) -> Json:
        """Analysis of a canonical WAV."""
        request = analysis_service_pb2.AnalyzeRequest(audio=_blob(audio))
        return await _recorded(lambda: self._unary(self._peers.analysis.Analyze, request, SHORT_S))

    async def transcribe(self, audio: Json, script: str, language: str) -> Json:
        """Transcript of a canonical WAV."""
        request = transcription_service_pb2.TranscribeRequest(audio=_blob(audio), script=script, language=language)
        return await _recorded(lambda: self._unary(self._peers.transcription.Transcribe, request, LONG_S))

    async def plan(self, order: Json) -> Json:
        """The timeline, and which of its scenes want generated pictures."""
        request = ParseDict(order, planning_service_pb2.PlanRequest())

        async def run() -> Json:
            response = await call(self._peers.planning.Plan, request, timeout_s=SHORT_S)
            return await asyncio.to_thread(self._planned, response.timeline)

        return await _recorded(run)

    async def edit(self, timeline: Json, edit: Json) -> Json:
        """A plan as it was edited, in the form of `plan`."""
        request = editing_service_pb2.ImportRequest(timeline=_blob(timeline), edit=_blob(edit))

        async def run() -> Json:
            try:
                response = await call(self._peers.editing.Import, request, timeout_s=SHORT_S)
            except OnsetError as error:
                raise error.at(f"{PATH}.edit") from error
            return await asyncio.to_thread(self._planned, response.timeline)

        return await _recorded(run)

    async def compose(self, timeline: Json) -> Json:
        """The music that a timeline has a score of."""
        request = compositing_service_pb2.ComposeMusicRequest(timeline=_blob(timeline))
        return await _recorded(lambda: self._unary(self._peers.compositing.ComposeMusic, request, SHORT_S))

    async def generate(self, job_id: str, timeline: Json, scene_index: int, size: Json, still: bool = False) -> Json:
        """One scene's clip at one size, or one picture of it."""
        request = generation_service_pb2.GenerateSceneRequest(
            timeline=_blob(timeline), scene_index=scene_index, size=ParseDict(size, media_pb2.Size()), still=still
        )

        async def run() -> Json:
            while not self._scene_slots.acquire(blocking=False):
                await asyncio.sleep(0.05)
            try:
                found = await self._unary(self._peers.generation.GenerateScene, request, LONG_S)
            finally:
                self._scene_slots.release()
            self._board.advance(job_id, "generate")
            return found

        return await _recorded(run)

    async def composite(self, job_id: str, order: Json) -> Json:
        """One size's rendition."""

        def on_frames(done: int) -> None:
            self._board.advance(job_id, "composite", done)

        async def run() -> Json:
            return MessageToDict(await self._renderer.rendition(order, on_frames))

        return await _recorded(run)

    async def mark(self, order: Json) -> Json:
        """A rendition that says where it came from."""
        request = ParseDict(order, provenance_service_pb2.MarkRequest())
        return await _recorded(lambda: self._unary(self._peers.provenance.Mark, request, LONG_S))

    async def package(self, job_id: str, order: Json, transcript: Json, export: Json) -> Json:
        """A rendition's package for editing on, from the order of its composite."""

        def on_frames(done: int) -> None:
            self._board.advance(job_id, "package", done)

        async def run() -> Json:
            while not self._package_slot.acquire(blocking=False):
                await asyncio.sleep(0.05)
            try:
                media = await render_media(self._peers, order, RENDER_S, on_frames)
            finally:
                self._package_slot.release()
            request = ParseDict(export, editing_service_pb2.ExportRequest())
            heard = await asyncio.to_thread(self._store.read, from_proto(_blob(transcript), Blob))
            request.language = speech_pb2.Transcript.FromString(heard).language
            request.media.extend(media.files)
            return await self._unary(self._peers.editing.Export, request, SHORT_S)

        return await _recorded(run)

    async def storyboard(self, order: Json) -> Json:
        """One film's storyboard."""
        request = compositing_service_pb2.RenderStoryboardRequest(picture=picture_of(order))
        return await _recorded(lambda: self._unary(self._peers.compositing.RenderStoryboard, request, LONG_S))

    async def evaluate(self, job_id: str, order: Json) -> Json:
        """One rendition's verdict."""
        request = ParseDict(order, evaluation_service_pb2.EvaluateRequest())

        async def run() -> Json:
            found = await self._unary(self._peers.evaluation.Evaluate, request, LONG_S)
            self._board.advance(job_id, "evaluate")
            return found

        return await _recorded(run)

    async def publish(self, order: Json) -> Json:
        """The report and the timeline as JSON."""
        request = ParseDict(order, evaluation_service_pb2.ReportRequest())

        async def run() -> Json:
            response = await call(self._peers.evaluation.Report, request, timeout_s=LONG_S)
            timeline = await asyncio.to_thread(self.timeline, request.timeline)
            text = MessageToJson(timeline, preserving_proto_field_name=True, always_print_fields_with_no_presence=True)
            blob = await asyncio.to_thread(self._store.put_bytes, text.encode(), "application/json")
            return {
                "report": MessageToDict(response.report),
                "timeline": MessageToDict(to_proto(blob, media_pb2.Blob)),
            }

        return await _recorded(run)

    def _planned(self, blob: media_pb2.Blob) -> Json:
        timeline = self.timeline(blob)
        drawn = [
            index
            for index, scene in enumerate(timeline.scenes)
            if scene.visual.kind != timeline_pb2.VISUAL_KIND_BRAND_ASSET
        ]
        return {"timeline": MessageToDict(blob), "scenes": drawn, "frames": timeline.duration_frames}

    def timeline(self, blob: media_pb2.Blob) -> timeline_pb2.Timeline:
        """Read a stored timeline."""
        return timeline_pb2.Timeline.FromString(self._store.read(from_proto(blob, Blob)))

    @staticmethod
    async def _unary(method: Callable[..., Any], request: Any, timeout_s: float) -> Json:
        found: Json = MessageToDict(await call(method, request, timeout_s=timeout_s))
        return found


async def _recorded(run: Callable[[], Awaitable[Json]]) -> Json:
    began = time.time()
    try:
        value = await run()
    except Exception as error:
        return {"error": MessageToDict(to_status(as_onset_error(error)))}
    return {"value": value, "began": began, "ended": time.time()}


def _blob(value: Json) -> media_pb2.Blob:
    return ParseDict(value, media_pb2.Blob())
