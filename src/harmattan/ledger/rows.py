"""Small helpers for rows that both databases take."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Connection, Select, Table, func, select
from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from harmattan.ledger.tables import writes

MANY = 500  # values in one IN (…)


class Write:
    """The number of the present transaction's write, given when something first changes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._number: int | None = None
        self.at = now()

    @property
    def happened(self) -> bool:
        """Whether anything has changed."""
        return self._number is not None

    @property
    def number(self) -> int:
        """This write's number; from here on the transaction counts as a change."""
        if self._number is None:
            last = self._connection.execute(select(func.max(writes.c.id))).scalar() or 0
            self._number = int(last) + 1
            self._connection.execute(writes.insert().values(id=self._number, at=self.at, token=secrets.token_hex(8)))
        return self._number


def now() -> str:
    """The time as ISO, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def insert(connection: Connection, table: Table) -> SqliteInsert | PostgresInsert:
    """An insert that can say what to do about a row that is there already."""
    return sqlite_insert(table) if connection.dialect.name == "sqlite" else postgres_insert(table)


def find_or_add(
    connection: Connection, table: Table, key: dict[str, Any], rest: Callable[[], dict[str, Any]] = dict
) -> tuple[int, bool]:
    """The id of the row with ``key``, and whether it had to be added, with ``rest`` for its other columns."""
    found = connection.execute(select(table.c.id).filter_by(**key)).scalar()
    if found is not None:
        return int(found), False
    added = connection.execute(table.insert().values(**key, **rest()).returning(table.c.id)).scalar_one()
    return int(added), True


def ids_by_key(connection: Connection, table: Table, rows: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
    """The id of each row by its ``key`` column; those that are missing are added."""
    found = look_up(connection, table.c.key, table.c.id, rows)
    missing = [dict(row) for key, row in rows.items() if key not in found]
    if missing:
        connection.execute(table.insert(), missing)
        found |= look_up(connection, table.c.key, table.c.id, [row["key"] for row in missing])
    return found


def look_up(connection: Connection, by: Column[Any], wanted: Column[Any], values: Iterable[Any]) -> dict[Any, Any]:
    """``wanted`` of each row, by the column ``by``, for rows with one of ``values``."""
    found: dict[Any, Any] = {}
    for part in parts(list(values)):
        found |= {row[0]: row[1] for row in connection.execute(select(by, wanted).where(by.in_(part)))}
    return found


def pairs(connection: Connection, wanted: Select[Any]) -> dict[Any, Any]:
    """A query of two columns as a dict."""
    return {row[0]: row[1] for row in connection.execute(wanted)}


def parts(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """The values in pieces that one statement takes."""
    return (values[at : at + MANY] for at in range(0, len(values), MANY))
