"""An edit applied to its timeline. Pictures move, sound stays: the voice, its mix and what is said keep their time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from onset.editing.edit import Edit, Placed
from onset.editing.marked import with_markers
from onset.editing.scene import cut_to
from onset.editing.score import to_length
from onset.editing.sequence import VOICE
from onset.runtime.media.refusal import RefusedError
from onset.timeline import invariants
from onset.timeline.brief import TransitionKind
from onset.timeline.flashes import softened
from onset.timeline.guidance import KeyframePlacement
from onset.timeline.plan import (
    FEATURE_NAMES,
    FILM_LENGTH_S,
    Cue,
    CueKind,
    LogoShow,
    MixPlan,
    Scene,
    Timeline,
    Title,
    Transition,
)
from onset.timeline.sound import HOP_SAMPLES

MOST_SCENES = 200
_MOST_NOTES = 20
_ON_CUT_S = 0.05
"""An accent this near to a cut belongs to it."""
_CUT = Transition(TransitionKind.CUT, 0)


def retimed(timeline: Timeline, edit: Edit) -> Timeline:
    """The timeline as it was edited; unchanged parts stay exactly as they are.

    Args:
        timeline: that the edit was made from.
        edit: its scenes by their index in `timeline`.

    Raises:
        RefusedError: the result would be no sound timeline; the message says where.
    """
    clips = _centred(edit.clips)
    if len(clips) > MOST_SCENES:
        raise RefusedError(
            "EDIT_TOO_LONG", f"The edit has {len(clips)} clips; a film has at most {MOST_SCENES} scenes."
        )
    cuts = [0, *accumulate(clip.frames for clip in clips)]
    _, longest_s = FILM_LENGTH_S
    longest = int(longest_s * timeline.frame_rate.per_second)
    if cuts[-1] > longest:
        raise RefusedError(
            "EDIT_TOO_LONG", f"The edit has {cuts[-1]} frames; a film has at most {longest} ({longest_s:g} s)."
        )
    marked = with_markers(timeline, edit.markers)
    _check_voice(timeline, edit, cuts[-1])
    moved = _Moved(marked, clips, cuts)
    scenes = tuple(moved.scene(index) for index in range(len(clips)))
    unsafe: tuple[str, ...] = ()
    if scenes != timeline.scenes:
        scenes, unsafe = softened(scenes, timeline.frame_rate)
    result = replace(
        marked,
        duration_frames=cuts[-1],
        scenes=scenes,
        captions=tuple(
            replace(caption, end_frame=min(caption.end_frame, cuts[-1]))
            for caption in marked.captions
            if caption.start_frame < cuts[-1]
        ),
        logo=moved.logo(),
        cues=tuple(cue for cue in marked.cues if cue.sample <= timeline.frame_rate.sample_of_frame(cuts[-1])),
        titles=tuple(_within(title, cuts[-1]) for title in marked.titles if title.start_frame < cuts[-1]),
        mix=moved.mix(),
        notes=(*marked.notes, *edit.notes[:_MOST_NOTES], *unsafe, *_unheard(marked, cuts[-1])),
    )
    try:
        invariants.check(result)
    except ValueError as error:
        raise RefusedError("EDIT_UNSOUND", f"The edited film cannot be made: {error}.") from error
    return result


def _way_in(clip: Placed) -> Transition:
    way_in = clip.way_in
    return Transition(way_in.kind, way_in.frames, way_in.angle_deg) if way_in else _CUT


def _within(title: Title, frames: int) -> Title:
    end = min(title.end_frame, frames)
    return replace(title, end_frame=end, word_frames=tuple(min(frame, end - 1) for frame in title.word_frames))


def _unheard(timeline: Timeline, frames: int) -> list[str]:
    """What generated pictures do not hear of a film that now has so many frames, unless an earlier edit said so."""
    heard = len(timeline.pictures.sound) // len(FEATURE_NAMES) * HOP_SAMPLES
    if not heard or timeline.frame_rate.sample_of_frame(frames) <= heard:
        return []
    note = (
        f"Generated pictures hear the music as it was planned, until {heard / timeline.sample_rate_hz:.1f} s; "
        "after that they move without its beats."
    )
    return [] if note in timeline.notes else [note]


def _centred(clips: Sequence[Placed]) -> list[Placed]:
    """Cuts moved to the middle of their transitions, where a timeline has them; what is seen stays the same."""
    result = list(clips)
    for index in range(1, len(result)):
        way_in = result[index].way_in
        if way_in is None:
            continue
        later = way_in.frames // 2 - way_in.before
        before, after = result[index - 1], result[index]
        result[index - 1] = replace(before, frames=before.frames + later)
        result[index] = replace(after, first_frame=after.first_frame + later, frames=after.frames - later)
    for clip in result:
        if clip.frames <= 0:
            raise RefusedError("EDIT_TRANSITION", f"Clip {clip.name!r} is shorter than the transitions at its ends.")
    return result


def _check_voice(timeline: Timeline, edit: Edit, frames: int) -> None:
    """Speech must be in the film, and its track as it was where that came back."""
    rate = timeline.frame_rate
    end = max((span.end_sample for span in timeline.mix.speech), default=0)
    if end > rate.sample_of_frame(frames):
        raise RefusedError(
            "EDIT_CUTS_VOICE",
            f"The edited film ends at {float(rate.seconds_of_frame(frames)):.2f} s, but the voice speaks until "
            f"{end / timeline.sample_rate_hz:.2f} s; make the film longer.",
        )
    heard = sorted(edit.heard.get(VOICE, ()))
    for span in timeline.mix.speech if heard else ():
        first, last = (rate.frame_of_sample(sample) for sample in (span.start_sample, span.end_sample))
        for start, stop in heard:
            if start <= first < stop:
                first = stop
        if first < min(last, timeline.duration_frames):
            raise RefusedError(
                "EDIT_CUTS_VOICE",
                f"Speech at {float(rate.seconds_of_frame(first)):.2f} s is cut out of the voice; the sound stays as it "
                "is. Order another script or a cut-down instead.",
            )


@dataclass(frozen=True, slots=True)
class _Moved:
    """Old scenes at new places."""

    timeline: Timeline
    clips: Sequence[Placed]
    cuts: Sequence[int]
    """Frames of the new film: where each clip starts, and the end."""

    def scene(self, index: int) -> Scene:
        clip, start, end = self.clips[index], self.cuts[index], self.cuts[index + 1]
        scene = self.timeline.scenes[clip.scene]
        on_beats = self.timeline.pictures.motion.keyframes is not KeyframePlacement.CUES
        scene = replace(
            cut_to(scene, clip.first_frame, clip.frames, start, self.timeline.frame_rate, on_beats=on_beats),
            transition=_way_in(clip),
            cue=self._cue(start),
        )
        heard = self._in_old_place(start, end)
        if heard is not None:
            return replace(scene, text=heard.text, energy=heard.energy)
        return replace(scene, text=self._text(start, end), energy=self._energy(start, end))

    def mix(self) -> MixPlan:
        """Voice and bed as they were; accents go where their scenes go, composed music to the new end."""
        mix = self.timeline.mix
        if self._is_in_place():
            return mix
        rate, clock = self.timeline.frame_rate, self.timeline.sample_rate_hz
        old = [rate.sample_of_frame(scene.start_frame, clock) for scene in self.timeline.scenes]
        new = [rate.sample_of_frame(frame, clock) for frame in self.cuts]
        accents = [
            replace(accent, sample=accent.sample + new[index] - old[clip.scene])
            for index, clip in enumerate(self.clips)
            for accent in mix.accents
            if abs(accent.sample - old[clip.scene]) <= _ON_CUT_S * clock
        ]
        inside = sorted((a for a in accents if 0 <= a.sample <= new[-1]), key=lambda accent: accent.sample)
        score = mix.score and to_length(mix.score, new[-1], new[1:-1])
        # Behind the last word the recording may go on for longer than the film.
        voice = tuple(
            replace(edit, source_end_sample=min(edit.source_end_sample, new[-1] - edit.shift_samples))
            for edit in mix.voice
            if edit.start_sample < new[-1]
        )
        return replace(mix, voice=voice, accents=tuple(inside), score=score)

    def logo(self) -> tuple[LogoShow, ...]:
        """Where a scene had the logo, it has it still, for its whole length where it had it to its end."""
        if self._is_in_place():
            return self.timeline.logo
        shows: list[LogoShow] = []
        for clip, (start, end) in zip(self.clips, pairwise(self.cuts), strict=True):
            scene = self.timeline.scenes[clip.scene]
            for show in self.timeline.logo:
                if show.start_frame >= scene.end_frame or show.end_frame <= scene.start_frame:
                    continue
                shift = start - clip.first_frame
                first = start if show.start_frame <= scene.start_frame else max(start, show.start_frame + shift)
                last = end if show.end_frame >= scene.end_frame else min(end, show.end_frame + shift)
                if first >= last:
                    continue
                if shows and shows[-1].end_frame == first:
                    first = shows.pop().start_frame
                shows.append(LogoShow(first, last))
        return tuple(shows)

    def _is_in_place(self) -> bool:
        """Whether every old scene still has its old time."""
        return list(self.cuts) == [0, *(scene.end_frame for scene in self.timeline.scenes)] and all(
            clip.scene == index for index, clip in enumerate(self.clips)
        )

    def _cue(self, start: int) -> Cue:
        """Why a scene starts at a frame: the sound has not moved, so the old reason holds where there was one."""
        for scene in self.timeline.scenes:
            if scene.start_frame == start:
                return scene.cue
        sample = self.timeline.frame_rate.sample_of_frame(start, self.timeline.sample_rate_hz)
        return Cue(sample, CueKind.MOMENT, 1.0, "placed in the edit")

    def _in_old_place(self, start: int, end: int) -> Scene | None:
        """The old scene of exactly these frames: what is heard meanwhile is known."""
        return next(
            (scene for scene in self.timeline.scenes if (scene.start_frame, scene.end_frame) == (start, end)), None
        )

    def _text(self, start: int, end: int) -> str:
        at: Callable[[int], int] = self.timeline.frame_rate.frame_of_sample
        words = (word for caption in self.timeline.captions for word in caption.words)
        return " ".join(word.text for word in words if start <= at(word.start_sample) < end)

    def _energy(self, start: int, end: int) -> float:
        """Mean of the old scenes' energies by the time that they share with it; the last one's beyond the end."""
        shared = [
            (max(0, min(end, scene.end_frame) - max(start, scene.start_frame)), scene.energy)
            for scene in self.timeline.scenes
        ]
        frames = sum(weight for weight, _ in shared)
        if not frames:
            return self.timeline.scenes[-1].energy
        return round(sum(weight * energy for weight, energy in shared) / frames, 4)
