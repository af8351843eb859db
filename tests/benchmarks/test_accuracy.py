"""Intervals, baselines and kept readings of `benchmarks/accuracy.py`, on rows of our own."""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import accuracy
import baselines
import suites
from suites import Answers, Suite

import harmattan
from harmattan.api import Settings


def rows(name: str, texts: Sequence[str], gold: Sequence[dict[str, Any]] = (), **fields: Any) -> Suite:
    """A suite of these texts, numbered from 0."""
    ids = [str(n) for n in range(len(texts))]
    right = [{"id": id, **(gold[n] if gold else {})} for n, id in enumerate(ids)]
    reports = {id: {"id": id, "text": text, **fields} for id, text in zip(ids, texts, strict=True)}
    return Suite(name, right, reports, {})


def words(text: str, spans: Sequence[dict[str, Any]]) -> list[str]:
    assert all(text[s["start"] : s["end"]] == s["text"] for s in spans)
    return [s["text"] for s in spans]


# ------------------------------------------------------------------ intervals


def share(cases: Sequence[tuple[Any, ...]]) -> dict[str, float]:
    """A scorer of ``coding`` that only asks whether there is an event."""
    return {"type_f1": sum(bool(r) for _, r in cases) / len(cases), "another": 1.0}


BENCH = SimpleNamespace(
    SUITES={"coding": share}, Reading=lambda raw, text: (raw or {}).get("events"), load=lambda p: read_lines(p)
)


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def coded(found: Sequence[bool]) -> tuple[Suite, Answers]:
    suite = rows("coding", ["Nothing."] * len(found), [{"events": [{"type": "AID"}]}] * len(found))
    return suite, Answers({str(n): {"events": ["e"] if x else []} for n, x in enumerate(found)})


def test_a_figure_has_its_interval_and_the_baseline_of_the_same_rows() -> None:
    suite, answers = coded([True, False] * 20)
    first, again = (accuracy.result(BENCH, suite, answers, draws=200) for _ in range(2))
    assert first == again
    assert set(first["figures"]) == {"type_f1"}
    figure = first["figures"]["type_f1"]
    low, high = figure["interval"]
    assert figure["value"] == 0.5
    assert 0.3 < low < 0.45
    assert 0.55 < high < 0.7
    assert figure["baseline"] == 1.0


def test_interval_is_narrower_with_more_rows_and_none_wide_without_variation() -> None:
    def width(found: Sequence[bool]) -> float:
        low, high = accuracy.result(BENCH, *coded(found), draws=200)["figures"]["type_f1"]["interval"]
        return float(high - low)

    assert width([True] * 10) == 0
    assert 0 < width([True, False] * 100) < width([True, False] * 10)


def test_one_draw_is_no_interval() -> None:
    found = accuracy.result(BENCH, *coded([True, False]), draws=1)
    assert found["figures"]["type_f1"]["interval"] is None
    assert "| 50.0 |  | 100.0 | each sentence" in accuracy.table(found)


def document(id: str, topic: str) -> tuple[dict[str, Any], None]:
    return {"id": id, "topic": topic, "subtopic": topic + "s", "mentions": [{"chain": "c" + topic}]}, None


def test_copies_of_a_topic_are_other_topics() -> None:
    cases = [document(id, topic) for topic in "abc" for id in (topic + "1", topic + "2")]
    apart = [{"id": t, "reports": [t + "1", t + "2"], "events": [[t + "1", "e1"]]} for t in "abc"]
    across = {"id": "ab", "reports": ["a1", "b1"], "events": []}
    chance = random.Random(5)
    for _ in range(20):
        found, situation = accuracy.topics_again(cases, {"incidents": [*apart, across]}, chance)
        subtopic = {g["id"]: g["subtopic"] for g, _ in found}
        assert len(subtopic) == len(found) == 6  # topics are of one size here
        assert len({g["mentions"][0]["chain"] for g, _ in found}) == len(set(subtopic.values())) == 3
        for incident in situation["incidents"]:
            assert set(incident["reports"]) <= set(subtopic)
            one = {subtopic[r] for r in incident["reports"]}
            assert len(one) <= 1 or incident["id"].startswith("ab#")
            assert len({r.split("#")[1] for r in incident["reports"]}) <= 1
        joined = {r for i in situation["incidents"] if not i["id"].startswith("ab") for r in i["reports"]}
        assert joined == set(subtopic)


# ------------------------------------------------------------------ baselines


@pytest.mark.parametrize(
    ("text", "source", "contents"),
    [
        ("The mayor said the bridge was closed.", "The mayor", ["the bridge was closed."]),
        ("It rained. The bridge is closed, the mayor says.", "the mayor", ["The bridge is closed"]),
        ("“It is closed,” said the mayor, “for good.”", "the mayor", ["“It is closed,”", "“for good.”"]),
        ("It is safe, the mayor said, and dry.", "the mayor", ["It is safe", "and dry."]),
        ("The bridge was closed on Monday.", None, []),
    ],
)
def test_attribution_baseline(text: str, source: str | None, contents: list[str]) -> None:
    (reading,) = baselines.attribution(rows("attribution", [text]), Answers()).readings.values()
    assert len(reading["claims"]) == bool(source)
    for claim in reading["claims"]:
        assert words(text, [claim["source_span"]]) == [source]
        assert words(text, claim["content_parts"]) == contents


def test_plover_baseline() -> None:
    suite = rows("plover", ["A.", "B.", "C."], [{"root": r} for r in ("AID", "ACCUSE", "AID")])
    suite.asks.update({"0": {}, "2": {}})
    assert baselines.plover(suite, Answers()).calls == {"0": {"AID": 1.0}, "2": {"AID": 1.0}}


def test_coding_baseline() -> None:
    gold = [{"events": [{"type": "AID"}, {"type": "AID"}]}, {"events": [{"type": "ACCUSE"}]}, {"events": []}]
    texts = ["Malian troops met envoys of Niger and France.", "Nobody was there.", "Niger asked Nigerians."]
    found = baselines.coding(rows("coding", texts, gold), Answers()).readings
    events = [found[id]["events"][0] for id in ("0", "1", "2")]
    assert {e["type"] for e in events} == {"AID"}
    assert [(e["actors"], e["recipients"]) for e in events] == [(["MLI"], ["NER"]), ([], []), (["NER"], ["NGA"])]


def test_places_baseline() -> None:
    text = "Officials in New York and Bamako wrote to Qwxyzzq and to bamako."
    suite = rows("places", [text])
    at = text.index("Bamako")
    suite.asks["0"] = {"text": text, "spans": [[at, at + 6], [0, 2]]}
    found = baselines.places(suite, Answers())
    named = words(text, [p["mentions"][0] for p in found.readings["0"]["places"]])
    assert "Qwxyzzq" not in named
    assert named[-2:] == ["New York", "Bamako"]
    assert found.calls["0"][0]["country"] == "MLI"


def test_times_baseline() -> None:
    text = "On Monday, as in 1998 and yesterday, 12 men met; 20345 did not."
    (reading,) = baselines.times(rows("times", [text], published="2022-01-27"), Answers()).readings.values()
    assert words(text, reading["times"]) == ["Monday", "1998", "yesterday"]
    assert [t["value"] for t in reading["times"]] == ["2022-01-24", "1998", "2022-01-26"]
    (undated,) = baselines.times(rows("times", [text]), Answers()).readings.values()
    assert [t["value"] for t in undated["times"]] == [None, "1998", None]


def test_factuality_baseline_takes_the_events_read() -> None:
    text = "No troops attacked; 1,200 fled."
    event = {"id": "e1", "trigger": {"start": 10, "end": 18, "text": "attacked"}, "factuality": "negated"}
    answers = Answers({"0": {"report": {"id": "0", "text": text, "repairs": []}, "events": [event]}})
    suite = rows("factuality", [text, "No reading of 3."])
    found = baselines.factuality(suite, answers).readings
    assert found["0"]["events"] == [{**event, "factuality": "asserted"}]
    assert words(text, found["0"]["quantities"]) == ["1,200"]
    assert found["1"]["events"] == []
    assert event["factuality"] == "negated"


def test_where_baseline() -> None:
    text = "After talks in Bamako, rebels shelled Gao and left Timbuktu."
    at = text.index("shelled")
    suite = rows("where", [text], [{"verb": {"start": at, "end": at + 7}}])
    (reading,) = baselines.where(suite, Answers()).readings.values()
    (event,), (place,) = reading["events"], reading["places"]
    assert event["places"] == [place["id"]]
    assert words(text, [event["trigger"], *place["mentions"]]) == ["shelled", "Gao"]


def test_incidents_baseline() -> None:
    texts = [
        "The flood hit Oasa. Oasa is wet.",
        "Rain fell on Oasa, says Oasa Radio.",
        "Red Front left Belmo. Belmo!",
        "",
    ]
    event = {"id": "e1", "trigger": {"start": 10, "end": 13, "text": "hit"}}
    answers = Answers({id: {"report": {"id": id}, "events": [event]} for id in ("0", "2")})
    found = baselines.incidents(rows("incidents", texts), answers)
    assert [i["reports"] for i in found.situation["incidents"]] == [["0", "1"], ["2"], ["3"], []]
    assert found.situation["incidents"][-1]["events"] == [("0", "e1"), ("2", "e1")]


def test_every_suite_of_the_table_has_a_baseline() -> None:
    assert set(accuracy.FIGURES) == set(baselines.BASELINES)
    for name, baseline in baselines.BASELINES.items():
        assert baseline.silent <= set(accuracy.FIGURES[name])


# ------------------------------------------------------------------ rows and readings


def made_data(folder: Path, count: int) -> Path:
    """A suite ``coding`` of sentences of our own."""
    (folder / "coding").mkdir()
    gold = [{"id": f"s{n}", "events": [{"type": "AID"}]} for n in range(count)]
    reports = [{"id": f"s{n}", "text": f"Rebels attacked convoy {n} near Gao."} for n in range(count)]
    for name, records in (("gold", gold), ("reports", reports)):
        lines = "".join(json.dumps(r) + "\n" for r in records)
        (folder / "coding" / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    return folder


def test_rows_of_a_part(tmp_path: Path) -> None:
    data = made_data(tmp_path, 12)
    ids = lambda **options: [g["id"] for g in suites.rows_of(BENCH, "coding", [data], **options).gold]  # noqa: E731
    assert ids(every=5) == ["s0", "s5", "s10"]
    assert ids(part="odd", every=3) == ["s1", "s7"]
    assert ids(part="even", first=2) == ["s0", "s2"]
    assert set(suites.rows_of(BENCH, "coding", [data], every=5).reports) == {"s0", "s5", "s10"}
    with pytest.raises(SystemExit, match="No coding"):
        suites.rows_of(BENCH, "coding", [tmp_path / "elsewhere"])


def test_what_is_kept_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    suite = rows("coding", ["Rebels attacked a convoy near Gao.", ""])
    settings = Settings(heads=())
    first = suites.answers_to(suite, settings, tmp_path)
    assert set(first.readings) == {"0"}  # one without text cannot be read
    assert first.readings["0"] == harmattan.read(suite.reports["0"]["text"], id="0", settings=settings).to_dict()

    def fail(*_: Any) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr(harmattan.api, "_read_parse", fail)
    assert suites.answers_to(suite, settings, tmp_path) == first


def test_calls_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Mali thanked Niger."
    asks = {str(n): {"call": "classify_event", "text": text, "actor": [0, 4], "recipient": None} for n in range(3)}
    suite = Suite("plover", [{"id": id, "root": "SUPPORT"} for id in asks], {}, dict(asks))
    seen: list[str] = []
    monkeypatch.setattr(suites, "call_now", lambda ask, settings: seen.append(ask["text"]) or {"AID": 1.0})
    last = suite.asks.pop("2")
    assert set(suites.answers_to(suite, Settings(), tmp_path).calls) == {"0", "1"}
    suite.asks["2"] = last
    assert set(suites.answers_to(suite, Settings(), tmp_path).calls) == {"0", "1", "2"}
    assert len(seen) == 3


def test_key_tells_readers_apart() -> None:
    assert suites.reader_key(Settings()) == suites.reader_key(Settings())
    assert suites.reader_key(Settings()) != suites.reader_key(Settings(heads=()))


def test_command_scores_what_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(accuracy, "scorer", lambda bench: BENCH)
    read = [{"report": {"id": "s0"}, "events": ["e"]}, {"report": {"id": "s4"}, "error": {"code": "x"}}]
    (tmp_path / "read.jsonl").write_text("".join(json.dumps(r) + "\n" for r in read), encoding="utf-8")
    command = ["coding", "--bench", "x", "--data", str(made_data(tmp_path, 12)), "--every", "4", "--draws", "20"]
    command += ["--readings", str(tmp_path / "read.jsonl")]
    assert accuracy.main([*command, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["suite"], found["part"], found["every"], found["reports"]) == ("coding", "all", 4, 3)
    assert found["figures"]["type_f1"]["value"] == pytest.approx(1 / 3)
    assert accuracy.main(command) == 0
    assert "| coding | 3 | PLOVER type, F1 | 33.3 | 0.0–" in capsys.readouterr().out


@pytest.mark.parametrize("wrong", [["nothing"], ["coding", "where", "--readings", "f"], ["--calls", "f"]])
def test_command_refuses(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        accuracy.main(["--bench", "x", *wrong])
    assert "name it" in (err := capsys.readouterr().err) or "no suite nothing" in err


# ------------------------------------------------------------------ public suites

FOLDER = Path(os.environ.get("HARMATTAN_BENCH") or Path(__file__).parents[3] / "shared" / "bench")


@pytest.mark.skipif(not (FOLDER / "score.py").is_file(), reason="no suites here: set HARMATTAN_BENCH")
@pytest.mark.parametrize("name", sorted(accuracy.FIGURES))
def test_the_scorer_takes_every_baseline(name: str) -> None:
    bench = suites.scorer(FOLDER)
    if not (FOLDER.parent / "data" / name).is_dir():
        pytest.skip(f"no {name} here")
    suite = suites.rows_of(bench, name, [FOLDER.parent / "data"], first=6)
    found = accuracy.result(bench, suite, Answers(), draws=3)["figures"]
    assert found
    assert all(f["value"] == 0 for f in found.values())
    assert all(0 <= f["baseline"] <= 1 for f in found.values() if f["baseline"] is not None)
    if name not in ("coding", "factuality", "plover"):  # too few rows, or events that nobody has read
        assert any(f["baseline"] for f in found.values())
