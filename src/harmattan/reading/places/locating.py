"""Whether a place name says where: "fighting in Mali" does, "Mali says" and "the Paris agreement" do not.

A reading lists every place that a report names; an event may lie only in one that is used as a location.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from harmattan.knowledge.lexicon import lexicon
from harmattan.model import Span
from harmattan.reading.syntax import Parse

if TYPE_CHECKING:
    from spacy.tokens import Token

DATELINE = re.compile(r"(?:[,/] ?[\w. ]{1,30}){0,3}\s*(?:\([^()\n]{2,40}\)\s*)?(?:--|—|–|-|:)\s")
STEPS = 6  # links of the syntax that are followed to the word a name hangs on


@dataclass(frozen=True)
class Locatives:
    """The lists of ``places_words.yaml`` that say what places something."""

    places: frozenset[str]
    moves: frozenset[str]
    movement: frozenset[str]
    about: frozenset[str]
    arrival: frozenset[str]
    scenes: frozenset[str]
    located: frozenset[str]
    parts: frozenset[str]
    happenings: frozenset[str]
    borders: frozenset[str]


@cache
def locatives() -> Locatives:
    data = lexicon("places_words")
    features = {word for kind in data["features"].values() for word in kind}
    return Locatives(
        places=frozenset(data["places_things"]),
        moves=frozenset(data["places_movement"]),
        movement=frozenset(data["movement"]),
        about=frozenset(data["about"]),
        arrival=frozenset(data["arrival"]),
        scenes=frozenset(data["scenes"]),
        located=frozenset(data["located"]) | features,
        parts=frozenset(data["parts"]) | features,
        happenings=frozenset(data["happenings"]),
        borders=frozenset(data["borders"]),
    )


def is_location_use(parse: Parse, span: Span) -> bool:
    """Whether the place named at ``span`` is where something is, happens or moves, rather than a state that acts, a
    label ("the Paris agreement") or what something is about ("Mali expert")."""
    if is_dateline(parse, span):
        return True
    return _locates(parse.tokens(span).root, 0)


def is_dateline(parse: Parse, span: Span) -> bool:
    """Whether the name opens the report: "BAMAKO, Mali (Reuters) — …"."""
    first, last = parse.offset(span)
    opening = parse.text[parse.body : first]
    if len(opening) > 40 or "\n" in opening.strip() or (opening.strip() and not opening.strip().endswith((",", "/"))):
        return False
    return DATELINE.match(parse.text, last) is not None


def _locates(token: Token, step: int) -> bool:
    """Whether the phrase headed by ``token`` says where, judged by what it hangs on."""
    words, head, dep = locatives(), token.head, token.dep_
    lemma = head.lemma_.lower()
    if step > STEPS:
        return False
    if dep in {"pobj", "pcomp"}:
        return _after(head, step)
    if dep in {"compound", "nmod", "amod"}:
        if head.ent_type_ == "DATE" and head.dep_ == "pobj":  # "marched in Basra Saturday"
            return _after(head.head, step)
        # the head may itself be a name: "Rapides Parish", "Tehran's Azadi Square"
        if head.lower_.rstrip(".") in words.located or lemma in words.located:
            return True
        return head.ent_type_ in {"GPE", "LOC", "FAC"} and _locates(head, step + 1)
    if dep == "poss":
        return lemma in words.parts or head.ent_type_ in {"LOC", "FAC"}
    if dep in {"appos", "conj", "npadvmod"} and head.i != token.i and head.pos_ in {"PROPN", "NOUN"}:
        if dep == "appos" and head.pos_ == "NOUN" and lemma not in words.parts:
            return False
        return _locates(head, step + 1)
    if dep in {"dobj", "nsubjpass"}:
        return lemma in words.arrival
    if dep == "nsubj":
        return lemma in words.scenes
    return dep == "advmod" and head.pos_ in {"VERB", "AUX"}


def _after(preposition: Token, step: int) -> bool:
    """Whether a preposition places what follows it."""
    words, word, head = locatives(), preposition.lower_, preposition.head
    lemma = head.lemma_.lower()
    if word == "of":
        if lemma in words.parts or lemma in words.happenings or head.lower_ in words.parts:
            return True
        return head.ent_type_ in {"GPE", "LOC", "FAC"}
    if word == "with":  # "the border with Mauritania", "the tri-border area with Niger"
        return lemma in words.borders or any(c.lower_ in words.borders for c in head.subtree if c.i < head.i)
    if word in words.places:
        return lemma not in words.about
    if word in {"on", "against"} and lemma in words.happenings:
        return True
    if word in words.moves:
        if lemma == "accord":
            return False
        if head.dep_ == "prep" and step < STEPS:  # "out of", "from near"
            return _after(head, step + 1)
        if head.pos_ == "ADV" and head.head.i != head.i:  # "bring them back from Mali"
            lemma = head.head.lemma_.lower()
        return lemma in words.movement or lemma in words.parts
    return False
