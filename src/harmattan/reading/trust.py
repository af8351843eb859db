"""Fewer events, but surer ones: what is left when a share of events must be wholly right."""

from __future__ import annotations

from dataclasses import replace

from harmattan.errors import SetupError
from harmattan.model import Reading
from harmattan.reading.encoder.decisions import decisions


def threshold(precision: float) -> float:
    """The confidence from which at least this share of events has type, actors and recipients right.

    Measured on labelled text that nothing was trained on (``docs/accuracy.md``). Raises `SetupError` for a share that
    is no number between 0 and 1, or that no confidence reaches.
    """
    if not 0 < precision <= 1:
        raise SetupError(f"A precision lies between 0 and 1, not at {precision:g}. Give 0.9 for nine in ten.")
    table: dict[float, float] = decisions()["precision"]
    enough = [confidence for share, confidence in table.items() if share >= precision]
    if not enough:
        raise SetupError(
            f"No confidence is known to reach a precision of {precision:g}; the highest is {max(table):g}."
        )
    return min(enough)


def trusted(reading: Reading, precision: float) -> Reading:
    """The reading with only the events that `threshold` trusts; claims are no longer about the others."""
    least = threshold(precision)
    events = tuple(e for e in reading.events if e.confidence >= least)
    kept = {e.id for e in events}
    claims = tuple(replace(c, about=tuple(id for id in c.about if id in kept)) for c in reading.claims)
    return replace(reading, events=events, claims=claims)
