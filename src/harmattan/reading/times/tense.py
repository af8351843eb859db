"""The tense around a time expression, and the preposition before it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from harmattan.model import TimeRole
from harmattan.reading.quantities.numbers import any_of
from harmattan.reading.times.words import lex

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

ROLES: tuple[TimeRole, ...] = ("since", "until", "before", "after")


def direction(tokens: Span) -> int:
    """-1 when the clause around the tokens tells of the past, 1 of the future, 0 when it does not say."""
    if tokens.root.dep_ == "compound":
        return 0  # "under a June agreement"
    node = tokens.root
    for _ in range(8):
        if node.pos_ in ("VERB", "AUX"):
            said = _of_verb(node)
            if said or node.dep_ in ("ROOT", "relcl", "ccomp"):
                return said
        elif node.lemma_.lower() in lex()["forward"] and node.pos_ in ("NOUN", "ADJ") and node.i != tokens.root.i:
            return 1
        if node.dep_ == "pobj" and node.head.lower_ == "for" and node.i != tokens.root.i and _urges(node.head.head):
            return 1  # "called for a march on Friday"
        if node.head.i == node.i:
            break
        node = node.head
    return 0


def _urges(verb: Token) -> bool:
    """Whether a verb wants others to do something: what it governs is still to come."""
    return verb.pos_ == "VERB" and verb.lemma_.lower() in lex()["urging"]


def is_past_perfect(tokens: Span) -> bool:
    """Whether the verb above the tokens stands in the past perfect: "until Thursday they had not called"."""
    verb = next((t for t in tokens.root.ancestors if t.pos_ in ("VERB", "AUX")), None)
    return verb is not None and any(c.lower_ == "had" for c in verb.children)


def _of_verb(verb: Token) -> int:
    helpers = [c for c in verb.children if c.dep_ in ("aux", "auxpass")]
    words = {h.lower_ for h in helpers}
    if verb.tag_ in ("VB", "VBP") and verb.dep_ in ("xcomp", "ccomp") and _urges(verb.head):
        return 1  # "called on them to march on Friday", "demanded that they leave on Friday"
    if words & {"will", "shall", "'ll", "’ll", "wo", "may", "might", "should", "can", "must"}:
        return -1 if "have" in words else 1
    if words & {"would", "could"}:
        return 1
    if "to" in words:
        above = verb.head
        if any(c.lower_ == "had" for c in above.children):
            return -1  # "had been due to expire Friday"
        planned = above.lemma_.lower() in lex()["forward"] or above.tag_ in ("VBZ", "VBP", "NN", "NNS", "VB")
        return 1 if planned or above.i == verb.i else 0
    forward = verb.lemma_.lower() in lex()["forward"]
    if verb.tag_ == "VBD":
        return -1
    if verb.tag_ == "VBN":
        if words & {"is", "are", "'s", "’s", "be", "being"} and not words & {"has", "have", "had"}:
            return 1 if forward else 0
        return 1 if forward and not helpers else -1
    if verb.tag_ in ("VBZ", "VBP"):
        return 1 if verb.lemma_.lower() in lex()["timetable"] else 0
    if verb.tag_ == "VBG":
        if words & {"is", "are", "'s", "’s", "'re", "’re", "am"}:
            return 1
        if words & {"was", "were", "been"}:
            return -1
        return 0
    return 0


@cache
def _role_regex() -> re.Pattern[str]:
    groups = "|".join(f"(?P<{role}>{any_of(lex()['roles'][role])})" for role in ROLES)
    return re.compile(rf"\b(?:{groups})\s+(?:the\s+|about\s+|around\s+|just\s+|at\s+least\s+|(?:on|in)\s+)*$", re.I)


def role(before: str) -> TimeRole:
    """The role that the words before a time expression give it."""
    m = _role_regex().search(before[-40:])
    if m:
        for name in ROLES:
            if m[name]:
                return name
    return "at"
