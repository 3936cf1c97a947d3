"""Whole pieces of two to three minutes in older forms: thirty-two bars, rondo, trio, and music under pictures."""

from tests.bench.analysis.songs.form import play
from tests.bench.analysis.songs.layers import arp, bass, both, comp, drums, sing, swell, walk
from tests.bench.analysis.songs.players import (
    CELLO,
    CLARINET,
    CLEAN_GUITAR,
    DOUBLE_BASS,
    E_PIANO,
    FINGER_BASS,
    FLUTE,
    GLOCKENSPIEL,
    HORNS,
    JAZZ_KIT,
    KIT,
    LOW_STRINGS,
    MUTED_GUITAR,
    NYLON,
    ORCHESTRAL_KIT,
    PIANO,
    PICCOLO,
    PIZZICATO,
    ROOM_KIT,
    STEEL,
    STRINGS,
    SYNTH_BASS,
    TENOR_SAX,
    TRUMPET,
    TUBA,
    VIOLIN,
)
from tests.bench.analysis.songs.score import Metre, Piece

FOUR, THREE, TWO, SIX = Metre(4), Metre(3), Metre(2), Metre(6, 0.5)
FILL = {"kick": "x...x...x...x...", "snare": "....X...o.xxXxxX", "high": "........xx......"}
TOMS = {"snare": "xxxx............", "high": "....xxxx........", "mid": "........xxxx....", "low": "............xxXX"}


def standard() -> Piece:
    p = Piece("Thirty-two-bar standard", "songs", 152, "Eb major", FOUR, swing=0.63, human_ms=7, room=0.1)
    p.band(kit=JAZZ_KIT, bass=DOUBLE_BASS, piano=PIANO, horn=TRUMPET, sax=TENOR_SAX)
    swing = drums(86, ride="x.xxx.xx", pedal="..x...x.", snare="...g.... | ......o.")
    parts = {
        "A": (
            "Ebmaj7 C7 Fm7 Bb7 Gm7,C7 Fm7,Bb7 Ebmaj7 Bb7",
            1,
            {
                "kit": swing,
                "bass": walk(),
                "piano": comp(".x....x. | x..x....", 62, 68, 0.5),
                "horn": sing("x--xx-x- | x---x-x- | x-x-x--- | x-----..", 60, 77, 88, seed=9),
            },
        ),
        "B": (
            "Gm7 C7 Fmaj7 % Fm7 Bb7 Ebmaj7 Bb7",
            1,
            {
                "kit": drums(86, ride="x.xxx.xx", pedal="..x...x.", kick="x...x..."),
                "bass": bass("1---5---"),
                "piano": comp("x---x---", 64, 70),
                "horn": sing("x---x--- | xxx-x---", 63, 80, 92, seed=10),
            },
        ),
        "solo": (
            "Ebmaj7 C7 Fm7 Bb7 Gm7,C7 Fm7,Bb7 Ebmaj7 Bb7",
            2,
            {
                "kit": swing,
                "bass": walk(),
                "piano": comp("...x..x. | .x......", 62, 66, 0.4),
                "sax": sing("xxxxx-x- | x-xxxxx- | ..xxxxxx | x---....", 55, 79, 92, seed=11),
            },
        ),
    }
    return play(p, parts, "A A B A solo B A")


def bossa_song() -> Piece:
    p = Piece("Bossa song", "songs", 128, "F major", FOUR, human_ms=7, room=0.12)
    p.band(kit=KIT, bass=DOUBLE_BASS, guitar=NYLON, flute=FLUTE, strings=STRINGS, piano=E_PIANO)
    groove = {
        "kit": drums(74, kick="x..xx..x", rim="x..x..x. | ..x..x..", hat="xoxoxoxo"),
        "bass": bass("1--54--1"),
        "guitar": comp("x..x..x. | ..x..x..", 60, 72),
    }
    parts = {
        "intro": ("Fmaj7 Gb7", 2, {"guitar": comp("x..x..x. | ..x..x..", 60, 70)}),
        "A": (
            "Fmaj7 % G7 % Gm7 C7 Fmaj7 C7",
            1,
            {**groove, "flute": sing("x--x-x-- | x--x---- | ..x--x-x | x-------", 67, 82, 84, seed=12)},
        ),
        "B": (
            "Gbmaj7 % B7 % F#m7 D7 Gm7 Eb7 Am7 D7 Gm7 C7",
            1,
            {**groove, "flute": sing("x------- | xxx-x---", 69, 86, 88, seed=13), "strings": comp("x-------", 66, 62)},
        ),
        "solo": (
            "Fmaj7 % G7 % Gm7 C7 Fmaj7 C7",
            1,
            {**groove, "piano": sing("xx-xx-x- | x-xx-x--", 67, 88, 86, seed=14)},
        ),
    }
    return play(p, parts, "intro A A B A solo solo B A")


def six_ballad() -> Piece:
    p = Piece("Ballad in six", "songs", 160, "C major", SIX, human_ms=7, room=0.18)
    p.band(kit=ROOM_KIT, bass=FINGER_BASS, piano=PIANO, strings=STRINGS, guitar=CLEAN_GUITAR, lead=TENOR_SAX)
    parts = {
        "intro": ("C Am F G", 1, {"piano": arp("012321", 60, 72)}),
        "verse": (
            "C Am F G C Am F G",
            1,
            {
                "piano": arp("012321", 60, 68),
                "bass": bass("1-----"),
                "kit": drums(74, kick="x.....", rim="...x..", hat="xooxoo"),
                "lead": sing("x--x-x | x----- | x-xx-- | ......", 60, 77, 80, seed=19),
            },
        ),
        "chorus": (
            "F G Em Am Dm G C C7",
            1,
            {
                "piano": comp("x-xx-x", 66, 78),
                "bass": bass("1--5-1"),
                "strings": comp("x-----", 68, 72),
                "guitar": arp("012321", 55, 70),
                "kit": drums(94, kick="x....x", snare="...X..", hat="xxxxxx", crash=True),
                "lead": sing("x----x | x--x-- | x--xxx | x-----", 65, 84, 94, seed=20),
            },
        ),
        "bridge": (
            "Am Em F C Am Em Dm G",
            1,
            {
                "strings": swell(comp("x--x--", 64, 74), 0.7, 1.15),
                "bass": bass("1-----"),
                "piano": comp("x-----", 64, 64),
            },
        ),
    }
    return play(p, parts, "intro verse verse chorus verse chorus bridge chorus chorus")


def march_with_trio() -> Piece:
    p = Piece("March with trio", "songs", 118, "F major", TWO, human_ms=6)
    p.band(kit=ORCHESTRAL_KIT, tuba=TUBA, horns=HORNS, trumpet=TRUMPET, clarinet=CLARINET, piccolo=PICCOLO)
    street = {"kick": "x...x...", "snare": "x.xxx.xx"}
    parts = {
        "intro": (
            "F C7 F C7",
            1,
            {"trumpet": comp("x-xxx-x-", 65, 94, 0.7), "tuba": bass("1.1.", 29), "kit": drums(94, **street)},
        ),
        "A": (
            "F % C7 F Dm G7 C7 % F % C7 F Bb F C7 F",
            1,
            {
                "kit": drums(92, **street),
                "tuba": bass("1.5.", 29),
                "horns": comp(".x.x", 60, 76, 0.5),
                "trumpet": sing("x-xxx-x- | x---x--- | x-x-xxx- | x-------", 60, 79, 96, seed=25),
            },
        ),
        "B": (
            "Dm A7 Dm A7 Dm Gm A7 Dm C7 F C7 F G7 C G7 C7",
            1,
            {
                "kit": drums(96, kick="x...x...", snare="x...x...", crash=True),
                "tuba": sing("x---x--- | x-x-x---", 36, 53, 104, seed=26),
                "horns": comp("x.x.", 60, 84, 0.5),
                "piccolo": sing("xxxxx.x.", 77, 94, 80, seed=27),
            },
        ),
        "trio": (
            "Bb % F7 % F7 % Bb % Bb Bb7 Eb Cm Bb F7 Bb Bb",
            1,
            {
                "tuba": bass("1.5.", 29, 72),
                "horns": comp(".x.x", 60, 60, 0.5),
                "clarinet": sing("x---x-x- | x------- | x-x-x-x- | x-------", 65, 82, 84, seed=28),
                "kit": drums(56, **street),
            },
        ),
    }
    return play(p, parts, "intro A A B A trio trio B A")


def concert_waltz() -> Piece:
    p = Piece("Concert waltz", "songs", 166, "C major", THREE, human_ms=7, room=0.2)
    p.band(kit=ORCHESTRAL_KIT, low=CELLO, after=STRINGS, violin=VIOLIN, flute=FLUTE, horns=HORNS, pizz=PIZZICATO)
    pah = {"low": bass("1.....", 36, 84, 0.5), "after": comp("..x.x.", 62, 70, 0.4)}
    parts = {
        "A": (
            "C % G7 % G7 % C % C % F % G7 % C %",
            1,
            {**pah, "violin": sing("x---x- | x----- | x-x-x- | x-----", 69, 88, 94, seed=29)},
        ),
        "B": (
            "Am % E7 % E7 % Am % Dm % Am % E7 % Am G7",
            1,
            {
                **pah,
                "flute": sing("xxxxxx | x-x-x-", 74, 93, 88, seed=30),
                "pizz": comp("x.x.x.", 60, 76, 0.4),
                "kit": drums(66, triangle="x.x.x."),
            },
        ),
        "C": (
            "F % C7 % C7 % F % F F7 Bb % C7 % F G7",
            1,
            {
                **pah,
                "horns": sing("x----- | x---x-", 53, 72, 98, seed=31),
                "violin": comp("x-----", 70, 70),
                "kit": drums(88, kick="x.....", snare="..o.o.", crash=True),
            },
        ),
    }
    return play(p, parts, "A B A C A B A")


def rondo() -> Piece:
    p = Piece("Rondo for piano", "songs", 126, "G major", TWO, human_ms=6, wander=0.006)
    p.band(left=PIANO, right=PIANO)
    parts = {
        "A": (
            "G % D7 % D7 % G % G % C % D7 % G %",
            1,
            {
                "left": arp("0212", 43, 70),
                "right": sing("x-xxx-x- | x-x-x--- | xxxxx-x- | x---x-..", 69, 88, 92, seed=32),
            },
        ),
        "B": (
            "Em % B7 % B7 % Em % Am % Em % B7 % Em D7",
            1,
            {"left": comp("x.x.x.x.", 55, 72, 0.5), "right": sing("xxxxxxxx | x-x-x-x-", 69, 91, 96, seed=33)},
        ),
        "C": (
            "C % F % G7 % C % Am % D7 % G % D7 %",
            1,
            {
                "left": both(bass("1---", 36, 76), comp(".-x-", 55, 60)),
                "right": sing("x------- | x---x-x-", 67, 84, 80, seed=34),
            },
        ),
    }
    return play(p, parts, "A A B A C A B A")


def film_cue() -> Piece:
    p = Piece("Film cue", "songs", 96, "C minor", FOUR, human_ms=5, room=0.3)
    p.band(piano=PIANO, low=LOW_STRINGS, high=STRINGS, horns=HORNS, kit=ORCHESTRAL_KIT, bass=SYNTH_BASS)
    ostinato = arp("0.00020.0.000203", 48, 80, 0.5)
    parts = {
        "quiet": ("Cm Ab Eb Bb", 2, {"piano": arp("0.2.1.2.3.2.1.2.", 60, 68), "high": comp("x---", 62, 46)}),
        "pulse": (
            "Cm % Ab % Fm % G %",
            1,
            {"low": ostinato, "bass": bass("1-------1-------", 24, 80), "kit": drums(80, kick="x.......x.......")},
        ),
        "build": (
            "Ab Bb Cm Cm Ab Bb G G",
            1,
            {
                "low": ostinato,
                "high": swell(comp("x.x.x.x.x.x.x.x.", 66, 76, 0.6), 0.5, 1.2),
                "kit": swell(
                    drums(
                        96,
                        floor="x.x.x.x.x.x.x.x.",
                        snare=(
                            "................|................|................|................|................|"
                            "................|x.x.x.x.x.x.x.x.|xxxxxxxxxxxxxxxx"
                        ),
                    ),
                    0.5,
                    1.2,
                ),
            },
        ),
        "theme": (
            "Cm Ab Eb Bb",
            3,
            {
                "low": ostinato,
                "bass": bass("1---1---1---1---", 24, 96),
                "horns": sing("x-----x-x------- | x---x---x---x---", 55, 74, 106, seed=35),
                "high": comp("x..x..x.x..x..x.", 68, 88, 0.6),
                "kit": drums(106, kick="x..x..x.x..x..x.", floor="....x.......x...", crash=True),
            },
        ),
    }
    return play(p, parts, "quiet pulse build theme quiet build theme quiet")


def corporate_song() -> Piece:
    p = Piece("Two minutes of optimism", "songs", 122, "D major", FOUR, human_ms=3, room=0.15)
    p.band(mute=MUTED_GUITAR, piano=PIANO, bells=GLOCKENSPIEL, bass=FINGER_BASS, kit=KIT, strings=STRINGS, guitar=STEEL)
    mute = arp("0.0.2.0.1.0.2.0.", 57, 78, 0.5)
    parts = {
        "intro": ("D A Bm G", 1, {"mute": mute}),
        "verse": (
            "D A Bm G",
            3,
            {
                "mute": mute,
                "piano": comp("x-----x---x-----", 64, 70),
                "bass": bass("1...1.1.1...1.5."),
                "kit": drums(86, kick="x...x...x...x...", shaker="x.x.x.x.x.x.x.x."),
            },
        ),
        "chorus": (
            "G A D Bm G A D D",
            1,
            {
                "mute": mute,
                "guitar": comp("x-xoxxxox-xoxxxo", 62, 80, strum=0.01),
                "bells": sing("x-x---x-x-x----- | ..x-x-x-x-------", 79, 96, 84, seed=36),
                "strings": comp("x---", 69, 72),
                "bass": bass("1.1.1.1.1.1.5.b."),
                "kit": drums(
                    100, kick="x...x...x...x...", clap="....x.......x...", tamb="x.x.x.x.x.x.x.x.", crash=True
                ),
            },
        ),
        "break": (
            "Em G D A",
            1,
            {"piano": comp("x---x---x---x---", 64, 66), "strings": swell(comp("x---", 64, 70), 0.6, 1.1)},
        ),
    }
    return play(p, parts, "intro verse chorus verse chorus break chorus chorus intro")


PIECES = (standard, bossa_song, six_ballad, march_with_trio, concert_waltz, rondo, film_cue, corporate_song)
