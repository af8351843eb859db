"""A group of events → one incident: what all reports together say of it, and how sure it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from harmattan.model import Precision, Reading, ReportId
from harmattan.situation.figures import counted_of, totals
from harmattan.situation.grouping import Group
from harmattan.situation.happenings import Happening, common_days, days_of, report_order
from harmattan.situation.likeness import ARMED, EXACT
from harmattan.situation.model import DatePrecision, Incident, Target
from harmattan.situation.parties import Parties
from harmattan.situation.status import bearing, status_of
from harmattan.situation.voices import Voice

PRECISIONS: tuple[tuple[int, DatePrecision], ...] = ((0, "day"), (7, "week"), (31, "month"), (366, "year"))
FINENESS: tuple[Precision, ...] = ("point", "settlement", "admin2", "admin1", "country", "region")
VAGUE = timedelta(days=31)  # a told time longer than this is narrowed by when it was news


@dataclass(frozen=True, slots=True)
class Context:
    """What incidents are made from besides their events."""

    readings: Mapping[ReportId, Reading]
    parties: Parties
    voices: Mapping[ReportId, Voice]


def incident_of(id: str, group: Group, mentioned: Sequence[ReportId], context: Context) -> Incident:
    """The record of one happening. ``mentioned`` are reports that tell of it by their words alone."""
    events, readings = group.events, context.readings
    bears = bearing(events, readings)
    days = days_told(events, readings)
    place, precision = _place(events, context)
    told = tuple(dict.fromkeys(e.report for e in events))
    also = tuple(r for r in sorted(mentioned, key=report_order) if r not in told)
    dates = sorted(d for r in told if (d := readings[r].report.published))
    return Incident(
        id,
        events[0].type,
        _commonest(e.event.mode for e in events),
        _actors(events, context, recipients=False),
        _actors(events, context, recipients=True),
        place,
        days[0].isoformat() if days else None,
        days[1].isoformat() if days else None,
        _precision(days[1] - days[0]) if days else "unknown",
        _target(events, readings),
        status_of(events, bears, readings, context.voices),
        (*told, *also),
        tuple((e.report, e.event.id) for e in events),
        totals(counted_of(events, readings)),
        bears.in_favour,
        bears.against,
        precision,
        all(e.event.background for e in events),
        also,
        group.confidence,
        (dates[0], dates[-1]) if dates else (None, None),
    )


def days_told(events: Sequence[Happening], readings: Mapping[ReportId, Reading]) -> tuple[date, date] | None:
    """The days that all reports allow: an exact report narrows a vague one.

    What only a year or a season tells is narrowed to when other reports told of it as news. A state that lasts runs
    from its first to its last day.
    """
    if any(e.standing for e in events):
        spans = [d for e in events if (d := days_of(readings[e.report], e.event))]
        return (min(s[0] for s in spans), max(s[1] for s in spans)) if spans else None
    days = common_days(e.days for e in events if e.days)
    if days is None or days[1] - days[0] <= VAGUE:
        return days
    news = [e.guess for e in events if e.guess and not e.days and not e.event.background and not e.planned]
    within = [(max(days[0], g[0]), min(days[1], g[1])) for g in news if g[0] <= days[1] and days[0] <= g[1]]
    return common_days(within) or days


def _actors(events: Iterable[Happening], context: Context, *, recipients: bool) -> tuple[str, ...]:
    """Ids of those on one side, the one that most reports name first; men of a body stand for the body."""
    held: Counter[str] = Counter()
    for event in events:
        ids = event.event.recipients if recipients else event.event.actors
        held.update({context.parties.principal(event.report, id) for id in ids})
    return tuple(sorted(held, key=lambda id: (-held[id], id)))


def _commonest(values: Iterable[str | None]) -> str | None:
    counted = Counter(value for value in values if value)
    return min(counted, key=lambda v: (-counted[v], v)) if counted else None


def _place(events: Sequence[Happening], context: Context) -> tuple[str | None, Precision | None]:
    """The place that most reports name; exact ones before countries, of equally common ones the finest."""
    named = Counter(s.key for e in events for s in set(e.spots))
    if not named:
        return None, None
    fineness = {s.key: s.precision for e in events for s in e.spots}
    lasts = any(e.standing for e in events)  # troops said to be in a country and in a town of it are in the country
    best = min(
        named,
        key=lambda k: (not lasts and fineness[k] not in (*EXACT, "admin1"), -named[k], FINENESS.index(fineness[k]), k),
    )
    for event in events:
        for place in context.readings[event.report].places:
            if place.id in event.event.places and best == context.parties.place_key(place):
                return context.parties.place(event.report, place.id), fineness[best]
    return None, None


def _precision(length: timedelta) -> DatePrecision:
    return next((name for days, name in PRECISIONS if length.days <= days), "unknown")


def _target(events: Sequence[Happening], readings: Mapping[ReportId, Reading]) -> Target | None:
    """Whom violence or coercion hit, from the sectors of those who suffered and were counted; ``None`` for other acts.

    People without any sector count as civilians only where the report counts them among the dead or hurt as people.
    """
    if events[0].type not in ("ASSAULT", "COERCE"):
        return None
    sectors = [p.sectors for e in events for p in e.recipients]
    for counted in counted_of(events, readings):
        if counted.who and counted.quantity.of in ("killed", "wounded", "casualties", "arrested", "abducted"):
            sectors.append(counted.who.sectors)
    armed = any(s & ARMED for s in sectors)
    civil = any(s and not s & ARMED for s in sectors)
    if armed or civil:
        return "mixed" if armed and civil else "combatant" if armed else "civilian"
    return "property" if any(e.event.mode == "destroy" for e in events) else "unknown"
