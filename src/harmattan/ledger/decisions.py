"""What people decide about events: kept for ever, the newest of each matter standing.

A decision is about an anchor (`anchors.py`), so it outlives any reading. Nothing is changed or deleted: a later
decision on the same matter supersedes an earlier one, and an undo, which is a decision too, takes one back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, get_args

from harmattan.errors import DecisionError
from harmattan.ledger.anchors import anchors_of
from harmattan.model import EVENT_TYPES, Actor, Event, Factuality, Outcome, Place, Reading, Time

Kind = Literal["accept", "reject", "correct", "merge", "split", "undo"]
Decided = Literal["accepted", "rejected", "corrected"]

FIELDS = ("type", "mode", "contexts", "cameo", "factuality", "outcome", "background", "days", "actors", "recipients",
          "places")  # fmt: skip
"""What can be corrected. ``days`` is a list of the first and last possible day, as ISO dates; ``contexts`` is a list of
words; ``actors``, ``recipients`` and ``places`` are lists of names, or of objects with the contract's fields."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision as it was made. ``superseded_by`` is the id of the decision that took its place or took it back.

    ``anchor`` is the event's, ``other`` the second event's of a merge or split; ``value`` is what ``field`` is
    corrected to, as JSON; ``at`` is ISO time, UTC.
    """

    id: int
    kind: Kind
    anchor: str | None
    other: str | None
    field: str | None
    value: Any
    undoes: int | None
    by: str
    why: str
    at: str
    superseded_by: int | None = None

    @property
    def matter(self) -> tuple[str | None, ...]:
        """What it is about: of two decisions with one matter the later stands."""
        if self.kind in ("merge", "split"):
            return ("pair", *sorted((str(self.anchor), str(self.other))))
        return (self.anchor, self.field if self.kind == "correct" else "verdict")


def marked(decisions: Iterable[Decision]) -> list[Decision]:
    """The same decisions, oldest first, each with what superseded it. All decisions on a matter must be among them."""
    ordered = sorted(decisions, key=lambda d: d.id)
    undone: dict[int, int] = {}
    for decision in reversed(ordered):
        if decision.kind == "undo" and decision.undoes is not None and decision.id not in undone:
            undone.setdefault(decision.undoes, decision.id)
    later: dict[tuple[str | None, ...], int] = {}
    found = []
    for decision in reversed(ordered):
        by = undone.get(decision.id)
        if by is None and decision.kind != "undo":
            by = later.get(decision.matter)
            later.setdefault(decision.matter, decision.id)
        found.append(replace(decision, superseded_by=by))
    return found[::-1]


def standing(decisions: Iterable[Decision]) -> list[Decision]:
    """Those decisions that hold: not superseded, not undone, and no undo themselves."""
    return [d for d in marked(decisions) if d.superseded_by is None and d.kind != "undo"]


def apply(reading: Reading, decisions: Iterable[Decision]) -> tuple[Reading, dict[str, Decided]]:
    """A reading with its events corrected as was decided, and what was decided about each event, by event id.

    Rejected events are still in it: the second value tells which they are.
    """
    about: dict[str, list[Decision]] = {}
    for decision in standing(decisions):
        if decision.anchor is not None and decision.kind in ("accept", "reject", "correct"):
            about.setdefault(decision.anchor, []).append(decision)
    verdicts: dict[str, Decided] = {}
    if not about:
        return reading, verdicts
    events = []
    for anchor, event in anchors_of(reading):
        for decision in about.get(anchor, ()):
            if decision.kind == "correct":
                reading, event = _corrected(reading, event, str(decision.field), decision.value)
                verdicts.setdefault(event.id, "corrected")
        for decision in about.get(anchor, ()):
            if decision.kind != "correct":
                verdicts[event.id] = "accepted" if decision.kind == "accept" else "rejected"
        events.append(event)
    return replace(reading, events=tuple(events)), verdicts


def check(field: str | None, value: Any) -> None:
    """Raise `DecisionError` unless ``field`` can be corrected to ``value``."""
    if field not in FIELDS:
        raise DecisionError(f"'{field}' cannot be corrected. What can be: {', '.join(FIELDS)}.")
    choices: Mapping[str, tuple[Any, ...]] = {
        "type": EVENT_TYPES, "factuality": get_args(Factuality), "outcome": get_args(Outcome),
        "background": (True, False),
    }  # fmt: skip
    if field in choices and value not in choices[field]:
        raise DecisionError(f"{value!r} is no {field}. Choose one of {', '.join(map(str, choices[field]))}.")
    if field in ("mode", "cameo") and not (value is None or isinstance(value, str)):
        raise DecisionError(f"A {field} is a word or null, not {value!r}.")
    if field == "contexts" and not (isinstance(value, list) and all(isinstance(v, str) for v in value)):
        raise DecisionError(f"Contexts are a list of words, not {value!r}.")
    if field == "days" and not _are_days(value):
        raise DecisionError(f'Days are two ISO dates in order, such as ["2022-01-17", "2022-01-23"], not {value!r}.')
    if field in ("actors", "recipients", "places") and not (isinstance(value, list) and all(map(_is_named, value))):
        raise DecisionError(f'{field.title()} are a list of names, or of objects with a "name", not {value!r}.')


def _are_days(value: Any) -> bool:
    try:
        first, last = value
        return date.fromisoformat(first) <= date.fromisoformat(last)
    except (TypeError, ValueError):
        return False


def _is_named(value: Any) -> bool:
    if isinstance(value, dict):
        value = value.get("name")
    return isinstance(value, str) and bool(value.strip())


def _corrected(reading: Reading, event: Event, field: str, value: Any) -> tuple[Reading, Event]:
    if field == "type":
        return reading, replace(event, type=value, mode=event.mode if value == event.type else None)
    if field == "contexts":
        return reading, replace(event, contexts=tuple(value))
    if field == "days":
        id = _free("t", [t.id for t in reading.times])
        time = Time(id, "DATE", "at", value[0] if value[0] == value[1] else None, value[0], value[1], event.trigger)
        return replace(reading, times=(*reading.times, time)), replace(event, times=(id,))
    if field in ("actors", "recipients"):
        ids: list[str] = []
        for named in value:
            reading, id = _actor(reading, named if isinstance(named, dict) else {"name": named})
            ids.append(id)
        return reading, replace(event, **{field: tuple(dict.fromkeys(ids))})  # type: ignore[arg-type]
    if field == "places":
        ids = []
        for named in value:
            reading, id = _place(reading, named if isinstance(named, dict) else {"name": named})
            ids.append(id)
        return reading, replace(event, places=tuple(dict.fromkeys(ids)))
    return reading, replace(event, **{field: value})


def _actor(reading: Reading, named: Mapping[str, Any]) -> tuple[Reading, str]:
    """The reading's actor of this name, or a new one."""
    name = str(named["name"]).strip()
    for actor in reading.actors:
        if set(named) == {"name"} and actor.name.casefold() == name.casefold():
            return reading, actor.id
    actor = Actor(
        _free("a", [a.id for a in reading.actors]), name, named.get("kind", "organization"), named.get("country"),
        tuple(named.get("sectors", ())), wikidata=named.get("wikidata"),
    )  # fmt: skip
    return replace(reading, actors=(*reading.actors, actor)), actor.id


def _place(reading: Reading, named: Mapping[str, Any]) -> tuple[Reading, str]:
    name = str(named["name"]).strip()
    for place in reading.places:
        if set(named) == {"name"} and place.name.casefold() == name.casefold():
            return reading, place.id
    place = Place(
        _free("p", [p.id for p in reading.places]), name, named.get("geonameid"), named.get("latitude"),
        named.get("longitude"), named.get("country"), named.get("admin1"), named.get("precision", "settlement"),
    )  # fmt: skip
    return replace(reading, places=(*reading.places, place)), place.id


def _free(letter: str, taken: list[str]) -> str:
    number = len(taken) + 1
    while f"{letter}{number}" in taken:
        number += 1
    return f"{letter}{number}"
