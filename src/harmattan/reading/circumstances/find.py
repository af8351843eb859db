"""Where, when and how many: which places, times and quantities belong to an event, and which events are background.

The classic failure is to stitch an act and a place together from unrelated parts of a story. So a place, a time or a
number belongs to an event only when the grammar leads from one to the other (`attachment`); otherwise nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from harmattan.knowledge import Knowledge
from harmattan.model import Place, Quantity, Span, Time
from harmattan.reading.circumstances.attachment import FAR, Path, Paths
from harmattan.reading.circumstances.background import Background
from harmattan.reading.circumstances.whereabouts import Whereabouts, meeting
from harmattan.reading.syntax import Parse

OPENING_REACH = 3.6  # a time that opens the sentence holds for more of it
TIME_REACH = 2.4
TIME_LEVEL = 0.3
COUNT_REACH = 2.4


@dataclass(frozen=True, slots=True)
class Attached:
    """Ids of what belongs to one event, in reading order, and whether the event is background."""

    places: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    quantities: tuple[str, ...] = ()
    background: bool = False


@dataclass(frozen=True, slots=True)
class Hanging:
    """A time or a number in the document."""

    id: str
    start: int  # token
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
        self._where = Whereabouts(parse, self.paths, places)
        self._dated = self._hang(((t.id, t.span) for t in times if self._dates(t)), counted=False)
        self._counted = self._hang(((q.id, q.span) for q in quantities), counted=True)
        self._times = {t.id: t for t in times}
        self._background = Background(parse, self.paths)

    def of(self, token: int, arguments: Sequence[int] = (), *, on_the_ground: bool = False) -> Attached:
        """What belongs to the event with trigger token ``token`` and argument head tokens ``arguments``.

        ``on_the_ground``: it is a deed of the kind that news tells where it happens (violence, arrests, protests). When
        its own place is not told, it lies in the country in which all that the report locates lies.
        """
        event = self.paths.event(token)
        times = self._times_of(token, event)
        old = self._background.holds(token, times) or (not times and self._within_background(token))
        if not times and (before := self._where.antecedent(token)) is not None:
            times = self._times_of(before, self.paths.event(before))
            old = old or self._background.holds(token, times) or self._within_background(before)
        places = self._where.of(token)
        if not places and on_the_ground and not old and (land := self._where.land):
            places = (land.id,)
        return Attached(
            places,
            tuple(t.id for t in times),
            self._quantities(token, event, arguments),
            old,
        )

    def home(self, countries: Iterable[str]) -> tuple[str, ...]:
        """The country in which a deed on the ground lies whose place is not told, by whose ``countries`` its parties
        are."""
        land = self._where.home(countries)
        return (land.id,) if land else ()

    def own(self, token: int, spans: Mapping[str, Sequence[int]]) -> dict[str, list[int]]:
        """Of places or times with their tokens, what can belong to the event with trigger token ``token`` at all."""
        kept = {id: [i for i in at if not self.paths.foreign(token, self.parse.doc[i])] for id, at in spans.items()}
        return {id: at for id, at in kept.items() if at}

    def finest(self, ids: Sequence[str]) -> tuple[str, ...]:
        """The places without those in which another of them lies: a town, not its country as well."""
        return self._where.finest(ids)

    def _hang(self, spans: Iterable[tuple[str, Span]], counted: bool) -> dict[int, list[Hanging]]:
        """Times or numbers by sentence, with their paths."""
        found: dict[int, list[Hanging]] = {}
        for id, span in spans:
            tokens = self.parse.tokens(span)
            root = tokens.root
            number = self.parse.sentence_of[root.i]
            found.setdefault(number, []).append(Hanging(id, tokens.start, self.paths.loose(root, counted)))
        return found

    def _dates(self, time: Time) -> bool:
        """Whether a time can be that of an event: not "the current government", not "after months of protests"."""
        tokens = self.parse.tokens(time.span)
        if time.value == "PRESENT_REF" and tokens.root.dep_ == "amod":
            return False
        before = self.parse.doc[tokens.start - 1].lower_ if tokens.start else ""
        return not (time.type == "DURATION" and before in self.paths.words.earlier)

    def _within_background(self, token: int) -> bool:
        """Whether the event precedes one that is itself background ("came to power last year after a coup")."""
        noun = self.parse.doc[token]
        while noun.dep_ in ("compound", "nmod"):
            noun = noun.head
        if noun.dep_ != "pobj" or noun.head.lower_ not in self.paths.words.earlier:
            return False
        verb = noun.head.head.i
        return self._background.holds(verb, self._times_of(verb, self.paths.event(verb)))

    def _times_of(self, token: int, event: Path) -> list[Time]:
        """The times that the grammar gives the event: those of its own clause, else of the clause it depends on."""
        start = self.parse.doc[token].sent.start
        priced = [
            (cost, h)
            for h in self._dated.get(self.parse.sentence_of[token], ())
            if (cost := meeting(event, h.path)) < (OPENING_REACH if h.start <= start + 2 else TIME_REACH)
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
