"""The page: whole, alone in the world, escaped, legible."""

import base64
import hashlib
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onset.evaluation.evaluate import evaluate
from onset.evaluation.report import tint
from onset.evaluation.report.axis import draw_axis
from onset.evaluation.report.render import render
from onset.evaluation.report.stills import take_stills
from onset.evaluation.report.view import DARK_SURFACE, LIGHT_SURFACE, Delivered, compose_page
from onset.timeline.brief import Size
from onset.timeline.music import Beat, Tempo
from onset.timeline.plan import CallToAction, Timeline
from onset.timeline.sound import AudioAnalysis
from onset.timeline.speech import Transcript, Word
from onset.timeline.verdict import Check, Outcome, StageTime, Verdict
from tests.unit.evaluation.films import (
    Change,
    Master,
    analyse,
    deliver,
    plan,
    programme,
    shoot,
    speak,
    transcribe,
    write_film,
)

HOSTILE = "</title><script>alert(1)</script><img src=x onerror=alert(2)>\"'`{{ 7*7 }} &amp;"
SPOKEN = speak(["Wake", "up", "with", "Aurora"], pause_after=(1,))
TIMELINE = plan(70, [Change(24, label="pause of 0.50 s"), Change(48, 6)], spoken=SPOKEN)
STAGES = (StageTime("planning", 0.4), StageTime("compositing", 31.0))


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "film.mp4"
    return write_film(path, shoot(TIMELINE), programme(TIMELINE, SPOKEN), Master())


@pytest.fixture(scope="module")
def delivered(film: Path) -> Delivered:
    delivery = deliver(film, TIMELINE)
    verdict = evaluate(delivery, TIMELINE, transcribe(SPOKEN.words), analyse(SPOKEN.samples))
    return Delivered(film, delivery.size, verdict, "aurora-16x9.mp4")


def page_of(
    *films: Delivered,
    title: str = "Aurora",
    timeline: Timeline = TIMELINE,
    transcript: Transcript | None = None,
    analysis: AudioAnalysis | None = None,
) -> str:
    heard = analysis or analyse(SPOKEN.samples)
    return render(compose_page(title, films, timeline, transcript or transcribe(SPOKEN.words), heard, STAGES))


def test_what_was_made_otherwise_than_ordered_is_among_the_notes(delivered: Delivered) -> None:
    said = "Scene 2: Painted, not generated: too many requests wait."
    heard = analyse(SPOKEN.samples)
    page = compose_page("Aurora", [delivered], TIMELINE, transcribe(SPOKEN.words), heard, STAGES, (said,))
    assert page.notes == (*TIMELINE.notes, said)
    assert said in render(page)


class Reader(HTMLParser):
    """Tags in order, attributes, texts and scripts; complains of tags that do not close."""

    VOID = frozenset({"meta", "img", "link", "br", "input"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.scripts: list[str] = []
        self.feed(html)
        assert self.open == [], f"left open: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes something else at {self.getpos()}"

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self.scripts.append(data)
        elif self.open and self.open[-1] != "style":
            self.text += data


def test_the_page_shows_the_film(delivered: Delivered) -> None:
    page = Reader(page_of(delivered))
    for text in ("Aurora", "pause of 0.50 s", "a calm sea at dawn", "nothing in the kit fits", "Integrated loudness"):
        assert text in page.text, text
    for word in SPOKEN.words:
        assert word.text in page.text
    counted = Counter(tag for tag, _ in page.tags)
    assert counted["article"] == len(TIMELINE.scenes)
    assert counted["circle"] == len(TIMELINE.scenes) - 1, "one mark for each cut that was found"
    assert counted["image"] == len(TIMELINE.scenes), "each still travels once"
    checks = [check for check in delivered.verdict.checks if not re.search(r"\.\d+$", check.name)]
    assert counted["tbody"] == len({check.name.split(".")[0] for check in checks})
    assert all(check.title in page.text for check in checks)


def test_the_page_needs_no_network(delivered: Delivered) -> None:
    html = page_of(delivered)
    page = Reader(html)
    for tag, attributes in page.tags:
        for name in ("src", "href", "poster", "action", "srcset"):
            address = attributes.get(name) or ""
            assert re.match(r"data:image/jpeg;base64,|#still-\d+$|aurora-16x9\.mp4$|$", address), (tag, address[:60])
    assert not re.search(r"url\(|@import|https?://", html)
    assert len(html) < 3_000_000


def test_only_the_pages_own_script_may_run(delivered: Delivered) -> None:
    page = Reader(page_of(delivered))
    (script,) = page.scripts
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = next(a["content"] for tag, a in page.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert f"script-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")


def test_hostile_text_stays_text(delivered: Delivered) -> None:
    words = tuple(replace(word, text=HOSTILE) for word in SPOKEN.words)
    scenes = tuple(
        replace(
            scene,
            text=HOSTILE,
            cue=replace(scene.cue, label=HOSTILE),
            visual=replace(scene.visual, prompt=HOSTILE, reason=HOSTILE),
        )
        for scene in TIMELINE.scenes
    )
    captions = tuple(
        replace(caption, words=tuple(replace(word, text=HOSTILE) for word in caption.words))
        for caption in TIMELINE.captions
    )
    timeline = replace(
        TIMELINE,
        scenes=scenes,
        captions=captions,
        notes=(HOSTILE,),
        brand_name=HOSTILE,
        call_to_action=CallToAction(HOSTILE, HOSTILE, HOSTILE),
    )
    verdict = Verdict((Check(HOSTILE, HOSTILE, 1.0, HOSTILE, HOSTILE, Outcome.FAIL, HOSTILE),))
    hostile = replace(delivered, verdict=verdict)
    heard = analyse(SPOKEN.samples, beats=(Beat(9_600, 1.0, 1, 1, 0.9),), tempo=Tempo(120, 120, 0.9))
    html = render(compose_page(HOSTILE, [hostile], timeline, transcribe(words), heard, [StageTime(HOSTILE, 1.0)]))
    page = Reader(html)
    assert len(page.scripts) == 1
    assert "alert" not in page.scripts[0]
    assert not [a for _, attributes in page.tags for a in attributes if a.startswith("on")]
    assert [tag for tag, _ in page.tags].count("img") == 0
    assert HOSTILE in page.text


@pytest.mark.parametrize("color", ["red;}body{background:url(//x)", "#12345", "#1234567", "", "#12345g"])
def test_a_colour_that_is_none_is_refused(delivered: Delivered, color: str) -> None:
    timeline = replace(TIMELINE, colors=replace(TIMELINE.colors, accent=color))
    with pytest.raises(ValueError, match="#rrggbb"):
        page_of(delivered, timeline=timeline)


def test_each_format_has_its_column_and_its_marks(delivered: Delivered) -> None:
    failing = replace(
        delivered,
        size=Size(90, 160),
        video_name="",
        verdict=Verdict(
            (
                Check("cuts.at.1", "Cut into scene 2", 90.0, "ms", "± 40 ms", Outcome.FAIL, "late"),
                Check("cuts.missed.2", "Cut into scene 3", 1.6, "s", "visible", Outcome.FAIL, "no change"),
                Check("cuts.unplanned.1", "Cut at 0.50 s", 0.5, "s", "none", Outcome.FAIL, "not in the plan"),
            )
        ),
    )
    page = Reader(page_of(delivered, failing))
    circles = [attributes for tag, attributes in page.tags if tag == "circle"]
    assert [circle["class"] for circle in circles] == ["pass", "pass", "fail", "fail", "fail"]
    planned = TIMELINE.scenes[1].start_frame / 30
    per_s = float(next(a["data-px-per-s"] or 0 for tag, a in page.tags if tag == "svg" and a.get("id") == "axis"))
    assert [round(float(circle["cx"] or 0) / per_s, 2) for circle in circles[2:]] == [
        round(planned + 0.09, 2),
        1.6,
        0.5,
    ]
    assert "9:16" in page.text
    assert "16:9" in page.text
    assert "Not ready" in page.text
    tags = Counter(tag for tag, _ in page.tags)
    assert (tags["video"], tags["img"]) == (1, 1), "a format without a file beside the page shows its picture"


def test_a_ten_minute_film_keeps_the_axis_small() -> None:
    spoken_words = tuple(Word(f"word{k}", 17_000 * k, 17_000 * k + 15_000, 0.9) for k in range(1_600))
    timeline = plan(18_000, [Change(150 * k) for k in range(1, 120)])
    flat = analyse(np.random.default_rng(1).uniform(-0.5, 0.5, 48_000))
    curves = {name: np.resize(getattr(flat.features, name), 60_000) for name in ("rms", "onset_strength")}
    features = replace(flat.features, **curves)
    axis = draw_axis(timeline, transcribe(spoken_words), replace(flat, features=features))
    assert axis.width <= 24_000
    assert len(axis.wave) + len(axis.onsets) + len(axis.overview) < 400_000
    assert all(0 <= block.x <= axis.width for block in axis.blocks)
    rows = {row: [word for word in axis.words if word.row == row] for row in range(axis.word_rows)}
    for words in rows.values():
        assert all(a.x < b.x for a, b in zip(words, words[1:], strict=False))


def test_stills_are_the_frames_that_were_asked_for(film: Path) -> None:
    frames = list(shoot(TIMELINE))
    asked = [3, 12, 36, 69]
    stills = take_stills(film, [TIMELINE.frame_rate.seconds_of_frame(frame) for frame in asked])
    for frame, still in zip(asked, stills, strict=True):
        data = base64.b64decode(still.uri.partition(",")[2])
        pixels = cv2.cvtColor(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
        errors = [np.abs(pixels.astype(int) - candidate).mean() for candidate in frames]
        assert abs(int(np.argmin(errors)) - frame) <= 1, f"frame {frame}: nearest is {np.argmin(errors)}"


def test_a_still_behind_the_end_is_refused(film: Path) -> None:
    with pytest.raises(ValueError, match=r"still|ends before"):
        take_stills(film, [TIMELINE.frame_rate.seconds_of_frame(500)])


COLORS = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)


@given(COLORS, st.sampled_from([LIGHT_SURFACE, DARK_SURFACE]), st.sampled_from([3.0, 4.5]))
def test_brand_colours_become_legible(color: str, surface: str, ratio: float) -> None:
    shown = tint.legible(color, surface, ratio)
    assert tint.contrast(shown, surface) >= ratio
    if tint.contrast(color, surface) >= ratio:
        assert shown == color


@settings(max_examples=30)
@given(COLORS, COLORS)
def test_contrast_is_symmetric_and_bounded(one: str, other: str) -> None:
    assert tint.contrast(one, other) == tint.contrast(other, one)
    assert 1 <= tint.contrast(one, other) <= 21
