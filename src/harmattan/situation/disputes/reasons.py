"""Whether it was right, and why it was done: only where the words of both sides clearly show the quarrel."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from harmattan.knowledge.lexicon import load_yaml
from harmattan.model import Claim, Reading
from harmattan.situation.disputes.questions import reason
from harmattan.situation.disputes.sides import Voiced, history, roots, said, side
from harmattan.situation.grouping import Group
from harmattan.situation.happenings import Key, party_of
from harmattan.situation.keys import root
from harmattan.situation.model import Dispute, Incident
from harmattan.situation.record import Context
from harmattan.situation.words import DATA

MATERIAL = frozenset({"MOBILIZE", "ASSAULT", "COERCE", "SANCTION", "RETREAT", "AID", "COOPERATE", "PROTEST"})
Kind = Literal["legality", "motive"]


@dataclass(frozen=True, slots=True)
class Reason:
    """A claim that justifies (``pro``) or faults what somebody did; ``bodies`` are those it speaks of or for."""

    pro: bool
    turn: Voiced
    bodies: frozenset[str]
    about: frozenset[str]
    answers: frozenset[str]
    claim: Claim


@cache
def _patterns(kind: Kind, language: str = "en") -> tuple[re.Pattern[str], re.Pattern[str]]:
    found = load_yaml(DATA / language / "reasons.yaml")[kind]
    pro, contra = ("lawful", "unlawful") if kind == "legality" else ("given", "alleged")
    return re.compile(found[pro], re.IGNORECASE), re.compile(found[contra], re.IGNORECASE)


def reasons(incidents: Sequence[Incident], groups: Sequence[Group], context: Context) -> Iterator[Dispute]:
    """Disputes over the right and the reasons of what was done, at most one of each kind for an incident."""
    home = {e.key: n for n, group in enumerate(groups) for e in group.events}
    for kind in ("legality", "motive"):
        found: dict[int, tuple[dict[Voiced, None], dict[Voiced, None]]] = {}
        for reading in context.readings.values():
            for pro, contra in _quarrels(reading, kind):
                at = _incident(reading, pro, contra, home, groups)
                if at is not None:
                    sides = found.setdefault(at, ({}, {}))
                    sides[0][pro.turn] = None
                    sides[1][contra.turn] = None
        for at, (first, second) in sorted(found.items()):
            yield _dispute(kind, incidents[at], groups[at], list(first), list(second), context)


def _dispute(
    kind: Kind, incident: Incident, group: Group, pro: list[Voiced], contra: list[Voiced], context: Context
) -> Dispute:
    question = reason(incident, group, context, kind)
    stances = ("lawful", "unlawful") if kind == "legality" else ("gives a reason", "alleges another")
    sides = (side(stances[0], pro), side(stances[1], contra))
    return Dispute("", question, kind, incident.id, "open", sides, history([*pro, *contra]))


def _quarrels(reading: Reading, kind: Kind) -> Iterator[tuple[Reason, Reason]]:
    """Claims of different bodies that justify and fault what one of them did."""
    found = [r for claim in reading.claims if (r := _reason(reading, claim, kind))]
    for pro in (r for r in found if r.pro):
        for contra in (r for r in found if not r.pro):
            mine, theirs = roots([pro.turn]), roots([contra.turn])
            if not mine or not theirs or mine & theirs:
                continue
            answered = bool(
                pro.about & contra.about or pro.claim.id in contra.answers or contra.claim.id in pro.answers
            )
            if answered or (kind == "legality" and mine & contra.bodies and theirs & pro.bodies):
                yield pro, contra


def _reason(reading: Reading, claim: Claim, kind: Kind) -> Reason | None:
    words = " ".join(part.text for part in claim.content_parts)
    pro, contra = (p.search(words) for p in _patterns(kind))
    if not pro and not contra:
        return None
    justifies = contra is None
    if justifies and claim.stance in ("denies", "doubts"):
        justifies = False
    elif contra and claim.stance == "denies" and kind == "legality" and "consent" not in contra.group().lower():
        justifies = True  # denies a violation
    named = {
        root(party_of(reading, actor)) for actor in reading.actors if claim.holds(*(m.span for m in actor.mentions))
    }
    about = frozenset({*claim.about, *(e.id for e in reading.events if claim.id in e.claims)})
    return Reason(justifies, said(reading, claim), frozenset(named), about, frozenset(claim.about_claims), claim)


def _incident(
    reading: Reading, pro: Reason, contra: Reason, home: dict[Key, int], groups: Sequence[Group]
) -> int | None:
    """The incident that is quarrelled over: what the side that justifies itself did, told before and nearest."""
    doers = roots([pro.turn])
    start = min(pro.claim.content.start, contra.claim.content.start)
    found = []
    for event in reading.events:
        at = home[reading.report.id, event.id]
        acting = {root(p) for e in groups[at].events for p in e.actors}
        if event.type in MATERIAL and acting & doers:
            shared = event.id in pro.about | contra.about
            found.append((not shared, event.factuality != "asserted", abs(event.trigger.start - start), at))
    return min(found)[3] if found else None
