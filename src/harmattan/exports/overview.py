"""A situation to read: incidents by date with what is said for and against them, disputes, and relations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from harmattan.exports.acts import act
from harmattan.exports.naming import capital, clip, flat, joined
from harmattan.model import Reading, ReportId
from harmattan.situation.model import Dispute, Figure, Incident, Pointer, Relation, Side, Situation, Total
from harmattan.situation.sources import source_names

STATUS_STYLES = {"contested": "bold red", "denied": "red", "corroborated": "green", "announced": "yellow"}
MOST = 25  # incidents of a single report that are shown
RELATIONS = 15  # and relations
NAMES = 6  # sources named on one line
LOOSE = 0.4  # probability below which it is said that events may not be one happening
WORDS = 90  # characters of somebody's words

Readings = Mapping[ReportId, Reading]


def overview(situation: Situation, readings: Iterable[Reading], *, everything: bool = False) -> RenderableType:
    """A situation to print with rich; ``everything`` leaves nothing out."""
    by_id: Readings = {reading.report.id: reading for reading in readings}
    argued = {dispute.incident for dispute in situation.disputes}
    leading = [i for i in situation.incidents if len(i.reports) > 1 or i.id in argued]
    single = [i for i in situation.incidents if i not in leading]
    parts: list[RenderableType] = [Text(_headline(situation), style="bold")]
    if leading:
        parts += [_title("INCIDENTS told by several reports, or in dispute"), *_incidents(leading, situation, by_id)]
    if situation.disputes:
        parts += [_title("IN DISPUTE"), *disputes(situation.disputes, history=False)]
    if situation.relations:
        parts += [_title("RELATIONS from conflict (−10) to cooperation (10)"), _relations(situation, everything)]
    if single:
        shown = single if everything else _weightiest(single, by_id)
        parts += [_title("INCIDENTS told by one report"), _lines(shown, situation, by_id)]
        if len(shown) < len(single):
            parts.append(Text(f"and {len(single) - len(shown)} more (all of them: --all)", style="dim"))
    return Group(*parts)


def _title(words: str) -> RenderableType:
    return Text(f"\n{words}", style="bold cyan")


def _headline(situation: Situation) -> str:
    dates = f", {situation.start} to {situation.end}" if situation.start else ""
    counts = (_many(len(situation.incidents), "incident"), _many(len(situation.disputes), "dispute"))
    return f"{_many(situation.reports, 'report')}{dates}: {', '.join(counts)}"


def _many(count: int, what: str) -> str:
    return f"{count} {what if count == 1 else what + 's'}"


# ------------------------------------------------------------------ incidents


def _incidents(found: Sequence[Incident], situation: Situation, readings: Readings) -> Iterator[RenderableType]:
    """Each incident in a few lines under its date."""
    for incident in found:
        yield _head(incident, situation, readings)
        for line in _body(incident, readings):
            yield Padding(line, (0, 0, 0, 6))


def _head(incident: Incident, situation: Situation, readings: Readings) -> Text:
    line = Text(f"{incident.id:>4}  ", style="dim")
    line.append(when(incident), style="cyan")
    line.append("  ")
    line.append(capital(what(incident, situation, readings)), style="bold")
    line.append("  ")
    line.append(incident.status, style=STATUS_STYLES.get(incident.status, ""))
    if incident.background:
        line.append("  told as background", style="dim")
    return line


def _body(incident: Incident, readings: Readings) -> Iterator[Text]:
    for total in incident.quantities:
        yield Text.assemble((f"{total.of}: ", "bold"), figures(total))
    for label, pointers in (("says so: ", incident.in_favour), ("against: ", incident.against)):
        if pointers:
            yield Text.assemble((label, "bold"), _names(_sources(pointers, readings)))
    told = [r for r in incident.reports if r not in incident.mentioned_in]
    line = Text.assemble(("reports: ", "bold"), _names(report_name(r, readings) for r in told))
    if incident.mentioned_in:
        line.append("; by words alone: " + _names(report_name(r, readings) for r in incident.mentioned_in), style="dim")
    if incident.confidence < LOOSE:
        line.append(f"  (loosely joined: {incident.confidence:.0%} sure)", style="dim")
    yield line


def what(incident: Incident, situation: Situation, readings: Readings) -> str:
    """What happened, in the words of the event that is coded most surely, and where."""
    events = [(readings[r], readings[r].event(e)) for r, e in incident.events]
    reading, event = max(events, key=lambda pair: (len(pair[1].actors) > 0, pair[1].confidence))
    told = flat(act(reading, event, plainly=incident.status in ("contested", "denied")))
    place = next((flat(p.name) for p in situation.places if p.id == incident.place), None)
    return told if place is None or place in told else f"{told}, {place}"


def when(incident: Incident) -> str:
    """Its days; its reports' where it has none, in brackets."""
    if incident.earliest is None or incident.latest is None:
        first, last = incident.reported
        if not first or not last:
            return "[undated]"
        return f"[told {_days(first[:10], last[:10])}]"
    return _days(incident.earliest, incident.latest)


def _days(first: str, last: str) -> str:
    if first == last:
        return first
    return f"{first} – {last[5:] if first[:4] == last[:4] else last}"


def figures(total: Total) -> str:
    """``300–1000 (300 Le Monde, about 1000 France)``."""
    told = [_figure(f) for f in total.by_source]
    who = f" {total.who}" if total.who else ""
    return f"{_range(total.low, total.high)}{who} ({'; '.join(told)})"


def _figure(figure: Figure) -> str:
    number = figure.text or _range(figure.low, figure.high)
    number = f"about {number}" if figure.modifier == "about" else number
    number = f"at least {number}" if figure.modifier == "at_least" else number
    notes = [word for word, is_so in (("replaced", figure.superseded), ("planned", figure.planned)) if is_so]
    date = f", {figure.date}" if figure.date else ""
    return f"{number}: {source_name(figure.source)}{date}{''.join(f', {n}' for n in notes)}"


def _range(low: float | int | None, high: float | int | None) -> str:
    if low == high:
        return _number(low)
    if low is not None and high is not None:
        return f"{_number(low)}–{_number(high)}"
    return f"{_number(low)}+" if high is None else f"up to {_number(high)}"


def _number(value: float | int | None) -> str:
    return "?" if value is None else f"{value:,.0f}" if value == int(value) else str(value)


def _lines(found: Sequence[Incident], situation: Situation, readings: Readings) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    for _ in range(4):
        table.add_column(no_wrap=False)
    for incident in found:
        words = Text(capital(what(incident, situation, readings)))
        if incident.quantities:
            words.append("  " + ", ".join(f"{_range(t.low, t.high)} {t.of}" for t in incident.quantities), style="dim")
        status = Text(incident.status, style=STATUS_STYLES.get(incident.status, ""))
        table.add_row(Text(incident.id, style="dim"), Text(when(incident), style="cyan"), words, status)
    return table


def _weightiest(found: Sequence[Incident], readings: Readings) -> list[Incident]:
    """The incidents of one report that are coded most surely, in their order."""
    sure = {i.id: max(readings[r].event(e).confidence for r, e in i.events) for i in found}
    kept = set(sorted(sure, key=lambda id: -sure[id])[:MOST])
    return [i for i in found if i.id in kept]


def _sources(pointers: Iterable[Pointer], readings: Readings) -> Iterator[str]:
    for report, claim in pointers:
        yield from source_names(readings[report], readings[report].claim(claim))


def report_name(report: ReportId, readings: Readings) -> str:
    """A report by its outlet and date, or by its file's name."""
    found = readings[report].report
    name = flat(found.outlet) if found.outlet else source_name(str(report))
    return f"{name} {found.published[:10]}" if found.published else name


def source_name(name: str) -> str:
    """A source's name; only the last part of a path or address."""
    return flat(PurePath(name).name if "/" in name else name)


def _names(names: Iterable[str]) -> str:
    several = list(dict.fromkeys(flat(name) for name in names))
    if len(several) > NAMES:
        several = [*several[: NAMES - 1], f"{len(several) - NAMES + 1} more"]
    return joined(several)


# ------------------------------------------------------------------ disputes


def disputes(found: Sequence[Dispute], *, history: bool) -> Iterator[RenderableType]:
    """Each dispute: the question, its sides and, if wanted, how it moved."""
    for dispute in found:
        line = Text(f"{dispute.id:>4}  ", style="dim")
        line.append(dispute.question, style="bold")
        line.append(f"  {dispute.kind}, {dispute.status}, {dispute.incident}", style="dim")
        yield line
        for side in dispute.sides:
            yield Padding(_side(side), (0, 0, 0, 6))
        if history:
            yield from (Padding(turn, (0, 0, 0, 10)) for turn in _history(dispute))


def _side(side: Side) -> Text:
    line = Text(_names(source_name(s) for s in side.sources), style="")
    number = side.low is not None or side.value is not None
    told = f" {_range(side.low, side.high) if side.low is not None else _number(side.value)}" if number else ""
    line.append(f"  {side.stance}{told}", style="bold")
    if side.since:
        line.append(f"  since {side.since[:10]}", style="cyan")
    if side.words:
        line.append(f"  “{clip(flat(side.words[0]), WORDS)}”", style="dim")
    return line


def _history(dispute: Dispute) -> Iterator[Text]:
    for turn in dispute.history:
        line = Text(f"{(turn.date or 'undated')[:10]:<10}  ", style="cyan")
        line.append(f"{_names(source_name(s) for s in turn.sources)} {turn.stance}: ")
        line.append(f"“{clip(flat(turn.words), WORDS)}”", style="dim")
        yield line


# ------------------------------------------------------------------ relations


def _relations(situation: Situation, everything: bool) -> Table:
    names = {actor.id: flat(actor.name) for actor in situation.actors}
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title, justify in (("month", "left"), ("who", "left"), ("to whom", "left"), ("balance", "right"),
                           ("incidents", "left")):  # fmt: skip
        table.add_column(title, justify=justify)  # type: ignore[arg-type]
    ordered = sorted(situation.relations, key=lambda r: (-r.events, -abs(r.balance), r.period, r.actor))
    kept = ordered if everything else ordered[:RELATIONS]
    for relation in sorted(kept, key=lambda r: (r.period, names[r.actor], names[r.recipient])):
        table.add_row(relation.period, names[relation.actor], names[relation.recipient], _balance(relation),
                      _names(relation.incidents))  # fmt: skip
    return table


def _balance(relation: Relation) -> Text:
    style = "red" if relation.balance < 0 else "green"
    return Text(f"{relation.balance:+.1f}".replace("-", "−"), style=style)
