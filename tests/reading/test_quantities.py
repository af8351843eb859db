"""Quantities: what numbers count, how exact they are, and numbers that count nothing."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmattan.api import load_tools
from harmattan.model import Actor, Mention, Quantity, Report
from harmattan.reading.quantities.find import find_quantities
from harmattan.reading.quantities.numbers import amount_of, find_numbers
from harmattan.reading.syntax import Parse, parse
from harmattan.reading.times.find import find_times

CASES = json.loads((Path(__file__).parents[1] / "cases" / "quantities.json").read_text(encoding="utf-8"))


def parsed(text: str, **fields: Any) -> Parse:
    return next(parse([Report("r", text, **fields)], load_tools().nlp))


def read(text: str) -> list[Quantity]:
    p = parsed(text)
    return find_quantities(p, find_times(p), [])


def marked(cases: list[dict[str, Any]]) -> list[Any]:
    strict = pytest.mark.xfail(strict=True, reason="known failure")
    return [pytest.param(c, id=c["text"][:50], marks=[strict] if c.get("known_failure") else []) for c in cases]


@pytest.mark.parametrize("case", marked(CASES))
def test_case(case: dict[str, Any]) -> None:
    quantities = read(case["text"])
    found = {q.span.text: q for q in quantities}
    assert bool(quantities) == bool(case["quantities"]), found
    for want in case["quantities"]:
        assert want["text"] in found
        for name in set(want) - {"text"}:
            assert getattr(found[want["text"]], name) == want[name], name


def test_who_is_the_actor_counted() -> None:
    p = parsed("Gunmen killed 12 soldiers and two farmers.")
    start = p.report.text.index("12 soldiers")
    soldiers = Actor(
        "a1", "Army", "group", sectors=("MIL",), mentions=(Mention(p.chars(start, start + 11), "nominal"),)
    )
    first, second = find_quantities(p, [], [soldiers])
    assert (first.who, second.who) == ("a1", None)


def test_the_force_a_pronoun_looks_back_to_is_counted() -> None:
    p = parsed("Units of Wagner are in the city. It is about 300 people.")
    force = Actor("a1", "Wagner Group", "organization", sectors=("PRM",), mentions=(Mention(p.chars(9, 15), "name"),))
    (quantity,) = find_quantities(p, find_times(p), [force])
    assert (quantity.of, quantity.who, quantity.modifier) == ("troops", "a1", "about")


def test_numbers_in_times_are_not_counted_again() -> None:
    assert read("It lasted 12 days, from 3 to 14 May 2019.") == []


@pytest.mark.parametrize(
    ("text", "value"),
    [("twenty-one", 21), ("a dozen", 12), ("half a dozen", 6), ("two hundred thousand", 200_000),
     ("1.2 million", 1_200_000),
     ("a hundred and five", 105), ("5 mln", 5_000_000), ("30k", 30_000), ("10 000", 10_000), ("2 1/2", 2.5),
     ("three million two hundred thousand", 3_200_000), ("twenty thirty", None), ("house", None)],
)  # fmt: skip
def test_amount(text: str, value: float | None) -> None:
    assert amount_of(text) == value


@given(st.integers(0, 999_999_999))
def test_digits_mean_what_they_say(n: int) -> None:
    (found,) = find_numbers(f"about {n:,} men")
    assert (found.value, found.modifier) == (n, "about")


@given(st.integers(1, 900), st.integers(1, 900))
def test_ranges_are_ordered(a: int, b: int) -> None:
    for found in find_numbers(f"{a} to {b} men"):
        assert (found.low or 0) <= (found.high or 0)


@given(st.text(max_size=60))
def test_any_text_has_numbers_in_order(text: str) -> None:
    spans = [(n.start, n.end) for n in find_numbers(text)]
    assert all(0 <= s < e <= len(text) for s, e in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
