"""Damaged files: each decodes to something sensible or is refused; nothing else ever happens.

The jobs of the confined child run in this process here, so that hundreds of files take seconds; a few go all the way.
"""

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from onset.runtime.errors import InvalidArgumentError
from onset.runtime.media import _audio_job, _image_job
from onset.runtime.media.audio import decode_audio
from onset.runtime.media.image import decode_image
from onset.runtime.media.refusal import RefusedError
from onset.runtime.media.sniff import sniff
from tests.support.media_samples import encode_picture, encode_sound, flag, noise_picture, svg, tone

SOUNDS = ["a.wav", "a.flac", "a.mp3", "a.ogg", "a.opus", "a.m4a", "a.webm", "a.aiff", "a.aac"]
PICTURES = ["PNG", "JPEG", "WEBP", "GIF", "SVG"]
MAX_DURATION_S = 30.0

fuzzed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


@cache
def sound(name: str) -> bytes:
    """Half a second of tone."""
    with tempfile.TemporaryDirectory() as folder:
        return encode_sound(Path(folder) / name, tone(0.5, rate_hz=48_000), 48_000).read_bytes()


@cache
def picture(form: str) -> bytes:
    """A small picture."""
    if form == "SVG":
        return svg('<g style="fill:url(#a)"><path d="M0 0L10 10"/><use xlink:href="#b"/></g><rect id="b" width="9"/>')
    return encode_picture(noise_picture(24, 16) if form != "GIF" else flag(24, 16), form)


@st.composite
def damaged(draw: st.DrawFn, data: bytes) -> bytes:
    """The file with some bytes changed, and perhaps a piece cut out, doubled or lost at the end."""
    broken = bytearray(data)
    head_heavy = st.one_of(st.integers(0, min(200, len(data) - 1)), st.integers(0, len(data) - 1))
    for position in draw(st.lists(head_heavy, max_size=8)):
        broken[position] = draw(st.integers(0, 255))
    start, end = sorted((draw(head_heavy), draw(head_heavy)))
    match draw(st.sampled_from(["whole", "cut", "hole", "double"])):
        case "cut":
            del broken[end:]
        case "hole":
            del broken[start:end]
        case "double":
            broken[end:end] = broken[start:end]
    return bytes(broken)


@contextmanager
def as_file(data: bytes) -> Iterator[BinaryIO]:
    """An open file on disk, as the child gets."""
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        yield file


def is_told_plainly(refusal: RefusedError | InvalidArgumentError) -> bool:
    """Whether it has a stable reason and a whole sentence."""
    return refusal.reason.isupper() and refusal.message.endswith(".")


def decode_sound_here(data: bytes) -> dict[str, Any]:
    """What the confined child does with a sound."""
    with as_file(data) as source, tempfile.TemporaryFile() as output:
        found = sniff(source, wanted="audio")
        facts = _audio_job.run(
            source,
            container=found.name,
            demuxer=found.decoder,
            max_duration_s=MAX_DURATION_S,
            output=output.fileno(),
        )
        facts["bytes"] = output.seek(0, io.SEEK_END)
        return facts


def decode_picture_here(data: bytes) -> dict[str, Any]:
    """What the confined child does with a picture."""
    # The child's limit on pictures is for the rest of its life, and here for the rest of the tests.
    with as_file(data) as source, mock.patch.object(Image, "MAX_IMAGE_PIXELS"):
        found = sniff(source, wanted="image")
        source.seek(0)
        return _image_job.run(
            source, name=found.name, decoder=found.decoder, max_pixels=1_000_000, svg_side_px=64, output=None
        )


@pytest.mark.parametrize("name", SOUNDS)
@settings(fuzzed, max_examples=40)
@given(data=st.data())
def test_damaged_sound(name: str, data: st.DataObject) -> None:
    """What is taken is finite, audible, bounded, and as long as it says."""
    try:
        facts = decode_sound_here(data.draw(damaged(sound(name))))
    except RefusedError as refusal:
        assert is_told_plainly(refusal)  # noqa: PT017
    else:
        assert 0.2 <= facts["duration_s"] <= MAX_DURATION_S
        assert -60 <= facts["peak_dbfs"] <= 40
        assert facts["bytes"] == 58 + 4 * facts["output_channels"] * facts["output_sample_count"]


@pytest.mark.parametrize("form", PICTURES)
@settings(fuzzed, max_examples=60)
@given(data=st.data())
def test_damaged_picture(form: str, data: st.DataObject) -> None:
    """What is taken has as many pixels as allowed."""
    try:
        facts = decode_picture_here(data.draw(damaged(picture(form))))
    except RefusedError as refusal:
        assert is_told_plainly(refusal)  # noqa: PT017
    else:
        assert 0 < facts["width_px"] * facts["height_px"] <= 1_000_000


@settings(fuzzed, max_examples=6)
@given(data=st.data())
def test_damage_through_the_public_functions(data: st.DataObject, tmp_path: Path) -> None:
    """The child's verdict comes back as a domain error, and no file is left by a refusal."""
    source, target = tmp_path / "upload", tmp_path / "sound.wav"
    source.write_bytes(data.draw(st.sampled_from(SOUNDS).map(sound).flatmap(damaged)))
    target.unlink(missing_ok=True)
    try:
        decode_audio(source, target, max_duration_s=MAX_DURATION_S)
    except InvalidArgumentError:
        assert list(tmp_path.iterdir()) == [source]
    try:
        decode_image(data.draw(st.sampled_from(PICTURES).map(picture).flatmap(damaged)))
    except InvalidArgumentError as error:
        assert is_told_plainly(error)  # noqa: PT017
