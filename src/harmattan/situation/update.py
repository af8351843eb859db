"""A ledger's incidents, brought up to date with what was read and decided since.

Only what new, changed or gone events touch is worked out anew: they are compared with events that share a key, and what
they are linked to is grouped together with all that hung together with it before. What hangs together is kept in the
ledger as a key of its events (a *tie*), so that an event that leaves is missed by all whom it held together. The groups
are those of a full run over all readings, in whatever order these came.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from harmattan.errors import LedgerChanged, LedgerError
from harmattan.ledger import Block, EventRef, Ledger, Pending
from harmattan.ledger import Group as Kept
from harmattan.ledger.incidents import TIE
from harmattan.model import Reading, ReportId, plain
from harmattan.situation.disputes import disputes_over
from harmattan.situation.grouping import Constraints, Group, Pair, blocks, group, links
from harmattan.situation.happenings import Happening, Key, happenings_of, words_in
from harmattan.situation.incidents import situation_of
from harmattan.situation.keys import candidates, keys
from harmattan.situation.model import Dispute, Incident, Situation
from harmattan.situation.notes import Later, happening_from, note_of
from harmattan.situation.parties import Parties
from harmattan.situation.record import Context, incident_of
from harmattan.situation.rules import newer, rules
from harmattan.situation.voices import voices
from harmattan.situation.words import Vector

AT_ONCE = 500  # waiting events that are gathered in one transaction
CROWD = 1000  # events that share a key beyond which it tells nothing
HELD = 10_000  # events of other reports that are held in memory
COLUMNS = frozenset({"id", "type", "mode", "status", "earliest", "latest", "reports", "events"})
"""Fields of an incident that a ledger keeps apart from its record."""


@dataclass(slots=True)
class _Others:
    """Events with which others are compared, as the ledger's notes have them; what is noted never changes."""

    ledger: Ledger
    noted: dict[tuple[int, str], Happening] = field(default_factory=dict)

    def of(self, refs: Iterable[EventRef]) -> dict[int, Happening]:
        """Each of these events by row; those that were rejected are left out."""
        refs = list(refs)
        if len(self.noted) > HELD:
            self.noted.clear()
        fresh = [ref for ref in refs if not ref.decided and (ref.reading, ref.event) not in self.noted]
        notes = self.ledger.notes(ref.id for ref in fresh)
        stories: dict[str, Vector] = {}
        for ref in fresh:
            note = notes.get((ref.reading, ref.event))
            if note is not None:
                story = stories.setdefault(ref.report, Later(partial(self._story, ref.report_id)))
                self.noted[ref.reading, ref.event] = happening_from(note, ref.report_id, story)
        found = {ref.id: self.noted.get((ref.reading, ref.event)) for ref in refs if not ref.decided}
        missing = [ref for ref in refs if found.get(ref.id) is None]
        return {id: happening for id, happening in found.items() if happening} | _read(self.ledger, missing, {})

    def _story(self, report: ReportId) -> Vector:
        found = self.ledger.report(report)
        return words_in(found) if found else {}


def _read(ledger: Ledger, refs: Iterable[EventRef], readings: dict[ReportId, Reading]) -> dict[int, Happening]:
    """These events by row as their readings have them, which are added to ``readings``; rejected ones are left out."""
    wanted: dict[ReportId, dict[str, int]] = {}
    for ref in refs:
        wanted.setdefault(ref.report_id, {})[ref.event] = ref.id
    missing = [report for report in wanted if report not in readings]
    readings |= {r.report.id: r for r in ledger.readings(of=missing, decided=True)} if missing else {}
    return {
        rows[happening.event.id]: happening
        for report, rows in wanted.items()
        if report in readings
        for happening in happenings_of(readings[report], rows)
    }


def update(ledger: Ledger, *, at_once: int = AT_ONCE, crowd: int = CROWD) -> int:
    """Gather the ledger's waiting events into incidents; how many waited.

    Each ``at_once`` of them are one transaction: killed at any moment, the ledger holds the incidents of before or
    after it. Others may write meanwhile, and others may gather; what they were faster with is worked out again.
    A key that more than ``crowd`` events share is not followed, so that the work stays bounded: beyond that the
    groups may differ from those of a full run.
    """
    others = _Others(ledger)
    gathered = 0
    while True:
        waiting = ledger.pending(limit=at_once)
        if waiting.rules != rules():
            _gather_anew(ledger, waiting.rules)
            continue
        if not (waiting.events or waiting.gone):
            return gathered
        try:
            _gather(ledger, others, waiting, crowd)
        except LedgerChanged:
            continue
        gathered += len(waiting.events) + len(waiting.gone)


def _gather_anew(ledger: Ledger, before: str | None) -> None:
    if before is not None and newer(before, rules()):
        raise LedgerError(
            f"The incidents of {ledger.name} were gathered by a newer Harmattan ({before.split()[0]}). "
            "Update this one: pip install --upgrade harmattan"
        )
    ledger.gather_anew(rules())


def situation_of_ledger(ledger: Ledger) -> Situation:
    """What all reports of a ledger amount to, as people decided, with incidents under their lasting ids.

    Brings the ledger's incidents up to date first. Raises `LedgerError` when it cannot be written.
    """
    return with_readings(ledger)[0]


def with_readings(ledger: Ledger) -> tuple[Situation, list[Reading]]:
    """The situation of a ledger with the readings it is of."""
    update(ledger)
    readings = list(ledger.readings(decided=True))
    here = {e.key: e for reading in readings for e in happenings_of(reading)}
    kept = ledger.incidents()
    refs = {ref.id: ref for ref in ledger.event_refs(event for incident in kept for event in incident.events)}
    groups, ids = [], {}
    for incident in kept:
        held = [(refs[id].report_id, refs[id].event) for id in incident.events if id in refs]
        events = sorted((here.pop(key) for key in held if key in here), key=lambda e: e.order)
        if events:
            groups.append(Group(tuple(events), incident.record.get("confidence", 1.0)))
            ids[events[0].key] = incident.id
    if here:  # other programs added these meanwhile: they come next time
        readings = [replace(r, events=tuple(e for e in r.events if (r.report.id, e.id) not in here)) for r in readings]
    return situation_of(readings, groups, ids, _parted(ledger)), readings


def _parted(ledger: Ledger) -> frozenset[Pair]:
    """Pairs of events that people decided to be two happenings."""
    splits = [d for d in ledger.decisions() if d.kind == "split" and d.superseded_by is None]
    by_anchor: dict[str | None, list[Key]] = {}
    for ref in ledger.events_at({mark for d in splits for mark in (d.anchor, d.other) if mark}):
        by_anchor.setdefault(ref.anchor, []).append((ref.report_id, ref.event))
    return frozenset(
        frozenset((a, b)) for d in splits for a in by_anchor.get(d.anchor, ()) for b in by_anchor.get(d.other, ())
    )


# ------------------------------------------------------------------ one transaction


def _gather(ledger: Ledger, others: _Others, waiting: Pending, crowd: int) -> None:
    work = {ref.id: ref for ref in waiting.events}
    gone = waiting.gone
    readings: dict[ReportId, Reading] = {}
    noted: dict[tuple[int, str], str] = {}
    compared: set[int] = set()
    reached = set(work)
    while True:  # until nothing that waits is touched without having been compared itself
        fresh = _read(ledger, (ref for id, ref in work.items() if id not in compared), readings)
        for id, happening in fresh.items():
            if not work[id].decided:
                noted[work[id].reading, work[id].event] = note_of(happening, readings[happening.report])
        compared |= set(work)
        reached |= _linked(ledger, others, fresh, crowd)
        block = ledger.block([*reached, *gone], dict.fromkeys((*reached, *gone), ()))
        more = {ref.id: ref for ref in block.events if ref.pending and ref.id not in work}
        if not more:
            break
        work |= more
    happenings = _read(ledger, block.events, readings)
    constraints = _constraints(block, happenings)
    linked = list(links(candidates(happenings.values()), constraints))
    rows = {happening.key: id for id, happening in happenings.items()}
    shelves: dict[int, set[str]] = {id: set() for id in (*(ref.id for ref in block.events), *gone)}
    groups: list[Kept] = []
    by_home: dict[Key, list[tuple[Key, Key, float]]] = {}
    parts = blocks(happenings.values(), linked, constraints)
    home = {event.key: part[0].key for part in parts for event in part}
    for link in linked:
        by_home.setdefault(home[link[0]], []).append(link)
    for part in parts:
        tie = [f"{TIE}{min(rows[event.key] for event in part)}"] if len(part) > 1 else []
        for event in part:
            shelves[rows[event.key]] = {*keys(event).own, *tie}
        groups += _kept(group(part, constraints, by_home.get(part[0].key, ())), readings, rows)
    ledger.save_incidents(groups, keys=shelves, settled=[*shelves], notes=noted, seen=waiting.seen, rules=rules())


def _linked(ledger: Ledger, others: _Others, fresh: Mapping[int, Happening], crowd: int) -> set[int]:
    """The kept events that these are likely one with, besides each other."""
    sought = {id: keys(happening).sought for id, happening in fresh.items()}
    shared = ledger.sharing({key for some in sought.values() for key in some}, crowd=crowd)
    near = others.of(ref for ref in shared.events if ref.id not in fresh)
    found: set[int] = set()
    for id, happening in fresh.items():
        met = {other for key in sought[id] for other in shared.keys.get(key, ()) if other in near}
        found.update(other for other in met - found if any(True for _ in links([(happening, near[other])])))
    return found


def _constraints(block: Block, happenings: Mapping[int, Happening]) -> Constraints:
    def named(pairs: Iterable[tuple[int, int]]) -> Iterator[frozenset[Key]]:
        for a, b in pairs:
            if a in happenings and b in happenings:
                yield frozenset((happenings[a].key, happenings[b].key))

    return Constraints(frozenset(named(block.together)), frozenset(named(block.apart)))


# ------------------------------------------------------------------ what is kept of each incident


def _kept(groups: list[Group], readings: Mapping[ReportId, Reading], rows: Mapping[Key, int]) -> Iterator[Kept]:
    """The groups of one block with what the reports of that block say of each."""
    told = {event.report: readings[event.report] for held in groups for event in held.events}
    context = Context(told, Parties(told.values()), voices(told.values()))
    for held in groups:
        incident = incident_of("", held, (), context)
        yield Kept(
            tuple(rows[event.key] for event in held.events),
            incident.type,
            incident.status,
            incident.mode,
            incident.earliest,
            incident.latest,
            _record(incident, disputes_over(incident, held, context), context),
        )


def _record(incident: Incident, argued: Iterable[Dispute], context: Context) -> dict[str, Any]:
    """The contract's fields that have no column; the place as an object, since its id means nothing elsewhere."""
    found = {name: value for name, value in plain(incident).items() if name not in COLUMNS}
    found["for"] = found.pop("in_favour")
    found["place"] = plain(context.parties.places([incident.place])[0]) if incident.place else None
    if found["place"]:
        del found["place"]["id"]
    found["disputes"] = [
        {name: value for name, value in plain(dispute).items() if name not in ("id", "incident")} for dispute in argued
    ]
    return found
