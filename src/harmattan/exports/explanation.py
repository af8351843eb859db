"""Why an event was coded as it was: the words each field rests on, marked where they stand, and the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from harmattan.exports import wording as w
from harmattan.exports.naming import capital, clip, flat
from harmattan.exports.telling import stance_verb
from harmattan.knowledge.ontology import plover
from harmattan.model import Event, Reading, Repair, Span

STYLES = {
    "trigger": "bold red underline",
    "actor": "bold blue underline",
    "recipient": "bold green underline",
    "place": "yellow underline",
    "time": "cyan underline",
    "quantity": "magenta underline",
    "source": "bold magenta underline",
    "cue": "magenta underline",
}
"""How the words behind each field are marked; where there are no colours each is followed by its field's name."""


def explanation(reading: Reading, event: Event) -> RenderableType:
    """One event with all it rests on, to print with rich."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column()
    for name, value in _fields(reading, event):
        table.add_row(name, value)
    title = Text(f"{event.id} in {flat(str(reading.report.id))}", style="bold")
    lead, act, tail = w.statement(reading, event)
    sentence = Text(capital(lead + act) + (f" · {tail}" if tail else ""))
    return Group(title, sentence, Text(""), _marked_evidence(reading, event), Text(""), table, Text(""))


def _fields(reading: Reading, event: Event) -> Iterator[tuple[str, RenderableType]]:
    yield "coded as", Text("/".join(p for p in (event.type, event.mode) if p))
    yield "which means", Text(_meaning(event))
    yield "trigger", Text(_at(event.trigger))
    if event.contexts:
        yield "contexts", Text(", ".join(event.contexts))
    if event.cameo:
        yield "CAMEO", Text(event.cameo)
    for name, ids in (("actor", event.actors), ("recipient", event.recipients)):
        yield name, _several(_actor(reading, id, event) for id in ids)
    for place in (p for p in reading.places if p.id in event.places):
        where = f"{place.latitude}, {place.longitude}" if place.latitude is not None else "not in the gazetteer"
        spans = _nearest(place.mentions, event)
        yield "place", Text(f"{place.name}, {place.country or '?'} ({place.precision}; {where}): {spans}")
    for time in (t for t in reading.times if t.id in event.times):
        anchor = f", counted from {_at(time.anchored_by)}" if time.anchored_by else ""
        yield "time", Text(f"{w.when(time)} = {time.value or 'not anchored'}: {_at(time.span)}{anchor}")
    for quantity in (q for q in reading.quantities if q.id in event.quantities):
        yield "quantity", Text(f"{w.figure(reading, quantity)}: {_at(quantity.span)}")
    outcome = f"; outcome {event.outcome}" if event.outcome != "unknown" else ""
    yield "factuality", Text(event.factuality + outcome + ("; background" if event.background else ""))
    yield "claims", _several(_claim(reading, id) for id in event.claims) if event.claims else Text("the report itself")
    sure = f"type and parties are right in about {100 * event.confidence:.0f} of 100 such events"
    yield "confidence", Text(f"{event.confidence:.2f}: {sure}")
    yield "rules", _several(event.why) if event.why else Text("not kept for this reading")
    yield "repairs", _several(_repairs(reading, event))
    reader = reading.reader
    yield "read by", Text(f"Harmattan {reader.version}, model {reader.model[:19]}, knowledge {reader.knowledge[:19]}")


def _meaning(event: Event) -> str:
    """What type and mode stand for, from the ontology."""
    known = plover()
    mode = known.modes[event.type].get(event.mode or "")
    about = known.types[event.type]
    return f"{capital(mode)} ({about[0].lower()}{about[1:].rstrip('.')})" if mode else about


def _several(lines: Iterable[str]) -> RenderableType:
    return Group(*(Text(line) for line in lines)) if (lines := list(lines)) else Text("none")


def _actor(reading: Reading, id: str, event: Event) -> str:
    actor = reading.actor(id)
    codes = " ".join(p for p in (actor.country, *actor.sectors) if p) or "no code"
    wikidata = f", {actor.wikidata}" if actor.wikidata else ""
    spans = _nearest([m.span for m in actor.mentions], event)
    return f"{actor.name} ({actor.kind}, {codes}{wikidata}): {spans}"


def _claim(reading: Reading, id: str) -> str:
    claim = reading.claim(id)
    cue = f" by {_at(claim.cue)}" if claim.cue else ""
    return f"{w.sources(reading, claim)} {stance_verb(reading, claim)}{cue}: “{clip(claim.content.text, 160)}”"


def _repairs(reading: Reading, event: Event) -> Iterator[str]:
    in_title = event.evidence.place == "title"
    whole = (reading.report.title or "") if in_title else reading.report.text
    for repair in reading.report.title_repairs if in_title else reading.report.repairs:
        if repair.start < event.evidence.end and event.evidence.start < max(repair.end, repair.start + 1):
            yield f"“{whole[repair.start : repair.end]}” stands where “{repair.was}” stood ({_where(repair)})"


def _nearest(spans: Iterable[Span], event: Event) -> str:
    """The mention that the event most likely took, and how many others there are."""
    ordered = sorted(spans, key=lambda s: (not event.evidence.covers(s), abs(s.start - event.trigger.start), s.order))
    if not ordered:
        return "no mention"
    more = f" and {len(ordered) - 1} more" if len(ordered) > 1 else ""
    return _at(ordered[0]) + more


def _at(span: Span) -> str:
    return f"“{clip(span.text, 60)}” ({_where(span)}{' of the title' if span.place == 'title' else ''})"


def _where(span: Span | Repair) -> str:
    return f"{span.start}–{span.end}"


# ------------------------------------------------------------------ marked text


def _marked_evidence(reading: Reading, event: Event) -> RenderableType:
    """The evidence with the words behind each field marked, and named in brackets."""
    text = Text()
    at = event.evidence.start
    for span, role in _marks(reading, event):
        if span.start < at:
            continue  # inside a mark already made
        text.append(_clean(event.evidence, at, span.start))
        text.append(_clean(event.evidence, span.start, span.end), style=STYLES[role])
        text.append(f"[{role}]", style="dim")
        at = span.end
    text.append(_clean(event.evidence, at, event.evidence.end))
    return Padding(text, (0, 0, 0, 2))


def _marks(reading: Reading, event: Event) -> list[tuple[Span, str]]:
    """Spans within the evidence with the field that rests on them, in order, longer ones first."""
    found: list[tuple[Span, str]] = [(event.trigger, "trigger")]
    for role, ids in (("actor", event.actors), ("recipient", event.recipients)):
        found += [(m.span, role) for id in ids for m in reading.actor(id).mentions]
    found += [(s, "place") for p in reading.places if p.id in event.places for s in p.mentions]
    found += [(t.span, "time") for t in reading.times if t.id in event.times]
    found += [(q.span, "quantity") for q in reading.quantities if q.id in event.quantities]
    for claim in (reading.claim(id) for id in event.claims):
        found += [(s, role) for s, role in ((claim.source_span, "source"), (claim.cue, "cue")) if s]
    within = [(s, role) for s, role in found if event.evidence.covers(s)]
    return sorted(within, key=lambda mark: (mark[0].start, -mark[0].end))


def _clean(evidence: Span, start: int, end: int) -> str:
    """Characters of the report on one line, spaces at the ends kept, nothing that a terminal would obey."""
    part = evidence.text[start - evidence.start : end - evidence.start]
    return "".join(c if c.isprintable() else " " for c in part)
