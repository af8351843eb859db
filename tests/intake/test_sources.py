"""Bad input, one tested outcome each: a clear error or a sound report, and the rest of the batch intact."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from harmattan.errors import ReportError
from harmattan.intake import Raw, decoding, fetch, gather, make_report
from harmattan.model import Report

TEXT = "The army said on Monday that it had left the town of Gao, where it had been for two years. "


def outcome(raw: Raw) -> str | Report:
    """The report, or the code of the error."""
    try:
        return make_report(raw)
    except ReportError as error:
        return error.code


def read(path: Path | str) -> list[tuple[str, str | Report]]:
    return [(raw.id, outcome(raw)) for raw in gather([str(path)])]


def of_bytes(data: bytes, content_type: str | None = None) -> str | Report:
    return outcome(Raw("b", "bytes", data, content_type=content_type))


# ------------------------------------------------------------------ bytes


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n\t\r\n", "empty"),
        (b"\x00" * 100, "empty"),
        (b"12 345, 67!", "empty"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 50, "binary"),
        (b"%PDF-1.7 The army said", "binary"),
        (b"PK\x03\x04word/document.xml", "binary"),
        (b"SQLite format 3\x00" + b"x" * 50, "binary"),
        (bytes(range(32)) * 20 + b"The army", "binary"),
        (gzip.compress(TEXT.encode() * 99)[:-20], "damaged"),
        (b"\x1f\x8b\x08garbage", "damaged"),
        (gzip.compress(b"\x89PNG\r\n\x1a\n"), "binary"),
        ("قال رئيس الوزراء إن القوات ستغادر البلاد قريبا.".encode(), "language"),
        ("L’armée a annoncé que les rebelles avaient quitté la ville et que le calme y régnait.".encode(), "language"),
        ("Россия объявила о выводе войск из города в понедельник утром.".encode("cp1251"), "language"),
    ],
)  # fmt: skip
def test_bytes_that_cannot_be_read(data: bytes, code: str) -> None:
    assert of_bytes(data) == code


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode() + "é".encode()[:1],
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
        gzip.compress(TEXT.encode()),
        gzip.compress(TEXT[:40].encode()) + gzip.compress(TEXT[40:].encode()),
        TEXT.encode().replace(b"army", b"ar\x00my"),
    ],
    ids=["cut", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gzip", "two gzips", "nul"],
)
def test_bytes_that_are_text_all_the_same(data: bytes) -> None:
    found = of_bytes(data)
    assert isinstance(found, Report)
    assert found.text == TEXT


@pytest.mark.parametrize(
    ("encoding", "header"),
    [
        ("utf-8", "text/plain; charset=iso-8859-1"),  # declared wrongly
        ("cp1252", "text/plain; charset=utf-8"),
        ("cp1252", None),
        ("iso8859_2", "text/plain; charset=iso-8859-2"),
        ("cp1252", "text/plain; charset=nonsense"),
    ],
)
def test_wrong_and_missing_encodings(encoding: str, header: str | None) -> None:
    text = TEXT + "Général Dembélé and Jürgen Müller ate at a café."
    found = of_bytes(text.encode(encoding), header)
    assert isinstance(found, Report)
    assert found.text == text


def test_a_few_stray_bytes_in_utf8() -> None:
    found = of_bytes((TEXT + "Général Dembélé – “no”").encode() + b" Mali\x92s army")
    assert isinstance(found, Report)
    assert found.text.endswith("Général Dembélé – “no” Mali’s army")


def test_a_megabyte_without_a_full_stop_and_only_quotes() -> None:
    line = TEXT.replace(".", "") * 11_000
    found = of_bytes(line.encode())
    assert isinstance(found, Report)
    assert found.text == line
    assert isinstance(of_bytes("“No!” “Yes!” “They said it was over.”".encode()), Report)


def test_unpacking_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "MAX_BYTES", 1000)
    with pytest.raises(ReportError) as error:
        decoding.unpack(gzip.compress(b"a" * 5000), 1000)
    assert error.value.code == "too_large"


# ------------------------------------------------------------------ files and folders


def test_files(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress(TEXT.encode()))
    with open(tmp_path / "big.txt", "wb") as file:
        file.truncate(200_000_000)
    assert [o if isinstance(o, str) else o.text for _, o in read(tmp_path / "a.txt")] == [TEXT]
    assert [o if isinstance(o, str) else o.text for _, o in read(tmp_path / "b.txt.gz")] == [TEXT]
    assert read(tmp_path / "big.txt") == [(str(tmp_path / "big.txt"), "too_large")]
    assert read(tmp_path / "none.txt") == [(str(tmp_path / "none.txt"), "missing")]
    assert read("a\x00b.txt")[0][1] == "missing"


def test_folder_in_order_with_a_loop_and_other_files(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("b.txt", "a.html", "sub/c.md", "photo.jpg", ".hidden.txt"):
        (tmp_path / name).write_text(TEXT)
    os.symlink(tmp_path, tmp_path / "sub" / "loop", target_is_directory=True)
    os.symlink(tmp_path / "nowhere", tmp_path / "gone.txt")
    names = [(os.path.relpath(id, tmp_path), o if isinstance(o, str) else "read") for id, o in read(tmp_path)]
    assert names == [("a.html", "read"), ("b.txt", "read"), ("gone.txt", "missing"), ("sub/c.md", "read")]


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    page = (
        f"<!doctype html><html><head><title>Gao</title></head><body><article><p>{TEXT * 4}</p></article></body></html>"
    )
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(page.encode())))
    [(id, found)] = read("-")
    assert isinstance(found, Report)
    assert (id, found.title) == (f"stdin:{hashlib.sha256(page.encode()).hexdigest()[:12]}", "Gao")
    assert "<p>" not in found.text


# ------------------------------------------------------------------ JSON lines


def test_json_lines_one_bad_line_costs_one_report(tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": 7, "text": TEXT}),
        '{"id": "broken", "text": ',
        "",
        json.dumps({"text": TEXT}),
        json.dumps({"id": "x", "text": 5}),
        json.dumps({"id": ["x"], "text": TEXT}),
        json.dumps([TEXT]),
        json.dumps({"id": "d", "text": TEXT, "published": "last week"}),
        json.dumps({"id": "n"}),
        "[" * 100_000,
        json.dumps({"id": "s", "text": TEXT + "\ud83d"}),
        json.dumps({"id": "e", "text": ""}),
    ]
    path = tmp_path / "r.jsonl"
    path.write_text("\n".join(lines))
    got = [(id, o if isinstance(o, str) else "read") for id, o in read(path)]
    assert got == [
        (7, "read"), (f"{path}#2", "damaged"), (f"{path}#4", "read"), ("x", "invalid"), (f"{path}#6", "invalid"),
        (f"{path}#7", "invalid"), ("d", "invalid"), ("n", "invalid"), (f"{path}#10", "damaged"), ("s", "read"),
        ("e", "empty"),
    ]  # fmt: skip
    assert "Line 2" in str(list(gather([str(path)]))[1].error)


def test_json_lines_are_read_lazily_and_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harmattan.intake.jsonlines.MAX_BYTES", 1000)
    path = tmp_path / "r.jsonl"
    path.write_text(
        "\n".join(
            [
                json.dumps({"id": "a", "text": TEXT}),
                json.dumps({"text": TEXT * 99}),
                json.dumps({"id": "c", "text": TEXT}),
            ]
        )
    )
    assert [(i, o if isinstance(o, str) else "read") for i, o in read(path)] == [
        ("a", "read"), (f"{path}#2", "too_large"), ("c", "read"),
    ]  # fmt: skip
    assert next(gather([str(path), str(tmp_path / "never")])).id == "a"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_json_lines_with_a_mark(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text(json.dumps({"id": "é", "text": TEXT}, ensure_ascii=False) + "\n", encoding=encoding)
    assert [i for i, o in read(path) if isinstance(o, Report)] == ["é"]


def test_json_lines_gzipped_and_broken_off(tmp_path: Path) -> None:
    data = gzip.compress(
        "".join(json.dumps({"id": n, "text": TEXT + str(os.urandom(40))}) + "\n" for n in range(200)).encode()
    )
    (tmp_path / "r.jsonl.gz").write_bytes(data)
    assert len(read(tmp_path / "r.jsonl.gz")) == 200
    (tmp_path / "r.jsonl.gz").write_bytes(data[: len(data) // 2])
    found = read(tmp_path / "r.jsonl.gz")
    assert found[-1][1] == "damaged"


# ------------------------------------------------------------------ the web


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/page":
            story = f"<article><p>{TEXT * 4}</p></article>"
            body = f"<html><head><title>Gao</title></head><body>{story}</body></html>".encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)
        elif self.path in ("/moved", "/file", "/round"):
            target = {"/moved": "/page", "/file": "file:///etc/hostname", "/round": "/round"}[self.path]
            self.send_response(302)
            self.send_header("Location", target)
            self.end_headers()
        elif self.path == "/large":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"a " * 4000)
        else:
            self.send_error(404)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_web_page(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(fetch, "MAX_BYTES", 5000)
    [(_, found)] = read(f"{site}/moved")
    assert isinstance(found, Report)
    assert (found.title, found.url) == ("Gao", f"{site}/page")
    for path, code in (
        ("/none", "unreachable"),
        ("/file", "unreachable"),
        ("/round", "unreachable"),
        ("/large", "too_large"),
    ):
        assert read(site + path)[0][1] == code, path
    assert read("http://127.0.0.1:1/x")[0][1] == "unreachable"
    assert read("http:///nothing")[0][1] == "unreachable"
