"""Readings → situation: events of one happening are gathered into one incident, with what is disputed about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from harmattan.model import Reading, ReportId
from harmattan.situation.disputes import disputes
from harmattan.situation.grouping import Constraints, Group, Pair, group
from harmattan.situation.happenings import Happening, Key, happenings, report_order
from harmattan.situation.likeness import UNLIKE, likeness
from harmattan.situation.model import Incident, Situation
from harmattan.situation.parties import Parties
from harmattan.situation.record import Context, incident_of
from harmattan.situation.relations import relations
from harmattan.situation.stories import Story, stories, story
from harmattan.situation.voices import voices
from harmattan.situation.words import alike

TOLD = 0.1  # cosine of an incident's sentence and a report that mentions it without a coded event


def situation(readings: Iterable[Reading], constraints: Constraints = Constraints()) -> Situation:
    """What many reports amount to, taken together. The order of the readings does not matter."""
    readings = list(readings)
    return situation_of(readings, group(happenings(readings), constraints), apart=constraints.cannot)


def situation_of(
    readings: Iterable[Reading],
    groups: Iterable[Group],
    ids: Mapping[Key, str] | None = None,
    apart: frozenset[Pair] = frozenset(),
) -> Situation:
    """The situation of readings whose events have been grouped: by `group`, or kept so by a store.

    ``ids`` names each group's incident by its first event; without it incidents are numbered by date. ``apart`` are
    pairs of events that people parted: no report of the one mentions the other.
    """
    readings = sorted(readings, key=lambda r: report_order(r.report.id))
    context = Context({reading.report.id: reading for reading in readings}, Parties(readings), voices(readings))
    ordered = sorted(groups, key=lambda g: _order(g, context))
    also = mentions(ordered, [story(reading) for reading in readings], apart)
    named = [f"i{n}" if ids is None else ids[g.events[0].key] for n, g in enumerate(ordered, 1)]
    incidents = tuple(
        incident_of(id, g, also.get(n, ()), context) for n, (id, g) in enumerate(zip(named, ordered, strict=True))
    )
    dates = sorted(r.report.published for r in readings if r.report.published)
    between = relations(incidents, ordered, context)
    shown = {id for i in incidents for id in (*i.actors, *i.recipients)}
    shown |= {id for relation in between for id in (relation.actor, relation.recipient)}
    return Situation(
        len(readings),
        dates[0] if dates else None,
        dates[-1] if dates else None,
        incidents,
        disputes(incidents, ordered, context),
        between,
        context.parties.actors(shown),
        context.parties.places(i.place for i in incidents if i.place),
    )


def mentions(
    groups: Sequence[Group], told: Sequence[Story], apart: frozenset[Pair] = frozenset()
) -> dict[int, list[ReportId]]:
    """Reports to add to groups (by index): they tell the story of others, but no event that others tell was coded.

    A report is added to one group at most: of those that its story's other reports are in, the one with most of them
    whose sentences are likest to the report. To none when no sentence is like it at all, and to none that an event of
    its own is of the same type as, but cannot be, or was set ``apart`` from.
    """
    holders: dict[ReportId, list[int]] = {}
    reports = [frozenset(e.report for e in g.events) for g in groups]
    for n, members in enumerate(reports):
        for report in members:
            holders.setdefault(report, []).append(n)
    own: dict[ReportId, list[Happening]] = {}
    for held in groups:
        for event in held.events:
            own.setdefault(event.report, []).append(event)
    words = {s.report: s.words for s in told}
    found: dict[int, list[ReportId]] = {}
    for story_reports in stories(told):
        together = frozenset(story_reports)
        inside = {n for report in story_reports for n in holders.get(report, ())}
        for report in story_reports:
            if any(len(reports[n] & together) > 1 for n in holders.get(report, ())):
                continue
            near = [
                (len(reports[n] & together), _nearness(groups[n].events, words[report]), -n)
                for n in inside
                if report not in reports[n] and not _excluded(own.get(report, ()), groups[n], apart)
            ]
            near = [each for each in near if each[1] >= TOLD]
            if near:
                found.setdefault(-max(near)[2], []).append(report)
    return found


def _excluded(events: Iterable[Happening], group: Group, apart: frozenset[Pair]) -> bool:
    return any(
        frozenset((e.key, other.key)) in apart or (e.type == other.type and _two(likeness(e, other)))
        for e in events
        for other in group.events
    )


def _two(score: float | None) -> bool:
    return score is None or score <= UNLIKE


def _nearness(events: Iterable[Happening], words: Mapping[str, float]) -> float:
    return round(max(alike(e.evidence, words) for e in events), 6)


def _order(group: Group, context: Context) -> tuple[str, tuple[str, int, str]]:
    """Incidents come by their first day, or, without one, by when they were first reported."""
    days = [e.days[0].isoformat() for e in group.events if e.days]
    news = [e.published.isoformat() for e in group.events if e.published]
    return (min(days or news, default="9999"), group.events[0].order)


__all__ = ["Incident", "situation", "situation_of"]
