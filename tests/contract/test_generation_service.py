"""GenerationService through gRPC and the real Triton: every motion, the fallbacks, and what equal orders share."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import cv2
import grpc
import numpy as np
import pytest

from onset.generation.excerpt import DiffusionExcerpt, SceneExcerpt
from onset.generation.making import Caller, ClipMaker
from onset.generation.pace import Pace
from onset.generation.server import register
from onset.runtime.errors import CancelledError, DeadlineError, InvalidArgumentError
from onset.runtime.picture_calls import picture_checkpoints
from onset.runtime.server import Server
from onset.runtime.service import Runtime
from onset.runtime.settings import Settings
from onset.runtime.status import from_rpc_error
from onset.runtime.storage import LocalStore
from onset.runtime.triton import Answer, TritonClient
from onset.runtime.wire import from_proto, to_proto
from onset.timeline.brief import CallToAction, Colors, Size
from onset.timeline.clip import Clip
from onset.timeline.guidance import Guidance, PictureModel, PictureMotion, PictureMotionKind
from onset.timeline.pictures import PicturePlan
from onset.timeline.plan import Keyframe, MixPlan, Timeline
from onset.timeline.time import SAMPLE_RATE_HZ, FrameRate
from onset.v1 import generation_service_pb2, generation_service_pb2_grpc, media_pb2, timeline_pb2
from tests.support.scenes import SCENE
from tests.triton_fixture import MakeTriton

SIZE = Size(96, 64)
RATE = FrameRate(10)
COLORS = Colors("#f2a65a", "#1f2a52", "#ff7a59", "#fff6ea", "#1b1f3b")
SOUND = np.random.default_rng(4).integers(0, 256, (300, 20), np.uint8).tobytes()
DIFFUSION = PicturePlan(model=PictureModel.DIFFUSION, guidance=Guidance(steps=1), sound=SOUND)
DEADLINE_S = 120


class Service:
    """A running GenerationService with its store."""

    def __init__(self, folder: Path, triton_address: str) -> None:
        settings = Settings.from_environment({"ONSET_HOME": str(folder), "ONSET_LISTEN": "127.0.0.1:0"})
        self.store = LocalStore(folder / "store")
        self.runtime = Runtime(settings, self.store, TritonClient(triton_address))
        self._server = Server(self.runtime, [register])
        self._channel = grpc.insecure_channel(f"127.0.0.1:{self._server.start()}")
        self._stub = generation_service_pb2_grpc.GenerationServiceStub(self._channel)

    def clip(
        self,
        plan: PicturePlan,
        *,
        start: int = 20,
        size: Size = SIZE,
        scene_index: int = 1,
        still: bool = False,
    ) -> Clip:
        """The only scene's clip: a second and a half from frame `start` on."""
        film = timeline(plan, start)
        blob = self.store.put_bytes(to_proto(film, timeline_pb2.Timeline).SerializeToString(), "application/x-protobuf")
        request = generation_service_pb2.GenerateSceneRequest(
            timeline=to_proto(blob, media_pb2.Blob),
            scene_index=scene_index,
            size=to_proto(size, media_pb2.Size),
            still=still,
        )
        try:
            return from_proto(self._stub.GenerateScene(request, timeout=DEADLINE_S).clip, Clip)
        except grpc.RpcError as error:
            raise from_rpc_error(error) from error  # type: ignore[arg-type]

    def weights(self) -> str:
        """Digest of Onset's own."""
        return picture_checkpoints(self.runtime.triton)["onset-mini"].digest

    def pictures(self, clip: Clip) -> list[np.ndarray]:
        """What a clip's file holds."""
        with av.open(str(self.store.fetch(clip.blob))) as file:
            return [frame.to_ndarray(format="rgb24") for frame in file.decode(video=0)]

    def stop(self) -> None:
        self._channel.close()
        self._server.stop()
        self.runtime.triton.close()


def timeline(plan: PicturePlan, start: int) -> Timeline:
    """A scene before, and the scene in question with three keyframes."""
    marks = tuple(Keyframe(frame, (0.5,) * 20) for frame in (start, start + 7, start + 15))
    before = replace(SCENE, end_frame=start, keyframes=(Keyframe(0, (0.5,) * 20),))
    scene = replace(SCENE, start_frame=start, end_frame=start + 16, keyframes=marks)
    call = CallToAction("", "", "")
    mix = MixPlan((), -8.0, 14.0, ())
    return Timeline(
        RATE, SAMPLE_RATE_HZ, start + 16, (before, scene), (), (), mix, call, "Aurora", COLORS, (), (), pictures=plan
    )


@pytest.fixture(scope="module")
def service(triton_address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    running = Service(tmp_path_factory.mktemp("generation"), triton_address)
    yield running
    running.stop()


@pytest.mark.parametrize("kind", PictureMotionKind)
def test_every_motion_fills_its_scene(service: Service, kind: PictureMotionKind) -> None:
    clip = service.clip(replace(DIFFUSION, motion=PictureMotion(kind)))
    assert (clip.model, clip.note, clip.scene_index) == ("onset-mini", "", 1)
    assert (clip.frames[0], clip.frames[-1]) == (20, 35)
    assert max(np.diff(clip.frames)) <= 3
    pictures = service.pictures(clip)
    assert len(pictures) == len(clip.frames)
    assert {picture.shape for picture in pictures} == {(64, 96, 3)}
    assert all(picture.std() > 2 for picture in pictures), "the pictures are empty"


def test_equal_scenes_share_a_clip_and_whatever_is_asked_otherwise_makes_another(service: Service) -> None:
    silent = replace(DIFFUSION, sound=bytes(len(SOUND)))
    first = service.clip(silent)
    assert service.clip(silent, start=40) == replace(first, frames=tuple(frame + 20 for frame in first.frames))
    others = (
        replace(silent, guidance=Guidance(steps=1, text=1.0)),
        replace(silent, guidance=Guidance(steps=2)),
        replace(silent, motion=PictureMotion(PictureMotionKind.LATENT_PATH)),
        replace(silent, sound=SOUND),
    )
    digests = {service.clip(other).blob.sha256 for other in others}
    assert len(digests) == len(others)
    assert first.blob.sha256 not in digests


def test_a_style_changes_the_pictures(service: Service) -> None:
    _, png = cv2.imencode(".png", np.full((40, 60, 4), (20, 20, 220, 255), np.uint8))
    style = service.store.put_bytes(png.tobytes(), "image/png")
    plain, styled = service.clip(DIFFUSION, still=True), service.clip(replace(DIFFUSION, style=style), still=True)
    assert len(styled.frames) == 1
    assert styled.blob != plain.blob


def test_the_painter_is_told_nothing_of_all_that(service: Service) -> None:
    painted = service.clip(PicturePlan())
    assert (painted.model, painted.note) == ("painter", "")
    assert service.clip(PicturePlan(sound=SOUND, guidance=Guidance(steps=3))).blob == painted.blob


def test_an_unknown_checkpoint_is_painted_and_the_clip_says_so(service: Service) -> None:
    clip = service.clip(replace(DIFFUSION, checkpoint="nowhere"))
    assert clip.model == "painter"
    assert clip.note == "Painted, not generated: there is no checkpoint nowhere here, but onset-mini."


def test_a_plan_without_a_sound_is_painted_and_the_clip_says_so(service: Service) -> None:
    clip = service.clip(replace(DIFFUSION, sound=b""))
    assert clip.model == "painter"
    assert clip.note == "Painted, not generated: the plan holds no sound that it could hear."


def test_a_near_deadline_costs_steps_then_the_diffusion_and_what_was_made_before_costs_nothing(
    service: Service,
) -> None:
    """A pace of ten seconds for a step of a picture, of which the scene has three."""
    ordered = replace(DIFFUSION, guidance=Guidance(steps=6))
    told = DiffusionExcerpt("", service.weights(), SIZE, PictureMotion(), Guidance(steps=1), None, b"")
    one = SceneExcerpt(RATE, COLORS, "", 0, (Keyframe(0, (0.5,) * 20),), SIZE)

    def made(left_s: float, ordered: PicturePlan = ordered) -> Clip:
        slow = Pace()
        slow.learn(one, told, 10.0)
        caller = Caller(lambda: False, time.monotonic() + left_s)
        return ClipMaker(service.runtime, slow).clip(timeline(ordered, 20), 1, SIZE, still=False, caller=caller)

    fewer = made(4.5 * 30 / 0.7)
    assert (fewer.model, fewer.note) == ("onset-mini", "Generated in 4 steps instead of 6: time was short.")
    painted = made(60)
    assert painted.model == "painter"
    assert painted.note == (
        "Painted, not generated: 1 of its steps fit into the time until the deadline, and 4 are needed."
    )
    few = made(15, replace(DIFFUSION, guidance=Guidance(steps=3)))
    assert few.note == "Painted, not generated: 0 of its steps fit into the time until the deadline, and 3 are needed."
    in_full = service.clip(ordered)
    assert in_full.blob not in (fewer.blob, painted.blob)
    assert made(60).blob == in_full.blob


class Overheard(TritonClient):
    """Triton's client, which tells what was asked of it, and can say that a model did not answer in its time."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.models: list[str] = []
        self.steps: list[int] = []
        """Of each call of the diffusion model."""
        self.late, self.late_after_s = "", 0.0
        """The model that does not answer, and the time that it had."""

    def infer(self, model: str, inputs: Mapping[str, Any], **how: Any) -> Answer:
        self.models.append(model)
        if model == "picture":
            self.steps.append(int(inputs["STEPS"][0]))
        if model == self.late:
            self.late_after_s = how["timeout_s"]
            raise DeadlineError("MODEL_TIMEOUT", "It is late.", metadata={"model": model})
        return super().infer(model, inputs, **how)


@pytest.fixture
def overheard(service: Service) -> Iterator[Overheard]:
    client = Overheard(service.runtime.triton.address)
    yield client
    client.close()


def test_a_scene_that_is_not_done_in_its_time_is_painted_and_the_next_one_tries_fewer_steps(
    service: Service, overheard: Overheard
) -> None:
    """Three hundred steps of a picture take longer than the three and a half seconds that either scene has."""
    maker = ClipMaker(replace(service.runtime, triton=overheard), Pace())
    late = replace(DIFFUSION, guidance=Guidance(steps=100))

    def made() -> Clip:
        return maker.clip(timeline(late, 20), 1, SIZE, still=False, caller=Caller(lambda: False, time.monotonic() + 5))

    first = made()
    assert first.model == "painter"
    assert first.note == "Painted, not generated: it did not finish in its share of the time until the deadline."
    assert set(overheard.steps) == {100}
    overheard.steps.clear()
    made()
    assert overheard.steps
    assert max(overheard.steps) <= 50


def test_a_lookup_of_checkpoints_has_the_scenes_share_of_time_and_is_named_when_it_is_late(
    service: Service, overheard: Overheard
) -> None:
    overheard.late = "checkpoints"
    caller = Caller(lambda: False, time.monotonic() + 10)
    maker = ClipMaker(replace(service.runtime, triton=overheard), Pace())
    clip = maker.clip(timeline(DIFFUSION, 20), 1, SIZE, still=False, caller=caller)
    assert clip.model == "painter"
    assert clip.note == "Painted, not generated: the list of checkpoints did not come in time."
    assert overheard.late_after_s <= 7
    assert "picture" not in overheard.models


def test_a_cancelled_scene_ends_and_is_not_painted_instead(service: Service, overheard: Overheard) -> None:
    """It would take a hundred steps, and is withdrawn in the first of them."""
    maker = ClipMaker(replace(service.runtime, triton=overheard), Pace())
    long = replace(DIFFUSION, guidance=Guidance(steps=100, text=2.0))
    caller = Caller(lambda: "picture" in overheard.models, None)
    with pytest.raises(CancelledError):
        maker.clip(timeline(long, 20), 1, SIZE, still=False, caller=caller)
    assert "painter" not in overheard.models


def test_without_the_diffusion_model_the_painter_paints(
    make_triton: MakeTriton, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with make_triton(["painter", "interpolator"]) as triton:
        service = Service(tmp_path_factory.mktemp("painting"), triton.address)
        clip = service.clip(DIFFUSION)
        assert clip.model == "painter"
        assert clip.note == "Painted, not generated: this Triton does not serve the diffusion model."
        service.stop()


def test_no_such_scene_and_no_such_size_are_refused(service: Service) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        service.clip(PicturePlan(), size=Size(95, 64))
    assert (caught.value.reason, caught.value.field) == ("BAD_SIZE", "size.width")
    for missing in (-1, 2):
        with pytest.raises(InvalidArgumentError) as caught:
            service.clip(PicturePlan(), scene_index=missing)
        assert (caught.value.reason, caught.value.field) == ("NO_SUCH_SCENE", "scene_index")
