"""Whether it happened: one side denies what another asserts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from harmattan.situation.disputes.questions import happened
from harmattan.situation.disputes.sides import Voiced, history, roots, said, side, told
from harmattan.situation.grouping import Group
from harmattan.situation.model import Dispute, Incident
from harmattan.situation.record import Context
from harmattan.situation.status import own_voice


def existence(incident: Incident, group: Group, context: Context) -> Iterator[Dispute]:
    """The dispute over whether an incident happened, when both sides are known.

    It is settled when all who denied it assert it in a later report.
    """
    if incident.status != "contested":
        return
    readings = context.readings
    pro = [said(readings[r], readings[r].claim(c)) for r, c in incident.in_favour]
    deniers = roots(said(readings[r], readings[r].claim(c)) for r, c in incident.against)
    pro += [
        told(readings[e.report], e.event.evidence.text)
        for e in group.events
        if e.event.factuality == "asserted" and own_voice(e, readings[e.report])
    ]
    contra = [said(readings[r], readings[r].claim(c), "denies") for r, c in incident.against]
    contra += [
        told(readings[e.report], e.event.evidence.text)
        for e in group.events
        if e.event.factuality == "negated" and not e.event.claims
    ]
    denied = max((t.date or "" for t in contra), default="")
    pro = [t for t in pro if not deniers & roots([t]) or (t.date or "") > denied]  # who tells it otherwise denies it
    tellers = {source.name for turn in pro for source in turn.sources}
    answered = any(t.claim or {source.name for source in t.sources} - tellers for t in contra)
    if pro and answered:  # a report that tells what was done and what was not is no dispute
        sides = (side("says", pro), side("denies", contra))
        status: Literal["open", "settled"] = "settled" if _settled(pro, contra) else "open"
        question, turns = (
            happened(replace(incident, recipients=_whom(incident, group, context)), group, context),
            history([*pro, *contra]),
        )
        yield Dispute("", question, "existence", incident.id, status, sides, turns)


def _whom(incident: Incident, group: Group, context: Context) -> tuple[str, ...]:
    """Whom those events hit that are denied; all, where that is not told."""
    against = set(incident.against)
    held = {
        context.parties.principal(e.report, id)
        for e in group.events
        if any((e.report, c) in against for c in e.event.claims)
        for id in e.event.recipients
    }
    return tuple(id for id in incident.recipients if id in held) or incident.recipients


def _settled(pro: list[Voiced], contra: list[Voiced]) -> bool:
    """Whether every body that denied it said later that it is so."""
    deniers = roots(contra)
    if not deniers or any(source.root is None for turn in contra for source in turn.sources):
        return False
    return all(
        any(
            turn.date and last and turn.date > last and denier in roots([turn])
            for last in [max((c.date or "" for c in contra if denier in roots([c])), default="")]
            for turn in pro
        )
        for denier in deniers
    )
