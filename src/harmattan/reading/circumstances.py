"""Where, when and how many: which places, times and quantities belong to an event, and which events are background.

The classic failure is to stitch an act and a place together from unrelated parts of a story. So a place, a time or a
number belongs to an event only when the grammar leads from one to the other (`attachment`); otherwise nothing is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from harmattan.knowledge import Knowledge
from harmattan.model import Place, Quantity, Time
from harmattan.reading.attachment import Path, Paths
from harmattan.reading.syntax import Parse

REACH = 5.0  # costlier circumstances are another happening's
LEVEL = 0.45  # mentions this much costlier than the nearest one lie at the same level
FINENESS = {"region": 0, "country": 1, "admin1": 2, "admin2": 3, "settlement": 4, "point": 5}


@dataclass(frozen=True, slots=True)
class Attached:
    """Ids of what belongs to one event, in reading order, and whether the event is background."""

    places: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    quantities: tuple[str, ...] = ()
    background: bool = False


@dataclass(frozen=True, slots=True)
class Located:
    """One mention of a place in the document."""

    place: Place
    start: int  # tokens
    end: int
    root: int
    path: Path


class Circumstances:
    """Attaches places, times and quantities of one parsed report to events of it."""

    def __init__(
        self,
        parse: Parse,
        knowledge: Knowledge,
        places: Sequence[Place],
        times: Sequence[Time],
        quantities: Sequence[Quantity],
    ) -> None:
        self.parse = parse
        self.paths = Paths(parse.doc)
        self._located = self._locate(places)

    def of(self, token: int, arguments: Sequence[int] = ()) -> Attached:
        """What belongs to the event with trigger token ``token`` and argument head tokens ``arguments``."""
        return Attached(places=self._places(token))

    def _locate(self, places: Sequence[Place]) -> dict[int, list[Located]]:
        """Mentions of places by sentence, with their paths."""
        spans = []
        named: dict[int, str] = {}
        for place in places:
            for mention in place.mentions:
                tokens = self.parse.tokens(mention)
                named.update((t.i, place.id) for t in tokens)
                spans.append((place, tokens))
        found: dict[int, list[Located]] = {}
        for place, tokens in sorted(spans, key=lambda s: s[1].start):
            path = self.paths.place(tokens.root, named)
            number = self.parse.sentence_of[tokens.start]
            found.setdefault(number, []).append(Located(place, tokens.start, tokens.end, tokens.root.i, path))
        return found

    def _places(self, token: int) -> tuple[str, ...]:
        """The place or places of the event, the most specific that the text attaches to it."""
        event = self.paths.event(token)
        priced = []
        for m in self._located.get(self.parse.sentence_of[token], ()):
            if m.start <= token < m.end:
                continue
            cost = min((event[i] + c for i, c in m.path.items() if i in event), default=REACH)
            if cost < REACH:
                priced.append((cost, m))
        if not priced:
            return ()
        best = min(cost for cost, _ in priced)
        near = [m for cost, m in priced if cost <= best + LEVEL]
        finest = max(FINENESS[m.place.precision] for m in near)
        if finest < FINENESS["settlement"]:
            # "in Iraq ... in an attack on a market in Mosul": the finer place, when it lies in the coarser one
            wide = next(m for m in near if FINENESS[m.place.precision] == finest)
            finer = [
                (cost, m)
                for cost, m in priced
                if cost <= best + 2.5
                and FINENESS[m.place.precision] > finest
                and (m.place.country == wide.place.country or m.place.country is None)
            ]
            if finer:
                low = min(cost for cost, _ in finer)
                near = [m for cost, m in finer if cost <= low + LEVEL]
                finest = max(FINENESS[m.place.precision] for m in near)
        kept = [m for m in near if FINENESS[m.place.precision] == finest]
        first = kept[0]
        same = [m for m in kept if m is first or self._listed(m.root, first.root)]
        return tuple(dict.fromkeys(m.place.id for m in same))

    def _listed(self, later: int, first: int) -> bool:
        """Whether a mention stands in one list with an earlier one ("in X, Y and Z", "in X and in Y")."""
        token = self.parse.doc[later]
        for _ in range(8):
            if token.dep_ not in ("conj", "pobj", "prep", "compound", "appos"):
                return False
            token = token.head
            if token.i == first or any(k.i == first for k in token.children):
                return True
        return False
