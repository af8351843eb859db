"""What to call it: sides that use words for one thing of which each excludes the other's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from typing import Any

from harmattan.knowledge.lexicon import load_yaml
from harmattan.model import Actor, Claim, Reading
from harmattan.situation.clustering import connected
from harmattan.situation.disputes.questions import where
from harmattan.situation.disputes.sides import Voiced, history, roots, said, side
from harmattan.situation.grouping import Group
from harmattan.situation.happenings import Key
from harmattan.situation.model import Dispute, Incident
from harmattan.situation.record import Context
from harmattan.situation.sources import AGAINST
from harmattan.situation.words import DATA


@dataclass(frozen=True, slots=True)
class Naming:
    """A word of one camp in somebody's mouth, with what tells whether another word is for the same thing."""

    rivals: int
    camp: int
    word: str
    rejected: bool
    turn: Voiced
    country: str | None
    place: str | None
    ties: frozenset[str]
    incidents: tuple[str, ...]
    actor: str | None


@cache
def rival_words(language: str = "en") -> list[dict[str, Any]]:
    """``data/<language>/rival_words.yaml``."""
    return list(load_yaml(DATA / language / "rival_words.yaml"))


@cache
def _patterns() -> list[list[re.Pattern[str]]]:
    return [
        [re.compile(rf"\b({'|'.join(map(re.escape, camp))})(e?s)?\b", re.IGNORECASE) for camp in rivals["camps"]]
        for rivals in rival_words()
    ]


def naming(incidents: Sequence[Incident], groups: Sequence[Group], context: Context) -> Iterator[Dispute]:
    """Disputes over names, of whatever reports and incidents the words stand in."""
    home = {e.key: i.id for i, group in zip(incidents, groups, strict=True) for e in group.events}
    by_id = {incident.id: incident for incident in incidents}
    found = [n for reading in context.readings.values() for n in _namings(reading, home)]
    for thing in _things(found):
        dispute = _dispute(thing, by_id, context)
        if dispute:
            yield dispute


def _namings(reading: Reading, home: Mapping[Key, str]) -> Iterator[Naming]:
    for claim in reading.claims:
        words = " ".join(part.text for part in claim.content_parts)
        if words.lower().startswith("to "):
            continue  # what somebody wants is worded by the reporter
        for rivals, patterns in enumerate(_patterns()):
            hits = [(camp, m) for camp, p in enumerate(patterns) for m in [p.search(claim.content.text)] if m]
            if len(hits) != 1:
                continue  # nothing, or a claim that weighs both words
            camp, match = hits[0]
            start = claim.content.start + match.start()
            actor = _named_at(reading, claim, start, start + len(match.group()))
            if actor is not None and rival_words()[rivals]["of"] == "act":
                continue  # a "transition government" is a name
            yield _naming(reading, claim, rivals, camp, match.group(), actor, home)


def _naming(
    reading: Reading, claim: Claim, rivals: int, camp: int, word: str, actor: Actor | None, home: Mapping[Key, str]
) -> Naming:
    report = reading.report.id
    about = [e for e in reading.events if e.id in claim.about or claim.id in e.claims]
    incidents = tuple(dict.fromkeys(home[report, e.id] for e in about))
    places = {p.id: p.country for p in reading.places if p.country}
    lands = Counter(places[p] for e in about for p in e.places if p in places)
    inside = [p.country for p in reading.places if p.country and any(claim.content.covers(m) for m in p.mentions)]
    ties = {f"claim {report!r} {c}" for c in (claim.id, *claim.about_claims)} | {f"incident {i}" for i in incidents}
    return Naming(
        rivals,
        camp,
        word.lower(),
        claim.stance in AGAINST,
        said(reading, claim),
        actor.country if actor and len(actor.country or "") == 3 else None,
        lands.most_common(1)[0][0] if lands else inside[0] if inside else None,
        frozenset(ties),
        incidents,
        actor.id if actor else None,
    )


def _named_at(reading: Reading, claim: Claim, start: int, end: int) -> Actor | None:
    """The actor whose mention holds the word."""
    for actor in reading.actors:
        for mention in actor.mentions:
            span = mention.span
            if span.place == claim.content.place and span.start <= start and end <= span.end:
                return actor
    return None


def _things(found: Sequence[Naming]) -> Iterator[list[Naming]]:
    """Namings of one thing: tied by claims that answer each other or an incident, or by country and place."""
    shelves: dict[tuple[int, str], list[int]] = {}
    for n, naming in enumerate(found):
        for key in (*naming.ties, f"country {naming.country}"):
            shelves.setdefault((naming.rivals, key), []).append(n)
    near = {pair for shelf in shelves.values() for pair in combinations(shelf, 2)}
    pairs = sorted((x, y) for x, y in near if _one_thing(found[x], found[y]))
    for members in connected(range(len(found)), pairs):
        if len(members) > 1:
            yield [found[n] for n in members]


def _one_thing(a: Naming, b: Naming) -> bool:
    if a.place and b.place and a.place != b.place:
        return False
    if a.ties & b.ties:
        return True
    if rival_words()[a.rivals].get("by") != "country":
        return False
    return a.country is not None and a.country == b.country


def _dispute(thing: list[Naming], incidents: Mapping[str, Incident], context: Context) -> Dispute | None:
    """The dispute over one thing, when at least two bodies stand in different camps."""
    camps: dict[int, list[Naming]] = {}
    rejected: dict[int, list[Naming]] = {}
    for each in thing:
        (rejected if each.rejected else camps).setdefault(each.camp, []).append(each)
    against = [n for camp, held in rejected.items() if camp in camps for n in held if n.camp not in _own(camps, n)]
    if not _two_minds(camps, against):
        return None
    sides = []
    for _, held in sorted(camps.items()):
        others = [n for n in against if n.camp != held[0].camp and roots([n.turn]) & roots(m.turn for m in held)]
        sides.append(side(f"says {_plural(held)}", [n.turn for n in held] + [_rejecting(n) for n in others]))
    alone = [n for n in against if not any(roots([n.turn]) & roots(m.turn for m in held) for held in camps.values())]
    if alone:
        sides.append(side(f"denies {_plural(alone)}", [_rejecting(n) for n in alone]))
    incident = _incident(thing, incidents)
    if incident is None or len(sides) < 2:
        return None
    question = _question(thing, [_plural(held) for _, held in sorted(camps.items())], incident, context)
    return Dispute("", question, "naming", incident.id, "open", tuple(sides), history(n.turn for n in thing))


def _rejecting(naming: Naming) -> Voiced:
    return replace(naming.turn, stance="denies", words=f"denies: {naming.turn.words}")


def _own(camps: Mapping[int, list[Naming]], naming: Naming) -> set[int]:
    """The camps in which a naming's source stands itself."""
    return {camp for camp, held in camps.items() if roots([naming.turn]) & roots(n.turn for n in held)}


def _two_minds(camps: Mapping[int, list[Naming]], against: Sequence[Naming]) -> bool:
    """Whether words of different camps come from sources that are not the same body, one of them known by name."""
    bodies = [roots(n.turn for n in held) for held in camps.values()]
    if against and bodies:
        return True
    if len(bodies) < 2:
        return False
    return any(a - b or b - a for n, a in enumerate(bodies) for b in bodies[n + 1 :])


def _incident(thing: Iterable[Naming], incidents: Mapping[str, Incident]) -> Incident | None:
    """The incident that most of the claims are about, the most widely reported of them."""
    thing = list(thing)
    named = Counter(i for n in thing for i in n.incidents)
    if not named:
        reports = {n.turn.report for n in thing}
        named = Counter({i.id: len(reports & set(i.reports)) for i in incidents.values() if reports & set(i.reports)})
    if not named:
        return None
    return incidents[min(named, key=lambda i: (-named[i], -len(incidents[i].reports), int(i[1:])))]


def _plural(held: Sequence[Naming]) -> str:
    """The word that most of a camp use, as they use it."""
    words = Counter(n.word for n in held)
    return min(words, key=lambda w: (-words[w], w))


def _question(thing: Sequence[Naming], words: list[str], incident: Incident, context: Context) -> str:
    if len(words) < 2:
        words = [*words, "not"]
    either = " or ".join(words)
    country = next((n.country for n in thing if n.country), None)
    who = context.parties.people_of(country) if country else "men"
    land = next((n.place for n in thing if n.place), None)
    place = context.parties.country_name(land) if land else None
    asked = str(rival_words()[thing[0].rivals]["ask"])
    if "{place}" in asked and place is None:
        spot = where(incident, context)
        asked = asked.replace(" in {place}", spot)
    return asked.format(thing=who, place=place, words=either)
