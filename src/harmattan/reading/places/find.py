"""Places: the names of places in a report, each resolved to one entry of the gazetteer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from harmattan.knowledge import Knowledge
from harmattan.knowledge.demonyms import demonyms
from harmattan.knowledge.folding import fold
from harmattan.knowledge.gazetteer import PRIMARY, Candidate, Gazetteer
from harmattan.model import Place, Precision
from harmattan.reading.places.locating import is_dateline, is_location_use
from harmattan.reading.places.lookup import Toponym, capital, given_toponym, words
from harmattan.reading.places.placing import Choice, Name, choose
from harmattan.reading.places.toponyms import find_toponyms, log_odds, weigh, weights
from harmattan.reading.syntax import Parse

LARGE = 100_000  # inhabitants of a town that a name means before it means anybody
STRAY = 4  # signs of countries in a text, among which a town's country is none
SMALL = 20_000  # inhabitants of a little town, against which fewer signs do
ELSEWHERE = 2  # such signs of one other country: of 47 such towns in the development part of `places` one was meant
ONE_COUNTRY = 0.8  # of a text's signs of countries are of the one it is about
DATED_THERE = 0.5  # the same for a report that is also dated from there
NEAR_THE_START = 60  # characters of a text in which a date line names its place
LONGEST_ACTOR = 8  # words before a place's name that may belong to an actor's
JOINING = frozenset({"of", "in", "and", "the", "for", "al", "-", "&"})
PRECISIONS: dict[str, Precision] = {
    "point": "point", "settlement": "settlement", "admin2": "admin2", "admin1": "admin1", "country": "country",
    "region": "region",
}  # fmt: skip


UNLISTED: dict[str, Precision] = {"point": "point", "admin1": "admin1", "region": "region"}
"""What a place that the gazetteer lacks is; a district may be a town's, so it is as fine as a settlement."""


@dataclass(frozen=True)
class Placed:
    """A mention and what it was resolved to."""

    toponym: Toponym
    choice: Choice | None
    within: Candidate | None = None
    """The area in which the text puts a place that the gazetteer lacks."""

    @property
    def place(self) -> Candidate | None:
        return self.choice.place if self.choice else None


def find_places(parse: Parse, knowledge: Knowledge) -> list[Place]:
    """The distinct places that a report names, with all mentions, in reading order (``p1`` …).

    A name that the gazetteer does not hold is a place without id and coordinates. Nationality words are no places.
    """
    limits = weights("limits")
    maybe = place_all(parse, find_toponyms(parse, knowledge.gazetteer, limits["candidate"]))
    likely = [p for p, score in judged_places(maybe) if score >= limits["toponym"]]
    placed = at_home(parse, [p for p in likely if not names_actor(parse, p, knowledge)], knowledge.gazetteer)
    groups: dict[object, list[Placed]] = {}
    for item in placed:
        key: object = item.place.id if item.place else (item.toponym.key, "unknown")
        groups.setdefault(key, []).append(item)
    return [to_place(f"p{n}", parse, items, knowledge.gazetteer) for n, items in enumerate(groups.values(), 1)]


def resolve(parse: Parse, knowledge: Knowledge, spans: Sequence[tuple[int, int]]) -> list[Place | None]:
    """The place named by each character span of the parsed document, or ``None``.

    The text's other place names are read too, as company. Raises `ValueError` for a span outside the text.
    """
    gazetteer = knowledge.gazetteer
    given: list[Toponym | None] = []
    for first, last in spans:
        if not 0 <= first < last <= len(parse.text):
            raise ValueError(f"the span ({first}, {last}) lies outside the text of {len(parse.text)} characters")
        given.append(given_toponym(parse, first, last, gazetteer))
    asked = [t for t in given if t]
    taken = {i for t in asked for i in range(t.start, t.end)}
    limit = weights("limits")["toponym"]
    others = [t for t in find_toponyms(parse, gazetteer, limit) if taken.isdisjoint(range(t.start, t.end))]
    placed = {id(p.toponym): p for p in place_all(parse, sorted([*asked, *others], key=lambda t: t.first))}
    out: list[Place | None] = []
    for n, top in enumerate(given, 1):
        found = placed[id(top)] if top else None
        out.append(to_place(f"p{n}", parse, [found], gazetteer) if found and found.place else None)
    return out


def place_all(parse: Parse, toponyms: Sequence[Toponym]) -> list[Placed]:
    """Every toponym with its place: one sense for a name throughout a text, unless the text itself says otherwise
    ("Springfield, Illinois … Springfield, Missouri")."""
    names, sense_of = senses(parse, toponyms)
    chosen = choose(names, peoples(parse), weights("resolution"), home(parse, toponyms))
    placed = [Placed(top, chosen[sense]) for top, sense in zip(toponyms, sense_of, strict=True)]
    for n, h in sorted(_containers(parse, toponyms).items(), reverse=True):
        item, wide = placed[n], placed[h].place or placed[h].within
        if wide is None:
            continue
        said_in = parse.text[item.toponym.last : placed[h].toponym.first].strip(" ,").startswith("in")
        said_in = said_in or placed[h].toponym.kind in {"admin1", "admin2"}  # "X, Y department"
        if item.place is None:
            placed[n] = replace(item, within=wide)
        elif wide.kind == "settlement":
            continue
        elif said_in and item.place.kind == "settlement" and wide.country and item.place.country != wide.country:
            placed[n] = Placed(item.toponym, None, wide)  # another place of that name, which the gazetteer lacks
    return placed


def names_actor(parse: Parse, item: Placed, knowledge: Knowledge) -> bool:
    """Whether the name of a small town or a bloc is, in this text, rather that of a known organisation, group or
    leader: "Wagner", "the European Union"."""
    place, top = item.place, item.toponym
    if _within_actor(parse, top, knowledge):
        return True
    if place is None:
        return any(a.entry.kind in {"organization", "group"} for a in knowledge.actors.names.get(top.key, ()))
    if place.kind not in {"settlement", "region"} or place.own or place.population >= LARGE:
        return False
    known = any(a.entry.kind in {"organization", "group"} for a in knowledge.actors.names.get(top.key, ()))
    if not (known or top.key in knowledge.actors.surnames):
        return False
    return not is_location_use(parse, parse.chars(top.first, top.last))


def _within_actor(parse: Parse, top: Toponym, knowledge: Knowledge) -> bool:
    """Whether a place's name ends the longer name of a known armed group or organisation: "Tahrir al-Sham"."""
    doc, start = parse.doc, top.start
    while start and top.start - start < LONGEST_ACTOR and not doc[start].is_sent_start:
        start -= 1
        if capital(doc[start].text) and not (start and doc[start - 1].text == "-" and not doc[start - 1].whitespace_):
            known = knowledge.actors.names.get(fold(doc[start : top.end].text), ())
            if any(a.entry.kind in {"organization", "group"} for a in known):
                return True
        elif doc[start].text not in JOINING:
            return False
    return False


def judged_places(items: Sequence[Placed]) -> Iterator[tuple[Placed, float]]:
    """Each mention with the probability that it names a place, by the last look."""
    for item, features in zip(items, verdicts(items), strict=True):
        yield item, weigh(features, weights("toponym_third"))


def verdicts(items: Sequence[Placed]) -> list[dict[str, float]]:
    """The features of the last look for all mentions of a text."""
    likely = {p.toponym.key for p in items if p.toponym.score >= 0.5}
    return [verdict(p, not likely - {p.toponym.key}) for p in items]


def verdict(item: Placed, alone: bool) -> dict[str, float]:
    """Features for the last look: how surely a word names a place, now that it is known which place that would be.

    ``alone`` says that the text names no other place, so that company can neither speak for nor against this one.
    """
    out = {"second": log_odds(item.toponym.score) / 3}
    if alone:
        out["alone"] = 1.0
    if item.choice is None:
        return out | {"nowhere": 1.0}
    place, company = item.choice.place, item.choice.features
    out |= {f"is_{place.kind}": 1.0, "belief": item.choice.belief}
    out |= {k: company[k] for k in COMPANY if k in company}
    if place.kind == "settlement":
        out["town_population"] = company.get("population", 0.0)
        out["town_alone"] = float(not alone and company.get("country_count", 0.0) < 0.1 and not company.get("people"))
    return out


COMPANY = ("country_share", "country_count", "admin1_share", "admin1_count", "near", "same_part", "contained",
           "contains", "people", "alias", "short", "derived", "exact", "kind_fits", "kind_differs", "own",
           "admin1_any", "admin2_any", "capital")  # fmt: skip


def senses(parse: Parse, toponyms: Sequence[Toponym]) -> tuple[list[Name], list[int]]:
    """The distinct names of a text, and for each toponym the index of its name."""
    holders = _containers(parse, toponyms)
    held_by = {h: n for n, h in holders.items()}
    by_holder: dict[tuple[str, str], int] = {}
    names: list[Name] = []
    sense_of: list[int] = []
    default: dict[str, int] = {}
    held: set[int] = set()
    for n, top in enumerate(toponyms):
        holder = toponyms[holders[n]].key if n in holders else ""
        if n in held_by:
            holder += f" > {toponyms[held_by[n]].key}"
        sense = by_holder.get((top.key, holder)) if holder else default.get(top.key)
        if sense is None and n in holders and top.key in default and default[top.key] not in held:
            sense = default[top.key]  # first named bare, now with what contains it
        if sense is None:
            sense = len(names)
            names.append(Name(parse.text[top.first : top.last], top.candidates, top.kind))
            default.setdefault(top.key, sense)
        by_holder[top.key, holder] = sense
        name = names[sense]
        name.weight = max(name.weight, top.score)
        name.kind = name.kind or top.kind
        sense_of.append(sense)
        if holder:
            held.add(sense)
    for n, h in holders.items():
        if sense_of[h] != sense_of[n] and sense_of[h] not in names[sense_of[n]].containers:
            names[sense_of[n]].containers.append(sense_of[h])
    return names, sense_of


def _containers(parse: Parse, toponyms: Sequence[Toponym]) -> dict[int, int]:
    """Mentions that the text puts inside the next one: "Kano, Nigeria", "Herat in Afghanistan"."""
    out: dict[int, int] = {}
    for n, (top, after) in enumerate(pairwise(toponyms)):
        between = parse.text[top.last : after.first].lower()
        gap = between.replace("the ", "").replace(",", " , ").split()
        if between.startswith("\n") or len(gap) > 6:
            continue
        bare = [w for w in gap if w not in words().kinds and w not in COMPASS]
        if bare in ([","], ["in"], [",", "in"], ["("]) or (between.strip() == "," and after.first - top.last <= 2):
            out[n] = n + 1
    return out


COMPASS = frozenset({"northern", "southern", "eastern", "western", "central", "north", "south", "east", "west",
                     "northeastern", "northwestern", "southeastern", "southwestern"})  # fmt: skip


def at_home(parse: Parse, items: list[Placed], gazetteer: Gazetteer) -> list[Placed]:
    """What a report about one country says of small names: one that only means a far-off little town is left
    unresolved, and what the gazetteer lacks lies in that country."""
    dated = home(parse, [p.toponym for p in items])
    spoken = signs(parse, items, dated)
    items = [Placed(p.toponym, None, p.within) if p.place and is_stray(p.place, spoken) else p for p in items]
    spoken = signs(parse, items, dated)
    total = sum(spoken.values())
    if not total:
        return items
    first, most = spoken.most_common(1)[0]
    about = total >= STRAY and most >= ONE_COUNTRY * total
    if not about and not (first == dated and most >= DATED_THERE * total):
        return items
    country = gazetteer.country(first)
    return [replace(p, within=country) if p.place is None and p.within is None else p for p in items]


def signs(parse: Parse, items: Sequence[Placed], dated: str | None) -> Counter[str]:
    """How often a text speaks of each country: by its people, its date line and its different places."""
    spoken = Counter(peoples(parse))
    spoken.update([dated] if dated else [])
    spoken.update({p.toponym.key: p.place.country for p in items if p.place and p.place.country}.values())
    return spoken


def is_stray(place: Candidate, spoken: Counter[str]) -> bool:
    """Whether a town lies in a country that nothing else speaks for, while the text speaks of others."""
    if place.kind != "settlement" and place.feature != "site":
        return False
    if place.own or place.feature == "capital" or place.population >= LARGE or spoken[place.country or ""] >= 2:
        return False
    other = max((n for c, n in spoken.items() if c != place.country), default=0)
    return spoken.total() >= STRAY or (place.population < SMALL and other >= ELSEWHERE)


def home(parse: Parse, toponyms: Sequence[Toponym]) -> str | None:
    """The country of the date line: the one it names, else that of its capital or large town; none in doubt."""
    if not toponyms or toponyms[0].first - parse.body > NEAR_THE_START:
        return None
    line = [t for t in toponyms if t.first - parse.body < NEAR_THE_START and t.first >= parse.body]
    line = [t for t in line if is_dateline(parse, parse.chars(t.first, t.last))]
    for level in ("country", "admin1"):
        for top in reversed(line):
            found = next((c for c in top.candidates[:1] if c.kind == level), None)
            if found and (level == "country" or len(line) > 1):
                return found.country
    for top in line:
        towns = [c for c in top.candidates if c.kind == "settlement" and c.rank == PRIMARY]
        seat = next((c for c in towns if c.feature == "capital"), None)
        large = {c.country for c in towns if c.population >= LARGE}
        if seat or len(large) == 1:
            return seat.country if seat else large.pop()
    return None


def peoples(parse: Parse) -> dict[str, int]:
    """Nationality words of a text, counted by country."""
    known = demonyms()
    return Counter(known[t.lower_] for t in parse.doc if t.text[0].isupper() and t.lower_ in known)


def to_place(id: str, parse: Parse, items: Sequence[Placed], gazetteer: Gazetteer) -> Place:
    """The contract's place for mentions of the same one."""
    mentions = tuple(parse.chars(p.toponym.first, p.toponym.last) for p in items)
    place = items[0].place
    if place is None:
        precision = UNLISTED.get(items[0].toponym.kind or "", "settlement")
        area = next((p.within for p in items if p.within), None)
        country, admin1 = (area.country, gazetteer.admin1_name(area)) if area else (None, None)
        return Place(id, mentions[0].text, None, None, None, country, admin1, precision, mentions)
    return Place(
        id,
        place.name,
        place.geonameid,
        place.latitude,
        place.longitude,
        place.country,
        gazetteer.admin1_name(place),
        "point" if place.feature == "site" else PRECISIONS[place.kind],
        mentions,
    )
