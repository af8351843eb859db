from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

import harmattan.ledger
from harmattan.errors import EmptyReport, LedgerError
from harmattan.ledger import Ledger, codec, default_ledger
from harmattan.ledger.tables import VERSIONS, metadata
from harmattan.model import Failure, Place, Quantity, Reader, Reading, Report, Span, plain
from samples import READER, sample


@pytest.fixture
def book(place: str) -> Iterator[Ledger]:
    with Ledger(place) as ledger:
        yield ledger


def rows(book: Ledger, table: str) -> int:
    with book._engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(metadata.tables[table])).scalar_one()


def everything(book: Ledger) -> list[str]:
    """Every row of every table, and of the search indexes."""
    with book._engine.connect() as connection:
        found = [f"{t.name} {row}" for t in metadata.sorted_tables for row in connection.execute(select(t))]
        if connection.dialect.name == "sqlite":
            found += map(str, connection.exec_driver_sql("SELECT * FROM event_search_data"))
        else:
            found += map(str, connection.exec_driver_sql("SELECT * FROM event_search"))
    return sorted(found)


# ------------------------------------------------------------------ what comes back


def test_reading_comes_back_whole(book: Ledger) -> None:
    reading = sample()
    book.add(reading)
    assert list(book.readings()) == [reading]
    assert book.reading("r1") == reading
    assert [report.id for report in book.reports()] == ["r1"]
    assert book.reading("other") is None


def test_ids_keep_their_type(book: Ledger) -> None:
    book.add_many([replace(sample(), report=replace(sample().report, id=id)) for id in (7, "7", "ü / 7\n")])  # type: ignore[arg-type]
    assert [report.id for report in book.reports()] == [7, "7", "ü / 7\n"]
    assert book.reading(7) != book.reading("7")


def test_reader_finds_what_it_read(book: Ledger) -> None:
    reading = sample()
    book.add(reading)
    assert book.reading_for(reading.report, READER) == reading
    assert book.reading_for(reading.report, Reader("0.2.0", "m", "k")) is None
    assert book.reading_for(replace(reading.report, published="2022-01-28"), READER) is None
    assert book.reading_for(replace(reading.report, title=None), READER) is None


def test_same_text_under_another_id_need_not_be_read_again(book: Ledger) -> None:
    book.add(sample("one"))
    twin = replace(sample("two").report, url="https://example.org/2")
    found = book.reading_for(twin, READER)
    assert found is not None
    assert found.report == twin
    assert found.events == sample().events


# ------------------------------------------------------------------ adding


def test_adding_twice_changes_nothing(book: Ledger) -> None:
    assert book.add_many([sample("one"), sample("two")]) == 2
    before = everything(book)
    assert book.add_many([sample("one"), sample("two")]) == 0
    assert everything(book) == before


def test_same_text_under_another_id_is_another_report(book: Ledger) -> None:
    book.add_many([sample("one"), sample("two")])
    assert (rows(book, "reports"), rows(book, "texts"), rows(book, "readings")) == (2, 1, 1)


def test_new_text_under_the_same_id_is_a_revision(book: Ledger) -> None:
    first = sample(text=sample().report.text)
    second = sample(text=first.report.text + " A correction follows.")
    book.add(first)
    assert book.add(second)
    assert list(book.readings()) == [second]
    assert book.revisions("r1") == [first.report, second.report]
    assert book.add(first), "what was added last stands"
    assert list(book.readings()) == [first]
    assert len(book.revisions("r1")) == 2


def test_new_reader_replaces_the_reading_and_keeps_the_old(book: Ledger) -> None:
    book.add(sample())
    newer = replace(sample(reader=Reader("0.2.0", "m", "k")), events=())
    assert book.add(newer)
    assert list(book.readings()) == [newer]
    assert book.reading_for(sample().report, READER) == sample()


def test_failures_are_passed_over(book: Ledger) -> None:
    assert book.add_many([sample("one"), Failure("two", EmptyReport("There is no text."))]) == 1
    assert [report.id for report in book.reports()] == ["one"]


def test_slow_reading_does_not_lock_the_ledger(book: Ledger, place: str) -> None:
    def slow() -> Iterator[Reading]:
        with Ledger(place) as other:
            other.add(sample("other"))
        yield sample("one")

    book.add_many(slow())
    assert [report.id for report in book.reports()] == ["other", "one"]


def test_failed_batch_leaves_nothing(book: Ledger) -> None:
    broken = replace(sample("two"), report=replace(sample().report, id="two", text="half a character \ud800"))
    with pytest.raises(LedgerError, match="half a character"):
        book.add_many([sample("one"), broken])
    assert len(book) == 0


# ------------------------------------------------------------------ files


def test_damaged_and_foreign_files_are_refused(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("These are notes, not a ledger. " * 50)
    with pytest.raises(LedgerError, match="not a ledger"):
        Ledger(text)
    assert text.read_text().startswith("These are notes")
    other = tmp_path / "other.sqlite"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE songs (title)")
    with pytest.raises(LedgerError, match="another program"):
        Ledger(other)
    with pytest.raises(LedgerError, match="folder"):
        Ledger(tmp_path)
    with pytest.raises(LedgerError, match="harmattan read"):
        Ledger(tmp_path / "missing.sqlite", create=False)
    with pytest.raises(LedgerError, match="cannot be made"):
        Ledger(text / "below" / "ledger.sqlite")


def test_newer_ledger_is_refused(tmp_path: Path) -> None:
    Ledger(tmp_path / "l").close()
    with sqlite3.connect(tmp_path / "l") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(LedgerError, match=r"newer Harmattan.*pip install --upgrade"):
        Ledger(tmp_path / "l")


def test_empty_file_becomes_a_ledger(tmp_path: Path) -> None:
    (tmp_path / "l").touch()
    with Ledger(tmp_path / "l") as book:
        assert book.add(sample())


def test_folder_is_made(tmp_path: Path) -> None:
    with Ledger(tmp_path / "a" / "b" / "ledger.sqlite") as book:
        assert len(book) == 0


def test_ledger_crosses_processes(book: Ledger) -> None:
    book.add(sample())
    assert pickle.loads(pickle.dumps(book.reading_for))(sample().report, READER) == sample()


def test_default_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HARMATTAN_LEDGER", str(tmp_path / "mine"))
    assert default_ledger() == tmp_path / "mine"
    monkeypatch.setenv("HARMATTAN_LEDGER", "postgresql://me@host/news")
    assert default_ledger() == "postgresql://me@host/news"
    monkeypatch.delenv("HARMATTAN_LEDGER")
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_ledger() == tmp_path / "harmattan" / "ledger.sqlite"


def test_migrations_make_the_tables(book: Ledger) -> None:
    folder = Path(harmattan.ledger.__file__).parent / "migrations"
    config = Config()
    config.set_main_option("script_location", str(folder))
    script = ScriptDirectory.from_config(config)
    assert tuple(reversed([r.revision for r in script.walk_revisions()])) == VERSIONS
    options = {"include_name": lambda name, kind, _: kind != "table" or not str(name).split("_search")[1:]}
    with book._engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []


# ------------------------------------------------------------------ JSON there and back

numbers = st.none() | st.integers(0, 10**9) | st.floats(allow_nan=False, allow_infinity=False)
spans = st.builds(Span, st.integers(0), st.integers(0), st.text(), st.sampled_from(["text", "title"]))
reports = st.builds(
    Report,
    id=st.text(),
    text=st.text(),
    title=st.none() | st.text(),
    published_bounds=st.none() | st.tuples(st.none() | st.text(), st.none() | st.text()),
    published_evidence=st.none() | spans,
)
quantities = st.builds(
    Quantity, st.text(), st.just("killed"), st.none(), numbers, numbers, numbers, st.just("exact"), spans
)
places = st.builds(Place, st.text(), st.text(), st.none() | st.integers(), numbers, numbers, st.none(), st.none(),
                   st.just("point"), st.lists(spans).map(tuple))  # fmt: skip


@given(st.one_of(reports, quantities, places))
def test_from_plain_undoes_plain(item: Report | Quantity | Place) -> None:
    assert codec.from_plain(type(item), plain(item)) == item
