"""Hand labels: drafts become offsets without words, and readings and coders are measured against them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "training" / "labels"))

from label_scores import agreement, score
from labels import LabelsError, compile_draft, compile_drafts, label_faults, locate, main

TEXT = (
    "Fighters of the Red Front attacked a convoy near Oasa on Monday, the army said. "
    "The Red Front denied that it had attacked the convoy.\n\n"
    "The army arrested 12 men in Oasa."
)


def draft() -> dict[str, Any]:
    return {
        "suite": "made",
        "id": "one",
        "events": [
            {"id": "raid", "trigger": "attacked#1", "also": ["attacked#2"], "type": "ASSAULT",
             "actors": ["Fighters of the Red Front"],
             "recipients": ["a convoy"], "places": ["Oasa"], "times": ["Monday"], "factuality": "possible"},
            {"id": "arrest", "trigger": "arrested", "type": "COERCE", "mode": "arrest", "actors": ["The army"],
             "recipients": ["12 men"], "places": ["Oasa"], "quantities": ["12"]},
        ],
        "claims": [
            {"source": "the army", "cue": "said",
             "content": ["Fighters of the Red Front attacked a convoy near Oasa on Monday"],
             "source_kind": "official", "about": ["raid"]},
            {"source": "The Red Front", "cue": "denied", "content": ["that it had attacked the convoy"],
             "stance": "denies", "about": ["raid"]},
        ],
    }  # fmt: skip


def reading() -> dict[str, Any]:
    """What a faultless reader puts out for `TEXT`."""

    def span(quote: str, near: int = 0) -> dict[str, Any]:
        start, end = locate(quote, TEXT, near)
        return {"start": start, "end": end, "text": TEXT[start:end]}

    mentions = {"a1": [span("Fighters of the Red Front"), span("The Red Front")], "a2": [span("a convoy")],
                "a3": [span("the army"), span("The army")], "a4": [span("12 men")]}  # fmt: skip
    return {
        "report": {"id": "one", "text": TEXT, "repairs": []},
        "actors": [{"id": name, "mentions": spans} for name, spans in mentions.items()],
        "events": [
            {"trigger": span("attacked"), "type": "ASSAULT", "actors": ["a1"], "recipients": ["a2"],
             "factuality": "possible", "claims": ["c1", "c2"]},
            {"trigger": span("arrested"), "type": "COERCE", "actors": ["a3"], "recipients": ["a4"],
             "factuality": "asserted", "claims": []},
        ],
        "claims": [
            {"id": "c1", "source": "a3", "source_span": span("the army"), "cue": span("said"),
             "content": span("Fighters of the Red Front attacked a convoy"), "stance": "says"},
            {"id": "c2", "source": "a1", "source_span": span("The Red Front"), "cue": span("denied"),
             "content": span("that it had attacked the convoy"), "stance": "denies"},
        ],
    }  # fmt: skip


def test_label_points_into_text_and_has_none_of_its_words() -> None:
    label = compile_draft(draft(), TEXT, "A")

    def cut(span: list[int]) -> str:
        return TEXT[span[0] : span[1]]

    assert [cut(event["trigger"]) for event in label["events"]] == ["attacked", "arrested"]
    assert label["events"][1]["places"] == [[TEXT.rindex("Oasa"), TEXT.rindex("Oasa") + 4]]  # the one near its trigger
    assert label["events"][0]["claims"] == [0, 1]
    assert label["claims"][1]["about"] == [0]
    assert not any(word in json.dumps(label) for word in ("Oasa", "convoy", "Monday"))
    assert list(label_faults(label, TEXT)) == []


@pytest.mark.parametrize(
    ("quote", "near", "start"),
    [
        ("the army", None, TEXT.index("the army")),
        ("Oasa#2", None, TEXT.rindex("Oasa")),
        ("Oasa", 999, TEXT.rindex("Oasa")),
    ],
)
def test_locate(quote: str, near: int | None, start: int) -> None:
    assert locate(quote, TEXT, near)[0] == start


def test_locate_after_damaged_quotation_mark() -> None:
    assert locate("We won", "โ€œWe wonโ€") == [3, 9]


@pytest.mark.parametrize("quote", ["attacked", "attack", "Oasa#3", "nowhere"])
def test_locate_refuses(quote: str) -> None:
    """Twice in the text, part of a word, only two of them, absent."""
    with pytest.raises(LabelsError):
        locate(quote, TEXT)


@pytest.mark.parametrize(
    ("field", "value"), [("type", "ATTACK"), ("mode", "withdraw"), ("outcome", "done"), ("contexts", ["war"])]
)
def test_draft_outside_codebook_is_refused(field: str, value: object) -> None:
    wrong = draft()
    wrong["events"][0][field] = value
    with pytest.raises(LabelsError):
        compile_draft(wrong, TEXT, "A")


def test_changed_text_is_noticed() -> None:
    assert list(label_faults(compile_draft(draft(), TEXT, "A"), TEXT + " "))


def test_faultless_reading() -> None:
    figures = score([reading()], [compile_draft(draft(), TEXT, "A")])
    assert {name: row["f1"] for name, row in figures.items()} == dict.fromkeys(figures, 1.0)
    assert figures["events"]["interval"] == (1.0, 1.0)


@pytest.mark.parametrize(
    ("spoil", "lost"),
    [
        (lambda r: r["events"].pop(), {"events", "type", "strict", "whose word"}),
        (lambda r: r["events"][0].update(type="COERCE"), {"type", "strict"}),
        (lambda r: r["events"][0].update(actors=["a1", "a3"]), {"strict"}),
        (lambda r: r["events"][0].update(recipients=[]), {"strict"}),
        (lambda r: r["events"][0].update(factuality="asserted"), {"strict"}),
        (lambda r: r["events"][0].update(claims=["c1"]), {"whose word"}),
        (lambda r: r["events"][1].update(claims=["c1"]), {"whose word"}),
        (lambda r: r["claims"][1].update(stance="says"), {"whose word", "claims strict"}),
        (lambda r: r["claims"][0].update(source=None, source_span=None), {"whose word", "claims strict"}),
        (lambda r: r["events"].append(r["events"][0]), {"events", "type", "strict", "whose word"}),
    ],
)
def test_each_fault_costs_its_measures(spoil: Any, lost: set[str]) -> None:
    spoiled = reading()
    spoil(spoiled)
    figures = score([spoiled], [compile_draft(draft(), TEXT, "A")])
    assert {name for name, row in figures.items() if row["f1"] < 1} == lost


def test_other_words_of_same_sentence_and_type_match() -> None:
    other = reading()
    other["events"][0]["trigger"] = {"start": 0, "end": 8, "text": "Fighters"}
    assert score([other], [compile_draft(draft(), TEXT, "A")])["strict"]["f1"] == 1


def test_any_mention_of_the_happening_will_do() -> None:
    other = reading()
    start = TEXT.rindex("attacked")
    other["events"][0]["trigger"] = {"start": start, "end": start + 8, "text": "attacked"}
    assert score([other], [compile_draft(draft(), TEXT, "A")])["strict"]["f1"] == 1


def test_offsets_of_repaired_text_are_mapped_back() -> None:
    damaged = "x โ€œ " + TEXT
    shifted = json.loads(json.dumps(reading()), object_hook=lambda o: _shift(o, 4))
    shifted["report"] = {"id": "news/one.txt", "text": "x “ " + TEXT, "repairs": [{"start": 2, "end": 3, "was": "โ€œ"}]}
    figures = score([shifted], [compile_draft(draft(), damaged, "A")])
    assert figures["strict"]["f1"] == figures["claims strict"]["f1"] == 1


def _shift(item: dict[str, Any], by: int) -> dict[str, Any]:
    return item | {key: item[key] + by for key in ("start", "end") if key in item}


def test_reading_of_another_text_is_refused() -> None:
    other = reading()
    other["report"]["text"] += "!"
    with pytest.raises(LabelsError):
        score([other], [compile_draft(draft(), TEXT, "A")])


def test_article_without_reading_counts() -> None:
    assert score([], [compile_draft(draft(), TEXT, "A")])["events"]["labelled"] == 2


def test_agreement() -> None:
    second = draft()
    del second["events"][0]
    second["claims"] = second["claims"][:1]
    second["claims"][0]["about"] = []
    figures = agreement([compile_draft(second, TEXT, "B")], [compile_draft(draft(), TEXT, "A")])
    assert figures["events"]["precision"] == 1
    assert figures["events"]["recall"] == 0.5
    assert figures["claims"]["recall"] == 0.5


def test_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "drafts").mkdir()
    (tmp_path / "drafts" / "one.json").write_text(json.dumps(draft()), encoding="utf-8")
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "one.txt").write_text(TEXT, encoding="utf-8")
    labels, readings = tmp_path / "labels.jsonl", tmp_path / "readings.jsonl"
    readings.write_text(json.dumps(reading()) + "\n", encoding="utf-8")
    data = ["--data", str(tmp_path)]
    assert main(["compile", str(tmp_path / "drafts"), *data, "--coder", "A", "--out", str(labels)]) == 0
    assert main(["check", str(labels), *data]) == 0
    assert main(["score", str(readings), str(labels)]) == 0
    assert main(["agreement", str(labels), str(labels)]) == 0
    assert "strict" in capsys.readouterr().out
    (tmp_path / "made" / "one.txt").write_text(TEXT.lower(), encoding="utf-8")
    assert main(["check", str(labels), *data]) == 1
    with pytest.raises(LabelsError):
        compile_drafts(tmp_path / "drafts", [tmp_path], "A")
