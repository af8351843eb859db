"""Looks up words of a document in the gazetteer, whole or in part, with what the words beside them say they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from harmattan.knowledge.demonyms import demonyms
from harmattan.knowledge.folding import fold
from harmattan.knowledge.gazetteer import PRIMARY, Candidate, Gazetteer
from harmattan.knowledge.lexicon import lexicon
from harmattan.reading.syntax import Parse

if TYPE_CHECKING:
    from spacy.tokens import Doc

ARTICLES = frozenset({"al", "el", "ar", "as", "ash", "ad", "an", "at", "az"})
LIST = 8  # tokens of a list of names that share a feature word
SURE = 0.9  # of what a rule says is a place
MODIFIERS = frozenset({"compound", "nmod", "amod", "poss"})
SKIPPED = frozenset({"the", "northern", "southern", "eastern", "western", "central", "north", "south", "east", "west",
                     "northeastern", "northwestern", "southeastern", "southwestern", "downtown", "rural", "nearby",
                     "neighboring", "neighbouring", "mainland", "upstate", "suburban", '"', "“"})  # fmt: skip
GENERIC = frozenset({"of", "the", "-", "twp", "greater", "metro", "metropolitan", "old", "new", "upper", "lower",
                     "inner", "outer", "area", "co", "international", "national", "university", "college",
                     "zone"})  # fmt: skip
PEOPLE_ENDINGS = ("ians", "ans", "ers", "ns", "ian", "an", "er", "n", "s", "i", "")


@dataclass(frozen=True, slots=True)
class Toponym:
    """One mention that may name a place: tokens ``[start, end)``, characters of the parsed document, and what the
    gazetteer knows under its ``key``. ``kind`` is what a feature word beside it says it is ("Laurel *County*")."""

    start: int
    end: int
    first: int
    last: int
    key: str
    candidates: tuple[Candidate, ...]
    kind: str | None = None
    score: float = 0.0


@dataclass(frozen=True)
class Words:
    """The word lists of ``places_words.yaml`` in the form they are looked up."""

    kinds: dict[str, str]
    locative: frozenset[str]
    weak: frozenset[str]
    titles: frozenset[str]
    located: frozenset[str]
    doubtful: frozenset[str]
    rivers: frozenset[str]
    arrival: frozenset[str]
    never: frozenset[str]
    taken: frozenset[str]
    outlets: frozenset[str]


@cache
def words() -> Words:
    data = lexicon("places_words")
    kinds = {w: kind for kind in ("point", "region", "settlement", "admin1", "admin2") for w in data["features"][kind]}
    sets = (
        frozenset(data[k])
        for k in (
            "locative",
            "weak_locative",
            "titles",
            "located",
            "doubtful",
            "rivers",
            "arrival",
            "never",
            "taken",
            "outlets",
        )
    )
    return Words(kinds, *sets)


def look_up(doc: Doc, i: int, j: int, gazetteer: Gazetteer) -> Toponym | None:
    """Tokens ``[i, j)`` as a name that the gazetteer holds, whole or without its feature word."""
    text = doc[i:j].text
    key = fold(text)
    last = doc[j - 1].idx + len(doc[j - 1])
    first = doc[i].idx
    found = gazetteer.lookup_key(key)
    kind = _kind_beside(doc, i, j)
    if kind == "admin1" and _is_republic(doc, i, j) and any(c.kind == "country" and c.rank == PRIMARY for c in found):
        kind = "country"  # "Niger Republic", unlike "the Komi Republic"
    if not found and " " in key:
        found = _spelt_otherwise(doc[i:j].text, key, gazetteer)
    if j - i == 1 and len(key) > 4 and key[-1] == "s" and all(c.population < 1e5 and c.kind != "region" for c in found):
        # "Malis new course": a lost apostrophe
        state = tuple(c for c in gazetteer.lookup_key(key[:-1]) if c.kind == "country" and c.rank == PRIMARY)
        if state and key not in demonyms():
            return Toponym(i, j, first, last - 1, key[:-1], state, "country")
    if key in words().rivers and i and doc[i - 1].lower_ == "the" and doc[j - 1].dep_ not in MODIFIERS:
        river = tuple(c for c in gazetteer.lookup_key(f"{key} river") if c.feature == "river")
        if river:
            return Toponym(i, j, first, last, f"{key} river", river, "region", SURE)
    if not found and j - i > 1:
        inner = words().kinds.get(doc[j - 1].lower_)
        if inner in {"admin1", "admin2"}:
            bare = gazetteer.lookup_key(fold(doc[i : j - 1].text))
            state = tuple(c for c in bare if c.kind == "country" and c.rank == PRIMARY)
            if state and _is_republic(doc, i, j):
                found, kind = state, "country"
            else:
                found, kind = tuple(c for c in bare if c.kind in {"admin1", "admin2"}), inner
    if not found:
        return None
    area = j - i > 1 and words().kinds.get(doc[j - 1].lower_) in {"admin1", "admin2"}
    sure = area and any(c.kind == kind for c in found) and not (j < len(doc) and capital(doc[j].text))
    return Toponym(i, j, first, last, key, found, kind, SURE if sure else 0.0)  # "Deir Ezzor Governorate"


def _is_republic(doc: Doc, i: int, j: int) -> bool:
    """Whether a name is called a republic: "Niger Republic", "the Republic of Niger"."""
    return "republic" in (doc[j - 1].lower_, doc[min(j, len(doc) - 1)].lower_, doc[max(0, i - 2)].lower_)


def _spelt_otherwise(text: str, key: str, gazetteer: Gazetteer) -> tuple[Candidate, ...]:
    """What a name of several words means when they are run together ("Beled Weyne"), or without an Arabic article."""
    article, _, rest = key.partition(" ")
    arabic = article in {"al", "el"} or (article in ARTICLES and "-" in text)  # not "At Bamako"
    if arabic and len(rest) > 3 and (found := gazetteer.lookup_key(rest)):
        return found
    together = key.replace(" ", "")
    return gazetteer.lookup_key(together) if len(together) > 6 and len(key.split()) <= 3 else ()


def given_toponym(parse: Parse, first: int, last: int, gazetteer: Gazetteer) -> Toponym | None:
    """Characters ``[first, last)`` as a name, also where only part of them is known ("downtown Kano")."""
    doc = parse.doc
    span = doc.char_span(first, last, alignment_mode="expand")
    if span is None:
        return None
    i, j = trimmed(doc, span.start, span.end)
    if i >= j:
        return None
    text = parse.text[first:last]
    whole = _of_people(parse, i, j, first, last, gazetteer) or look_up(doc, i, j, gazetteer)
    if whole is None and (found := gazetteer.lookup(text)):  # part of a token: "U.S.-led"
        whole = Toponym(i, j, first, last, fold(text), found, None)
    whole = whole or part_of(doc, i, j, gazetteer)
    if whole is None:
        return None
    return Toponym(i, j, first, last, whole.key, whole.candidates, whole.kind, 1.0)


def part_of(doc: Doc, i: int, j: int, gazetteer: Gazetteer) -> Toponym | None:
    """The longest part of a name that the gazetteer knows, where the rest is a word such as "downtown" or "Township",
    or the part is a large place ("Tehran University")."""
    for size in range(j - i - 1, 0, -1):
        for a in range(i, j - size + 1):
            b = a + size
            if not (capital(doc[a].text) and capital(doc[b - 1].text)) or doc[a:b].text.lower() in SKIPPED:
                continue
            rest = [t.lower_.rstrip(".") for t in (*doc[i:a], *doc[b:j])]
            top = look_up(doc, a, b, gazetteer)
            if top is None or (size == 1 and top.key in words().kinds):
                continue
            plain = all(r in words().kinds or r in SKIPPED or r in GENERIC or not r for r in rest)
            large = tuple(c for c in top.candidates if c.kind in {"country", "admin1"} or c.population > 200_000)
            if plain or large:
                return Toponym(a, b, top.first, top.last, top.key, top.candidates if plain else large, top.kind)
    return None


def _of_people(parse: Parse, i: int, j: int, first: int, last: int, gazetteer: Gazetteer) -> Toponym | None:
    """The place behind a word for its people: "Canadian", "Texans"."""
    text = parse.text[first:last]
    key = fold(text)
    if (code := demonyms().get(key)) and (country := gazetteer.country(code)):
        return Toponym(i, j, first, last, key, (country,), "country")
    if j - i > 1 or gazetteer.lookup_key(key):
        return None
    for ending in PEOPLE_ENDINGS:
        if key.endswith(ending) and len(key) > len(ending) + 3:
            stem = key.removesuffix(ending)
            found = [
                c for name in (stem, stem + "a", stem + "o", stem + "e", stem + "s") for c in gazetteer.lookup_key(name)
            ]
            large = tuple(c for c in found if c.rank == PRIMARY and (c.kind != "settlement" or c.population > 50_000))
            if large:
                return Toponym(i, j, first, last, key, large, None)
    return None


def unlisted(doc: Doc, i: int, j: int, gazetteer: Gazetteer) -> Toponym:
    """A place name in spaCy's eyes, for which the gazetteer may have no entry."""
    key = fold(doc[i:j].text)
    return Toponym(
        i, j, doc[i].idx, doc[j - 1].idx + len(doc[j - 1]), key, gazetteer.lookup_key(key), _kind_beside(doc, i, j)
    )


def _kind_beside(doc: Doc, i: int, j: int) -> str | None:
    """What feature words within or beside a name say it is: "Laurel County", "Idlib province", "the city of Herat"."""
    kinds = words().kinds
    if j - i > 1 and (inside := kinds.get(doc[j - 1].lower_.rstrip("."))):
        return inside
    if j < len(doc) and (after := kinds.get(doc[j].lower_)) and after != "point":
        return after
    k = i
    while k > 1 and i - k < LIST and (doc[k - 1].lower_ in {",", "and", "or"} or capital(doc[k - 1].text)):
        k -= 1  # "the regions of Mopti and Ségou"
    if k >= 2 and doc[k - 1].lower_ == "of":
        noun = doc[k - 2].lower_
        if k == i and noun in kinds:
            return kinds[noun]
        if noun.endswith("s") and noun[:-1] in kinds:
            return kinds[noun[:-1]]
    k = j
    while k < len(doc) - 1 and k - j < LIST and (doc[k].lower_ in {",", "and", "or"} or capital(doc[k].text)):
        k += 1  # "Idlib and Hama provinces"
    if k < len(doc) and doc[k].lower_.endswith("s") and kinds.get(doc[k].lower_[:-1]) not in {None, "point"}:
        return kinds[doc[k].lower_[:-1]]
    if i >= 1 and doc[i - 1].lower_ in kinds and doc[i - 1].is_lower:
        return kinds[doc[i - 1].lower_]
    return None


def trimmed(doc: Doc, i: int, j: int) -> tuple[int, int]:
    while i < j and (doc[i].lower_ in {"the", "a", "an"} or not doc[i].text[0].isalnum()):
        i += 1
    while i < j and (
        doc[j - 1].lower_ in {"'s", "’s"} or (not doc[j - 1].text[-1].isalnum() and doc[j - 1].text != ".")
    ):
        if doc[j - 1].text[-1] == "." and len(doc[j - 1]) > 1:
            break
        j -= 1
    return i, j


def capital(text: str) -> bool:
    return text[0].isupper() or (len(text) > 3 and text[:3] in {"al-", "el-"} and text[3].isupper())
