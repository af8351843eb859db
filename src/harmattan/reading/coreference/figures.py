"""Actors with their mentions by token, as references are resolved and actors merged."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import islice

from spacy.tokens import Token

from harmattan.knowledge import lexicon
from harmattan.knowledge.actors import ActorIndex, fold
from harmattan.model import Actor, Form, Mention
from harmattan.reading.actors.labels import label
from harmattan.reading.actors.noun_phrases import plural, role_at
from harmattan.reading.actors.words import vocabulary
from harmattan.reading.claims.quotations import Quotation, find_paragraphs, find_quotations
from harmattan.reading.syntax import Parse

Number = str  # "one" | "many" | "body" (a collective: it or they)


@dataclass
class Known:
    """What the first ``mentions`` mentions of a figure tell, kept so that each is looked at once."""

    mentions: int = 0
    titled: str | None = None
    named: str | None = None
    many: bool = False


@dataclass(eq=False)
class Figure:
    """One actor. ``heads`` maps the head token of each mention to its token range and form."""

    actor: Actor
    heads: dict[int, tuple[int, int, Form]] = field(default_factory=dict)
    merged: Figure | None = None
    known: Known = field(default_factory=lambda: Known())

    @property
    def number(self) -> Number:
        """Whether "he", "they" or "it" may stand for it."""
        if self.actor.kind == "person":
            return "one"
        return "many" if self.actor.kind == "population" else "body"


@dataclass
class Figures:
    """The actors of a report while references are resolved."""

    parse: Parse
    given: list[Actor]
    index: ActorIndex

    def __post_init__(self) -> None:
        self.all: list[Figure] = []
        self.at: dict[int, Figure] = {}
        for actor in self.given:
            figure = Figure(actor)
            for mention in actor.mentions:
                tokens = self.parse.tokens(mention.span)
                figure.heads[tokens.root.i] = (tokens.start, tokens.end, mention.form)
                self.at[tokens.root.i] = figure
            self.all.append(figure)
        self.order = sorted(self.at)

    @cached_property
    def speech(self) -> list[Quotation]:
        """Quotations that are somebody's words."""
        return [q for q in find_quotations(self.parse) if q.speech]

    @cached_property
    def quoted_in(self) -> dict[int, int]:
        """For tokens inside a quotation, its number."""
        return {i: n for n, q in enumerate(self.speech) for i in range(q.start, q.end)}

    @cached_property
    def _paragraphs(self) -> list[int]:
        return [start for start, _ in find_paragraphs(self.parse)]

    def paragraph(self, i: int) -> int:
        """The number of the paragraph that token ``i`` lies in, as quotations count them."""
        return bisect_right(self._paragraphs, self.parse.doc[i].idx) - 1

    def figure(self, i: int) -> Figure | None:
        """The figure whose mention has token ``i`` as its head."""
        found = self.at.get(i)
        while found is not None and found.merged is not None:
            found = found.merged
        return found

    def before(self, i: int, sentences: int) -> Iterator[tuple[int, Figure]]:
        """Mentions before token ``i``, the nearest first, back to so many sentences before its own."""
        sentence = self.parse.sentence_of[i]
        floor = self.parse.sentences[max(0, sentence - sentences)].start
        title = self.parse.in_title(i)
        for n in range(bisect_left(self.order, i) - 1, -1, -1):
            at = self.order[n]
            if at < floor:
                return
            figure = self.figure(at)
            if figure is not None and self.parse.in_title(at) == title:
                yield at, figure

    def add(self, figure: Figure, start: int, end: int, head: int, form: Form) -> None:
        """Note one more mention of a figure."""
        figure.heads.setdefault(head, (start, end, form))
        if head not in self.at:
            self.at[head] = figure
            insort(self.order, head)

    def merge(self, lesser: Figure, figure: Figure) -> None:
        """Make one actor of two: ``figure`` keeps its name."""
        if lesser is figure:
            return
        lesser.merged = figure
        figure.heads.update(lesser.heads)
        figure.known = Known()
        if figure.actor.kind == "person":
            country = figure.actor.country or lesser.actor.country
            figure.actor = replace(figure.actor, country=country, sectors=figure.actor.sectors or lesser.actor.sectors)

    def gender(self, figure: Figure) -> str | None:
        """Male, female, or unknown, by a courtesy title, a noun or a first name."""
        known = self._known(figure)
        if known.titled or known.named:
            return known.titled or known.named
        first = fold(figure.actor.name.split()[0]) if figure.actor.name else ""
        if figure.actor.kind == "person" and " " in figure.actor.name:
            return "male" if first in names("male_names") else "female" if first in names("female_names") else None
        return None

    def many(self, figure: Figure) -> bool:
        """Whether a figure's mentions are plural nouns."""
        return self._known(figure).many

    def _known(self, figure: Figure) -> Known:
        known = figure.known
        for head, (start, end, form) in islice(figure.heads.items(), known.mentions, None):
            words = [fold(token.text) for token in self.parse.doc[start:end]]
            known.titled = known.titled or _titled(words)
            if form == "name" and end - start > 1:
                known.named = known.named or _named(words)
            known.many = known.many or plural(self.parse.doc[head])
        known.mentions = len(figure.heads)
        return known

    def actors(self) -> list[Actor]:
        """The figures that remain, numbered in reading order, with all their mentions."""
        left = [f for f in self.all if f.merged is None]
        left.sort(key=lambda f: min(f.heads.values())[:2])
        ids = {f.actor.id: f"a{n}" for n, f in enumerate(left, 1)}
        for figure in self.all:
            end = figure
            while end.merged is not None:
                end = end.merged
            ids[figure.actor.id] = ids[end.actor.id]
        out = []
        for f in left:
            member = ids.get(f.actor.member_of or "")
            own = ids[f.actor.id]
            mentions = tuple(Mention(self.parse.span(s, e), form) for s, e, form in sorted(f.heads.values()))
            out.append(replace(f.actor, id=own, name=self.called(f), member_of=member if member != own else None,
                               mentions=mentions))  # fmt: skip
        return out

    def called(self, figure: Figure) -> str:
        """An actor's name; of one who is only described, the clearest description."""
        actor = figure.actor
        if actor.name in self.index.entries or any(form == "name" for _, _, form in figure.heads.values()):
            return actor.name
        best: tuple[tuple[bool, bool, int], str] | None = None
        for head, (start, _, form) in figure.heads.items():
            if form != "nominal":
                continue
            text = label(self.parse.doc, self.index, actor, start, head)
            found = role_at(self.parse.doc, self.index, head)
            body = bool(found and found[1].kind != "person") if actor.kind == "group" else True
            rank = (not body, self.parse.in_title(head), head)
            if text and (best is None or rank < best[0]):
                best = (rank, text)
        return best[1] if best else actor.name


def _titled(words: list[str]) -> str | None:
    """The gender of the first word that tells it: a courtesy title or a noun."""
    known = lexicon("honorifics")
    for word in words:
        if word in known["male"] or word in vocabulary("male_nouns"):
            return "male"
        if word in known["female"] or word in vocabulary("female_nouns"):
            return "female"
    return None


def _named(words: list[str]) -> str | None:
    """The gender of the first word that is a first name."""
    for word in words:
        if word in names("male_names"):
            return "male"
        if word in names("female_names"):
            return "female"
    return None


@cache
def names(which: str) -> frozenset[str]:
    """Common first names of one gender."""
    return frozenset(lexicon("honorifics")[which])


def subject(token: Token) -> bool:
    """Whether a token, or the coordination it is in, is a subject."""
    while token.dep_ == "conj":
        token = token.head
    return bool(token.dep_ in ("nsubj", "nsubjpass", "csubj"))
