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
from harmattan.exports.naming import capital, clip, flat, joined, quoted
from harmattan.exports.numbers import figures
from harmattan.exports.plain import plain_text
from harmattan.exports.telling import spoken, telling, worth_telling
from harmattan.model import Claim, Event, Failure, Place, Quantity, Reading
from harmattan.situation.unknown import is_nowhere, is_unknown

HAPPENED, PLANNED, DENIED = "WHAT HAPPENED", "PLANNED, THREATENED, POSSIBLE", "DENIED, OR DID NOT HAPPEN"
BACKGROUND = "BACKGROUND"
MOST_EVENTS = {HAPPENED: 22, PLANNED: 11, DENIED: 8, BACKGROUND: 6}  # lines
MOST_STATEMENTS = 8
MOST_NUMBERS = 8  # lines
MOST_NAMES = 10
LINE = 96  # characters in a line of a brief that is sent on
ENDLESS = 10**6
UNSURE = 0.3  # confidence below which an event is marked: more than two in three of these are wrong in some part


@dataclass
class Section:
    """A heading and its lines; left out when it has none."""

    title: str
    lines: list[RenderableType] = field(default_factory=list)


def brief(reading: Reading, everything: bool = False) -> RenderableType:
    """The brief of one report, to print with rich; plain text on a console without colours.

    It leaves out what matters least and says how much, unless ``everything`` is asked for.
    """
    parts: list[RenderableType] = [*_head(reading)]
    for section in _sections(reading, everything):
        if section.lines:
            parts += [Text(""), Text(section.title, style="bold cyan"), *section.lines]
    if not reading.events and not reading.claims:
        parts += [Text(""), Text("No event and no statement found.")]
    return Group(*parts, Text(""))


def brief_text(reading: Reading, width: int = 100, everything: bool = False) -> str:
    """The brief as plain text, ``width`` columns wide."""
    return plain_text(brief(reading, everything), width)


def brief_failure(failure: Failure) -> RenderableType:
    """What stands in the place of a report that could not be read."""
    return Text(f"{failure.id}\nNot read: {failure.error} [{failure.error.code}]\n", style="red")


# ------------------------------------------------------------------ parts


def _head(reading: Reading) -> Iterator[RenderableType]:
    report = reading.report
    yield Text(flat(report.title or str(report.id)), style="bold")
    about = [report.outlet, str(report.id) if report.title else None, report.url if report.url != report.id else None]
    if report.published:
        about.append(f"{report.published} (date {report.published_basis})")
    elif report.published_bounds and any(report.published_bounds):
        low, high = report.published_bounds
        about.append(f"undated, but from {low or '…'} to {high or '…'}")
    repairs = len(report.repairs) + len(report.title_repairs)
    if repairs:
        about.append(f"{repairs} damaged {'stretch' if repairs == 1 else 'stretches'} of text repaired")
    line = " · ".join(flat(part) for part in about if part)
    if line:
        yield Text(line, style="dim")
    if not report.published and reading.times:
        yield Text("Date unknown: relative dates stay relative. Give it with --published DATE.", style="yellow")


def _sections(reading: Reading, everything: bool) -> Iterator[Section]:
    """Event sections, the one that holds the lead first; then claims, figures, what is older and what stays open."""
    ranked = _ranked(reading)
    parts = {title: [e for e in ranked if _section(reading, e) == title] for title in MOST_EVENTS}
    told = [
        Section(title, list(_events(reading, parts[title], ENDLESS if everything else most)))
        for title, most in MOST_EVENTS.items()
    ]
    lead = _section(reading, ranked[0]) if ranked else ""
    yield from (section for section in told if section.title == lead != BACKGROUND)
    yield from (section for section in told if section.title not in (lead, BACKGROUND))
    yield Section("WHO SAYS WHAT", list(_statements(reading, ENDLESS if everything else MOST_STATEMENTS)))
    yield Section("NUMBERS AND WHOSE THEY ARE", list(_numbers(reading, ENDLESS if everything else MOST_NUMBERS)))
    yield from (section for section in told if section.title == BACKGROUND)
    yield Section("LEFT OPEN", list(_open(reading)))


def _ranked(reading: Reading) -> list[Event]:
    """Events, most important first."""
    order = {event.id: n for n, event in enumerate(sorted(reading.events, key=lambda e: e.evidence.order))}
    return sorted(reading.events, key=lambda e: w.weight(reading, e, order[e.id]))


def _section(reading: Reading, event: Event) -> str:
    if event.background:
        return BACKGROUND
    if event.factuality == "negated" or (
        w.contrary([reading.claim(c) for c in event.claims]) and not reading.in_own_voice(event)
    ):
        return DENIED
    return HAPPENED if event.factuality == "asserted" else PLANNED


def _events(reading: Reading, events: list[Event], most: int) -> Iterator[RenderableType]:
    """A bullet for each sentence that events rest on, where its most important event stands."""
    groups: dict[tuple[bool, int, int], list[Event]] = {}
    for event in events:
        groups.setdefault(event.evidence.order, []).append(event)
    hidden = spent = 0
    for group in groups.values():
        lines = [_event(reading, event) for event in sorted(group, key=lambda e: e.trigger.order)]
        if not all(spoken(reading, event) for event in group):
            lines.append(Text(quoted(w.evidence(group)), style="italic dim"))
        cost = sum(1 + len(line) // LINE for line in lines)
        if spent and spent + cost > most:
            hidden += len(group)
            continue
        spent += cost
        yield _bullet(*lines)
    if hidden:
        yield _more(hidden)


def _event(reading: Reading, event: Event) -> Text:
    line = Text()
    claim = spoken(reading, event)
    if claim:
        line.append(" ".join(telling(reading, claim)), style="bold")
        circumstances, tail = "", ""
    else:
        lead, act, tail = w.statement(reading, event)
        line.append(lead, style="magenta")
        line.append(act if lead else capital(act), style="bold")
        circumstances = _circumstances(reading, event, act)
    if circumstances:
        line.append(f" · {circumstances}")
    if tail:
        line.append(f" · {tail}", style="bold red")
    line.append(f"  [{event.id}{', uncertain' if event.confidence < UNSURE else ''}]", style="dim")
    return line


def _circumstances(reading: Reading, event: Event, act: str) -> str:
    """Where, when and how many, as far as the act itself does not tell."""
    places = [_place(p) for p in reading.places if p.id in event.places]
    if len(places) == 1 and act.endswith(f" {places[0]}"):
        places = []
    times = [w.when(t) for t in reading.times if t.id in event.times and w.dates(t)]
    told = [
        q for q in reading.quantities if q.id in event.quantities and q.of != "other" and not _told(reading, q, act)
    ]
    return " · ".join(dict.fromkeys([*places, *times, *(_owned(reading, q, event.claims) for q in told)]))


def _told(reading: Reading, quantity: Quantity, act: str) -> bool:
    """Whether the words of an act hold a figure already: ``53 soldiers were killed``."""
    figure = w.figure(reading, quantity).lower().removesuffix(f" ({quantity.of})")
    kinds = ("troops", "participants", "money", "weapons")
    return quantity.span.text.lower() in act.lower() and (
        quantity.of in kinds or quantity.of in act or (figure in act.lower() and " of " not in act)
    )


def _place(place: Place) -> str:
    country = f" ({place.country})" if place.country and place.precision != "country" else ""
    return flat(place.name) + country


def _owned(reading: Reading, quantity: Quantity, said: tuple[str, ...]) -> str:
    """A figure, with its owner where that is neither the report nor who tells of the event."""
    in_favour, against = w.attributions(reading, [c for c in quantity.claims if c not in said])
    owner = joined([*in_favour, *against])
    return w.figure(reading, quantity) + (f", {owner}" if owner else "")


def _statements(reading: Reading, most: int) -> Iterator[RenderableType]:
    """Claims that events do not already show: denials, accusations, demands, opinions."""
    claims = list(worth_telling(reading, list(reading.events)))
    shown = sorted(sorted(claims, key=_dullness)[:most], key=lambda c: c.content.order)
    for claim in shown:
        who, told = telling(reading, claim)
        line = Text()
        line.append(who, style="bold")
        line.append(f" {told}", style="red" if w.contrary([claim]) else "")
        if claim.about_claims:
            line.append(f" (answers {joined(_answered(reading, claim.about_claims))})", style="dim")
        yield _bullet(line)
    if len(claims) > len(shown):
        yield _more(len(claims) - len(shown))


def _dullness(claim: Claim) -> int:
    """What a reader misses least comes last: plain statements of nobody in particular."""
    named = bool(claim.sources) or claim.source_kind in ("official", "eyewitness", "media", "analyst")
    return 2 * (claim.stance in ("says", "believes")) + 2 * (not named) + (not claim.quoted)


def _answered(reading: Reading, ids: Iterable[str]) -> Iterator[str]:
    for id in ids:
        claim = reading.claim(id)
        yield f"{w.sources(reading, claim)}: {clip(claim.content.text, 50)}"


def _numbers(reading: Reading, most: int) -> Iterator[RenderableType]:
    for counted, told, disputed in list(figures(reading))[:most]:
        line = Text()
        line.append(f"{counted}: ", style="bold")
        line.append(told)
        if disputed:
            line.append(" · figures differ", style="bold red")
        yield _bullet(line)


def _more(hidden: int) -> RenderableType:
    return _bullet(Text(f"and {hidden} more (all of them: --all)", style="dim"))


def _open(reading: Reading) -> Iterator[RenderableType]:
    floating = [clip(t.span.text, 40) for t in reading.times if t.value is None and t.type in ("DATE", "TIME")]
    if floating:
        yield _bullet(Text("Undated: " + _listed(f"“{t}”" for t in floating)))
    strangers = [flat(a.name) for a in reading.actors if is_unknown(a)]
    if strangers:
        yield _bullet(Text("Names not in the knowledge: " + _listed(strangers)))
    nowhere = [flat(p.name) for p in reading.places if is_nowhere(p)]
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
