"""How sure an incident is: reported, corroborated, contested, denied or announced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from harmattan.model import Claim, Reading, ReportId
from harmattan.situation.happenings import Happening
from harmattan.situation.model import Pointer, Status
from harmattan.situation.sources import AGAINST, OPEN, WANTED, sources_of
from harmattan.situation.voices import Voice, independent

Readings = Mapping[ReportId, Reading]


@dataclass(frozen=True, slots=True)
class Bearing:
    """Claims for and against an incident, in canonical order."""

    in_favour: tuple[Pointer, ...]
    against: tuple[Pointer, ...]


def bearing(events: Iterable[Happening], readings: Readings) -> Bearing:
    """How the claims of all reports bear on a happening.

    For it are those that assert the event or, where it is a plan, promise it; against it those that deny or doubt it,
    even when they only answer another's claim.
    """
    in_favour: dict[Pointer, None] = {}
    against: dict[Pointer, None] = {}
    for event in events:
        reading = readings[event.report]
        answered = any(reading.claim(id).stance in AGAINST for id in event.event.claims)
        for claim in reading.claims:
            held = claim.id in event.event.claims
            pointer = (event.report, claim.id)
            if claim.stance in AGAINST and (held or event.event.id in claim.about):
                against[pointer] = None
            elif held and _asserts(claim, event, answered):
                (against if event.event.factuality == "negated" else in_favour)[pointer] = None
    return Bearing(tuple(in_favour), tuple(against))


def _asserts(claim: Claim, event: Happening, answered: bool) -> bool:
    """Whether a claim says that it happened: not that it could, unless somebody denies what it says."""
    if event.event.factuality == "possible" and claim.stance == "says" and not answered:
        return False
    return claim.stance not in AGAINST | OPEN | (frozenset() if event.planned else WANTED - {"warns"})


def status_of(
    events: Sequence[Happening], bears: Bearing, readings: Readings, voices: Mapping[ReportId, Voice]
) -> Status:
    """The status of an incident.

    ``contested``: somebody asserts it and somebody denies it; ``denied``: only denials or negations are known;
    ``announced``: it is still to come in every report; ``corroborated``: two independent voices assert it.
    """
    if bears.against or any(e.event.factuality == "negated" for e in events):
        stands = any(own_voice(e, readings[e.report]) for e in events) or any(
            (e.report, claim) in bears.in_favour
            for e in events
            if e.event.factuality != "negated"
            for claim in e.event.claims
        )
        return "contested" if stands else "denied"
    if all(e.planned for e in events):
        return "announced"
    return "corroborated" if corroborated(events, bears, readings, voices) else "reported"


def own_voice(event: Happening, reading: Reading) -> bool:
    """Whether a report tells an event itself, be it as possible, though claims may tell or answer it too."""
    if event.event.factuality == "negated":
        return False
    return not event.event.claims or reading.in_own_voice(event.event)


def corroborated(
    events: Iterable[Happening], bears: Bearing, readings: Readings, voices: Mapping[ReportId, Voice]
) -> bool:
    """Whether two voices that do not draw on each other assert a happening.

    A report without a named source speaks for itself. Sources are independent when they are of different bodies; a
    source and a report's own voice when the reports are.
    """
    said: list[tuple[str | None, str | None, Voice]] = []
    for event in events:
        if event.planned:
            continue
        voice, reading = voices[event.report], readings[event.report]
        named = [
            source
            for id in event.event.claims
            if (event.report, id) in bears.in_favour
            for source in sources_of(reading, reading.claim(id))
        ]
        if event.event.factuality == "asserted" and own_voice(event, reading):
            said.append((None, None, voice))
        said += [(source.root, source.name.lower() if source.root else None, voice) for source in named]
    return any(_independent(x, y) for x, y in combinations(said, 2))


def _independent(x: tuple[str | None, str | None, Voice], y: tuple[str | None, str | None, Voice]) -> bool:
    (root, name, voice), (other, other_name, other_voice) = x, y
    if root and other:
        return root != other
    if (name and name == other_voice.outlet) or (other_name and other_name == voice.outlet):
        return False
    return independent(voice, other_voice)
