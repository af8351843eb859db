"""Older ledgers, statements, frames, notebooks, copies of columns."""

from __future__ import annotations

import builtins
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import made
import numpy as np
import pytest
from sqlalchemy import select

import harmattan.ledger
from harmattan.errors import FilterError, LedgerError, SetupError
from harmattan.ledger import Filter, Group, Ledger, columns, flatten, store
from harmattan.ledger.location import locate
from harmattan.ledger.tables import events, standing, statements
from harmattan.model import Reader, Reading
from samples import sample


@pytest.fixture
def book(place: str) -> Iterator[Ledger]:
    with Ledger(place) as ledger:
        yield ledger


# ------------------------------------------------------------------ older ledgers


def as_it_was(path: Path, readings: list[Reading]) -> None:
    """A file such as the first version made, holding these readings."""
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine

    with Ledger(path) as new:
        new.add_many(readings)
    kept = {}
    with sqlite3.connect(path) as connection:
        for table in ("texts", "reports", "revisions", "readers", "readings"):
            kept[table] = connection.execute(f"SELECT * FROM {table}").fetchall()
        kept["standing"] = connection.execute("SELECT report, revision, reading FROM standing").fetchall()
    for file in path.parent.glob(path.name + "*"):
        file.unlink()
    config = Config()
    config.set_main_option("script_location", str(Path(harmattan.ledger.__file__).parent / "migrations"))
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql(f"PRAGMA application_id = {store.APPLICATION}")
        for table, rows in kept.items():
            for row in rows:
                connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
    engine.dispose()


def test_an_older_ledger_moves_up(tmp_path: Path) -> None:
    readings = [sample("first"), *made.readings(5, seed=1)]
    as_it_was(tmp_path / "old", readings)
    with Ledger(tmp_path / "old") as old, Ledger(tmp_path / "new") as new:
        new.add_many(readings)
        assert list(old.readings()) == readings
        assert sorted(map(str, old.find(limit=100).events)) == sorted(map(str, new.find(limit=100).events))
        assert old.find(Filter(text="seized power")).total == 1
        assert [h.report for h in old.search("commandos")] == ["first"]
        assert old.counts() == new.counts()
        assert len(old.pending().events) == old.find().total


def test_flattening_by_newer_rules(book: Ledger, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    book.add_many([sample(), sample("r2", text=sample().report.text + " The end.")])
    before = book.find().events
    newer = flatten.VERSION + 1
    monkeypatch.setattr("harmattan.ledger.keeping.VERSION", newer)
    with book._engine.begin() as connection:
        connection.execute(events.update().values(type="AID", digest="older"))
    with Ledger(place) as again:
        assert again.find().events == before
        assert [h.report for h in again.search("commandos")] == [h.report for h in book.search("commandos")]
        with again._engine.connect() as connection:
            assert set(connection.execute(select(standing.c.flat)).scalars()) == {newer}


# ------------------------------------------------------------------ statements


def test_every_value_is_a_statement(book: Ledger) -> None:
    book.add(sample())
    frame = book.frame("statements", kind="polars")
    rows = {(r["field"], r["value"], r["source"]) for r in frame.to_dicts()}
    assert ("type", "RETREAT/withdraw", None) in rows
    assert ("quantity", "90 troops", None) in rows
    assert ("quantity", "300 troops", "Le Monde") in rows
    assert ("stance", "denies", "Mali") in rows
    assert ("days", "2022-01-17/2022-01-23", None) in rows
    text = sample().report.text
    for r in frame.to_dicts():
        assert r["part"] == "text"
        assert 0 <= r["start"] < r["end"] <= len(text)
    place = next(r for r in frame.to_dicts() if r["field"] == "place")
    assert text[place["start"] : place["end"]] == place["value"]


def test_statements_keep_when_they_were_said(book: Ledger) -> None:
    book.add(sample())
    first, *rest = sample().events
    book.add(replace(sample(), reader=Reader("2", "m", "k"), events=(replace(first, type="COERCE", mode=None), *rest)))
    with book._engine.connect() as connection:
        s = statements.c
        found = {
            (row.value, row.first_seen, row.last_seen, row.gone)
            for row in connection.execute(select(statements).where(s.field == "type", s.start == first.trigger.start))
        }
    assert found == {("RETREAT/withdraw", 1, 1, 2), ("COERCE", 2, 2, None)}
    assert book.add(sample())
    with book._engine.connect() as connection:
        row = connection.execute(select(statements).where(statements.c.value == "RETREAT/withdraw")).first()
    assert row is not None
    assert (row.first_seen, row.last_seen, row.gone) == (1, 3, None)


def test_an_event_keeps_its_row_and_incident_through_a_new_reading(book: Ledger) -> None:
    book.add(sample())
    one = book.event("r1", "e1")
    (incident,) = book.save_incidents([Group((one.id,), "RETREAT", "reported")])
    book.add(replace(sample(), reader=Reader("2", "m", "k"), events=tuple(
        replace(e, id=f"e{n}") for n, e in enumerate(sample().events, 7)), claims=()))  # fmt: skip
    assert book.event("r1", "e7").id == one.id
    assert {row.event for row in book.find(Filter(incident=incident)).events} == {"e7"}


# ------------------------------------------------------------------ characters


def test_any_character_comes_back(book: Ledger) -> None:
    text = "Rebels\x00 attacked \ue000 Gao \U0001f525."
    reading = replace(sample(), report=replace(sample().report, text=text, title="a\x00b"), actors=(), places=(),
                      times=(), quantities=(), events=(), claims=())  # fmt: skip
    book.add(reading)
    assert list(book.readings()) == [reading]
    assert [h.report for h in book.search("attacked gao")] == ["r1"]


# ------------------------------------------------------------------ frames and notebooks


@pytest.mark.parametrize("kind", ["pandas", "polars"])
def test_frames(book: Ledger, kind: str) -> None:
    book.add(sample())
    book.decide("correct", book.event("r1", "e1"), field="outcome", value="failed", by="Ana", why="x")
    book.save_incidents([Group((book.event("r1", "e2").id,), "MOBILIZE", "contested")])
    names = ("events", "reports", "claims", "incidents", "decisions")
    sizes = {name: len(book.frame(name, kind=kind)) for name in names}
    assert sizes == {"events": 5, "reports": 1, "claims": 2, "incidents": 1, "decisions": 1}
    few = book.frame("events", Filter(actors=("Wagner",)), kind=kind)
    assert list(few["event"]) == ["e2"]
    assert [list(v) for v in few["sources"]] == [["Le Monde", "Mali"]]
    assert len(book.frame("statements", kind=kind)) > 20


def test_frames_of_an_empty_ledger_have_columns(book: Ledger) -> None:
    for kind in ("pandas", "polars"):
        assert "type" in book.frame("events", kind=kind).columns


def test_frames_say_what_is_missing(book: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FilterError, match="no frame 'songs'"):
        book.frame("songs")
    with pytest.raises(FilterError, match="pandas or polars"):
        book.frame("events", kind="excel")

    def refuse(name: str, *_: Any) -> Any:
        raise ImportError(name)

    monkeypatch.setattr("importlib.import_module", refuse)
    with pytest.raises(SetupError, match=r"pip install 'harmattan\[polars\]'"):
        book.frame("events", kind="polars")


def test_notebooks_show_tables(book: Ledger) -> None:
    reading = sample("<b>")
    book.add(reading)
    assert "<td>5</td>" in book._repr_html_()
    page = book.find(limit=2)._repr_html_()
    assert "&lt;b&gt;" in page
    assert "<b>" not in page
    assert "2 of 5 events" in page


# ------------------------------------------------------------------ where a ledger is


def test_passwords_are_not_shown() -> None:
    where = locate("postgresql://me:secret@host/news")
    assert where.shown == "postgresql://me:***@host/news"
    assert "secret" in where.url
    assert locate("postgres://host/news").url == "postgresql+psycopg://host/news"


def test_unreachable_server_is_said_so(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(LedgerError, match="cannot be reached"):
        Ledger(f"postgresql://me@/news?host={tmp_path}")


def test_missing_driver_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "psycopg":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(LedgerError, match=r"pip install 'harmattan\[postgres\]'"):
        Ledger("postgresql://me@host/news")


# ------------------------------------------------------------------ the copy in columns


def test_the_copy_is_kept_and_used_again(place: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(columns, "LARGE", 1)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with Ledger(place) as book:
        book.add_many(made.readings(10, seed=2))
        whole = book.find(limit=1000)
    (file,) = tmp_path.rglob("*-columns")
    monkeypatch.setattr(columns, "_built", None)  # it may not be made anew
    with Ledger(place) as book:
        assert book.find(limit=1000) == whole
        book.add_many(made.readings(12, seed=2))
        assert book.find(limit=1000).total > whole.total
    monkeypatch.undo()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with Ledger(place) as book:
        total = book.find().total
    file.write_bytes(file.read_bytes()[:100])
    with Ledger(place) as book:
        assert book.find().total == total, "a damaged copy is made anew"


def test_a_copy_of_another_past_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "LARGE", 1)
    with Ledger(tmp_path / "l") as book:
        book.add(sample("one"))
        book.find()
    (tmp_path / "l").unlink()
    with Ledger(tmp_path / "l") as book:
        book.add(made.readings(1, seed=2)[0])
        assert {row.report for row in book.find().events} == {"r0"}


def test_a_folder_that_cannot_be_written_does_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "LARGE", 1)

    def refuse(*_: Any, **__: Any) -> None:
        raise OSError("read-only")

    monkeypatch.setattr(np, "savez", refuse)
    with Ledger(tmp_path / "l") as book:
        book.add(sample())
        assert book.find().total == 5
    assert [p.name for p in tmp_path.iterdir() if "columns" in p.name] == []
