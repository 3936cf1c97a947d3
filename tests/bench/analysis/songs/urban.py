"""Hip-hop, rhythm and blues, funk, soul and gospel."""

from tests.bench.analysis.songs.layers import arp, bass, both, comp, drums, only, sing
from tests.bench.analysis.songs.players import (
    ALTO_SAX,
    BRASS,
    BRIGHT_PIANO,
    CHOIR,
    CLEAN_GUITAR,
    E_PIANO,
    E_PIANO_2,
    FINGER_BASS,
    FLUTE,
    KIT,
    MUTED_GUITAR,
    NYLON,
    ORGAN,
    PAD,
    PIANO,
    ROCK_ORGAN,
    ROOM_KIT,
    SLAP_BASS,
    STRINGS,
    SYNTH_BASS,
    SYNTH_BASS_2,
    TR808,
    VIBES,
)
from tests.bench.analysis.songs.score import Metre, Piece

FOUR = Metre(4)


def boom_bap() -> Piece:
    p = Piece("Boom bap", "hip-hop & funk", 91, "C minor", FOUR, swing=0.58, swing_unit=0.25, human_ms=7)
    p.band(kit=ROOM_KIT, bass=FINGER_BASS, keys=E_PIANO, flute=FLUTE)
    p.section(
        "A",
        "Cm7 % Abmaj7 G7",
        times=3,
        kit=drums(102, kick="x..x....x.x.....", snare="....X..g....X..g", hat="x.x.x.x.x.x.x.xo"),
        bass=bass("1..1....1.5.1..."),
        keys=comp("x-----x-..x-.... | x-----..x---....", 62, 70),
        flute=only(4, 8, sing("..x-x-x-......x- | x---....", 67, 84, seed=3)),
    )
    return p


def lofi() -> Piece:
    p = Piece("Lo-fi beat", "hip-hop & funk", 77, "F major", FOUR, swing=0.6, swing_unit=0.25, human_ms=9, room=0.1)
    p.band(kit=KIT, bass=FINGER_BASS, keys=E_PIANO_2, guitar=NYLON)
    p.section(
        "A",
        "Fmaj9 Em7 Dm9 Cmaj7",
        times=3,
        kit=drums(82, kick="x......xx.x.....", snare="....x.......x...", hat="xoxoxoxoxoxoxoxo"),
        bass=bass("1......11...5..."),
        keys=comp("x-------..x-x---", 63, 62),
        guitar=only(4, 8, sing("..x-x---..x-x-x- | x-------........", 62, 79, 70, seed=4)),
    )
    return p


def trap() -> Piece:
    p = Piece("Trap with rolling hats", "hip-hop & funk", 71, "D minor", FOUR, human_ms=1)
    p.band(kit=TR808, bass=SYNTH_BASS_2, bells=VIBES, pad=PAD)
    hats = "x.x.x.x.x.xxxxxx x.x.x.x.x.x.xxx. | x.x.x.x.x.x.x.x. xxxxx.x.x.x.xxxx"
    p.section(
        "A",
        "Dm % Bb A",
        times=3,
        bells=arp("0.2.1.3.0.4.2.1.", 74, 72),
        pad=comp("x---", 60, 50),
        bass=bass("1-----1-..1-....", 26, 108),
        kit=drums(104, kick="x.....x...x.....", snare="....X.......X...", hat=hats),
    )
    return p


def drill() -> Piece:
    p = Piece("Dark sliding eight-o-eights", "hip-hop & funk", 70, "G minor", FOUR, human_ms=1)
    p.band(kit=TR808, bass=SYNTH_BASS_2, piano=PIANO, strings=STRINGS)
    p.section(
        "A",
        "Gm % Eb D",
        times=3,
        piano=sing("x-..x-..x-x-x-.. | x-..x-..x---....", 62, 79, 74, seed=6),
        strings=comp("x---", 64, 56),
        bass=bass("1---..1-..5-..b-", 26, 106),
        kit=drums(104, kick="x.....x...x..x..", snare="....X.......X..g", hat="x..x..x.x..x..x."),
    )
    return p


def rnb() -> Piece:
    p = Piece("Slow jam", "hip-hop & funk", 66, "Eb major", FOUR, swing=0.56, swing_unit=0.25, human_ms=8, room=0.15)
    p.band(kit=TR808, bass=SYNTH_BASS_2, keys=E_PIANO, guitar=CLEAN_GUITAR, choir=CHOIR)
    p.section(
        "A",
        "Ebmaj9 Cm9 Fm9 Bb13",
        times=3,
        keys=comp("x---....x-x-....", 63),
        bass=bass("1-----.1..1-5-b-"),
        choir=only(4, 8, comp("x---", 66, 58)),
        guitar=comp("......x.......x-", 67, 62),
        kit=drums(96, kick="x......x..x.....", snare="....X.......X...", hat="x.xxx.x.x.xxx.xx"),
    )
    return p


def gfunk() -> Piece:
    p = Piece("West-coast whine", "hip-hop & funk", 95, "A minor", FOUR, human_ms=4)
    p.band(kit=TR808, bass=SYNTH_BASS, keys=E_PIANO, lead=FLUTE)
    p.section(
        "A",
        "Am % Dm E7",
        times=4,
        bass=bass("1..11.5.8..1.5b."),
        keys=comp("..x...x...x...x.", 64),
        lead=only(4, 12, sing("x-----x-x-x----- | x-x-x-x-x-------", 76, 93, 78, seed=8)),
        kit=drums(
            102, kick="x..x..x...x.....", clap="....x.......x...", hat="x.x.x.x.x.x.x.x.", tamb="..x...x...x...x."
        ),
    )
    return p


def funk() -> Piece:
    p = Piece("Funk on the one", "hip-hop & funk", 104, "D minor", FOUR, human_ms=5)
    p.band(kit=KIT, bass=SLAP_BASS, guitar=MUTED_GUITAR, clav=CLEAN_GUITAR, horns=BRASS)
    beat = {"kick": "X.x...x..x.x....", "snare": "....X..g.g..X..g", "hat": "x.x.x.x.x.x.x.xo"}
    p.section(
        "A",
        "D9 % % %",
        times=2,
        kit=drums(100, **beat),
        bass=bass("1..81..7..1.5.7b"),
        guitar=comp(".x.xx.x..x.xx.xx", 66, 70, 0.4),
    )
    p.section(
        "B",
        "G9 % D9 % A7 G9 D9 %",
        kit=drums(102, **beat, crash=True),
        bass=bass("1..11.5.8..7.5.b"),
        guitar=comp("x.xx.xx.x.xx.xx.", 66, 70, 0.4),
        horns=comp("x..x..x......... | ..........x.x.X-", 67, 90, 0.7),
        clav=comp("..x..x....x..x..", 60, 66, 0.5),
    )
    p.section(
        "A",
        "D9 % % %",
        kit=drums(100, **beat),
        bass=bass("1..81..7..1.5.7b"),
        guitar=comp(".x.xx.x..x.xx.xx", 66, 70, 0.4),
    )
    return p


def new_orleans() -> Piece:
    p = Piece("Second-line funk", "hip-hop & funk", 98, "Bb major", FOUR, swing=0.57, swing_unit=0.25, human_ms=8)
    p.band(kit=ROOM_KIT, bass=FINGER_BASS, piano=BRIGHT_PIANO, horns=BRASS)
    p.section(
        "A",
        "Bb7 % Eb7 Bb7 F7 Eb7 Bb7 F7",
        times=2,
        kit=drums(96, kick="x..x..x.x..x....", snare="x.gxg.xgg.xgx.xg", hat="..x...x...x...x."),
        bass=bass("1..5..6.1..3.5b."),
        piano=comp("x..x..x.x..x.x..", 64, 76, 0.6),
        horns=only(8, 8, sing("x-.x-.x-..x-x-.. | ..x-x-..x---....", 62, 79, seed=9)),
    )
    return p


def motown() -> Piece:
    p = Piece("Four-snare soul", "hip-hop & funk", 126, "Ab major", FOUR, human_ms=6, room=0.1)
    p.band(kit=KIT, bass=FINGER_BASS, piano=PIANO, strings=STRINGS, horns=BRASS)
    p.section(
        "A",
        "Ab Fm Bbm Eb7",
        times=2,
        kit=drums(92, kick="x.......x.x.....", snare="x...X...x...X...", tamb="..x.x.x...x.x.x."),
        bass=bass("1-.11.5.8-.51.b."),
        piano=comp("x...x...x...x...", 64, 72, 0.5),
    )
    p.section(
        "B",
        "Db Eb Ab Fm Db Eb Ab Eb",
        kit=drums(96, kick="x.....x.x.x.....", snare="....X.......X...", tamb="x.x.x.x.x.x.x.x.", crash=True),
        bass=bass("1-.11.5.8-.51.b."),
        piano=comp("x.x.x.x.x.x.x.x.", 64, 66),
        strings=sing("x---x-x-x------- | x-x-x-x-x-------", 68, 87, seed=2),
        horns=comp("........x-.x-... | x---............", 64, 84),
    )
    return p


def soul_six() -> Piece:
    p = Piece("Soul ballad in six", "hip-hop & funk", 172, "G major", Metre(6, 0.5), human_ms=8, room=0.12)
    p.band(kit=KIT, bass=FINGER_BASS, organ=ROCK_ORGAN, guitar=CLEAN_GUITAR, sax=ALTO_SAX)
    p.section(
        "A",
        "G Em C D",
        times=5,
        kit=drums(88, kick="x....x", snare="...X..", hat="xxxxxx"),
        bass=bass("1--.15"),
        organ=comp("x-----", 62, 62),
        guitar=arp("012321", 55, 70),
        sax=only(8, 12, sing("x--x-x | x----- | x-xx-- | ...x-x", 60, 79, seed=7)),
    )
    return p


def gospel() -> Piece:
    p = Piece("Gospel shout", "hip-hop & funk", 152, "F major", FOUR, swing=0.6, human_ms=8)
    p.band(kit=KIT, bass=FINGER_BASS, organ=ORGAN, piano=BRIGHT_PIANO, choir=CHOIR)
    p.section(
        "A",
        "F F7 Bb Bdim7 F/C D7 G7,C7 F",
        times=3,
        kit=drums(98, kick="x.x.x.x.", snare="..X...X.", tamb="x.xxx.xx", clap="..x...x."),
        bass=bass("1.3.5.b."),
        piano=comp("x.xx.xx.", 64, 80, 0.6),
        organ=comp("x-------", 62, 60),
        choir=only(8, 16, sing("x-x-x--- | x-xxx--- | x---x-x- | x-------", 60, 77, seed=10)),
    )
    return p


def afrobeat() -> Piece:
    p = Piece("Afrobeat vamp", "hip-hop & funk", 110, "E minor", FOUR, human_ms=6)
    p.band(kit=KIT, bass=FINGER_BASS, guitar=MUTED_GUITAR, guitar2=CLEAN_GUITAR, organ=ORGAN, horns=BRASS, perc=KIT)
    p.section(
        "A",
        "Em % A7 %",
        times=5,
        kit=drums(
            92, kick="x..x....x..x..x.", snare="....x..o......x.", hat="x.xxx.xxx.xxx.xx", shaker="xoxoxoxoxoxoxoxo"
        ),
        perc=both(drums(80, cow="x.x.x...x.x.x...", conga="..xx..x...xx..x.")),
        bass=bass("1..5..8...1.7.5."),
        guitar=arp("0.2.1.2.0.3.1.2.", 64, 72, 0.5),
        guitar2=comp("..x...x...x...x.", 66, 60, 0.5),
        organ=only(4, 8, sing("x-.x-.x-........ | x-.x-.x-x---....", 64, 79, seed=5)),
        horns=only(12, 8, sing("x---x-.x-.x-x--- | ................", 62, 78, 96, seed=13)),
    )
    return p


PIECES = (
    boom_bap,
    lofi,
    trap,
    drill,
    rnb,
    gfunk,
    funk,
    new_orleans,
    motown,
    soul_six,
    gospel,
    afrobeat,
)
