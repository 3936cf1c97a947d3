"""Sounds and pictures made on the spot: good ones whose content is known exactly, and bad ones of every kind."""

import base64
import contextlib
import io
import struct
import subprocess
import wave
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from onset.runtime import ffmpeg

TONE_HZ = 1000.0
TONE_PEAK = 0.5


def tone(
    duration_s: float, *, rate_hz: int = 48_000, channels: int = 1, peak: float = TONE_PEAK
) -> NDArray[np.float32]:
    """A sine of `TONE_HZ`, the same in every channel, shape (n, channels)."""
    time_s = np.arange(round(duration_s * rate_hz)) / rate_hz
    mono = (peak * np.sin(2 * np.pi * TONE_HZ * time_s)).astype(np.float32)
    return np.repeat(mono[:, None], channels, axis=1)


def dominant_hz(samples: NDArray[np.float32], rate_hz: int = 48_000) -> float:
    """Frequency of the strongest partial of a mono signal, to a fraction of a bin."""
    windowed = samples * np.hanning(len(samples))
    level = np.log(np.abs(np.fft.rfft(windowed)) + 1e-12)
    peak = int(np.argmax(level[1:-1])) + 1
    left, middle, right = level[peak - 1 : peak + 2]
    return float((peak + 0.5 * (left - right) / (left - 2 * middle + right)) * rate_hz / len(samples))


def tone_level(samples: NDArray[np.float32], rate_hz: int = 48_000) -> float:
    """Amplitude of the partial at `TONE_HZ`, over whole periods; codecs' noise beside it does not count."""
    phase = 2j * np.pi * TONE_HZ * np.arange(len(samples)) / rate_hz
    return float(2 * np.abs(np.mean(samples * np.exp(-phase))))


def encode_sound(path: Path, samples: NDArray[np.float32], rate_hz: int, *options: str) -> Path:
    """Encode samples of shape (n, channels) with ffmpeg; the name's suffix chooses the container."""
    command = [ffmpeg.executable(), "-y", "-loglevel", "error", "-f", "f32le", "-ar", str(rate_hz)]
    command += ["-ac", str(samples.shape[1]), "-i", "pipe:0", *options, str(path)]
    subprocess.run(command, input=samples.astype("<f4").tobytes(), check=True)
    return path


def wav(samples: NDArray[np.float32], rate_hz: int = 48_000) -> bytes:
    """A 16-bit WAV file with the plainest header: 44 bytes."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes((samples * 32767).round().astype("<i2").tobytes())
    return buffer.getvalue()


def float_wav(samples: NDArray[np.float32], rate_hz: int = 48_000) -> bytes:
    """A 32-bit float WAV file; samples are stored as they are, NaN and all."""
    channels, data = samples.shape[1], samples.astype("<f4").tobytes()
    fmt = struct.pack("<HHIIHH", 3, channels, rate_hz, rate_hz * channels * 4, channels * 4, 32)
    body = b"WAVEfmt " + struct.pack("<I", 16) + fmt + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def sparse_wav(path: Path, duration_s: int, rate_hz: int = 8_000) -> Path:
    """A WAV file of silence that takes no room on disk."""
    data_bytes = duration_s * rate_hz * 2
    head = bytearray(wav(np.zeros((0, 1), np.float32), rate_hz))
    struct.pack_into("<I", head, 4, 36 + data_bytes)
    struct.pack_into("<I", head, 40, data_bytes)
    with path.open("wb") as file:
        file.write(head)
        file.truncate(44 + data_bytes)
    return path


def endless_mp3(tmp_path: Path, duration_s: float, *, declaring_s: float | None = None) -> bytes:
    """An 8 kHz MP3 made of one second repeated; its header says nothing of the length, or tells a lie."""
    second = encode_sound(
        tmp_path / "second.mp3",
        tone(1.0, rate_hz=8_000),
        8_000,
        "-b:a",
        "8k",
        "-write_xing",
        "0",
        "-id3v2_version",
        "0",
    ).read_bytes()
    frames = second * round(duration_s)
    if declaring_s is None:
        return frames
    honest = tone(declaring_s, rate_hz=8_000)
    return encode_sound(tmp_path / "declared.mp3", honest, 8_000, "-b:a", "8k").read_bytes() + frames


def silent_film(tmp_path: Path) -> bytes:
    """An MP4 that has a picture only."""
    path = tmp_path / "film.mp4"
    frames = ffmpeg.open_raw_video(width_px=32, height_px=32, fps="10")
    output = ffmpeg.Output((frames,), "mp4", {"c:v": "libx264", "pix_fmt": "yuv420p"})
    with ffmpeg.RawVideoWriter(output, path) as writer:
        for _ in range(5):
            writer.write(bytes(32 * 32 * 3))
    return path.read_bytes()


def encode_picture(image: Image.Image, form: str, **options: Any) -> bytes:
    """A picture's bytes in one of Pillow's formats."""
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def flag(width_px: int = 60, height_px: int = 40) -> Image.Image:
    """Red above blue."""
    pixels = np.zeros((height_px, width_px, 3), np.uint8)
    pixels[: height_px // 2] = (255, 0, 0)
    pixels[height_px // 2 :] = (0, 0, 255)
    return Image.fromarray(pixels)


def noise_picture(width_px: int = 120, height_px: int = 90) -> Image.Image:
    """Pixels that no compression shortens much."""
    return Image.fromarray(np.random.default_rng(0).integers(0, 256, (height_px, width_px, 3), dtype=np.uint8))


def svg(body: str, attributes: str = 'viewBox="0 0 100 50"', prolog: str = "") -> bytes:
    """An SVG document around `body`."""
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"{prolog}<svg {names} {attributes}>{body}</svg>".encode()


def data_uri(picture: bytes, media_type: str = "image/png") -> str:
    """A picture as an inline reference."""
    return f"data:{media_type};base64,{base64.b64encode(picture).decode()}"


def icc_profile(space: str, tags: dict[str, bytes]) -> bytes:
    """A minimal ICC version 2 profile (ICC.1:2001-04) with XYZ or Lab as its connection space."""
    connection = b"Lab " if b"mft1" in [data[:4] for data in tags.values()] else b"XYZ "
    described = b"desc" + bytes(4) + struct.pack(">I", 5) + b"test\0" + bytes(78)
    white = b"XYZ " + bytes(4) + struct.pack(">iii", *(round(65536 * v) for v in (0.9642, 1.0, 0.8249)))
    tags = {"desc": described, "wtpt": white, "cprt": b"text" + bytes(4) + b"none\0", **tags}
    table, data, position = struct.pack(">I", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for name, body in tags.items():
        padded = body + bytes(-len(body) % 4)
        table += name.encode() + struct.pack(">II", position, len(body))
        data, position = data + padded, position + len(padded)
    kind = b"prtr" if space == "CMYK" else b"mntr"
    head = struct.pack(">I4xI4s4s4s12x4s", position, 0x02100000, kind, space.encode(), connection, b"acsp")
    illuminant = struct.pack(">iii", *(round(65536 * v) for v in (0.9642, 1.0, 0.8249)))
    return (head.ljust(68, b"\0") + illuminant).ljust(128, b"\0") + table + data


def with_cicp(primaries: int, curve: int) -> bytes:
    """The flag as a PNG whose cICP chunk names its colours (ITU-T H.273)."""
    png = encode_picture(flag(), "PNG")
    body = b"cICP" + bytes((primaries, curve, 0, 1))
    chunk = struct.pack(">I", 4) + body + struct.pack(">I", zlib.crc32(body))
    at = png.index(b"IDAT") - 4
    return png[:at] + chunk + png[at:]


def swapped_rgb_profile() -> bytes:
    """sRGB's primaries with red and green exchanged, and a plain 2.2 gamma: a conversion that nobody can miss."""

    def xyz(x: float, y: float, z: float) -> bytes:
        return b"XYZ " + bytes(4) + struct.pack(">iii", *(round(65536 * v) for v in (x, y, z)))

    gamma = b"curv" + bytes(4) + struct.pack(">IH", 1, round(2.2 * 256)) + bytes(2)
    red, green, blue = xyz(0.4360, 0.2225, 0.0139), xyz(0.3851, 0.7169, 0.0971), xyz(0.1431, 0.0606, 0.7141)
    curves = {"rTRC": gamma, "gTRC": gamma, "bTRC": gamma}
    return icc_profile("RGB ", {"rXYZ": green, "gXYZ": red, "bXYZ": blue, **curves})


def lightness_cmyk_profile() -> bytes:
    """A CMYK profile that turns black ink alone into lightness: L* = 100 (1 - K), whatever the other inks."""
    grid = np.zeros((2, 2, 2, 2, 3), np.uint8)
    grid[..., 0, :] = (255, 128, 128)
    grid[..., 1, :] = (0, 128, 128)
    identity = bytes(range(256))
    matrix = struct.pack(">9i", *(65536 * v for v in (1, 0, 0, 0, 1, 0, 0, 0, 1)))
    table = b"mft1" + bytes(4) + bytes((4, 3, 2, 0)) + matrix + identity * 4 + grid.tobytes() + identity * 3
    return icc_profile("CMYK", {"A2B0": table, "A2B1": table})


def children() -> set[int]:
    """Process ids of this process's children, zombies included."""
    pids: set[int] = set()
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(FileNotFoundError):  # a thread may end while its neighbours are read
            pids.update(int(pid) for pid in (task / "children").read_text().split())
    return pids
