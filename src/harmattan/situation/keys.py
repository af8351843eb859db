"""What an event is found by: only events that share a key are compared.

Each event stands on some shelves and looks on some: a pure function of the event, so that a store can keep the shelves
as an index. One with a known time stands on the shelves of its months; one without looks everywhere. If x looks where y
stands, y looks where x stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from harmattan.situation.happenings import Happening, Party
from harmattan.situation.likeness import EXACT
from harmattan.situation.words import rarest, rarity

WORDS = 5  # of an event's sentence, and as many of its report, by which it is found
RARE = 3.0  # a word in at most a twentieth of news texts
LONG = timedelta(days=100)  # a window longer than this says too little to shelve by
SLACK = timedelta(days=7)  # by which a window is widened, so that two a fortnight apart share a month


@dataclass(frozen=True, slots=True)
class Keys:
    """The shelves on which an event stands, and those on which it looks for others."""

    own: frozenset[str]
    sought: frozenset[str]


def keys(event: Happening) -> Keys:
    """The shelves of one event."""
    features = [f"{event.type}|{feature}" for feature in sorted(_features(event))]
    window = None if event.standing else event.window
    if window is None or window[1] - window[0] > LONG:
        return Keys(
            frozenset(f"{f}|open" for f in features),
            frozenset(f"{f}|{shelf}" for f in features for shelf in ("open", "dated")),
        )
    months = list(_months(window[0] - SLACK, window[1] + SLACK))
    return Keys(
        frozenset(f"{f}|{shelf}" for f in features for shelf in (*months, "dated")),
        frozenset(f"{f}|{shelf}" for f in features for shelf in (*months, "open")),
    )


def candidates(events: Iterable[Happening]) -> Iterator[tuple[Happening, Happening]]:
    """Each pair of events that share a key, once, in no particular order."""
    events = list(events)
    shelves: dict[str, list[int]] = {}
    sought: list[frozenset[str]] = []
    for n, event in enumerate(events):
        found = keys(event)
        sought.append(found.sought)
        for key in found.own:
            shelves.setdefault(key, []).append(n)
    for n, event in enumerate(events):
        met = {other for key in sought[n] for other in shelves.get(key, ()) if other > n}
        for other in met:
            yield event, events[other]


def _features(event: Happening) -> set[str]:
    """The rarest words of its sentence and its report, and each two of its actor, recipient and place."""
    found = {
        f"w {word}" for words in (event.evidence, event.story) for word in rarest(words, WORDS) if rarity(word) >= RARE
    }
    parts = [sorted({root(p) for p in side}) for side in (event.actors, event.recipients)]
    parts.append(sorted({s.key if s.precision in EXACT else s.country or s.key for s in event.spots}))
    for first, second in combinations(range(3), 2):
        found |= {"+".join(sorted({x, y})) for x in parts[first][:3] for y in parts[second][:3]}
    if len(list(filter(None, parts))) == 1:
        found |= {x for part in parts for x in part[:3]}
    return found


def root(party: Party) -> str:
    """What stands for all whom an actor may act for: the outermost body it is within, or its state."""
    return party.state or (party.within[-1] if party.within else party.key)


def _months(first: date, last: date) -> Iterator[str]:
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        yield f"{year:04d}-{month:02d}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
