"""Keeps groups of events as incidents, each under the id of the one it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select, update

from harmattan.errors import LedgerChanged, LedgerError
from harmattan.ledger.blocks import gathered_by, homes_of, keys_of, members_of
from harmattan.ledger.incidents import Group
from harmattan.ledger.rows import Write, insert, parts
from harmattan.ledger.tables import event_keys, event_notes, events, incident_members, incidents
from harmattan.ledger.tables import rules as rules_table


def save_incidents(
    connection: Connection,
    write: Write,
    groups: Sequence[Group],
    *,
    keys: Mapping[int, Iterable[str]],
    settled: Iterable[int],
    notes: Mapping[tuple[int, str], str],
    seen: int | None,
    rules: str | None,
) -> tuple[str, ...]:
    """Keep this grouping; the id of each group's incident, in order. See `Ledger.save_incidents`."""
    if rules is not None and rules != gathered_by(connection):
        raise LedgerChanged("Another program gathers this ledger by other rules by now.")
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
    old = homes_of(connection, scope)
    _check_unchanged(connection, rows, seen)
    members = {incident: members_of(connection, [incident]) for incident in sorted(set(old.values()))}
    rest = {event for held in members.values() for event in held} - scope
    rows |= _rows(connection, rest)
    outside = sorted(event for event in rest if rows[event].gone is None)
    if outside:
        raise LedgerError(
            f"Event {outside[0]} shares an incident with events of these groups and is in none itself. Give groups for "
            "all events of the block."
        )
    scope |= rest
    old |= homes_of(connection, rest)
    before = {**members, **_asleep(connection, set(members), scope)}
    chosen = assign([set(group.events) for group in groups], before)
    numbers = [_put(connection, write, group, id) for group, id in zip(groups, chosen, strict=True)]
    home = {event: number for group, number in zip(groups, numbers, strict=True) for event in group.events}
    _move(connection, write, old, home)
    _retire(connection, write, members, set(numbers), home)
    _mark(connection, write, groups, numbers, rows, scope)
    _put_keys(connection, keys)
    _put_notes(connection, notes)
    return tuple(f"i{number}" for number in numbers)


def gather_anew(connection: Connection, rules: str) -> None:
    """Let every event wait, to be gathered by these rules; of what others made, only incidents and their ids stay."""
    if gathered_by(connection) == rules:
        return
    connection.execute(delete(event_notes))
    connection.execute(delete(event_keys))
    connection.execute(update(events).where(events.c.gone.is_(None)).values(pending=True))
    connection.execute(delete(rules_table).where(rules_table.c.name == "incidents"))
    connection.execute(rules_table.insert().values(name="incidents", value=rules))


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
    now = keys_of(connection, wanted)
    changed = [id for id, found in wanted.items() if found != now.get(id, frozenset())]
    for part in parts(sorted(changed)):
        connection.execute(delete(event_keys).where(event_keys.c.event.in_(part)))
    rows = [{"key": key, "event": id} for id in sorted(changed) for key in sorted(wanted[id])]
    if rows:
        connection.execute(event_keys.insert(), rows)


def _put_notes(connection: Connection, notes: Mapping[tuple[int, str], str]) -> None:
    rows = [{"reading": reading, "event": event, "note": note} for (reading, event), note in sorted(notes.items())]
    if rows:
        connection.execute(insert(connection, event_notes).on_conflict_do_nothing(), rows)
