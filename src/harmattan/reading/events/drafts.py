"""What an event is before its parties are looked up, and what classes of types share."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from harmattan.reading.events.coding import Match

COOPERATIVE = frozenset(("SUPPORT", "CONSULT", "COOPERATE", "AID"))
YIELDING = frozenset(("RETREAT", "CONCEDE"))
HOSTILE = frozenset(("ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "PROTEST", "THREATEN"))
OWN_FORCES = frozenset((("RETREAT", "withdraw"), ("MOBILIZE", "troops"), ("MOBILIZE", "police")))
VERBAL = frozenset(("AGREE", "REQUEST", "REJECT", "ACCUSE", "THREATEN", "SUPPORT"))
SWALLOWS = frozenset(("CONCEDE", "REJECT", "RETREAT", "AGREE", "REQUEST", "THREATEN", "SANCTION"))
ANSWERS = frozenset(("REJECT", "CONCEDE", "ACCUSE", "SUPPORT"))  # acts that answer what another one did or said
PHRASAL = ("object", "for", "on", "to", "against", "of", "in", "at", "from", "about", "over", "with")
THREATS = {
    "ASSAULT": "violence",
    "MOBILIZE": "violence",
    "SANCTION": "relations",
    "COERCE": "restrict",
    "PROTEST": "restrict",
    "REJECT": "relations",
    "RETREAT": "relations",
}
WANTS = {
    "AID": "assist",
    "COOPERATE": "assist",
    "SUPPORT": "assist",
    "CONSULT": "meet",
    "RETREAT": "yield",
    "CONCEDE": "yield",
}
ON_THE_GROUND = frozenset(("ASSAULT", "COERCE", "PROTEST"))  # deeds that news tells where they happen
BODILY = frozenset(("ASSAULT", "COERCE", "RETREAT", "MOBILIZE", "AID", "SANCTION", "PROTEST"))
_MEANS = frozenset(("troops", "weapons", "money"))
FIGURES: dict[str, frozenset[str]] = {
    "ASSAULT": frozenset(("killed", "wounded", "casualties", "missing", "abducted", "displaced", "troops", "weapons")),
    "COERCE": frozenset(("arrested", "deported", "displaced", "abducted", "missing", "troops", "weapons", "money")),
    "SANCTION": frozenset(("deported", "arrested", "money", "troops")),
    "RETREAT": frozenset(("released", "troops", "weapons", "abducted", "arrested")),
    "MOBILIZE": frozenset(("troops", "weapons", "participants")),
    "PROTEST": frozenset(("participants",)),
    "CONSULT": frozenset(("participants",)),
    "AID": _MEANS | {"released", "displaced"},
    "COOPERATE": _MEANS | {"released", "participants"},
    "AGREE": _MEANS | {"released"},
    "CONCEDE": _MEANS | {"released"},
    "REJECT": _MEANS | {"displaced"},
    "REQUEST": _MEANS,
    "THREATEN": _MEANS,
}
"""What a figure of an event of each type may count."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An event before its parties are looked up: argument heads by order of preference."""

    index: int
    words: tuple[int, ...]
    type: str
    mode: str | None
    cameo: str | None
    contexts: tuple[str, ...]
    actors: tuple[tuple[int, ...], ...]
    recipients: tuple[tuple[int, ...], ...]
    why: tuple[str, ...]
    mutual: bool = False
    result: bool = False
    verbal: bool = False  # an act of speech
    settled: bool = False  # done once said, though its words are negated or of the future: "will not let them in"
    consumed: tuple[int, ...] = ()  # triggers that this act swallows
    weight: int = 0
    support: int | None = None
    planned: bool = False  # told of the future: "will release"
    sure: bool = False  # an event by its frame alone: see `coding.Sense`


def swallow(base: Draft, at: int | None, **changes: Any) -> Draft:
    """The draft with changes, which takes up what stands at a token."""
    taken = base.consumed if at is None else (*base.consumed, at)
    return replace(base, consumed=taken, **changes)


def contexts_with(base: Draft, inner: Match | None) -> tuple[str, ...]:
    """The act's contexts and those of its content."""
    return tuple(dict.fromkeys((*base.contexts, *(inner.sense.contexts if inner else ()))))
