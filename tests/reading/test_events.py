"""What is done by whom to whom, and what only looks like an event. Cases: `cases/events.json`.

A case's events are ``[type, mode, actors, recipients]``; ``null`` leaves a field open, and a party is given by words of
one of its names in the text.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import harmattan
from harmattan.api import Settings
from harmattan.model import EVENT_TYPES, Actor, Reading

CASES = json.loads((Path(__file__).parents[1] / "cases" / "events.json").read_text(encoding="utf-8"))


RULES = Settings(heads=())


def params(mark: str) -> list[Any]:
    """The cases; those that bear ``mark`` are known to fail."""
    return [
        pytest.param(case, id=case["text"][:60], marks=[pytest.mark.xfail(strict=True)] if case.get(mark) else [])
        for case in CASES
    ]


def named(reading: Reading, ids: tuple[str, ...], wanted: list[str] | None) -> bool:
    """Whether the actors with these ids are the wanted ones."""
    if wanted is None:
        return True
    names = [{reading.actor(i).name, *(m.span.text for m in reading.actor(i).mentions)} for i in ids]
    return len(ids) == len(wanted) and all(any(w in n for n in found) for w, found in zip(wanted, names, strict=True))


@pytest.mark.parametrize("case", params("known_failure"))
def test_events_by_rules(case: dict[str, Any]) -> None:
    check(case, RULES)


@pytest.mark.parametrize("case", params("known_failure_with_encoder"))
def test_events_with_the_encoder(case: dict[str, Any]) -> None:
    check(case, Settings())


def check(case: dict[str, Any], how: Settings) -> None:
    reading = harmattan.read(case["text"], title=case.get("title"), settings=how)
    told = [
        (e.type, e.mode, [reading.actor(a).name for a in e.actors], [reading.actor(a).name for a in e.recipients])
        for e in reading.events
    ]
    assert [e.type for e in reading.events] == [e[0] for e in case["events"]], told
    for event, (_, mode, actors, recipients) in zip(reading.events, case["events"], strict=True):
        assert mode is None or event.mode == mode, told
        assert named(reading, event.actors, actors), told
        assert named(reading, event.recipients, recipients), told


def test_a_headline_that_repeats_the_lead_makes_no_second_event() -> None:
    reading = harmattan.read(
        "Chad expelled the German ambassador on Friday. The ministry gave no reason.",
        title="Chad expels German ambassador",
    )
    assert [e.type for e in reading.events] == ["SANCTION"]
    assert reading.events[0].trigger.place == "text"


def test_a_happening_taken_up_again_is_one_event() -> None:
    reading = harmattan.read("Officers staged a coup in Niger in July. The coup was the fifth since independence.")
    assert [e.type for e in reading.events] == ["COERCE"]


def test_a_coup_told_twice_keeps_its_date_and_is_background() -> None:
    reading = harmattan.read(
        "Burkina Faso closed its border on Tuesday. The generals who committed a coup gave no reason. "
        "The country's leader came to power last year after a coup d'état.",
        published="2023-04-05",
        settings=RULES,
    )
    coups = [e for e in reading.events if e.mode == "seize"]
    assert len(coups) == 1
    assert coups[0].background
    assert [t.span.text for t in reading.times if t.id in coups[0].times and "year" in t.span.text] == ["last year"]


def test_the_same_toll_told_again_is_one_event() -> None:
    reading = harmattan.read(
        "Gunmen attacked a bus near Gao, killing 14 people. The 14 people were killed on their way to a market."
    )
    assert [e.type for e in reading.events] == ["ASSAULT"]


def test_figures_belong_to_events_that_they_can_count() -> None:
    reading = harmattan.read("Fifteen countries held talks on Monday. Police arrested 40 students.")
    figures = {q.id: q.span.text for q in reading.quantities}
    assert {e.type: [figures[q] for q in e.quantities] for e in reading.events} == {"CONSULT": [], "COERCE": ["40"]}


def test_finding_events_leaves_what_it_is_given_alone() -> None:
    from harmattan.api import load_tools
    from harmattan.model import Report
    from harmattan.reading.events.find import find_events
    from harmattan.reading.syntax import parse

    tools = load_tools()
    (parsed,) = parse([Report("r", "French withdrawal from Chad began.")], tools.nlp)
    given: list[Actor] = []
    events, actors = find_events(parsed, tools.knowledge, given, [], [], [], [])
    assert given == []
    assert {id for e in events for id in e.actors + e.recipients} == {a.id for a in actors} != set()


def test_every_event_says_why_and_where() -> None:
    reading = harmattan.read("Rebels attacked the town of Kidal on Monday. France condemned the attack.")
    assert reading.events
    for event in reading.events:
        assert event.why
        assert event.evidence.covers(event.trigger)
        assert 0 < event.confidence < 1
        assert reading.report.text[event.trigger.start : event.trigger.end] == event.trigger.text


@pytest.mark.parametrize(
    ("text", "actor", "recipient", "type"),
    [
        ("Police in Lagos arrested a union leader.", "Police", "a union leader", "COERCE"),
        ("A union leader was arrested by police in Lagos.", "police", "A union leader", "COERCE"),
        ("Qatar mediated between Chad and the rebels.", "Qatar", "the rebels", "CONSULT"),
        ("After the raid Spain thanked Morocco for its help.", "Spain", "Morocco", "SUPPORT"),
        ("Angola said it would send doctors to Cuba.", "Angola", "Cuba", "AGREE"),
        ("Workers walked out at the Kitwe mine.", "Workers", None, "PROTEST"),
    ],
)
def test_classify_event(text: str, actor: str, recipient: str | None, type: str) -> None:
    def span(words: str) -> tuple[int, int]:
        return text.index(words), text.index(words) + len(words)

    found = harmattan.classify_event(text, span(actor), span(recipient) if recipient else None)
    assert max(found, key=lambda kind: found[kind]) == type
    assert list(found) == list(EVENT_TYPES)
    assert sum(found.values()) == pytest.approx(1)


WORDS = st.sampled_from(
    ["the", "army", "rebels", "attacked", "said", "that", "Mali", "refused", "to", "meet", ",", ".",
     "and", "threatened", "France", "with", "sanctions", "who", "was", "arrested", "by", "in", "of"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=25))
def test_word_salad_is_read_without_error_and_the_same_twice(words: list[str]) -> None:
    text = "A report. " + " ".join(words)
    first, second = harmattan.read(text), harmattan.read(text)
    assert first == second
    ids = {a.id for a in first.actors}
    for event in first.events:
        assert ids.issuperset(event.actors + event.recipients)
        assert not set(event.actors) & set(event.recipients)
