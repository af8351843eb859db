"""Who did it: different actors blamed for one incident."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from harmattan.model import Claim, Reading
from harmattan.situation.disputes.questions import who_did
from harmattan.situation.disputes.sides import Voiced, history, said, side, told
from harmattan.situation.grouping import Group
from harmattan.situation.happenings import Happening, Party, party_of
from harmattan.situation.likeness import kin
from harmattan.situation.model import Dispute, Incident
from harmattan.situation.record import Context
from harmattan.situation.sources import AGAINST, OPEN
from harmattan.situation.status import own_voice

VIOLENT = frozenset({"ASSAULT", "COERCE"})


@dataclass(slots=True)
class _Blame:
    """One whom somebody blames, under his names, and who does."""

    parties: list[Party]
    names: dict[str, None]
    turns: list[Voiced] = field(default_factory=list)


def responsibility(incident: Incident, group: Group, context: Context) -> Iterator[Dispute]:
    """The dispute over who did it, when those blamed cannot be the same or act for each other."""
    if incident.type not in VIOLENT:
        return
    blamed: list[_Blame] = []
    denials: list[Voiced] = []
    for event in group.events:
        reading = context.readings[event.report]
        for party, name, turn in _blaming(event, reading):
            known = next((b for b in blamed if all(kin(party, p) is not None for p in b.parties)), None)
            if known is None:
                blamed.append(known := _Blame([], {}))
            known.parties.append(party)
            known.names[name] = None
            known.turns.append(turn)
    if len(blamed) < 2 or len({source.name for b in blamed for t in b.turns for source in t.sources}) < 2:
        return
    denials = [said(context.readings[r], context.readings[r].claim(c), "denies") for r, c in incident.against]
    sides = [side(f"blames {next(iter(b.names))}", b.turns) for b in blamed]
    if denials:
        sides.append(side("denies", denials))
    turns = [t for b in blamed for t in b.turns] + denials
    yield Dispute("", who_did(incident, context), "responsibility", incident.id, "open", tuple(sides), history(turns))


def _blaming(event: Happening, reading: Reading) -> Iterator[tuple[Party, str, Voiced]]:
    """Whom a report, or a source in it, says to have done it."""
    claims = [reading.claim(id) for id in event.event.claims]
    for id in event.event.actors:
        actor = reading.actor(id)
        party = party_of(reading, actor)
        for claim in claims:
            if claim.stance not in AGAINST | OPEN and _of(reading, claim, event, id):
                yield party, actor.name, said(reading, claim, f"blames {actor.name}")
        if event.event.factuality == "asserted" and own_voice(event, reading):
            yield party, actor.name, told(reading, event.event.evidence.text)
    for claim in reading.claims:
        if claim.stance == "accuses" and event.event.id in claim.about and claim.id not in event.event.claims:
            for actor in reading.actors:
                named = claim.holds(*(m.span for m in actor.mentions))
                if named and actor.id not in (*claim.sources, *event.event.recipients):
                    yield party_of(reading, actor), actor.name, said(reading, claim, f"blames {actor.name}")
                    break


def _of(reading: Reading, claim: Claim, event: Happening, id: str) -> bool:
    """Whether a claim on an event blames this one of its actors: the one who owns up, else one whom it names."""
    parties = event.event.actors
    if claim.stance == "confirms" and set(claim.sources) & set(parties):
        return id in claim.sources
    named = [p for p in parties if claim.holds(*(m.span for m in reading.actor(p).mentions))]
    return not named or id in named
