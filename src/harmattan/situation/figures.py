"""How many, by source: each incident's figures become low to high, and a later figure replaces an earlier one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from harmattan.model import Actor, Event, Quantity, Reading, ReportId
from harmattan.situation.happenings import Happening, Party, matching, party_of
from harmattan.situation.likeness import ARMED, kin
from harmattan.situation.model import Figure, Total
from harmattan.situation.sources import owners
from harmattan.situation.words import words_of

HARM = frozenset({"killed", "wounded", "casualties", "missing"})
FORCES = frozenset({"MOBILIZE", "RETREAT"})
EQUAL = 0.1  # of a figure: two that are so close do not differ


@dataclass(frozen=True, slots=True)
class Counted:
    """One figure of one source, with whom it counts; ``root`` is the source's, ``None`` for one without a name."""

    figure: Figure
    quantity: Quantity
    who: Party | None
    root: str | None
    update: bool


def figures_by_event(reading: Reading) -> dict[str, list[Quantity]]:
    """The quantities of a reading by event: those it coded, and those that plainly count an event's forces or victims.

    A figure that stands in a sentence of its own ("it is about 300 people") belongs to the nearest event of those whom
    it counts; one that stands in an event's sentence belongs to no other.
    """
    found = {event.id: [q for q in reading.quantities if q.id in event.quantities] for event in reading.events}
    taken = {q.id for quantities in found.values() for q in quantities}
    loose = [q for q in reading.quantities if q.id not in taken and q.who and q.of in (*HARM, "troops")]
    parties = {actor.id: party_of(reading, actor) for actor in reading.actors} if loose else {}
    for quantity in loose:
        here = [e for e in reading.events if e.evidence.covers(quantity.span)]
        fitting = [e for e in here or reading.events if _counts(e, quantity, parties)]
        if fitting:
            nearest = min(fitting, key=lambda e: (abs(e.trigger.start - quantity.span.start), e.trigger.order))
            found[nearest.id].append(quantity)
    return found


def _counts(event: Event, quantity: Quantity, parties: Mapping[str, Party]) -> bool:
    if quantity.of == "troops" and event.type in FORCES:
        side = event.actors
    elif quantity.of in HARM and event.type == "ASSAULT" and event.factuality != "hypothetical":
        side = event.recipients
    else:
        return False
    counted = parties[quantity.who or ""]
    return any((kin(counted, parties[id]) or 0.0) >= 0.8 for id in side)


def counted_of(events: Iterable[Happening], readings: Mapping[ReportId, Reading]) -> list[Counted]:
    """All figures of a happening, each once, in canonical order."""
    found: dict[tuple[str, str, str | int, float | int | None, float | int | None], Counted] = {}
    for event in events:
        reading = readings[event.report]
        actors = {actor.id: actor for actor in reading.actors}
        for quantity in figures_by_event(reading)[event.event.id]:
            if quantity.of in ("other", "money") or (quantity.low is None and quantity.high is None):
                continue
            for source, claim in owners(reading, quantity):
                figure = Figure(
                    source.name,
                    quantity.value,
                    quantity.low,
                    quantity.high,
                    event.report,
                    quantity.modifier,
                    quantity.span.text,
                    reading.report.published,
                    claim,
                    planned=event.planned or (event.event.factuality == "possible" and not event.denied),
                )
                key = (quantity.of, source.name, event.report, figure.low, figure.high)
                found.setdefault(
                    key,
                    Counted(figure, quantity, _who(actors, quantity, reading), source.root, _update(reading, quantity)),
                )
    return list(found.values())


def _who(actors: Mapping[str, Actor], quantity: Quantity, reading: Reading) -> Party | None:
    return party_of(reading, actors[quantity.who]) if quantity.who else None


def _update(reading: Reading, quantity: Quantity) -> bool:
    """Whether the words before a figure say that it replaces earlier ones: "the death toll rose to 20"."""
    text = reading.report.title if quantity.span.place == "title" else reading.report.text
    before = (text or "")[max(0, quantity.span.start - 60) : quantity.span.start]
    return bool(_updates().search(before.rpartition(". ")[2].lower()))


@cache
def _updates() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(matching()['updates'])})\b[^.;]*$")


def totals(found: Sequence[Counted]) -> tuple[Total, ...]:
    """Figures by what and whom they count, from low to high."""
    return tuple(_total(group) for group in by_kind(found))


def by_kind(found: Sequence[Counted]) -> list[list[Counted]]:
    """Figures that count the same: one kind of harm to one side, or one side's forces.

    Those that do not say whom they count go with the only side there is, or stand alone.
    """
    kinds: dict[str, list[list[Counted]]] = {}
    for counted in sorted(found, key=lambda c: c.who is None):
        groups = kinds.setdefault(counted.quantity.of, [])
        fitting = [g for g in groups if _same_people(g[0].who, counted.who)]
        if counted.who is None and len(groups) == 1:
            fitting = groups
        if fitting:
            fitting[0].append(counted)
        else:
            groups.append([counted])
    return [supersede(group) for _, groups in sorted(kinds.items()) for group in groups]


def _same_people(a: Party | None, b: Party | None) -> bool:
    """Whether two figures count the same people; "terrorists" in one mouth may be the other's "men"."""
    if a is None or b is None:
        return a is b
    if a.sectors and b.sectors and not a.sectors & b.sectors:
        labels = set(words_of(" ".join(matching()["labels"])))
        armed = bool(a.sectors & ARMED), bool(b.sectors & ARMED)
        return armed[0] != armed[1] and bool(labels & (a.name if armed[0] else b.name))
    return kin(a, b) is not None


def supersede(found: list[Counted]) -> list[Counted]:
    """Marks what the same source, or a later update that is higher, replaced. Order: by date, undated last."""
    found = sorted(found, key=_order)
    marked = []
    for n, counted in enumerate(found):
        later = [c for c in found[n + 1 :] if c.figure.date and (counted.figure.date or "") < c.figure.date]
        replaced = bool(counted.figure.date) and any(
            (c.root is not None and c.root == counted.root and c.figure.planned == counted.figure.planned)
            or (c.update and middle(c.figure) >= middle(counted.figure))
            for c in later
        )
        marked.append(replace(counted, figure=replace(counted.figure, superseded=replaced)))
    return marked


def _order(counted: Counted) -> tuple[bool, str, str, int]:
    figure = counted.figure
    return (figure.date is None, figure.date or "", str(figure.report), counted.quantity.span.start)


def _total(group: list[Counted]) -> Total:
    standing = [c for c in group if not c.figure.superseded]
    happened = [c.figure for c in wholes([c for c in standing if not c.figure.planned] or standing)]
    who = next((c.quantity for c in group if c.quantity.who), None)
    return Total(
        group[0].quantity.of,
        min((f.low for f in happened if f.low is not None), default=None),
        None if any(f.high is None for f in happened) else max(f.high for f in happened if f.high is not None),
        tuple(c.figure for c in group),
        who.noun if who else None,
    )


def wholes(found: Sequence[Counted]) -> list[Counted]:
    """Figures without those that count a part: of one source's several in one report, those that others agree with.

    "90 commandos and 15 doctors" are not 15 men. Where no other source agrees with any, the largest stands.
    """
    kept: list[Counted] = []
    units: dict[tuple[str, str], list[Counted]] = {}
    for counted in found:
        units.setdefault((counted.figure.source, str(counted.figure.report)), []).append(counted)
    for key, unit in units.items():
        others = [c for other, held in units.items() if other != key for c in held]
        agreed = [c for c in unit if any(not differ(c.figure, o.figure) for o in others)]
        kept += agreed or [max(unit, key=lambda c: middle(c.figure))]
    return [c for c in found if c in kept]


def differ(a: Figure, b: Figure) -> bool:
    """Whether two figures cannot both be right, beyond what "about" and "at least" leave open."""
    low, high = _bounds(a)
    other_low, other_high = _bounds(b)
    return low > other_high or other_low > high


def _bounds(figure: Figure) -> tuple[float, float]:
    low = float("-inf") if figure.low is None else float(figure.low)
    high = float("inf") if figure.high is None else float(figure.high)
    slack = EQUAL if figure.modifier != "about" else 2 * EQUAL
    return (low * (1 - slack) if figure.modifier in ("about", "vague") else low, high * (1 + slack))


def middle(figure: Figure) -> float:
    """A figure's value, or a side of its range where it has none."""
    if figure.value is not None:
        return float(figure.value)
    return float(figure.low or figure.high or 0)
