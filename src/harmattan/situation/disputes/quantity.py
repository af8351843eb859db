"""How many: figures of different sources that cannot all be right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from harmattan.situation.disputes.questions import how_many
from harmattan.situation.disputes.sides import Voiced, history, side
from harmattan.situation.figures import Counted, by_kind, counted_of, differ, middle, wholes
from harmattan.situation.grouping import Group
from harmattan.situation.model import Dispute, Incident
from harmattan.situation.record import Context
from harmattan.situation.sources import Source


def quantity(incident: Incident, group: Group, context: Context) -> Iterator[Dispute]:
    """Disputes over an incident's figures, one for each kind.

    Only figures of what has happened count. A dispute whose sources have come to agree is settled.
    """
    for counted in by_kind(counted_of(group.events, context.readings)):
        happened = [c for c in counted if not c.figure.planned]
        standing = wholes([c for c in happened if not c.figure.superseded])
        if _at_odds(standing):
            status, shown = "open", standing
        elif _at_odds(happened, at_once=True):
            status, shown = "settled", happened
        else:
            continue
        nouns = {c.quantity.noun for c in shown if c.quantity.noun and c.who}
        noun = next(iter(nouns)) if len(nouns) == 1 else None
        question = how_many(incident, group, context, counted[0].quantity.of, noun)
        sides = [side("says", [_voiced(c) for c in s], value=_value(s)) for s in _sides(shown)]
        yield Dispute("", question, "quantity", incident.id, "open" if status == "open" else "settled",
                      tuple(sorted(sides, key=lambda s: (s.since is None, s.since or "", s.low or s.value or 0))),
                      history(_voiced(c) for c in counted))  # fmt: skip


def _at_odds(found: Sequence[Counted], *, at_once: bool = False) -> bool:
    return any(
        differ(a.figure, b.figure) and _two_sources(a, b) and not _grew(a, b) and not (at_once and _dates(a, b))
        for a, b in combinations(found, 2)
    )


def _dates(a: Counted, b: Counted) -> bool:
    """Whether two figures are of different dates, so that one may only have replaced the other."""
    return a.figure.date != b.figure.date


def _two_sources(a: Counted, b: Counted) -> bool:
    if a.root or b.root:
        return a.root != b.root
    return a.figure.source != b.figure.source or a.figure.report != b.figure.report


def _grew(a: Counted, b: Counted) -> bool:
    """Whether two reports' own figures only tell that a toll rose: the later is the higher."""
    first, last = a.figure, b.figure
    if first.claim or last.claim or not first.date or not last.date or first.date == last.date:
        return False
    if last.date < first.date:
        first, last = last, first
    return (first.high or 0) <= (last.low or 0)


def _sides(found: Sequence[Counted]) -> list[list[Counted]]:
    """Figures that can be right together, from low to high."""
    sides: list[list[Counted]] = []
    for counted in sorted(found, key=lambda c: (middle(c.figure), c.figure.source, str(c.figure.report))):
        if sides and not any(differ(counted.figure, other.figure) for other in sides[-1]):
            sides[-1].append(counted)
        else:
            sides.append([counted])
    return sides


def _value(found: Sequence[Counted]) -> float | int | None:
    return next((c.figure.value for c in found if c.figure.value is not None), None)


def _voiced(counted: Counted) -> Voiced:
    figure = counted.figure
    about = {"about": "about ", "at_least": "at least ", "at_most": "at most "}.get(figure.modifier, "")
    text = about + figure.text
    words = text if not counted.quantity.noun else f"{text} {counted.quantity.noun}"
    return Voiced((Source(figure.source, counted.root),), "says", words, figure.report, figure.date, figure.claim,
                  figure.value, figure.low, figure.high)  # fmt: skip
