"""Whatever is uploaded: it is analysed, and every number of the analysis is one, or it is refused with a reason."""

import dataclasses
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path

import grpc
import numpy as np
import pytest

from onset.analysis.server import register
from onset.runtime.analyses import load_analysis
from onset.runtime.errors import InvalidArgumentError
from onset.runtime.media.audio import decode_audio
from onset.runtime.media.canonical import CanonicalAudio
from onset.runtime.server import Server
from onset.runtime.service import Runtime
from onset.runtime.settings import Settings
from onset.runtime.status import from_rpc_error
from onset.runtime.storage import LocalStore
from onset.runtime.triton import TritonClient
from onset.runtime.wire import from_proto, to_proto
from onset.timeline.brief import Blob
from onset.timeline.sound import AudioAnalysis
from onset.timeline.span import Span
from onset.v1 import analysis_service_pb2 as pb
from onset.v1 import analysis_service_pb2_grpc, media_pb2
from tests.support.canonical import write_canonical
from tests.support.media_samples import encode_sound, float_wav, tone, wav
from tests.triton_fixture import MakeTriton
from tests.unit.analysis.sounds import RATE_HZ, click, drums, speak, struck

MODELS = ("beat_tracker", "voice_detector")
Samples = np.ndarray
Analyze = Callable[[Path], AudioAnalysis]


@pytest.fixture(scope="module")
def analyze(make_triton: MakeTriton, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Analyze]:
    """The service as it is in production, networks and all: from a canonical file to its analysis."""
    triton = make_triton(MODELS)
    triton.start()
    home = tmp_path_factory.mktemp("home")
    store, client = LocalStore(home / "store"), TritonClient(triton.address)
    settings = Settings.from_environment({"ONSET_HOME": str(home), "ONSET_LISTEN": "127.0.0.1:0"})
    server = Server(Runtime(settings, store, client), [register])
    with grpc.insecure_channel(f"127.0.0.1:{server.start()}") as channel:
        stub = analysis_service_pb2_grpc.AnalysisServiceStub(channel)

        def call(path: Path) -> AudioAnalysis:
            audio = to_proto(store.put_file(path, "audio/wav"), media_pb2.Blob)
            response = stub.Analyze(pb.AnalyzeRequest(audio=audio), timeout=120)
            return load_analysis(store, from_proto(response.analysis, Blob), "analysis")

        yield call
    server.stop()
    client.close()


def assert_sound(analysis: AudioAnalysis, sample_count: int) -> None:
    """Every number is finite, every place lies within the sound, every share between 0 and 1."""
    assert analysis.sample_count == sample_count
    walk(analysis, "analysis", sample_count)
    for name in ("beats", "tempo_curve"):
        places = [found.sample for found in getattr(analysis, name)]
        assert places == sorted(places), name
    for name in ("sections", "keys", "speech", "pauses"):
        spans = getattr(analysis, name)
        assert all(a.end_sample <= b.start_sample for a, b in zip(spans, spans[1:], strict=False)), name


def walk(value: object, path: str, sample_count: int) -> None:
    """Whatever fields there are now or will be."""
    if isinstance(value, Span):
        assert 0 <= value.start_sample < value.end_sample <= sample_count, f"{path}: {value}"
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            walk(getattr(value, field.name), f"{path}.{field.name}", sample_count)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            walk(item, f"{path}[{index}]", sample_count)
    elif isinstance(value, np.ndarray):
        assert np.isfinite(value).all(), path
    elif isinstance(value, float | int):
        assert np.isfinite(value), f"{path}: {value}"
        name = path.rpartition(".")[2]
        if name == "sample":
            assert 0 <= value < sample_count, f"{path}: {value}"
        elif name in ("confidence", "strength", "energy"):
            assert 0 <= value <= 1, f"{path}: {value}"
        elif name not in ("integrated_lufs", "true_peak_dbtp"):
            assert value >= 0, f"{path}: {value}"
    else:
        assert isinstance(value, str | Enum), f"{path}: {value!r} is of a type that no test looks into"


def interleaved(sound: Samples) -> Samples:
    """(channels, N) as files have it."""
    return np.ascontiguousarray(sound.T, np.float32)


def concatenated(folder: Path, suffix: str, *options: str) -> bytes:
    """Two files in one: a second of mono, then a second of stereo at another rate."""
    first = encode_sound(folder / f"1.{suffix}", tone(1.0, rate_hz=44_100), 44_100, *options)
    second = encode_sound(folder / f"2.{suffix}", tone(1.0, rate_hz=24_000, channels=2), 24_000, *options)
    return first.read_bytes() + second.read_bytes()


def surround(folder: Path) -> bytes:
    """Two seconds of drums in 5.1 at 192 kHz."""
    channels = np.repeat(np.repeat(drums(120, 2), 4, axis=1), 6, axis=0)
    return encode_sound(folder / "a.wav", interleaved(channels), 192_000, "-channel_layout", "5.1").read_bytes()


def coded(folder: Path, name: str) -> bytes:
    """A second of tone."""
    return encode_sound(folder / name, tone(1.0), RATE_HZ).read_bytes()


BARE_MP3 = ("-write_xing", "0", "-id3v2_version", "0")
SPEECH = speak([0.4, 0.5, 0.7, 0.4]).samples
CLICKS = struck(np.cumsum(np.random.default_rng(5).uniform(0.05, 0.9, 8)), click(), 4.0)

ANALYSED: dict[str, tuple[Callable[[Path], bytes], float]] = {
    "clicks": (lambda _: float_wav(interleaved(CLICKS)), 4.0),
    "one click in silence": (lambda _: float_wav(interleaved(np.eye(1, RATE_HZ, 30_000))), 1.0),
    "speech on DC": (lambda _: float_wav(interleaved(SPEECH + np.float32(0.4))), SPEECH.shape[1] / RATE_HZ),
    "nothing but DC": (lambda _: float_wav(np.full((RATE_HZ, 1), 0.5, np.float32)), 1.0),
    "clipped": (lambda _: wav(interleaved(np.clip(20 * drums(120, 4), -1, 1))), 4.0),
    "30 dB over full scale": (lambda _: float_wav(interleaved(30 * drums(120, 2))), 2.0),
    "8 kHz mono": (lambda _: wav(interleaved(drums(120, 3)[:, ::6]), 8_000), 3.0),
    "192 kHz 5.1": (surround, 2.0),
    "a tone at the edge of hearing": (lambda _: wav(np.tile([[0.5], [-0.5]], (24_000, 1)).astype(np.float32)), 1.0),
    "barely long enough": (lambda _: wav(tone(0.2)), 0.2),
    "barely audible": (lambda _: float_wav(interleaved(0.004 * drums(120, 2))), 2.0),
    "MP3s in a row": (lambda folder: concatenated(folder, "mp3", *BARE_MP3), 2.1),
    "AAC streams in a row": (lambda folder: concatenated(folder, "aac"), 2.1),
    "chained Ogg of one format": (lambda folder: 2 * coded(folder, "a.ogg"), 2.0),
    "chained Ogg FLAC": (lambda folder: concatenated(folder, "oga", "-c:a", "flac"), 2.0),
}


@pytest.mark.parametrize("case", ANALYSED)
def test_odd_files_are_analysed(case: str, analyze: Analyze, tmp_path: Path) -> None:
    """From the upload to the analysis as in a job, and of the length that the file has."""
    make, duration_s = ANALYSED[case]
    (tmp_path / "upload").write_bytes(make(tmp_path))
    audio, _ = decode_audio(tmp_path / "upload", tmp_path / "canonical.wav")
    assert audio.duration_s == pytest.approx(duration_s, abs=0.13), "some of the sound is lost, or more came"
    assert_sound(analyze(audio.path), audio.sample_count)


REFUSED: dict[str, tuple[Callable[[Path], bytes], str]] = {
    "digital silence": (lambda _: wav(np.zeros((RATE_HZ, 1), np.float32)), "SILENT_AUDIO"),
    "one sample": (lambda _: wav(np.ones((1, 1), np.float32)), "AUDIO_TOO_SHORT"),
    "not a number": (lambda _: float_wav(np.where(tone(1.0) > 0.499, np.nan, tone(1.0))), "NON_FINITE_AUDIO"),
    "infinity": (lambda _: float_wav(np.where(tone(1.0) > 0.499, np.inf, tone(1.0))), "NON_FINITE_AUDIO"),
    "60 dB over full scale": (lambda _: float_wav(1000 * tone(1.0)), "IMPLAUSIBLE_LEVEL"),
    "chained Vorbis of two formats": (lambda folder: concatenated(folder, "ogg"), "FORMAT_CHANGES"),
    "chained Opus of two formats": (lambda folder: concatenated(folder, "opus"), "FORMAT_CHANGES"),
    "cut off": (lambda _: wav(tone(2.0))[:100_000], "TRUNCATED_AUDIO"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_sound_is_refused(case: str, tmp_path: Path) -> None:
    make, reason = REFUSED[case]
    (tmp_path / "upload").write_bytes(make(tmp_path))
    before = sorted(tmp_path.iterdir())
    with pytest.raises(InvalidArgumentError) as caught:
        decode_audio(tmp_path / "upload", tmp_path / "canonical.wav")
    assert caught.value.reason == reason
    assert sorted(tmp_path.iterdir()) == before


UNDECODED = {
    "silence": np.zeros((2 * RATE_HZ, 1), np.float32),
    "stereo silence": np.zeros((RATE_HZ, 2), np.float32),
    "one sample": np.ones((1, 1), np.float32),
    "a hop": np.ones((480, 1), np.float32),
    "denormal": np.full((RATE_HZ, 1), 1e-40, np.float32),
    "100 dB over full scale": 1e5 * tone(0.5),
}


@pytest.mark.parametrize("case", UNDECODED)
def test_the_service_itself_takes_what_no_upload_would_be(case: str, analyze: Analyze, tmp_path: Path) -> None:
    """Sound may come to the service from elsewhere than an upload: a bed of music, a synthesized voice."""
    audio = write_canonical(tmp_path / "canonical.wav", UNDECODED[case])
    assert_sound(analyze(audio.path), audio.sample_count)


def test_nothing_is_heard_in_silence(analyze: Analyze, tmp_path: Path) -> None:
    audio = write_canonical(tmp_path / "canonical.wav", UNDECODED["silence"])
    analysis = analyze(audio.path)
    assert (analysis.beats, analysis.sections, analysis.keys, analysis.swells, analysis.speech) == ((),) * 5
    assert [(pause.start_sample, pause.end_sample) for pause in analysis.pauses] == [(0, audio.sample_count)]
    assert analysis.tempo.confidence == 0


def test_an_offset_is_not_heard(analyze: Analyze, tmp_path: Path) -> None:
    """Loudness and pauses are those of the sound without it (BS.1770 weighs 0 Hz with nothing)."""
    plain = analyze(write_canonical(tmp_path / "plain.wav", interleaved(SPEECH)).path)
    offset = analyze(write_canonical(tmp_path / "offset.wav", interleaved(SPEECH + np.float32(0.4))).path)
    assert offset.loudness.integrated_lufs == pytest.approx(plain.loudness.integrated_lufs, abs=0.3)
    assert len(offset.pauses) == len(plain.pauses)


def test_clipping_is_told_by_the_true_peak(analyze: Analyze, tmp_path: Path) -> None:
    clipped = np.clip(20 * drums(120, 2), -1, 1)
    assert analyze(write_canonical(tmp_path / "a.wav", interleaved(clipped)).path).loudness.true_peak_dbtp > 0


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_the_service_refuses_what_is_no_sound(value: float, analyze: Analyze, tmp_path: Path) -> None:
    """With the field, and the sample at fault; whoever wrote the file."""
    audio = write_canonical(tmp_path / "canonical.wav", tone(1.0))
    poison(audio, 30_000, value)
    with pytest.raises(grpc.RpcError) as caught:
        analyze(audio.path)
    error = from_rpc_error(caught.value)
    assert (error.reason, error.field) == ("SOUND_NOT_CANONICAL", "audio")
    assert "sample 30000" in error.message


def poison(audio: CanonicalAudio, sample: int, value: float) -> None:
    """Change one sample of a mono file on disk."""
    with audio.path.open("r+b") as file:
        file.seek(-4 * (audio.sample_count - sample), 2)
        file.write(np.array(value, "<f4").tobytes())
