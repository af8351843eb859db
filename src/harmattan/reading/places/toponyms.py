"""Which words of a text are names of places: candidates from spaCy's names and the gazetteer, judged by their company.

A candidate is a run of capitalised words that the gazetteer knows, or a place name in spaCy's eyes. Its features (the
words around it, what the gazetteer and spaCy say, how the same name is used elsewhere in the text) are weighed; the
weights are data (``places_weights.yaml``), fitted by ``training/fit_places.py``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from harmattan.knowledge.demonyms import demonyms
from harmattan.knowledge.gazetteer import PRIMARY, SHORT, Gazetteer
from harmattan.knowledge.lexicon import lexicon, ordinary_words
from harmattan.reading.places.features import PLACE_LABELS, Context
from harmattan.reading.places.frames import framed, within
from harmattan.reading.places.lookup import SKIPPED, Toponym, capital, look_up, part_of, trimmed, unlisted, words
from harmattan.reading.syntax import Parse

if TYPE_CHECKING:
    from spacy.tokens import Doc

FRAMED = 0.85  # of a name that the words around it make a place
CLOCK = frozenset({"am", "pm"})
OFTEN = 200  # mentions of one name from which its mean score is taken from the sum
SIZEABLE = 20_000  # inhabitants
LONGEST = 6  # words that a place's name may have
CONNECTORS = frozenset({"of", "the", "and", "de", "la", "las", "los", "le", "les", "du", "des", "do", "da", "del", "di",
                        "el", "al", "upon", "on", "sur", "am", "an", "der", "-", "'s", "’s"})  # fmt: skip


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
        out.append(replace(top, score=max(top.score, weigh(found, second))))
    return out


def elsewhere(tops: list[Toponym], scores: list[float], features: list[dict[str, float]]) -> Iterator[dict[str, float]]:
    """Features with what the first look said of the same name elsewhere in the text, and of longer names around it."""
    by_key: dict[str, list[tuple[float, int]]] = {}
    totals: dict[str, float] = {}
    holding: dict[int, list[int]] = {}
    for n, top in enumerate(tops):
        by_key.setdefault(top.key, []).append((scores[n], n))
        for i in range(top.start, top.end):
            holding.setdefault(i, []).append(n)
    for key, same in by_key.items():
        if len(same) > OFTEN:
            same.sort(reverse=True)
            totals[key] = sum(s for s, _ in same)
    for n, top in enumerate(tops):
        same = by_key[top.key][: 2 if top.key in totals else None]
        others = [s for s, m in same if m != n]
        around = [
            scores[m] for m in holding[top.start] if tops[m].start <= top.start and tops[m].end >= top.end and m != n
        ]
        inner = [
            scores[m] for m in holding[top.start] if m != n and tops[m].end < top.end and tops[m].start == top.start
        ]
        extra = {"first": log_odds(scores[n]) / 3}
        if others:
            count = len(by_key[top.key])
            mean = (totals[top.key] - scores[n]) / (count - 1) if top.key in totals else sum(others) / len(others)
            extra |= {"elsewhere": max(others), "elsewhere_mean": mean, "repeated": 1.0}
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


def candidates(parse: Parse, gazetteer: Gazetteer, context: Context) -> Iterator[Toponym]:
    """Runs of capitalised words that the gazetteer knows, and spaCy's place names that it does not."""
    doc = parse.doc
    frames = set(framed(context))
    frames.update(within(context, frames))
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
                    sure = (i, j) in frames or taken(top, context)
                    yield replace(top, score=FRAMED) if sure else top
        if len(seen) == known and end - start <= 3 and context.places(start):
            i, j = trimmed(doc, start, end)
            if i < j and context.lower[i] not in demonyms() and (i, j) not in frames:
                seen.add((i, j))
                yield unlisted(doc, i, j, gazetteer)
    for ent in doc.ents:
        i, j = trimmed(doc, ent.start, ent.end)
        if i >= j or (i, j) in seen or (i, j) in frames:
            continue
        if doc[i:j].text.lower().replace(".", "") in CLOCK:
            continue
        if ent.label_ in PLACE_LABELS or context.lower[j - 1].rstrip(".") in words().kinds:
            named = any(context.capital[k] for k in range(i, j)) and context.lower[i] not in demonyms()
            top = unlisted(doc, i, j, gazetteer)
            if named and top.key not in SKIPPED:
                seen.add((i, j))
                yield top
    for i, j in sorted(frames - seen):
        found = look_up(doc, i, j, gazetteer) or part_of(doc, i, j, gazetteer)
        top = replace(found, start=i, end=j) if found else unlisted(doc, i, j, gazetteer)
        yield replace(top, score=FRAMED)


def taken(top: Toponym, context: Context) -> bool:
    """Whether the name is that of a sizeable place and the object of a verb that takes places: "captured Kidal"."""
    token = context.doc[top.end - 1]
    if (
        token.dep_ not in {"dobj", "nsubjpass"}
        or top.key in words().doubtful
        or context.lower[top.start] in context.persons
    ):
        return False
    verb, own = token.head.lemma_.lower(), [c for c in top.candidates if c.rank == PRIMARY]
    if verb in words().taken:
        return any(c.kind in {"admin1", "country"} or c.population >= SIZEABLE for c in own)
    return verb in words().arrival and any(c.kind == "admin1" or c.feature == "capital" for c in own)


def _part_of_name(top: Toponym, context: Context) -> bool:
    """Whether ordinary words in capitals are a piece of a longer name: "Coast" Guard, Federal "Capital Territory"."""
    if not ordinary_words().issuperset(context.lower[top.start : top.end]):
        return False
    doc, first, last = context.doc, top.start, top.end - 1
    after = last + 1 < len(doc) and context.capital[last + 1] and doc[last].head.i == last + 1
    before = first > 0 and context.capital[first - 1] and doc[first - 1].head.i in range(first, top.end)
    return bool((after and doc[last].dep_ == "compound") or (before and doc[first - 1].dep_ in ("compound", "amod")))


def _worth(top: Toponym, context: Context) -> bool:
    """Whether a hit is worth weighing: not a nationality, and an abbreviation only when written as one."""
    if top.key in demonyms() and all(c.kind != "country" for c in top.candidates):
        return False
    if _part_of_name(top, context):
        return False
    if top.key in words().never or (top.key in SKIPPED and top.kind is None):  # "the West", "the North"
        return False
    if top.end < len(context.texts) and context.lower[top.end] in words().outlets and context.capital[top.end]:
        return False  # "Delta Press Agency"
    text = context.texts[top.start] if top.end - top.start == 1 else ""
    if not text:
        return True
    if top.key in CLOCK and top.start and context.texts[top.start - 1][-1].isdigit():
        return False
    if len(top.key) <= 2 or top.candidates[0].rank == SHORT or top.key in {"us", "uk"}:
        return text.isupper() or text.endswith(".")
    return True


def _runs(doc: Doc) -> Iterator[tuple[int, int]]:
    """Stretches of capitalised words, with small connecting words between them, within a sentence."""
    n, total = 0, len(doc)
    while n < total:
        if not capital(doc[n].text):
            n += 1
            continue
        end = n + 1
        while end < total and not doc[end].is_sent_start:
            text = doc[end].text
            if capital(text) or (
                text == "." and doc[end - 1].idx + len(doc[end - 1]) == doc[end].idx and len(doc[end - 1]) <= 2
            ):
                end += 1
                continue
            ahead = end
            while ahead < total and ahead < end + 3 and doc[ahead].text in CONNECTORS and not doc[ahead].is_sent_start:
                ahead += 1
            if ahead > end and ahead < total and capital(doc[ahead].text) and not doc[ahead].is_sent_start:
                end = ahead + 1
                continue
            break
        yield n, end
        n = end
