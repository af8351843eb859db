"""The ledger as others see it."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Connection, func, select

from harmattan.errors import DecisionError
from harmattan.ledger import blocks, changes, choices, codec, incidents, keeping, saving, store, tables
from harmattan.ledger.anchors import anchors_of
from harmattan.ledger.changes import Change
from harmattan.ledger.decisions import Decision, apply
from harmattan.ledger.filters import Filter
from harmattan.ledger.incidents import Block, EventRef, Group, Pending, Sharing, StoredIncident
from harmattan.ledger.location import cache_folder, locate
from harmattan.ledger.rows import Write, parts
from harmattan.ledger.standing import restored, select_standing, standing_readings
from harmattan.ledger.tables import (
    anchors,
    claims,
    decisions,
    events,
    readers,
    readings,
    reports,
    revisions,
    standing,
    statements,
    texts,
    writes,
)
from harmattan.model import Failure, Reader, Reading, Report, ReportId

if TYPE_CHECKING:
    from harmattan.ledger.columns import Columns
    from harmattan.ledger.queries import Bucket, Cluster, Facets, Page, RelationSum, SearchHit

Verdict = Literal["accept", "reject", "correct"]


class Ledger:
    """Reports, what was read in them, what was decided about it and what it amounts to, in one database.

    >>> with Ledger("mali.sqlite") as ledger:  # doctest: +SKIP
    ...     ledger.add(harmattan.read(text, id="lm-7"))

    ``named`` is a SQLite file, or the URL of a PostgreSQL database (``postgresql://user@host/name``). A missing file is
    made unless ``create`` is false, and so are the tables in an empty database. Adding is atomic: killed at any moment,
    the ledger holds all of a batch or nothing of it. Adding what is there already changes nothing. Several processes
    and threads may use one ledger. Every method raises `LedgerError` when the ledger cannot be used.
    """

    def __init__(self, named: str | os.PathLike[str], *, create: bool = True) -> None:
        self._where = locate(named)
        self._engine = store.open_engine(self._where, create=create)
        self._columns: Columns | None = None
        self._lock = threading.Lock()
        with store.in_words(self._where):
            keeping.bring_up_to_date(self._engine)

    @property
    def name(self) -> str:
        """The file, or the URL without its password."""
        return self._where.shown

    @property
    def path(self) -> Path | None:
        """The file; ``None`` for a PostgreSQL database."""
        return self._where.path

    def __reduce__(self) -> tuple[Any, ...]:
        # A worker process opens the ledger itself.
        return partial(Ledger, create=False), (self._where.path or self._where.url,)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def _looking(self) -> Iterator[Connection]:
        with store.in_words(self._where), store.looking(self._engine) as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with store.in_words(self._where), store.writing(self._engine) as connection:
            yield connection

    # -------------------------------------------------------------- reports and readings

    def add(self, reading: Reading) -> bool:
        """Keep a reading and its report. Whether that changed anything: ``False`` when it was there already."""
        return self.add_many([reading]) == 1

    def add_many(self, readings: Iterable[Reading | Failure]) -> int:
        """Keep readings and their reports in one transaction; how many of them changed anything.

        All are fetched before the ledger is locked; failures among them, which leave nothing to keep, are passed over.
        A report is known by its id. The same id with new content is a new revision of it; the same text under another
        id is another report, which shares the text. What was added last stands for the report.
        """
        batch = [reading for reading in readings if isinstance(reading, Reading)]
        with self._writing() as connection:
            write = Write(connection)
            return sum([keeping.keep(connection, reading, write) for reading in batch])

    def reading_for(self, report: Report, reader: Reader) -> Reading | None:
        """What ``reader`` found in this content before, as a reading of this very report, or ``None``."""
        wanted = (
            select(readings.c.body, readings.c.why)
            .join(readers, readings.c.reader == readers.c.id)
            .where(readings.c.content == codec.content_digest(report))
            .where(readers.c.version == reader.version)
            .where(readers.c.model == reader.model, readers.c.knowledge == reader.knowledge)
        )
        with self._looking() as connection:
            row = connection.execute(wanted).first()
        if row is None:
            return None
        return codec.restore(codec.dump(report.id), report.text, codec.report_record(report), reader, row.body, row.why)

    def readings(self, *, of: Iterable[ReportId] | None = None, decided: bool = False) -> Iterator[Reading]:
        """The reading that stands for each report (or for those ``of`` these ids), in the order they first came.

        With ``decided`` they are as people decided: rejected events are left out, corrected ones are corrected.
        """
        wanted = select_standing().order_by(reports.c.id)
        keys = None if of is None else list(dict.fromkeys(map(codec.dump, of)))
        with self._looking() as connection:
            about = choices.standing_by_anchor(connection) if decided else {}
            for part in [None] if keys is None else parts(keys):
                for row in connection.execute(wanted if part is None else wanted.where(reports.c.key.in_(part))):
                    yield _as_decided(restored(row), about)

    def reports(self) -> Iterator[Report]:
        """Each report as it stands, in the order in which they first came."""
        return (reading.report for reading in self.readings())

    def reading(self, id: ReportId, *, decided: bool = False) -> Reading | None:
        """The reading that stands for the report with this id; ``7`` and ``"7"`` differ."""
        with self._looking() as connection:
            found = list(standing_readings(connection, reports.c.key == codec.dump(id)))
            if not found:
                return None
            return _as_decided(found[0][1], choices.standing_by_anchor(connection) if decided else {})

    def report(self, id: ReportId) -> Report | None:
        """The report with this id as it stands."""
        wanted = (
            select(revisions.c.record, texts.c.text)
            .join(standing, standing.c.revision == revisions.c.id)
            .join(reports, standing.c.report == reports.c.id)
            .join(texts, revisions.c.text == texts.c.digest)
            .where(reports.c.key == codec.dump(id))
        )
        with self._looking() as connection:
            row = connection.execute(wanted).first()
        return None if row is None else codec.restore_report(codec.dump(id), row.text, row.record)

    def revisions(self, id: ReportId) -> list[Report]:
        """All that the report with this id has ever said, oldest first."""
        wanted = (
            select(revisions.c.record, texts.c.text)
            .join(reports, revisions.c.report == reports.c.id)
            .join(texts, revisions.c.text == texts.c.digest)
            .where(reports.c.key == codec.dump(id))
            .order_by(revisions.c.number)
        )
        with self._looking() as connection:
            rows = connection.execute(wanted).all()
        return [codec.restore_report(codec.dump(id), row.text, row.record) for row in rows]

    # -------------------------------------------------------------- decisions

    def event(self, report: ReportId, event: str) -> EventRef:
        """The event ``event`` (such as ``"e4"``) of the reading that stands. Raises `DecisionError`."""
        with self._looking() as connection:
            return _event(connection, report, event)

    def decide(
        self, kind: Verdict, event: EventRef | str, *, by: str, why: str, field: str | None = None, value: Any = None
    ) -> Decision:
        """Accept, reject or correct an event; with `correct`, ``field`` is corrected to ``value`` (`decisions.FIELDS`).

        ``event`` comes from `event`, or is an anchor. It holds for this trigger in this text, in every report that
        has it, whichever reader finds it. Raises `DecisionError`.
        """
        if kind not in ("accept", "reject", "correct"):
            raise DecisionError(f"'{kind}' is no verdict on an event. Choose accept, reject or correct.")
        return self._decide(kind, event, None, field=field, value=value, by=by, why=why)

    def merge(self, one: EventRef | str, other: EventRef | str, *, by: str, why: str) -> Decision:
        """Decide that two events are one happening. Raises `DecisionError`."""
        return self._decide("merge", one, other, by=by, why=why)

    def split(self, one: EventRef | str, other: EventRef | str, *, by: str, why: str) -> Decision:
        """Decide that two events are two happenings. Raises `DecisionError`."""
        return self._decide("split", one, other, by=by, why=why)

    def undo(self, decision: int, *, by: str, why: str) -> Decision:
        """Take a decision back; an undo can be undone too. Raises `DecisionError`."""
        with self._writing() as connection:
            undone = choices.decision(connection, decision)
            about = undone
            while about.kind == "undo" and about.undoes is not None:
                about = choices.decision(connection, about.undoes)
            write = Write(connection)
            made = choices.append(connection, write, "undo", None, undoes=undone.id, by=by, why=why)
            self._take_effect(connection, write, about.anchor, about.other)
            return made

    def decisions(self) -> list[Decision]:
        """Every decision ever made, oldest first, each with the one that superseded it."""
        with self._looking() as connection:
            return choices.all_decisions(connection)

    def _decide(
        self, kind: Literal["accept", "reject", "correct", "merge", "split"], event: EventRef | str,
        other: EventRef | str | None, *, by: str, why: str, field: str | None = None, value: Any = None,
    ) -> Decision:  # fmt: skip
        with self._writing() as connection:
            marks = [m.anchor if isinstance(m, EventRef) else m for m in (event, other) if m is not None]
            for mark in marks:
                if connection.execute(select(anchors.c.id).where(anchors.c.key == mark)).first() is None:
                    raise DecisionError(f"The ledger has no event at {mark}.")
            write = Write(connection)
            second = marks[1] if len(marks) > 1 else None
            made = choices.append(connection, write, kind, marks[0], second, field=field, value=value, by=by, why=why)
            self._take_effect(connection, write, *marks)
            return made

    def _take_effect(self, connection: Connection, write: Write, *marks: str | None) -> None:
        """Bring the reports that hold these anchors to what is now decided, and have their events gathered anew."""
        ids = blocks.with_anchors(connection, [mark for mark in marks if mark])
        connection.execute(
            events.update().where(events.c.id.in_(sorted(ids))).values(pending=True, changed=write.number)
        )
        holders = select(events.c.report).where(events.c.id.in_(sorted(ids))).distinct()
        for report, reading in standing_readings(connection, reports.c.id.in_(holders)):
            keeping.flatten_report(connection, report, reading, write)

    # -------------------------------------------------------------- incidents

    def pending(self, limit: int | None = None) -> Pending:
        """Events that are new, changed or gone since they were last gathered into incidents, oldest first."""
        with self._looking() as connection:
            return blocks.pending(connection, limit)

    def block(self, ids: Iterable[int], keys: Mapping[int, Iterable[str]] | None = None, *, crowd: int = 200) -> Block:
        """All that must be looked at to gather the events ``ids`` anew: those that share a key with one of them.

        ``keys`` are the events' keys by id; those of other events are in the ledger. The outcome is closed: an
        incident is in it as a whole or not at all, and so are pairs that people joined or parted, and events that
        share a key that begins with ``=``. Any other key shared by more than ``crowd`` events is not followed.
        """
        with self._looking() as connection:
            return blocks.block(connection, ids, keys or {}, crowd=crowd)

    def sharing(self, keys: Iterable[str], *, crowd: int = 200) -> Sharing:
        """The events that share one of these keys, and nothing else; and the keys of more than ``crowd`` events."""
        with self._looking() as connection:
            return blocks.sharing(connection, keys, crowd=crowd)

    def notes(self, ids: Iterable[int]) -> dict[tuple[int, str], str]:
        """What `save_incidents` was given to note of these events, by ``(ref.reading, ref.event)``."""
        with self._looking() as connection:
            return blocks.notes(connection, ids)

    def save_incidents(
        self,
        groups: Sequence[Group],
        *,
        keys: Mapping[int, Iterable[str]] | None = None,
        settled: Iterable[int] = (),
        notes: Mapping[tuple[int, str], str] | None = None,
        seen: int | None = None,
        rules: str | None = None,
    ) -> tuple[str, ...]:
        """Keep what the situation worked out for a block, in one transaction; the id of each group's incident.

        Each group keeps the id of the incident with which it shares most events; ids that no group keeps redirect to
        where most of their events went, or become tombstones. Events in ``groups``, ``keys`` or ``settled`` wait no
        more; ``settled`` names those that belong to no incident (rejected, gone). ``keys`` replaces these events' keys.
        ``notes`` are words (JSON) about an event as one reading has it, by ``(ref.reading, ref.event)``; the first
        holds. ``seen`` is the block's: `LedgerChanged` is raised, and nothing kept, when these events or any incident
        have changed since, or the ledger is gathered by other ``rules`` by now. Saving the same again changes nothing.
        """
        with self._writing() as connection:
            return saving.save_incidents(
                connection, Write(connection), groups, keys=keys or {}, settled=settled, notes=notes or {}, seen=seen,
                rules=rules,
            )  # fmt: skip

    def gather_anew(self, rules: str) -> None:
        """Let every event wait, unless the incidents were gathered by these ``rules`` (any string); keys and notes go.

        Incidents keep their events and ids until others are saved.
        """
        with self._writing() as connection:
            saving.gather_anew(connection, rules)

    def incidents(self) -> list[StoredIncident]:
        """The incidents that stand, in order of id."""
        with self._looking() as connection:
            return incidents.stored(connection)

    def incident(self, id: str) -> StoredIncident | None:
        """The incident with this id, or the one that it redirects to; a tombstone has ``gone`` set and no events."""
        with self._looking() as connection:
            found = incidents.resolve(connection, id)
            if found is not None and found.successor is not None:
                found = incidents.resolve(connection, found.successor)
            return found

    def event_refs(self, ids: Iterable[int]) -> list[EventRef]:
        """The events with these row ids that stand, in order of id."""
        with self._looking() as connection:
            return blocks.refs(connection, ids)

    def events_at(self, anchors: Iterable[str]) -> list[EventRef]:
        """The events that stand under these anchors, in order of id: several where reports share a text."""
        with self._looking() as connection:
            return blocks.refs(connection, blocks.with_anchors(connection, anchors))

    # -------------------------------------------------------------- questions

    def find(self, filter: Filter = Filter(), *, limit: int = 50, cursor: str | None = None) -> Page:
        """One page of events that fit, the latest first; ``cursor`` is that of the page before."""
        from harmattan.ledger import queries

        with self._looking() as connection:
            return queries.find(connection, self._current(connection), filter, limit=limit, cursor=cursor)

    def facets(self, filter: Filter = Filter(), *, fields: Sequence[str] | None = None, limit: int = 20) -> Facets:
        """How many events fit, and the ``limit`` commonest values of each field (`queries.FACETS`)."""
        from harmattan.ledger import queries

        with self._looking() as connection:
            wanted = queries.FACETS if fields is None else fields
            return queries.facets(connection, self._current(connection), filter, fields=wanted, limit=limit)

    def timeline(self, filter: Filter = Filter(), *, bucket: Bucket = "month") -> tuple[tuple[str, int], ...]:
        """Events by day, week, month or year, oldest first; undated ones are left out."""
        from harmattan.ledger import queries

        with self._looking() as connection:
            return queries.timeline(connection, self._current(connection), filter, bucket=bucket)

    def clusters(self, filter: Filter = Filter(), *, zoom: int = 5) -> tuple[Cluster, ...]:
        """Events on the map, near ones as one: grid cells an eighth of a web map's tile wide at ``zoom`` (0 to 20)."""
        from harmattan.ledger import queries

        with self._looking() as connection:
            return queries.clusters(connection, self._current(connection), filter, zoom=zoom)

    def relations(
        self, filter: Filter = Filter(), *, bucket: Bucket | None = "month", limit: int = 100
    ) -> tuple[RelationSum, ...]:
        """What actors did to each other by period: for the ``limit`` pairs with most events, events by quad class."""
        from harmattan.ledger import queries

        with self._looking() as connection:
            return queries.relations(connection, self._current(connection), filter, bucket=bucket, limit=limit)

    def search(self, words: str, filter: Filter = Filter(), *, limit: int = 20) -> tuple[SearchHit, ...]:
        """Reports that hold the words (`search.py`), the best first; with a filter, only where an event fits."""
        from harmattan.ledger import queries

        with self._looking() as connection:
            return queries.search_reports(connection, self._current(connection), words, filter, limit=limit)

    def frame(self, name: str, filter: Filter = Filter(), *, kind: str = "pandas") -> Any:
        """A pandas (or polars) data frame: ``events`` (that fit the filter), ``reports``, ``claims``, ``statements``,
        ``incidents`` or ``decisions``. Raises `SetupError` where the library is not installed."""
        from harmattan.ledger.frames import frame
        from harmattan.ledger.selecting import select_events

        with self._looking() as connection:
            ids: list[int] = []
            if name == "events":
                columns = self._current(connection)
                masks = select_events(connection, columns, filter)
                ids = sorted(int(n) for s, m in zip(columns.segments, masks, strict=True) for n in s.id[m])
            return frame(connection, name, ids, kind)

    def changes(self, *, since: str | None = None, version: str | None = None) -> Iterator[Change]:
        """What changed since an ISO day, or how what stands differs from what an older version read; give one."""
        if (since is None) == (version is None):
            raise TypeError("changes() takes since or version, and one of them only")
        with self._looking() as connection:
            yield from changes.since(connection, since) if since else changes.against(connection, str(version))

    def counts(self) -> dict[str, int]:
        """How many reports, events, claims, statements, incidents and decisions there are."""
        wanted = {
            "reports": select(func.count()).select_from(standing),
            "events": select(func.count()).where(events.c.gone.is_(None)),
            "claims": select(func.count()).select_from(claims),
            "statements": select(func.count()).where(statements.c.gone.is_(None)),
            "incidents": select(func.count()).where(tables.incidents.c.gone.is_(None)),
            "decisions": select(func.count()).select_from(decisions),
        }
        with self._looking() as connection:
            return {name: connection.execute(query).scalar_one() for name, query in wanted.items()}

    def _current(self, connection: Connection) -> Columns:
        from harmattan.ledger import columns

        with self._lock:
            self._columns = columns.current(connection, self._columns, self._columns_file(connection))
            return self._columns

    def _columns_file(self, connection: Connection) -> Path | None:
        if self._where.path is not None:
            return self._where.path.with_name(self._where.path.name + "-columns")
        first = connection.execute(select(writes.c.token).order_by(writes.c.id).limit(1)).scalar()
        return cache_folder() / f"{first}-columns" if first else None

    # -------------------------------------------------------------- itself

    def __len__(self) -> int:
        with self._looking() as connection:
            return connection.execute(select(func.count()).select_from(reports)).scalar_one()

    def __bool__(self) -> bool:
        return True  # a ledger without reports is a ledger

    def __repr__(self) -> str:
        return f"Ledger({self.name!r})"

    def _repr_html_(self) -> str:
        from harmattan.ledger.display import ledger_html

        return ledger_html(self.name, self.counts())


def _as_decided(reading: Reading, about: Mapping[str, Sequence[Decision]]) -> Reading:
    if not about:
        return reading
    decisions = [d for anchor, _ in anchors_of(reading) for d in about.get(anchor, ())]
    corrected, verdicts = apply(reading, decisions)
    return replace(corrected, events=tuple(e for e in corrected.events if verdicts.get(e.id) != "rejected"))


def _event(connection: Connection, report: ReportId, event: str) -> EventRef:
    wanted = blocks.select_refs().where(reports.c.key == codec.dump(report)).order_by(events.c.id)
    found = {row[2]: EventRef(*row) for row in connection.execute(wanted)}
    if event in found:
        return found[event]
    if connection.execute(select(reports.c.id).where(reports.c.key == codec.dump(report))).first() is None:
        raise DecisionError(f"The ledger has no report {json.dumps(report, ensure_ascii=False)}.")
    have = f"It has {', '.join(found)}." if found else "It has none."
    raise DecisionError(f"The report {json.dumps(report, ensure_ascii=False)} has no event '{event}'. {have}")
