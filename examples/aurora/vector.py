"""Words of SVG that the generators beside this file share."""

import math


def ellipse(x: float, y: float, rx: float, ry: float, fill: str, extra: str = "") -> str:
    return f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{rx:.1f}" ry="{ry:.1f}" fill="{fill}" {extra}/>'


def box(x: float, y: float, width: float, height: float, radius: float, fill: str, extra: str = "") -> str:
    size = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return f'<rect {size} rx="{radius}" fill="{fill}" {extra}/>'


def path(data: str, fill: str = "none", extra: str = "") -> str:
    return f'<path d="{data}" fill="{fill}" {extra}/>'


def round_stroke(colour: str, width: float, opacity: float = 1.0) -> str:
    """Attributes of a line with round ends."""
    return f'stroke="{colour}" stroke-opacity="{opacity}" stroke-width="{width:.2f}" stroke-linecap="round"'


def around(x: float, y: float, radius: float, degrees: float) -> str:
    """The point on a circle at an angle, clockwise from three o'clock, as path data."""
    angle = math.radians(degrees)
    return f"{x + radius * math.cos(angle):.1f} {y + radius * math.sin(angle):.1f}"


def document(width: int, height: int, definitions: str, body: str) -> str:
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><defs>{definitions}</defs>{body}</svg>\n'
