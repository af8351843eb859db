"""Actors with their mentions by token, as references are resolved and actors merged."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from spacy.tokens import Token

from harmattan.knowledge import lexicon
from harmattan.knowledge.actors import fold
from harmattan.model import Actor, Form, Mention
from harmattan.reading.actor_words import vocabulary
from harmattan.reading.noun_phrases import plural
from harmattan.reading.quotations import Quotation, find_paragraphs, find_quotations
from harmattan.reading.syntax import Parse

Number = str  # "one" | "many" | "body" (a collective: it or they)


@dataclass(eq=False)
class Figure:
    """One actor. ``heads`` maps the head token of each mention to its token range and form."""

    actor: Actor
    heads: dict[int, tuple[int, int, Form]] = field(default_factory=dict)
    merged: Figure | None = None

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
        for at in reversed(self.order):
            if at < floor:
                return
            figure = self.figure(at)
            if at < i and figure is not None and self.parse.in_title(at) == self.parse.in_title(i):
                yield at, figure

    def add(self, figure: Figure, start: int, end: int, head: int, form: Form) -> None:
        """Note one more mention of a figure."""
        figure.heads.setdefault(head, (start, end, form))
        if head not in self.at:
            self.at[head] = figure
            self.order.append(head)
            self.order.sort()

    def merge(self, lesser: Figure, figure: Figure) -> None:
        """Make one actor of two: ``figure`` keeps its name."""
        if lesser is figure:
            return
        lesser.merged = figure
        figure.heads.update(lesser.heads)
        if figure.actor.kind == "person":
            country = figure.actor.country or lesser.actor.country
            figure.actor = replace(figure.actor, country=country, sectors=figure.actor.sectors or lesser.actor.sectors)

    def gender(self, figure: Figure) -> str | None:
        """Male, female, or unknown, by a courtesy title, a noun or a first name."""
        known = lexicon("honorifics")
        for start, end, _ in figure.heads.values():
            for token in self.parse.doc[start:end]:
                word = fold(token.text)
                if word in known["male"] or word in vocabulary("male_nouns"):
                    return "male"
                if word in known["female"] or word in vocabulary("female_nouns"):
                    return "female"
        for start, end, form in figure.heads.values():
            if form == "name" and end - start > 1:
                for token in self.parse.doc[start:end]:
                    word = fold(token.text)
                    if word in names("male_names"):
                        return "male"
                    if word in names("female_names"):
                        return "female"
        first = fold(figure.actor.name.split()[0]) if figure.actor.name else ""
        if figure.actor.kind == "person" and " " in figure.actor.name:
            return "male" if first in names("male_names") else "female" if first in names("female_names") else None
        return None

    def many(self, figure: Figure) -> bool:
        """Whether a figure's mentions are plural nouns."""
        return any(plural(self.parse.doc[head]) for head in figure.heads)

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
            out.append(replace(f.actor, id=own, member_of=member if member != own else None, mentions=mentions))
        return out


def names(which: str) -> frozenset[str]:
    """Common first names of one gender."""
    return frozenset(lexicon("honorifics")[which])


def subject(token: Token) -> bool:
    """Whether a token, or the coordination it is in, is a subject."""
    while token.dep_ == "conj":
        token = token.head
    return bool(token.dep_ in ("nsubj", "nsubjpass", "csubj"))
