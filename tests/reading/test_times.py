"""Times: what is found, how it is dated, and what must not be taken for a time."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmattan.api import load_tools
from harmattan.model import Report, Time
from harmattan.reading.syntax import Parse, parse
from harmattan.reading.times.calendar import easter, interval, shifted
from harmattan.reading.times.find import find_times

CASES = json.loads((Path(__file__).parents[1] / "cases" / "times.json").read_text(encoding="utf-8"))


def read(text: str, **fields: Any) -> tuple[Parse, list[Time]]:
    parsed = next(parse([Report("r", text, **fields)], load_tools().nlp))
    return parsed, find_times(parsed)


def marked(cases: list[dict[str, Any]]) -> list[Any]:
    strict = pytest.mark.xfail(strict=True, reason="known failure")
    return [pytest.param(c, id=c["text"][:50], marks=[strict] if c.get("known_failure") else []) for c in cases]


@pytest.mark.parametrize("case", marked(CASES))
def test_case(case: dict[str, Any]) -> None:
    _, times = read(case["text"], published=case["published"])
    found = {t.span.text: t for t in times}
    assert bool(times) == bool(case["times"]), found
    for want in case["times"]:
        assert want["text"] in found
        time = found[want["text"]]
        for name in set(want) - {"text", "anchored_by"}:
            assert getattr(time, name) == want[name], name
        if "anchored_by" in want:
            assert (time.anchored_by.text if time.anchored_by else None) == want["anchored_by"]


def test_spans_are_the_reports_own_and_ids_in_order() -> None:
    text = "On 3 May the envoy came;\n\nhe left on Friday."
    parsed, times = read(text, title="Envoy leaves today", published="2022-05-10")
    assert [t.id for t in times] == ["t1", "t2", "t3"]
    for time in times:
        source = parsed.report.title if time.span.place == "title" else text
        assert source is not None
        assert source[time.span.start : time.span.end] == time.span.text
    assert (times[0].span.place, times[0].value) == ("title", "2022-05-10")


def test_bounds_of_the_publication_bound_days_but_give_no_value() -> None:
    _, times = read("The minister left yesterday.", published_bounds=("2022-01-20", "2022-01-30"))
    assert (times[0].value, times[0].earliest, times[0].latest) == (None, "2022-01-19", "2022-01-29")


def test_an_open_bound_stays_open() -> None:
    _, times = read("The minister left last year.", published_bounds=("2022-01-20", None))
    assert (times[0].value, times[0].earliest, times[0].latest) == (None, "2021-01-01", None)


def test_quarters_anchor_comparisons_only_where_profits_are_told() -> None:
    _, times = read("A year ago the town fell.", published="2022-05-10")
    assert times[0].value == "2021"


def test_a_title_anchors_nothing_in_the_text() -> None:
    _, times = read("The following day it was ambushed.", title="Convoy left on 3 May 2019")
    assert [t.value for t in times if t.span.place == "text"] == [None]


@given(st.dates(), st.sampled_from(["D", "W", "WE", "M", "Q", "H", "Y", "E", "C"]), st.integers(-40, 40))
def test_shifts_move_the_way_they_say(day: Any, unit: str, n: int) -> None:
    days, moved = interval(shifted(day, unit, 0)), interval(shifted(day, unit, n))
    if days is not None and unit != "WE":
        assert days[0] <= day <= days[1]
    if days is not None and moved is not None:
        assert (moved[0] > days[0]) == (n > 0)


@pytest.mark.parametrize(("year", "day"), [(1998, "1998-04-12"), (2022, "2022-04-17"), (2038, "2038-04-25")])
def test_easter(year: int, day: str) -> None:
    assert easter(year).isoformat() == day


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    from harmattan.reading.times.grammar import find

    spans = [(f.start, f.end) for f in find(text, 0, len(text))]
    assert all(0 <= s < e <= len(text) for s, e in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
