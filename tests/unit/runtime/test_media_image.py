"""Pictures that are good decode to the pixels that they show."""

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms

from onset.runtime.errors import CancelledError
from onset.runtime.media.asset import inspect_asset
from onset.runtime.media.image import decode_image
from tests.support.media_samples import (
    data_uri,
    encode_picture,
    flag,
    lightness_cmyk_profile,
    svg,
    swapped_rgb_profile,
    with_cicp,
)

RED, GREEN, BLUE = (255, 0, 0, 255), (0, 255, 0, 255), (0, 0, 255, 255)


def corners(pixels: NDArray[np.uint8]) -> list[tuple[int, ...]]:
    """A pixel well inside the top, and one well inside the bottom."""
    return [tuple(map(int, pixels[5, 5])), tuple(map(int, pixels[-5, -5]))]


def png16(samples: NDArray[np.uint16]) -> bytes:
    """A 16-bit PNG of shape (height, width, channels); Pillow writes none with colour."""
    height, width, channels = samples.shape
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in samples)
    colour_type = {1: 0, 2: 4, 3: 2, 4: 6}[channels]
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 16, colour_type, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    ]
    body = [
        struct.pack(">I", len(data)) + tag + data + struct.pack(">I", zlib.crc32(tag + data)) for tag, data in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(body)


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (encode_picture(flag(), "PNG"), "png"),
        (encode_picture(flag().quantize(8), "PNG"), "png"),
        (encode_picture(flag(), "GIF"), "gif"),
        (encode_picture(flag(), "WEBP", lossless=True), "webp"),
        (
            encode_picture(
                flag(), "PNG", icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
            ),
            "png",
        ),
        (encode_picture(flag().convert("RGBA"), "PNG", icc_profile=b"no profile at all" * 20), "png"),
    ],
    ids=["rgb", "palette", "gif", "webp", "srgb profile", "broken profile"],
)
def test_lossless_pictures_are_exact(data: bytes, form: str) -> None:
    """A brand's colours arrive as they were sent."""
    pixels, facts = decode_image(data)
    assert (facts.format, facts.width_px, facts.height_px) == (form, 60, 40)
    np.testing.assert_array_equal(pixels, np.asarray(flag().convert("RGBA")))


def test_jpeg_is_close() -> None:
    """Within the codec's own loss."""
    pixels, _ = decode_image(encode_picture(flag(), "JPEG", quality=95))
    np.testing.assert_allclose(corners(pixels), [RED, BLUE], atol=2)


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_sixteen_bits_become_eight(channels: int) -> None:
    """The value that is nearest, or one beside it; never the clipped or wrapped one."""
    ramp = np.linspace(0, 65_535, 50 * 20).astype(np.uint16).reshape(20, 50, 1)
    samples = np.concatenate([ramp] * (channels - 1) + [ramp[::-1]], axis=2)
    pixels, facts = decode_image(png16(samples))
    colour = 0 if channels > 1 else slice(None)
    expected = samples[..., colour].reshape(20, 50) / 257
    np.testing.assert_allclose(pixels[..., 0], expected, atol=1.0)
    assert facts.has_alpha == (channels in (2, 4))
    alpha = samples[..., -1] / 257 if facts.has_alpha else np.full((20, 50), 255)
    np.testing.assert_allclose(pixels[..., 3], alpha, atol=1.0)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_undone(orientation: int) -> None:
    """Every one of the eight shows red on top after the turn that the camera asked for."""
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = flag().transpose(undo[orientation]) if orientation in undo else flag()
    exif = Image.Exif()
    exif[0x0112] = orientation
    pixels, facts = decode_image(encode_picture(stored, "JPEG", quality=95, exif=exif))
    assert facts.orientation == orientation
    assert pixels.shape == (40, 60, 4)
    np.testing.assert_allclose(corners(pixels), [RED, BLUE], atol=2)


def test_an_rgb_profile_is_applied() -> None:
    """Red under a profile with red and green exchanged is green; alpha stays."""
    picture = flag().convert("RGBA")
    picture.putalpha(100)
    pixels, facts = decode_image(encode_picture(picture, "PNG", icc_profile=swapped_rgb_profile()))
    assert facts.colour_profile == "test"
    assert corners(pixels) == [(0, 255, 0, 100), (0, 0, 255, 100)]


def test_cmyk_is_converted() -> None:
    """By its profile, where it has one; else as inks that take away light."""
    inks = Image.new("CMYK", (40, 40), (200, 100, 50, 0))
    inks.paste((0, 0, 0, 255), (0, 0, 40, 20))
    plain, facts = decode_image(encode_picture(inks, "JPEG", quality=95))
    assert (facts.mode, facts.colour_profile) == ("CMYK", "none")
    np.testing.assert_allclose(corners(plain), [(0, 0, 0, 255), (55, 155, 205, 255)], atol=3)
    profiled, facts = decode_image(encode_picture(inks, "JPEG", quality=95, icc_profile=lightness_cmyk_profile()))
    assert facts.colour_profile == "test"
    np.testing.assert_allclose(corners(profiled), [(0, 0, 0, 255), (255, 255, 255, 255)], atol=3)


@pytest.mark.parametrize(
    ("mode", "profile"),
    [
        ("RGB", lightness_cmyk_profile()),
        ("RGBA", lightness_cmyk_profile()),
        ("CMYK", swapped_rgb_profile()),
        ("L", swapped_rgb_profile()),
        ("P", lightness_cmyk_profile()),
    ],
    ids=["rgb with a cmyk one", "rgba with a cmyk one", "cmyk with an rgb one", "grey with an rgb one", "palette"],
)
def test_a_profile_of_another_kind_of_colour_is_passed_over(mode: str, profile: bytes) -> None:
    """The picture shows as it does in programs that know no profiles, and the facts say so."""
    picture, form = flag().convert(mode), "JPEG" if mode == "CMYK" else "PNG"
    plain, _ = decode_image(encode_picture(picture, form))
    pixels, facts = decode_image(encode_picture(picture, form, icc_profile=profile))
    assert (facts.mode, facts.colour_profile) == (mode, "unusable, taken as sRGB")
    np.testing.assert_array_equal(pixels, plain)


def test_a_wide_gamut_that_is_no_hdr_is_taken() -> None:
    """A PNG's cICP chunk names primaries and curve; only the curve can make it HDR."""
    pixels, _ = decode_image(with_cicp(9, 13))
    assert corners(pixels) == [RED, BLUE]


def test_svg_is_drawn_to_size() -> None:
    """The longer side is as asked, shapes are where they belong, and what is not drawn is transparent."""
    inline = data_uri(encode_picture(flag(50, 50), "PNG"))
    shapes = f'<rect width="50" height="50" fill="#0f0"/><image href="{inline}" x="50" width="50" height="50"/>'
    pixels, facts = decode_image(svg(shapes), svg_side_px=200)
    assert (facts.mode, pixels.shape) == ("vector", (100, 200, 4))
    assert tuple(pixels[50, 50]) == GREEN
    assert tuple(pixels[20, 150]) == RED
    assert tuple(pixels[80, 150]) == BLUE
    tall, _ = decode_image(svg('<rect width="1" height="1"/>', 'width="5cm" height="10cm"'), svg_side_px=300)
    assert tall.shape == (300, 150, 4)
    assert tuple(tall[-1, -1]) == (0, 0, 0, 0)


def test_svg_of_common_editors_is_taken() -> None:
    """The W3C's DOCTYPE, comments, gradients by reference and foreign metadata are harmless."""
    prolog = (
        '<?xml version="1.0" encoding="UTF-8"?><!-- made by hand -->'
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    )
    body = (
        '<metadata><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:li r:resource="http://x.test"/>'
        '</r:RDF></metadata><defs><linearGradient id="g"><stop stop-color="red"/></linearGradient></defs>'
        '<style>.a{fill:url(#g)}</style><rect class="a" width="100" height="50"/>'
    )
    pixels, _ = decode_image(svg(body, prolog=prolog), svg_side_px=100)
    assert tuple(pixels[25, 50]) == RED


def test_cancellation_is_heard() -> None:
    """A picture is work too."""
    with pytest.raises(CancelledError):
        decode_image(encode_picture(flag(), "PNG"), cancelled=lambda: True)


def test_an_asset_is_known_by_its_content(tmp_path: Path) -> None:
    """Whatever its name says."""
    upload = tmp_path / "voice.mp3"
    upload.write_bytes(encode_picture(flag(), "WEBP"))
    facts = inspect_asset(upload)
    assert (facts.kind, facts.media_type) == ("image", "image/webp")
    assert (facts.details["width_px"], facts.details["height_px"]) == (60, 40)
