"""``situation``, ``disputes`` and ``compare`` on a small ledger."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from harmattan.commands import cli
from harmattan.ledger import Ledger
from harmattan.schema import situation_schema
from incident_samples import FRANCE, MALI, MALI_PLACE, RAID, RETOLD, TOLD, WAGNER, report


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(arg) for arg in args])


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.sqlite"
    here = {"type": "MOBILIZE", "mode": "troops", "who": WAGNER, "at": MALI_PLACE, "trigger": "present"}
    with Ledger(path) as ledger:
        ledger.add_many(
            [
                report("a", TOLD, killed=12, published="2022-01-25", **RAID),
                report("b", RETOLD, killed=30, published="2022-01-25", **RAID),
                report("c", "Wagner is present in Mali, France said.", **here, stance="says", source=FRANCE,
                       published="2021-12-23"),
                report("d", "Mali denied that Wagner is present in the country.", **here, factuality="possible",
                       stance="denies", source=MALI, published="2021-12-24"),
                report("e", "France gave Mali aid.", type="AID", who=FRANCE, whom=MALI, published="2022-02-01"),
            ]
        )  # fmt: skip
    return path


def test_overview(book: Path) -> None:
    shown = " ".join(run("situation", "--ledger", book).stdout.split())
    for words in (
        "5 reports, 2021-12-23 to 2022-02-01: 3 incidents, 2 disputes",
        "2022-01-24 Rebels attacked villagers",
        "corroborated",
        "killed: 12–30",
        "reports: Outlet of a 2022-01-25 and Outlet of b 2022-01-25",
        "[told 2021-12-23 – 12-24]",
        "says so: France",
        "against: Mali",
        "Is the Wagner Group in Mali? existence, open",
        "Mali denies since 2021-12-24",
        "How many people were killed in Gao on 24 January 2022? quantity, open",
        "RELATIONS",
        "+10.0",
        "France gave aid to Mali",
    ):
        assert words in shown


def test_situation_json_is_the_contract(book: Path) -> None:
    found = json.loads(run("situation", "--ledger", book, "--format", "json").stdout)
    Draft202012Validator(situation_schema()).validate(found)
    assert [d["kind"] for d in found["disputes"]] == ["existence", "quantity"]


def test_disputes(book: Path) -> None:
    shown = " ".join(run("disputes", "--ledger", book).stdout.split())
    assert "Is the Wagner Group in Mali?" in shown
    assert "2021-12-24 Mali denies: “Mali denied that Wagner is present in the country.”" in shown
    only = run("disputes", "--ledger", book, "--kind", "quantity").stdout
    assert "How many" in only
    assert "Wagner" not in only
    listed = json.loads(run("disputes", "--ledger", book, "--format", "json", "--status", "open").stdout)
    assert {d["kind"] for d in listed} == {"existence", "quantity"}
    assert all(d["history"] for d in listed)
    none = run("disputes", "--ledger", book, "--kind", "naming")
    assert (none.exit_code, none.stdout, none.stderr) == (0, "", "No such dispute.\n")


def test_compare(book: Path, tmp_path: Path) -> None:
    path = tmp_path / "acled.csv"
    path.write_text(
        "event_id_cnty,event_date,event_type,sub_event_type,actor1,actor2,country,location,latitude,longitude,"
        "geo_precision,fatalities,notes\n"
        "MLI1,2022-01-24,Violence against civilians,Attack,Rebels,Civilians (Mali),Mali,Gao,16.27,-0.04,1,45,Raid\n"
        "MLI2,2022-01-26,Battles,Armed clash,JNIM,Military Forces of Mali,Mali,Mopti,14.49,-4.18,1,3,Clash\n"
        "NER1,2019-01-26,Battles,Armed clash,ISGS,Military Forces of Niger,Niger,Tera,14.0,0.75,1,3,Clash\n"
    )
    shown = " ".join(run("compare", path, "--ledger", book).stdout.split())
    for words in (
        "1 matched",
        "1 only in the table",
        "ONLY IN ACLED",
        "MLI2",
        "deaths: 12–30 here, 45 there",
        "Left aside",
    ):
        assert words in shown
    found = json.loads(run("compare", path, "--ledger", book, "--format", "json").stdout)
    (match,) = found["matched"]
    assert (match["row"], match["line"]) == ("MLI1", 2)
    assert match["differences"] == [{"field": "deaths", "here": "12–30", "there": "45"}]
    assert found["only_there"] == [{"row": "MLI2", "line": 3}]
    assert found["beyond"] == 1


@pytest.mark.parametrize("content", ["a,b\n1,2\n", ""])
def test_compare_refuses_other_files(book: Path, tmp_path: Path, content: str) -> None:
    path = tmp_path / "other.csv"
    path.write_text(content)
    result = run("compare", path, "--ledger", book)
    assert result.exit_code == 2
    assert result.stderr.startswith("error: ")
    assert result.stderr.count("\n") == 1
    assert run("compare", tmp_path / "nowhere.csv", "--ledger", book).exit_code == 2


WHO = ("--by", "Ana", "--why", "read it")


def shown(book: Path) -> dict[tuple[str, ...], str]:
    """The id of each incident by its reports."""
    found = json.loads(run("situation", "--ledger", book, "--format", "json").stdout)
    Draft202012Validator(situation_schema()).validate(found)
    return {
        tuple(sorted(report for report, _ in incident["events"])): incident["id"] for incident in found["incidents"]
    }


def test_decisions_are_seen_and_taken_back(book: Path) -> None:
    before = shown(book)
    assert set(before) == {("a", "b"), ("c", "d"), ("e",)}
    raid, aid = before["a", "b"], before["e",]
    steps = [
        (("merge", raid, aid), {("a", "b", "e"): raid, ("c", "d"): before["c", "d"]}),
        (("split", "a", "e1", "b", "e1"), None),
        (("reject", "e", "e1"), {key: id for key, id in before.items() if key != ("e",)}),
        (("correct", "b", "e1", "--field", "days", "--to", '["2022-03-01", "2022-03-01"]'), None),
    ]
    for number, (decision, expected) in enumerate(steps):
        assert run("decide", *decision, *WHO, "--ledger", book).exit_code == 0
        found = shown(book)
        if expected is None:
            assert set(found) == {("a",), ("b",), ("c", "d"), ("e",)}
            assert raid in (found["a",], found["b",])
        else:
            assert found == expected
        assert run("decide", "undo", str(2 * number + 1), *WHO, "--ledger", book).exit_code == 0
        assert shown(book) == before


def test_a_merged_id_still_names_its_incident(book: Path) -> None:
    before = shown(book)
    raid, aid = before["a", "b"], before["e",]
    run("decide", "merge", raid, aid, *WHO, "--ledger", book)
    shown(book)
    asked = run("ask", "--incident", aid, "--format", "jsonl", "--ledger", book).stdout.splitlines()
    assert {json.loads(row)["report"] for row in asked} == {"a", "b", "e"}
    assert run("decide", "reject", aid, *WHO, "--ledger", book).exit_code == 0
    assert set(shown(book)) == {("c", "d")}


def test_status_can_be_asked_for(book: Path) -> None:
    early = run("ask", "--status", "contested", "--format", "jsonl", "--ledger", book)
    assert early.stdout == ""
    assert "wait to be gathered" in early.stderr
    run("situation", "--ledger", book)
    found = run("ask", "--status", "contested", "--format", "jsonl", "--ledger", book)
    assert {json.loads(row)["report"] for row in found.stdout.splitlines()} == {"c", "d"}
    assert "wait" not in found.stderr


def test_nothing_in_dispute(tmp_path: Path) -> None:
    with Ledger(tmp_path / "empty.sqlite") as ledger:
        ledger.add(report("a", TOLD, **RAID))
    result = run("disputes", "--ledger", tmp_path / "empty.sqlite")
    assert (result.exit_code, result.stderr) == (0, "Nothing is in dispute.\n")
