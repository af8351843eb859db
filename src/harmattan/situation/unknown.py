"""Names that nothing resolves, by how often they occur."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from harmattan.model import Actor, Place, Reading, Report, Span

CONTEXT = 30  # characters either side of the example


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A name in no dictionary: how many mentions and reports hold it, and the first one in its context."""

    name: str
    kind: Literal["actor", "place"]
    times: int
    reports: int
    example: str


def unknown_names(readings: Iterable[Reading], known: Callable[[str], bool] | None = None) -> list[UnknownName]:
    """Unresolved names of actors and places in all readings, the commonest first.

    ``known`` tells whether the knowledge holds an actor's name; without it, one is unknown whose name told nothing.
    """
    spans: dict[tuple[Literal["actor", "place"], str], list[str]] = {}
    holders: dict[tuple[str, str], set[str]] = {}
    for reading in readings:
        for kind, name, span in _unresolved(reading, known):
            spans.setdefault((kind, name), []).append(_context(reading.report, span))
            holders.setdefault((kind, name), set()).add(str(reading.report.id))
    found = [
        UnknownName(name, kind, len(examples), len(holders[kind, name]), examples[0])
        for (kind, name), examples in spans.items()
    ]
    return sorted(found, key=lambda n: (-n.times, -n.reports, n.name, n.kind))


def is_unknown(actor: Actor, known: Callable[[str], bool] | None = None) -> bool:
    """Whether an actor is named and the knowledge does not hold the name (or, unasked, no country, sector or id)."""
    named = any(mention.form == "name" for mention in actor.mentions)
    if known is not None:
        return named and not actor.wikidata and not known(actor.name)
    return named and not (actor.wikidata or actor.country or actor.sectors)


def is_nowhere(place: Place) -> bool:
    """Whether a place was recognised but not found in the gazetteer."""
    return place.geonameid is None and place.latitude is None


def _unresolved(
    reading: Reading, known: Callable[[str], bool] | None
) -> Iterator[tuple[Literal["actor", "place"], str, Span]]:
    for actor in reading.actors:
        if is_unknown(actor, known):
            yield from (("actor", actor.name, m.span) for m in actor.mentions if m.form == "name")
    for place in reading.places:
        if is_nowhere(place):
            yield from (("place", place.name, span) for span in place.mentions)


def _context(report: Report, span: Span) -> str:
    whole = report.title or "" if span.place == "title" else report.text
    before, after = whole[max(0, span.start - CONTEXT) : span.start], whole[span.end : span.end + CONTEXT]
    line = " ".join(f"{before}[{span.text}]{after}".split())
    return "".join(c for c in line if c.isprintable())
