"""Whole songs of two to three minutes with verses and choruses, breaks and drops."""

from tests.bench.analysis.songs.form import play
from tests.bench.analysis.songs.layers import arp, bass, chug, comp, drums, only, sing, swell
from tests.bench.analysis.songs.players import (
    BRASS,
    BRUSHES,
    CLEAN_GUITAR,
    DISTORTION,
    DISTORTION_2,
    E_PIANO,
    ELECTRONIC_KIT,
    FIDDLE,
    FINGER_BASS,
    FLUTE,
    HALO_PAD,
    KIT,
    MUTED_GUITAR,
    ORGAN,
    OVERDRIVE,
    PAD,
    PIANO,
    PICK_BASS,
    PLUCK,
    POWER_KIT,
    ROCK_ORGAN,
    ROOM_KIT,
    SAW,
    STEEL,
    STRINGS,
    SYNTH_BASS,
    SYNTH_BRASS,
    TENOR_SAX,
    VIBES,
)
from tests.bench.analysis.songs.score import Metre, Piece

FOUR, THREE, TWO, SIX = Metre(4), Metre(3), Metre(2), Metre(6, 0.5)
FILL = {"kick": "x...x...x...x...", "snare": "....X...o.xxXxxX", "high": "........xx......"}
TOMS = {"snare": "xxxx............", "high": "....xxxx........", "mid": "........xxxx....", "low": "............xxXX"}


def pop_song() -> Piece:
    p = Piece("Pop song", "songs", 118, "G major", FOUR, human_ms=4, room=0.1)
    p.band(kit=KIT, bass=FINGER_BASS, guitar=CLEAN_GUITAR, piano=PIANO, lead=SAW, pad=PAD, strings=STRINGS)
    beat = {"kick": "x.....x.x.....x.", "snare": "....X.......X...", "hat": "x.x.x.x.x.x.x.x."}
    verse = {
        "kit": drums(88, **beat, fill=FILL),
        "bass": bass("1-----1-1---5---"),
        "guitar": comp("..x...x...x...x.", 64, 66, 0.5),
        "lead": sing("x-x-x-x-..x-x--- | x-x-x---........", 62, 79, 76, seed=1),
    }
    chorus = {
        "kit": drums(
            102, kick="x...x...x...x...", snare="....X.......X...", open="..x...x...x...x.", crash=True, fill=TOMS
        ),
        "bass": bass("1.1.1.1.1.1.5.5."),
        "guitar": comp("x-x-xxx-x-x-xxx-", 66, 78),
        "piano": comp("x...x...x...x...", 66, 80),
        "pad": comp("x---", 64, 70),
        "lead": sing("x---x-x-x-x----- | x---x-x-x---x---", 69, 86, 96, seed=2),
    }
    parts = {
        "intro": ("G D Em C", 1, {"piano": comp("x-----x-----x---", 64, 70), "pad": comp("x---", 62, 50)}),
        "verse": ("G Em C D", 4, verse),
        "chorus": ("C D G Em C D G G", 1, chorus),
        "bridge": (
            "Em Bm C G Am Em D D",
            1,
            {
                "piano": arp("0121012101210121", 55, 70),
                "strings": swell(comp("x---", 66, 74), 0.6, 1.2),
                "bass": bass("1---------------"),
            },
        ),
        "outro": ("G D Em C G", 1, {"piano": comp("x-----x-----x---", 64, 64), "pad": comp("x---", 62, 50)}),
    }
    return play(p, parts, "intro verse chorus verse chorus bridge chorus chorus outro")


def rock_song() -> Piece:
    p = Piece("Rock song", "songs", 132, "A minor", FOUR, human_ms=5, room=0.08)
    p.band(kit=POWER_KIT, bass=PICK_BASS, left=DISTORTION, right=DISTORTION_2, lead=OVERDRIVE, clean=CLEAN_GUITAR)
    riff = chug("x-gx..x-g.x-x-gg")
    parts = {
        "intro": (
            "A5 % F5 G5",
            2,
            {
                "left": riff,
                "right": riff,
                "kit": drums(98, kick="x...x...x...x...", floor="x.x.x.x.x.x.x.xx"),
                "bass": bass("1.11..1.1.1.1.11"),
            },
        ),
        "verse": (
            "Am Am F G",
            3,
            {
                "clean": arp("0.2.1.2.3.2.1.2.", 57, 76),
                "bass": bass("1.1.1.1.1.1.1.b."),
                "kit": drums(90, kick="x.....x.x.......", snare="....X.......X...", hat="x.x.x.x.x.x.x.x.", fill=FILL),
                "lead": sing("x-x-x---..x-x-x- | x---x---........", 60, 77, 84, seed=3),
            },
        ),
        "chorus": (
            "F G Am C F G Am Am",
            1,
            {
                "left": chug("x-----x-x-----x-"),
                "right": chug("x-x-x-x-x-x-x-x-"),
                "bass": bass("1.1.1.1.1.1.1.1."),
                "kit": drums(
                    104,
                    kick="x.x...x.x.x...x.",
                    snare="....X.......X...",
                    open="x...x...x...x...",
                    crash=True,
                    fill=TOMS,
                ),
                "lead": sing("x-----x-x-x----- | x-x-x---x-------", 67, 84, 98, seed=4),
            },
        ),
        "solo": (
            "Am G F E",
            3,
            {
                "left": chug("x-------x---x---"),
                "bass": bass("1.1.5.5.8.8.5.b."),
                "kit": drums(
                    102, kick="x..xx...x..xx...", snare="....X.......X...", ride="x.x.x.x.x.x.x.x.", crash=True
                ),
                "lead": sing("xxx-x-xxxxx-x-x- | xxxxx---x-xxx---", 67, 91, 100, seed=5),
            },
        ),
    }
    return play(p, parts, "intro verse chorus verse chorus solo chorus intro")


def house_track() -> Piece:
    p = Piece("House track", "songs", 125, "F minor", FOUR, human_ms=2, room=0.1)
    p.band(kit=ELECTRONIC_KIT, bass=SYNTH_BASS, keys=E_PIANO, lead=PLUCK, pad=HALO_PAD)
    floor = "x...x...x...x..."
    parts = {
        "intro": ("Fm % % %", 2, {"kit": drums(100, kick=floor, shaker="x.xxx.xxx.xxx.xx")}),
        "groove": (
            "Fm Db Ab Eb",
            4,
            {
                "kit": drums(104, kick=floor, clap="....x.......x...", open="..x...x...x...x."),
                "bass": bass("..1...1...1..1b."),
                "keys": comp("x--x--x-..x--x--", 65, 72),
            },
        ),
        "break": (
            "Db Eb Fm Ab",
            2,
            {
                "pad": comp("x---", 66, 78),
                "lead": swell(arp("0123321001233210", 65, 72), 0.5, 1.1),
                "kit": swell(
                    only(4, 4, drums(84, snare="x...x...x...x...|x.x.x.x.x.x.x.x.|xxxxxxxxxxxxxxxx|xxxxxxxxxxxxxxxx")),
                    0.4,
                    1.2,
                ),
            },
        ),
        "drop": (
            "Fm Db Ab Eb",
            4,
            {
                "kit": drums(
                    110,
                    kick=floor,
                    clap="....x.......x...",
                    open="..x...x...x...x.",
                    hat="xoxoxoxoxoxoxoxo",
                    crash=True,
                ),
                "bass": bass("1.11..11.11.1.b."),
                "keys": comp("x--x--x-..x--x--", 65, 82),
                "lead": sing("x--x--x-x-x-x--- | x--x--x-x---....", 70, 87, 90, seed=6),
            },
        ),
    }
    return play(p, parts, "intro groove break drop groove break drop intro")


def rap_song() -> Piece:
    p = Piece("Rap song", "songs", 88, "D minor", FOUR, swing=0.57, swing_unit=0.25, human_ms=6)
    p.band(kit=ROOM_KIT, bass=FINGER_BASS, piano=PIANO, strings=STRINGS, flute=FLUTE, brass=BRASS)
    beat = {"kick": "x..x....x.x..x..", "snare": "....X..g....X...", "hat": "x.x.x.x.x.x.x.xo"}
    parts = {
        "intro": ("Dm Bb Gm A", 1, {"piano": comp("x-----x-..x-....", 62, 72)}),
        "verse": (
            "Dm Bb Gm A",
            3,
            {"kit": drums(100, **beat), "bass": bass("1..1....1.5.1..."), "piano": comp("x-----x-..x-....", 62, 70)},
        ),
        "hook": (
            "Gm A Dm Dm Gm A Dm Dm",
            1,
            {
                "kit": drums(104, **beat, tamb="....x.......x...", crash=True),
                "bass": bass("1..1..1.1.5.1.b."),
                "strings": sing("x---x-x-x------- | x-x-x-x-x-------", 67, 84, 86, seed=7),
                "brass": comp("x..x......x..x..", 64, 84, 0.6),
            },
        ),
        "break": (
            "Dm Dm Bb A",
            1,
            {
                "flute": sing("x-x-x---..x-x-x-", 72, 86, 80, seed=8),
                "bass": bass("1---............"),
                "kit": drums(80, hat="x.x.x.x.x.x.x.xo"),
            },
        ),
    }
    return play(p, parts, "intro verse hook verse hook break verse hook")


def country_song() -> Piece:
    p = Piece("Country song", "songs", 112, "D major", FOUR, human_ms=6)
    p.band(kit=BRUSHES, bass=FINGER_BASS, guitar=STEEL, fiddle=FIDDLE, piano=PIANO, lead=OVERDRIVE)
    parts = {
        "intro": (
            "D G A D",
            1,
            {
                "guitar": comp("x-xoxoxox-xoxoxo", 60, 76, strum=0.012),
                "fiddle": sing("x-xxx-x-x-x-x---", 66, 83, seed=15),
            },
        ),
        "verse": (
            "D D G D Bm G A A",
            1,
            {
                "kit": drums(84, kick="x.......x.......", snare="..o.X.o...o.X.o."),
                "bass": bass("1-------5-------"),
                "guitar": comp("o-x-o-xoo-x-o-xo", 60, 72, strum=0.012),
                "piano": sing("x-x-x---x-x-x---", 66, 81, 72, seed=16),
            },
        ),
        "chorus": (
            "G A D Bm G A D D",
            1,
            {
                "kit": drums(
                    98,
                    kick="x.....x.x.......",
                    snare="....X.......X...",
                    tamb="x.x.x.x.x.x.x.x.",
                    crash=True,
                    fill=FILL,
                ),
                "bass": bass("1---1.1-5---1.b-"),
                "guitar": comp("x-xoxxxox-xoxxxo", 62, 84, strum=0.012),
                "fiddle": sing("x---x-x-x------- | x-x-x-x-x---x---", 66, 84, 90, seed=17),
                "piano": comp("x---x---x---x---", 64, 74),
            },
        ),
        "solo": (
            "D D G D A A D D",
            1,
            {
                "kit": drums(90, kick="x.....x.x.......", snare="....X.......X...", hat="x.x.x.x.x.x.x.x."),
                "bass": bass("1---1.1-5---1.b-"),
                "guitar": comp("o-x-o-xoo-x-o-xo", 60, 74),
                "lead": sing("x-xxx-x-xxx-x--- | x-x-xxx-x-------", 66, 86, 90, seed=18),
            },
        ),
    }
    return play(p, parts, "intro verse verse chorus verse chorus solo chorus")


def funk_song() -> Piece:
    p = Piece("Funk song", "songs", 107, "E minor", FOUR, human_ms=5)
    p.band(kit=KIT, bass=FINGER_BASS, guitar=MUTED_GUITAR, organ=ORGAN, horns=BRASS, sax=TENOR_SAX)
    beat = {"kick": "X..x..x...x.....", "snare": "....X..g.g..X..g", "hat": "x.x.x.x.x.x.x.xo"}
    parts = {
        "vamp": (
            "Em7 A7",
            4,
            {
                "kit": drums(98, **beat),
                "bass": bass("1..81..7..1.5.7b"),
                "guitar": comp(".x.xx.x..x.xx.xx", 66, 68, 0.4),
            },
        ),
        "verse": (
            "Em7 A7",
            4,
            {
                "kit": drums(98, **beat),
                "bass": bass("1..81..7..1.5.7b"),
                "guitar": comp(".x.xx.x..x.xx.xx", 66, 68, 0.4),
                "sax": sing("x-xx..x-x-..xx-- | ..x-x-x-x---....", 57, 76, 88, seed=21),
            },
        ),
        "chorus": (
            "Cmaj7 D Em7 % Cmaj7 D B7 %",
            1,
            {
                "kit": drums(
                    104, kick="x.x...x.x.x...x.", snare="....X.......X...", open="..x...x...x...x.", crash=True
                ),
                "bass": bass("1.1.1.1.5.5.1.b."),
                "organ": comp("x-------x-------", 66, 70),
                "horns": sing("x---x-x-x---x-x- | x-------..x-x-x-", 64, 81, 98, seed=22),
            },
        ),
        "break": (
            "Em7 % % %",
            1,
            {"kit": drums(104, kick="X..x..x...x..x..", snare="....X..g.g..X.gg", hat="x.x.x.x.x.x.x.xo")},
        ),
    }
    return play(p, parts, "vamp verse chorus verse chorus break vamp chorus chorus")


def reggae_song() -> Piece:
    p = Piece("Reggae song", "songs", 76, "G major", FOUR, swing=0.53, swing_unit=0.25, human_ms=7, room=0.15)
    p.band(kit=ROOM_KIT, bass=FINGER_BASS, guitar=CLEAN_GUITAR, organ=ROCK_ORGAN, horns=BRASS, sax=TENOR_SAX)
    drop = {"kick": "....x.......x...", "rim": "....X.......X...", "hat": "x.o.x.o.x.o.x.oo"}
    parts = {
        "verse": (
            "G C G D",
            2,
            {
                "kit": drums(92, **drop),
                "bass": bass("1..1.3..5...3.1."),
                "guitar": comp("..x...x...x...x.", 64, 78, 0.4),
                "sax": sing("x-x-x---..x-x--- | x-x-x---........", 60, 77, 80, seed=23),
            },
        ),
        "chorus": (
            "C D G Em C D G G",
            1,
            {
                "kit": drums(
                    100, kick="x...x...x...x...", snare="....X.......X...", hat="x.x.x.x.x.x.x.x.", crash=True
                ),
                "bass": bass("1-1-3-1-5-5-3-1-"),
                "guitar": comp("..x...x...x...x.", 66, 84, 0.4),
                "organ": comp(".x.x.x.x.x.x.x.x", 62, 62, 0.4),
                "horns": sing("x---x---x-x-x--- | x---x-x-x-------", 62, 79, 92, seed=24),
            },
        ),
        "dub": ("Em Am Em Am", 1, {"kit": drums(90, **drop), "bass": bass("1..1..5.1..1..5.", velocity=100)}),
    }
    return play(p, parts, "verse chorus verse chorus dub verse chorus")


def dnb_track() -> Piece:
    p = Piece("Drum and bass track", "songs", 173, "D minor", FOUR, human_ms=2, room=0.1)
    p.band(kit=KIT, bass=SYNTH_BASS, pad=HALO_PAD, keys=VIBES, lead=SYNTH_BRASS)
    breaks = {"kick": "x.........x.....", "snare": "....X..o.o..X..o", "hat": "x.x.x.x.x.x.x.x."}
    parts = {
        "intro": (
            "Dm % Bb % Gm % A %",
            1,
            {
                "pad": comp("x---", 62, 70),
                "keys": arp("0...2...1...3...", 62, 74),
                "kit": drums(70, hat="x.x.x.x.x.x.x.x."),
            },
        ),
        "drop": (
            "Dm % Bb % Gm % A %",
            2,
            {
                "kit": drums(106, **breaks, crash=True),
                "bass": bass("1-.11-.8.1-.5-b-", 26, 104),
                "lead": comp("............x-x- | ...x............", 62, 80),
            },
        ),
        "break": (
            "Bb % C % Dm % A %",
            1,
            {"pad": comp("x---", 66, 80), "keys": sing("x---x---x-x-x---", 69, 86, 80, seed=37)},
        ),
        "second": (
            "Gm % Dm % Bb % A %",
            2,
            {
                "kit": drums(
                    108, kick="x.....x...x.....", snare="....X.......X..o", ride="x.x.x.x.x.x.x.x.", crash=True
                ),
                "bass": bass("1-------1---5---", 26, 100),
                "pad": comp("x---", 66, 72),
                "lead": sing("x-----x-x---x--- | x-------........", 62, 79, 84, seed=38),
            },
        ),
    }
    return play(p, parts, "intro drop break second intro drop break second")


PIECES = (pop_song, rock_song, house_track, rap_song, country_song, funk_song, reggae_song, dnb_track)
