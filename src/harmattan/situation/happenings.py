"""Each event of each report as incidents compare it: parties, places, days, numbers, words.

All of it comes from the one reading, so that it can be made once, kept, and compared with what arrives later.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from harmattan.knowledge.lexicon import load_yaml
from harmattan.model import Actor, ActorKind, Event, EventType, Place, Precision, Reading, Report, ReportId
from harmattan.situation.words import DATA, Vector, names_of, rarity, vector, words_of

Key = tuple[ReportId, str]
"""A report's id and the id of one of its events."""

RECENT = timedelta(days=10)  # how far back news looks when it names no date
AHEAD = timedelta(days=240)  # how far ahead a plan without a date looks
FAR_BACK = timedelta(days=3650)  # and background
LEAD = 400  # characters at the start of a report that say what it is about
PLANNED = frozenset({"future", "hypothetical"})
OFFICIAL = frozenset({"GOV", "MIL", "COP", "SPY", "LEG", "JUD"})
COUNTED = frozenset({"killed", "wounded", "casualties", "missing", "arrested", "released", "abducted", "troops"})


@dataclass(frozen=True, slots=True)
class Party:
    """What of an actor tells whether another may be the same one, or act for it.

    ``key`` is its Wikidata id, or its name and country; ``within`` are the keys of what it is a member of, nearest
    first, itself among them, states left out; ``state`` the country whose authorities it is or belongs to.
    """

    key: str
    name: frozenset[str]
    kind: ActorKind
    country: str | None
    sectors: frozenset[str]
    within: tuple[str, ...]
    state: str | None
    named: bool


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as places are compared. Coordinates are WGS 84 degrees."""

    key: str
    precision: Precision
    country: str | None
    admin1: str | None
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Happening:
    """One event of one report. ``order`` sorts happenings the same way however they arrived.

    ``days`` is its first and last possible day, where the report says so; ``guess`` the days that a report without such
    a time most likely means. ``standing`` is a state that lasts (troops are somewhere); ``ordinal`` tells which of
    several alike ones it is; ``denied`` that somebody says it did not happen. ``story`` holds the words of the whole
    report, ``evidence`` those of the event's sentence, and ``content`` these without the event's own word and its
    parties' names.
    """

    report: ReportId
    event: Event
    order: tuple[str, int, str]
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    spots: tuple[Spot, ...]
    days: tuple[date, date] | None
    guess: tuple[date, date] | None
    published: date | None
    standing: bool
    ordinal: int | None
    counts: tuple[tuple[str, float], ...]
    denied: bool
    trigger: frozenset[str]
    evidence: Vector
    content: Vector
    story: Vector

    @property
    def key(self) -> Key:
        return (self.report, self.event.id)

    @property
    def type(self) -> EventType:
        return self.event.type

    @property
    def planned(self) -> bool:
        return self.event.factuality in PLANNED

    @property
    def window(self) -> tuple[date, date] | None:
        """The days it told of, or else those it most likely means."""
        return self.days or self.guess


def order_of(key: Key) -> tuple[str, int, str]:
    """Sort key of an event's key: by report, then by number."""
    report, event = key
    number = re.sub(r"\D", "", event)
    return (report_order(report), int(number or 0), event)


def report_order(report: ReportId) -> str:
    """Sort key of a report's id; ``7`` and ``"7"`` differ."""
    return json.dumps(report)


@cache
def matching(language: str = "en") -> dict[str, Any]:
    """The words by which events are compared: ``data/<language>/matching.yaml``."""
    return dict(load_yaml(DATA / language / "matching.yaml"))


def happenings_of(reading: Reading, only: Container[str] | None = None) -> list[Happening]:
    """All events of one report, in order, or those with the ids ``only``."""
    story = story_of(reading)
    parties = {actor.id: party_of(reading, actor) for actor in reading.actors}
    spots = {place.id: spot_of(place) for place in reading.places}
    wanted = [event for event in reading.events if only is None or event.id in only]
    return [_happening(reading, event, parties, spots, story) for event in wanted]


def happenings(readings: Iterable[Reading]) -> list[Happening]:
    """All events of all reports, in order."""
    return [happening for reading in readings for happening in happenings_of(reading)]


def story_of(reading: Reading) -> Vector:
    """What a report is about, in words; those of its title and first lines count twice, names and numbers more."""
    return words_in(reading.report)


def words_in(report: Report) -> Vector:
    """The words of a report; those of its title and first lines count twice, names and numbers more."""
    whole, lead = (f"{report.title or ''} {text}" for text in (report.text, report.text[:LEAD]))
    return vector(words_of(whole) + words_of(lead), names_of(whole))


def party_of(reading: Reading, actor: Actor) -> Party:
    """An actor of a reading as actors are compared across reports."""
    chain = list(_chain(reading, actor))
    state = next((a.country for a in chain if a.kind == "state"), None)
    if state is None and actor.country and "GOV" in actor.sectors:
        state = actor.country
    if state is None and actor.country and actor.kind != "organization" and actor.sectors:
        state = actor.country if set(actor.sectors) <= OFFICIAL else None
    return Party(
        key_of(actor),
        frozenset(w for w in words_of(actor.name) if rarity(w)),
        actor.kind,
        actor.country,
        frozenset(actor.sectors),
        tuple(key_of(a) for a in chain if a.kind != "state"),
        state,
        bool(actor.wikidata) or any(m.form == "name" for m in actor.mentions),
    )


def key_of(actor: Actor) -> str:
    """By what an actor is the same in another report: its Wikidata id, or its name and country."""
    return actor.wikidata or "|".join((actor.name.lower(), actor.country or ""))


def spot_of(place: Place) -> Spot:
    """A place as places are compared across reports."""
    key = str(place.geonameid) if place.geonameid is not None else f"{place.name}|{place.country or ''}"
    return Spot(key, place.precision, place.country, place.admin1, place.latitude, place.longitude)


def _chain(reading: Reading, actor: Actor) -> Iterator[Actor]:
    seen: set[str] = set()
    here: Actor | None = actor
    while here and here.id not in seen:
        seen.add(here.id)
        yield here
        here = reading.actor(here.member_of) if here.member_of else None


def _happening(
    reading: Reading, event: Event, parties: dict[str, Party], spots: dict[str, Spot], story: Vector
) -> Happening:
    published = _day(reading.report.published)
    standing = event.type == "MOBILIZE" and (
        event.outcome == "ongoing" or event.trigger.text.lower().split()[-1] in matching()["standing"]
    )
    stances = {reading.claim(id).stance for id in event.claims}
    return Happening(
        reading.report.id,
        event,
        order_of((reading.report.id, event.id)),
        tuple(dict.fromkeys(parties[id] for id in event.actors)),
        tuple(dict.fromkeys(parties[id] for id in event.recipients)),
        tuple(dict.fromkeys(spots[id] for id in event.places)),
        None if standing else days_of(reading, event),
        _guess(event, published, standing),
        published,
        standing,
        _ordinal(reading, event),
        tuple(
            (q.of, q.value)
            for q in reading.quantities
            if q.id in event.quantities and q.of in COUNTED and q.value is not None
        ),
        (event.factuality == "negated" and bool(event.claims))
        or (event.factuality == "possible" and bool(stances & {"denies", "doubts"})),
        frozenset(w for mention in event.mentions for w in words_of(mention.text) if rarity(w)),
        vector(words_of(event.evidence.text)),
        vector(content_of(reading, event)),
        story,
    )


def content_of(reading: Reading, event: Event) -> list[str]:
    """The words of an event's sentence that tell what it is about, besides who and what."""
    known = set(words_of(event.trigger.text))
    for actor in reading.actors:
        if actor.id in event.actors or actor.id in event.recipients:
            known.update(words_of(" ".join((actor.name, *(m.span.text for m in actor.mentions)))))
    return [word for word in words_of(event.evidence.text) if word not in known]


def days_of(reading: Reading, event: Event) -> tuple[date, date] | None:
    """The days in which an event can lie: where all its times agree, or the shortest of them."""
    spans = [
        (date.fromisoformat(t.earliest[:10]), date.fromisoformat(t.latest[:10]))
        for t in reading.times
        if t.id in event.times and t.role == "at" and t.earliest and t.latest
    ]
    return common_days(spans)


def _guess(event: Event, published: date | None, standing: bool) -> tuple[date, date] | None:
    """When an event lies that names no date: before its report's publication, or, for a plan, after it."""
    if published is None:
        return None
    if standing:
        return published - RECENT, published
    if event.factuality in PLANNED or (event.factuality == "possible" and event.outcome == "unknown"):
        return published - RECENT, published + AHEAD
    if event.background:
        return published - FAR_BACK, published
    return published - RECENT, published


def _ordinal(reading: Reading, event: Event) -> int | None:
    """Which of several it is: "the second coup", "a fifth round of sanctions"."""
    words = matching()
    text = reading.report.title if event.trigger.place == "title" else reading.report.text
    before = (text or "")[max(0, event.trigger.start - 40) : event.trigger.end].lower()
    before = before.rpartition(". ")[2]
    found = re.findall(rf"\b({'|'.join(words['ordinals'])})\s+(\w+)", before)
    head = event.trigger.text.lower().split()[:1]
    for ordinal, noun in reversed(found):
        if noun in words["counted"] or [noun] == head:
            return int(words["ordinals"][ordinal])
    return None


def _day(published: str | None) -> date | None:
    return date.fromisoformat(published[:10]) if published else None


def common_days(spans: Iterable[tuple[date, date]]) -> tuple[date, date] | None:
    """The days that all intervals share; the shortest of them when they share none."""
    spans = sorted(spans)
    if not spans:
        return None
    first, last = max(s[0] for s in spans), min(s[1] for s in spans)
    return (first, last) if first <= last else min(spans, key=lambda s: (s[1] - s[0], s[0]))
