"""What is laid under pictures: film pulses, corporate beds, comedy, children's tunes."""

from tests.bench.analysis.songs.layers import arp, bass, both, comp, drums, only, sing, swell
from tests.bench.analysis.songs.players import (
    BASSOON,
    BRASS,
    CELESTA,
    CHOIR,
    CLARINET,
    CLEAN_GUITAR,
    CONTRABASS,
    E_PIANO,
    FINGER_BASS,
    GLOCKENSPIEL,
    HALO_PAD,
    HORNS,
    KIT,
    LOW_STRINGS,
    MARIMBA,
    MUTED_GUITAR,
    NYLON,
    ORCHESTRAL_KIT,
    PAD,
    PERCUSSION,
    PIANO,
    PIZZICATO,
    PLUCK,
    RECORDER,
    STEEL,
    STRINGS,
    SYNTH_BASS,
    TIMPANI,
    TREMOLO,
    TUBA,
    WHISTLE,
    XYLOPHONE,
)
from tests.bench.analysis.songs.score import Metre, Piece

FOUR, THREE, TWO, SIX = Metre(4), Metre(3), Metre(2), Metre(6, 0.5)
GROUP = "film & ads"


def pulse() -> Piece:
    p = Piece("String pulse", GROUP, 100, "D minor", FOUR, human_ms=4, room=0.25)
    p.band(low=LOW_STRINGS, high=STRINGS, bass=CONTRABASS, horns=HORNS, drums=ORCHESTRAL_KIT)
    ostinato = arp("0002000200020003", 50, 82, 0.5)
    p.section("A", "Dm % Bb %", times=1, low=ostinato, bass=bass("1-------1-------", 26, 70))
    p.section(
        "B",
        "Dm % Bb % F % C %",
        times=1,
        low=ostinato,
        high=comp("x---x---x---x---", 66, 62, 0.6),
        bass=bass("1-------1-------", 26, 84),
        drums=drums(84, kick="x.......x.....x."),
    )
    p.section(
        "C",
        "Dm % Bb C",
        times=1,
        low=ostinato,
        high=comp("x.x.x.x.x.x.x.x.", 69, 80, 0.6),
        bass=bass("1---1---1---1---", 26, 92),
        horns=sing("x-----x-x------- | x---x---x-------", 57, 74, 96, seed=3),
        drums=drums(100, kick="x..x..x.x..x..x.", floor="....x.......x...", crash=True),
    )
    return p


def epic_six() -> Piece:
    p = Piece("Epic drums in six", GROUP, 196, "C minor", SIX, human_ms=5, room=0.3)
    p.band(drums=ORCHESTRAL_KIT, low=LOW_STRINGS, brass=HORNS, choir=CHOIR)
    p.section(
        "A",
        "Cm % Ab % Fm % G %",
        low=arp("012012", 48, 84, 0.6),
        drums=drums(96, kick="x.....", floor="...x..", low="x.xx.x"),
    )
    p.section(
        "B",
        "Cm % Ab % Eb % Bb %",
        times=2,
        low=arp("012012", 48, 92, 0.6),
        brass=comp("x-----", 60, 90),
        choir=sing("x----- | x--x-- | x----- | ......", 60, 77, 92, seed=4),
        drums=drums(104, kick="x..x..", floor="...x..", low="xoxxox", crash=True),
    )
    return p


def suspense() -> Piece:
    p = Piece("Ticking suspense", GROUP, 60, "A minor", FOUR, human_ms=3, room=0.3)
    p.band(tick=PERCUSSION, pizz=PIZZICATO, low=CONTRABASS, tremolo=TREMOLO)
    p.section(
        "A",
        "Am % F E",
        times=2,
        tick=drums(76, rim="x...x...x...x...", triangle2="..x...x...x...x."),
        pizz=arp("0...2...1...3...", 45, 84),
        low=bass("1-------b-------", 28, 80),
        tremolo=swell(comp("x---", 64, 70), 0.5, 1.1),
    )
    return p


def heroic() -> Piece:
    p = Piece("Heroic theme", GROUP, 128, "Bb major", FOUR, human_ms=6, room=0.25)
    p.band(brass=BRASS, strings=STRINGS, low=LOW_STRINGS, timpani=TIMPANI, drums=ORCHESTRAL_KIT)
    gallop = {"snare": "x..xx.x.x..xx.x.", "kick": "x.......x......."}
    p.section(
        "A",
        "Bb F/A Gm Eb",
        times=2,
        brass=sing("x-----xxx---x--- | x---x-x-x-------", 58, 77, 98, seed=2),
        strings=comp("x..xx..xx..xx..x", 65, 68, 0.5),
        low=bass("1---1---1---5---", 34, 84),
        timpani=bass("1-----..1-....5-", 34, 88),
        drums=drums(80, **gallop),
    )
    p.section(
        "B",
        "Eb Bb Cm F",
        times=2,
        strings=sing("x---x---x-x-x--- | x-----x-x-------", 65, 86, 92, seed=5),
        low=bass("1---5---1---5---", 34, 84),
        brass=comp("x-------........", 62, 76),
        drums=drums(70, snare="x.......x......."),
    )
    return p


def corporate() -> Piece:
    p = Piece("Corporate bed", GROUP, 116, "C major", FOUR, human_ms=3, room=0.15)
    p.band(mute=MUTED_GUITAR, piano=PIANO, bells=GLOCKENSPIEL, bass=FINGER_BASS, kit=KIT, pad=PAD)
    mute = arp("0.0.2.0.1.0.2.0.", 55, 80, 0.5)
    p.section("A", "C G Am F", mute=mute, pad=comp("x---", 62, 50))
    p.section(
        "B",
        "C G Am F",
        times=2,
        mute=mute,
        piano=comp("x-----x---x-----", 64, 72),
        bass=bass("1...1.1.1...1.5."),
        kit=drums(90, kick="x...x...x...x...", clap="....x.......x..."),
        pad=comp("x---", 62, 56),
    )
    p.section(
        "C",
        "F G Am G",
        times=2,
        mute=mute,
        piano=comp("x-----x---x-----", 66, 78),
        bass=bass("1...1.1.1...1.5."),
        bells=sing("x-x---x-x-x----- | ..x-x-x-x-------", 79, 96, 80, seed=3),
        kit=drums(96, kick="x...x...x...x...", clap="....x.......x...", tamb="x.x.x.x.x.x.x.x.", crash=True),
    )
    return p


def ukulele() -> Piece:
    p = Piece("Whistle and claps", GROUP, 104, "F major", FOUR, swing=0.56, human_ms=5)
    p.band(uke=NYLON, whistle=WHISTLE, clap=PERCUSSION, bass=FINGER_BASS, bells=GLOCKENSPIEL)
    p.section(
        "A",
        "F C Dm Bb",
        times=2,
        uke=comp("x.xo.ox. | x.xo.oxo", 67, 82, 0.6, strum=0.012),
        whistle=sing("x-xxx--- | x-x-x-.. | xxx-x-x- | x-------", 72, 86, 80, seed=4),
        clap=drums(80, clap="..x...x."),
        bass=bass("1---5---"),
    )
    p.section(
        "B",
        "Bb C F Dm Bb C F F",
        uke=comp("x.xo.ox. | x.xo.oxo", 67, 86, 0.6, strum=0.012),
        bells=sing("x-x-x-x- | x---x---", 77, 94, 82, seed=6),
        clap=drums(88, clap="..x...x.", kick="x...x...", shaker="xoxoxoxo"),
        bass=bass("1---5-b-"),
    )
    return p


def inspiration() -> Piece:
    p = Piece("Inspiring piano and strings, no drums", GROUP, 84, "D major", FOUR, human_ms=6, wander=0.006, room=0.25)
    p.band(piano=PIANO, strings=STRINGS, bass=CONTRABASS)
    p.section("A", "D A Bm G", piano=both(arp("0.2.4.2.3.2.4.2.", 50, 70), bass("1-------", 38, 70)))
    p.section(
        "B",
        "G A D/F# Bm",
        times=2,
        piano=both(arp("0.2.4.2.3.2.4.2.", 50, 76), bass("1-------", 38, 76)),
        strings=sing("x---x-x- | x---x--- | x-x-x-x- | x-------", 66, 85, 80, seed=7),
        bass=bass("1---5---", 28, 76),
        slower=(2, 0.85),
    )
    return p


def minimal_tech() -> Piece:
    p = Piece("Technology bed", GROUP, 120, "A minor", FOUR, human_ms=2, room=0.15)
    p.band(marimba=MARIMBA, pluck=PLUCK, bass=SYNTH_BASS, kit=KIT, pad=HALO_PAD)
    p.section("A", "Am % F %", marimba=arp("0..2..1.3..2..1.", 57, 80), pad=comp("x---", 62, 52))
    p.section(
        "B",
        "Am % F % C % G %",
        times=2,
        marimba=arp("0..2..1.3..2..1.", 57, 84),
        pluck=only(4, 12, arp("3.2.1.2.3.2.1.0.", 64, 70)),
        bass=bass("1.......1.....b.", 33),
        kit=drums(84, kick="x.......x.......", rim="....x.......x...", shaker="x.x.x.x.x.x.x.x."),
        pad=comp("x---", 62, 56),
    )
    return p


def ad_waltz() -> Piece:
    p = Piece("Pizzicato waltz for an advertisement", GROUP, 134, "G major", THREE, human_ms=5, room=0.15)
    p.band(pizz=PIZZICATO, low=PIZZICATO, clarinet=CLARINET, celesta=CELESTA)
    p.section(
        "A",
        "G Em C D",
        times=2,
        low=bass("1-....", 43, 90, 0.6),
        pizz=comp("..x.x.", 64, 76, 0.5),
        clarinet=sing("x---x- | x-x-x- | xxx-x- | x-----", 67, 84, 84, seed=2),
    )
    p.section(
        "B",
        "Em Bm C G Am D G G",
        times=2,
        low=bass("1-....", 43, 90, 0.6),
        pizz=comp("..x.x.", 64, 76, 0.5),
        celesta=sing("x-xxx- | x---x- | x-x-x- | x-----", 76, 93, 88, seed=5),
    )
    return p


def comedy() -> Piece:
    p = Piece("Sneaking bassoon", GROUP, 96, "E minor", TWO, human_ms=6, room=0.12)
    p.band(bassoon=BASSOON, pizz=PIZZICATO, xylophone=XYLOPHONE, tuba=TUBA)
    p.section(
        "A",
        "Em % B7 % B7 % Em %",
        times=2,
        tuba=bass("1.5.", 28, 82, 0.5),
        pizz=comp(".x.x", 62, 74, 0.4),
        bassoon=sing("x.xxx.x. | x.x.x... | xxx.x.x. | x-x-x...", 47, 67, 90, 0.5, seed=8),
    )
    p.section(
        "B",
        "C % G % F#dim % B7 %",
        tuba=bass("1.5.", 28, 82, 0.5),
        pizz=comp(".x.x", 62, 74, 0.4),
        xylophone=sing("xxxxx.x. | x.x.x...", 74, 91, 84, 0.5, seed=9),
    )
    return p


def children() -> Piece:
    p = Piece("Children's xylophone", GROUP, 116, "C major", TWO, human_ms=5)
    p.band(xylophone=XYLOPHONE, recorder=RECORDER, guitar=STEEL, tamb=PERCUSSION)
    p.section(
        "A",
        "C % G7 C C % G7 C",
        times=2,
        xylophone=arp("0.2.1.2.", 72, 78, 0.6),
        recorder=sing("x-x-x--- | x-xxx--- | x-x-x-x- | x---..", 72, 84, 84, seed=1),
        guitar=comp("x.xx", 60, 74, strum=0.01),
        tamb=drums(76, tamb="..x...x.", kick="x...x..."),
    )
    p.section(
        "B",
        "F C G7 C F C D7 G7",
        times=2,
        xylophone=arp("02130213", 72, 78, 0.6),
        recorder=sing("xxx-x-x- | x-x-x---", 72, 86, 84, seed=2),
        guitar=comp("x.xx", 60, 78, strum=0.01),
        tamb=drums(80, tamb=".xxx.xxx", kick="x...x..."),
    )
    return p


def chase() -> Piece:
    p = Piece("Chase", GROUP, 164, "F minor", FOUR, human_ms=4, room=0.15)
    p.band(low=LOW_STRINGS, high=STRINGS, brass=BRASS, drums=ORCHESTRAL_KIT, bass=SYNTH_BASS)
    p.section(
        "A",
        "Fm % Db % Bbm % C %",
        low=arp("00020003", 41, 90, 0.5),
        bass=bass("1.1.1.1."),
        drums=drums(96, kick="x..x..x.", snare="..x...x.", low="xoxoxoxo"),
    )
    p.section(
        "B",
        "Fm % Db % Bbm % C %",
        times=2,
        low=arp("00020003", 41, 94, 0.5),
        high=arp("01232101", 65, 84, 0.6),
        brass=comp("X..X.... | ....X.X.", 62, 94, 0.6),
        bass=bass("1.1.1.1."),
        drums=drums(102, kick="x..x..x.", snare="..X...X.", low="xoxoxoxo", crash=True),
    )
    return p


def wedding() -> Piece:
    p = Piece("Wedding film guitar, no drums", GROUP, 132, "E major", SIX, human_ms=7, wander=0.01, room=0.2)
    p.band(guitar=STEEL, piano=PIANO, strings=STRINGS)
    p.section("A", "E B C#m A", times=2, guitar=both(arp("021312", 52, 80), bass("1-----", 40, 74)))
    p.section(
        "B",
        "A B E C#m A B E E",
        times=1,
        guitar=both(arp("021312", 52, 84), bass("1-----", 40, 78)),
        piano=sing("x--x-x | x----- | x-xx-x | x-----", 68, 87, 84, seed=3),
        strings=comp("x-----", 64, 60),
        slower=(6, 0.8),
    )
    return p


def documentary() -> Piece:
    p = Piece("Documentary build-up", GROUP, 88, "B minor", FOUR, human_ms=5, room=0.2)
    p.band(piano=E_PIANO, guitar=CLEAN_GUITAR, strings=STRINGS, kit=KIT, bass=FINGER_BASS)
    p.section("A", "Bm G D A", times=1, piano=arp("0.2.3.2.4.2.3.2.", 47, 72))
    p.section(
        "A",
        "Bm G D A",
        times=3,
        piano=arp("0.2.3.2.4.2.3.2.", 47, 76),
        strings=swell(comp("x---x---x---x---", 64, 70), 0.6, 1.1),
        bass=only(4, 8, bass("1-------1-----b-")),
        guitar=only(4, 8, comp("..x...x...x...x.", 66, 66, 0.5)),
        kit=only(
            4, 8, drums(92, kick="x.....x.x.......", snare="....x.......x...", hat="x.x.x.x.x.x.x.x.", crash=True)
        ),
    )
    return p


PIECES = (
    pulse,
    epic_six,
    suspense,
    heroic,
    corporate,
    ukulele,
    inspiration,
    minimal_tech,
    ad_waltz,
    comedy,
    children,
    chase,
    wedding,
    documentary,
)
