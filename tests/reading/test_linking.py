"""Linking: whose word an event or a figure is, and what a denial denies."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harmattan.api import load_tools
from harmattan.model import Actor, Event, Mention, Quantity, Reader, Reading, Report, Span
from harmattan.reading.claims.find import find_claims
from harmattan.reading.linking.link import link
from harmattan.reading.syntax import parse

CASES = json.loads((Path(__file__).parents[1] / "cases" / "linking.json").read_text(encoding="utf-8"))


def span(text: str, of: str) -> Span:
    at = text.index(of)
    return Span(at, at + len(of), of)


def linked(text: str, events: list[str], quantities: Sequence[str] = (), actors: Sequence[Actor] = ()) -> Reading:
    parsed = next(parse([Report("r", text)], load_tools().nlp))
    reading = Reading(
        Reader("0", "m", "k"),
        parsed.report,
        actors=tuple(actors),
        events=tuple(
            Event(f"e{n}", "ASSAULT", None, (), None, span(text, t), span(text, t)) for n, t in enumerate(events, 1)
        ),
        quantities=tuple(
            Quantity(f"q{n}", "troops", None, None, None, None, "exact", span(text, t))
            for n, t in enumerate(quantities, 1)
        ),
        claims=tuple(find_claims(parsed, list(actors))),
    )
    return link(parsed, reading)


def by_cue(reading: Reading, cue: str) -> Any:
    return next(c for c in reading.claims if c.cue and c.cue.text == cue)


def cues(reading: Reading, ids: tuple[str, ...]) -> list[str | None]:
    return [c.cue.text if (c := reading.claim(id)).cue else None for id in ids]


@pytest.mark.parametrize("case", CASES, ids=[c["text"][:50] for c in CASES])
def test_case(case: dict[str, Any]) -> None:
    reading = linked(case["text"], case["events"])
    for want in case["answers"]:
        claim = by_cue(reading, want["cue"])
        assert cues(reading, claim.about_claims) == want["claims"]
        assert [reading.event(e).trigger.text for e in claim.about] == want["events"]
    if not case["answers"]:
        assert all(not c.about_claims for c in reading.claims if c.stance != "denies")
    for trigger, wanted in case["event_claims"].items():
        event = next(e for e in reading.events if e.trigger.text == trigger)
        assert cues(reading, event.claims) == wanted
    for cue, wanted in case.get("about", {}).items():
        assert [reading.event(e).trigger.text for e in by_cue(reading, cue).about] == wanted


def test_each_figure_has_its_owner() -> None:
    text = (
        "According to Radio Sahel, it is about 300 men. The ministry says some 1000 are there. There were 20 at first."
    )
    reading = linked(text, [], ["300", "1000", "20"])
    assert [cues(reading, q.claims) for q in reading.quantities] == [["According to"], ["says"], []]


def test_the_innermost_claim_owns_and_the_outer_source_passes_it_on() -> None:
    text = "Fars reported that the ministry said rebels shot the plane down."
    actors = [
        Actor("a1", "Fars", "organization", mentions=(Mention(span(text, "Fars"), "name"),)),
        Actor("a2", "ministry", "organization", mentions=(Mention(span(text, "the ministry"), "nominal"),)),
    ]
    reading = linked(text, ["shot"], actors=actors)
    assert cues(reading, reading.events[0].claims) == ["said"]
    assert by_cue(reading, "said").via == "a1"
    assert by_cue(reading, "reported").via is None


def test_linking_again_changes_nothing() -> None:
    text = "Residents say soldiers burned the market. The army denies this."
    parsed = next(parse([Report("r", text)], load_tools().nlp))
    once = linked(text, ["burned"])
    assert link(parsed, once) == once
    assert link(parsed, replace(once, claims=())) == replace(once, claims=())
