"""A reading → the plain rows by which it is filtered. A pure function: the database is not asked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from harmattan.knowledge.folding import fold
from harmattan.ledger.anchors import anchors_of
from harmattan.ledger.decisions import Decided
from harmattan.model import Actor, Claim, Event, Place, Quantity, Reading, Span

VERSION = 1
"""Of these rules: ledgers flattened by older ones are brought up to date when they are opened."""

AGAINST = frozenset({"denies", "doubts"})
OPEN = frozenset({"cannot_verify", "no_comment"})
EXACTNESS = ("point", "settlement", "admin2", "admin1", "country", "region")


@dataclass(frozen=True, slots=True)
class Statement:
    """One value of one field of an event, and the words it rests on. ``source`` is an actor's key."""

    field: str
    value: str
    source: str | None
    source_kind: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class FlatEvent:
    """An event's row but for the ids of others; ``digest`` tells whether anything it says has changed."""

    anchor: str
    row: dict[str, Any]
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    places: tuple[str, ...]
    statements: tuple[Statement, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class FlatClaim:
    """A claim's row; ``events`` are anchors."""

    row: dict[str, Any]
    sources: tuple[str, ...]
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flat:
    """All rows of one reading. Actors and places have their keys, and actors the folded names they go by."""

    title: str | None
    outlet: str | None
    published: str | None
    actors: dict[str, dict[str, Any]] = field(default_factory=dict)
    names: frozenset[tuple[str, str]] = frozenset()
    places: dict[str, dict[str, Any]] = field(default_factory=dict)
    events: tuple[FlatEvent, ...] = ()
    claims: tuple[FlatClaim, ...] = ()


def flatten(reading: Reading, decided: Mapping[str, Decided] | None = None) -> Flat:
    """The rows of a reading; ``decided`` says by event id what people decided about it."""
    report = reading.report
    actors = {actor.id: actor for actor in reading.actors}
    places = {place.id: place for place in reading.places}
    anchors = {event.id: anchor for anchor, event in anchors_of(reading)}
    published = report.published[:10] if report.published else None
    return Flat(
        report.title,
        report.outlet,
        published,
        {actor_key(a): _actor_row(a) for a in reading.actors},
        frozenset((actor_key(a), name) for a in reading.actors for name in _names(a)),
        {place_key(p): _place_row(p) for p in reading.places},
        tuple(
            _event(reading, event, anchors[event.id], actors, places, published, (decided or {}).get(event.id))
            for event in reading.events
        ),
        tuple(
            FlatClaim(
                _claim_row(claim),
                tuple(dict.fromkeys(actor_key(actors[id]) for id in claim.sources)),
                tuple(anchors[id] for id in dict.fromkeys(claim.about) if id in anchors),
            )
            for claim in reading.claims
        ),
    )


def actor_key(actor: Actor) -> str:
    """By what an actor is known in the ledger: its Wikidata id, or else its name and country."""
    return actor.wikidata or (f"{actor.name} ({actor.country})" if actor.country else actor.name)


def place_key(place: Place) -> str:
    """By what a place is known in the ledger: its GeoNames id, or else its name and country."""
    return str(place.geonameid) if place.geonameid is not None else f"{place.name} ({place.country or ''})"


def possible_days(spans: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """The days that all intervals of ISO dates share; the shortest interval when they share none."""
    found = sorted(set(spans))
    if not found:
        return None
    first, last = max(s[0] for s in found), min(s[1] for s in found)
    return (first, last) if first <= last else min(found, key=lambda s: (_length(s), s[0]))


def _length(span: tuple[str, str]) -> timedelta:
    return date.fromisoformat(span[1]) - date.fromisoformat(span[0])


def _actor_row(actor: Actor) -> dict[str, Any]:
    return {
        "key": actor_key(actor), "name": actor.name, "kind": actor.kind, "country": actor.country,
        "sectors": " ".join(actor.sectors), "wikidata": actor.wikidata,
    }  # fmt: skip


def _names(actor: Actor) -> Iterator[str]:
    for name in {actor.name, *(m.span.text for m in actor.mentions if m.form == "name")}:
        if folded := fold(name):
            yield f" {folded} "


def _place_row(place: Place) -> dict[str, Any]:
    return {
        "key": place_key(place), "name": place.name, "folded": fold(place.name), "geonameid": place.geonameid,
        "country": place.country, "admin1": place.admin1, "latitude": place.latitude, "longitude": place.longitude,
        "precision": place.precision,
    }  # fmt: skip


def _claim_row(claim: Claim) -> dict[str, Any]:
    return {
        "local": claim.id, "source_kind": claim.source_kind, "stance": claim.stance, "quoted": claim.quoted,
        "cue": claim.cue.text if claim.cue else None, "content": claim.content.text, "part": claim.content.place,
        "start": claim.content.start, "end": claim.content.end,
    }  # fmt: skip


def _event(
    reading: Reading,
    event: Event,
    anchor: str,
    actors: Mapping[str, Actor],
    places: Mapping[str, Place],
    published: str | None,
    decided: Decided | None,
) -> FlatEvent:
    told = possible_days(
        (t.earliest[:10], t.latest[:10])
        for t in reading.times
        if t.id in event.times and t.role == "at" and t.earliest and t.latest
    )
    days = told or ((published, published) if published and not event.background else None)
    where = sorted((places[id] for id in dict.fromkeys(event.places)), key=lambda p: EXACTNESS.index(p.precision))
    row = {
        "local": event.id,
        "type": event.type,
        "mode": event.mode,
        "contexts": " ".join(sorted(event.contexts)),
        "cameo": event.cameo,
        "factuality": event.factuality,
        "outcome": event.outcome,
        "background": event.background,
        "confidence": event.confidence,
        "earliest": days[0] if days else None,
        "latest": days[1] if days else None,
        "dated": "told" if told else "published" if days else "unknown",
        "trigger": event.trigger.text,
        "evidence": event.evidence.text,
        "part": event.evidence.place,
        "start": event.evidence.start,
        "end": event.evidence.end,
        "decided": decided,
    }
    who = tuple(dict.fromkeys(actor_key(actors[id]) for id in event.actors))
    whom = tuple(dict.fromkeys(actor_key(actors[id]) for id in event.recipients))
    towns = tuple(dict.fromkeys(place_key(p) for p in where))
    statements = tuple(dict.fromkeys(_statements(reading, event, actors, places, told)))
    said = (*sorted((k, v) for k, v in row.items() if k != "local"), who, whom, towns, statements,
            reading.report.outlet, published)  # fmt: skip
    digest = hashlib.blake2b(repr(said).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
    return FlatEvent(anchor, row, who, whom, towns, statements, digest)


def _statements(
    reading: Reading,
    event: Event,
    actors: Mapping[str, Actor],
    places: Mapping[str, Place],
    told: tuple[str, str] | None,
) -> Iterator[Statement]:
    claims = [claim for claim in reading.claims if claim.id in event.claims or event.id in claim.about]
    voices = [voice for c in claims if c.stance not in AGAINST | OPEN for voice in _voices(c, actors)]
    values: list[tuple[str, str, Span]] = [
        ("type", "/".join(p for p in (event.type, event.mode) if p), event.trigger),
        ("factuality", event.factuality, event.evidence),
    ]
    if event.outcome != "unknown":
        values.append(("outcome", event.outcome, event.trigger))
    for name, ids in (("actor", event.actors), ("recipient", event.recipients)):
        values += [(name, actors[id].name, _nearest(event, [m.span for m in actors[id].mentions])) for id in ids]
    values += [("place", places[id].name, _nearest(event, places[id].mentions)) for id in event.places]
    if told:
        span = next((t.span for t in reading.times if t.id in event.times and t.earliest and t.latest), event.trigger)
        values.append(("days", f"{told[0]}/{told[1]}", span))
    for name, value, span in values:
        for source, kind in voices or [(None, None)]:
            yield Statement(name, value, source, kind, span)
    for quantity in reading.quantities:
        if quantity.id in event.quantities:
            owners = [c for c in reading.claims if c.id in quantity.claims and c.stance not in AGAINST]
            for source, kind in [v for c in owners for v in _voices(c, actors)] or [(None, None)]:
                yield Statement("quantity", _amount(quantity), source, kind, quantity.span)
    for claim in claims:
        for source, kind in _voices(claim, actors):
            yield Statement("stance", claim.stance, source, kind, claim.content)


def _voices(claim: Claim, actors: Mapping[str, Actor]) -> list[tuple[str | None, str | None]]:
    named: list[tuple[str | None, str | None]] = [(actor_key(actors[id]), claim.source_kind) for id in claim.sources]
    return named or [(None, claim.source_kind)]


def _nearest(event: Event, spans: Iterable[Span]) -> Span:
    """The mention that the event's evidence holds, or else the first; the trigger where there is none."""
    mentions = list(spans)
    return next((s for s in mentions if event.evidence.covers(s)), mentions[0] if mentions else event.trigger)


def _amount(quantity: Quantity) -> str:
    low = "" if quantity.low is None else quantity.low
    high = "" if quantity.high is None else quantity.high
    size = str(low) if low == high else f"{low}..{high}"
    return f"{size} {quantity.unit or ''} {quantity.of}".replace("  ", " ")
