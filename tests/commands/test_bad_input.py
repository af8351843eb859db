"""Bad input through the command line: each a clear error in its place or a sound reading, and the rest goes on."""

from __future__ import annotations

import gzip
import json
import os
import socket
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

import harmattan
from harmattan.api import load_tools
from harmattan.commands import cli
from harmattan.intake import Raw, gather
from harmattan.ledger import Ledger
from harmattan.model import Failure, Reader, Reading, Report
from harmattan.schema import reading_schema

GOOD = "Rebels attacked the town of Gao on Monday, killing 12 soldiers, the army said."
VALID = Draft202012Validator(reading_schema())


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    load_tools()


def read(*paths: Path | str, input: bytes | None = None, exit_code: int | None = None) -> list[tuple[Any, str]]:
    """(id, "read" or the error's code) for each line that comes out, which must be valid."""
    args = ["read", *map(str, paths), "--format", "jsonl", "--no-ledger"]
    result = CliRunner().invoke(cli, args, input=input)
    found = []
    for line in result.stdout.splitlines():
        record = json.loads(line)
        VALID.validate(record)
        found.append((record["report"]["id"], record["error"]["code"] if "error" in record else "read"))
    failed = any(how != "read" for _, how in found)
    assert result.exit_code == failed, result.stderr
    for id, how in found:
        assert how == "read" or f"error: {id}: " in result.stderr
        assert how != "internal", result.stderr
    return found


def closed_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


# ------------------------------------------------------------------ files

ARABIC = "أعلن الجيش المالي أن قواته انسحبت من مدينة غاو يوم الاثنين بعد معارك عنيفة مع المسلحين."
PAGE = (
    "<!doctype html><html><head><title>Gao attacked</title>"
    "<script>document.write('<p>France invaded Gao.</p>')</script><style>p {color: red}</style></head><body><article>"
    + f"<p>{GOOD} The mayor said that the market would stay closed until Friday.</p>" * 3
    + "<table><tr><td><table><tr><td><table><tr><td>1</td></tr></table></td></tr></table></td></tr></table>" * 20
    + "</article><script>alert(1)</script></body></html>"
)

FILES: list[tuple[str, bytes, str]] = [
    ("empty.txt", b"", "empty"),
    ("blank.txt", b" \r\n\t\n", "empty"),
    ("nuls.txt", b"\x00" * 500, "empty"),
    ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "binary"),
    ("noise.txt", bytes(range(256)) * 40, "binary"),
    ("cut.txt", (GOOD + " General Dembélé").encode()[:-1], "read"),
    ("broken.txt.gz", gzip.compress(GOOD.encode() * 50)[:-30], "damaged"),
    ("noise.txt.gz", b"\x1f\x8b\x08\x00garbage that is no gzip", "damaged"),
    ("fine.txt.gz", gzip.compress(GOOD.encode()), "read"),
    ("page.html", PAGE.encode(), "read"),
    ("scripts.html", b"<html><head><script>var a = 1;</script></head><body><div id=app></div></body></html>", "empty"),
    ("arabic.txt", ARABIC.encode(), "language"),
    ("names.txt", (GOOD + " The group, known as نصرة الإسلام, did not comment. (إياد أغ غالي) leads it.").encode(),
     "read"),
    ("quotes.txt", "“No!” “Yes, we left Gao.” “Who says that?” ‘They do.’ \"It is over.\"".encode(), "read"),
    ("marks.txt", "“” ‘’ \" \" « » „“".encode(), "empty"),
    ("punctuation.txt", b"... ,,, !!! ??? --- ;;; ((( )))", "empty"),
    ("numbers.txt", b"12 345,67 8.9 2022 42 % 7/8", "empty"),
    ("emoji.txt", "🔥🔥 👨‍👩‍👧‍👦 🇲🇱 ❤️".encode(), "empty"),
    ("word.txt", b"Coup", "read"),
    ("nested.txt", ("“The mayor said: " * 300 + "the rebels left Gao" + ".”" * 300).encode(), "read"),
    ("capitals.txt", GOOD.upper().encode(), "read"),
    ("crlf.txt", (GOOD + " \r\n\r\n" + "France withdrew its troops.\r\n").encode(), "read"),
    ("mac.txt", (GOOD + "\r\rFrance withdrew its troops.\r").encode(), "read"),
    ("invisible.txt", GOOD.replace("attacked", "at\u200btack\u00aded").replace("army", "\u2060army").encode(), "read"),
    ("token.txt", b"a" * 1_000_000, "read"),
    ("numeral.txt", b"The rebels killed " + b"9" * 400 + b" soldiers and 1e400 civilians, the army said.", "read"),
    ("dates.txt", b"On 30 February 2022 the army left Gao. On 1 January 99999 it came back, and on 0 May 0000 it left.",
     "read"),
]  # fmt: skip


def test_files_of_all_kinds(tmp_path: Path) -> None:
    for name, data, _ in FILES:
        (tmp_path / name).write_bytes(data)
    paths = [tmp_path / name for name, _, _ in FILES]
    expected = [(str(path), how) for path, (_, _, how) in zip(paths, FILES, strict=True)]
    assert read(*paths) == expected


def test_what_stands_between_bad_neighbours_is_read_as_alone(tmp_path: Path) -> None:
    for name, data, _ in FILES[:12]:
        (tmp_path / name).write_bytes(data)
    alone = [r.to_dict() for r in harmattan.read_many(gather([str(tmp_path / "fine.txt.gz")]))]
    among = [r.to_dict() for r in harmattan.read_many(gather([str(tmp_path)]))]
    assert alone[0] in among


def test_scripts_and_tables_leave_no_trace(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE)
    [found] = harmattan.read_many(gather([str(tmp_path / "page.html")]))
    assert isinstance(found, Reading)
    assert found.report.title == "Gao attacked"
    assert "France" not in found.report.text
    assert "alert" not in found.report.text
    assert "<" not in found.report.text


def test_huge_file_is_refused_unread(tmp_path: Path) -> None:
    with open(tmp_path / "huge.txt", "wb") as file:
        file.truncate(200_000_000)
    with open(tmp_path / "huge.html.gz", "wb") as packed, gzip.open(packed, "wb", 1) as file:
        for _ in range(40):
            file.write(b"The army left. " * 35_000)
    (tmp_path / "good.txt").write_text(GOOD)
    tracemalloc.start()
    found = read(tmp_path / "huge.txt", tmp_path / "huge.html.gz", tmp_path / "good.txt")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [how for _, how in found] == ["too_large", "too_large", "read"]
    assert peak < 120_000_000


def test_missing_file_unreachable_address_and_folder_with_a_loop(tmp_path: Path) -> None:
    (tmp_path / "folder" / "sub").mkdir(parents=True)
    (tmp_path / "folder" / "a.txt").write_text(GOOD)
    (tmp_path / "folder" / "sub" / "b.txt").write_text("")
    os.symlink(tmp_path / "folder", tmp_path / "folder" / "sub" / "up", target_is_directory=True)
    os.symlink(tmp_path / "folder" / "self.txt", tmp_path / "folder" / "self.txt")
    nowhere, address = tmp_path / "nowhere.txt", f"http://127.0.0.1:{closed_port()}/report.html"
    assert read(nowhere, address, tmp_path / "folder", "ftp://127.0.0.1/a.txt") == [
        (str(nowhere), "missing"),
        (address, "unreachable"),
        (str(tmp_path / "folder" / "a.txt"), "read"),
        (str(tmp_path / "folder" / "self.txt"), "missing"),
        (str(tmp_path / "folder" / "sub" / "b.txt"), "empty"),
        ("ftp://127.0.0.1/a.txt", "missing"),
    ]


def test_standard_input_is_known_by_its_text() -> None:
    [(one, how)] = read("-", input=GOOD.encode())
    [(again, _)] = read("-", input=GOOD.encode())
    [(other, _)] = read("-", input=b"France withdrew its troops.")
    assert how == "read"
    assert one.startswith("stdin:")
    assert one == again != other
    assert read("-", input=b"")[0][1] == "empty"


# ------------------------------------------------------------------ JSON lines


def test_json_lines_of_all_kinds(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    # GOOD stands for the good text
    cases = [
        ('{"id": 1, "text": GOOD}', 1, "read"),
        ('{"id": "1", "text": GOOD}', "1", "read"),
        ('{"id": 1, "text": "France withdrew its troops."}', 1, "read"),
        ('{"id": "cut", "text": "The army', f"{path}#4", "damaged"),
        ("not JSON at all", f"{path}#5", "damaged"),
        ("[" * 50_000, f"{path}#6", "damaged"),
        ('{"id": "half \\ud800", "text": "The army left Gao \\ud800 on \\udfff Monday."}', "half \ud800", "read"),
        ('{"id": "nul", "text": "The \\u0000army left\\u0000 Gao on Monday.", "title": "\\u0000"}', "nul", "read"),
        ('{"id": "title", "title": "Army leaves Gao", "text": ""}', "title", "empty"),
        ('{"id": "only", "title": "Army leaves Gao"}', "only", "invalid"),
        ('{"id": 1e400, "text": GOOD}', f"{path}#11", "invalid"),
        ('{"id": ' + "9" * 400 + ', "text": GOOD}', int("9" * 400), "read"),
        ('{"id": ' + "9" * 5000 + ', "text": GOOD}', f"{path}#13", "damaged"),
        ('{"id": true, "text": GOOD}', f"{path}#14", "invalid"),
        ('{"id": "d1", "text": GOOD, "published": "2022-02-30"}', "d1", "invalid"),
        ('{"id": "d2", "text": GOOD, "published": "99999-01-01"}', "d2", "invalid"),
        ('{"id": "d3", "text": GOOD, "published": 20220127}', "d3", "invalid"),
        ('{"id": "d4", "text": GOOD, "published": "2022-01-27T10:00:00Z"}', "d4", "read"),
        ('{"id": "null", "text": null}', "null", "invalid"),
        ('{"text": GOOD, "title": "“”", "outlet": "\\u202e", "more": {"a": [1e400]}}', f"{path}#20", "read"),
        ('{"id": "ar", "text": "' + ARABIC + '", "language": "en"}', "ar", "language"),
        ("17", f"{path}#22", "invalid"),
    ]  # fmt: skip
    path.write_text("\n".join(line.replace("GOOD", json.dumps(GOOD)) for line, _, _ in cases) + "\n", encoding="utf-8")
    assert read(path) == [(id, how) for _, id, how in cases]


def test_duplicate_ids_are_revisions_and_types_differ(tmp_path: Path) -> None:
    records = [{"id": 1, "text": GOOD}, {"id": "1", "text": GOOD}, {"id": 1, "text": GOOD + " Calm returned."}]
    path, book = tmp_path / "r.jsonl", tmp_path / "book.sqlite"
    path.write_text("\n".join(map(json.dumps, records)))
    result = CliRunner().invoke(cli, ["read", str(path), "--format", "jsonl", "--ledger", str(book)])
    assert result.exit_code == 0
    assert [json.loads(line)["report"]["id"] for line in result.stdout.splitlines()] == [1, "1", 1]
    with Ledger(book) as ledger:
        assert [report.id for report in ledger.reports()] == [1, "1"]
        assert len(ledger.revisions(1)) == 2
    result = CliRunner().invoke(cli, ["situation", "--ledger", str(book), "--format", "json"])
    assert result.exit_code == 0
    told = [id for incident in json.loads(result.stdout)["incidents"] for id in incident["reports"]]
    assert set(map(repr, told)) == {"1", "'1'"}


def test_fifty_thousand_records_stream(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    with path.open("w") as file:
        for n in range(50_000):
            file.write(json.dumps({"id": n, "text": f"Soldiers left the town {n} times." if n % 5 else ""}) + "\n")

    def known(report: Report, reader: Reader) -> Reading:
        return Reading(reader, report)  # only the flow is tested here, not the reading of each

    found = taken = 0

    def counted() -> Iterator[Raw]:
        nonlocal found
        for raw in gather([str(path)]):
            found += 1
            yield raw

    for result in harmattan.read_many(counted(), known=known):
        assert (result.id if isinstance(result, Failure) else result.report.id) == taken
        taken += 1
        assert found - taken < 32, "records are read far ahead"
    assert taken == 50_000
