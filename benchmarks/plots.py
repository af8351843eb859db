"""Small plots as SVG: panels of points and lines on logarithmic axes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

WIDE, HIGH = 330, 220  # of a panel, pixels
LEFT, BELOW, ABOVE, RIGHT = 50, 42, 26, 18
COLOURS = ("#b3541e", "#1e6fb3", "#4a7c3a", "#8a4fa3")


@dataclass(frozen=True)
class Series:
    """Points (x, y), all greater than 0; joined by a line if ``line``."""

    name: str
    points: Sequence[tuple[float, float]]
    line: bool = False


@dataclass(frozen=True)
class Panel:
    """One plot. ``marks`` are dashed lines across it: a height and what it stands for."""

    title: str
    x: str
    y: str
    series: Sequence[Series]
    marks: Sequence[tuple[float, str]] = field(default=())


def draw(path: Path, panels: Sequence[Panel], caption: str, columns: int = 2) -> None:
    """Write the panels into one SVG file, those that measure the same on the same axes."""
    rows = -(-len(panels) // columns)
    names = list(dict.fromkeys(series.name for panel in panels for series in panel.series))
    width, height = WIDE * columns, HIGH * rows + 24
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
        f'font-size="11" role="img"><title>{escape(caption)}</title><rect width="100%" height="100%" fill="white"/>'
    ]
    for n, panel in enumerate(panels):
        parts.append(f'<g transform="translate({n % columns * WIDE} {n // columns * HIGH})">')
        alike = [other for other in panels if (other.x, other.y) == (panel.x, panel.y)]
        every = [point for other in alike for series in other.series for point in series.points]
        xs = _ticks([x for x, _ in every])
        ys = _ticks([y for _, y in every] + [height for other in alike for height, _ in other.marks])
        parts += _panel(panel, xs, ys, names)
        parts.append("</g>")
    for n, name in enumerate(names):
        at = LEFT + n * 150
        parts.append(f'<circle cx="{at}" cy="{height - 12}" r="4" fill="{COLOURS[n]}"/>')
        parts.append(f'<text x="{at + 8}" y="{height - 8}">{escape(name)}</text>')
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([*parts, "</svg>", ""]), encoding="utf-8")


def _panel(panel: Panel, xs: list[float], ys: list[float], names: list[str]) -> list[str]:
    right, bottom = WIDE - RIGHT, HIGH - BELOW

    def at(x: float, y: float) -> tuple[float, float]:
        across = math.log(x / xs[0]) / math.log(xs[-1] / xs[0])
        up = math.log(y / ys[0]) / math.log(ys[-1] / ys[0])
        return round(LEFT + across * (right - LEFT), 1), round(bottom - up * (bottom - ABOVE), 1)

    found = [f'<text x="{LEFT}" y="16" font-weight="bold">{escape(panel.title)}</text>']
    for x in xs:
        place = at(x, ys[0])[0]
        found.append(f'<line x1="{place}" y1="{ABOVE}" x2="{place}" y2="{bottom}" stroke="#ddd"/>')
        found.append(f'<text x="{place}" y="{bottom + 14}" text-anchor="middle">{x:,g}</text>')
    for y in ys:
        place = at(xs[0], y)[1]
        found.append(f'<line x1="{LEFT}" y1="{place}" x2="{right}" y2="{place}" stroke="#ddd"/>')
        found.append(f'<text x="{LEFT - 4}" y="{place + 4}" text-anchor="end">{y:,g}</text>')
    found.append(f'<text x="{(LEFT + right) / 2}" y="{bottom + 30}" text-anchor="middle">{escape(panel.x)}</text>')
    middle = (ABOVE + bottom) / 2
    found.append(
        f'<text x="12" y="{middle}" text-anchor="middle" transform="rotate(-90 12 {middle})">{escape(panel.y)}</text>'
    )
    for height, what in panel.marks:
        place = at(xs[0], height)[1]
        found.append(f'<line x1="{LEFT}" y1="{place}" x2="{right}" y2="{place}" stroke="#333" stroke-dasharray="4 3"/>')
        found.append(f'<text x="{right}" y="{place - 3}" text-anchor="end" fill="#333">{escape(what)}</text>')
    for series in panel.series:
        colour = COLOURS[names.index(series.name)]
        places = [at(x, y) for x, y in series.points]
        if series.line:
            line = " ".join(f"{x},{y}" for x, y in places)
            found.append(f'<polyline points="{line}" fill="none" stroke="{colour}"/>')
        found += [f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}" fill-opacity="0.75"/>' for x, y in places]
    return found


def _ticks(values: list[float]) -> list[float]:
    """Powers of ten that hold all values between them."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return [10.0**n for n in range(low, max(high, low + 1) + 1)]
