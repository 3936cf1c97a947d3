"""The film: any frame of it, in order, from scenes, transitions, logo and captions."""

from contextlib import closing
from types import TracebackType
from typing import Self

from onset.compositing.ai_label import label_sprite
from onset.compositing.backdrops import card_text
from onset.compositing.captions import inks
from onset.compositing.captions.art import CaptionArt
from onset.compositing.captions.layout import CaptionType
from onset.compositing.captions.places import place_of
from onset.compositing.captions.styles import STYLES
from onset.compositing.corner_mark import CornerMark
from onset.compositing.easing import ramp, smooth
from onset.compositing.joins.join import Ends, Join, join
from onset.compositing.planes import Planes
from onset.compositing.scenes import Footing, SceneView
from onset.compositing.title_art import TitleArt
from onset.compositing.titles import place_in
from onset.compositing.transitions import shots, views
from onset.compositing.typography import EXTRA_BOLD
from onset.runtime.fonts.runs import part_of
from onset.timeline.plan import Caption, LogoShow, Title, VisualKind

_LOGO_FADE_S = 0.4


class Film:
    """Draws frames in order; holds only the scenes and the caption that are on screen. A context manager."""

    def __init__(self, footing: Footing) -> None:
        """Plan who is on screen when; nothing is loaded yet but the logo."""
        timeline = footing.timeline
        self._footing = footing
        self._views = views(timeline.scenes)
        self._shots = shots(timeline.scenes)
        self._open: dict[int, SceneView] = {}
        self._joins: dict[int, Join] = {}
        self._before, self._after = Planes.empty(footing.size), Planes.empty(footing.size)
        self._captions = list(reversed(timeline.captions)) if footing.captions else []
        self._art: CaptionArt | None = None
        self._title: tuple[Title, TitleArt] | None = None
        self._logo = CornerMark(footing.logo, timeline.brand_name, footing.regions) if timeline.logo else None
        self._label = label_sprite(timeline.ai_label, footing.regions) if timeline.ai_label else None

    def draw(self, number: int, target: Planes) -> None:
        """Draw frame `number` into `target`; numbers must not decrease.

        Raises:
            InvalidArgumentError: BAD_CLIP or BAD_PICTURE.
        """
        view = self._views[number]
        if view.following is None:
            self._scene(view.scene).draw(number, target)
        else:
            joined = self._join(view.following)
            self._scene(view.scene).draw(number, self._before)
            self._scene(view.following).draw(number, self._after)
            joined(self._before, self._after, view.progress, target)
        self._close_ended(number)
        self._draw_logo(number, target)
        self._draw_title(number, target)
        self._draw_caption(number, target)
        if self._label is not None:
            sprite, place = self._label
            sprite.draw(target, place)

    def _scene(self, index: int) -> SceneView:
        if index not in self._open:
            self._open[index] = SceneView(self._footing, index, self._shots[index])
        return self._open[index]

    def _join(self, following: int) -> Join:
        if following not in self._joins:
            scene = self._footing.timeline.scenes[following]
            self._joins = {
                following: join(
                    scene.transition,
                    self._footing.size,
                    self._footing.colors,
                    lambda: self._ends(following),
                )
            }
        return self._joins[following]

    def _ends(self, following: int) -> Ends:
        """The old picture where the transition begins, the new one where it ends; by views of their own.

        So they are the same wherever drawing begins, and no scene has to go back.
        """
        shot = self._shots[following]
        last = shot.first_frame + self._footing.timeline.scenes[following].transition.frames - 1
        for index, number, target in ((following - 1, shot.first_frame, self._before), (following, last, self._after)):
            with closing(SceneView(self._footing, index, self._shots[index])) as view:
                view.draw(number, target)
        return Ends(self._before, self._after)

    def _close_ended(self, number: int) -> None:
        for index in [index for index in self._open if self._shots[index].end_frame <= number + 1]:
            self._open.pop(index).close()

    def _draw_logo(self, number: int, target: Planes) -> None:
        if self._logo is None:
            return
        fade = max(1, round(_LOGO_FADE_S * float(self._footing.timeline.frame_rate.per_second)))
        opacity = max(_shown(show, number, fade) for show in self._footing.timeline.logo)
        self._logo.draw(target, opacity)

    def _draw_title(self, number: int, target: Planes) -> None:
        timeline = self._footing.timeline
        title = next((title for title in timeline.titles if title.start_frame <= number < title.end_frame), None)
        if title is None:
            self._title = None
            return
        if self._title is None or self._title[0] is not title:
            self._title = title, self._title_art(title)
        self._title[1].draw(target, number)

    def _title_art(self, title: Title) -> TitleArt:
        footing, rate = self._footing, self._footing.timeline.frame_rate
        place = place_in(footing.timeline, title, footing.regions)
        typeface = part_of(title.text, footing.type.headline or EXTRA_BOLD)
        return TitleArt(title, place, footing.regions, rate, footing.colors, typeface)

    def _draw_caption(self, number: int, target: Planes) -> None:
        while self._captions and self._captions[-1].end_frame <= number:
            self._captions.pop()
            self._art = None
        if not self._captions or number < self._captions[-1].start_frame:
            return
        if self._art is None:
            assert self._footing.caption_type is not None
            self._art = self._caption_art(self._captions[-1], self._footing.caption_type)
        self._art.draw(target, number)

    def _caption_art(self, caption: Caption, kind: CaptionType) -> CaptionArt:
        footing, last = self._footing, self._footing.timeline.scenes[-1]
        on_card = last.visual.kind is VisualKind.END_CARD and caption.start_frame >= last.start_frame
        colors = footing.colors
        paints = inks.over_card(colors, card_text(colors)) if on_card else inks.over_pictures(colors)
        place, rate = place_of(caption, footing), footing.timeline.frame_rate
        return STYLES[kind.style](caption, kind, place, footing.regions.safe, rate, paints)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for view in self._open.values():
            view.close()
        self._open.clear()


def _shown(show: LogoShow, number: int, fade: int) -> float:
    entering = ramp(number + 1, show.start_frame, fade)
    leaving = ramp(number + 1, show.end_frame - fade, fade + 1)
    return smooth(entering) * (1 - smooth(leaving)) if show.start_frame <= number < show.end_frame else 0.0
