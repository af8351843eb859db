"""What changed in the ledger: since a day, or against what an older reader found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, func, select

from harmattan.errors import FilterError
from harmattan.ledger import codec
from harmattan.ledger.anchors import anchors_of
from harmattan.ledger.choices import all_decisions
from harmattan.ledger.flatten import flatten
from harmattan.ledger.rows import pairs, parts
from harmattan.ledger.standing import restored, select_standing
from harmattan.ledger.tables import (
    anchors,
    events,
    incident_members,
    incidents,
    readers,
    readings,
    reports,
    revisions,
    standing,
    statements,
    writes,
)
from harmattan.model import Reader, Reading

What = Literal[
    "report added", "report revised", "event found", "event changed", "event gone",
    "incident made", "incident changed", "incident merged", "incident gone", "decision",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One change. ``report`` and ``event`` point to what it is about, ``incident`` to an incident; ``said`` and
    ``unsaid`` are statements that are new or no longer made, as ``field: value``; ``note`` is for reading."""

    what: What
    report: str | int | None = None
    event: str | None = None
    incident: str | None = None
    said: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """A JSON object."""
        return {
            "what": self.what, "report": self.report, "event": self.event, "incident": self.incident,
            "said": list(self.said), "unsaid": list(self.unsaid), "note": self.note,
        }  # fmt: skip


def since(connection: Connection, day: str) -> Iterator[Change]:
    """Everything that the ledger learned or lost from ``day`` (ISO date or time, UTC) on, as it stands now."""
    before = connection.execute(select(func.max(writes.c.id)).where(writes.c.at < day)).scalar() or 0
    yield from _reports(connection, day)
    yield from _events(connection, before)
    yield from _incidents(connection, before)
    for decision in all_decisions(connection):
        if decision.at >= day:
            matter = f" {decision.field} to {json.dumps(decision.value)}" if decision.kind == "correct" else ""
            undone = f" {decision.undoes}" if decision.kind == "undo" else ""
            note = f"{decision.id}: {decision.kind}{matter}{undone}, by {decision.by}: {decision.why}"
            yield Change("decision", *_where(connection, decision.anchor), note=note)


def against(connection: Connection, version: str) -> Iterator[Change]:
    """How what stands differs from what the reader of ``version`` found in the same reports.

    Raises `FilterError` when no reading by that version is in the ledger.
    """
    known = list(connection.execute(select(readers.c.version).distinct()).scalars())
    if version not in known:
        have = f"It has readings by {', '.join(sorted(known))}." if known else "It is empty."
        raise FilterError(f"No reading by version {version} is in the ledger. {have}")
    older = (
        select(standing.c.report, func.max(readings.c.id).label("reading"))
        .join(revisions, standing.c.revision == revisions.c.id)
        .join(readings, readings.c.content == revisions.c.content)
        .join(readers, readings.c.reader == readers.c.id)
        .where(readers.c.version == version, readings.c.id != standing.c.reading)
        .group_by(standing.c.report)
        .order_by(standing.c.report)
    )
    for report, reading in connection.execute(older).all():
        row = connection.execute(select_standing().where(standing.c.report == report)).one()
        was = connection.execute(
            select(readings.c.body, readings.c.why, readers.c.version, readers.c.model, readers.c.knowledge)
            .join(readers, readings.c.reader == readers.c.id)
            .where(readings.c.id == reading)
        ).one()
        reader = Reader(was.version, was.model, was.knowledge)
        yield from compare(codec.restore(row.key, row.text, row.record, reader, was.body, was.why), restored(row))


def compare(old: Reading, new: Reading) -> Iterator[Change]:
    """How two readings of one text differ, event by event."""
    before, after = _said(old), _said(new)
    for anchor, (event, said) in after.items():
        if anchor not in before:
            yield Change("event found", new.report.id, event, said=tuple(said))
        elif said != before[anchor][1]:
            was = before[anchor][1]
            yield Change(
                "event changed", new.report.id, event,
                said=tuple(s for s in said if s not in was), unsaid=tuple(s for s in was if s not in said),
            )  # fmt: skip
    for anchor, (event, said) in before.items():
        if anchor not in after:
            yield Change("event gone", new.report.id, event, unsaid=tuple(said))


def _said(reading: Reading) -> dict[str, tuple[str, list[str]]]:
    local = {anchor: event.id for anchor, event in anchors_of(reading)}
    return {
        event.anchor: (local[event.anchor], list(dict.fromkeys(f"{s.field}: {s.value}" for s in event.statements)))
        for event in flatten(reading).events
    }


def _reports(connection: Connection, day: str) -> Iterator[Change]:
    wanted = (
        select(reports.c.key, revisions.c.number, revisions.c.record)
        .join(reports, revisions.c.report == reports.c.id)
        .where(revisions.c.added >= day)
        .order_by(revisions.c.id)
    )
    for key, number, record in connection.execute(wanted):
        title = json.loads(record).get("title") or ""
        yield Change("report added" if number == 1 else "report revised", json.loads(key), note=title)


def _events(connection: Connection, before: int) -> Iterator[Change]:
    e = events.c
    wanted = (
        select(e.id, e.local, e.first_seen, e.gone, e.report, e.anchor, reports.c.key)
        .join(reports, e.report == reports.c.id)
        .where(e.changed > before)
        .order_by(e.report, e.start, e.id)
    )
    for part in parts(connection.execute(wanted).all()):
        said = _statements(connection, sorted({row.report for row in part}), before)
        for row in part:
            new, lost = said.get((row.report, row.anchor), ((), ()))
            ends = row.gone is not None and row.gone > before
            if row.first_seen > before:
                what: What = "event found"
                if row.gone is not None:
                    continue  # came and went
            elif ends:
                what = "event gone"
            elif new or lost:
                what = "event changed"
            else:
                continue
            yield Change(what, json.loads(row.key), row.local, said=new, unsaid=() if what == "event found" else lost)


def _statements(
    connection: Connection, of_reports: list[int], before: int
) -> dict[tuple[int, int], tuple[tuple[str, ...], tuple[str, ...]]]:
    """By event: what is said since and was not before, and what was said before and no longer is."""
    s = statements.c
    found: dict[tuple[int, int], tuple[dict[str, None], dict[str, None], set[str]]] = {}
    for part in parts(of_reports):
        wanted = select(s.report, s.anchor, s.field, s.value, s.first_seen, s.gone).where(s.report.in_(part))
        for report, anchor, field, value, first, gone in connection.execute(wanted.order_by(s.id)):
            new, lost, kept = found.setdefault((report, anchor), ({}, {}, set()))
            words = f"{field}: {value}"
            if gone is None:
                kept.add(words)
                if first > before:
                    new[words] = None
            elif gone > before and first <= before:
                lost[words] = None
    return {
        key: (tuple(w for w in new if w not in lost), tuple(w for w in lost if w not in kept))
        for key, (new, lost, kept) in found.items()
    }


def _incidents(connection: Connection, before: int) -> Iterator[Change]:
    i = incidents.c
    members: dict[int, int] = pairs(
        connection,
        select(incident_members.c.incident, func.count())
        .join(incidents, incident_members.c.incident == i.id)
        .where(i.changed > before, incident_members.c.until.is_(None))
        .group_by(incident_members.c.incident),
    )
    for row in connection.execute(select(incidents).where(i.changed > before).order_by(i.id)):
        about = f"{row.type}{'/' + row.mode if row.mode else ''}, {row.status}"
        if row.gone is not None:
            if row.first_seen > before:
                continue
            merged = row.successor is not None
            note = f"into i{row.successor}" if merged else about
            yield Change("incident merged" if merged else "incident gone", incident=f"i{row.id}", note=note)
        else:
            count = members.get(row.id, 0)
            note = f"{about}, {count} {'event' if count == 1 else 'events'}"
            what: What = "incident made" if row.first_seen > before else "incident changed"
            yield Change(what, incident=f"i{row.id}", note=note)


def _where(connection: Connection, anchor: str | None) -> tuple[str | int | None, str | None]:
    """A report and event that an anchor is in."""
    row = connection.execute(
        select(reports.c.key, events.c.local)
        .join(reports, events.c.report == reports.c.id)
        .join(anchors, events.c.anchor == anchors.c.id)
        .where(anchors.c.key == anchor)
        .limit(1)
    ).first()
    return (json.loads(row.key), row.local) if row else (None, None)
