"""places."""

from __future__ import annotations

from collections.abc import Sequence

from harmattan.knowledge import Knowledge
from harmattan.model import Place
from harmattan.reading.syntax import Parse


def find_places(parse: Parse, knowledge: Knowledge) -> list[Place]:
    return []


def resolve(parse: Parse, knowledge: Knowledge, spans: Sequence[tuple[int, int]]) -> list[Place | None]:
    """The place named by each character span of the parsed document, or ``None``."""
    return [None for _ in spans]
