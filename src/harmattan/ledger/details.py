"""What is shown of events and reports: rows of the tables with their names."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from harmattan.ledger.rows import parts
from harmattan.ledger.tables import (
    actors,
    anchors,
    claim_events,
    claim_sources,
    event_actors,
    events,
    places,
    reports,
    revisions,
    standing,
    texts,
)


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event as it is listed. ``start`` and ``end`` are half-open characters of the report's ``part`` (text or title)
    and hold the evidence; ``dated`` tells whether the days were told or are those of publication."""

    report: str | int
    event: str
    anchor: str
    type: str
    mode: str | None
    contexts: tuple[str, ...]
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    place: str | None
    country: str | None
    latitude: float | None
    longitude: float | None
    earliest: str | None
    latest: str | None
    dated: str
    factuality: str
    outcome: str
    background: bool
    confidence: float
    sources: tuple[str, ...]
    outlet: str | None
    published: str | None
    incident: str | None
    status: str | None
    decided: str | None
    evidence: str
    part: str
    start: int
    end: int

    def to_dict(self) -> dict[str, Any]:
        """A JSON object."""
        return {name: list(v) if isinstance(v, tuple) else v for name, v in dataclasses.asdict(self).items()}


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report as it is listed, with the ids of some of its events."""

    report: str | int
    title: str | None
    outlet: str | None
    published: str | None
    text: str
    events: tuple[str, ...]


def event_rows(connection: Connection, ids: Sequence[int]) -> list[EventRow]:
    """Events in the order of ``ids``; those that are not there are left out."""
    e = events.c
    wanted = (
        select(
            e.id, e.local, e.type, e.mode, e.contexts, e.earliest, e.latest, e.dated, e.factuality, e.outcome,
            e.background, e.confidence, e.incident, e.status, e.decided, e.evidence, e.part, e.start, e.end,
            reports.c.key, anchors.c.key.label("anchor"), standing.c.outlet, standing.c.published,
            places.c.name.label("place"), places.c.country, places.c.latitude, places.c.longitude,
        )
        .join(reports, e.report == reports.c.id)
        .join(anchors, e.anchor == anchors.c.id)
        .join(standing, standing.c.report == e.report)
        .outerjoin(places, e.place == places.c.id)
    )  # fmt: skip
    rows = {row.id: row for part in parts(ids) for row in connection.execute(wanted.where(e.id.in_(part)))}
    parties = _parties(connection, ids)
    return [
        EventRow(
            json.loads(r.key), r.local, r.anchor, r.type, r.mode, tuple(r.contexts.split()),
            parties.get((id, "actor"), ()), parties.get((id, "recipient"), ()), r.place, r.country, r.latitude,
            r.longitude, r.earliest, r.latest, r.dated, r.factuality, r.outcome, bool(r.background), r.confidence,
            parties.get((id, "source"), ()), r.outlet, r.published, f"i{r.incident}" if r.incident else None, r.status,
            r.decided, r.evidence, r.part, r.start, r.end,
        )
        for id in ids
        if (r := rows.get(id)) is not None
    ]  # fmt: skip


def report_rows(
    connection: Connection, ids: Sequence[int], of_events: Mapping[int, Iterable[int]]
) -> dict[int, ReportRow]:
    """Reports by row id, each with the ids of the events (rows) that are named for it."""
    every = [event for found in of_events.values() for event in found]
    local = {
        row.id: row.local
        for part in parts(every)
        for row in connection.execute(select(events.c.id, events.c.local).where(events.c.id.in_(part)))
    }
    wanted = (
        select(reports.c.id, reports.c.key, standing.c.title, standing.c.outlet, standing.c.published, texts.c.text)
        .join(standing, standing.c.report == reports.c.id)
        .join(revisions, standing.c.revision == revisions.c.id)
        .join(texts, revisions.c.text == texts.c.digest)
    )
    return {
        r.id: ReportRow(
            json.loads(r.key), r.title, r.outlet, r.published, r.text,
            tuple(local[event] for event in sorted(of_events.get(r.id, ()))),
        )
        for part in parts(ids)
        for r in connection.execute(wanted.where(reports.c.id.in_(part)))
    }  # fmt: skip


def _parties(connection: Connection, ids: Sequence[int]) -> dict[tuple[int, str], tuple[str, ...]]:
    found: dict[tuple[int, str], dict[str, None]] = {}
    for part in parts(ids):
        named = (
            select(event_actors.c.event, event_actors.c.role, actors.c.name)
            .join(actors, event_actors.c.actor == actors.c.id)
            .where(event_actors.c.event.in_(part))
            .order_by(event_actors.c.event, event_actors.c.role, event_actors.c.position)
        )
        for event, role, name in connection.execute(named):
            found.setdefault((event, role), {})[name] = None
        said = (
            select(claim_events.c.event, actors.c.name)
            .join(claim_sources, claim_sources.c.claim == claim_events.c.claim)
            .join(actors, claim_sources.c.actor == actors.c.id)
            .where(claim_events.c.event.in_(part))
            .order_by(claim_events.c.event, claim_events.c.claim, claim_sources.c.position)
        )
        for event, name in connection.execute(said):
            found.setdefault((event, "source"), {})[name] = None
    return {key: tuple(names) for key, names in found.items()}
