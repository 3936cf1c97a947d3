"""Swing, bebop, ballads and jazz waltzes."""

from tests.bench.analysis.songs.layers import arp, bass, both, comp, drums, only, sing, tune, walk
from tests.bench.analysis.songs.players import (
    ALTO_SAX,
    BANJO,
    BRASS,
    BRUSHES,
    CLARINET,
    DOUBLE_BASS,
    FIDDLE,
    JAZZ_GUITAR,
    JAZZ_KIT,
    KIT,
    MUTED_TRUMPET,
    ORGAN,
    PIANO,
    STEEL,
    STEEL_2,
    TENOR_SAX,
    TROMBONE,
    TRUMPET,
    TUBA,
    VIBES,
)
from tests.bench.analysis.songs.score import Metre, Piece

FOUR, THREE = Metre(4), Metre(3)
RHYTHM_CHANGES = "Bb6,G7 Cm7,F7 Dm7,G7 Cm7,F7 Bb6,Bb7 Eb6,Ebm6 Dm7,G7 Cm7,F7"


def medium_swing() -> Piece:
    p = Piece("Medium swing quartet", "jazz", 138, "F major", FOUR, swing=0.65, human_ms=8)
    p.band(kit=JAZZ_KIT, bass=DOUBLE_BASS, piano=PIANO, sax=TENOR_SAX)
    p.section(
        "A",
        "Gm7 C7 Fmaj7 D7 Gm7 C7 Fmaj7 Fmaj7",
        times=2,
        kit=drums(86, ride="x.xxx.xx", pedal="..x...x.", snare=".g.....g | ...o...."),
        bass=walk(),
        piano=comp(".x....x. | x..x.... | .x.x..x.", 62, 68, 0.5),
        sax=sing("x.xx-x.x | x-xx.... | ..xxxxx- | x---....", 56, 77, seed=3),
    )
    p.section(
        "B",
        "Cm7 F7 Bbmaj7 Bbmaj7 Dm7 G7 Gm7 C7",
        kit=drums(86, ride="x.xxx.xx", pedal="..x...x.", snare="...g...o"),
        bass=walk(),
        piano=comp("x..x.... | .x....x.", 62, 68, 0.5),
        sax=sing("..x-x-x- | x--xx--- | xxxxx-x- | x-------", 58, 79, seed=4),
    )
    return p


def bebop() -> Piece:
    p = Piece("Up-tempo changes", "jazz", 212, "Bb major", FOUR, swing=0.58, human_ms=7)
    p.band(kit=JAZZ_KIT, bass=DOUBLE_BASS, piano=PIANO, sax=ALTO_SAX)
    line = sing("x.xxxxxx | xxxxx.x- | ..xxxxxx | xxxxx...", 58, 82, seed=21)
    p.section(
        "A",
        RHYTHM_CHANGES,
        times=2,
        kit=drums(86, ride="x.xxx.xx", pedal="..x...x.", snare=".....g.. | ...o..g.", kick="g.g.g.g."),
        bass=walk(),
        piano=comp("...x..x. | x......x", 62, 66, 0.4),
        sax=line,
    )
    p.section(
        "B",
        "D7 % G7 % C7 % F7 %",
        kit=drums(86, ride="x.xxx.xx", pedal="..x...x.", snare="..g..g.."),
        bass=walk(),
        piano=comp("x-....x. | .x......", 62, 66, 0.5),
        sax=line,
    )
    p.section(
        "A",
        RHYTHM_CHANGES,
        kit=drums(88, ride="x.xxx.xx", pedal="..x...x.", snare="...x...o"),
        bass=walk(),
        piano=comp("...x..x. | x......x", 62, 66, 0.4),
        sax=line,
    )
    return p


def big_band() -> Piece:
    p = Piece("Riffing big band", "jazz", 168, "Eb major", FOUR, swing=0.64, human_ms=7, room=0.12)
    p.band(kit=JAZZ_KIT, bass=DOUBLE_BASS, guitar=JAZZ_GUITAR, saxes=TENOR_SAX, brass=BRASS)
    riff = sing("x-.xx-.. | x-.xx-.. | x-.xx-x- | x---....", 60, 77, 92, seed=2)
    p.section(
        "A",
        "Eb6 % Ab7 % Eb6 C7 Fm7,Bb7 Eb6",
        times=2,
        kit=drums(90, ride="x.xxx.xx", pedal="..x...x.", kick="o.o.o.o."),
        bass=walk(),
        guitar=comp("x.x.x.x.", 60, 62, 0.6),
        saxes=riff,
        brass=only(8, 8, comp("....x-x. | X-......", 66, 90, 0.6)),
    )
    p.section(
        "B",
        "G7 % C7 % F7 % Bb7 %",
        kit=drums(
            94,
            ride="x.xxx.xx",
            pedal="..x...x.",
            snare="......x. | ...x....",
            fill={"snare": "x.xXx.XX", "kick": "x...x..."},
            crash=True,
        ),
        bass=walk(),
        guitar=comp("x.x.x.x.", 60, 62, 0.6),
        brass=comp("x-..x-.. | ..X-X-..", 66, 96),
    )
    return p


def brushes_ballad() -> Piece:
    p = Piece("Ballad with brushes", "jazz", 62, "Db major", FOUR, swing=0.6, human_ms=9, wander=0.015, room=0.15)
    p.band(kit=BRUSHES, bass=DOUBLE_BASS, piano=PIANO, sax=TENOR_SAX)
    p.section(
        "A",
        "Dbmaj7 Bbm7 Ebm7 Ab7 Fm7,Bb7 Ebm7,Ab7 Dbmaj7 Ab7",
        kit=drums(76, snare="xoXoxoXo", pedal="..x...x."),
        bass=bass("1---5---"),
        piano=comp("x---..x-", 62, 58),
        sax=sing("x---x-x- | x-x-x--- | ..x-x-x- | x-------", 58, 77, 84, seed=8),
    )
    return p


def jazz_waltz() -> Piece:
    p = Piece("Jazz waltz", "jazz", 156, "G minor", THREE, swing=0.62, human_ms=7)
    p.band(kit=JAZZ_KIT, bass=DOUBLE_BASS, piano=PIANO, vibes=VIBES)
    p.section(
        "A",
        "Gm7 C7 Gm7 C7 Bbmaj7 Am7 D7 Gm7",
        times=4,
        kit=drums(86, ride="x.xxx.", pedal="..x...", kick="x....g", snare="...g.."),
        bass=bass("1.5.3. | 1-..5b"),
        piano=comp("..x-.. | .x..x.", 62, 66, 0.6),
        vibes=only(8, 16, sing("x.xxx. | x---.. | xxxxx- | x-----", 62, 82, seed=5)),
    )
    return p


def trio_without_drums() -> Piece:
    p = Piece("Guitar and bass duo", "jazz", 126, "C major", FOUR, swing=0.63, human_ms=8, room=0.1)
    p.band(bass=DOUBLE_BASS, guitar=JAZZ_GUITAR, clarinet=CLARINET)
    p.section(
        "A",
        "Cmaj7,A7 Dm7,G7 Em7,A7 Dm7,G7 Cmaj7,C7 Fmaj7,Fm6 Em7,A7 Dm7,G7",
        times=2,
        bass=walk(velocity=96),
        guitar=comp("x...x... | x..xx...", 60, 72, 0.6),
        clarinet=sing("x.xxx-x- | x---..xx | xxx-x-x- | x-------", 60, 82, 86, seed=6),
    )
    return p


def gypsy() -> Piece:
    p = Piece("Gypsy swing without drums", "jazz", 196, "D minor", FOUR, swing=0.6, human_ms=7)
    p.band(rhythm=STEEL, rhythm2=STEEL_2, bass=DOUBLE_BASS, violin=FIDDLE)
    p.section(
        "A",
        "Dm6 % A7 % A7 % Dm6 % Gm6 % Dm6 % A7 % Dm6 A7",
        times=2,
        rhythm=comp("o.X.o.X.", 60, 84, 0.5),
        rhythm2=comp("o.x.o.x.", 62, 78, 0.5),
        bass=bass("1...5..."),
        violin=sing("x.xxx-x- | xxxxx-.. | x-x-xxxx | x---....", 64, 86, seed=16),
    )
    return p


def saints() -> Piece:
    p = Piece("When the Saints", "jazz", 176, "F major", FOUR, swing=0.6, human_ms=8, pickup=3.0)
    p.band(kit=KIT, tuba=TUBA, banjo=BANJO, trumpet=TRUMPET, clarinet=CLARINET, trombone=TROMBONE)
    melody = (
        "F2 A2 B2 | c8- | c2 F2 A2 B2 | c8- | c2 F2 A2 B2 | c4 A4 | F4 A4 | G8- | G2 A2 A2 G2 | F4- F2 F2 |"
        "A4 c4 | c2 c2 B4- | B4 A2 B2 | c4 A4 | F4 G4 | F8- | F2 z6"
    )
    p.section(
        "A",
        "F % % % F % C7 % F F7 Bb % F C7 F F",
        times=2,
        kit=drums(92, kick="x...x...", snare="o.Xoo.Xo", fill={"snare": "x.xxX.xx"}),
        tuba=bass("1...5...", 29),
        banjo=comp("x.x.x.x.", 62, 74, 0.5),
        trumpet=tune(melody, 3.0, 0, 98),
        trombone=sing("x---..x- | x-x-....", 50, 65, 80, seed=2),
        clarinet=only(16, 16, sing("x.xxxxxx | xxxxx.x-", 67, 89, 82, seed=31)),
    )
    return p


def stride() -> Piece:
    p = Piece("Stride piano", "jazz", 184, "Ab major", FOUR, swing=0.62, human_ms=8)
    p.band(piano=PIANO, right=PIANO)
    p.section(
        "A",
        "Ab6 F7 Bb7 Eb7 Ab6,C7 F7 Bb7,Eb7 Ab6",
        times=3,
        piano=both(bass("1...5...", 32, 88, 0.5), comp("..x...x.", 60, 74, 0.5)),
        right=sing("x.xxx.x- | xxxxx--- | x-x-xxxx | x---....", 67, 89, 92, seed=14),
    )
    return p


def organ_shuffle() -> Piece:
    p = Piece("Organ trio shuffle", "jazz", 116, "Bb major", FOUR, swing=0.66, human_ms=7)
    p.band(kit=JAZZ_KIT, bass=DOUBLE_BASS, organ=ORGAN, guitar=JAZZ_GUITAR, horn=MUTED_TRUMPET)
    p.section(
        "A",
        "Bb7 Eb7 Bb7 % Eb7 Edim7 Bb7 G7 Cm7 F7 Bb7,G7 Cm7,F7",
        times=1,
        kit=drums(90, ride="x.xxx.xx", snare="..X...X.", kick="x...x..."),
        bass=walk(),
        organ=comp("x--.x--. | ...xx-..", 62, 68, 0.7),
        guitar=arp("0.213.2. | ...4....", 58, 66),
        horn=sing("x-xxx--- | ..x-x-x- | x-xx-xx- | x---....", 60, 79, seed=19),
    )
    p.section(
        "B",
        "Bb7 Eb7 Bb7 % Eb7 Edim7 Bb7 G7",
        kit=drums(94, ride="x.xxx.xx", snare="..X...X.", kick="x...x...", crash=True),
        bass=walk(),
        organ=sing("xxxxx-x- | x-x-x--- | xxxxxxxx | x-------", 60, 82, seed=23),
        guitar=comp("x...x...", 60, 64, 0.5),
    )
    return p


PIECES = (
    medium_swing,
    bebop,
    big_band,
    brushes_ballad,
    jazz_waltz,
    trio_without_drums,
    gypsy,
    saints,
    stride,
    organ_shuffle,
)
