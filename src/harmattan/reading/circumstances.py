"""Where, when and how many: which places, times and quantities belong to an event, and which events are background.

The classic failure is to stitch an act and a place together from unrelated parts of a story. So a place, a time or a
number belongs to an event only when the grammar leads from one to the other (`attachment`); otherwise nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from harmattan.knowledge import Knowledge
from harmattan.model import Place, Quantity, Span, Time
from harmattan.reading.attachment import FAR, Path, Paths
from harmattan.reading.background import Background
from harmattan.reading.syntax import Parse

REACH = 5.0  # costlier circumstances are another happening's
TIME_REACH = 3.6
TIME_LEVEL = 0.3
COUNT_REACH = 3.0
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


@dataclass(frozen=True, slots=True)
class Hanging:
    """A time or a number in the document."""

    id: str
    start: int  # token
    path: Path


def meeting(event: Path, other: Path) -> float:
    """What it costs to go from an event to a mention by the cheapest word at which their paths meet."""
    return min((event[i] + cost for i, cost in other.items() if i in event), default=FAR)


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
        self._dated = self._hang(((t.id, t.span) for t in times), counted=False)
        self._counted = self._hang(((q.id, q.span) for q in quantities), counted=True)
        self._times = {t.id: t for t in times}
        self._background = Background(parse, self.paths)

    def of(self, token: int, arguments: Sequence[int] = ()) -> Attached:
        """What belongs to the event with trigger token ``token`` and argument head tokens ``arguments``."""
        event = self.paths.event(token)
        times = self._times_of(token, event)
        return Attached(
            self._places(token, event),
            tuple(t.id for t in times),
            self._quantities(token, event, arguments),
            self._background.holds(token, times),
        )

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

    def _hang(self, spans: Iterable[tuple[str, Span]], counted: bool) -> dict[int, list[Hanging]]:
        """Times or numbers by sentence, with their paths."""
        found: dict[int, list[Hanging]] = {}
        for id, span in spans:
            tokens = self.parse.tokens(span)
            root = tokens.root
            number = self.parse.sentence_of[root.i]
            found.setdefault(number, []).append(Hanging(id, tokens.start, self.paths.loose(root, counted)))
        return found

    def _times_of(self, token: int, event: Path) -> list[Time]:
        """The times that the grammar gives the event: those of its own clause, else of the clause it depends on."""
        priced = [
            (cost, h)
            for h in self._dated.get(self.parse.sentence_of[token], ())
            if (cost := meeting(event, h.path)) < TIME_REACH
        ]
        if not priced:
            return []
        best = min(cost for cost, _ in priced)
        times = [self._times[h.id] for cost, h in priced if cost <= best + TIME_LEVEL]
        if any(t.role in ("at", "since", "until") for t in times):
            times = [t for t in times if t.role not in ("before", "after")]
        return times

    def _quantities(self, token: int, event: Path, arguments: Sequence[int]) -> tuple[str, ...]:
        """The numbers of the event: in its arguments and its results ("attacked a bus, killing 12")."""
        found = []
        for h in self._counted.get(self.parse.sentence_of[token], ()):
            cost = meeting(event, h.path)
            if cost < COUNT_REACH or any(h.path.get(a, FAR) < 1.0 for a in arguments):
                found.append(h)
        return tuple(dict.fromkeys(h.id for h in sorted(found, key=lambda h: h.start)))

    def _places(self, token: int, event: Path) -> tuple[str, ...]:
        """The place or places of the event, the most specific that the text attaches to it."""
        priced = []
        for m in self._located.get(self.parse.sentence_of[token], ()):
            if m.start <= token < m.end:
                continue
            cost = meeting(event, m.path)
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
