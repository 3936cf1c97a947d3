"""An order in the brand's own type, with captions in another language, from upload to delivered files."""

import re
from pathlib import Path

import pytest

from onset.runtime.fonts.faces import script_faces
from onset.v1 import brief_pb2, verdict_pb2
from onset.v1 import video_service_pb2 as pb
from tests.support.onset_process import OnsetProcess
from tests.support.orders import small_ad

pytestmark = pytest.mark.timeout(600)

SCRIPT = "The morning begins with a gentle light! Slowly the sun fills the whole room! Order your lamp today!"
ARABIC = "يبدأ الصباح بضوء لطيف!\nتملأ الشمس الغرفة ببطء!\nاطلب مصباحك اليوم!"


@pytest.fixture(scope="module")
def video(onset: OnsetProcess) -> pb.Video:
    spec = small_ad(script=SCRIPT, sizes=((360, 640),))
    ad = spec.voiceover_ad
    ad.brief.captions, ad.brief.caption_style = True, brief_pb2.CAPTION_STYLE_KARAOKE
    ad.brief.caption_script = ARABIC
    ad.brief.call_to_action.headline = "اطلب مصباحك ☀️"
    font = onset.upload(Path(script_faces("Latn", 0)[0].path))
    for role in (brief_pb2.FONT_ROLE_HEADLINE, brief_pb2.FONT_ROLE_CAPTION):
        ad.brand.fonts.add(role=role, asset=font)
    onset.create("other-language", spec)
    made = onset.finished("other-language", 400)
    assert made.state == pb.VIDEO_STATE_SUCCEEDED, made.error.message
    return made


def test_every_check_of_captions_passes(video: pb.Video) -> None:
    (output,) = video.outputs
    checks = {check.name: check for check in output.verdict.checks if check.name.startswith("captions.")}
    failed = [f"{name}: {check.detail}" for name, check in checks.items() if check.outcome == verdict_pb2.OUTCOME_FAIL]
    assert not failed
    assert checks["captions.sentences"].outcome == verdict_pb2.OUTCOME_PASS


def test_the_caption_file_holds_the_other_language(onset: OnsetProcess, video: pb.Video) -> None:
    srt = onset.download(video.outputs[0].rendition.srt.sha256).decode()
    shown = " ".join(line for line in srt.splitlines() if re.search(r"[^\x00-\x7f]", line))
    assert shown == " ".join(ARABIC.split())
