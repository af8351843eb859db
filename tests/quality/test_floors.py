"""No figure of the pinned samples is below its floor; `measure.py` sets the floors."""

from __future__ import annotations

import json
from typing import Any

import measure
import pytest
from labels import read_lines

BOOK = json.loads(measure.FLOORS.read_text(encoding="utf-8"))
AGAIN = "measure again: python tests/quality/measure.py --write"


def hold(figures: dict[str, float], floors: dict[str, Any], data: str) -> None:
    assert set(figures) == set(floors), AGAIN
    changed = [name for name, entry in floors.items() if entry["digest"] != data]
    assert not changed, f"the sample is not the one that the floors are of; {AGAIN}"
    low = {name: (round(value, 3), floors[name]["floor"]) for name, value in figures.items()
           if value < floors[name]["floor"]}  # fmt: skip
    assert not low, f"(now, floor): {low}. If that must be: python tests/quality/measure.py --write --lower WHY"


def test_own_sample() -> None:
    rows = read_lines(measure.SAMPLE)
    figures = measure.measure_own(rows, measure.settings(BOOK["own"]["heads"]))
    hold(figures, BOOK["own"]["figures"], measure.digest(rows))


@pytest.mark.parametrize("suite", sorted(BOOK["suites"]))
def test_sample_of_suite(suite: str) -> None:
    bench = measure.find_bench()
    if bench is None:
        pytest.skip("no suites here: set HARMATTAN_BENCH to the folder that holds score.py")
    if not (bench.parent / "data" / suite).is_dir():
        pytest.skip(f"the suites here have no {suite}")
    part = BOOK["suites"][suite]
    rows = measure.rows_of(bench, suite, part["ids"])
    figures = measure.measure_suite(bench, suite, rows, measure.settings(part["heads"]))
    hold(figures, part["figures"], measure.digest([rows["reports"], rows["gold"]]))


def test_lowered_floors_say_why() -> None:
    parts = [BOOK["own"], *BOOK["suites"].values()]
    lowered = [(name, e) for part in parts for name, e in part["figures"].items() if e["lowered_from"] is not None]
    assert not [name for name, entry in lowered if not entry["why"].strip()]


def test_floors_go_up_and_down_only_with_a_reason() -> None:
    first, kept = measure.raised({}, {"events": 0.6}, "a", None)
    assert (first["events"]["floor"], first["events"]["why"], kept) == (0.59, "", [])
    up, _ = measure.raised(first, {"events": 0.7}, "a", None)
    assert (up["events"]["floor"], up["events"]["lowered_from"]) == (0.69, None)
    same, kept = measure.raised(up, {"events": 0.6}, "a", None)
    assert (same, kept) == (up, ["events"])
    down, kept = measure.raised(up, {"events": 0.6}, "a", "the codebook changed")
    assert (down["events"]["floor"], down["events"]["lowered_from"], kept) == (0.59, 0.69, [])
    assert down["events"]["why"] == "the codebook changed"


@pytest.mark.parametrize(
    ("figures", "data"), [({"events": 0.5}, "a"), ({"events": 0.9}, "b"), ({"events": 0.9, "type": 1.0}, "a")]
)
def test_low_figure_and_changed_sample_fail(figures: dict[str, float], data: str) -> None:
    floors, _ = measure.raised({}, {"events": 0.6}, "a", None)
    with pytest.raises(AssertionError):
        hold(figures, floors, data)
    hold({"events": 0.6}, floors, "a")


def test_sample_is_our_own_and_varied() -> None:
    rows = read_lines(measure.SAMPLE)
    events = [event for row in rows for event in row["events"]]
    assert len({row["id"] for row in rows}) == len(rows) == 66
    assert len({event["type"] for event in events}) == 16
    assert {event.get("factuality", "asserted") for event in events} == {
        "asserted", "negated", "possible", "future", "hypothetical"
    }  # fmt: skip
    assert any(event.get("background") for event in events)
    assert sum(not row["events"] for row in rows) >= 8
