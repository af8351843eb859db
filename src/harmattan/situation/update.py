"""A ledger's incidents, brought up to date with what was read and decided since.

Only what new, changed or gone events touch is worked out anew: they are compared with events that share a key, and what
they are linked to is grouped together with all that hung together with it before. What hangs together is kept in the
ledger as a key of its events (a *tie*), so that an event that leaves is missed by all whom it held together. The groups
are those of a full run over all readings, in whatever order these came.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from harmattan.errors import LedgerChanged
from harmattan.ledger import EventRef, Ledger
from harmattan.ledger import Group as Kept
from harmattan.ledger.incidents import TIE, Block
from harmattan.model import Reading, ReportId, plain
from harmattan.situation.disputes import disputes_over
from harmattan.situation.grouping import Constraints, Group, Pair, blocks, group, links
from harmattan.situation.happenings import Happening, Key, happenings_of
from harmattan.situation.incidents import situation_of
from harmattan.situation.keys import candidates, keys
from harmattan.situation.model import Dispute, Incident, Situation
from harmattan.situation.parties import Parties
from harmattan.situation.record import Context, incident_of
from harmattan.situation.voices import voices

AT_ONCE = 500  # waiting events that are gathered in one transaction
CROWD = 1000  # events that share a key beyond which it tells nothing
COLUMNS = frozenset({"id", "type", "mode", "status", "earliest", "latest", "reports", "events"})
"""Fields of an incident that a ledger keeps apart from its record."""


@dataclass(slots=True)
class _Known:
    """Events as they are compared, by row, with the write at which they were so."""

    ledger: Ledger
    happenings: dict[int, tuple[int, Happening]] = field(default_factory=dict)

    def of(self, refs: Iterable[EventRef]) -> dict[int, Happening]:
        """Each of these events by row; those that were rejected are left out."""
        refs = list(refs)
        stale = [ref for ref in refs if self.happenings.get(ref.id, (None,))[0] != ref.changed]
        wanted: dict[ReportId, dict[str, EventRef]] = {}
        for ref in stale:
            self.happenings.pop(ref.id, None)
            wanted.setdefault(ref.report_id, {})[ref.event] = ref
        for reading in self.ledger.readings(of=wanted, decided=True):
            here = wanted[reading.report.id]
            for happening in happenings_of(reading, here):
                ref = here[happening.event.id]
                self.happenings[ref.id] = ref.changed, happening
        return {ref.id: self.happenings[ref.id][1] for ref in refs if ref.id in self.happenings}


def update(ledger: Ledger, *, at_once: int = AT_ONCE, crowd: int = CROWD) -> int:
    """Gather the ledger's waiting events into incidents; how many waited.

    Each ``at_once`` of them are one transaction: killed at any moment, the ledger holds the incidents of before or
    after it. Others may write meanwhile, and others may gather; what they were faster with is worked out again.
    A key that more than ``crowd`` events share is not followed, so that the work stays bounded: beyond that the
    groups may differ from those of a full run.
    """
    known = _Known(ledger)
    gathered = 0
    while (waiting := ledger.pending(limit=at_once)).events or waiting.gone:
        try:
            _gather(ledger, known, waiting.events, waiting.gone, waiting.seen, crowd)
        except LedgerChanged:
            known.happenings.clear()
            continue
        gathered += len(waiting.events) + len(waiting.gone)
    return gathered


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


def _gather(
    ledger: Ledger, known: _Known, waiting: Iterable[EventRef], gone: tuple[int, ...], seen: int, crowd: int
) -> None:
    work = {ref.id: ref for ref in waiting}
    compared: set[int] = set()
    reached = set(work)
    while True:  # until nothing that waits is touched without having been compared itself
        fresh = known.of(ref for id, ref in work.items() if id not in compared)
        compared |= set(work)
        reached |= _linked(ledger, known, fresh, crowd)
        block = ledger.block([*reached, *gone], dict.fromkeys((*reached, *gone), ()))
        more = {ref.id: ref for ref in block.events if ref.pending and ref.id not in work}
        if not more:
            break
        work |= more
    happenings = known.of(block.events)
    constraints = _constraints(block, happenings)
    linked = list(links(candidates(happenings.values()), constraints))
    rows = {happening.key: id for id, happening in happenings.items()}
    readings = {r.report.id: r for r in ledger.readings(of={ref.report_id for ref in block.events}, decided=True)}
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
        if any(event.event not in readings[event.report].events for event in part):
            raise LedgerChanged("A report was read anew meanwhile. Fetch the block again.")
        groups += _kept(group(part, constraints, by_home.get(part[0].key, ())), readings, rows)
    ledger.save_incidents(groups, keys=shelves, settled=[*shelves], seen=seen)


def _linked(ledger: Ledger, known: _Known, fresh: Mapping[int, Happening], crowd: int) -> set[int]:
    """The kept events that these are likely one with, besides each other."""
    found: set[int] = set()
    met: dict[int, set[str]] = {id: set(keys(happening).sought) for id, happening in fresh.items()}
    near, _ = ledger.sharing({key for sought in met.values() for key in sought}, crowd=crowd)
    others = known.of(ref for ref in near if ref.id not in fresh)
    shelves: dict[str, list[int]] = {}
    for id, happening in others.items():
        for key in keys(happening).own:
            shelves.setdefault(key, []).append(id)
    for id, happening in fresh.items():
        close = {other for key in met[id] for other in shelves.get(key, ())} - found
        for other in close:
            if any(True for _ in links([(happening, others[other])])):
                found.add(other)
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
