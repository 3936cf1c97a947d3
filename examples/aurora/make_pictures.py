"""Draw Aurora's product shots: `python examples/aurora/make_pictures.py`.

Everything is drawn as SVG and rasterized, so the shots are cut-outs with soft, transparent light and shadow.
"""

import math
import random
from io import BytesIO
from pathlib import Path

import resvg_py
from PIL import Image
from vector import around, box, document, ellipse, path, round_stroke

HERE = Path(__file__).parent
NIGHT, CORAL, AMBER, CREAM = "#1B1F4B", "#F28C6A", "#FFC56B", "#FFF4E4"
DEFS = f"""
<linearGradient id="sunrise" x1="0" y1="0" x2="0" y2="1">
 <stop offset="0" stop-color="#FFF7E2"/><stop offset=".30" stop-color="#FFE3A6"/>
 <stop offset=".55" stop-color="{AMBER}"/><stop offset=".78" stop-color="{CORAL}"/>
 <stop offset="1" stop-color="#D65F78"/>
</linearGradient>
<radialGradient id="heart" cx=".5" cy=".40" r=".55">
 <stop offset="0" stop-color="#FFFDF4" stop-opacity=".95"/><stop offset=".45" stop-color="#FFF3CF" stop-opacity=".45"/>
 <stop offset="1" stop-color="#FFE3A6" stop-opacity="0"/>
</radialGradient>
<radialGradient id="rimshade" cx=".5" cy=".5" r=".5">
 <stop offset=".80" stop-color="#A8434F" stop-opacity="0"/><stop offset=".95" stop-color="#A8434F" stop-opacity=".16"/>
 <stop offset="1" stop-color="#7E2E46" stop-opacity=".42"/>
</radialGradient>
<radialGradient id="halo">
 <stop offset="0" stop-color="#FFD79A" stop-opacity=".62"/><stop offset=".45" stop-color="#FFC07A" stop-opacity=".34"/>
 <stop offset=".75" stop-color="#FFA873" stop-opacity=".10"/><stop offset="1" stop-color="#FF9B6E" stop-opacity="0"/>
</radialGradient>
<linearGradient id="brass" x1="0" y1="0" x2="1" y2="1">
 <stop offset="0" stop-color="#FFF0C4"/><stop offset=".28" stop-color="#DDAE5E"/>
 <stop offset=".5" stop-color="#F8DC9A"/>
 <stop offset=".72" stop-color="#A97632"/><stop offset="1" stop-color="#E9C27A"/>
</linearGradient>
<linearGradient id="walnut" x1="0" y1="0" x2="1" y2="0">
 <stop offset="0" stop-color="#5A3626"/><stop offset=".14" stop-color="#7A4B34"/>
 <stop offset=".42" stop-color="#8F5B3E"/>
 <stop offset=".8" stop-color="#6B402D"/><stop offset="1" stop-color="#472A20"/>
</linearGradient>
<linearGradient id="walnuttop" x1="0" y1="0" x2="0" y2="1">
 <stop offset="0" stop-color="#8A573C"/><stop offset="1" stop-color="#B98058"/>
</linearGradient>
<linearGradient id="down" x1="0" y1="0" x2="0" y2="1">
 <stop offset="0" stop-color="#000" stop-opacity="0"/><stop offset="1" stop-color="#1A0D12" stop-opacity=".45"/>
</linearGradient>
<radialGradient id="spill" cx=".5" cy="0" r=".75">
 <stop offset="0" stop-color="#FFD9A0" stop-opacity=".95"/><stop offset=".5" stop-color="#FFB070" stop-opacity=".35"/>
 <stop offset="1" stop-color="#FF9B60" stop-opacity="0"/>
</radialGradient>
""" + "".join(
    f'<filter id="b{r}" x="-60%" y="-60%" width="220%" height="220%"><feGaussianBlur stdDeviation="{r}"/></filter>'
    for r in (3, 6, 12, 24, 40)
)


def wood_grain(x: float, y: float, width: float, height: float, seed: int, count: int = 12) -> str:
    """Fine, slightly wavy lines along a board."""
    rng = random.Random(seed)  # noqa: S311
    lines = []
    for k in range(count):
        at = y + height * (k + rng.uniform(0.1, 0.9)) / count
        bow = rng.uniform(-0.10, 0.10) * height
        data = f"M{x:.1f} {at:.1f} q{width / 4:.1f} {bow:.1f} {width / 2:.1f} 0 t{width / 2:.1f} 0"
        dark = rng.random() < 0.7
        style = f'stroke="{"#2E1812" if dark else "#C08A5E"}" stroke-width="{rng.uniform(0.8, 2.6):.1f}"'
        lines.append(path(data, extra=f'{style} stroke-opacity="{rng.uniform(0.10, 0.28):.2f}"'))
    return "".join(lines)


def dial(x: float, y: float, radius: float, *, ridges: int) -> str:
    """A brass dial from the front: knurled rim, turned face with light on it, a mark at eleven o'clock."""
    parts = [
        ellipse(
            x + 0.05 * radius,
            y + 0.14 * radius,
            1.08 * radius,
            1.08 * radius,
            "#1A0D12",
            'opacity=".55" filter="url(#b6)"',
        )
    ]
    parts.append(ellipse(x, y, radius, radius, "#8A5E28"))
    for k in range(ridges):
        turn = 360 * k / ridges
        light = 0.5 - 0.5 * math.sin(math.radians(turn) - 0.7)
        colour = f"rgb({int(120 + 130 * light)},{int(84 + 122 * light)},{int(36 + 110 * light)})"
        line = f"M{around(x, y, 0.90 * radius, turn)} L{around(x, y, radius, turn)}"
        parts.append(path(line, extra=round_stroke(colour, 3.4 * radius / ridges)))
    wedges, inner = 120, 0.88 * radius
    for k in range(wedges):
        turn, a = 360 * k / wedges, 2 * math.pi * k / wedges
        sheen = (0.5 + 0.5 * math.cos(2 * (a - 0.75))) ** 2.2 * 0.75 + 0.25 * (0.5 + 0.5 * math.cos(3 * a + 0.6))
        red, green, blue = 150 + 105 * sheen, 106 + 128 * sheen, 50 + 130 * sheen
        start, end = around(x, y, inner, turn), around(x, y, inner, turn + 1.3 * 360 / wedges)
        data = f"M{x:.1f} {y:.1f} L{start} A{inner:.1f} {inner:.1f} 0 0 1 {end} Z"
        parts.append(path(data, f"rgb({int(red)},{int(green)},{int(blue)})"))
    for k in range(1, 7):
        ring = 0.88 * radius * k / 7
        parts.append(
            ellipse(
                x, y, ring, ring, "none", f'stroke="#5B3A12" stroke-opacity=".10" stroke-width="{0.012 * radius:.2f}"'
            )
        )
    parts.append(
        ellipse(
            x,
            y,
            0.885 * radius,
            0.885 * radius,
            "none",
            f'stroke="#FFF3CF" stroke-opacity=".75" stroke-width="{0.022 * radius:.2f}"',
        )
    )
    a = math.radians(-120)
    parts.append(
        ellipse(x + 0.66 * radius * math.cos(a), y + 0.66 * radius * math.sin(a), 0.075 * radius, 0.075 * radius, NIGHT)
    )
    return "".join(parts)


def disc(x: float, y: float, radius: float) -> str:
    """The luminous disc: brass edge with some depth, opal face in the colours of a sunrise."""
    edge = 0.030 * radius
    return "".join(
        [
            ellipse(x + 0.045 * radius, y + 0.012 * radius, radius + edge, radius + edge, "#7A5122"),
            ellipse(x, y, radius + edge, radius + edge, "url(#brass)"),
            ellipse(x, y, radius, radius, "url(#sunrise)"),
            ellipse(x, y - 0.05 * radius, 0.97 * radius, 0.92 * radius, "url(#heart)"),
            ellipse(x, y, radius, radius, "url(#rimshade)"),
            path(
                f"M{around(x, y, 0.88 * radius, 204)} A{0.88 * radius:.1f} {0.88 * radius:.1f} 0 0 1 "
                f"{around(x, y, 0.88 * radius, 263)}",
                extra=round_stroke("#fff", 0.035 * radius, 0.85) + ' filter="url(#b3)"',
            ),
            path(
                f"M{around(x, y, 0.90 * radius, 68)} A{0.90 * radius:.1f} {0.90 * radius:.1f} 0 0 0 "
                f"{around(x, y, 0.90 * radius, 22)}",
                extra=round_stroke("#FFD9C0", 0.022 * radius, 0.45) + ' filter="url(#b3)"',
            ),
        ]
    )


def base(x: float, top: float, width: float, height: float, name: str) -> str:
    """The walnut foot with its dial and five sleep lights; the disc stands in its upper face."""
    left, deep = x - width / 2, 0.20 * height
    foot = f"a34 34 0 0 1 -34 34 h{-(width - 68):.1f} a34 34 0 0 1 -34 -34 Z"
    face = f"M{left} {top + deep:.1f} h{width} v{height - deep - 34:.1f} {foot}"
    upper = f"M{left} {top + deep:.1f} q6 {-deep:.1f} 46 {-deep:.1f} h{width - 92:.1f} q40 0 46 {deep:.1f} Z"
    lights = "".join(
        ellipse(x + 0.24 * width + 17 * k, top + 0.60 * height, 4.2, 4.2, AMBER if k < 3 else "#4A2C20")
        + (
            ellipse(x + 0.24 * width + 17 * k, top + 0.60 * height, 9, 9, AMBER, 'opacity=".5" filter="url(#b3)"')
            if k < 3
            else ""
        )
        for k in range(5)
    )
    return "".join(
        [
            f'<clipPath id="{name}"><path d="{face}"/></clipPath>',
            path(upper, "url(#walnuttop)"),
            path(face, "url(#walnut)"),
            f'<g clip-path="url(#{name})">{wood_grain(left, top + deep, width, height - deep, 5)}',
            box(left, top, width, height, 0, "url(#down)"),
            box(left, top + deep, width, 0.5 * height, 0, "url(#spill)", 'opacity=".55"'),
            "</g>",
            path(upper, "url(#spill)", 'opacity=".9"'),
            path(
                f"M{left + 4} {top + deep:.1f} h{width - 8}",
                extra='stroke="#F0BE8C" stroke-opacity=".75" stroke-width="2.5"',
            ),
            dial(x, top + 0.60 * height, 0.25 * height, ridges=40),
            lights,
        ]
    )


def lamp(x: float, foot: float, radius: float, name: str) -> str:
    """The whole lamp standing at (x, foot), with its halo and its shadow."""
    height = 0.46 * radius
    top, width = foot - height, 1.36 * radius
    middle = top - 0.90 * radius
    return "".join(
        [
            ellipse(x, middle, 1.55 * radius, 1.55 * radius, "url(#halo)"),
            ellipse(x, foot - 2, 0.78 * radius, 0.060 * radius, "#0C0A1C", 'opacity=".50" filter="url(#b12)"'),
            ellipse(x, foot - 3, 0.66 * radius, 0.026 * radius, "#0C0A1C", 'opacity=".65" filter="url(#b3)"'),
            disc(x, middle, radius),
            ellipse(
                x, top + 0.09 * height, 0.50 * radius, 0.045 * radius, "#2A140E", 'opacity=".40" filter="url(#b6)"'
            ),
            base(x, top, width, height, name),
        ]
    )


def front() -> str:
    """The hero: the lamp from the front."""
    return document(1040, 1200, DEFS, lamp(520, 1120, 330, "front"))


def detail() -> str:
    """A round close-up of the dial."""
    dots = []
    for k in range(15):
        a, glow = math.radians(-210 + 240 * k / 14), k / 14
        x, y, r = 500 + 268 * math.cos(a), 640 + 268 * math.sin(a), 7 + 8 * glow
        colour = f"rgb(255,{int(150 + 70 * glow)},{int(100 + 80 * glow)})"
        dots.append(ellipse(x, y, 2.6 * r, 2.6 * r, colour, f'opacity="{0.15 + 0.55 * glow:.2f}" filter="url(#b12)"'))
        dots.append(ellipse(x, y, r, r, colour, f'opacity="{0.35 + 0.65 * glow:.2f}"'))
    scene = "".join(
        [
            box(0, 0, 1000, 1000, 0, "#2A1C3E"),
            ellipse(500, 60, 900, 520, "#F28C6A", 'opacity=".75" filter="url(#b40)"'),
            ellipse(500, -330, 660, 660, "url(#brass)"),
            ellipse(500, -345, 640, 640, "url(#sunrise)"),
            ellipse(500, -345, 640, 640, "url(#rimshade)"),
            box(0, 285, 1000, 90, 0, "url(#walnuttop)"),
            box(0, 285, 1000, 90, 0, "url(#spill)"),
            ellipse(500, 305, 420, 26, "#2A140E", 'opacity=".55" filter="url(#b12)"'),
            box(0, 372, 1000, 640, 0, "url(#walnut)"),
            wood_grain(-20, 372, 1040, 640, 11, 42),
            box(0, 372, 1000, 640, 0, "url(#spill)", 'opacity=".60"'),
            box(0, 372, 1000, 640, 0, "url(#down)"),
            path("M0 372 h1000", extra='stroke="#FFD3A0" stroke-opacity=".8" stroke-width="4"'),
            ellipse(520, 690, 215, 205, "#120810", 'opacity=".6" filter="url(#b24)"'),
            *dots,
            dial(500, 640, 196, ridges=110),
            ellipse(500, 470, 240, 60, "#FFD9A0", 'opacity=".28" filter="url(#b24)"'),
        ]
    )
    return document(
        1000,
        1040,
        DEFS,
        '<clipPath id="loupe"><circle cx="500" cy="500" r="452"/></clipPath>'
        + ellipse(500, 536, 452, 446, "#0C0A1C", 'opacity=".42" filter="url(#b24)"')
        + f'<g clip-path="url(#loupe)">{scene}</g>'
        + ellipse(500, 500, 458, 458, "none", f'stroke="{CREAM}" stroke-width="14"')
        + ellipse(500, 500, 467, 467, "none", 'stroke="url(#brass)" stroke-width="5"'),
    )


def bedside() -> str:
    """The lamp in use: on a nightstand, with books, a cup and a sprig."""
    stand = "".join(
        [
            ellipse(600, 1296, 470, 26, "#0C0A1C", 'opacity=".45" filter="url(#b12)"'),
            *(
                path(
                    f"M{600 + s * 370} 1120 L{600 + s * 420} 1120 L{600 + s * 440} 1296 L{600 + s * 420} 1296 Z",
                    "#43281D",
                )
                for s in (-1, 1)
            ),
            box(170, 905, 860, 230, 20, "url(#walnut)"),
            wood_grain(170, 905, 860, 230, 3, 16),
            box(170, 905, 860, 230, 20, "url(#down)"),
            box(225, 960, 750, 130, 10, "#000", 'opacity=".22"'),
            box(225, 956, 750, 130, 10, "url(#walnut)"),
            wood_grain(225, 956, 750, 130, 8, 10),
            box(225, 956, 750, 130, 10, "none", 'stroke="#D9A070" stroke-opacity=".35" stroke-width="2"'),
            ellipse(600, 1024, 17, 17, "#1A0D12", 'opacity=".5" filter="url(#b3)"'),
            ellipse(600, 1020, 16, 16, "url(#brass)"),
            box(130, 872, 940, 44, 16, "url(#walnuttop)"),
            wood_grain(140, 874, 920, 38, 21, 5),
            box(130, 872, 940, 44, 16, "url(#spill)", 'opacity=".95"'),
            path("M146 873 h908", extra='stroke="#FFDDB0" stroke-opacity=".9" stroke-width="3" stroke-linecap="round"'),
            box(170, 916, 860, 26, 0, "#1A0D12", 'opacity=".30" filter="url(#b6)"'),
        ]
    )
    books = "".join(
        ellipse(300, 873, 130, 8, "#1A0D12", 'opacity=".5" filter="url(#b6)"')
        if k < 0
        else box(192 + inset, 872 - 40 * (k + 1), 214 - 2 * inset, 38, 5, colour)
        + box(192 + inset, 872 - 40 * (k + 1), 214 - 2 * inset, 38, 5, "url(#down)", 'opacity=".8"')
        + box(214 + inset, 872 - 40 * (k + 1) + 9, 8, 20, 2, AMBER, 'opacity=".9"')
        + path(
            f"M{398 - inset} {872 - 40 * (k + 1) + 2} v34",
            extra='stroke="#FFE3B8" stroke-opacity=".8" stroke-width="4"',
        )
        for k, inset, colour in ((-1, 0, ""), (0, 0, "#2B3170"), (1, 10, CORAL), (2, 4, "#F3DFC0"))
    )
    cup = "".join(
        [
            ellipse(930, 872, 76, 7, "#1A0D12", 'opacity=".5" filter="url(#b6)"'),
            path("M986 790 a34 30 0 1 1 -6 52", extra=f'stroke="{CREAM}" stroke-width="13"'),
            path("M872 768 h118 q0 74 -22 96 q-6 8 -20 8 h-34 q-14 0 -20 -8 q-22 -22 -22 -96 Z", CREAM),
            path("M931 768 h59 q0 74 -22 96 q-6 8 -20 8 h-17 Z", "#C98A73", 'opacity=".35" filter="url(#b6)"'),
            ellipse(931, 768, 59, 11, "#FFFDF6"),
            ellipse(931, 770, 51, 8, "#7A4B34"),
        ]
    )
    return document(1200, 1330, DEFS, stand + books + cup + lamp(610, 880, 262, "bedside"))


def main() -> None:
    """Write the shots beside this file."""
    (HERE / "shots").mkdir(exist_ok=True)
    for name, drawing in (("lamp_front", front()), ("lamp_detail", detail()), ("lamp_bedside", bedside())):
        rendered = Image.open(BytesIO(resvg_py.svg_to_bytes(svg_string=drawing, skip_system_fonts=True)))
        rendered.save(HERE / "shots" / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
