"""A group of events → one incident: what all reports together say of it, and how sure it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

from harmattan.model import Claim, Quantity, Reading
from harmattan.situation.happenings import Happening, common_days
from harmattan.situation.model import DatePrecision, Figure, Incident, Pointer, Status, Target, Total
from harmattan.situation.parties import Parties

ReportId = str | int
AGAINST = frozenset({"denies", "doubts"})
OPEN = frozenset({"cannot_verify", "no_comment"})
PLANNED = frozenset({"future", "hypothetical"})
COMBATANTS = frozenset({"MIL", "REB", "COP", "PRM", "UAF", "SPY"})
PRECISIONS: tuple[tuple[int, DatePrecision], ...] = ((0, "day"), (7, "week"), (31, "month"), (366, "year"))


def incident_of(id: str, events: list[Happening], readings: Mapping[ReportId, Reading], parties: Parties) -> Incident:
    """The record of one happening."""
    claims = [(e.report, readings[e.report].claim(c)) for e in events for c in e.event.claims]
    claims = list({(report, claim.id): (report, claim) for report, claim in claims}.values())
    in_favour = tuple((r, c.id) for r, c in claims if c.stance not in AGAINST | OPEN)
    against = tuple((r, c.id) for r, c in claims if c.stance in AGAINST)
    days = common_days(e.days for e in events if e.days)
    reports = tuple(dict.fromkeys(e.report for e in events))
    return Incident(
        id,
        events[0].event.type,
        _commonest(e.event.mode for e in events),
        tuple(dict.fromkeys(a for e in events for a in sorted(e.actors))),
        tuple(dict.fromkeys(a for e in events for a in sorted(e.recipients))),
        _place(events),
        days[0].isoformat() if days else None,
        days[1].isoformat() if days else None,
        _precision(days[1] - days[0]) if days else "unknown",
        _target(events),
        _status(events, in_favour, against, readings),
        reports,
        tuple((e.report, e.event.id) for e in events),
        _totals(events, readings),
        in_favour,
        against,
    )


def _commonest(values: object) -> str | None:
    counted = Counter(value for value in values if value)  # type: ignore[attr-defined]
    return counted.most_common(1)[0][0] if counted else None


def _place(events: list[Happening]) -> str | None:
    """The place that most reports name; of equally common ones the most exact."""
    order = ("point", "settlement", "admin2", "admin1", "country", "region")
    named = Counter(p for e in events for p in set(e.places))
    exact = {p: order.index(w[0]) for e in events for p, w in zip(e.places, e.where, strict=True)}
    return min(named, key=lambda p: (exact[p] > 3, -named[p], exact[p], p)) if named else None


def _precision(length: timedelta) -> DatePrecision:
    return next((name for days, name in PRECISIONS if length.days <= days), "unknown")


def _target(events: list[Happening]) -> Target | None:
    """Whom violence hit, from the sectors of those who suffered it; ``None`` for other acts."""
    if events[0].event.type not in ("ASSAULT", "COERCE"):
        return None
    sectors = [e.parties[r].sectors for e in events for r in e.recipients]
    armed = any(s & COMBATANTS for s in sectors)
    civil = any(s and not s & COMBATANTS for s in sectors)
    if armed or civil:
        return "mixed" if armed and civil else "combatant" if armed else "civilian"
    return "property" if any(e.event.mode == "destroy" for e in events) else "unknown"


def _status(
    events: list[Happening],
    in_favour: tuple[Pointer, ...],
    against: tuple[Pointer, ...],
    readings: Mapping[ReportId, Reading],
) -> Status:
    own_voice = any(not e.event.claims and e.event.factuality != "negated" for e in events)
    if against or any(e.event.factuality == "negated" for e in events):
        stands = own_voice or any(
            c in in_favour for e in events if e.event.factuality != "negated" for c in _pointers(e)
        )
        return "contested" if stands else "denied"
    if all(e.event.factuality in PLANNED for e in events):
        return "announced"
    voices = {readings[e.report].report.outlet or str(e.report) for e in events}
    texts = {readings[e.report].report.text for e in events}
    return "corroborated" if min(len(voices), len(texts)) > 1 else "reported"


def _pointers(event: Happening) -> list[Pointer]:
    return [(event.report, claim) for claim in event.event.claims]


def _totals(events: list[Happening], readings: Mapping[ReportId, Reading]) -> tuple[Total, ...]:
    figures: dict[str, list[tuple[Quantity, Figure]]] = {}
    for event in events:
        reading = readings[event.report]
        for quantity in reading.quantities:
            if quantity.id in event.event.quantities and quantity.of != "other":
                for source in _owners(reading, quantity):
                    figure = Figure(source, quantity.value, quantity.low, quantity.high, event.report)
                    if all(figure != seen for _, seen in figures.get(quantity.of, [])):
                        figures.setdefault(quantity.of, []).append((quantity, figure))
    return tuple(
        Total(
            found[0][0].of,
            min((f.low for _, f in found if f.low is not None), default=None),
            None if any(f.high is None for _, f in found) else max(f.high for _, f in found if f.high is not None),
            tuple(f for _, f in found),
        )
        for _, found in sorted(figures.items())
    )


def _owners(reading: Reading, quantity: Quantity) -> list[str]:
    """Whose figure it is: those who claim it, or the report's outlet."""
    claims = [reading.claim(id) for id in quantity.claims]
    names = [name for claim in claims if claim.stance not in AGAINST for name in source_names(reading, claim)]
    return names or [reading.report.outlet or str(reading.report.id)]


def source_names(reading: Reading, claim: Claim) -> list[str]:
    """The names of those who make a claim."""
    named = [reading.actor(id).name for id in claim.sources]
    return named or [claim.source_span.text if claim.source_span else f"{claim.source_kind} source"]
