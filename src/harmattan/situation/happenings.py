"""Each event of each report as incidents compare it: parties, place, dates, words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from harmattan.model import ActorKind, Event, Reading
from harmattan.situation.parties import Parties
from harmattan.situation.words import Rarity, Vector, common_words, words_of

ReportId = str | int
RECENT = timedelta(days=30)  # how far back news looks when it names no date


@dataclass(frozen=True, slots=True)
class Party:
    """What of an actor tells whether another may be the same one."""

    name: frozenset[str]
    kind: ActorKind
    country: str | None
    sectors: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Happening:
    """One event of one report.

    ``days`` is its first and last possible day, where a time says so; ``guess`` the days that a report without such a
    time most likely means: those before its publication, unless the event is told as background or as a plan.
    """

    number: int
    report: ReportId
    event: Event
    actors: frozenset[str]
    recipients: frozenset[str]
    parties: dict[str, Party]
    places: tuple[str, ...]
    where: tuple[tuple[str, str | None, str | None], ...]  # precision, country, admin1 of each place
    days: tuple[date, date] | None
    guess: tuple[date, date] | None
    trigger: frozenset[str]
    evidence: Vector
    story: Vector


def happenings(readings: list[Reading], parties: Parties) -> list[Happening]:
    """All events of all reports, in order."""
    common = common_words()
    stories = [words_of(f"{r.report.title or ''} {r.report.text}") for r in readings]
    rarity = Rarity(stories, common)
    found: list[Happening] = []
    for reading, words in zip(readings, stories, strict=True):
        story = rarity.vector(words)
        for event in reading.events:
            found.append(_happening(len(found), reading, event, parties, rarity, story))
    return found


def _happening(
    number: int, reading: Reading, event: Event, parties: Parties, rarity: Rarity, story: Vector
) -> Happening:
    report = reading.report.id
    actors = {id: parties.actor(report, id) for id in (*event.actors, *event.recipients)}
    places = [p for p in reading.places if p.id in event.places]
    return Happening(
        number,
        report,
        event,
        frozenset(actors[id] for id in event.actors),
        frozenset(actors[id] for id in event.recipients),
        {
            actors[a.id]: Party(frozenset(words_of(a.name)), a.kind, a.country, frozenset(a.sectors))
            for a in reading.actors
            if a.id in actors
        },
        tuple(parties.place(report, p.id) for p in places),
        tuple((p.precision, p.country, p.admin1) for p in places),
        _days(reading, event),
        _guess(reading, event),
        frozenset(w for w in words_of(event.trigger.text) if rarity.of(w)),
        rarity.vector(words_of(event.evidence.text)),
        story,
    )


def _days(reading: Reading, event: Event) -> tuple[date, date] | None:
    """The days in which an event can lie: where all its times agree, or the first of them."""
    spans = [
        (date.fromisoformat(t.earliest[:10]), date.fromisoformat(t.latest[:10]))
        for t in reading.times
        if t.id in event.times and t.role == "at" and t.earliest and t.latest
    ]
    return common_days(spans)


def _guess(reading: Reading, event: Event) -> tuple[date, date] | None:
    published = reading.report.published
    if not published or event.background or event.factuality not in ("asserted", "negated"):
        return None
    last = date.fromisoformat(published[:10])
    return last - RECENT, last


def common_days(spans: Iterable[tuple[date, date]]) -> tuple[date, date] | None:
    """The days that all intervals share; the shortest of them when they share none."""
    spans = list(spans)
    if not spans:
        return None
    first, last = max(s[0] for s in spans), min(s[1] for s in spans)
    return (first, last) if first <= last else min(spans, key=lambda s: (s[1] - s[0], s[0]))
