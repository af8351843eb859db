"""A claim in the making: what the steps of `claims` hand to one another, in tokens."""

from __future__ import annotations

from dataclasses import dataclass

from harmattan.model import Stance
from harmattan.reading.claims.contents import Part


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim in tokens. ``cue`` and ``source`` are half-open ranges; ``head`` is the source phrase's head word.

    ``at`` is the cue's own head word (for a claim without cue, where its content begins); ``quotations`` numbers the
    quotations it holds; ``via`` is the head word of whoever passed it on.
    """

    at: int
    stance: Stance
    parts: tuple[Part, ...]
    cue: Part | None
    source: Part | None
    head: int | None
    relation: str
    quotations: tuple[int, ...] = ()
    score: float = 1.0
    via: int | None = None
