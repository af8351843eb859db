"""actors."""

from __future__ import annotations

from harmattan.knowledge import Knowledge
from harmattan.model import Actor, Place
from harmattan.reading.syntax import Parse


def find_actors(parse: Parse, knowledge: Knowledge, places: list[Place]) -> list[Actor]:
    return []
