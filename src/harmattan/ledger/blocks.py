"""What must be looked at to gather events into incidents: what waits, and what it may belong together with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, and_, func, select, text

from harmattan.ledger.choices import decisions_on
from harmattan.ledger.decisions import standing as standing_decisions
from harmattan.ledger.incidents import TIE, Block, EventRef, Pending, Sharing
from harmattan.ledger.rows import pairs, parts
from harmattan.ledger.tables import (
    anchors,
    event_keys,
    event_notes,
    events,
    incident_members,
    reports,
    rules,
    standing,
    writes,
)

UNDER_ONE = "SELECT event FROM event_keys WHERE key = ? LIMIT ?"
UNDER_EACH = """
    SELECT wanted.key, found.event FROM unnest(CAST(:keys AS text[])) AS wanted (key)
    CROSS JOIN LATERAL (SELECT event FROM event_keys WHERE key = wanted.key LIMIT :most) AS found"""


def pending(connection: Connection, limit: int | None = None) -> Pending:
    """Events that wait, oldest first; at most ``limit`` of them."""
    waits = text("pending")  # as the index has it: SQLite does not use it for "pending = 1"
    rows = connection.execute(select(events.c.id, events.c.gone).where(waits).order_by(events.c.id).limit(limit)).all()
    here = refs(connection, [row.id for row in rows if row.gone is None])
    gone = tuple(row.id for row in rows if row.gone is not None)
    return Pending(_seen(connection), tuple(here), gone, gathered_by(connection))


def gathered_by(connection: Connection) -> str | None:
    """The rules by which the ledger's incidents were gathered."""
    return connection.execute(select(rules.c.value).where(rules.c.name == "incidents")).scalar()


def block(connection: Connection, ids: Iterable[int], keys: Mapping[int, Iterable[str]], *, crowd: int = 200) -> Block:
    """The events that share a key with these, closed over incidents, decisions and ties.

    ``ids`` are the events to gather anew, ``keys`` their keys where they are not in the ledger yet. A key of more than
    ``crowd`` events is not followed.
    """
    seen = _seen(connection)
    start = set(ids)
    given = {id: frozenset(found) for id, found in keys.items()}
    stored = keys_of(connection, start - set(given))
    wanted = {key for id in start for key in given.get(id, stored.get(id, frozenset()))}
    found, crowded = _by_keys(connection, wanted, crowd)
    every = _closed(connection, start | {event for held in found.values() for event in held})
    here = refs(connection, every)
    stand = {ref.id for ref in here}
    together, apart = _constraints(connection, here)
    homes: dict[str, list[int]] = {}
    for event, incident in homes_of(connection, every).items():
        homes.setdefault(f"i{incident}", []).append(event)
    return Block(
        seen,
        tuple(here),
        {**keys_of(connection, stand - set(given)), **{id: k for id, k in given.items() if id in stand}},
        {id: tuple(sorted(members)) for id, members in sorted(homes.items())},
        crowded,
        tuple(sorted(together)),
        tuple(sorted(apart)),
    )


def sharing(connection: Connection, keys: Iterable[str], *, crowd: int) -> Sharing:
    """The events that share one of these keys, by key; a key of more than ``crowd`` events is not followed."""
    found, crowded = _by_keys(connection, keys, crowd)
    here = {ref.id: ref for ref in refs(connection, {event for held in found.values() for event in held})}
    stand = {key: tuple(event for event in held if event in here) for key, held in found.items()}
    return Sharing(tuple(here.values()), stand, crowded)


def notes(connection: Connection, ids: Iterable[int]) -> dict[tuple[int, str], str]:
    """What was noted of these events as their readings that stand have them, by reading and the event's id in it."""
    found: dict[tuple[int, str], str] = {}
    for part in parts(sorted(set(ids))):
        wanted = (
            select(event_notes.c.reading, event_notes.c.event, event_notes.c.note)
            .join(standing, standing.c.reading == event_notes.c.reading)
            .join(events, and_(events.c.report == standing.c.report, events.c.local == event_notes.c.event))
            .where(events.c.id.in_(part))
        )
        found |= {(reading, event): note for reading, event, note in connection.execute(wanted).all()}
    return found


def refs(connection: Connection, ids: Iterable[int]) -> list[EventRef]:
    """Those of the events that stand, in order."""
    found = []
    for part in parts(sorted(set(ids))):
        found += [EventRef(*row) for row in connection.execute(select_refs().where(events.c.id.in_(part))).all()]
    return sorted(found)


def select_refs() -> Select[Any]:
    """Events that stand, with the fields of an `EventRef`."""
    return (
        select(
            events.c.id, reports.c.key, events.c.local, anchors.c.key, events.c.changed, events.c.pending,
            standing.c.reading, events.c.decided.is_not(None),
        )
        .join(reports, events.c.report == reports.c.id)
        .join(anchors, events.c.anchor == anchors.c.id)
        .join(standing, events.c.report == standing.c.report)
        .where(events.c.gone.is_(None))
    )  # fmt: skip


def _seen(connection: Connection) -> int:
    return connection.execute(select(func.max(writes.c.id))).scalar() or 0


def keys_of(connection: Connection, ids: Iterable[int]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    for part in parts(sorted(ids)):
        wanted = select(event_keys.c.event, event_keys.c.key).where(event_keys.c.event.in_(part))
        for event, key in connection.execute(wanted):
            found.setdefault(event, set()).add(key)
    return {event: frozenset(keys) for event, keys in found.items()}


def _by_keys(
    connection: Connection, keys: Iterable[str], crowd: int
) -> tuple[dict[str, tuple[int, ...]], frozenset[str]]:
    """The events under each key, and the keys of more than ``crowd`` events: of these no more are read."""
    found: dict[str, list[int]] = {}
    for key, event in _under(connection, sorted(set(keys)), crowd + 1):
        found.setdefault(key, []).append(event)
    crowded = frozenset(key for key, held in found.items() if len(held) > crowd)
    return {key: tuple(held) for key, held in found.items() if key not in crowded}, crowded


def _under(connection: Connection, keys: list[str], most: int) -> Iterator[tuple[str, int]]:
    """Key and event, for at most ``most`` events of each key."""
    if connection.dialect.name == "postgresql":
        yield from connection.execute(text(UNDER_EACH), {"keys": keys, "most": most})
        return
    cursor = connection.connection.cursor()  # the driver's own prepares the question once: it takes some microseconds
    for key in keys:
        yield from ((key, event) for (event,) in cursor.execute(UNDER_ONE, (key, most)))


def _closed(connection: Connection, start: set[int]) -> set[int]:
    """The events with all that share an incident or a tie with one of them, or that people joined to or parted."""
    every: set[int] = set()
    fresh = set(start)
    while fresh:
        every |= fresh
        homes = set(homes_of(connection, fresh).values())
        fresh = members_of(connection, homes) | _paired(connection, fresh) | _tied(connection, fresh)
        fresh -= every
    return every


def _tied(connection: Connection, ids: Iterable[int]) -> set[int]:
    mine, other = event_keys.alias("mine"), event_keys.alias("other")
    found: set[int] = set()
    for part in parts(sorted(ids)):
        wanted = (
            select(other.c.event)
            .join(mine, mine.c.key == other.c.key)
            .where(mine.c.event.in_(part), mine.c.key.like(f"{TIE}%"))
            .distinct()
        )
        found.update(connection.execute(wanted).scalars())
    return found


def homes_of(connection: Connection, ids: Iterable[int]) -> dict[int, int]:
    """The incident of each event that is in one."""
    found: dict[int, int] = {}
    for part in parts(sorted(ids)):
        wanted = select(incident_members.c.event, incident_members.c.incident).where(
            incident_members.c.event.in_(part), incident_members.c.until.is_(None)
        )
        found |= pairs(connection, wanted)
    return found


def members_of(connection: Connection, homes: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for part in parts(sorted(homes)):
        wanted = select(incident_members.c.event).where(
            incident_members.c.incident.in_(part), incident_members.c.until.is_(None)
        )
        found.update(connection.execute(wanted).scalars())
    return found


def _paired(connection: Connection, ids: Iterable[int]) -> set[int]:
    found = decisions_on(connection, [ref.anchor for ref in refs(connection, ids)])
    joined = [d for d in standing_decisions(found) if d.kind in ("merge", "split")]
    return with_anchors(connection, {mark for d in joined for mark in (d.anchor, d.other) if mark})


def with_anchors(connection: Connection, marks: Iterable[str]) -> set[int]:
    """The events that stand under these anchors."""
    found: set[int] = set()
    for part in parts(sorted(marks)):
        wanted = (
            select(events.c.id)
            .join(anchors, events.c.anchor == anchors.c.id)
            .where(anchors.c.key.in_(part), events.c.gone.is_(None))
        )
        found.update(connection.execute(wanted).scalars())
    return found


def _constraints(connection: Connection, here: Sequence[EventRef]) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    by_anchor: dict[str, list[int]] = {}
    for ref in here:
        by_anchor.setdefault(ref.anchor, []).append(ref.id)
    together: set[tuple[int, int]] = set()
    apart: set[tuple[int, int]] = set()
    for decision in standing_decisions(decisions_on(connection, by_anchor)):
        if decision.kind in ("merge", "split"):
            found = together if decision.kind == "merge" else apart
            for a in by_anchor.get(str(decision.anchor), ()):
                for b in by_anchor.get(str(decision.other), ()):
                    if a != b:
                        found.add((min(a, b), max(a, b)))
    return together, apart
