"""Media for editing on: the frames and the sound of the film itself, in files with the film's timecode."""

from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from onset.compositing.media import write_media
from onset.compositing.sound import pcm
from onset.compositing.sound.loudness import measure
from onset.compositing.sound.mix import write_mix
from onset.compositing.transitions import shots
from onset.runtime.errors import CancelledError
from onset.timeline.time import SAMPLE_RATE_HZ, FrameRate
from onset.timeline.timecode import start_number, timecode
from tests.support.rendering import composite
from tests.unit.compositing.material import small_order
from tests.unit.compositing.test_rendition import film_with_everything, frames_of, never


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Beside the order's own files, some of which have the same names."""
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def test_scenes_are_the_films_own_frames(tmp_path: Path, out: Path) -> None:
    """Between transitions a scene's file shows, frame by frame, what the film shows without captions and logo."""
    order = film_with_everything(tmp_path)
    plain = replace(order, captions=False, timeline=replace(order.timeline, logo=()))
    film = frames_of(composite(plain, tmp_path, lambda _: None, never).video)
    told: list[int] = []
    files = write_media(plain.footing, plain.sound, out, told.append, never)
    scenes = order.timeline.scenes
    for index, (scene, shot) in enumerate(zip(scenes, shots(scenes), strict=True)):
        shown = frames_of(files[index])
        assert len(shown) == shot.end_frame - shot.first_frame, files[index].name
        last = scenes[index + 1].transition.frames // 2 if index + 1 < len(scenes) else 0
        alone = range(scene.start_frame + (scene.transition.frames + 1) // 2, scene.end_frame - last)
        assert alone
        for number in alone:
            error = np.abs(shown[number - shot.first_frame].astype(float) - film[number]).mean()
            assert error < 4.0, f"frame {number} of {files[index].name} differs by {error:.1f} levels"
    assert told == sorted(set(told))
    assert told[-1] == sum(shot.end_frame - shot.first_frame for shot in shots(scenes)), "told to the last frame"


@pytest.mark.parametrize("rate", [FrameRate(30000, 1001), FrameRate(25), FrameRate(25, 2)], ids=str)
def test_files_carry_the_films_time(tmp_path: Path, out: Path, rate: FrameRate) -> None:
    order = small_order(tmp_path, rate=rate, frames=20)
    scene, voice = write_media(order.footing, order.sound, out, lambda _: None, never)
    with av.open(str(scene)) as container:
        found = container.streams.video[0].metadata.get("timecode")
        assert container.streams.video[0].average_rate == rate.per_second
    assert found == (None if rate == FrameRate(25, 2) else timecode(start_number(rate), rate))
    with av.open(str(voice)) as container:
        assert int(container.metadata["time_reference"]) == rate.sample_of_frame(start_number(rate))
    assert soundfile.info(voice).frames == order.timeline.sample_count


def test_voice_and_music_are_the_programme_at_its_loudness(tmp_path: Path, out: Path) -> None:
    order = small_order(tmp_path, frames=120, music=True)
    _, voice, music = write_media(order.footing, order.sound, out, lambda _: None, never)
    parts = [soundfile.read(path)[0] for path in (voice, music)]
    write_mix(order.timeline, order.voice, order.music, tmp_path / "mix.f32", never)
    mix = pcm.Recorded(tmp_path / "mix.f32")[:]
    together = parts[0] + parts[1]
    gain = np.abs(together).max() / np.abs(mix).max()
    np.testing.assert_allclose(together, gain * mix, atol=1e-5)
    level = measure([together])
    assert level.integrated_lufs == pytest.approx(order.profile.audio.target_lufs, abs=0.2)
    assert np.abs(parts[0][-SAMPLE_RATE_HZ // 2 :]).max() < 1e-6, "nobody speaks at the end, but there is music"
    assert np.abs(parts[1][-SAMPLE_RATE_HZ:]).max() > 1e-3


def test_without_music_there_is_no_file_of_it(tmp_path: Path, out: Path) -> None:
    job = small_order(tmp_path)
    names = [path.name for path in write_media(job.footing, job.sound, out, lambda _: None, never)]
    assert names == ["scene-01.mov", "voice.wav"]


def test_a_cancelled_render_ends(tmp_path: Path, out: Path) -> None:
    calls: list[int] = []
    job = small_order(tmp_path, frames=60)
    with pytest.raises(CancelledError):
        write_media(job.footing, job.sound, out, calls.append, lambda: len(calls) >= 2)
    assert len(calls) == 2


def test_every_frame_can_be_the_last_one_that_is_wanted(tmp_path: Path, out: Path) -> None:
    """A slow frame must not be followed by others that nobody waits for."""
    job, looks = small_order(tmp_path, frames=3), iter([False, False, True])
    with pytest.raises(CancelledError, match="after 2 frames"):
        write_media(job.footing, job.sound, out, lambda _: None, lambda: next(looks, True))
    assert not list(out.iterdir()), "nothing of the scene is left"
