"""Restores what stands for each report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select

from harmattan.ledger import codec
from harmattan.ledger.tables import readers, readings, reports, revisions, standing, texts
from harmattan.model import Reader, Reading


def select_standing() -> Select[Any]:
    """The parts of the readings that stand, one row a report."""
    return (
        select(
            reports.c.id, reports.c.key, texts.c.text, revisions.c.record, readings.c.body, readings.c.why,
            readers.c.version, readers.c.model, readers.c.knowledge,
        )
        .select_from(standing)
        .join(reports, standing.c.report == reports.c.id)
        .join(revisions, standing.c.revision == revisions.c.id)
        .join(texts, revisions.c.text == texts.c.digest)
        .join(readings, standing.c.reading == readings.c.id)
        .join(readers, readings.c.reader == readers.c.id)
    )  # fmt: skip


def restored(row: Any) -> Reading:
    """The reading of such a row."""
    reader = Reader(row.version, row.model, row.knowledge)
    return codec.restore(row.key, row.text, row.record, reader, row.body, row.why)


def standing_readings(connection: Connection, which: ColumnElement[bool]) -> Iterator[tuple[int, Reading]]:
    """The readings that stand for the reports of the rows ``which``, with the rows' ids, in the order they came."""
    for row in connection.execute(select_standing().where(which).order_by(reports.c.id)):
        yield row.id, restored(row)
