"""Edits that are taken: what becomes of words, captions, logo and flashes, and what is noted."""

from dataclasses import replace

import opentimelineio as otio
from opentimelineio.opentime import TimeRange

from onset.timeline.brief import TransitionKind
from onset.timeline.plan import Timeline, Transition
from onset.timeline.span import Span
from tests.unit.editing.edited import Document, brought_back, clips, frames, lasting, marker, picture
from tests.unit.timeline.test_invariants import sound_timeline


def test_sound_counted_in_samples_is_understood() -> None:
    def count_samples(document: Document) -> None:
        def samples(span: TimeRange) -> TimeRange:
            return TimeRange(span.start_time.rescaled_to(48_000), span.duration.rescaled_to(48_000))

        for track in document.tracks[1:]:
            for item in track:
                item.source_range = samples(item.source_range)
            for clip in track.find_clips():
                clip.media_reference.available_range = samples(clip.media_reference.available_range)
                for found in clip.markers:
                    found.marked_range = samples(found.marked_range)

    assert brought_back(sound_timeline(), count_samples) == sound_timeline()


def test_a_thousand_effects_are_a_few_notes() -> None:
    def grade(document: Document) -> None:
        clips(document)[0].effects.extend(otio.schema.Effect(f"grade {number}") for number in range(1000))

    assert len(brought_back(sound_timeline(), grade).notes) == 20


def test_an_empty_caption_is_taken_away() -> None:
    def clear(document: Document) -> None:
        marker(document, "caption", [0]).name = " "

    back = brought_back(sound_timeline(), clear)
    assert [caption.words[0].text for caption in back.captions] == ["Bye."]


def test_new_words_share_the_old_words_time() -> None:
    def say(document: Document) -> None:
        marker(document, "caption", [0]).name = "Hello to you there."

    words = brought_back(sound_timeline(), say).captions[0].words
    assert [word.text for word in words] == ["Hello", "to", "you", "there."]
    assert (words[0].start_sample, words[-1].end_sample) == (4800, 48000)
    assert all(a.end_sample == b.start_sample for a, b in zip(words, words[1:], strict=False))


def test_as_many_words_keep_their_times() -> None:
    def say(document: Document) -> None:
        marker(document, "caption", [0]).name = "Good morning."

    old, new = sound_timeline().captions[0], brought_back(sound_timeline(), say).captions[0]
    assert [word.text for word in new.words] == ["Good", "morning."]
    assert [replace(word, text="") for word in new.words] == [replace(word, text="") for word in old.words]


def test_a_moved_caption_takes_its_words_along() -> None:
    def move(document: Document) -> None:
        found = marker(document, "caption", [1])
        found.marked_range = TimeRange(frames(70), found.marked_range.duration)

    caption = brought_back(sound_timeline(), move).captions[1]
    assert (caption.start_frame, caption.end_frame) == (70, 90)
    assert caption.words[0].start_sample == 96000 + 10 * 1600


def test_an_effect_that_changes_no_time_is_told_and_left_out() -> None:
    def grade(document: Document) -> None:
        clips(document)[0].effects.append(otio.schema.Effect("Warm grade"))

    back = brought_back(sound_timeline(), grade)
    assert back.notes == ("The effect 'Warm grade' on 'scene-01' is not taken over.",)
    assert replace(back, notes=()) == sound_timeline()


def test_a_moved_cut_says_who_placed_it() -> None:
    def trim(document: Document) -> None:
        first, second = clips(document)[:2]
        first.source_range = TimeRange(frames(108_000), frames(56))
        second.source_range = TimeRange(frames(108_056), frames(44))

    back = brought_back(sound_timeline(), trim)
    assert [scene.start_frame for scene in back.scenes] == [0, 56, 100]
    assert back.scenes[1].cue.label == "placed in the edit"
    assert back.scenes[2].cue == sound_timeline().scenes[2].cue


def test_the_logo_stays_with_its_scenes() -> None:
    """It was on screen until the third scene; that is now the second."""

    def swap(document: Document) -> None:
        kept = clips(document)
        track = picture(document)
        while len(track):
            del track[0]
        for index in (0, 2, 1):
            track.append(kept[index])

    shows = brought_back(sound_timeline(), swap).logo
    assert [(show.start_frame, show.end_frame) for show in shows] == [(0, 50), (100, 150)]


def test_speech_behind_the_end_of_a_longer_film_is_no_matter() -> None:
    timeline = sound_timeline()
    assert isinstance(timeline, Timeline)
    quiet = replace(timeline, mix=replace(timeline.mix, speech=(Span(4800, 24000),)))
    assert brought_back(quiet, lasting(80)).duration_frames == 180


def test_flashes_that_an_edit_brings_too_close_together_are_softened_and_told() -> None:
    flash = Transition(TransitionKind.FLASH, 6)
    plain = sound_timeline()
    scenes = tuple(replace(scene, transition=flash) if index else scene for index, scene in enumerate(plain.scenes))
    film = replace(plain, scenes=scenes)

    def trim(document: Document) -> None:
        clips(document)[1].source_range = TimeRange(frames(108_050), frames(20))

    assert brought_back(film).scenes == film.scenes
    back = brought_back(film, trim)
    assert [scene.transition.kind for scene in back.scenes[1:]] == [TransitionKind.FLASH, TransitionKind.DISSOLVE]
    assert "became a dissolve" in back.notes[-1]


def test_a_caption_moved_together_with_its_words_moves_them_once() -> None:
    def move(document: Document) -> None:
        for kind, path in (("caption", [1]), ("word", [1, 0])):
            placed = marker(document, kind, path)
            start = placed.marked_range.start_time
            placed.marked_range = TimeRange(start + frames(6), placed.marked_range.duration)

    before, back = sound_timeline(), brought_back(sound_timeline(), move)
    assert back.captions[1].start_frame == before.captions[1].start_frame + 6
    assert back.captions[1].words[0].start_sample == before.captions[1].words[0].start_sample + 6 * 1600
