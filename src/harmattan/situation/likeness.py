"""Whether two events of different reports can be one happening, and how much speaks for it."""

from __future__ import annotations

from datetime import timedelta

from harmattan.situation.happenings import Happening, Party
from harmattan.situation.words import alike

MUTUAL = frozenset({"AGREE", "CONSULT", "COOPERATE"})  # types in which either party may be named first
SLACK = timedelta(days=1)  # reports of one night's raid give two dates
FRESH = timedelta(days=3)  # two reports so close in time most likely tell of the same news
OLD = timedelta(days=120)  # two reports so far apart that name no date tell of two happenings
SAME = 3.5  # what must speak for two events to be one; set on the development part of ECB+
EXACT = frozenset({"point", "settlement", "admin2"})


def likeness(a: Happening, b: Happening) -> float | None:
    """How much speaks for one happening, or ``None`` when it cannot be one.

    Two events cannot be one when their types or modes differ, or their parties, days or places exclude each other. A
    denial and what it denies, a plan and what came of it, are one.
    """
    if a.event.type != b.event.type or not _modes_fit(a, b):
        return None
    time, place = _time(a, b), _place(a, b)
    if time is None or place is None:
        return None
    who = _sides(a, b)
    if who is None:
        return None
    story, words = alike(a.story, b.story), alike(a.evidence, b.evidence)
    same_word = bool(a.trigger & b.trigger)
    if a.report == b.report:  # one report tells it twice: only the very same parties and word count
        return SAME if who >= 2 and same_word and a.event.factuality == b.event.factuality else None
    return who + time + place + 12.0 * story + 2.0 * words + 0.5 * same_word


def _modes_fit(a: Happening, b: Happening) -> bool:
    return a.event.mode is None or b.event.mode is None or a.event.mode == b.event.mode


def _time(a: Happening, b: Happening) -> float | None:
    """Dates that meet speak for it; told dates that do not meet forbid it, guessed ones speak against it."""
    first, second = a.days or a.guess, b.days or b.guess
    if not first or not second:
        return 0.0
    apart = first[0] > second[1] + SLACK or second[0] > first[1] + SLACK
    if not (a.days and b.days):
        gap = max(first[0] - second[1], second[0] - first[1])
        return None if gap > OLD else -2.0 if apart else 0.6 if abs(first[1] - second[1]) <= FRESH else 0.0
    if apart:
        return None
    longest = max(first[1] - first[0], second[1] - second[0])
    return 0.8 if longest <= timedelta(days=7) else 0.2


def _place(a: Happening, b: Happening) -> float | None:
    """Same town speaks for it, two towns against it; a country says little."""
    if not a.places or not b.places:
        return 0.0
    if {p for p, w in zip(a.places, a.where, strict=True) if w[0] in EXACT} & set(b.places):
        return 0.8
    if set(a.places) & set(b.places):
        return 0.3
    countries = {w[1] for w in a.where if w[1]}, {w[1] for w in b.where if w[1]}
    if countries[0] and countries[1] and not countries[0] & countries[1]:
        return None
    both_exact = all(w[0] in EXACT for w in a.where + b.where)
    return None if both_exact else 0.1


def _sides(a: Happening, b: Happening) -> float | None:
    straight = _side(a, b, a.actors, b.actors), _side(a, b, a.recipients, b.recipients)
    if a.event.type in MUTUAL and a.recipients | b.recipients:
        return _side(a, b, a.actors | a.recipients, b.actors | b.recipients)
    if None in straight:
        return None
    return sum(value for value in straight if value is not None)


def _side(a: Happening, b: Happening, first: frozenset[str], second: frozenset[str]) -> float | None:
    """1 for a shared actor, less for parties of one country, 0 where it is open, ``None`` where they differ."""
    if not first or not second:
        return 0.0
    if first & second:
        return 1.0
    best: float | None = None
    for x in first:
        for y in second:
            fit = _kin(a.parties[x], b.parties[y])
            if fit is not None and (best is None or fit > best):
                best = fit
    return best


def _kin(a: Party, b: Party) -> float | None:
    """How well two actors with different ids fit each other; ``None`` when they cannot be one or act as one."""
    if a.country and b.country and a.country != b.country:
        return None
    if a.name & b.name and "person" in (a.kind, b.kind):
        return 0.8  # "Lohan" and "Lindsay Lohan"
    if a.country and b.country:
        return 0.6 if a.sectors & b.sectors or not a.sectors or not b.sectors else 0.0
    if "person" in (a.kind, b.kind):
        return None  # somebody by name is nobody else
    return 0.3 if a.sectors & b.sectors else 0.0
