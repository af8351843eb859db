"""Pages of errors: kinds of the project's own labels, the page itself, and the suites where they are present."""

from __future__ import annotations

import html.parser
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
sys.path.insert(0, str(Path(__file__).parents[2] / "training" / "labels"))

import errors
import suites
from labels import compile_draft
from page import AROUND, Case, Mark, marked, page

TEXT = "Fighters of the Red Front attacked a convoy near Oasa on Monday. The army arrested 12 men in Oasa."
EVENTS = [
    {"trigger": "attacked", "type": "ASSAULT", "actors": ["Fighters of the Red Front"], "recipients": ["a convoy"]},
    {"trigger": "arrested", "type": "COERCE", "actors": ["The army"], "recipients": ["12 men"]},
]


def reading() -> dict[str, Any]:
    """What a faultless reader puts out for `TEXT`."""

    def span(words: str) -> dict[str, Any]:
        at = TEXT.index(words)
        return {"start": at, "end": at + len(words), "text": words}

    names = ("Fighters of the Red Front", "a convoy", "The army", "12 men")
    return {
        "report": {"id": "one", "text": TEXT, "repairs": []},
        "actors": [{"id": f"a{n}", "mentions": [span(name)]} for n, name in enumerate(names)],
        "events": [
            {"trigger": span("attacked"), "type": "ASSAULT", "actors": ["a0"], "recipients": ["a1"],
             "factuality": "asserted", "claims": []},
            {"trigger": span("arrested"), "type": "COERCE", "actors": ["a2"], "recipients": ["a3"],
             "factuality": "asserted", "claims": []},
        ],
        "claims": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("spoil", "kinds"),
    [
        (lambda r: None, []),
        (lambda r: r["events"].pop(), ["missed event"]),
        (lambda r: r["events"].append(r["events"][0]), ["false event"]),
        (lambda r: r["events"][0].update(type="MOBILIZE"), ["wrong type"]),
        (lambda r: r["events"][0].update(actors=[]), ["wrong actors"]),
        (lambda r: r["events"][0].update(recipients=["a3"]), ["wrong recipients"]),
        (lambda r: r["events"][1].update(factuality="future", actors=["a0"]), ["wrong factuality", "wrong actors"]),
    ],
)
def test_kinds_of_own_labels(spoil: Any, kinds: list[str]) -> None:
    label = compile_draft({"suite": "made", "id": "one", "events": EVENTS, "claims": []}, TEXT, "A")
    spoiled = reading()
    spoil(spoiled)
    cases = list(errors.own(label, spoiled, TEXT))
    assert [case.kind for case in cases] == kinds
    assert all(case.id == "made/one (A)" and case.marks for case in cases)


def test_note_names_parties_of_both_sides() -> None:
    label = compile_draft({"suite": "made", "id": "one", "events": EVENTS, "claims": []}, TEXT, "A")
    spoiled = reading()
    spoiled["events"][0]["recipients"] = ["a3"]
    (case,) = errors.own(label, spoiled, TEXT)
    assert case.note == "gold a convoy; read 12 men"
    assert {(m.side, TEXT[m.start : m.end]) for m in case.marks} >= {("gold", "a convoy"), ("read", "12 men")}


class Tags(html.parser.HTMLParser):
    """Tags opened and not closed, attributes seen, and the text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: set[str] = set()
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


NASTY = "<script>alert('x')</script> & <img src=http://x> \"quoted\" attacked the town."


def shown(text: str) -> Tags:
    tags = Tags()
    tags.feed(text)
    assert tags.open == []
    return tags


def test_page_is_escaped_and_asks_for_nothing() -> None:
    mark = Mark(NASTY.index("attacked"), NASTY.index(" the town"), "gold", "<b>ASSAULT")
    whole = page("<Errors>", "about <it>", [Case("gold <x> → read", "<id>", NASTY, (mark,), "note <i>")] * 3, most=2)
    tags = shown(whole)
    assert not tags.tags & {"script", "img", "link", "iframe"}
    assert not tags.attributes & {"src", "style", "onclick"}
    assert NASTY.split(" attacked")[0] in tags.text
    assert "gold <b>ASSAULT[" in tags.text
    assert "gold <x> → read (3, the first 2 shown)" in tags.text
    assert "default-src 'none'" in whole


def test_marks_are_told_by_words_and_may_overlap() -> None:
    text = "The rebels of the north attacked."
    out = marked(text, [Mark(0, 23, "gold", "actor"), Mark(4, 10, "read", "actor"), Mark(24, 32, "read", "ASSAULT")])
    tags = shown(out)
    assert tags.text == "gold actor[The read actor[rebels] of the north] read ASSAULT[attacked]."
    assert '<span class="gold read">rebels</span>' in out


def test_only_the_text_around_marks_is_shown() -> None:
    text = f"Start {'word ' * 500}seen {'word ' * 500}end"
    at = text.index("seen")
    tags = shown(marked(text, [Mark(0, 5, "gold", "a"), Mark(at, at + 4, "read", "b")]))
    assert "[…]" in tags.text
    assert "seen" in tags.text
    assert "end" not in tags.text
    assert len(tags.text) < 4 * AROUND + 50


@pytest.mark.parametrize(("part", "numbers"), [("all", [0, 1, 2]), ("even", [0, 2]), ("odd", [1]), ("held", [2])])
def test_parts(part: str, numbers: list[int]) -> None:
    assert [n for n in range(3) if suites.in_part(part, n, held=n == 2)] == numbers


def test_watched_gives_what_functions_held() -> None:
    def inner(x: int) -> int:
        doubled = 2 * x
        return doubled + 1

    assert [held["doubled"] for held in errors.watched(lambda: [inner(1), inner(2)], "inner")] == [2, 4]
    assert sys.getprofile() is None


def test_own_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    label = compile_draft({"suite": "made", "id": "one", "events": EVENTS, "claims": []}, TEXT, "A")
    wrong = reading()
    wrong["events"].pop()
    for name, rows in (("articles-a", [label, label | {"id": "away"}]), ("readings", [wrong])):
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "one.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(errors, "LABELS", tmp_path)
    monkeypatch.chdir(tmp_path)
    command = ["own", "--bench", str(tmp_path), "--data", str(tmp_path), "--readings", str(tmp_path / "readings.jsonl")]
    assert errors.main(command) == 0
    assert "away" in capsys.readouterr().err
    assert "missed event (1)" in shown((tmp_path / "errors" / "own.html").read_text(encoding="utf-8")).text


# ------------------------------------------------------------------ public suites


def bench_folder() -> Path | None:
    folder = Path(os.environ.get("HARMATTAN_BENCH") or Path(__file__).parents[3] / "shared" / "bench")
    return folder if (folder / "score.py").is_file() else None


@pytest.mark.skipif(bench_folder() is None, reason="no suites here: set HARMATTAN_BENCH")
class TestSuites:
    """An empty reading misses all that the gold has, and nothing else; the counts are those of the bench."""

    @pytest.mark.parametrize("suite", sorted({*errors.SUITES} - {"own", "plover"}))
    def test_nothing_read(self, suite: str, tmp_path: Path) -> None:
        bench = bench_folder()
        assert bench is not None
        empty, out = tmp_path / "empty.jsonl", tmp_path / "page.html"
        empty.write_text("")
        command = [suite, "--bench", str(bench), "--readings", str(empty), "--calls", str(empty), "--first", "6"]
        assert errors.main([*command, "--out", str(out)]) == 0
        page = shown(out.read_text(encoding="utf-8"))
        assert not [kind for kind in ("false", "extra", "wrong") if f"\n{kind} " in page.text]
        assert "missed" in page.text or "no event at the verb" in page.text

    def test_plover_confusions(self, tmp_path: Path) -> None:
        bench = bench_folder()
        assert bench is not None
        score = suites.scorer(bench)
        gold = {"id": "1", "root": "ACCUSE"}
        ask = {"text": TEXT, "actor": [0, 25], "recipient": [35, 43]}
        (case,) = errors.plover(score, gold, ask, {"ASSAULT": 0.9, "ACCUSE": 0.1})
        assert case.kind == "gold ACCUSE → read ASSAULT"
        assert [m.side for m in case.marks] == ["given", "given"]
        assert not list(errors.plover(score, gold, ask, {"ACCUSE": 1.0}))

    def test_coding_kinds(self) -> None:
        bench = bench_folder()
        assert bench is not None
        score = suites.scorer(bench)
        actors = [{"id": f"a{n}", "name": c, "country": c, "mentions": []} for n, c in enumerate(("FRA", "MLI", "TCD"))]
        side = lambda c: [{"country": c, "sectors": []}]  # noqa: E731
        gold = {"id": "1", "events": [{"type": "ASSAULT", "actors": side("FRA"), "recipients": side("MLI")}]}

        def kinds(*events: tuple[str, str, str]) -> list[str]:
            read = [{"type": t, "actors": [a], "recipients": [b]} for t, a, b in events]
            return [c.kind for c in errors.coding(score, gold, score.Reading({"actors": actors, "events": read}, TEXT))]

        assert kinds(("ASSAULT", "a0", "a1")) == []
        assert kinds() == ["missed event"]
        assert kinds(("COERCE", "a0", "a1")) == ["wrong type"]
        assert kinds(("ASSAULT", "a2", "a1")) == ["wrong actor country"]
        assert kinds(("ASSAULT", "a0", "a2")) == ["wrong recipient country"]
        assert kinds(("ASSAULT", "a0", "a1"), ("AID", "a2", "a1")) == ["extra event"]
