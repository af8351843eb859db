"""Full-text search: which events and reports hold the words asked for.

SQLite's FTS5 and PostgreSQL's tsvector, each with English stems, both fed with the same words: without accents, at most
the first 250,000 characters of a report. A query is words that must all occur, "words in quotes" that must follow each
other, ``-word`` for what must not occur, and ``OR``.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from harmattan.errors import FilterError

Index = Literal["event_search", "report_search"]
FEW = 5_000  # ids among which each is looked at
INDEXED = 250_000  # characters of a report; PostgreSQL takes at most 1 MB of distinct words
_TERM = re.compile(r'(-?)"([^"]*)"|(\S+)')
_WORD = re.compile(r"\w+")


def searchable(words: str) -> str:
    """What is indexed of a text: letters without their accents, no character that a database refuses."""
    text = words[:INDEXED].replace("\x00", " ")
    if text.isascii():
        return text
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return text.encode("utf-8", "ignore").decode()


def put(connection: Connection, index: Index, rows: list[tuple[int, str]]) -> None:
    """Index these (id, words), none of which is indexed yet."""
    if not rows:
        return
    values = [{"id": id, "words": searchable(words)} for id, words in rows]
    if connection.dialect.name == "sqlite":
        statement = f"INSERT INTO {index} (rowid, words) VALUES (:id, :words)"
    else:
        statement = f"INSERT INTO {index} (id, words) VALUES (%(id)s, to_tsvector('english', %(words)s))"
    connection.exec_driver_sql(statement, values)


def drop(connection: Connection, index: Index, rows: list[tuple[int, str]]) -> None:
    """Take these (id, words) out of the index; the words must be those that were put in."""
    if not rows:
        return
    values: list[dict[str, Any]] = [{"id": id, "words": searchable(words)} for id, words in rows]
    if connection.dialect.name == "sqlite":
        statement = f"INSERT INTO {index} ({index}, rowid, words) VALUES ('delete', :id, :words)"
    else:
        statement = f"DELETE FROM {index} WHERE id = %(id)s"
    connection.exec_driver_sql(statement, values)


def matches(connection: Connection, index: Index, query: str) -> NDArray[np.int64]:
    """The ids of all that match, in no order. Raises `FilterError` when the query holds no word."""
    if connection.dialect.name == "sqlite":
        # One long string of numbers: a million rows one by one would cost a second in the driver.
        statement = f"SELECT group_concat(rowid, ' ') FROM {index} WHERE {index} MATCH ?"
        found = connection.exec_driver_sql(statement, (_fts5(query),)).scalar()
    else:
        asked, words = _tsquery(query)
        statement = f"SELECT string_agg(id::text, ' ') FROM {index} WHERE words @@ {asked}"
        found = connection.exec_driver_sql(statement, tuple(words)).scalar()
    return np.fromstring(found, dtype=np.int64, sep=" ") if found else np.empty(0, dtype=np.int64)


def newest(
    connection: Connection, index: Index, query: str, fits: NDArray[np.int64] | None, held: int, limit: int
) -> NDArray[np.int64]:
    """The newest matches, at most ``limit``; with ``fits``, of those ids only. ``held`` is how many are indexed.

    The newest are found without looking at all: among few that fit one by one, and among many by asking for as many
    matches as should be enough.
    """
    if fits is None or len(fits) <= FEW:
        return _latest(connection, index, query, limit, fits)
    enough = int(3 * limit * max(1.0, held / len(fits)))
    found = _latest(connection, index, query, enough)
    both = np.intersect1d(found, fits)
    if len(both) < limit and len(found) == enough:
        both = np.intersect1d(matches(connection, index, query), fits)
    return both[-limit:]


def _latest(
    connection: Connection, index: Index, query: str, limit: int, among: NDArray[np.int64] | None = None
) -> NDArray[np.int64]:
    rows: Any
    if connection.dialect.name == "sqlite":
        only = "" if among is None else f"AND +rowid IN ({','.join(map(str, among.tolist()))})"
        statement = f"SELECT rowid FROM {index} WHERE {index} MATCH ? {only} ORDER BY rowid DESC LIMIT ?"
        rows = connection.exec_driver_sql(statement, (_fts5(query), limit))
    else:
        asked, words = _tsquery(query)
        only = "" if among is None else "AND id = ANY(%s)"
        given = [] if among is None else [among.tolist()]
        statement = f"SELECT id FROM {index} WHERE words @@ {asked} {only} ORDER BY id DESC LIMIT %s"
        rows = connection.exec_driver_sql(statement, (*words, *given, limit))
    return np.array([row[0] for row in rows], dtype=np.int64)


def best(connection: Connection, index: Index, query: str, ids: list[int], limit: int) -> list[int]:
    """Those of ``ids`` that fit the query best, the best first; all of them must match."""
    if not ids:
        return []
    if connection.dialect.name == "sqlite":
        statement = (  # "+": the matches are gone through once, not once for each id
            f"SELECT rowid FROM {index} WHERE {index} MATCH ? AND +rowid IN ({','.join(map(str, map(int, ids)))}) "
            f"ORDER BY bm25({index}), rowid DESC LIMIT ?"
        )
        rows = connection.exec_driver_sql(statement, (_fts5(query), limit))
    else:
        asked, words = _tsquery(query)
        statement = f"SELECT id FROM {index} WHERE id = ANY(%s) ORDER BY ts_rank(words, {asked}) DESC, id DESC LIMIT %s"
        rows = connection.exec_driver_sql(statement, (list(map(int, ids)), *words, limit))
    return [row[0] for row in rows]


def terms(query: str) -> tuple[list[list[str]], list[str]]:
    """What must occur, as groups of words or phrases of which one must, and what must not.

    Raises `FilterError` when nothing is left that must occur.
    """
    wanted: list[list[str]] = []
    unwanted: list[str] = []
    either = False
    for minus, quoted, bare in _TERM.findall(searchable(query)):
        if bare == "OR":
            either = bool(wanted)
            continue
        words = " ".join(_WORD.findall(quoted or bare))
        if not words:
            continue
        if minus or bare.startswith("-"):
            unwanted.append(words)
        elif either:
            wanted[-1].append(words)
        else:
            wanted.append([words])
        either = False
    if not wanted:
        raise FilterError(f"{query!r} holds no word to search for. Give words that must occur, such as: gold mine")
    return wanted, unwanted


def _fts5(query: str) -> str:
    wanted, unwanted = terms(query)
    asked = " AND ".join("(" + " OR ".join(f'"{words}"' for words in group) + ")" for group in wanted)
    return f"({asked}) NOT ({' OR '.join(f'{chr(34)}{words}{chr(34)}' for words in unwanted)})" if unwanted else asked


def _tsquery(query: str) -> tuple[str, list[str]]:
    """The query as a PostgreSQL expression, and its parameters."""
    wanted, unwanted = terms(query)
    one = "phraseto_tsquery('english', %s)"
    asked = " && ".join("(" + " || ".join([one] * len(group)) + ")" for group in wanted)
    asked += "".join(f" && !!{one}" for _ in unwanted)
    return f"({asked})", [words for group in wanted for words in group] + unwanted
