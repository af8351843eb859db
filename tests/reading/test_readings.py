"""Whole readings: what several steps make together, claims, events and figures tied to one another.

Cases: `cases/readings.json`, read by the rules alone except those with ``encoder``. A case names only what it is about;
words are those of the text.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harmattan.api import Settings, read
from harmattan.model import Actor, Claim, Reading

CASES = json.loads((Path(__file__).parents[1] / "cases" / "readings.json").read_text(encoding="utf-8"))


def params() -> list[Any]:
    strict = pytest.mark.xfail(strict=True, reason="known failure")
    return [pytest.param(c, id=c["text"][:60], marks=[strict] if c.get("known_failure") else []) for c in CASES]


def cues(reading: Reading, ids: tuple[str, ...]) -> list[str | None]:
    return [c.cue.text if (c := reading.claim(id)).cue else None for id in ids]


def triggers(reading: Reading, ids: tuple[str, ...]) -> list[str]:
    return [reading.event(id).trigger.text for id in ids]


def holder(reading: Reading, phrase: str) -> Actor | None:
    return next((a for a in reading.actors for m in a.mentions if m.span.text == phrase), None)


def told(reading: Reading, claim: Claim) -> dict[str, Any]:
    return {
        "cue": claim.cue.text if claim.cue else None,
        "source": claim.source_span.text if claim.source_span else None,
        "stance": claim.stance,
        "parts": [p.text for p in claim.content_parts],
        "about": triggers(reading, claim.about),
        "figures": [q.span.text for q in reading.quantities if q.id in claim.about_quantities],
        "answers": cues(reading, claim.about_claims),
    }


@pytest.mark.parametrize("case", params())
def test_case(case: dict[str, Any]) -> None:
    check(
        case,
        read(
            case["text"],
            published=case.get("published"),
            settings=Settings() if case.get("encoder") else Settings(heads=()),
        ),
    )


def check(case: dict[str, Any], reading: Reading) -> None:
    claims = [told(reading, c) for c in reading.claims]
    for want in case.get("claims", []):
        assert any({**c, **want} == c for c in claims), (want, claims)
    for cue in case.get("no_claims", []):
        assert all(c["cue"] != cue for c in claims), claims
    events = [
        {
            "trigger": e.trigger.text,
            "mentions": [m.text for m in e.mentions],
            "type": e.type,
            "actors": [reading.actor(id).name for id in e.actors],
            "factuality": e.factuality,
            "claims": cues(reading, e.claims),
            "figures": [q.span.text for q in reading.quantities if q.id in e.quantities],
        }
        for e in reading.events
    ]
    for want in case.get("events", []):
        assert any({**e, **want} == e for e in events), (want, events)
    for trigger in case.get("no_events", []):
        assert all(e["trigger"] != trigger for e in events), events
    for text, want in case.get("figures", {}).items():
        figure = next(q for q in reading.quantities if q.span.text == text)
        who = reading.actor(figure.who).mentions[0].span.text if figure.who else None
        got = {"of": figure.of, "noun": figure.noun, "who": who, "claims": cues(reading, figure.claims)}
        assert {**got, **want} == got, (text, got)
    wanted = case.get("times", {})
    assert {t.span.text: t.value for t in reading.times if t.span.text in wanted} == wanted
    for phrase, country in case.get("countries", {}).items():
        found = holder(reading, phrase)
        assert found is not None, phrase
        assert found.country == country, (phrase, found)
    for one, other in case.get("same", []):
        assert holder(reading, one) is not None
        assert holder(reading, one) is holder(reading, other), (one, other)
    for one, other in case.get("apart", []):
        assert holder(reading, one) is not holder(reading, other), (one, other)
