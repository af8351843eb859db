"""Readings → situation: events of one happening are gathered into one incident.

Pairs of events that share something rare are compared; the likeliest are joined first, and two groups are joined only
while their members are alike on average and none excludes another, so that a chain of half-alike stories does not
become one incident.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from harmattan.model import Reading
from harmattan.situation.disputes import disputes
from harmattan.situation.happenings import Happening, happenings
from harmattan.situation.likeness import SAME, likeness
from harmattan.situation.model import Incident, Situation
from harmattan.situation.parties import Parties
from harmattan.situation.record import incident_of

KEYS = 6  # of an event's rarest words, and as many of its story, by which it is found
CROWD = 60  # events that share one key; more of them share nothing telling


def situation(readings: Iterable[Reading]) -> Situation:
    """What many reports amount to, taken together. The order of the readings does not matter for what is joined."""
    readings = list(readings)
    parties = Parties(readings)
    by_report: dict[str | int, Reading] = {reading.report.id: reading for reading in readings}
    groups = group(happenings(readings, parties))
    incidents = tuple(incident_of(f"i{n}", events, by_report, parties) for n, events in enumerate(groups, 1))
    dates = sorted(r.report.published for r in readings if r.report.published)
    return Situation(
        len(readings),
        dates[0] if dates else None,
        dates[-1] if dates else None,
        incidents,
        disputes(incidents, by_report),
        (),
        parties.actors(id for i in incidents for id in (*i.actors, *i.recipients)),
        parties.places(i.place for i in incidents if i.place),
    )


def group(events: list[Happening]) -> list[list[Happening]]:
    """Events of one happening together, in the order of their first events."""
    scores = {(a.number, b.number): score for a, b, score in _compared(events)}
    home = {event.number: event.number for event in events}
    members = {event.number: [event] for event in events}
    for (x, y), score in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        if score < SAME:
            break
        first, second = sorted((home[x], home[y]))
        if first != second and _join(members[first], members[second], scores):
            for event in members[second]:
                home[event.number] = first
            members[first] += members.pop(second)
    return [sorted(group, key=lambda e: e.number) for _, group in sorted(members.items())]


def _join(first: list[Happening], second: list[Happening], scores: dict[tuple[int, int], float]) -> bool:
    """Whether two groups are alike on average and no member of one excludes one of the other."""
    total = 0.0
    for a in first:
        for b in second:
            pair = (a.number, b.number) if a.number < b.number else (b.number, a.number)
            score = scores.get(pair)
            if score is None:
                score = likeness(a, b)
                if score is None:
                    return False
            total += score
    return total >= SAME * len(first) * len(second)


def _compared(events: list[Happening]) -> Iterator[tuple[Happening, Happening, float]]:
    shelves: dict[tuple[str, str], list[Happening]] = {}
    for event in events:
        for key in sorted(_keys(event)):
            shelves.setdefault((event.event.type, key), []).append(event)
    seen: set[tuple[int, int]] = set()
    for shelf in shelves.values():
        if len(shelf) > CROWD:
            continue
        for a, b in combinations(shelf, 2):
            if (a.number, b.number) in seen:
                continue
            seen.add((a.number, b.number))
            score = likeness(a, b)
            if score is not None:
                yield a, b, score


def _keys(event: Happening) -> set[str]:
    """What an event can be found by: its parties, its towns, and the rarest words of its evidence and its story."""
    keys = {f"actor {id}" for id in event.actors | event.recipients}
    keys |= {f"place {id}" for id in event.places}
    for vector in (event.evidence, event.story):
        keys |= set(sorted(vector, key=lambda word: (-vector[word], word))[:KEYS])
    return keys


__all__ = ["Incident", "group", "situation"]
