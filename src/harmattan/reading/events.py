"""events."""

from __future__ import annotations

from harmattan.knowledge import Knowledge
from harmattan.model import EVENT_TYPES, Actor, Claim, Event, EventType, Place, Quantity, Time
from harmattan.reading.syntax import Parse


def find_events(
    parse: Parse,
    knowledge: Knowledge,
    actors: list[Actor],
    places: list[Place],
    times: list[Time],
    quantities: list[Quantity],
    claims: list[Claim],
) -> list[Event]:
    return []


def classify(
    parse: Parse, knowledge: Knowledge, actor: tuple[int, int] | None, recipient: tuple[int, int] | None
) -> dict[EventType, float]:
    """How likely each PLOVER type is for what ``actor`` does to ``recipient`` (character spans of the document)."""
    return dict.fromkeys(EVENT_TYPES, 1 / len(EVENT_TYPES))
