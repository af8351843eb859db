"""What the ledger answers, as tables: events, counts by field, decisions, changes."""

from __future__ import annotations

from collections.abc import Iterable

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from harmattan.exports.naming import flat, joined
from harmattan.ledger.changes import Change
from harmattan.ledger.decisions import Decision
from harmattan.ledger.details import EventRow
from harmattan.ledger.queries import Facets

EVIDENCE = 200  # characters shown


def events_table(events: Iterable[EventRow], total: int) -> RenderableType:
    """Events to print with rich: a line each, and below it the sentence it rests on."""
    lines: list[RenderableType] = []
    for event in events:
        line = Text(f"{_days(event) or 'undated'}  ", style="cyan")
        line.append("/".join(p for p in (event.type, event.mode) if p), style="bold")
        who, whom = joined(map(flat, event.actors)), joined(map(flat, event.recipients))
        line.append(f"  {who or 'somebody'}" + (f" → {whom}" if whom else ""), style="default")
        line.append(f", {flat(event.place)}" if event.place else "", style="default")
        line.append(f"  {event.status or event.factuality}", style="yellow")
        line.append(f"  {flat(str(event.report))} {event.event}", style="dim")
        lines += [line, Padding(Text(_short(flat(event.evidence)), style="italic"), (0, 0, 0, 4))]
    shown = len(lines) // 2
    head = f"{total} {'event' if total == 1 else 'events'}" + (f", the latest {shown}" if shown < total else "")
    return Group(Text(head, style="bold"), *lines)


def facets_table(facets: Facets) -> RenderableType:
    """Counts by field to print with rich."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_header=False)
    table.add_column("field", style="bold cyan")
    table.add_column("events", justify="right")
    table.add_column("value")
    for name, counts in facets.counts.items():
        for n, (value, count) in enumerate(counts):
            table.add_row(name if n == 0 else "", str(count), flat(value))
    head = f"{facets.events} events in {facets.reports} reports"
    head += f", {facets.incidents} incidents" if facets.incidents else ""
    return Group(Text(head, style="bold"), table)


def decisions_table(decisions: Iterable[Decision], names: dict[str, str]) -> RenderableType:
    """Decisions to print with rich; ``names`` says by anchor which event it is now."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title in ("no.", "when", "by", "what", "about", "why", "stands"):
        table.add_column(title, justify="right" if title == "no." else "left")
    for d in decisions:
        what = d.kind + (f" {d.field} to {d.value}" if d.field else "") + (f" {d.undoes}" if d.undoes else "")
        about = joined(names.get(a, a[:12] + "…") for a in (d.anchor, d.other) if a)
        stands = "yes" if d.superseded_by is None else f"no: {d.superseded_by}"
        table.add_row(str(d.id), d.at[:16].replace("T", " "), flat(d.by), what, about, flat(d.why), stands)
    return table


def changes_table(changes: Iterable[Change]) -> RenderableType:
    """Changes to print with rich."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title in ("what", "where", "now", "before"):
        table.add_column(title)
    for change in changes:
        where = change.incident or " ".join(flat(str(p)) for p in (change.report, change.event) if p is not None)
        now = flat("; ".join(change.said)) or flat(change.note)
        table.add_row(change.what, where, now, flat("; ".join(change.unsaid)))
    return table


def _days(event: EventRow) -> str:
    if event.earliest is None:
        return ""
    days = event.earliest if event.earliest == event.latest else f"{event.earliest} – {event.latest}"
    return days if event.dated == "told" else f"({days})"


def _short(words: str) -> str:
    return words if len(words) <= EVIDENCE else words[: EVIDENCE - 1].rsplit(" ", 1)[0] + " …"
