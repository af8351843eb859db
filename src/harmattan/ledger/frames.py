"""Tables of the ledger as data frames, for pandas and polars."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import fields
from typing import Any, Literal

from sqlalchemy import Connection, select

from harmattan.errors import FilterError, SetupError
from harmattan.ledger.choices import all_decisions
from harmattan.ledger.decisions import Decision
from harmattan.ledger.details import EventRow, event_rows
from harmattan.ledger.incidents import stored
from harmattan.ledger.tables import (
    actors,
    anchors,
    claim_events,
    claim_sources,
    claims,
    events,
    reports,
    standing,
    statements,
    writes,
)

FrameKind = Literal["pandas", "polars"]
AT_ONCE = 2000  # events looked up at once


def frame(connection: Connection, name: str, ids: Iterable[int], kind: str) -> Any:
    """A data frame of what ``name`` says; ``ids`` are the events to show, where events are asked for.

    Raises `FilterError` for a name or kind that there is not, `SetupError` where the library is not installed.
    """
    if name not in _MAKERS:
        raise FilterError(f"There is no frame '{name}'. There are: {', '.join(_MAKERS)}.")
    if kind not in ("pandas", "polars"):
        raise FilterError(f"'{kind}' makes no frames. Choose pandas or polars.")
    library = _library(kind)
    columns, rows = _MAKERS[name](connection, ids)
    if kind == "polars":
        return library.DataFrame(rows, schema=columns, orient="row", infer_schema_length=None)
    return library.DataFrame(rows, columns=columns)


def _library(kind: str) -> Any:
    import importlib

    try:
        return importlib.import_module(kind)
    except ImportError as error:
        raise SetupError(f"Frames need {kind}, which is not installed: pip install 'harmattan[{kind}]'") from error


Table = tuple[list[str], list[tuple[Any, ...]]]


def _events(connection: Connection, ids: Iterable[int]) -> Table:
    every = list(ids)
    names = [f.name for f in fields(EventRow)]
    rows = []
    for at in range(0, len(every), AT_ONCE):
        for row in event_rows(connection, every[at : at + AT_ONCE]):
            values = (getattr(row, name) for name in names)
            rows.append(tuple(list(v) if isinstance(v, tuple) else v for v in values))
    return names, [(str(row[0]), *row[1:]) for row in rows]


def _reports(connection: Connection, _: Iterable[int]) -> Table:
    s = standing.c
    wanted = select(reports.c.key, s.title, s.outlet, s.published).join(standing, s.report == reports.c.id)
    rows = connection.execute(wanted.order_by(reports.c.id))
    return ["report", "title", "outlet", "published"], [(_id(r.key), *r[1:]) for r in rows]


def _claims(connection: Connection, _: Iterable[int]) -> Table:
    c = claims.c
    said = connection.execute(
        select(claim_sources.c.claim, actors.c.name)
        .join(actors, claim_sources.c.actor == actors.c.id)
        .order_by(claim_sources.c.claim, claim_sources.c.position)
    )
    sources: dict[int, list[str]] = {}
    for claim, name in said:
        sources.setdefault(claim, []).append(name)
    about: dict[int, list[str]] = {}
    linked = select(claim_events.c.claim, events.c.local).join(events, claim_events.c.event == events.c.id)
    for claim, local in connection.execute(linked.order_by(events.c.id)):
        about.setdefault(claim, []).append(local)
    wanted = (
        select(
            reports.c.key, c.local, c.source_kind, c.stance, c.quoted, c.cue, c.content, c.part, c.start, c.end, c.id
        )
        .join(reports, c.report == reports.c.id)
        .order_by(c.id)
    )
    names = ["report", "claim", "source_kind", "stance", "quoted", "cue", "content", "part", "start", "end",
             "sources", "about"]  # fmt: skip
    return names, [
        (_id(r.key), *r[1:-1], sources.get(r.id, []), about.get(r.id, [])) for r in connection.execute(wanted)
    ]


def _statements(connection: Connection, _: Iterable[int]) -> Table:
    s = statements.c
    first, last, ended = writes.alias(), writes.alias(), writes.alias()
    wanted = (
        select(
            reports.c.key, anchors.c.key, s.field, s.value, actors.c.name, s.source_kind, s.part, s.start, s.end,
            first.c.at, last.c.at, ended.c.at,
        )
        .join(reports, s.report == reports.c.id)
        .join(anchors, s.anchor == anchors.c.id)
        .join(first, s.first_seen == first.c.id)
        .join(last, s.last_seen == last.c.id)
        .outerjoin(ended, s.gone == ended.c.id)
        .outerjoin(actors, s.source == actors.c.id)
        .order_by(s.id)
    )  # fmt: skip
    names = ["report", "anchor", "field", "value", "source", "source_kind", "part", "start", "end", "first_seen",
             "last_seen", "gone"]  # fmt: skip
    return names, [(_id(r[0]), *r[1:]) for r in connection.execute(wanted)]


def _incidents(connection: Connection, _: Iterable[int]) -> Table:
    names = ["incident", "type", "mode", "status", "earliest", "latest", "events", "record"]
    return names, [
        (i.id, i.type, i.mode, i.status, i.earliest, i.latest, len(i.events), json.dumps(i.record, ensure_ascii=False))
        for i in stored(connection)
    ]


def _decisions(connection: Connection, _: Iterable[int]) -> Table:
    names = [f.name for f in fields(Decision)]
    rows = [tuple(getattr(d, name) for name in names) for d in all_decisions(connection)]
    value = names.index("value")
    return names, [(*r[:value], None if r[value] is None else json.dumps(r[value]), *r[value + 1 :]) for r in rows]


def _id(key: str) -> str:
    return str(json.loads(key))  # a column has one type: 7 and "7" look alike here


_MAKERS: dict[str, Callable[[Connection, Iterable[int]], Table]] = {
    "events": _events, "reports": _reports, "claims": _claims, "statements": _statements, "incidents": _incidents,
    "decisions": _decisions,
}  # fmt: skip
