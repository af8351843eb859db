"""Which events are background: older ones told to explain today's ("last year's coup")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from harmattan.model import Time
from harmattan.reading.circumstances.attachment import VERBAL, Paths, words
from harmattan.reading.syntax import Parse

if TYPE_CHECKING:
    from spacy.tokens import Token

# Time expressions that point well before any report of today, whatever its date.
OLD = re.compile(
    r"\b(?:last|previous|past)\s+(?:year|century|decade|(?:spring|summer|autumn|fall|winter))"
    r"|\b(?:years?|decades?|months|centur(?:y|ies)|generations?)\s+(?:ago|earlier|before)"
    r"|\bin\s+recent\s+(?:years|decades)|\bearlier\s+this\s+(?:year|decade|century)"
    r"|\b(?:1[5-9]|20)\d\ds\b",
    re.IGNORECASE,
)
YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")


class Background:
    """Tells background from news in one parsed report."""

    def __init__(self, parse: Parse, paths: Paths) -> None:
        self.parse = parse
        self.paths = paths
        self.words = words()
        published = parse.report.published
        self.published = date.fromisoformat(published[:10]) if published else None

    @cached_property
    def lead(self) -> int:
        """The sentence that opens the text; the headline lies before it."""
        sentences = self.parse.sentences
        body = (n for n, s in enumerate(sentences) if not self.parse.in_title(s.start))
        return next((n for n in body if any(t.pos_ in VERBAL for t in sentences[n])), 0)

    @cached_property
    def newest(self) -> int | None:
        """The latest year that the text names: without a publication date, earlier years are the past."""
        if self.published:
            return self.published.year
        years = [int(y) for y in YEAR.findall(self.parse.text)]
        return max(years) if years else None

    def holds(self, index: int, times: Sequence[Time]) -> bool:
        """Whether the event with trigger token ``index`` and these times is background."""
        token = self.parse.doc[index]
        if self._main_of_lead(token):
            return False
        if any(self._old(t, token.tag_ == "VBD") for t in times):
            return True
        if token.pos_ in VERBAL:
            return self._told_as_earlier(token)
        return self._named_as_past(token)

    def _main_of_lead(self, token: Token) -> bool:
        """Whether the trigger is the main verb of the headline or the first sentence, or said in it."""
        if self.parse.sentence_of[token.i] > self.lead:
            return False
        while token.dep_ in ("ccomp", "xcomp", "conj") and token.head.i != token.i:
            token = token.head
        return token.dep_ == "ROOT"

    def _old(self, time: Time, over: bool) -> bool:
        if time.role == "until" or (time.role == "since" and not over):  # "has led since 2012" goes on
            return False
        if self.published and time.latest:
            return (self.published - date.fromisoformat(time.latest)).days > self.words.days_old
        if OLD.search(time.span.text):
            return True
        year = YEAR.search(time.span.text)
        if year and time.span.text.strip() == year[0]:  # news says "this year" of its own
            return True
        return bool(year and self.newest and int(year[1]) < self.newest)

    def _told_as_earlier(self, verb: Token) -> bool:
        """Pluperfect in the narrator's own clause, or "previously", "formerly"."""
        kids = list(verb.children)
        if any(k.dep_ == "advmod" and k.lower_ in self.words.background_words for k in kids):
            return True
        had = any(k.dep_ == "aux" and k.lower_ in ("had", "'d") for k in kids) and verb.tag_ == "VBN"
        if not had:
            return False
        governor = verb
        while governor.dep_ in ("conj", "xcomp") and governor.head.i != governor.i:
            governor = governor.head
        # "said that they had attacked" only shifts the tense; "if they had attacked" is no history
        shifted = governor.dep_ == "ccomp" or any(k.lower_ == "if" for k in governor.children)
        return not shifted

    def _named_as_past(self, noun: Token) -> bool:
        """ "last year's coup", "the 2012 rebellion", "the anniversary of the attack", "since the coup"."""
        near = [noun, *noun.children]
        phrase = " ".join(t.text for t in noun.subtree if t.i < noun.i)
        if OLD.search(phrase):
            return True
        if any(k.lower_ in ("former", "earlier", "previous") for k in near if k.dep_ == "amod"):
            return True
        for k in near:
            if k.dep_ in ("compound", "nummod", "nmod", "amod", "npadvmod") and (year := YEAR.fullmatch(k.text)):
                return self.newest is None or int(year[1]) < self.newest
        if noun.dep_ == "pobj":
            holder = noun.head.head
            if noun.head.lower_ == "of" and holder.lemma_.lower() in self.words.background_nouns:
                return True
            if noun.head.lower_ == "since":
                return True
        return False
