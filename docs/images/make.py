"""Draws the picture of the README: the brief of one example report, as a terminal shows it.

python docs/images/make.py [REPORT_ID]     # writes docs/images/brief.svg
"""

from __future__ import annotations

import re
import sys
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme

import harmattan
from harmattan.exports.brief import brief
from harmattan.intake import gather

HERE = Path(__file__).parent
REPORTS = HERE.parent.parent / "examples" / "mali" / "wires.jsonl"
REPORT = "nordlys-2022-01-27"
COLUMNS = 96
THEME = TerminalTheme(
    (250, 247, 240),
    (40, 36, 30),
    [
        (40, 36, 30),
        (176, 42, 35),
        (40, 120, 60),
        (160, 110, 0),
        (30, 80, 160),
        (130, 50, 130),
        (0, 110, 120),
        (90, 84, 76),
    ],
    [
        (120, 112, 100),
        (176, 42, 35),
        (40, 120, 60),
        (160, 110, 0),
        (30, 80, 160),
        (130, 50, 130),
        (0, 110, 120),
        (0, 0, 0),
    ],
)
"""Sand and ink."""


def main(wanted: str = REPORT) -> None:
    reading = next(r for r in harmattan.read_many(gather([str(REPORTS)])) if str(r.report.id) == wanted)
    console = Console(record=True, width=COLUMNS, file=StringIO(), force_terminal=True, highlight=False, emoji=False,
                      markup=False, color_system="truecolor")  # fmt: skip
    console.print(brief(reading))
    svg = console.export_svg(title="harmattan read", theme=THEME, unique_id="brief")
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)  # no fonts from the network
    svg = svg.replace("Fira Code, monospace", "Fira Code, DejaVu Sans Mono, Menlo, Consolas, monospace")
    svg = re.sub(r'x="([\d.]+)" y="([\d.]+)" textLength="([\d.]+)"([^>]*)>((?:&#160;)+)', _shifted, svg)
    svg = "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"
    (HERE / "brief.svg").write_text(svg, encoding="utf-8")


def _shifted(found: re.Match[str]) -> str:
    """A run of text without its leading spaces, which some viewers swallow, moved to where its first letter stands."""
    x, y, length, rest, spaces = found.groups()
    cells = len(spaces) // len("&#160;")
    cell = 12.2  # pixels of one column
    start, length = float(x) + cells * cell, float(length) - cells * cell
    return f'x="{start:.1f}" y="{y}" textLength="{max(length, 0):.1f}"{rest}>'


if __name__ == "__main__":
    main(*sys.argv[1:])
