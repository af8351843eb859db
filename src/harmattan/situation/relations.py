"""How actors treat each other, month by month, from conflict to cooperation, with the incidents behind each figure.

Each incident counts once, with PLOVER's score of its type and mode (−10 to 10). What only is announced or denied, what
somebody merely asserts to have been planned, and older happenings without a date are left out. A government, its army
and its ministers count as their state.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from harmattan.knowledge.ontology import QUADS, plover, score
from harmattan.situation.grouping import Group
from harmattan.situation.happenings import party_of
from harmattan.situation.model import Incident, Relation
from harmattan.situation.record import Context

UNDATED = "undated"


def relations(incidents: Sequence[Incident], groups: Sequence[Group], context: Context) -> tuple[Relation, ...]:
    """Every pair of actors with something between them, by month, in canonical order."""
    states = _states(context)
    found: dict[tuple[str, str, str], list[Incident]] = {}
    for incident, group in zip(incidents, groups, strict=True):
        if incident.status in ("announced", "denied") or all(
            e.event.factuality in ("possible", "negated") or e.planned for e in group.events
        ):
            continue
        for actor, recipient in _pairs(group, context, states):
            found.setdefault((actor, recipient, _period(incident)), []).append(incident)
    return tuple(_relation(*key, held) for key, held in sorted(found.items()))


def _relation(actor: str, recipient: str, period: str, incidents: list[Incident]) -> Relation:
    scores = [score(i.type, i.mode) for i in incidents]
    counts = [sum(plover().quad[i.type] == quad for i in incidents) for quad in QUADS]
    return Relation(
        actor,
        recipient,
        period,
        len(incidents),
        round(sum(scores) / len(scores), 1),
        tuple(i.id for i in incidents),
        (counts[0], counts[1], counts[2], counts[3]),
        sum(i.status == "contested" for i in incidents),
    )


def _period(incident: Incident) -> str:
    """The month of an incident; that of its first report where it has no date and is no background."""
    if incident.earliest and incident.date_precision in ("day", "week", "month"):
        return incident.earliest[:7]
    if incident.earliest is None and not incident.background and incident.reported[0]:
        return incident.reported[0][:7]
    return UNDATED


def _pairs(group: Group, context: Context, states: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Who did it to whom; in a mutual act without recipients each to each other."""
    seen: set[tuple[str, str]] = set()
    for event in group.events:
        actors = list(_bodies(event.report, event.event.actors, context, states))
        recipients = list(_bodies(event.report, event.event.recipients, context, states))
        if not recipients and event.type in ("CONSULT", "COOPERATE", "AGREE"):
            recipients = actors
        seen |= {(a, r) for a in actors for r in recipients if a != r}
    yield from sorted(seen)


def _bodies(report: str | int, ids: Iterable[str], context: Context, states: dict[str, str]) -> Iterator[str]:
    reading = context.readings[report]
    for id in ids:
        party = party_of(reading, reading.actor(id))
        yield states.get(party.state or "", "") or context.parties.principal(report, id)


def _states(context: Context) -> dict[str, str]:
    """The situation's id of each state that a report names."""
    found: dict[str, str] = {}
    for report, reading in context.readings.items():
        for actor in reading.actors:
            if actor.kind == "state" and actor.country:
                found.setdefault(actor.country, context.parties.actor(report, actor.id))
    return found
