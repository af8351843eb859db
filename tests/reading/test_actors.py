"""Actors: who is found, as what, and who is kept apart. Sentences and expectations are in tests/cases/actors.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actor_samples import actors_of, exact, holder, marked, parsed
from harmattan.reading.mentions import Mentions

CASES = json.loads((Path(__file__).parents[1] / "cases" / "actors.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", marked(CASES))
def test_actors_of_a_text(case: dict[str, Any]) -> None:
    text = case["text"]
    actors = actors_of(parsed(text, published=case.get("published")))
    for wanted in case.get("actors", []):
        actor = holder(actors, text, wanted["mention"])
        assert actor is not None, f"nobody at {wanted['mention']!r}"
        for key in ("name", "kind", "country", "wikidata"):
            if key in wanted:
                assert getattr(actor, key) == wanted[key], (key, actor)
        if "sectors" in wanted:
            assert list(actor.sectors) == wanted["sectors"], actor
    for phrase in case.get("not_actors", []):
        assert not exact(actors, text, phrase), f"{phrase!r} is nobody"
    for one, other in case.get("same", []):
        assert holder(actors, text, one) is holder(actors, text, other) is not None, (one, other)
    for one, other in case.get("apart", []):
        assert holder(actors, text, one) is not holder(actors, text, other), (one, other)


def test_ids_follow_reading_order_and_spans_are_the_text() -> None:
    report = parsed("Ghana accused Togo. Togo's army denied it. He said so.", title="Ghana and Togo quarrel")
    actors = actors_of(report)
    assert [a.id for a in actors] == [f"a{n}" for n in range(1, len(actors) + 1)]
    firsts = [a.mentions[0].span.order for a in actors]
    assert firsts == sorted(firsts)
    for actor in actors:
        for m in actor.mentions:
            source = report.report.title if m.span.place == "title" else report.report.text
            assert source is not None
            assert source[m.span.start : m.span.end] == m.span.text


def test_a_minister_belongs_to_the_government_and_soldiers_to_the_state() -> None:
    actors = {
        a.name: a
        for a in actors_of(
            parsed("Ghana protested. Ghanaian soldiers marched. Ghana's foreign minister, Kwame Osei, left.")
        )
    }
    state = actors["Ghana"]
    assert actors["Ghanaian soldiers"].member_of == state.id
    assert actors["Kwame Osei"].member_of == state.id
    assert actors["Kwame Osei"].country == "GHA"


def test_the_head_of_a_phrase_leads_to_its_actor() -> None:
    report = parsed("The Danish minister Lars Berg of the navy left.")
    actors = actors_of(report)
    at = Mentions(report, [(a.id, m.span) for a in actors for m in a.mentions])
    subject = next(t for t in report.doc if t.dep_ == "nsubj")
    assert at.by_head[subject.i] == next(a.id for a in actors if a.name == "Lars Berg")


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("Colonel Ana Mijares of the police spoke. Mijares further claimed 90 men fled.", 2),  # parsed as a plural
        ("Colonel Amy Rivers of the police spoke. Rivers rose after the rain.", 1),
    ],
)
def test_a_surname_alone_stands_for_the_person_unless_it_is_an_ordinary_word(text: str, mentions: int) -> None:
    assert len(actors_of(parsed(text))[0].mentions) == mentions


def test_reading_twice_gives_the_same() -> None:
    text = "Rebels and the army fought near Goma. The UN, M23 and Kinshasa blamed each other, residents said."
    assert actors_of(parsed(text)) == actors_of(parsed(text))


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet='Mali\'s army (UN), "he" said. \n’‘-—U.S. 10 الرئيس é', max_size=80).filter(str.strip))
def test_any_text_gives_spans_of_the_text(text: str) -> None:
    for actor in actors_of(parsed(text)):
        assert actor.mentions
        for m in actor.mentions:
            assert text[m.span.start : m.span.end] == m.span.text
