"""Incidents in the ledger: which events each holds, under ids that last.

The situation works out which events tell of one happening; the ledger keeps the outcome. It takes *groups* for a
bounded set of events (`blocks.py`) and gives each group the id of the incident with which it shares most (`saving.py`),
so that an id stays with its happening while reports come and go. An id whose events all went to another incident
redirects there; one whose events are gone altogether is a tombstone. Both wake when their events come together again,
as when a merge is undone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from harmattan.ledger.rows import parts
from harmattan.ledger.tables import incident_members, incidents

TIE = "="  # begins a key that ties its events together, however many there are


@dataclass(frozen=True, slots=True, order=True)
class EventRef:
    """An event that stands in the ledger: ``id`` is its row, ``report`` its report's key (the id as JSON), ``event``
    its id in the reading that stands, ``anchor`` its trigger's place (`anchors.py`); ``changed`` is the number of the
    write that last touched it or its report's reading, ``pending`` whether it waits to be gathered; ``reading`` is the
    row of the reading that stands, ``decided`` whether people decided about the event."""

    id: int
    report: str
    event: str
    anchor: str
    changed: int = field(default=0, compare=False)
    pending: bool = field(default=False, compare=False)
    reading: int = field(default=0, compare=False)
    decided: bool = field(default=False, compare=False)

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
    """Events that wait to be gathered: new or changed ones, and rows of those that are gone from incidents.

    ``rules`` are those by which the ledger's incidents were gathered so far.
    """

    seen: int
    events: tuple[EventRef, ...]
    gone: tuple[int, ...]
    rules: str | None = None


@dataclass(frozen=True, slots=True)
class Sharing:
    """Events that share a key with others, by key. ``crowded`` are keys of too many events; they were not followed."""

    events: tuple[EventRef, ...]
    keys: Mapping[str, tuple[int, ...]]
    crowded: frozenset[str]


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
