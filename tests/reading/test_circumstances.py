"""Which places, times and numbers belong to an event, and which events are old. Cases: `cases/circumstances.json`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import harmattan
from harmattan.api import load_tools
from harmattan.model import Place, Quantity, Report, Span, Time
from harmattan.reading.circumstances.find import Attached, Circumstances
from harmattan.reading.syntax import parse

CASES = json.loads((Path(__file__).parents[1] / "cases" / "circumstances.json").read_text(encoding="utf-8"))


def span(text: str, part: str) -> Span:
    start = text.index(part)
    return Span(start, start + len(part), part)


def attached(case: dict[str, Any]) -> list[Attached]:
    """What belongs to each marked trigger, with the words of the text as ids."""
    marked = case["text"]
    text = marked.replace("*", "")
    starts = [m.start() - n for n, m in enumerate(re.finditer(r"\*", marked))]
    places = [
        Place(name, name, None, None, None, None, None, precision, (span(text, name),))
        for name, precision in case.get("places", {}).items()
    ]
    times = [
        Time(t, "DATE", "at", None, None, case.get("latest", {}).get(t), span(text, t)) for t in case.get("times", [])
    ]
    quantities = [
        Quantity(q, "other", None, None, None, None, "exact", span(text, q)) for q in case.get("quantities", [])
    ]
    tools = load_tools()
    parsed = next(parse([Report("case", text, published=case.get("published"))], tools.nlp))
    circumstances = Circumstances(parsed, tools.knowledge, places, times, quantities)
    return [circumstances.of(t.i) for t in parsed.doc if t.idx in starts]


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(c, id=c["text"][:60], marks=[pytest.mark.xfail(strict=True)] if c.get("known_failure") else [])
        for c in CASES
    ],
)
def test_circumstances(case: dict[str, Any]) -> None:
    found = attached(case)
    assert len(found) == len(case["is"])
    for got, want in zip(found, case["is"], strict=True):
        assert {k: _plain(getattr(got, k)) for k in want} == want


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def old(latest: str) -> bool:
    text = "The talks opened. Rebels *seized the town that day."
    case = {"text": text, "times": ["that day"], "latest": {"that day": latest}, "published": "2022-02-10"}
    return attached(case)[0].background


def test_a_month_makes_an_event_background() -> None:
    assert old("2022-01-05")
    assert not old("2022-01-15")


def test_a_known_date_outweighs_the_words() -> None:
    text = "The talks opened. Rebels *seized the town last winter."
    case = {"text": text, "times": ["last winter"], "latest": {"last winter": "2022-02-01"}, "published": "2022-02-10"}
    assert not attached(case)[0].background


def test_nothing_is_said_where_the_text_says_nothing() -> None:
    assert attached({"text": "Rebels *killed many."}) == [Attached()]


def one_country(text: str, *names: tuple[str, str, str]) -> tuple[str, ...]:
    """Places of the marked deed, when places are (name, precision, country)."""
    plain = text.replace("*", "")
    places = [
        Place(name, name, None, None, None, country, None, precision, (span(plain, name),))  # type: ignore[arg-type]
        for name, precision, country in names
    ]
    tools = load_tools()
    parsed = next(parse([Report("case", plain)], tools.nlp))
    trigger = next(t.i for t in parsed.doc if t.idx == text.index("*"))
    return Circumstances(parsed, tools.knowledge, places, [], []).of(trigger, on_the_ground=True).places


def test_a_deed_without_a_place_lies_in_the_one_country_of_the_report() -> None:
    text = "Clashes broke out in Gao. Shops closed in Kidal. Rebels *killed two men. Calm returned to Mali."
    mali = [("Gao", "settlement", "MLI"), ("Kidal", "settlement", "MLI"), ("Mali", "country", "MLI")]
    assert one_country(text, *mali) == ("Mali",)


@pytest.mark.parametrize(
    ("dated", "people", "places"), [("BAMAKO", "Malian", ["Mali"]), ("PARIS", "Malian", []), ("BAMAKO", "Danish", [])]
)
def test_a_deed_among_one_people_lies_in_their_country_where_the_report_is_dated_from_there(
    dated: str, people: str, places: list[str]
) -> None:
    told = f"Officials met in Niamey on Monday. Malian police arrested a {people} singer. It is a first for Mali."
    reading = harmattan.read(f"{dated} (AP) - {told}")
    arrest = next(e for e in reading.events if e.type == "COERCE")
    assert [p.name for p in reading.places if p.id in arrest.places] == places


def test_two_countries_leave_a_deed_without_a_place() -> None:
    text = "Clashes broke out in Gao. Shops closed in Niamey. Rebels *killed two men. Calm returned to Mali."
    two = [("Gao", "settlement", "MLI"), ("Niamey", "settlement", "NER"), ("Mali", "country", "MLI")]
    assert one_country(text, *two) == ()


def test_a_country_that_another_outnumbers_is_not_where_the_report_plays() -> None:
    text = (
        "Hawa Diop, the President of Niger, died on Monday. Niger mourns. Her widower is treated in Kenya. A nurse in "
        "Kenya said that he was well. Rebels attacked the palace, and Niger stood still. Niger prays."
    )
    assert [event.places for event in harmattan.read(text).events if event.type == "ASSAULT"] == [()]
