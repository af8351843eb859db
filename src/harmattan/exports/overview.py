"""A situation as a table: one line an incident, the most widely reported first, and what is in dispute."""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from harmattan.exports.naming import flat, joined
from harmattan.situation.model import Incident, Situation

STATUS_STYLES = {"contested": "bold red", "denied": "red", "corroborated": "green", "announced": "yellow"}
MOST = 60  # incidents shown


def overview(situation: Situation) -> RenderableType:
    """A situation to print with rich."""
    names = {actor.id: flat(actor.name) for actor in situation.actors}
    places = {place.id: flat(place.name) for place in situation.places}
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title in ("when", "what", "who", "to whom", "where", "figures", "status", "reports"):
        table.add_column(title, justify="right" if title == "reports" else "left")
    ordered = sorted(situation.incidents, key=lambda i: (-len(i.reports), i.earliest or "9999", int(i.id[1:])))
    for incident in ordered[:MOST]:
        table.add_row(*_row(incident, names, places))
    parts: list[RenderableType] = [Text(_headline(situation), style="bold"), table]
    if len(ordered) > MOST:
        parts.append(Text(f"and {len(ordered) - MOST} more incidents (all of them: --format json)", style="dim"))
    if situation.disputes:
        parts += [Text("IN DISPUTE", style="bold cyan"), *_disputes(situation), Text("")]
    return Group(*parts)


def _headline(situation: Situation) -> str:
    reports = f"{situation.reports} {'report' if situation.reports == 1 else 'reports'}"
    dates = f", {situation.start} to {situation.end}" if situation.start else ""
    return f"{reports}{dates}: {len(situation.incidents)} incidents, {len(situation.disputes)} disputes"


def _row(incident: Incident, names: dict[str, str], places: dict[str, str]) -> Iterator[RenderableType]:
    yield _when(incident)
    yield "/".join(p for p in (incident.type, incident.mode) if p)
    yield joined(names[a] for a in incident.actors)
    yield joined(names[a] for a in incident.recipients)
    yield places[incident.place] if incident.place else ""
    yield "\n".join(f"{_range(t.low, t.high)} {t.of}" for t in incident.quantities)
    yield Text(incident.status, style=STATUS_STYLES.get(incident.status, ""))
    yield str(len(incident.reports))


def _when(incident: Incident) -> str:
    if incident.earliest is None or incident.latest is None:
        return ""
    first, last = incident.earliest, incident.latest
    if first == last:
        return first
    return f"{first} – {last[5:] if first[:4] == last[:4] else last}"


def _range(low: float | int | None, high: float | int | None) -> str:
    if low == high:
        return str(low)
    return f"{low}–{high}" if low is not None and high is not None else f"{low}+" if high is None else f"up to {high}"


def _disputes(situation: Situation) -> Iterator[RenderableType]:
    for dispute in situation.disputes:
        line = Text(" • ")
        line.append(dispute.question, style="bold")
        for side in dispute.sides:
            value = f" {side.value}" if side.value is not None else ""
            line.append(f" · {joined(flat(s) for s in side.sources)} {side.stance}{value}")
        yield line
