"""What rich would print, as plain text."""

from __future__ import annotations

from rich.console import Console, RenderableType


def plain_text(what: RenderableType, width: int = 100) -> str:
    """``what`` without colours, ``width`` columns wide, no spaces at the ends of lines."""
    console = Console(width=width, color_system=None, highlight=False, emoji=False, markup=False, force_terminal=False)
    with console.capture() as captured:
        console.print(what)
    return "\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n"
