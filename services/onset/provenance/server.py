"""ProvenanceService: a rendition in, the same with its origin out."""

import hashlib
from importlib.metadata import version
from pathlib import Path

import grpc
from google.protobuf.message import DecodeError

from onset.provenance import manifest, xmp
from onset.provenance.origin import parts_of, whole
from onset.provenance.signer import Signer
from onset.runtime.errors import InvalidArgumentError, NotFoundError
from onset.runtime.heed import Cancelled, check
from onset.runtime.memo import memoized
from onset.runtime.server import cancelled
from onset.runtime.service import Runtime
from onset.runtime.settings import Settings
from onset.runtime.wire import from_proto, to_proto
from onset.timeline.brief import Blob
from onset.v1 import media_pb2, provenance_service_pb2_grpc, timeline_pb2
from onset.v1 import provenance_service_pb2 as pb

_STEP = "mark/1"
_AGENT = {"name": "Onset", "version": version("onset")}


class ProvenanceServicer(provenance_service_pb2_grpc.ProvenanceServiceServicer):
    """See protos/onset/v1/provenance_service.proto."""

    def __init__(self, runtime: Runtime) -> None:
        """Check the key, if there is one.

        Raises:
            FailedPreconditionError: it cannot be used; the message names the setting.
        """
        self._runtime = runtime
        self._signer = _signer(runtime.settings)
        # Films marked without a key, or with another, are not this key's.
        known_as = hashlib.sha256(self._signer.chain).hexdigest()[:16] if self._signer else "unsigned"
        self._step = f"{_STEP}/{known_as}"

    def Mark(self, request: pb.MarkRequest, context: grpc.ServicerContext) -> pb.MarkResponse:
        return memoized(
            self._runtime.store,
            self._step,
            request,
            pb.MarkResponse,
            lambda: self._mark(request, cancelled(context)),
            cancelled(context),
        )

    def _mark(self, request: pb.MarkRequest, stop: Cancelled) -> pb.MarkResponse:
        store, timeline = self._runtime.store, self._timeline(request.timeline)
        shown = {scene.visual.picture_id for scene in timeline.scenes}
        brand = [picture for picture in request.brand.pictures if picture.id in shown]
        music = request.HasField("music")
        parts = parts_of(
            [clip.model for clip in request.clips],
            request.voice_model,
            music=music,
            composed=timeline.mix.HasField("score"),
            supplied=bool(brand),
        )
        source = whole(parts)
        found = pb.MarkResponse(rendition=request.rendition)
        with store.scratch() as folder:
            target = folder / "marked.mp4"
            text = xmp.packet(source, parts, " ".join(_AGENT.values()))
            xmp.write(self._fetch(request.rendition.video, "rendition.video"), target, text)
            check(stop)
            if self._signer is not None:
                files = [("voice", "voice", "audio/wav", self._fetch(request.voice, "voice"))]
                if music:
                    files.append(("music", "music", "audio/wav", self._fetch(request.music, "music")))
                for index, picture in enumerate(brand):
                    path = self._fetch(picture.blob, f"brand.pictures[{index}].blob")
                    files.append((f"picture-{picture.id}", picture.description or picture.id, "image/png", path))
                unsigned, target = target, folder / "signed.mp4"
                definition = manifest.manifest(request.title, source, parts, [label for label, *_ in files], _AGENT)
                ingredients = [(manifest.ingredient(label, title), kind, path) for label, title, kind, path in files]
                self._signer.sign(unsigned, target, definition, ingredients)
            found.rendition.video.CopyFrom(to_proto(store.put_file(target, "video/mp4"), media_pb2.Blob))
        return found

    def _timeline(self, message: media_pb2.Blob) -> timeline_pb2.Timeline:
        try:
            return timeline_pb2.Timeline.FromString(self._fetch(message, "timeline").read_bytes())
        except DecodeError as error:
            raise InvalidArgumentError(
                "UNREADABLE_BLOB", "The object is no serialized Timeline.", field="timeline"
            ) from error

    def _fetch(self, message: media_pb2.Blob, field: str) -> Path:
        try:
            return self._runtime.store.fetch(from_proto(message, Blob, field))
        except NotFoundError as error:
            raise error.at(field) from error


def _signer(settings: Settings) -> Signer | None:
    if settings.c2pa_certificate is None or settings.c2pa_key is None:
        return None
    return Signer.load(settings.c2pa_certificate, settings.c2pa_key)


def register(server: grpc.Server, runtime: Runtime) -> None:
    """Add the service to a server.

    Raises:
        FailedPreconditionError: the signing key cannot be used.
    """
    provenance_service_pb2_grpc.add_ProvenanceServiceServicer_to_server(ProvenanceServicer(runtime), server)
