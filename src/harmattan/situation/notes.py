"""An event as it is compared ↔ a note of it that a store keeps, so that it need not be worked out of its reading again.

The note holds what tells most events apart. The words of the sentence and of the whole report, which matter for few
pairs, are weighed when they are first asked for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, ItemsView, Iterator, Mapping
from dataclasses import astuple, fields
from datetime import date
from functools import lru_cache
from typing import Any

from harmattan.ledger.codec import dump
from harmattan.model import Event, Reading, ReportId, Span
from harmattan.situation.happenings import Happening, Party, Spot, content_of, order_of
from harmattan.situation.words import Vector, vector, words_of

NONE = (None, None)


class Later(Mapping[str, float]):
    """A vector that is worked out when it is first looked into."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], Vector]) -> None:
        self._make = make
        self._made: Vector | None = None

    @property
    def made(self) -> Vector:
        """The vector itself."""
        if self._made is None:
            self._made = self._make()
        return self._made

    def __getitem__(self, word: str) -> float:
        return self.made[word]

    def __iter__(self) -> Iterator[str]:
        return iter(self.made)

    def __len__(self) -> int:
        return len(self.made)

    def items(self) -> ItemsView[str, float]:
        return self.made.items()

    def get(self, word: str, default: Any = None) -> Any:
        return self.made.get(word, default)


EVENT = tuple(f.name for f in fields(Event) if f.name not in ("trigger", "evidence", "mentions", "why"))


def note_of(happening: Happening, reading: Reading) -> str:
    """JSON of all that the event is compared by, but for the report's own words; ``reading`` is the one it is of."""
    event = happening.event
    return dump(
        [
            [getattr(event, name) for name in EVENT],
            [astuple(span) for span in (event.trigger, event.evidence, *event.mentions)],
            [[_party(party) for party in side] for side in (happening.actors, happening.recipients)],
            [dump(astuple(spot)) for spot in happening.spots],
            [day and day.isoformat() for day in (*(happening.days or NONE), *(happening.guess or NONE))],
            happening.published and happening.published.isoformat(),
            happening.standing,
            happening.ordinal,
            happening.counts,
            happening.denied,
            sorted(happening.trigger),
            " ".join(content_of(reading, event)),
        ]
    )


def happening_from(note: str, report: ReportId, story: Vector) -> Happening:
    """The event of this report that was noted; ``story`` holds the report's words."""
    coded, spans, sides, spots, days, published, standing, ordinal, counts, denied, words, content = json.loads(note)
    given: Any = {
        name: tuple(value) if type(value) is list else value for name, value in zip(EVENT, coded, strict=True)
    }
    trigger, evidence, *mentions = (Span(*span) for span in spans)
    event = Event(**given, trigger=trigger, evidence=evidence, mentions=tuple(mentions))
    actors, recipients = (tuple(map(_party_from, side)) for side in sides)
    first, last, early, late = (date.fromisoformat(day) if day else None for day in days)
    return Happening(
        report,
        event,
        order_of((report, event.id)),
        actors,
        recipients,
        tuple(map(_spot_from, spots)),
        (first, last) if first and last else None,
        (early, late) if early and late else None,
        date.fromisoformat(published) if published else None,
        standing,
        ordinal,
        tuple((of, value) for of, value in counts),
        denied,
        frozenset(words),
        Later(lambda: vector(words_of(event.evidence.text))),
        Later(lambda: vector(content.split())),
        story,
    )


def _party(party: Party) -> str:
    return dump([sorted(value) if isinstance(value, frozenset) else value for value in astuple(party)])


@lru_cache(10_000)  # the same few are in most events
def _party_from(told: str) -> Party:
    key, name, kind, country, sectors, within, state, named = json.loads(told)
    return Party(key, frozenset(name), kind, country, frozenset(sectors), tuple(within), state, named)


@lru_cache(10_000)
def _spot_from(told: str) -> Spot:
    return Spot(*json.loads(told))
