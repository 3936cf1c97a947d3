"""EditingService: messages in, a package or a timeline out."""

from pathlib import Path

import grpc
from google.protobuf.message import DecodeError

from onset.editing import otio_edit, package
from onset.editing.otio_json import parse
from onset.editing.retime import retimed
from onset.editing.sequence import MUSIC, SOUND_FILES, describe
from onset.runtime.errors import InvalidArgumentError, NotFoundError
from onset.runtime.media.document import MAX_BYTES
from onset.runtime.media.refusal import RefusedError
from onset.runtime.memo import memoized
from onset.runtime.server import cancelled
from onset.runtime.service import Runtime
from onset.runtime.wire import from_proto, to_proto
from onset.timeline.brief import Blob, Size
from onset.timeline.invariants import check
from onset.timeline.naming import MEDIA_FOLDER
from onset.timeline.plan import Timeline
from onset.v1 import editing_service_pb2 as pb
from onset.v1 import editing_service_pb2_grpc, media_pb2, timeline_pb2

_EXPORT_STEP, _IMPORT_STEP = "export/1", "import/2"
_TIMELINE_TYPE = "application/x-protobuf"
_ANY_SIZE = Size(2, 2)
"""An edit is read without its picture's size."""


class EditingServicer(editing_service_pb2_grpc.EditingServiceServicer):
    """See protos/onset/v1/editing_service.proto."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def Export(self, request: pb.ExportRequest, context: grpc.ServicerContext) -> pb.ExportResponse:
        store, stop = self._runtime.store, cancelled(context)
        return memoized(store, _EXPORT_STEP, request, pb.ExportResponse, lambda: self._export(request), stop)

    def Import(self, request: pb.ImportRequest, context: grpc.ServicerContext) -> pb.ImportResponse:
        store, stop = self._runtime.store, cancelled(context)
        return memoized(store, _IMPORT_STEP, request, pb.ImportResponse, lambda: self._import(request), stop)

    def _export(self, request: pb.ExportRequest) -> pb.ExportResponse:
        timeline = self._timeline(from_proto(request.timeline, Blob, "timeline"), "timeline")
        names = {file.name for file in request.media}
        film = describe(
            timeline,
            title=request.title,
            language=request.language,
            size=from_proto(request.size, Size, "size"),
            music=f"{MEDIA_FOLDER}/{SOUND_FILES[MUSIC]}" in names,
        )
        heard = [clip for _, clips in film.sounds for clip in clips]
        wanted = {f"{MEDIA_FOLDER}/{clip.file}" for clip in (*film.picture, *heard)}
        if missing := sorted(wanted - names):
            raise InvalidArgumentError(
                "MISSING_MEDIA", f"The film needs {', '.join(missing)}; render the media first.", field="media"
            )
        found = pb.ExportResponse()
        for name, media_type, text in package.interchange(film, request.timeline.sha256):
            blob = self._runtime.store.put_bytes(text.encode(), media_type)
            found.package.files.add(name=name, blob=to_proto(blob, media_pb2.Blob))
        found.package.files.extend([*request.media, *request.others])
        return found

    def _import(self, request: pb.ImportRequest) -> pb.ImportResponse:
        store = self._runtime.store
        planned = self._timeline(from_proto(request.timeline, Blob, "timeline"), "timeline")
        with self._fetch(from_proto(request.edit, Blob, "edit"), "edit").open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        try:
            document = parse(content)
            base = self._base(otio_edit.timeline_digest(document), request.timeline.sha256, planned)
            # Whether there is music is the mix's affair; its track may come back, so it is described.
            film = describe(base, title="", language="", size=_ANY_SIZE, music=True)
            timeline = retimed(base, otio_edit.read(document, film))
        except RefusedError as refusal:
            raise InvalidArgumentError(refusal.reason, refusal.message, field="edit") from refusal
        data = to_proto(timeline, timeline_pb2.Timeline).SerializeToString(deterministic=True)
        blob = store.put_bytes(data, _TIMELINE_TYPE)
        return pb.ImportResponse(timeline=to_proto(blob, media_pb2.Blob), scene_count=len(timeline.scenes))

    def _base(self, digest: str, planned_digest: str, planned: Timeline) -> Timeline:
        """The timeline that an edit was made from: the plan, or what came of an earlier edit of it.

        Raises:
            RefusedError: EDIT_OF_ANOTHER_FILM.
        """
        if digest in ("", planned_digest):
            return planned
        blob = self._runtime.store.find(digest)
        if blob is not None and blob.media_type == _TIMELINE_TYPE:
            base = self._timeline(blob, "edit")
            if (base.frame_rate, base.brand_name) == (planned.frame_rate, planned.brand_name) and (
                base.mix.speech == planned.mix.speech
            ):
                return base
        raise RefusedError(
            "EDIT_OF_ANOTHER_FILM",
            "The edit was made from another film than this order's; export this one and edit that.",
        )

    def _timeline(self, blob: Blob, field: str) -> Timeline:
        try:
            message = timeline_pb2.Timeline.FromString(self._fetch(blob, field).read_bytes())
            timeline = from_proto(message, Timeline, field)
            check(timeline)
        except DecodeError as error:
            raise InvalidArgumentError(
                "UNREADABLE_BLOB", "The object is no serialized Timeline.", field=field
            ) from error
        except ValueError as error:
            raise InvalidArgumentError("BAD_TIMELINE", f"The timeline is broken: {error}.", field=field) from error
        return timeline

    def _fetch(self, blob: Blob, field: str) -> Path:
        try:
            return self._runtime.store.fetch(blob)
        except NotFoundError as error:
            raise error.at(field) from error


def register(server: grpc.Server, runtime: Runtime) -> None:
    """Add the service to a server."""
    editing_service_pb2_grpc.add_EditingServiceServicer_to_server(EditingServicer(runtime), server)
