"""Which words of a text are names of places: candidates from spaCy's names and the gazetteer, judged by their company.

A candidate is a run of capitalised words that the gazetteer knows, or a place name in spaCy's eyes. Its features (the
words around it, what the gazetteer and spaCy say, how the same name is used elsewhere in the text) are weighed; the
weights are data (``places_weights.yaml``), fitted by ``training/fit_places.py``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from harmattan.knowledge.demonyms import demonyms
from harmattan.knowledge.folding import fold
from harmattan.knowledge.gazetteer import ALIAS, PRIMARY, SHORT, Candidate, Gazetteer
from harmattan.knowledge.lexicon import lexicon
from harmattan.reading.syntax import Parse

if TYPE_CHECKING:
    from spacy.tokens import Doc

LONGEST = 6  # words that a place's name may have
CONNECTORS = frozenset({"of", "the", "and", "de", "la", "las", "los", "le", "les", "du", "des", "do", "da", "del", "di",
                        "el", "al", "upon", "on", "sur", "am", "an", "der", "-", "'s", "’s"})  # fmt: skip
PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})


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


@cache
def words() -> Words:
    data = lexicon("places_words")
    kinds = {w: kind for kind in ("point", "region", "settlement", "admin1", "admin2") for w in data["features"][kind]}
    sets = (frozenset(data[k]) for k in ("locative", "weak_locative", "titles", "located", "doubtful", "rivers"))
    return Words(kinds, *sets)


@cache
def weights(part: str) -> dict[str, float]:
    """Fitted weights by feature name."""
    found: dict[str, float] = lexicon("places_weights")[part]
    return found


def find_toponyms(parse: Parse, gazetteer: Gazetteer, limit: float) -> list[Toponym]:
    """The mentions that name a place with a probability of ``limit`` or more, in order, none overlapping another."""
    found = judged(parse, gazetteer)
    chosen: list[Toponym] = []
    taken: set[int] = set()
    for top in sorted(found, key=lambda t: (-t.score, t.start, -t.end)):
        if top.score < limit:
            break
        if taken.isdisjoint(range(top.start, top.end)):
            chosen.append(top)
            taken.update(range(top.start, top.end))
    return sorted(chosen, key=lambda t: t.start)


def judged(parse: Parse, gazetteer: Gazetteer) -> list[Toponym]:
    """All candidates with the probability that they name a place; the second look knows the first one's verdicts."""
    context = Context(parse.doc)
    first, second = weights("toponym_first"), weights("toponym_second")
    tops = list(candidates(parse, gazetteer, context))
    features = [context.features(top) for top in tops]
    scores = [weigh(f, first) for f in features]
    out = []
    for top, found in zip(tops, elsewhere(tops, scores, features), strict=True):
        out.append(_scored(top, weigh(found, second)))
    return out


def elsewhere(tops: list[Toponym], scores: list[float], features: list[dict[str, float]]) -> Iterator[dict[str, float]]:
    """Features with what the first look said of the same name elsewhere in the text, and of longer names around it."""
    by_key: dict[str, list[tuple[float, int]]] = {}
    holding: dict[int, list[int]] = {}
    for n, top in enumerate(tops):
        by_key.setdefault(top.key, []).append((scores[n], n))
        for i in range(top.start, top.end):
            holding.setdefault(i, []).append(n)
    for n, top in enumerate(tops):
        others = [s for s, m in by_key[top.key] if m != n]
        around = [
            scores[m] for m in holding[top.start] if tops[m].start <= top.start and tops[m].end >= top.end and m != n
        ]
        inner = [
            scores[m] for m in holding[top.start] if m != n and tops[m].end < top.end and tops[m].start == top.start
        ]
        extra = {"first": log_odds(scores[n]) / 3}
        if others:
            extra |= {"elsewhere": max(others), "elsewhere_mean": sum(others) / len(others), "repeated": 1.0}
        if around:
            extra["around"] = max(around)
        if inner:
            extra["inner"] = max(inner)
        yield features[n] | extra


def weigh(features: dict[str, float], by: dict[str, float]) -> float:
    """The logistic of the weighted sum."""
    total = by.get("bias", 0.0) + sum(by.get(name, 0.0) * value for name, value in features.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def log_odds(score: float) -> float:
    """The logarithm of the odds of a probability, bounded."""
    return math.log(max(score, 1e-4) / max(1 - score, 1e-4))


def _scored(top: Toponym, score: float) -> Toponym:
    return Toponym(top.start, top.end, top.first, top.last, top.key, top.candidates, top.kind, score)


# ------------------------------------------------------------------ candidates


def candidates(parse: Parse, gazetteer: Gazetteer, context: Context) -> Iterator[Toponym]:
    """Runs of capitalised words that the gazetteer knows, and spaCy's place names that it does not."""
    doc = parse.doc
    seen: set[tuple[int, int]] = set()
    for start, end in _runs(doc):
        known = len(seen)
        for i in range(start, end):
            if not context.capital[i]:
                continue
            for j in range(min(end, i + LONGEST), i, -1):
                if not context.capital[j - 1] and not context.lower[j - 1].isdigit():
                    continue
                top = look_up(doc, i, j, gazetteer)
                if top and _worth(top, context):
                    seen.add((i, j))
                    yield top
        if len(seen) == known and end - start <= 3 and context.places(start):
            i, j = _trimmed(doc, start, end)
            if i < j and context.lower[i] not in demonyms():
                seen.add((i, j))
                yield _unknown(doc, i, j, gazetteer)
    for ent in doc.ents:
        i, j = _trimmed(doc, ent.start, ent.end)
        if (
            (i, j) not in seen
            and i < j
            and (ent.label_ in PLACE_LABELS or context.lower[j - 1].rstrip(".") in words().kinds)
        ):
            if not any(context.capital[k] for k in range(i, j)) or context.lower[i] in demonyms():
                continue
            seen.add((i, j))
            yield _unknown(doc, i, j, gazetteer)


def look_up(doc: Doc, i: int, j: int, gazetteer: Gazetteer) -> Toponym | None:
    """Tokens ``[i, j)`` as a name that the gazetteer holds, whole or without its feature word."""
    text = doc[i:j].text
    key = fold(text)
    last = doc[j - 1].idx + len(doc[j - 1])
    first = doc[i].idx
    found = gazetteer.lookup_key(key)
    kind = _kind_beside(doc, i, j)
    if j - i == 1 and len(key) > 4 and key[-1] == "s" and all(c.population < 1e5 and c.kind != "region" for c in found):
        # "Malis new course": a lost apostrophe
        state = tuple(c for c in gazetteer.lookup_key(key[:-1]) if c.kind == "country" and c.rank == PRIMARY)
        if state and key not in demonyms():
            return Toponym(i, j, first, last - 1, key[:-1], state, "country")
    if key in words().rivers and i and doc[i - 1].lower_ == "the" and doc[j - 1].dep_ not in MODIFIERS:
        river = tuple(c for c in gazetteer.lookup_key(f"{key} river") if c.feature == "river")
        if river:
            return Toponym(i, j, first, last, f"{key} river", river, "region")
    if not found and j - i > 1:
        inner = words().kinds.get(doc[j - 1].lower_)
        if inner in {"admin1", "admin2"}:
            bare = fold(doc[i : j - 1].text)
            found = tuple(c for c in gazetteer.lookup_key(bare) if c.kind in {"admin1", "admin2"})
            kind = inner
    if not found:
        return None
    return Toponym(i, j, first, last, key, found, kind)


def given_toponym(parse: Parse, first: int, last: int, gazetteer: Gazetteer) -> Toponym | None:
    """Characters ``[first, last)`` as a name, also where only part of them is known ("downtown Kano")."""
    doc = parse.doc
    span = doc.char_span(first, last, alignment_mode="expand")
    if span is None:
        return None
    i, j = _trimmed(doc, span.start, span.end)
    if i >= j:
        return None
    text = parse.text[first:last]
    whole = _of_people(parse, i, j, first, last, gazetteer) or look_up(doc, i, j, gazetteer)
    if whole is None and (found := gazetteer.lookup(text)):  # part of a token: "U.S.-led"
        whole = Toponym(i, j, first, last, fold(text), found, None)
    whole = whole or _part(doc, i, j, gazetteer)
    if whole is None:
        return None
    return Toponym(i, j, first, last, whole.key, whole.candidates, whole.kind, 1.0)


def _part(doc: Doc, i: int, j: int, gazetteer: Gazetteer) -> Toponym | None:
    """The longest part of a name that the gazetteer knows, where the rest is a word such as "downtown" or "Township",
    or the part is a large place ("Tehran University")."""
    for size in range(j - i - 1, 0, -1):
        for a in range(i, j - size + 1):
            b = a + size
            if not (_capital(doc[a].text) and _capital(doc[b - 1].text)) or doc[a:b].text.lower() in SKIPPED:
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


GENERIC = frozenset({"of", "the", "-", "twp", "greater", "metro", "metropolitan", "old", "new", "upper", "lower",
                     "inner", "outer", "area", "co", "international", "national", "university", "college",
                     "zone"})  # fmt: skip


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
            found = [c for name in (stem, stem + "a", stem + "o", stem + "e") for c in gazetteer.lookup_key(name)]
            large = tuple(c for c in found if c.rank == PRIMARY and (c.kind != "settlement" or c.population > 50_000))
            if large:
                return Toponym(i, j, first, last, key, large, None)
    return None


PEOPLE_ENDINGS = ("ians", "ans", "ers", "ns", "ian", "an", "er", "n", "s", "i", "")


def _unknown(doc: Doc, i: int, j: int, gazetteer: Gazetteer) -> Toponym:
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
    if i >= 2 and doc[i - 1].lower_ == "of":
        return kinds.get(doc[i - 2].lower_.removesuffix("s")) or kinds.get(doc[i - 2].lower_)
    if i >= 1 and doc[i - 1].lower_ in kinds and doc[i - 1].is_lower:
        return kinds[doc[i - 1].lower_]
    return None


def _worth(top: Toponym, context: Context) -> bool:
    """Whether a hit is worth weighing: not a nationality, and an abbreviation only when written as one."""
    if top.key in demonyms() and all(c.kind != "country" for c in top.candidates):
        return False
    text = context.texts[top.start] if top.end - top.start == 1 else ""
    if not text:
        return True
    if len(top.key) <= 2 or top.candidates[0].rank == SHORT or top.key in {"us", "uk"}:
        return text.isupper() or text.endswith(".")
    return True


def _runs(doc: Doc) -> Iterator[tuple[int, int]]:
    """Stretches of capitalised words, with small connecting words between them, within a sentence."""
    n, total = 0, len(doc)
    while n < total:
        if not _capital(doc[n].text):
            n += 1
            continue
        end = n + 1
        while end < total and not doc[end].is_sent_start:
            text = doc[end].text
            if _capital(text) or (
                text == "." and doc[end - 1].idx + len(doc[end - 1]) == doc[end].idx and len(doc[end - 1]) <= 2
            ):
                end += 1
                continue
            ahead = end
            while ahead < total and ahead < end + 3 and doc[ahead].text in CONNECTORS and not doc[ahead].is_sent_start:
                ahead += 1
            if ahead > end and ahead < total and _capital(doc[ahead].text) and not doc[ahead].is_sent_start:
                end = ahead + 1
                continue
            break
        yield n, end
        n = end


def _capital(text: str) -> bool:
    return text[0].isupper() or (len(text) > 3 and text[:3] in {"al-", "el-"} and text[3].isupper())


def _trimmed(doc: Doc, i: int, j: int) -> tuple[int, int]:
    while i < j and (doc[i].lower_ in {"the", "a", "an"} or not doc[i].text[0].isalnum()):
        i += 1
    while i < j and (
        doc[j - 1].lower_ in {"'s", "’s"} or (not doc[j - 1].text[-1].isalnum() and doc[j - 1].text != ".")
    ):
        if doc[j - 1].text[-1] == "." and len(doc[j - 1]) > 1:
            break
        j -= 1
    return i, j


# ------------------------------------------------------------------ features


class Context:
    """What the features need to know of a document, gathered once."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.texts = [t.text for t in doc]
        self.lower = [t.lower_ for t in doc]
        self.capital = [_capital(t) for t in self.texts]
        self.ent: list[tuple[int, int, str] | None] = [None] * len(doc)
        self.labels: dict[str, dict[str, int]] = {}
        self.persons: set[str] = set()
        self.surnames: set[str] = set()
        for ent in doc.ents:
            label = ent.label_
            i, j = _trimmed(doc, ent.start, ent.end)
            for k in range(ent.start, ent.end):
                self.ent[k] = (i, j, label)
            counts = self.labels.setdefault(fold(doc[i:j].text) if i < j else "", {})
            counts[label] = counts.get(label, 0) + 1
            if label == "PERSON" and j - i > 1:
                self.persons.update(self.lower[i : j - 1])
                self.surnames.add(self.lower[j - 1])

    def features(self, top: Toponym) -> dict[str, float]:
        """Feature values by name, mostly 0 (left out) or 1."""
        i, j, w = top.start, top.end, words()
        out: dict[str, float] = {}
        self._entity(out, top)
        self._gazetteer(out, top)
        before = self._before(i)
        after = self.lower[j] if j < len(self.texts) and not self.doc[j].is_sent_start else ""
        if before in w.locative:
            out["prev_in"] = 1.0
        elif before in w.weak:
            out["prev_of"] = 1.0
        elif before.rstrip(".") in w.titles:
            out["prev_title"] = 1.0
        elif before == ",":
            out["prev_comma_cap" if i > 1 and self.capital[i - 2] else "prev_comma"] = 1.0
        elif not before:
            out["initial"] = 1.0
        elif i and self.capital[i - 1]:
            out["prev_cap"] = 1.0
        elif before in {"-", "–", "/"}:
            out["prev_dash"] = 1.0
        else:
            out["prev_" + self.doc[i - 1].pos_] = 1.0
        if before == "of" and self.places(i):
            out["prev_kind_of"] = 1.0
        if i and self.lower[i - 1] == "the":
            out["the"] = 1.0
        if after == ",":
            cap = j + 1 < len(self.texts) and self.capital[j + 1]
            out["next_comma_cap" if cap else "next_comma"] = 1.0
        elif after in {"'s", "’s", "'", "’"}:
            out["next_poss"] = 1.0
        elif not after or not after[0].isalnum():
            out["next_dash" if after[:1] in {"-", "–"} else "next_end"] = 1.0
        elif self.capital[j]:
            out["next_cap"] = 1.0
            if self.doc[j].pos_ == "PROPN":
                out["next_propn"] = 1.0
        elif after in w.kinds:
            out["next_feature"] = 1.0
        elif after in w.located:
            out["next_located"] = 1.0
        else:
            out["next_" + self.doc[j].pos_] = 1.0
        head = self.doc[j - 1]
        out["dep_" + head.dep_] = 1.0
        if head.pos_ != "PROPN":
            out["not_propn"] = 1.0
        return out

    def places(self, i: int) -> bool:
        """Whether the words before token ``i`` put something at what follows: "in X", "the village of X"."""
        before = self._before(i)
        if before == "of":
            at = next((k for k in range(i - 1, max(i - 3, -1), -1) if self.lower[k] == "of"), 0)
            noun = self.lower[at - 1] if at else ""
            return noun in words().kinds or noun.removesuffix("s") in words().kinds
        return before in words().locative

    def _entity(self, out: dict[str, float], top: Toponym) -> None:
        ent = self.ent[top.start]
        if ent is None:
            out["ent_none"] = 1.0
        elif ent[:2] == (top.start, top.end):
            out["ent_is_" + ent[2]] = 1.0
        elif ent[0] <= top.start and top.end <= ent[1]:
            where = "ent_starts_" if ent[0] == top.start else "ent_ends_" if ent[1] == top.end else "ent_in_"
            out[where + ent[2]] = 1.0
        else:
            out["ent_holds_" + ent[2]] = 1.0
        counts = self.labels.get(top.key, {})
        own = ent[2] if ent and ent[:2] == (top.start, top.end) else ""
        total = sum(counts.values()) - bool(own)
        if total > 0:
            place = sum(counts.get(x, 0) for x in PLACE_LABELS) - (own in PLACE_LABELS)
            out["named_place"] = place / total
            out["named_other"] = 1 - place / total
        if top.end - top.start == 1 and self.lower[top.start] in self.persons:
            out["in_person"] = 1.0
        if top.end - top.start == 1 and self.lower[top.start] in self.surnames:
            town = all(c.kind not in {"country", "admin1", "region"} for c in top.candidates)
            out["surname_town" if town else "surname"] = 1.0

    def _gazetteer(self, out: dict[str, float], top: Toponym) -> None:
        w = words()
        if not top.candidates:
            out["g_none"] = 1.0
        else:
            kinds = {c.kind for c in top.candidates if c.rank == PRIMARY}
            for kind in kinds:
                out["g_" + kind] = 1.0
            most = max((c.population for c in top.candidates if c.rank == PRIMARY), default=0)
            alias = max((c.population for c in top.candidates if c.rank == ALIAS), default=0)
            out["g_pop"] = math.log10(most + 1) / 6
            if not kinds:
                out["g_alias_only"] = 1.0
                out["g_alias_pop"] = math.log10(alias + 1) / 6
            out["g_many"] = math.log10(len(top.candidates))
            if any(c.rank == SHORT for c in top.candidates):
                out["g_short"] = 1.0
            if top.candidates[0].own:
                out["g_own"] = 1.0
        if top.end - top.start > 1:
            out["multi"] = 1.0
        elif top.key in w.doubtful:
            out["doubtful"] = 1.0
        if top.kind:
            last = words().kinds.get(self.lower[top.end - 1].rstrip(".")) if top.end - top.start > 1 else None
            out[("within_" if last else "beside_") + top.kind] = 1.0
        text = self.texts[top.start]
        if text.isupper() and len(text) > 1 and top.end - top.start == 1:
            out["upper_dots" if "." in text else "upper"] = 1.0
        if any(ch.isdigit() for k in range(top.start, top.end) for ch in self.texts[k]):
            out["digit"] = 1.0
        if len(top.key) <= 3:
            out["short"] = 1.0

    def _before(self, i: int) -> str:
        """The word before token ``i``, past articles and compass words; empty at the start of a sentence."""
        while i > 0 and not self.doc[i].is_sent_start:
            i -= 1
            if self.lower[i] not in SKIPPED:
                return "" if self.doc[i].is_space else self.lower[i]
        return ""


MODIFIERS = frozenset({"compound", "nmod", "amod", "poss"})
SKIPPED = frozenset({"the", "northern", "southern", "eastern", "western", "central", "north", "south", "east", "west",
                     "northeastern", "northwestern", "southeastern", "southwestern", "downtown", "rural", "nearby",
                     "neighboring", "neighbouring", "mainland", "upstate", "suburban", '"', "“"})  # fmt: skip
