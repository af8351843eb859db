"""The place of an event: of all places that a sentence names, the one where this happened.

Cheapest by grammar wins (`attachment`), of those the most specific. "There", "in the city" and "the blast" look back to
the sentences before. A date line counts only for what the lead tells in the report's own voice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from harmattan.model import Place
from harmattan.reading.circumstances.attachment import FAR, VERBAL, Path, Paths, is_event_noun, words
from harmattan.reading.syntax import Parse

if TYPE_CHECKING:
    from spacy.tokens import Token

REACH = 5.0  # costlier places are another happening's
LEVEL = 0.45  # mentions this much costlier than the nearest one lie at the same level
FINER = 1.9  # a finer place may lie this much farther off than the country around it
BETWEEN = 6  # words between a place and the one that holds it
LOOK_BACK = 2  # sentences
OFTEN = 2  # times as many mentions as the last country make another one "the country"
FINENESS = {"region": 0, "country": 1, "admin1": 2, "admin2": 3, "settlement": 4, "point": 5}
DATELINE = re.compile(
    r"\s*[A-Z][^\n.!?]{1,60}?(?:\([^)\n]{2,40}\)\s*)?(?:--|—|–|\s-\s)"
    r"|\s*[A-Z][A-Z .,'’-]{2,30},[^\n]{1,40}?(?:--|—|–|\s-\s|\[TEXT\])"
)


@cache
def _referring() -> re.Pattern[str]:
    """Words that may refer back to a place."""
    nouns = "|".join(sorted(words().kinds))
    return re.compile(rf"\b(?:the|this|that)\s+({nouns})\b|\b(there)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Located:
    """One mention of a place in the document, or a word that refers back to it."""

    place: Place
    start: int  # tokens
    end: int
    root: int
    path: Path

    @property
    def fineness(self) -> int:
        return FINENESS[self.place.precision]


def meeting(event: Path, other: Path) -> float:
    """What it costs to go from an event to a mention by the cheapest word at which their paths meet."""
    return min((event[i] + cost for i, cost in other.items() if i in event), default=FAR)


def _lies_in(place: Place, wide: Place) -> bool:
    """Whether a place lies in a country or province."""
    if place.country is None or place.country != wide.country or wide.precision not in ("country", "admin1"):
        return False
    inner = FINENESS[place.precision] > FINENESS[wide.precision]
    return inner and (wide.precision == "country" or (place.admin1 is not None and place.admin1 == wide.admin1))


class Whereabouts:
    """Finds the places of events of one parsed report."""

    def __init__(self, parse: Parse, paths: Paths, places: Sequence[Place]) -> None:
        self.parse = parse
        self.paths = paths
        self._places = places
        self._countries = [p for p in places if p.precision == "country"]
        self.dateline: Place | None = None
        self._found: dict[int, list[Located]] = {}
        self._locate(places)
        self._refer_back()
        self.lead = self._lead()

    def of(self, token: int) -> tuple[str, ...]:
        """Ids of the places of the event with trigger token ``token``: the most specific that the text gives it."""
        number = self.parse.sentence_of[token]
        own = self._in_sentence(token, number)
        if own:
            return own
        before = self.antecedent(token)
        if before is not None and before != token:
            return self.of(before)
        if number == self.lead and self.dateline and self._main(self.parse.doc[token]):
            # only when the lead names no other country, where the correspondent may not be
            lands = {m.place.country for m in self._found.get(number, ())}
            return (self.dateline.id,) if lands <= {self.dateline.country} else ()
        return ()

    @cached_property
    def land(self) -> Place | None:
        """The one country in which everything that the report locates lies, when the report also names it.

        ``None`` when two countries are told of as places, fewer than two sentences (the date line is one) tell any, or
        another country is named more often.
        """
        told = {n: m.place.country for n, ms in self._found.items() for m in ms if len(m.path) > 1}
        lands = {country for country in told.values() if country}
        if self.dateline and self.dateline.country:
            lands.add(self.dateline.country)
        if len(lands) != 1 or len(told) + (self.dateline is not None) < 2:
            return None
        most = max(self._countries, key=lambda p: (len(p.mentions), p.country in lands), default=None)
        return most if most is not None and most.country in lands else None

    def home(self, countries: Iterable[str]) -> Place | None:
        """The country of a happening all whose known parties are of it, where the report names it and is dated from
        there."""
        codes = set(countries)
        if len(codes) != 1 or self.dateline is None or self.dateline.country not in codes:
            return None
        return next((p for p in self._countries if p.country in codes), None)

    def finest(self, ids: Sequence[str]) -> tuple[str, ...]:
        """The places without those in which, by the knowledge, another of them lies."""
        told = [p for p in self._places if p.id in ids]
        return tuple(id for id in ids if not any(id == p.id and _lies_in(q, p) for p in told for q in told))

    # -------------------------------------------------------------- mentions

    def _locate(self, places: Sequence[Place]) -> None:
        """Mentions of places by sentence, with their paths."""
        line = DATELINE.match(self.parse.report.text[:120])
        spans, named, heading = [], dict[int, str](), set[int]()
        for place in places:
            for mention in place.mentions:
                tokens = self.parse.tokens(mention)
                named.update((t.i, place.id) for t in tokens)
                spans.append((place, tokens))
                if line and mention.place == "text" and mention.end <= line.end():
                    heading.add(tokens.start)
                    self.dateline = max((self.dateline or place, place), key=lambda p: FINENESS[p.precision])
        for place, tokens in sorted(spans, key=lambda s: (s[1].start, s[1].end)):
            wide = FINENESS[place.precision] <= FINENESS["country"]
            path = {} if tokens.start in heading else self.paths.place(tokens.root, named, wide)
            number = self.parse.sentence_of[tokens.start]
            self._found.setdefault(number, []).append(Located(place, tokens.start, tokens.end, tokens.root.i, path))

    def _refer_back(self) -> None:
        """Adds "there" and "the city" as mentions of the place last told, when there is one of that kind."""
        told = [m for number in sorted(self._found) for m in self._found[number]]
        if not told:
            return
        doc = self.parse.doc
        for match in _referring().finditer(self.parse.text, doc[told[0].end - 1].idx):
            found = doc.char_span(*match.span(match.lastindex or 1))
            if found is None or len(found) != 1 or not (kinds := self._kinds(found[0])):
                continue
            t, number = found[0], self.parse.sentence_of[found.start]
            town = kinds == {FINENESS["settlement"]}
            before = [m for m in told if m.end <= t.i and m.fineness in kinds and (town or len(m.path) > 1)]
            if before and number - self.parse.sentence_of[before[-1].start] <= LOOK_BACK:
                place = before[-1].place
                if kinds == {FINENESS["country"]}:
                    place = self._main_country(place)
                back = Located(place, t.i, t.i + 1, t.i, self.paths.place(t, {t.i: place.id}))
                self._found[number] = sorted([*self._found.get(number, ()), back], key=lambda m: m.start)

    def _main_country(self, last: Place) -> Place:
        """What "the country" means: the one last told, unless the report names another far more often."""
        most = max(self._countries, key=lambda p: len(p.mentions), default=last)
        return most if len(most.mentions) >= OFTEN * len(last.mentions) else last

    def _kinds(self, token: Token) -> frozenset[int]:
        """How fine a place the word may refer back to; none when it does not refer."""
        lower = token.lower_
        if lower == "there":
            found = token.dep_ == "advmod" and token.head.pos_ in VERBAL
            return frozenset(FINENESS.values()) if found else frozenset()
        kids = [k.dep_ for k in token.children]
        if "det" not in kids or {"prep", "compound", "amod", "appos", "poss", "relcl"} & set(kids):
            return frozenset()
        return frozenset(FINENESS[p] for p in words().kinds[lower])

    def _lead(self) -> int:
        """The first sentence of the text that tells something."""
        for number, sentence in enumerate(self.parse.sentences):
            if not self.parse.in_title(sentence.start) and any(t.pos_ in VERBAL for t in sentence):
                return number
        return 0

    # -------------------------------------------------------------- choosing

    def _in_sentence(self, token: int, number: int) -> tuple[str, ...]:
        event = self.paths.event(token)
        priced = [
            (cost, m)
            for m in self._found.get(number, ())
            if not m.start <= token < m.end
            and not self.paths.foreign(token, self.parse.doc[m.root])
            and (cost := meeting(event, m.path)) < REACH
        ]
        if not priced:
            return ()
        priced = self._without_wholes(priced)
        best = min(cost for cost, _ in priced)
        near = [m for cost, m in priced if cost <= best + LEVEL]
        finest = max(m.fineness for m in near)
        if finest < FINENESS["settlement"]:
            # "in Iraq ... in an attack on a market in Mosul": the finer place, when it lies in the coarser one
            wide = next(m for m in near if m.fineness == finest)
            finer = [
                (cost, m)
                for cost, m in priced
                if cost <= best + FINER and m.fineness > finest and m.place.country in (wide.place.country, None)
            ]
            if finer:
                low = min(cost for cost, _ in finer)
                near = [m for cost, m in finer if cost <= low + LEVEL]
                finest = max(m.fineness for m in near)
        first = next(m for m in near if m.fineness == finest)
        same = [m for m in near if m is first or self._listed(m.root, first.root) or self._listed(first.root, m.root)]
        return tuple(dict.fromkeys(m.place.id for m in same))

    def _without_wholes(self, priced: list[tuple[float, Located]]) -> list[tuple[float, Located]]:
        """Without what the text itself says another holds: of "X junction in Y" and "Y's X district" X stays, and is
        as near as Y was."""
        out = dict(enumerate(priced))
        for n, (cost, m) in enumerate(priced):
            for k, (other, wide) in enumerate(priced):
                if k in out and n in out and k != n and self._holds(wide, m) and cost <= other + FINER:
                    out[n] = (min(out[n][0], out[k][0]), m)
                    del out[k]
        return list(out.values())

    def _holds(self, wide: Located, fine: Located) -> bool:
        """Whether the words between two mentions put the one inside the other."""
        if wide.fineness > fine.fineness or wide.place.id == fine.place.id:
            return False
        first, second = (fine, wide) if fine.start < wide.start else (wide, fine)
        if not 0 < second.start - first.end <= BETWEEN:
            return False
        between = [t.lower_ for t in self.parse.doc[first.end : second.start] if not t.is_space]
        w = words()
        plain = [t for t in between if t not in w.place_nouns and t not in ("the", "-", "refugee", "s")]
        if first is fine:
            return plain in (["in"], [","], [",", "in"], ["of"]) and (plain != ["of"] or between[0] in w.place_nouns)
        return plain in (["'s"], ["’s"], ["'s", "of"], ["’s", "of"]) or (plain == ["of"] and len(between) > 1)

    def _listed(self, later: int, first: int) -> bool:
        """Whether a mention stands in one list with an earlier one ("in X, Y and Z", "in X and in Y")."""
        token = self.parse.doc[later]
        conjunct = False
        for _ in range(8):
            if token.dep_ not in ("conj", "pobj", "prep", "compound"):
                return False
            conjunct = conjunct or token.dep_ == "conj"
            token = token.head
            if token.i == first or any(k.i == first for k in token.children):
                return conjunct
        return False

    # -------------------------------------------------------------- looking back

    def antecedent(self, token: int) -> int | None:
        """The trigger, in the sentences before, of the happening that a known one refers back to, or ``None``.

        The two must be of one sort: "a bomb went off ... the blast"; "it" refers to a happening in the main clause.
        """
        noun = self._known_happening(self.parse.doc[token])
        if noun is None:
            return None
        sorts = words().sorts
        number = self.parse.sentence_of[token]
        for back in range(1, min(LOOK_BACK, number) + 1):
            sentence = self.parse.sentences[number - back]
            if self.parse.in_title(sentence.start):
                break
            if noun.pos_ == "PRON":
                told = [t for t in (sentence.root, *sentence.root.children) if t.lemma_.lower() in sorts]
                return told[0].i if told and back == 1 else None
            name = noun.lemma_.lower()
            told = [t for t in sentence if t.lemma_.lower() == name] or [
                t for t in sentence if name in sorts and sorts.get(t.lemma_.lower()) == sorts[name]
            ]
            if told:
                return told[0].i
        return None

    def _known_happening(self, token: Token) -> Token | None:
        """The word by which an event is told of as known: "the blast killed 12", "it left 40 wounded", "the attack"."""
        noun = token
        if token.pos_ in VERBAL:
            subject = next((k for k in token.children if k.dep_ in ("nsubj", "nsubjpass")), None)
            if subject is None:
                return None
            if subject.lower_ in ("it", "this"):
                return subject if token.tag_ == "VBD" and token.lemma_ in words().told_by_it else None
            noun = subject
        kids = [k for k in noun.children if not k.is_punct]
        definite = any(k.dep_ == "det" and k.lower_ in ("the", "this", "that") for k in kids)
        plain = definite and is_event_noun(noun) and all(k.dep_ in ("det", "relcl") for k in kids)
        return noun if plain else None

    def _main(self, token: Token) -> bool:
        """Whether the trigger is the main verb of its sentence, or stands in its subject or object."""
        for _ in range(4):
            if token.head.i == token.i:
                return token.lemma_ not in self.paths.words.report
            trailing = token.dep_ == "ccomp" and token.i < token.head.i and token.head.lemma_ in self.paths.words.report
            if trailing:  # "..., officials said"
                return token.head.dep_ == "ROOT"
            if token.dep_ not in ("nsubj", "nsubjpass", "dobj", "conj", "compound"):
                return False
            token = token.head
        return False
