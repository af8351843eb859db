"""The ledger as others see it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, Select, Table, func, select
from sqlalchemy.dialects.sqlite import insert

from harmattan.errors import LedgerError
from harmattan.ledger import codec, store
from harmattan.ledger.tables import readers, readings, reports, revisions, standing, texts
from harmattan.model import Failure, Reader, Reading, Report


class Ledger:
    """Reports and their readings in one SQLite file.

    >>> with Ledger("mali.sqlite") as ledger:  # doctest: +SKIP
    ...     ledger.add(harmattan.read(text, id="lm-7"))

    A missing file is made unless ``create`` is false. Adding is atomic: killed at any moment, the file holds all of a
    batch or nothing of it. Adding what is there already changes nothing. Several processes may use one file.
    Every method raises `LedgerError` when the file cannot be used.
    """

    def __init__(self, path: str | os.PathLike[str], *, create: bool = True) -> None:
        self.path = Path(path)
        self._engine = store.open_engine(self.path, create=create)

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(Ledger, create=False), (self.path,)  # a worker process opens the file itself

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    # -------------------------------------------------------------- writing

    def add(self, reading: Reading) -> bool:
        """Keep a reading and its report. Whether that changed anything: ``False`` when it was there already."""
        return self.add_many([reading]) == 1

    def add_many(self, readings: Iterable[Reading | Failure]) -> int:
        """Keep readings and their reports in one transaction; how many of them changed anything.

        All are fetched before the file is locked; failures among them, which leave nothing to keep, are passed over.
        A report is known by its id. The same id with new content is a new revision of it; the same text under another
        id is another report, which shares the text. What was added last stands for the report.
        """
        batch = [reading for reading in readings if isinstance(reading, Reading)]
        with store.in_words(self.path), store.writing(self._engine) as connection:
            return sum([_keep(connection, reading) for reading in batch])

    # -------------------------------------------------------------- reading

    def reading_for(self, report: Report, reader: Reader) -> Reading | None:
        """What ``reader`` found in this content before, as a reading of this very report, or ``None``."""
        wanted = (
            select(readings.c.body, readings.c.why)
            .join(readers, readings.c.reader == readers.c.id)
            .where(readings.c.content == codec.content_digest(report))
            .where(readers.c.version == reader.version)
            .where(readers.c.model == reader.model, readers.c.knowledge == reader.knowledge)
        )
        with store.in_words(self.path), self._engine.connect() as connection:
            row = connection.execute(wanted).first()
        if row is None:
            return None
        return codec.restore(codec.dump(report.id), report.text, codec.report_record(report), reader, row.body, row.why)

    def readings(self) -> Iterator[Reading]:
        """The reading that stands for each report, in the order in which the reports first came."""
        with store.in_words(self.path), self._engine.connect() as connection:
            for row in connection.execute(_standing().order_by(reports.c.id)):
                yield _restored(row)

    def reports(self) -> Iterator[Report]:
        """Each report as it stands, in the order in which they first came."""
        return (reading.report for reading in self.readings())

    def reading(self, id: str | int) -> Reading | None:
        """The reading that stands for the report with this id; ``7`` and ``"7"`` differ."""
        with store.in_words(self.path), self._engine.connect() as connection:
            row = connection.execute(_standing().where(reports.c.key == codec.dump(id))).first()
        return _restored(row) if row else None

    def revisions(self, id: str | int) -> list[Report]:
        """All that the report with this id has ever said, oldest first."""
        wanted = (
            select(revisions.c.record, texts.c.text)
            .join(reports, revisions.c.report == reports.c.id)
            .join(texts, revisions.c.text == texts.c.digest)
            .where(reports.c.key == codec.dump(id))
            .order_by(revisions.c.number)
        )
        with store.in_words(self.path), self._engine.connect() as connection:
            rows = connection.execute(wanted).all()
        return [codec.restore_report(codec.dump(id), row.text, row.record) for row in rows]

    def __len__(self) -> int:
        with store.in_words(self.path), self._engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(reports)).scalar_one()

    def __bool__(self) -> bool:
        return True  # a ledger without reports is a ledger


# ------------------------------------------------------------------ rows


def _standing() -> Select[Any]:
    return (
        select(
            reports.c.key, texts.c.text, revisions.c.record, readings.c.body, readings.c.why,
            readers.c.version, readers.c.model, readers.c.knowledge,
        )
        .select_from(standing)
        .join(reports, standing.c.report == reports.c.id)
        .join(revisions, standing.c.revision == revisions.c.id)
        .join(texts, revisions.c.text == texts.c.digest)
        .join(readings, standing.c.reading == readings.c.id)
        .join(readers, readings.c.reader == readers.c.id)
    )  # fmt: skip


def _restored(row: Any) -> Reading:
    reader = Reader(row.version, row.model, row.knowledge)
    return codec.restore(row.key, row.text, row.record, reader, row.body, row.why)


def _keep(connection: Connection, reading: Reading) -> bool:
    """Write what is new of one reading."""
    report, reader = reading.report, reading.reader
    content, record, now = codec.content_digest(report), codec.report_record(report), _now()
    text_digest = codec.digest(report.text)
    try:
        report.text.encode()
    except UnicodeEncodeError as error:
        raise LedgerError(f"Report {report.id!r} holds half a character at {error.start}. Mend its text.") from error

    reader_id, _ = _find_or_add(
        connection, readers, {"version": reader.version, "model": reader.model, "knowledge": reader.knowledge}
    )
    reading_id, new_reading = _find_or_add(
        connection,
        readings,
        {"content": content, "reader": reader_id},
        lambda: {"body": codec.reading_body(reading), "why": codec.reading_why(reading), "added": now},
    )
    connection.execute(insert(texts).values(digest=text_digest, text=report.text).on_conflict_do_nothing())
    report_id, _ = _find_or_add(connection, reports, {"key": codec.dump(report.id)})
    revision_id, new_revision = _find_or_add(
        connection,
        revisions,
        {"report": report_id, "digest": codec.digest(text_digest + record)},
        lambda: {
            "number": _count(connection, report_id) + 1,
            "content": content,
            "text": text_digest,
            "record": record,
            "added": now,
        },
    )
    stands = {"revision": revision_id, "reading": reading_id}
    upsert = insert(standing).values(report=report_id, **stands)
    moved = connection.execute(
        upsert.on_conflict_do_update(
            index_elements=["report"],
            set_=stands,
            where=(standing.c.revision != revision_id) | (standing.c.reading != reading_id),
        )
    )
    return new_reading or new_revision or moved.rowcount > 0


def _find_or_add(
    connection: Connection, table: Table, key: dict[str, Any], rest: Callable[[], dict[str, Any]] = dict
) -> tuple[int, bool]:
    """The id of the row with ``key``, and whether it had to be added, with ``rest`` for its other columns."""
    found = connection.execute(select(table.c.id).filter_by(**key)).scalar()
    if found is not None:
        return int(found), False
    added = connection.execute(insert(table).values(**key, **rest()).returning(table.c.id)).scalar_one()
    return int(added), True


def _count(connection: Connection, report: int) -> int:
    return connection.execute(select(func.count()).where(revisions.c.report == report)).scalar_one()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
