"""What happens to music on its way to a listener: rooms, equalisers, compressors, noise, codecs."""

import io

import av
import numpy as np
import scipy.signal
from numpy.random import Generator
from numpy.typing import NDArray

from onset.timeline.time import SAMPLE_RATE_HZ

Wave = NDArray[np.float32]
_BLOCK_S = 0.005
_CODECS = {"mp3": ("libmp3lame", "mp3"), "aac": ("aac", "mp4"), "opus": ("libopus", "ogg")}
_CODEC_FRAME = 1024
_BIT_RATES = (24_000, 32_000, 48_000, 64_000, 96_000)


def spoil(rng: Generator, wave: Wave) -> Wave:
    """One random journey; the length and the time of every attack stay."""
    if rng.random() < 0.45:
        wave = room(rng, wave)
    if rng.random() < 0.6:
        wave = equalise(rng, wave)
    if rng.random() < 0.35:
        wave = compress(wave, threshold_db=float(rng.uniform(-30, -12)), ratio=float(rng.uniform(2, 8)))
    peak = max(float(np.max(np.abs(wave))), 1e-6)
    if rng.random() < 0.2:
        drive = float(rng.uniform(1, 6))
        wave = np.tanh(wave * (drive / peak)).astype(np.float32)
    if rng.random() < 0.4:
        wave = add_noise(rng, wave, snr_db=float(rng.uniform(5, 40)))
    peak = max(float(np.max(np.abs(wave))), 1e-6)
    wave = wave * np.float32(10 ** (rng.uniform(-18, 0) / 20) / peak)
    if rng.random() < 0.16:
        wave = codec(wave, str(rng.choice(list(_CODECS))), int(rng.choice(_BIT_RATES)))
    return wave


def room(rng: Generator, wave: Wave) -> Wave:
    """A diffuse tail that decays by 60 dB in 0.15-1.8 s, darker as it dies, after the direct sound."""
    decay_s = float(np.exp(rng.uniform(np.log(0.15), np.log(1.8))))
    size = int(decay_s * SAMPLE_RATE_HZ)
    tail = rng.standard_normal(size) * 10 ** (-3 * np.arange(size) / size)
    cut_hz = float(np.exp(rng.uniform(np.log(1500), np.log(12000))))
    tail = scipy.signal.lfilter(*scipy.signal.butter(1, cut_hz, fs=SAMPLE_RATE_HZ), tail)
    tail[: int(rng.uniform(0.002, 0.025) * SAMPLE_RATE_HZ)] = 0
    tail *= 10 ** (rng.uniform(-16, 0) / 20) / np.sqrt(np.sum(tail**2))
    tail[0] = 1
    wet: Wave = scipy.signal.oaconvolve(wave, tail.astype(np.float32))[: len(wave)].astype(np.float32)
    return wet


def equalise(rng: Generator, wave: Wave) -> Wave:
    """A low and a high shelf, and now and then the band of a telephone or a small speaker (minimum phase)."""
    sections = [
        _shelf(float(np.exp(rng.uniform(np.log(80), np.log(500)))), float(rng.normal(0, 5)), high=False),
        _shelf(float(np.exp(rng.uniform(np.log(1500), np.log(9000)))), float(rng.normal(0, 5)), high=True),
    ]
    if rng.random() < 0.15:
        cut = float(np.exp(rng.uniform(np.log(100), np.log(400))))
        sections += list(scipy.signal.butter(2, cut, "high", fs=SAMPLE_RATE_HZ, output="sos"))
    if rng.random() < 0.15:
        cut = float(np.exp(rng.uniform(np.log(2500), np.log(9000))))
        sections += list(scipy.signal.butter(2, cut, "low", fs=SAMPLE_RATE_HZ, output="sos"))
    return scipy.signal.sosfilt(np.array(sections, np.float32), wave).astype(np.float32)


def _shelf(corner_hz: float, gain_db: float, *, high: bool) -> NDArray[np.float64]:
    """A shelving biquad of slope 1 (Bristow-Johnson, Audio EQ Cookbook)."""
    a = 10 ** (gain_db / 40)
    w = 2 * np.pi * corner_hz / SAMPLE_RATE_HZ
    c, alpha = np.cos(w) * (-1 if high else 1), np.sin(w) / np.sqrt(2)
    sign = -1 if high else 1
    root = 2 * np.sqrt(a) * alpha
    b = (a * (a + 1 - (a - 1) * c + root), sign * 2 * a * (a - 1 - (a + 1) * c), a * (a + 1 - (a - 1) * c - root))
    d = (a + 1 + (a - 1) * c + root, sign * -2 * (a - 1 + (a + 1) * c), a + 1 + (a - 1) * c - root)
    return np.array([*b, *d]) / d[0]


def level_db(wave: Wave, block: int) -> NDArray[np.float64]:
    """Level of each block of samples."""
    padded = np.pad(wave, (0, -len(wave) % block)).reshape(-1, block)
    return 10 * np.log10(np.mean(padded.astype(np.float64) ** 2, axis=1) + 1e-10)


def compress(wave: Wave, *, threshold_db: float, ratio: float) -> Wave:
    """Reduce what exceeds a threshold (relative to the loudest block), releasing over about 100 ms."""
    block = int(_BLOCK_S * SAMPLE_RATE_HZ)
    levels = level_db(wave, block)
    over = np.maximum(levels - levels.max() - threshold_db, 0) * (1 - 1 / ratio)
    release = np.exp(-_BLOCK_S / 0.1)
    smooth = np.empty_like(over)
    held = 0.0
    for index, value in enumerate(over):
        held = max(value, held * release)
        smooth[index] = held
    gain = np.interp(np.arange(len(wave)), (np.arange(len(smooth)) + 0.5) * block, 10 ** (-smooth / 20))
    return (wave * gain).astype(np.float32)


def add_noise(rng: Generator, wave: Wave, snr_db: float) -> Wave:
    """White, pink or brown noise, or mains hum, this far below the music."""
    noise = coloured(rng, len(wave), exponent=float(rng.choice([0.0, 0.5, 1.0])))
    if rng.random() < 0.2:
        time_s = np.arange(len(wave)) / SAMPLE_RATE_HZ
        mains_hz = float(rng.choice([50, 60]))
        noise = sum(np.sin(2 * np.pi * mains_hz * k * time_s) / k for k in (1, 2, 3, 5)) + 0.1 * noise
    scale = np.sqrt(np.mean(wave**2) / max(float(np.mean(noise**2)), 1e-12)) * 10 ** (-snr_db / 20)
    return (wave + noise * scale).astype(np.float32)


def coloured(rng: Generator, length: int, exponent: float) -> NDArray[np.float64]:
    """Noise whose amplitude falls as frequency to the minus `exponent`, of standard deviation 1; loops every 2^18."""
    size = 1 << 18
    spectrum = rng.standard_normal(size // 2 + 1) + 1j * rng.standard_normal(size // 2 + 1)
    spectrum *= np.maximum(np.arange(size // 2 + 1), 16.0) ** -exponent
    noise = np.fft.irfft(spectrum)
    return np.resize(noise / np.std(noise), length)


def codec(wave: Wave, name: str, bit_rate: int) -> Wave:
    """Through a lossy codec ("mp3", "aac" or "opus") and back, aligned to the original."""
    rate = 48_000 if name == "opus" else 44_100
    encoder, container = _CODECS[name]
    file = io.BytesIO()
    with av.open(file, "w", format=container) as out:
        stream = out.add_stream(encoder, rate=rate, layout="mono")
        stream.bit_rate = bit_rate
        if encoder == "aac":
            stream.codec_context.options = {"aac_coder": "fast"}
        resampler = av.AudioResampler(
            format=stream.codec_context.format or "fltp", layout="mono", rate=rate, frame_size=0
        )
        frame = av.AudioFrame.from_ndarray(_padded(wave, rate)[None], format="fltp", layout="mono")
        frame.sample_rate = SAMPLE_RATE_HZ
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            out.mux(stream.encode(piece))
        out.mux(stream.encode(None))
    file.seek(0)
    back = av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE_HZ)
    with av.open(file) as source:
        frames = [got for packet in source.decode(audio=0) for got in back.resample(packet)] + back.resample(None)
    decoded = np.concatenate([frame.to_ndarray()[0] for frame in frames])
    return _aligned(decoded, wave)


def _padded(wave: Wave, rate: int) -> Wave:
    """Silence after the end, so that the codec's last frame is half full: AAC's muxer refuses one of a few samples."""
    frames = len(wave) * rate // SAMPLE_RATE_HZ // _CODEC_FRAME + 1.5
    return np.pad(wave, (0, round(frames * _CODEC_FRAME * SAMPLE_RATE_HZ / rate) - len(wave)))


def _aligned(decoded: Wave, wave: Wave) -> Wave:
    """Shift by the lag of the highest cross-correlation: what is left of the codec's delay."""
    length = min(len(wave), len(decoded), 8 * SAMPLE_RATE_HZ)
    size = 1 << (2 * length - 1).bit_length()
    cross = np.fft.irfft(np.fft.rfft(decoded[:length], size) * np.conj(np.fft.rfft(wave[:length], size)), size)
    lag = int(np.argmax(cross))
    lag = lag - size if lag > size // 2 else lag
    if abs(lag) > SAMPLE_RATE_HZ // 5:
        lag = 0
    shifted = decoded[lag:] if lag >= 0 else np.pad(decoded, (-lag, 0))
    return np.pad(shifted, (0, max(0, len(wave) - len(shifted))))[: len(wave)].astype(np.float32)
