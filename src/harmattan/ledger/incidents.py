"""Incidents in the ledger: which events each holds, under ids that last.

The situation works out which events tell of one happening; the ledger keeps the outcome. It takes *groups* for a
bounded set of events and gives each group the id of the incident with which it shares most, so that an id stays with
its happening while reports come and go. An id whose events all went to another incident redirects there; one whose
events are gone altogether is a tombstone. Both wake when their events come together again, as when a merge is undone.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select, update

from harmattan.errors import LedgerChanged, LedgerError
from harmattan.ledger.choices import decisions_on
from harmattan.ledger.decisions import standing as standing_decisions
from harmattan.ledger.rows import Write, insert, pairs, parts
from harmattan.ledger.tables import anchors, event_keys, events, incident_members, incidents, reports, writes

TIE = "="  # begins a key that ties its events together, however many there are


@dataclass(frozen=True, slots=True, order=True)
class EventRef:
    """An event that stands in the ledger: ``id`` is its row, ``report`` its report's key (the id as JSON), ``event``
    its id in the reading that stands, ``anchor`` its trigger's place (`anchors.py`); ``changed`` is the number of the
    write that last touched it or its report's reading, ``pending`` whether it waits to be gathered."""

    id: int
    report: str
    event: str
    anchor: str
    changed: int = field(default=0, compare=False)
    pending: bool = field(default=False, compare=False)

    @property
    def report_id(self) -> str | int:
        """The report's id as it was given."""
        id: str | int = json.loads(self.report)
        return id


@dataclass(frozen=True, slots=True)
class Group:
    """Events of one happening, as rows' ids, and what the situation says of it.

    ``record`` is JSON of whatever else belongs to the incident (the contract's fields); the ledger keeps it as it is.
    """

    events: tuple[int, ...]
    type: str
    status: str
    mode: str | None = None
    earliest: str | None = None
    latest: str | None = None
    record: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredIncident:
    """An incident as it is kept. ``id`` is ``i`` and a number; ``events`` are rows' ids; ``gone`` tells that it is no
    incident of its own any more, and ``successor`` which one its events went to (``None``: a tombstone)."""

    id: str
    type: str
    mode: str | None
    status: str
    earliest: str | None
    latest: str | None
    record: Mapping[str, Any]
    events: tuple[int, ...]
    gone: bool
    successor: str | None


@dataclass(frozen=True, slots=True)
class Pending:
    """Events that wait to be gathered: new or changed ones, and rows of those that are gone from incidents."""

    seen: int
    events: tuple[EventRef, ...]
    gone: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """All that must be looked at together to gather some events anew.

    ``events`` is closed: with an event, all of its incident, all that people joined or parted from it and all that
    share a *tie* with it, a key that begins with ``=``, are in it.
    ``crowded`` are keys that so many events share that they tell nothing; they were not followed. ``together`` and
    ``apart`` are pairs of ids that people decided to be, or not to be, one happening. ``seen`` goes back to
    ``save_incidents``, which refuses when another writer was faster.
    """

    seen: int
    events: tuple[EventRef, ...]
    keys: Mapping[int, frozenset[str]]
    incidents: Mapping[str, tuple[int, ...]]
    crowded: frozenset[str]
    together: tuple[tuple[int, int], ...]
    apart: tuple[tuple[int, int], ...]


# ------------------------------------------------------------------ what must be looked at


def pending(connection: Connection, limit: int | None = None) -> Pending:
    """Events that wait, oldest first; at most ``limit`` of them."""
    wanted = select(events.c.id, events.c.gone).where(events.c.pending).order_by(events.c.id).limit(limit)
    rows = connection.execute(wanted).all()
    here = refs(connection, [row.id for row in rows if row.gone is None])
    return Pending(_seen(connection), tuple(here), tuple(row.id for row in rows if row.gone is not None))


def block(connection: Connection, ids: Iterable[int], keys: Mapping[int, Iterable[str]], *, crowd: int = 200) -> Block:
    """The events that share a key with these, closed over incidents, decisions and ties.

    ``ids`` are the events to gather anew, ``keys`` their keys where they are not in the ledger yet. A key of more than
    ``crowd`` events is not followed.
    """
    seen = _seen(connection)
    start = set(ids)
    given = {id: frozenset(found) for id, found in keys.items()}
    stored = _keys(connection, start - set(given))
    wanted = {key for id in start for key in given.get(id, stored.get(id, frozenset()))}
    reached, crowded = _by_keys(connection, wanted, crowd)
    every = _closed(connection, start | reached)
    here = refs(connection, every)
    standing = {ref.id for ref in here}
    together, apart = _constraints(connection, here)
    homes: dict[str, list[int]] = {}
    for event, incident in _homes(connection, every).items():
        homes.setdefault(f"i{incident}", []).append(event)
    return Block(
        seen,
        tuple(here),
        {**_keys(connection, standing - set(given)), **{id: k for id, k in given.items() if id in standing}},
        {id: tuple(sorted(members)) for id, members in sorted(homes.items())},
        frozenset(crowded),
        tuple(sorted(together)),
        tuple(sorted(apart)),
    )


def sharing(connection: Connection, keys: Iterable[str], *, crowd: int) -> tuple[list[EventRef], frozenset[str]]:
    """The events that share one of these keys, and the keys of more than ``crowd`` events, which are not followed."""
    reached, crowded = _by_keys(connection, set(keys), crowd)
    return refs(connection, reached), frozenset(crowded)


def refs(connection: Connection, ids: Iterable[int]) -> list[EventRef]:
    """Those of the events that stand, in order."""
    found = []
    for part in parts(sorted(set(ids))):
        wanted = (
            select(events.c.id, reports.c.key, events.c.local, anchors.c.key, events.c.changed, events.c.pending)
            .join(reports, events.c.report == reports.c.id)
            .join(anchors, events.c.anchor == anchors.c.id)
            .where(events.c.id.in_(part), events.c.gone.is_(None))
        )
        found += [EventRef(*row) for row in connection.execute(wanted)]
    return sorted(found)


def _seen(connection: Connection) -> int:
    return connection.execute(select(func.max(writes.c.id))).scalar() or 0


def _keys(connection: Connection, ids: Iterable[int]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    for part in parts(sorted(ids)):
        wanted = select(event_keys.c.event, event_keys.c.key).where(event_keys.c.event.in_(part))
        for event, key in connection.execute(wanted):
            found.setdefault(event, set()).add(key)
    return {event: frozenset(keys) for event, keys in found.items()}


def _by_keys(connection: Connection, keys: set[str], crowd: int) -> tuple[set[int], set[str]]:
    reached: set[int] = set()
    crowded: set[str] = set()
    for key in sorted(keys):  # one key at a time: each stops at the crowd, however many share it
        wanted = (
            select(event_keys.c.event)
            .join(events, events.c.id == event_keys.c.event)
            .where(event_keys.c.key == key, events.c.gone.is_(None))
            .limit(crowd + 1)
        )
        found = list(connection.execute(wanted).scalars())
        if len(found) > crowd:
            crowded.add(key)
        else:
            reached.update(found)
    return reached, crowded


def _closed(connection: Connection, start: set[int]) -> set[int]:
    """The events with all that share an incident or a tie with one of them, or that people joined to or parted."""
    every: set[int] = set()
    fresh = set(start)
    while fresh:
        every |= fresh
        homes = set(_homes(connection, fresh).values())
        fresh = _members(connection, homes) | _paired(connection, fresh) | _tied(connection, fresh)
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


def _homes(connection: Connection, ids: Iterable[int]) -> dict[int, int]:
    """The incident of each event that is in one."""
    found: dict[int, int] = {}
    for part in parts(sorted(ids)):
        wanted = select(incident_members.c.event, incident_members.c.incident).where(
            incident_members.c.event.in_(part), incident_members.c.until.is_(None)
        )
        found |= pairs(connection, wanted)
    return found


def _members(connection: Connection, homes: Iterable[int]) -> set[int]:
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


# ------------------------------------------------------------------ what is kept


def save_incidents(
    connection: Connection,
    write: Write,
    groups: Sequence[Group],
    *,
    keys: Mapping[int, Iterable[str]],
    settled: Iterable[int],
    seen: int | None,
) -> tuple[str, ...]:
    """Keep this grouping; the id of each group's incident, in order. See `Ledger.save_incidents`."""
    placed = [event for group in groups for event in group.events]
    twice = [event for event, n in Counter(placed).items() if n > 1]
    if twice:
        raise LedgerError(f"Event {twice[0]} is in more than one group. Each event belongs to one happening.")
    if any(not group.events for group in groups):
        raise LedgerError("A group without events is no happening. Leave it out.")
    scope = set(placed) | set(settled) | set(keys)
    rows = _rows(connection, scope)
    missing = [event for event in placed if event not in rows or rows[event].gone is not None]
    if missing:
        raise LedgerChanged(f"Event {missing[0]} is no longer in the ledger. Fetch the block again.")
    old = _homes(connection, scope)
    _check_unchanged(connection, rows, seen)
    members = {incident: _members(connection, [incident]) for incident in sorted(set(old.values()))}
    rest = {event for held in members.values() for event in held} - scope
    rows |= _rows(connection, rest)
    outside = sorted(event for event in rest if rows[event].gone is None)
    if outside:
        raise LedgerError(
            f"Event {outside[0]} shares an incident with events of these groups and is in none itself. Give groups for "
            "all events of the block."
        )
    scope |= rest
    old |= _homes(connection, rest)
    before = {**members, **_asleep(connection, set(members), scope)}
    chosen = assign([set(group.events) for group in groups], before)
    numbers = [_put(connection, write, group, id) for group, id in zip(groups, chosen, strict=True)]
    home = {event: number for group, number in zip(groups, numbers, strict=True) for event in group.events}
    _move(connection, write, old, home)
    _retire(connection, write, members, set(numbers), home)
    _mark(connection, write, groups, numbers, rows, scope)
    _put_keys(connection, keys)
    return tuple(f"i{number}" for number in numbers)


def assign(groups: Sequence[set[int]], before: Mapping[int, set[int]]) -> list[int | None]:
    """The incident whose id each group keeps: the one with which it shares most events, each id going to one group.

    Of equal shares the older id goes first, then the group with the smaller event: nothing depends on the groups'
    order. ``None`` where a group shares nothing with an incident that is left.
    """
    shares = sorted(
        (-len(group & held), id, min(group), number)
        for number, group in enumerate(groups)
        for id, held in before.items()
        if group & held
    )
    chosen: list[int | None] = [None] * len(groups)
    taken: set[int] = set()
    for _, id, _, number in shares:
        if chosen[number] is None and id not in taken:
            chosen[number] = id
            taken.add(id)
    return chosen


def resolve(connection: Connection, id: str) -> StoredIncident | None:
    """The incident with this id, as it is kept: for a redirected one follow ``successor``. ``None``: no such id."""
    number = id[1:]
    if not (id.startswith("i") and number.isdecimal()):
        return None
    found = stored(connection, [int(number)])
    return found[0] if found else None


def stored(connection: Connection, numbers: Iterable[int] | None = None) -> list[StoredIncident]:
    """Incidents in order of id: these, or all that stand."""
    wanted = select(incidents).order_by(incidents.c.id)
    if numbers is None:
        rows = list(connection.execute(wanted.where(incidents.c.gone.is_(None))))
        held_pairs = connection.execute(
            select(incident_members.c.incident, incident_members.c.event).where(incident_members.c.until.is_(None))
        ).all()
    else:
        asked = sorted(set(numbers))
        rows = [row for part in parts(asked) for row in connection.execute(wanted.where(incidents.c.id.in_(part)))]
        held_pairs = [
            pair
            for part in parts(asked)
            for pair in connection.execute(
                select(incident_members.c.incident, incident_members.c.event).where(
                    incident_members.c.incident.in_(part), incident_members.c.until.is_(None)
                )
            )
        ]
    held: dict[int, list[int]] = {}
    for incident, event in held_pairs:
        held.setdefault(incident, []).append(event)
    return [
        StoredIncident(
            f"i{r.id}", r.type, r.mode, r.status, r.earliest, r.latest, r.record, tuple(sorted(held.get(r.id, ()))),
            r.gone is not None, f"i{r.successor}" if r.successor is not None else None,
        )
        for r in rows
    ]  # fmt: skip


def _rows(connection: Connection, ids: Iterable[int]) -> dict[int, Any]:
    columns = (events.c.id, events.c.gone, events.c.changed, events.c.incident, events.c.status, events.c.pending)
    found: dict[int, Any] = {}
    for part in parts(sorted(ids)):
        found |= {row.id: row for row in connection.execute(select(*columns).where(events.c.id.in_(part)))}
    return found


def _check_unchanged(connection: Connection, rows: Mapping[int, Any], seen: int | None) -> None:
    if seen is None:
        return
    newest = connection.execute(select(func.max(incidents.c.changed))).scalar()  # others may belong to these by now
    if any(row.changed > seen for row in rows.values()) or (newest is not None and newest > seen):
        raise LedgerChanged("Another program changed these incidents meanwhile. Fetch the block again.")


def _asleep(connection: Connection, awake: set[int], scope: set[int]) -> dict[int, set[int]]:
    """Ids that redirect or are tombstones, with the events they last held, where those are among ``scope``."""
    found: dict[int, set[int]] = {}
    for part in parts(sorted(scope)):
        wanted = (
            select(incident_members.c.incident, incident_members.c.event)
            .join(incidents, incident_members.c.incident == incidents.c.id)
            .where(incident_members.c.event.in_(part), incident_members.c.until == incidents.c.gone)
        )
        for incident, event in connection.execute(wanted):
            if incident not in awake:
                found.setdefault(incident, set()).add(event)
    return found


def _put(connection: Connection, write: Write, group: Group, id: int | None) -> int:
    """Write a group's incident, new or under the id it keeps; its number."""
    said = {
        "type": group.type, "mode": group.mode, "status": group.status, "earliest": group.earliest,
        "latest": group.latest, "record": dict(group.record),
    }  # fmt: skip
    if id is None:
        seen = {"first_seen": write.number, "changed": write.number}
        added = connection.execute(incidents.insert().values(**said, **seen).returning(incidents.c.id)).scalar_one()
        return int(added)
    row = connection.execute(select(incidents).where(incidents.c.id == id)).one()
    if row.gone is not None or any(getattr(row, name) != value for name, value in said.items()):
        connection.execute(
            update(incidents)
            .where(incidents.c.id == id)
            .values(**said, changed=write.number, gone=None, successor=None)
        )
    return id


def _move(connection: Connection, write: Write, old: Mapping[int, int], home: Mapping[int, int]) -> None:
    """Close the memberships that ended and open those that began."""
    ended = [event for event, incident in old.items() if home.get(event) != incident]
    begun = [event for event, incident in home.items() if old.get(event) != incident]
    for part in parts(sorted(ended)):
        connection.execute(
            update(incident_members)
            .where(incident_members.c.event.in_(part), incident_members.c.until.is_(None))
            .values(until=write.number)
        )
    if begun:
        connection.execute(
            insert(connection, incident_members).on_conflict_do_nothing(),
            [{"incident": home[event], "event": event, "since": write.number} for event in sorted(begun)],
        )
    touched = {old[event] for event in ended} | {home[event] for event in begun}
    for part in parts(sorted(touched)):
        connection.execute(update(incidents).where(incidents.c.id.in_(part)).values(changed=write.number))


def _retire(
    connection: Connection,
    write: Write,
    members: Mapping[int, set[int]],
    kept: set[int],
    home: Mapping[int, int],
) -> None:
    """Redirect the incidents whose events went elsewhere; leave a tombstone where they are gone."""
    for incident, held in members.items():
        if incident in kept:
            continue
        went = Counter(home[event] for event in held if event in home)
        successor = min(went, key=lambda id: (-went[id], id)) if went else None
        connection.execute(
            update(incidents)
            .where(incidents.c.id == incident)
            .values(gone=write.number, changed=write.number, successor=successor)
        )
        connection.execute(update(incidents).where(incidents.c.successor == incident).values(successor=successor))


def _mark(
    connection: Connection,
    write: Write,
    groups: Sequence[Group],
    numbers: Sequence[int],
    rows: Mapping[int, Any],
    scope: set[int],
) -> None:
    """Let each event know its incident and status, and that it waits no more."""
    moved = []
    for group, number in zip(groups, numbers, strict=True):
        for event in group.events:
            if (rows[event].incident, rows[event].status) != (number, group.status):
                moved.append({"row": event, "to": number, "now": group.status})
    left = scope - {event for group in groups for event in group.events}
    moved += [{"row": event, "to": None, "now": None} for event in left if event in rows and rows[event].incident]
    if moved:
        connection.execute(
            update(events)
            .where(events.c.id == bindparam("row"))
            .values(incident=bindparam("to"), status=bindparam("now"), changed=write.number),
            moved,
        )
    waiting = sorted(event for event in scope if event in rows and rows[event].pending)
    for part in parts(waiting):
        connection.execute(update(events).where(events.c.id.in_(part)).values(pending=False))


def _put_keys(connection: Connection, keys: Mapping[int, Iterable[str]]) -> None:
    wanted = {id: frozenset(found) for id, found in keys.items()}
    now = _keys(connection, wanted)
    changed = [id for id, found in wanted.items() if found != now.get(id, frozenset())]
    for part in parts(sorted(changed)):
        connection.execute(delete(event_keys).where(event_keys.c.event.in_(part)))
    rows = [{"key": key, "event": id} for id in sorted(changed) for key in sorted(wanted[id])]
    if rows:
        connection.execute(event_keys.insert(), rows)
