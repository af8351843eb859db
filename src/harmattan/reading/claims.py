"""claims."""

from __future__ import annotations

from harmattan.model import Actor, Claim
from harmattan.reading.syntax import Parse


def find_claims(parse: Parse, actors: list[Actor]) -> list[Claim]:
    return []
