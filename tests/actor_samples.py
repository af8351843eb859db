"""Sentences read for their actors, for the tests of actors and references."""

from __future__ import annotations

from typing import Any

import pytest

from harmattan.api import load_tools
from harmattan.model import Actor, Report
from harmattan.reading.actors.find import find_actors
from harmattan.reading.coreference.resolve import resolve_references
from harmattan.reading.places.find import find_places
from harmattan.reading.syntax import Parse, parse


def parsed(text: str, **fields: Any) -> Parse:
    return next(parse([Report("r", text, **fields)], load_tools().nlp))


def actors_of(report: Parse) -> list[Actor]:
    knowledge = load_tools().knowledge
    return resolve_references(report, knowledge, find_actors(report, knowledge, find_places(report, knowledge)))


def holder(actors: list[Actor], text: str, phrase: str) -> Actor | None:
    """The actor of the shortest mention that covers the beginning of ``phrase``, or lies in it."""
    at = text.index(phrase)
    best: tuple[int, Actor] | None = None
    for actor in actors:
        for m in actor.mentions:
            touches = m.span.place == "text" and m.span.start < at + len(phrase) and at < m.span.end
            size = abs(m.span.start - at) * 10 + abs(m.span.end - at - len(phrase))
            if touches and (best is None or size < best[0]):
                best = (size, actor)
    return best[1] if best else None


def exact(actors: list[Actor], text: str, phrase: str) -> list[Actor]:
    """The actors of mentions that are or end with ``phrase``, an article aside."""
    at = text.index(phrase)
    return [a for a in actors for m in a.mentions if m.span.start >= at and m.span.end == at + len(phrase)]


def marked(cases: list[dict[str, Any]]) -> list[Any]:
    strict = pytest.mark.xfail(strict=True, reason="known failure")
    return [pytest.param(c, id=c["text"][:50], marks=[strict] if c.get("known_failure") else []) for c in cases]
