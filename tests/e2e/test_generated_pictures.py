"""An ad whose pictures the diffusion model makes, from the order to the report."""

import grpc
import pytest

from onset.runtime.errors import InvalidArgumentError
from onset.runtime.status import from_rpc_error
from onset.v1 import pictures_pb2
from onset.v1 import video_service_pb2 as pb
from tests.support.onset_process import OnsetProcess
from tests.support.orders import small_ad

PATH = pictures_pb2.PictureMotion(
    kind=pictures_pb2.PICTURE_MOTION_KIND_LATENT_PATH, keyframes=pictures_pb2.KEYFRAME_PLACEMENT_BEATS
)


def generated(**choices: object) -> pb.VideoSpec:
    spec = small_ad(script="Meet Aurora. It wakes you with gentle light.")
    brief = spec.voiceover_ad.brief
    brief.picture_model = pictures_pb2.PICTURE_MODEL_DIFFUSION
    brief.guidance.steps = 1
    brief.compose_music = True
    for name, value in choices.items():
        if name == "picture_motion":
            brief.picture_motion.CopyFrom(value)
        else:
            setattr(brief, name, value)
    return spec


def test_a_film_is_made_by_the_diffusion_model_and_needs_no_excuse(onset: OnsetProcess) -> None:
    onset.create("generated", generated(picture_motion=PATH))
    video = onset.finished("generated", 300)
    assert video.state == pb.VIDEO_STATE_SUCCEEDED, video.error
    (film,) = video.films
    assert not film.notes
    (output,) = video.outputs
    made_by = onset.download(output.rendition.video.sha256)
    assert b"onset-mini" in made_by, "the file's metadata name the model"


def test_an_unknown_checkpoint_is_refused_before_any_work(onset: OnsetProcess) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        onset.create("unknown-checkpoint", generated(checkpoint="sd-15"))
    error = from_rpc_error(caught.value)  # type: ignore[arg-type]
    assert isinstance(error, InvalidArgumentError)
    assert (error.reason, error.field) == ("UNKNOWN_CHECKPOINT", "spec.voiceover_ad.brief.checkpoint")
    assert "it has: onset-mini." in error.message
