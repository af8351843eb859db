"""Writes readings: the reading itself, and its rows for filters and search.

What has not changed is not touched, so that adding a reading twice leaves every row as it was. An event keeps its row
while its trigger stays (`anchors.py`), whichever reader finds it; one that is no longer found is marked as gone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, select, update

from harmattan.errors import LedgerError
from harmattan.ledger import codec, search, store
from harmattan.ledger.choices import decisions_about
from harmattan.ledger.decisions import apply
from harmattan.ledger.flatten import VERSION, Flat, FlatEvent, flatten
from harmattan.ledger.rows import Write, find_or_add, ids_by_key, insert, pairs
from harmattan.ledger.standing import standing_readings
from harmattan.ledger.tables import (
    actor_names,
    actors,
    anchors,
    claim_events,
    claim_sources,
    claims,
    event_actors,
    event_places,
    events,
    places,
    readers,
    readings,
    reports,
    revisions,
    standing,
    statements,
    texts,
)
from harmattan.model import Reading

AT_ONCE = 100  # reports flattened in one transaction when an older ledger is brought up to date


def keep(connection: Connection, reading: Reading, write: Write) -> bool:
    """Write what is new of one reading; whether anything was."""
    report, reader = reading.report, reading.reader
    content, record = codec.content_digest(report), codec.report_record(report)
    text_digest = codec.digest(report.text)
    try:
        report.text.encode()
    except UnicodeEncodeError as error:
        raise LedgerError(f"Report {report.id!r} holds half a character at {error.start}. Mend its text.") from error

    reader_id, _ = find_or_add(
        connection, readers, {"version": reader.version, "model": reader.model, "knowledge": reader.knowledge}
    )
    reading_id, new_reading = find_or_add(
        connection,
        readings,
        {"content": content, "reader": reader_id},
        lambda: {"body": codec.reading_body(reading), "why": codec.reading_why(reading), "added": write.at},
    )
    connection.execute(insert(connection, texts).values(digest=text_digest, text=report.text).on_conflict_do_nothing())
    report_id, _ = find_or_add(connection, reports, {"key": codec.dump(report.id)})
    revision_id, new_revision = find_or_add(
        connection,
        revisions,
        {"report": report_id, "digest": codec.digest(text_digest + record)},
        lambda: {
            "number": _revisions(connection, report_id) + 1,
            "content": content,
            "text": text_digest,
            "record": record,
            "added": write.at,
        },
    )
    moved = _stand(connection, report_id, revision_id, reading_id, reading)
    if moved:
        flatten_report(connection, report_id, reading, write)
        _gather_anew(connection, report_id, write)
    return new_reading or new_revision or moved


def flatten_report(connection: Connection, report: int, reading: Reading, write: Write) -> None:
    """Bring a report's rows to what ``reading``, with what was decided about its events, says."""
    decided = decisions_about(connection, reading)
    corrected, verdicts = apply(reading, decided)
    flat = flatten(corrected, verdicts)
    connection.execute(
        update(standing)
        .where(standing.c.report == report)
        .values(title=flat.title, outlet=flat.outlet, published=flat.published, flat=VERSION)
    )
    who = ids_by_key(connection, actors, flat.actors)
    if flat.names:
        connection.execute(
            insert(connection, actor_names).on_conflict_do_nothing(),
            [{"actor": who[key], "folded": name} for key, name in sorted(flat.names)],
        )
    where = ids_by_key(connection, places, flat.places)
    marks = ids_by_key(connection, anchors, {e.anchor: {"key": e.anchor} for e in flat.events})
    homes = _put_events(connection, report, flat.events, who, where, marks, write)
    _put_claims(connection, report, flat, who, homes)
    _put_statements(connection, report, flat.events, who, marks, write)


def _gather_anew(connection: Connection, report: int, write: Write) -> None:
    """Another reading stands: what is compared across reports may have changed where no row of an event did."""
    connection.execute(
        update(events)
        .where(events.c.report == report, events.c.gone.is_(None), events.c.changed < write.number)
        .values(pending=True, changed=write.number)
    )


def bring_up_to_date(engine: Engine) -> None:
    """Flatten the reports that were flattened by older rules, or never."""
    with engine.connect() as connection:
        if connection.execute(select(standing.c.report).where(standing.c.flat < VERSION).limit(1)).first() is None:
            return
    while True:
        with store.writing(engine) as connection:
            old = pairs(
                connection,
                select(standing.c.report, standing.c.flat).where(standing.c.flat < VERSION).limit(AT_ONCE),
            )
            if not old:
                return
            write = Write(connection)
            for report, reading in list(standing_readings(connection, standing.c.report.in_(sorted(old)))):
                if not old[report]:
                    _reindex(connection, report, None, reading)
                flatten_report(connection, report, reading, write)


def _stand(connection: Connection, report: int, revision: int, reading_id: int, reading: Reading) -> bool:
    """Let this revision and reading stand for a report; whether others did before."""
    row = connection.execute(
        select(standing.c.revision, standing.c.reading, standing.c.title, texts.c.text)
        .join(revisions, standing.c.revision == revisions.c.id)
        .join(texts, revisions.c.text == texts.c.digest)
        .where(standing.c.report == report)
    ).first()
    stands = {"revision": revision, "reading": reading_id}
    if row is None:
        connection.execute(standing.insert().values(report=report, **stands))
        _reindex(connection, report, None, reading)
        return True
    if (row.revision, row.reading) == (revision, reading_id):
        return False
    connection.execute(update(standing).where(standing.c.report == report).values(**stands))
    if row.revision != revision:
        _reindex(connection, report, f"{row.title or ''}\n{row.text}", reading)
    return True


def _reindex(connection: Connection, report: int, before: str | None, reading: Reading) -> None:
    if before is not None:
        search.drop(connection, "report_search", [(report, before)])
    search.put(connection, "report_search", [(report, f"{reading.report.title or ''}\n{reading.report.text}")])


def _put_events(
    connection: Connection,
    report: int,
    found: Iterable[FlatEvent],
    who: dict[str, int],
    where: dict[str, int],
    marks: dict[str, int],
    write: Write,
) -> dict[str, int]:
    """Write a report's events; the id of each by its anchor."""
    known = {
        row.anchor: row
        for row in connection.execute(
            select(events.c.id, events.c.anchor, events.c.local, events.c.digest, events.c.gone, events.c.evidence)
            .where(events.c.report == report)
        )
    }  # fmt: skip
    new: list[dict[str, Any]] = []
    changed: list[FlatEvent] = []
    unindexed: list[tuple[int, str]] = []
    for event in found:
        row: dict[str, Any] = {
            **event.row,
            "digest": event.digest,
            "place": where[event.places[0]] if event.places else None,
        }
        old = known.pop(marks[event.anchor], None)
        if old is None:
            fresh = {"report": report, "anchor": marks[event.anchor], "first_seen": write.number, "incident": None}
            new.append({**row, **fresh, "changed": write.number, "pending": True})
        elif old.digest != event.digest or old.gone is not None:
            row |= {"changed": write.number, "pending": True, "gone": None}
            connection.execute(update(events).where(events.c.id == old.id).values(**row))
            if old.gone is None:
                unindexed.append((old.id, old.evidence))
        else:
            if old.local != event.row["local"]:
                connection.execute(update(events).where(events.c.id == old.id).values(local=event.row["local"]))
            continue
        changed.append(event)
    gone = [old for old in known.values() if old.gone is None]
    for old in gone:
        connection.execute(
            update(events).where(events.c.id == old.id).values(gone=write.number, changed=write.number, pending=True)
        )
    if new:
        connection.execute(events.insert(), new)
    homes: dict[str, int] = {}
    if marks:
        by_mark = pairs(connection, select(events.c.anchor, events.c.id).where(events.c.report == report))
        homes = {anchor: by_mark[mark] for anchor, mark in marks.items()}
    search.drop(connection, "event_search", unindexed + [(old.id, old.evidence) for old in gone])
    search.put(connection, "event_search", [(homes[e.anchor], str(e.row["evidence"])) for e in changed])
    _link(connection, changed, homes, who, where)
    return homes


def _link(
    connection: Connection,
    changed: list[FlatEvent],
    homes: dict[str, int],
    who: dict[str, int],
    where: dict[str, int],
) -> None:
    ids = [homes[e.anchor] for e in changed]
    if not ids:
        return
    connection.execute(delete(event_actors).where(event_actors.c.event.in_(ids)))
    connection.execute(delete(event_places).where(event_places.c.event.in_(ids)))
    parties = [
        {"event": homes[e.anchor], "role": role, "actor": who[key], "position": n}
        for e in changed
        for role, keys in (("actor", e.actors), ("recipient", e.recipients))
        for n, key in enumerate(keys)
    ]
    towns = [
        {"event": homes[e.anchor], "place": where[key], "position": n}
        for e in changed
        for n, key in enumerate(e.places)
    ]
    if parties:
        connection.execute(event_actors.insert(), parties)
    if towns:
        connection.execute(event_places.insert(), towns)


def _put_claims(connection: Connection, report: int, flat: Flat, who: dict[str, int], homes: dict[str, int]) -> None:
    old = list(connection.execute(select(claims.c.id).where(claims.c.report == report)).scalars())
    if old:
        for table in (claim_sources, claim_events):
            connection.execute(delete(table).where(table.c.claim.in_(old)))
        connection.execute(delete(claims).where(claims.c.id.in_(old)))
    if not flat.claims:
        return
    connection.execute(claims.insert(), [{**c.row, "report": report} for c in flat.claims])
    ids = pairs(connection, select(claims.c.local, claims.c.id).where(claims.c.report == report))
    sources = [
        {"claim": ids[c.row["local"]], "actor": who[key], "position": n}
        for c in flat.claims
        for n, key in enumerate(c.sources)
    ]
    about = [{"claim": ids[c.row["local"]], "event": homes[a]} for c in flat.claims for a in c.events if a in homes]
    if sources:
        connection.execute(claim_sources.insert(), sources)
    if about:
        connection.execute(claim_events.insert(), about)


def _put_statements(
    connection: Connection,
    report: int,
    found: Iterable[FlatEvent],
    who: dict[str, int],
    marks: dict[str, int],
    write: Write,
) -> None:
    """Add what is said now and was not before; mark as gone what is no longer said."""
    s = statements.c
    columns = (s.anchor, s.field, s.value, s.source, s.source_kind, s.part, s.start, s.end)
    names = [c.name for c in columns]
    known = {
        tuple(row[2:]): (row.id, row.gone)
        for row in connection.execute(select(s.id, s.gone, *columns).where(s.report == report))
    }
    said = dict.fromkeys(
        (marks[e.anchor], t.field, t.value, who[t.source] if t.source else None, t.source_kind, t.span.place,
         t.span.start, t.span.end)
        for e in found
        for t in e.statements
    )  # fmt: skip
    new = [key for key in said if key not in known]
    if new:
        seen: dict[str, Any] = {"report": report, "first_seen": write.number, "last_seen": write.number}
        connection.execute(statements.insert(), [dict(zip(names, key, strict=True)) | seen for key in new])
    again = [known[key][0] for key in said if key in known]
    lost = [id for key, (id, gone) in known.items() if key not in said and gone is None]
    if again:
        connection.execute(update(statements).where(s.id.in_(again)).values(last_seen=write.number, gone=None))
    if lost:
        connection.execute(update(statements).where(s.id.in_(lost)).values(gone=write.number))


def _revisions(connection: Connection, report: int) -> int:
    return connection.execute(select(func.count()).where(revisions.c.report == report)).scalar_one()
