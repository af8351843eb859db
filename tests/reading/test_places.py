"""Places: which words name one, which one they name, and whether they say where."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harmattan.api import load_tools
from harmattan.knowledge import load_knowledge
from harmattan.model import Place, Report
from harmattan.reading.places.find import find_places, resolve
from harmattan.reading.places.locating import is_location_use
from harmattan.reading.syntax import Parse, parse

CASES = json.loads((Path(__file__).parents[1] / "cases" / "places.json").read_text(encoding="utf-8"))


def read(text: str, title: str | None = None) -> tuple[Parse, list[Place]]:
    tools = load_tools()
    parsed = next(parse([Report("r", text, title=title)], tools.nlp))
    return parsed, find_places(parsed, tools.knowledge)


def resolved(text: str, *names: str) -> list[Place | None]:
    tools = load_tools()
    parsed = next(parse([Report("r", text)], tools.nlp))
    spans = [(text.index(name), text.index(name) + len(name)) for name in names]
    return resolve(parsed, tools.knowledge, spans)


def marked(cases: list[dict[str, Any]]) -> list[Any]:
    strict = pytest.mark.xfail(strict=True, reason="known failure")
    return [pytest.param(c, id=c["text"][:50], marks=[strict] if c.get("known_failure") else []) for c in cases]


@pytest.mark.parametrize("case", marked(CASES))
def test_case(case: dict[str, Any]) -> None:
    parsed, places = read(case["text"])
    found = {m.text: (p, m) for p in reversed(places) for m in p.mentions[::-1]}
    assert sorted(found) == sorted({p["text"] for p in case["places"]})
    for want in case["places"]:
        place, mention = found[want["text"]]
        for field in set(want) - {"text", "where"}:
            assert getattr(place, field) == want[field], field
        if "where" in want:
            assert is_location_use(parsed, mention) is want["where"]


def test_one_place_for_all_its_mentions_in_reading_order() -> None:
    text = "Rebels left Kidal. In Gossi, soldiers waited. Kidal was quiet, and Bamako too."
    _, places = read(text, title="Rebels leave Kidal in Mali")
    assert [(p.id, p.name) for p in places] == [("p1", "Kidal"), ("p2", "Mali"), ("p3", "Gossi"), ("p4", "Bamako")]
    assert [m.place for m in places[0].mentions] == ["title", "text", "text"]
    assert all(text[m.start : m.end] == m.text for p in places for m in p.mentions if m.place == "text")


def test_a_village_that_the_gazetteer_lacks_is_a_place_without_coordinates() -> None:
    _, places = read("Armed men burned the village of Zarkumalla in Mali on Sunday.")
    village = next(p for p in places if p.name == "Zarkumalla")
    assert (village.geonameid, village.latitude, village.longitude) == (None, None, None)
    assert village.precision == "settlement"


def test_a_county_shows_which_town_is_meant() -> None:
    there, county = resolved("A man from Richmond was found in Madison County, Kentucky.", "Richmond", "Madison County")
    assert there is not None
    assert county is not None
    assert (there.admin1, county.admin1) == ("Kentucky", "Kentucky")
    assert county.precision == "admin2"


def test_given_spans_may_be_demonyms_parts_or_nothing() -> None:
    text = "Danish troops reached downtown Gao while Canadians and Texans watched Qqxyzt."
    danes, gao, canada, texas, nothing = resolved(text, "Danish", "downtown Gao", "Canadians", "Texans", "Qqxyzt")
    assert danes is not None and danes.country == "DNK"  # noqa: PT018
    assert gao is not None and gao.name == "Gao"  # noqa: PT018
    assert canada is not None and canada.country == "CAN"  # noqa: PT018
    assert texas is not None and texas.name == "Texas"  # noqa: PT018
    assert nothing is None


def test_a_span_outside_the_text_is_refused() -> None:
    tools = load_tools()
    parsed = next(parse([Report("r", "In Gao.")], tools.nlp))
    with pytest.raises(ValueError, match="outside the text"):
        resolve(parsed, tools.knowledge, [(3, 99)])


def test_the_users_own_places_come_first(tmp_path: Path) -> None:
    rows = "name,aliases,latitude,longitude,country,precision\nParis,Camp Paris,14.5,-4.1,MLI,point\n"
    (tmp_path / "places.csv").write_text(rows, encoding="utf-8")
    parsed = next(parse([Report("r", "Convoys left Paris for Camp Paris.")], load_tools().nlp))
    places = find_places(parsed, load_knowledge(str(tmp_path)))
    assert [(p.name, p.latitude, p.precision, len(p.mentions)) for p in places] == [("Paris", 14.5, "point", 2)]


JUMBLE = ["In", "Paris", ",", "Mali", "(", "said", "the", "--", "Gao's", "U.S.", "of", "County", "“", "New", "York",
          "\n\n", ".", "Al-", "St.", "é"]  # fmt: skip


@given(st.lists(st.sampled_from(JUMBLE)))
@settings(deadline=None, max_examples=25)
def test_any_jumble_gives_sound_spans(words: list[str]) -> None:
    text = " ".join(words) or "."
    _, places = read(text)
    for place in places:
        for m in place.mentions:
            assert text[m.start : m.end] == m.text
