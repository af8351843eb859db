"""A reading as a brief: one page that an analyst can paste into an e-mail.

What the report tells in its own voice, what others say and who denies it, numbers with their owners, what is planned,
and what stayed open. Each event carries its id, for ``harmattan explain``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from harmattan.exports import wording as w
from harmattan.exports.plain import plain_text
from harmattan.model import Claim, Event, Failure, Place, Quantity, Reading
from harmattan.situation.unknown import is_nowhere, is_unknown

MOST_EVENTS = 15
MOST_STATEMENTS = 12
MOST_NUMBERS = 15
MOST_NAMES = 12


@dataclass
class Section:
    """A heading and its lines; left out when it has none."""

    title: str
    lines: list[RenderableType] = field(default_factory=list)


def brief(reading: Reading) -> RenderableType:
    """The brief of one report, to print with rich; plain text on a console without colours."""
    parts: list[RenderableType] = [*_head(reading)]
    for section in _sections(reading):
        if section.lines:
            parts += [Text(""), Text(section.title, style="bold cyan"), *section.lines]
    if not reading.events and not reading.claims:
        parts += [Text(""), Text("No event and no statement found.")]
    return Group(*parts, Text(""))


def brief_text(reading: Reading, width: int = 100) -> str:
    """The brief as plain text, ``width`` columns wide."""
    return plain_text(brief(reading), width)


def brief_failure(failure: Failure) -> RenderableType:
    """What stands in the place of a report that could not be read."""
    return Text(f"{failure.id}\nNot read: {failure.error} [{failure.error.code}]\n", style="red")


# ------------------------------------------------------------------ parts


def _head(reading: Reading) -> Iterator[RenderableType]:
    report = reading.report
    yield Text(w.flat(report.title or str(report.id)), style="bold")
    about = [report.outlet, str(report.id) if report.title else None, report.url if report.url != report.id else None]
    if report.published:
        about.append(f"{report.published} (date {report.published_basis})")
    elif report.published_bounds and any(report.published_bounds):
        low, high = report.published_bounds
        about.append(f"undated, but from {low or '…'} to {high or '…'}")
    repairs = len(report.repairs) + len(report.title_repairs)
    if repairs:
        about.append(f"{repairs} damaged {'stretch' if repairs == 1 else 'stretches'} of text repaired")
    line = " · ".join(w.flat(part) for part in about if part)
    if line:
        yield Text(line, style="dim")
    if not report.published and reading.times:
        yield Text("Date unknown: relative dates stay relative.", style="yellow")


def _sections(reading: Reading) -> Iterator[Section]:
    happened, planned, denied, background = _sorted_events(reading)
    yield Section("WHAT HAPPENED", list(_events(reading, happened)))
    yield Section("PLANNED, THREATENED, POSSIBLE", list(_events(reading, planned)))
    yield Section("DENIED, OR DID NOT HAPPEN", list(_events(reading, denied)))
    yield Section("WHO SAYS WHAT", list(_statements(reading)))
    yield Section("NUMBERS AND WHOSE THEY ARE", list(_numbers(reading)))
    yield Section("BACKGROUND", list(_events(reading, background)))
    yield Section("LEFT OPEN", list(_open(reading)))


def _sorted_events(reading: Reading) -> tuple[list[Event], list[Event], list[Event], list[Event]]:
    happened: list[Event] = []
    planned: list[Event] = []
    denied: list[Event] = []
    background: list[Event] = []
    order = {event.id: n for n, event in enumerate(sorted(reading.events, key=lambda e: e.evidence.order))}
    for event in sorted(reading.events, key=lambda e: w.weight(e, order[e.id])):
        if event.background:
            background.append(event)
        elif event.factuality == "negated" or w.contrary([reading.claim(c) for c in event.claims]):
            denied.append(event)
        elif event.factuality == "asserted":
            happened.append(event)
        else:
            planned.append(event)
    return happened, planned, denied, background


def _events(reading: Reading, events: list[Event]) -> Iterator[RenderableType]:
    """A bullet for each sentence that events rest on, where its most important event stands."""
    groups: dict[tuple[bool, int, int], list[Event]] = {}
    for event in events:
        groups.setdefault(event.evidence.order, []).append(event)
    for group in list(groups.values())[:MOST_EVENTS]:
        lines = [_event(reading, event) for event in group]
        lines.append(Text(w.quoted(w.evidence(group)), style="italic dim"))
        yield _bullet(*lines)
    hidden = sum(map(len, list(groups.values())[MOST_EVENTS:]))
    if hidden:
        yield _bullet(Text(f"and {hidden} more (all of them: --format jsonl)", style="dim"))


def _event(reading: Reading, event: Event) -> Text:
    lead, act, tail = w.statement(reading, event)
    line = Text()
    line.append(lead, style="magenta")
    line.append(act if lead else w.capital(act), style="bold")
    circumstances = _circumstances(reading, event)
    if circumstances:
        line.append(f" · {circumstances}")
    if tail:
        line.append(f" · {tail}", style="bold red")
    line.append(f"  [{event.id}]", style="dim")
    return line


def _circumstances(reading: Reading, event: Event) -> str:
    places = [_place(p) for p in reading.places if p.id in event.places]
    times = [w.when(t) for t in reading.times if t.id in event.times]
    figures = [
        _owned(reading, q, event.claims) for q in reading.quantities if q.id in event.quantities and q.of != "other"
    ]
    return " · ".join([*places, *times, *figures])


def _place(place: Place) -> str:
    country = f" ({place.country})" if place.country and place.precision != "country" else ""
    return w.flat(place.name) + country


def _owned(reading: Reading, quantity: Quantity, said: tuple[str, ...]) -> str:
    """A figure, with its owner where that is neither the report nor who tells of the event."""
    in_favour, against = w.attributions(reading, [c for c in quantity.claims if c not in said])
    owner = w.joined([*in_favour, *against])
    return w.figure(reading, quantity) + (f", {owner}" if owner else "")


def _statements(reading: Reading) -> Iterator[RenderableType]:
    """Claims that events do not already show: denials, accusations, demands, opinions."""
    claims = sorted((c for c in reading.claims if _tells(c)), key=lambda c: c.content.order)
    shown = sorted(sorted(claims, key=_dullness)[:MOST_STATEMENTS], key=lambda c: c.content.order)
    for claim in shown:
        line = Text()
        line.append(w.capital(w.sources(reading, claim)), style="bold")
        line.append(f" {w.stance_verb(reading, claim)}", style="red" if w.contrary([claim]) else "magenta")
        told = w.content(reading, claim)
        line.append(f": “{told}”" if claim.quoted and "“" not in told else f": {told}")
        answers = [*claim.about_claims]
        if answers:
            line.append(f" (answers {w.joined(_answered(reading, answers))})", style="dim")
        yield _bullet(line)
    if len(claims) > len(shown):
        yield _bullet(Text(f"and {len(claims) - len(shown)} more (all of them: --format jsonl)", style="dim"))


def _tells(claim: Claim) -> bool:
    return claim.stance != "says" or not (claim.about or claim.about_quantities)


def _dullness(claim: Claim) -> int:
    """What a reader misses least comes last: plain statements of nobody in particular."""
    named = bool(claim.sources) or claim.source_kind in ("official", "eyewitness", "media", "analyst")
    return 2 * (claim.stance == "says") + (not named) + (not claim.quoted)


def _answered(reading: Reading, ids: Iterable[str]) -> Iterator[str]:
    for id in ids:
        claim = reading.claim(id)
        yield f"{w.sources(reading, claim)}: {w.clip(claim.content.text, 60)}"


def _numbers(reading: Reading) -> Iterator[RenderableType]:
    found = [q for q in sorted(reading.quantities, key=lambda q: q.span.order) if q.of != "other" or q.claims]
    for quantity in found[:MOST_NUMBERS]:
        line = Text()
        told = w.figure(reading, quantity)
        line.append(w.capital(told), style="bold")
        who = w.actor_name(reading, quantity.who) if quantity.who else ""
        if not set(who.lower().split()) & set(told.lower().split()):
            line.append(f" · {who}" if who else "")
        in_favour, against = w.attributions(reading, quantity.claims)
        line.append(f" · {w.joined([*in_favour, *against]) or 'the report itself'}", style="magenta")
        yield _bullet(line)
    if len(found) > MOST_NUMBERS:
        yield _bullet(Text(f"and {len(found) - MOST_NUMBERS} more (all of them: --format jsonl)", style="dim"))


def _open(reading: Reading) -> Iterator[RenderableType]:
    floating = [w.clip(t.span.text, 40) for t in reading.times if t.value is None and t.type in ("DATE", "TIME")]
    if floating:
        yield _bullet(Text("Undated: " + _listed(f"“{t}”" for t in floating)))
    strangers = [w.flat(a.name) for a in reading.actors if is_unknown(a)]
    if strangers:
        yield _bullet(Text("Names not in the knowledge: " + _listed(strangers)))
    nowhere = [w.flat(p.name) for p in reading.places if is_nowhere(p)]
    if nowhere:
        yield _bullet(Text("Places not found: " + _listed(nowhere)))


def _listed(names: Iterable[str]) -> str:
    several = list({name.lower(): name for name in reversed(list(names))}.values())[::-1]
    more = f" and {len(several) - MOST_NAMES} more" if len(several) > MOST_NAMES else ""
    return ", ".join(several[:MOST_NAMES]) + more


def _bullet(*lines: RenderableType) -> RenderableType:
    table = Table.grid(padding=(0, 1))
    table.add_column(width=1)
    table.add_column()
    table.add_row("•", Group(*lines))
    return Padding(table, (0, 0, 0, 1))
