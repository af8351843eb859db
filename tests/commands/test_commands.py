from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

import harmattan
from harmattan.api import load_tools
from harmattan.commands import COMMANDS, cli
from harmattan.ledger import Ledger
from harmattan.schema import reading_schema
from samples import sample

FIRST = "Rebels attacked the town of Gao on Monday. The government denied that soldiers were killed."
SECOND = "France withdrew 300 troops from Mali last week, officials said."


def run(*args: str | Path, input: str | bytes | None = None) -> Result:
    return CliRunner().invoke(cli, [str(arg) for arg in args], input=input)


def lines(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    path = tmp_path / "reports.jsonl"
    records = [
        {"id": 7, "text": FIRST},
        {"id": "none", "text": " "},
        {"id": "b", "text": SECOND, "published": "2022-01-27"},
    ]
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.sqlite"
    with Ledger(path) as ledger:
        ledger.add_many([sample(), sample("r2", outlet="The Echo", text=sample().report.text + " That was all.")])
    return path


# ------------------------------------------------------------------ read


def test_jsonl_is_the_contract(reports: Path) -> None:
    result = run("read", reports, "--format", "jsonl", "--no-ledger")
    found = lines(result)
    assert result.exit_code == 1, "one report could not be read"
    assert [record["report"]["id"] for record in found] == [7, "none", "b"]  # type: ignore[index]
    assert found[1]["error"]["code"] == "empty"  # type: ignore[index]
    assert "none" in result.stderr
    validator = Draft202012Validator(reading_schema())
    for record in found:
        validator.validate(record)


def test_one_sound_report_exits_0(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SECOND)
    result = run("read", tmp_path / "a.txt", "--format", "jsonl", "--published", "2022-01-27", "--no-ledger")
    assert result.exit_code == 0
    assert result.stderr == ""
    report = lines(result)[0]["report"]
    assert report["published"] == "2022-01-27"  # type: ignore[index]
    assert report["published_basis"] == "given"  # type: ignore[index]


def test_missing_file_is_one_failure_among_others(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SECOND)
    result = run("read", tmp_path / "nowhere.txt", tmp_path / "a.txt", "--format", "jsonl", "--no-ledger")
    first, second = lines(result)
    assert result.exit_code == 1
    assert first["error"]["code"] == "missing"  # type: ignore[index]
    assert "events" in second


def test_standard_input() -> None:
    result = run("read", "-", "--format", "jsonl", "--no-ledger", input=SECOND)
    assert result.exit_code == 0
    assert lines(result)[0]["report"]["text"].strip() == SECOND  # type: ignore[index]


def test_table_is_a_brief(reports: Path) -> None:
    result = run("read", reports, "--no-ledger")
    assert "Not read:" in result.stdout
    assert result.stdout.index("7") < result.stdout.index("Not read:") < result.stdout.rindex("2022-01-27")
    assert "\x1b" not in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 100


def test_readings_are_kept_and_not_made_again(reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = tmp_path / "book"
    first = run("read", reports, "--format", "jsonl", "--ledger", book)
    with Ledger(book) as ledger:
        assert [report.id for report in ledger.reports()] == [7, "b"]
        assert [reading.to_dict() for reading in ledger.readings()] == [r for r in lines(first) if "error" not in r]

    def never(*_: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr("harmattan.reading.reader.read_parse", never)
    second = run("read", reports, "--format", "jsonl", "--ledger", book)
    assert second.stdout == first.stdout


def test_default_ledger(reports: Path) -> None:
    run("read", reports, "--format", "jsonl")
    with Ledger(os.environ["HARMATTAN_LEDGER"]) as ledger:
        assert len(ledger) == 2


def test_default_ledger_that_cannot_be_used_does_not_stop_reading(
    reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HARMATTAN_LEDGER", str(tmp_path))
    result = run("read", reports, "--format", "jsonl")
    assert len(lines(result)) == 3
    assert "nothing will be kept" in result.stderr


def test_fault_in_one_report_costs_only_that_report(reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from harmattan.reading import reader

    read_parse = reader.read_parse

    def faulty(parsed: object, *rest: object) -> object:
        if parsed.report.id == 7:  # type: ignore[attr-defined]
            raise IndexError("list index out of range")
        return read_parse(parsed, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(reader, "read_parse", faulty)
    result = run("read", reports, "--format", "jsonl", "--no-ledger")
    first, _, third = lines(result)
    assert first["error"]["code"] == "internal"  # type: ignore[index]
    assert "IndexError" in first["error"]["message"]  # type: ignore[index]
    assert "events" in third


# ------------------------------------------------------------------ the others


def test_explain_from_a_ledger(book: Path) -> None:
    result = run("explain", "r1", "e2", "--ledger", book)
    assert result.exit_code == 0
    assert "Wagner[actor] deployed[trigger]" in result.stdout


def test_explain_says_what_is_wrong(book: Path, tmp_path: Path) -> None:
    for args, message in (
        (("explain", "r1", "e99", "--ledger", book), "no event 'e99'. It has e1 to e5."),
        (("explain", "r9", "e1", "--ledger", book), "neither a file nor a report"),
        (("explain", "r1", "e1", "--ledger", tmp_path / "none"), "harmattan read"),
    ):
        result = run(*args)
        assert result.exit_code == 2
        assert result.stdout == ""
        assert message in result.stderr


def test_situation(book: Path) -> None:
    result = run("situation", "--ledger", book, "--format", "json")
    found = json.loads(result.stdout)
    assert found["reports"] == 2
    assert [i["reports"] for i in found["incidents"]] == [["r1", "r2"]] * 5
    table = run("situation", "--ledger", book)
    assert "IN DISPUTE" in table.stdout
    assert "contested" in table.stdout


def test_unknown(book: Path, tmp_path: Path) -> None:
    result = run("unknown", "--ledger", book)
    assert [line.split()[:3] for line in result.stdout.splitlines() if "Goita" in line] == [["2", "2", "actor"]]
    with Ledger(tmp_path / "empty"):
        pass
    assert "Every name is known." in run("unknown", "--ledger", tmp_path / "empty").stderr


def test_schema() -> None:
    assert json.loads(run("schema").stdout) == reading_schema()


def test_version() -> None:
    assert harmattan.__version__ in run("--version").stdout


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("reed",), "No such command 'reed'"),
        (("read",), "Missing argument 'PATH...'"),
        (("read", "x", "--published", "soon"), "'soon' is no ISO date. Write it as 2022-01-27."),
        (("read", "x", "--ledger", "l", "--no-ledger"), "exclude each other"),
        (("read", "x", "--processes", "0"), "--processes"),
        (("read", "x", "--ledger", "."), "is a folder"),
        (("unknown", "x", "--ledger", "l"), "not both"),
    ],
)
def test_wrong_use_is_one_line(args: tuple[str, ...], message: str) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("error: ")
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_unknown_pipeline_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SECOND)
    result = run("read", tmp_path / "a.txt", "--pipeline", "no_such_pipeline", "--no-ledger")
    assert result.exit_code == 2
    assert "pip install no_such_pipeline" in result.stderr


# ------------------------------------------------------------------ as a program


def program(code: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, env={**os.environ, **environment})


def test_output_is_utf8_whatever_the_locale(book: Path) -> None:
    code = f"import sys; sys.argv = ['harmattan', 'explain', 'r1', 'e1', '--ledger', {str(book)!r}]; " \
           "from harmattan.commands import main; main()"  # fmt: skip
    done = program(code, LC_ALL="C", PYTHONIOENCODING="latin-1", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert done.returncode == 0, done.stderr
    assert "“Timbuktu” (35–43)" in done.stdout.decode("utf-8")


def test_closed_pipe_is_quiet(book: Path) -> None:
    command = f"{sys.executable} -m harmattan schema | head -c 10"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True)
    assert done.stderr == b""


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a terminal")
def test_progress_goes_to_the_terminal_and_output_to_the_file(book: Path, tmp_path: Path) -> None:
    with Ledger(book) as ledger:
        lines = [json.dumps({"id": r.id, "text": r.text, "title": r.title}) for r in ledger.reports()]
    (tmp_path / "r.jsonl").write_text("\n".join([*lines, '{"id": "bad"}']), encoding="utf-8")
    ours, theirs = os.openpty()
    with (tmp_path / "out").open("wb") as out:
        command = [sys.executable, "-m", "harmattan", "read", str(tmp_path / "r.jsonl"), "--format", "jsonl"]
        done = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=theirs)
        os.close(theirs)
        shown = b""
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:
                break
            if not part:
                break
            shown += part
    assert done.wait() == 1
    os.close(ours)
    assert b"3 reports" in shown or b"2 reports read, 1 failed" in shown
    assert b'"reader"' not in shown
    printed = (tmp_path / "out").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["report"]["id"] for line in printed] == ["r1", "r2", "bad"]


def test_program_starts_without_the_heavy_parts() -> None:
    heavy = ("spacy", "sqlalchemy", "trafilatura", "numpy", "yaml")
    for code in ("import harmattan", "from harmattan.commands import cli; cli(['--help'], standalone_mode=False)"):
        done = program(f"import sys\n{code}\nprint([m for m in {heavy} if m in sys.modules])")
        assert done.stdout.splitlines()[-1] == b"[]", done.stderr


def test_help_lists_what_each_command_says_of_itself() -> None:
    import click

    for name, line in COMMANDS.items():
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        assert (command.help or "").partition("\n\n")[0].replace("\n", " ") == line


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    load_tools()
