"""Decisions in their table: appended and looked up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, or_, select

from harmattan.errors import DecisionError
from harmattan.ledger.anchors import anchors_of
from harmattan.ledger.decisions import Decision, Kind, check, marked, standing
from harmattan.ledger.rows import Write, parts
from harmattan.ledger.tables import decisions
from harmattan.model import Reading

_COLUMNS = [decisions.c[n] for n in ("id", "kind", "anchor", "other", "field", "value", "undoes", "by", "why", "at")]


def all_decisions(connection: Connection) -> list[Decision]:
    """Every decision, oldest first, each with what superseded it."""
    return marked(_read(connection, select(*_COLUMNS)))


def standing_by_anchor(connection: Connection) -> dict[str, list[Decision]]:
    """The verdicts and corrections that hold, by the anchor they are about."""
    found: dict[str, list[Decision]] = {}
    for decision in standing(_read(connection, select(*_COLUMNS))):
        if decision.anchor is not None and decision.kind in ("accept", "reject", "correct"):
            found.setdefault(decision.anchor, []).append(decision)
    return found


def decisions_about(connection: Connection, reading: Reading) -> list[Decision]:
    """Every decision about an event of this reading, and every one that undoes such a one."""
    return decisions_on(connection, [anchor for anchor, _ in anchors_of(reading)])


def decisions_on(connection: Connection, anchors: Iterable[str]) -> list[Decision]:
    """Every decision about one of these anchors, and every one that undoes such a one."""
    found: dict[int, Decision] = {}
    for part in parts(list(anchors)):
        about = select(*_COLUMNS).where(or_(decisions.c.anchor.in_(part), decisions.c.other.in_(part)))
        found |= {d.id: d for d in _read(connection, about)}
    fresh = set(found)
    while fresh:  # an undo may be undone in its turn
        undoing = _read(connection, select(*_COLUMNS).where(decisions.c.undoes.in_(sorted(fresh))))
        fresh = {d.id for d in undoing} - set(found)
        found |= {d.id: d for d in undoing}
    return list(found.values())


def append(
    connection: Connection,
    write: Write,
    kind: Kind,
    anchor: str | None,
    other: str | None = None,
    *,
    field: str | None = None,
    value: Any = None,
    undoes: int | None = None,
    by: str,
    why: str,
) -> Decision:
    """Add one decision. Raises `DecisionError` when it makes no sense."""
    if not by.strip():
        raise DecisionError("Say who decides: a decision without a name helps nobody later.")
    if kind == "correct":
        check(field, value)
    if kind in ("merge", "split") and anchor == other:
        raise DecisionError(f"To {kind}, name two different events.")
    row = {
        "kind": kind, "anchor": anchor, "other": other, "field": field, "value": value, "undoes": undoes,
        "by": by.strip(), "why": why.strip(), "at": write.at, "write": write.number,
    }  # fmt: skip
    id = connection.execute(decisions.insert().values(**row).returning(decisions.c.id)).scalar_one()
    return next(d for d in _read(connection, select(*_COLUMNS).where(decisions.c.id == id)))


def decision(connection: Connection, id: int) -> Decision:
    """The decision with this number. Raises `DecisionError` when there is none."""
    found = _read(connection, select(*_COLUMNS).where(decisions.c.id == id))
    if not found:
        raise DecisionError(f"There is no decision {id}. See them all: harmattan decide list")
    return found[0]


def _read(connection: Connection, wanted: Any) -> list[Decision]:
    return [Decision(*row) for row in connection.execute(wanted)]
