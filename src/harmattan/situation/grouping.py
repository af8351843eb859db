"""Which events are one happening: a clustering that does not depend on the order in which they arrived.

Events that are likely one are linked; what hangs together by links is a block, and each block is grouped by itself:
the likeliest are joined first, and two groups only while their members are alike on average and none excludes another,
so that a chain of half-alike stories does not become one incident. What a person decided comes before all that.

A store that keeps events need only regroup what a new one touches:

1. `keys` of the new event; those kept events that stand where it looks are its candidates;
2. `links` between it and them, which the store keeps;
3. `block`: the kept events that hang together with it by links;
4. `group` of these gives the same groups as a full run would.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from harmattan.situation.clustering import cluster, connected
from harmattan.situation.happenings import Happening, Key
from harmattan.situation.keys import candidates
from harmattan.situation.likeness import SAME, WITHIN_REPORT, chance, likeness

STEP = 0.25  # by which the least sum of a link rises until a block is small enough
Pair = frozenset[Key]


@dataclass(frozen=True, slots=True)
class Constraints:
    """What people decided: pairs of events that must, and that cannot, be one happening.

    Where the two contradict each other, ``cannot`` wins.
    """

    must: frozenset[Pair] = frozenset()
    cannot: frozenset[Pair] = frozenset()

    def with_merged(self, events: Iterable[Key]) -> Constraints:
        """These events are one happening."""
        keys = sorted(set(events), key=str)
        return Constraints(self.must | {frozenset(pair) for pair in pairwise(keys)}, self.cannot)

    def with_split(self, first: Iterable[Key], second: Iterable[Key]) -> Constraints:
        """No event of the first is one with any of the second."""
        second = list(second)
        return Constraints(self.must, self.cannot | {frozenset((a, b)) for a in first for b in second if a != b})


@dataclass(frozen=True, slots=True)
class Group:
    """Events of one happening, in canonical order, and how sure that is: the mean chance of its pairs, 1 for one."""

    events: tuple[Happening, ...]
    confidence: float


@dataclass(slots=True)
class Scores:
    """What speaks for each pair of events, worked out once; a decided pair is excluded or not by the decision."""

    constraints: Constraints = field(default_factory=Constraints)
    known: dict[tuple[Key, Key], float | None] = field(default_factory=dict)

    def of(self, a: Happening, b: Happening) -> float | None:
        """The likeness of two events, or ``None`` when they cannot be one."""
        if b.order < a.order:
            a, b = b, a
        pair = (a.key, b.key)
        if pair not in self.known:
            self.known[pair] = None if self.barred(a, b) else likeness(a, b)
        return self.known[pair]

    def barred(self, a: Happening, b: Happening) -> bool:
        """Whether somebody decided that these are two."""
        return frozenset((a.key, b.key)) in self.constraints.cannot


def links(
    pairs: Iterable[tuple[Happening, Happening]], constraints: Constraints = Constraints()
) -> Iterator[tuple[Key, Key, float]]:
    """Those pairs that are likely one happening, with their likeness."""
    scores = Scores(constraints)
    for a, b in pairs:
        score = scores.of(a, b)
        if score is not None and score >= SAME:
            yield a.key, b.key, score


def block(of: Iterable[Key], linked: Callable[[Key], Iterable[Key]]) -> set[Key]:
    """All events that hang together with these; ``linked`` gives those that an event has a link or a `must` to."""
    found: set[Key] = set()
    waiting = list(of)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting.extend(linked(key))
    return found


def blocks(
    events: Iterable[Happening], linked: Iterable[tuple[Key, Key, float]], constraints: Constraints = Constraints()
) -> list[list[Happening]]:
    """What hangs together by links and by what must be one, in canonical order: each can be grouped by itself."""
    events = sorted(events, key=lambda e: e.order)
    at = {event.key: n for n, event in enumerate(events)}
    edges = [(at[a], at[b]) for a, b, _ in linked]
    edges += [(at[a], at[b]) for a, b in map(tuple, constraints.must) if a in at and b in at]
    return [[events[n] for n in part] for part in connected(range(len(events)), edges)]


def group(
    events: Iterable[Happening],
    constraints: Constraints = Constraints(),
    linked: Iterable[tuple[Key, Key, float]] | None = None,
) -> list[Group]:
    """Events of one happening together, in canonical order: the same for whatever order they come in.

    ``linked`` are the `links` between these events, where they are known already.
    """
    events = sorted(events, key=lambda e: e.order)
    at = {event.key: n for n, event in enumerate(events)}
    scores = Scores(constraints)
    edges = {}
    for a, b, score in links(candidates(events), constraints) if linked is None else linked:
        x, y = sorted((at[a], at[b]))
        edges[x, y] = score
    tied = [tuple(at[key] for key in pair) for pair in constraints.must if pair <= at.keys() and len(pair) == 2]
    found = cluster(
        len(events),
        edges,
        lambda x, y: scores.of(events[x], events[y]),
        SAME,
        step=STEP,
        tied=[(x, y) for x, y in tied if not scores.barred(events[x], events[y])],
        barred=lambda x, y: scores.barred(events[x], events[y]),
    )
    return [Group(tuple(events[n] for n in members), _sure([events[n] for n in members], scores)) for members in found]


def _sure(members: list[Happening], scores: Scores) -> float:
    found = [_chance(a, b, scores.of(a, b)) for a, b in combinations(members, 2)]
    return round(sum(found) / len(found), 3) if found else 1.0


def _chance(a: Happening, b: Happening, score: float | None) -> float:
    if score is None:
        return 0.0
    return WITHIN_REPORT if a.report == b.report and score >= SAME else chance(score)
