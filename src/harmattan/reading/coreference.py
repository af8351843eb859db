"""coreference."""

from __future__ import annotations

from harmattan.knowledge import Knowledge
from harmattan.model import Actor
from harmattan.reading.syntax import Parse


def resolve_references(parse: Parse, knowledge: Knowledge, actors: list[Actor]) -> list[Actor]:
    return actors
