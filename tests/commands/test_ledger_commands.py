"""``harmattan ask``, ``decide`` and ``diff``."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from harmattan.commands import cli
from harmattan.commands.filtering import _OPTIONS
from harmattan.ledger import Filter, Group, Ledger
from harmattan.model import Reader
from samples import sample

WHO = ("--by", "Ana", "--why", "read it")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.sqlite"
    with Ledger(path) as ledger:
        ledger.add_many([sample(), sample("r2", outlet="The Echo", text=sample().report.text + " That was all.")])
        events = ledger.pending().events
        ledger.save_incidents([Group((events[0].id, events[5].id), "RETREAT", "corroborated"),
                               Group((events[1].id,), "MOBILIZE", "contested")])  # fmt: skip
    return path


def run(book: Path, *args: str) -> Result:
    return CliRunner().invoke(cli, [*args, "--ledger", str(book)])


def lines(result: Result) -> list[dict[str, object]]:
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def asked(book: Path, *args: str) -> list[tuple[object, object]]:
    return [(row["report"], row["event"]) for row in lines(run(book, "ask", "--format", "jsonl", *args))]


# ------------------------------------------------------------------ ask


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (("--actor", "Wagner", "--type", "MOBILIZE", "--since", "2021-12"), ["e2"]),
        (("--actor", "wagner group", "--actor", "Sweden"), ["e2", "e3"]),
        (("--type", "retreat", "--until", "2022-01-23"), ["e1"]),
        (("--recipient", "Q912", "--factuality", "future"), ["e3"]),
        (("--source", "Le Monde"), ["e2"]),
        (("--country", "MLI", "--no-background"), ["e1", "e2", "e5"]),
        (("--place", "timbuktu", "--box", "-10,10,0,20"), ["e1", "e5"]),
        (("--text", "seized power"), ["e4"]),
        (("--status", "contested"), []),
        (("--confidence", "0.7"), ["e1", "e2"]),
    ],
)
def test_filters_are_options(book: Path, args: tuple[str, ...], expected: list[str]) -> None:
    found = asked(book, *args, "--outlet", "The Echo")
    assert sorted(found) == [("r2", event) for event in expected]


def test_every_field_of_the_filter_is_an_option() -> None:
    assert {field for field, *_ in _OPTIONS} == set(Filter.__dataclass_fields__)


def test_pages_and_limits(book: Path) -> None:
    assert len(asked(book)) == 10
    first = run(book, "ask", "--limit", "4", "--format", "jsonl")
    cursor = first.stderr.split("--cursor ")[1].strip()
    rest = asked(book, "--cursor", cursor)
    assert len(rest) == 6
    assert len(asked(book, "--all")) == 10


def test_table_and_csv(book: Path) -> None:
    table = run(book, "ask", "--incident", "i1")
    assert table.stdout.startswith("2 events\n")
    assert "RETREAT/withdraw" in table.stdout
    rows = list(csv.DictReader(io.StringIO(run(book, "ask", "--incident", "i1", "--format", "csv").stdout)))
    assert [row["status"] for row in rows] == ["corroborated"] * 2
    assert rows[0]["actors"] == "Denmark"


def test_facets(book: Path) -> None:
    assert "RETREAT" in run(book, "ask", "--facets").stdout
    found = lines(run(book, "ask", "--facets", "type,country", "--format", "jsonl"))
    assert {"field": "type", "value": "RETREAT", "events": 4} in found
    assert {row["field"] for row in found} == {"type", "country"}
    text = run(book, "ask", "--facets", "status", "--format", "csv").stdout
    assert text == "field,value,events\nstatus,corroborated,2\nstatus,contested,1\n"


def test_report_ids_may_be_numbers(tmp_path: Path) -> None:
    with Ledger(tmp_path / "l") as ledger:
        ledger.add(replace(sample(), report=replace(sample().report, id=7)))
    assert len(asked(tmp_path / "l", "--report", "7")) == 5
    assert run(tmp_path / "l", "decide", "accept", "7", "e1", *WHO).exit_code == 0


# ------------------------------------------------------------------ decide


def test_deciding_and_undoing(book: Path) -> None:
    made = lines(run(book, "decide", "reject", "r1", "e4", *WHO, "--format", "jsonl"))
    assert [(d["kind"], d["by"], d["why"]) for d in made] == [("reject", "Ana", "read it")]
    assert ("r1", "e4") not in asked(book)
    run(book, "decide", "correct", "r1", "e1", "--field", "type", "--to", "COERCE", *WHO)
    run(book, "decide", "correct", "r1", "e1", "--field", "actors", "--to", '["Norway"]', *WHO)
    assert ("r1", "e1") in asked(book, "--type", "COERCE", "--actor", "norway")
    assert lines(run(book, "decide", "undo", "1", *WHO, "--format", "jsonl"))[0]["undoes"] == 1
    assert ("r1", "e4") in asked(book)
    table = run(book, "decide", "list").stdout
    assert "r1 e4" in table
    assert "no: 4" in table


def test_merging_and_splitting(book: Path) -> None:
    run(book, "decide", "merge", "i1", "i2", *WHO)
    run(book, "decide", "split", "r1", "e1", "i1", *WHO)
    run(book, "decide", "merge", "r1", "e4", "r2", "e4", *WHO)
    with Ledger(book) as ledger:
        one, two, three = ledger.decisions()
        marks = [mark for d in (one, two, three) for mark in (d.anchor, d.other) if mark]
        names = {ref.anchor: (json.loads(ref.report), ref.event) for ref in ledger.events_at(marks)}
        assert [(d.kind, names[str(d.anchor)], names[str(d.other)]) for d in (one, two, three)] == [
            ("merge", ("r1", "e1"), ("r1", "e2")),
            ("split", ("r1", "e1"), ("r2", "e1")),
            ("merge", ("r1", "e4"), ("r2", "e4")),
        ]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("accept", "r1", "e1"), "--by NAME --why REASON"),
        (("accept", "r1", "e9", *WHO), "no event 'e9'. It has e1, e2"),
        (("accept", "r9", "e1", *WHO), "no report"),
        (("accept", "i77", *WHO), "no incident"),
        (("accept", *WHO), "Name what to accept"),
        (("merge", "i1", *WHO), "two things"),
        (("split", "r1", "e1", "r1", "e1", *WHO), "same event"),
        (("undo", "77", *WHO), "no decision 77"),
        (("undo", "x", *WHO), "by its number"),
        (("correct", "r1", "e1", *WHO), "--field FIELD --to VALUE"),
        (("correct", "r1", "e1", "--field", "type", "--to", "BOMB", *WHO), "'BOMB' is no type"),
    ],
)
def test_wrong_decisions_are_one_line(book: Path, args: tuple[str, ...], message: str) -> None:
    result = run(book, "decide", *args)
    assert result.exit_code == 2
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1
    with Ledger(book) as ledger:
        assert ledger.decisions() == []


def test_nothing_decided(book: Path) -> None:
    assert "Nothing has been decided" in run(book, "decide", "list").stderr


# ------------------------------------------------------------------ diff


def test_diff_since(book: Path) -> None:
    run(book, "decide", "reject", "r1", "e4", *WHO)
    found = lines(run(book, "diff", "--since", "2000-01-01", "--format", "jsonl"))
    whats = [row["what"] for row in found]
    assert whats.count("report added") == 2
    assert whats.count("event found") == 10
    assert whats.count("incident made") == 2
    assert found[-1]["what"] == "decision"
    assert (found[-1]["report"], found[-1]["event"]) == ("r1", "e4")
    assert "actor: Denmark" in next(r["said"] for r in found if r["what"] == "event found")  # type: ignore[operator]
    assert "report added" in run(book, "diff", "--since", "2000-01-01").stdout
    assert "Nothing has changed" in run(book, "diff", "--since", "2999-01-01").stderr


def test_diff_against_a_version(book: Path) -> None:
    first, *rest = sample().events
    changed = (replace(first, type="COERCE", mode=None), *rest[1:])
    newer = replace(sample(), reader=Reader("0.2.0", "m", "k"), events=changed)
    with Ledger(book) as ledger:
        ledger.add(newer)
    found = lines(run(book, "diff", "--version", "0.1.0", "--format", "jsonl"))
    assert [(r["what"], r["report"], r["event"]) for r in found] == [
        ("event changed", "r1", "e1"),
        ("event gone", "r1", "e2"),
    ]
    assert (found[0]["said"], found[0]["unsaid"]) == (["type: COERCE"], ["type: RETREAT/withdraw"])
    assert "COERCE" in run(book, "diff", "--version", "0.1.0").stdout


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("diff",), "--since DATE or --version V"),
        (("diff", "--version", "9"), "No reading by version 9"),
        (("diff", "--since", "soon"), "no ISO date"),
        (("ask", "--since", "soon"), "no day, month or year"),
        (("ask", "--box", "1,2"), "no box"),
        (("ask", "--facets", "colour"), "no facet 'colour'"),
        (("ask", "--factuality", "sure"), "none of the factuality"),
        (("ask", "--text", "-"), "no word to search for"),
    ],
)
def test_wrong_questions_are_one_line(book: Path, args: tuple[str, ...], message: str) -> None:
    result = run(book, *args)
    assert result.exit_code == 2
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1
