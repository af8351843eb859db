"""Noun phrases: their extent around a head, and the role that the head names."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from harmattan.knowledge.actors import ActorIndex, Role, fold

LEFT = frozenset({"det", "amod", "compound", "nmod", "nummod", "poss", "quantmod", "predet", "npadvmod"})
NUMERALS = frozenset({"CD"})
PLURAL = frozenset({"NNS", "NNPS"})
MAX_LEFT = 10  # tokens before a head that still belong to its core; longer ones are misparsed


def core(doc: Doc, head: Token) -> tuple[int, int]:
    """Tokens ``[start, end)`` of a head with its determiner, modifiers and possessor, without what follows it."""
    start = head.i
    for child in sorted(head.lefts, key=lambda t: -t.i):
        if child.dep_ not in LEFT or child.i >= start:
            if child.dep_ in ("punct", "cc", "conj", "case", "advmod") and start - child.i <= 2:
                continue
            break
        left = child.left_edge.i
        if any(t.is_space or t.text in '"“”:;()[]' or dash(t) or (t.pos_ in ("VERB", "AUX") and t.dep_ == "relcl")
               for t in doc[left : head.i]):  # fmt: skip
            break
        if head.i - left > MAX_LEFT:
            break
        start = left
    return start, head.i + 1


def dash(token: Token) -> bool:
    """Whether a token is a dash between words, not a hyphen within one."""
    if token.text in ("—", "--"):
        return True
    return token.text in ("-", "--", "–", "—") and bool(token.i and token.nbor(-1).whitespace_ and token.whitespace_)


def singular(word: str) -> str:
    """A folded noun in the singular, by the regular rules."""
    if word.endswith("men") and len(word) > 4:
        return word[:-2] + "an"
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def role_at(doc: Doc, index: ActorIndex, i: int) -> tuple[int, Role] | None:
    """The role that ends in token ``i`` and the token where it starts; the longest phrase wins."""
    token = doc[i]
    lower = fold(token.text)
    lasts = list(dict.fromkeys((lower, fold(token.lemma_), singular(lower))))
    before: list[tuple[int, str]] = []
    j = i - 1
    while j >= 0 and len(before) < 3:
        if doc[j].text in ("-", "'s", "’s", "'", "’"):
            j -= 1
            continue
        if not doc[j].is_alpha:
            break
        before.insert(0, (j, fold(doc[j].text)))
        j -= 1
    for k in range(len(before) + 1):
        for last in lasts:
            phrase = " ".join([*(w for _, w in before[k:]), last])
            role = index.role(phrase)
            if role:
                return (before[k][0] if k < len(before) else i), role
    return None


def plural(token: Token) -> bool:
    """Whether a noun is plural, by tag or, for capitalised nouns, by form."""
    if token.tag_ in PLURAL:
        return True
    word = token.text
    return token.tag_ == "NNP" and not word.isupper() and not token.ent_type_ and singular(fold(word)) != fold(word)


def numeral(head: Token) -> str | None:
    """The number that a head is counted with ("90" commandos), folded, or ``None``."""
    for child in head.lefts:
        if child.dep_ == "nummod" or child.tag_ in NUMERALS:
            return fold(child.text)
    return None


def definite(head: Token, start: int) -> bool:
    """Whether a phrase refers to something already known: "the", "this", a possessive."""
    first = head.doc[start]
    if fold(first.text) in ("the", "this", "that", "these", "those", "both", "such"):
        return True
    return any(c.dep_ == "poss" for c in head.lefts)


def preposition(head: Token) -> Token | None:
    """The preposition that governs a phrase's head, also through "and" ("with Russia and China")."""
    seen = 0
    while head.dep_ in ("conj", "appos") and seen < 6:
        head, seen = head.head, seen + 1
    return head.head if head.dep_ == "pobj" else None


def role_head(head: Token) -> Token:
    """The first conjunct of a coordination or apposition: the token whose place in the clause counts."""
    seen = 0
    while head.dep_ in ("conj", "appos") and head.head.pos_ in ("NOUN", "PROPN", "PRON") and seen < 6:
        head, seen = head.head, seen + 1
    return head
