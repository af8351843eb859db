"""Whose word it is: the phrase that names a claim's source, the actors behind it, and what kind of source that is."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from harmattan.knowledge import lexicon
from harmattan.model import Actor, SourceKind
from harmattan.reading.claims.contents import Part, Quotes, edges, subject_of, trim
from harmattan.reading.claims.cues import group_of, quoted_as
from harmattan.reading.mentions import Mentions
from harmattan.reading.syntax import Parse

if TYPE_CHECKING:
    from spacy.tokens import Token

FOCUS = ("just", "even", "only", "also", "but")
NOBODY = ("it", "there")
RELATIVES = ("who", "which", "that", "whom")
AGENTIVE = {"tell", "inform", "ask", "warn", "urge", "advise", "remind", "assure", "notify", "order", "request"}
UNNAMED = re.compile(r"not to be (named|identified)|anonym|(un|not )named|unidentified")
OFFICIAL = {"GOV", "MIL", "COP", "LEG", "JUD", "SPY"}


def is_nobody(head: Token) -> bool:
    """Whether a source is none: "no group", "nobody"."""
    return head.lower_ in ("nobody", "none") or any(
        k.dep_ in ("det", "neg") and k.lower_ == "no" for k in head.children
    )


def find_source(parse: Parse, cue: Token, relation: str, content: tuple[Part, ...]) -> Token | None:
    """The head word of the phrase that says who says it, or ``None`` when nobody is named.

    Follows the grammar: subject, agent, the subject that a participle or infinitive shares, possessor of a noun.
    """
    found = _noun_source(cue) if cue.pos_ == "NOUN" else _subject(cue, relation, 0)
    if found is not None and any(a <= found.i < b for a, b in content):
        found = None
    if found is None and relation in ("quote<", "rest", "around", "previous", "ccomp<"):
        found = _after(parse, cue)
    if found is None or found.dep_ == "expl" or (found.lower_ in NOBODY and impersonal(cue)):
        return None
    if any(a <= found.i < b for a, b in content):
        return None
    return found


def _subject(cue: Token, relation: str, depth: int) -> Token | None:
    if depth > 5:
        return None
    kids = list(cue.children)
    passive = any(k.dep_ in ("auxpass", "nsubjpass") for k in kids)
    agent = next((g for k in kids if k.dep_ == "agent" for g in k.children if g.dep_ == "pobj"), None)
    if agent is not None:
        return agent
    subject = subject_of(cue)
    if subject is not None:
        return subject
    if cue.tag_ == "VBN" and cue.dep_ == "advcl" and not any(k.dep_ == "aux" for k in kids):
        return None  # "Asked whether ..., she said": who asked is not told
    if passive:
        felt = cue.lower_ in _states()
        return next((k for k in kids if k.dep_ == "nsubjpass"), None) if felt else None
    up, dep = cue.head, cue.dep_
    if cue.pos_ == "ADJ" and dep in ("acomp", "attr", "oprd", "xcomp", "conj"):
        return _subject(up, relation, depth + 1)
    if dep == "xcomp":
        controlled = next((k for k in up.children if k.dep_ == "dobj" and k.i < cue.i), None)
        return controlled if controlled is not None and up.lemma_ in AGENTIVE else _subject(up, relation, depth + 1)
    if dep in ("relcl", "acl") and up.i != cue.i:
        if cue.tag_ == "VBN" and dep == "acl":
            return None
        loose = cue.tag_ == "VBG" and cue.doc[cue.i - 1].text in (",", "—", "–", "-", "--")
        return _clause_subject(up, depth) if loose else up
    if dep == "amod" and cue.tag_ == "VBN":
        return None
    if dep == "conj" and up.dep_ == "ccomp" and _asks_of_others(cue):
        up = up.head  # "he said they had come and demanded that they leave": nobody demands it of himself
    if dep in ("conj", "advcl", "dep", "ccomp") and up.pos_ in ("VERB", "AUX", "ADJ"):
        return _subject(up, relation, depth + 1)
    if (quoted := quoted_as(cue)) is not None:
        return quoted
    if dep == "pcomp" and up.lower_ == "as" and up.head.tag_ == "VBN":  # "was quoted as saying"
        return next((k for k in up.head.children if k.dep_ == "nsubjpass"), None)
    if dep == "pcomp" and up.head.pos_ in ("VERB", "AUX"):
        return _subject(up.head, relation, depth + 1)
    if dep == "pcomp" and up.head.pos_ == "NOUN":
        return _noun_source(up.head)
    if dep == "prep" and up.pos_ in ("VERB", "AUX"):
        return _subject(up, relation, depth + 1)
    return None


def _asks_of_others(cue: Token) -> bool:
    """Whether a verb of demanding shares the subject before it, and its "they" or "it" would be that very subject."""
    group = group_of(cue)
    if group is None or group.stance != "demands" or cue.head.lemma_ == cue.lemma_:
        return False
    content = next((k for k in cue.children if k.dep_ == "ccomp"), None)
    who = next((k for k in content.children if k.dep_ in ("nsubj", "nsubjpass")), None) if content is not None else None
    own = subject_of(cue.head)
    if who is None or own is None or who.pos_ != "PRON":
        return False
    return (who.lower_ == "they") == (own.tag_ in ("NNS", "NNPS") or own.lower_ in ("they", "we"))


def _clause_subject(noun: Token, depth: int) -> Token | None:
    """The subject of the clause a noun stands in: "The party rejected the figures, saying ..."."""
    up = noun
    while up.pos_ not in ("VERB", "AUX") and up.head.i != up.i:
        up = up.head
    return _subject(up, "", depth + 1) if up.pos_ in ("VERB", "AUX") else noun


def _noun_source(cue: Token) -> Token | None:
    """ "Mali's denial", "a warning by the army", "issued a statement", "US claims"."""
    for kid in cue.children:
        if kid.dep_ == "poss":
            return kid
    for kid in cue.children:
        if kid.dep_ == "prep" and kid.lower_ in ("by", "from", "among"):
            return next((g for g in kid.children if g.dep_ == "pobj"), None)
    if cue.dep_ == "dobj" and cue.head.lemma_.lower() in lexicon("cues")["light"]:
        found = _subject(cue.head, "", 1)
        if found is not None:
            return found
    for kid in cue.children:
        if kid.dep_ in ("compound", "amod") and kid.ent_type_ in ("ORG", "PERSON", "NORP", "GPE"):
            return kid
    return None


def _is_time(kid: Token) -> bool:
    if kid.dep_ == "npadvmod" or kid.ent_type_ in ("DATE", "TIME"):
        return True
    return kid.dep_ == "prep" and any(k.ent_type_ in ("DATE", "TIME") for k in kid.children)


def impersonal(cue: Token) -> bool:
    """Whether "it" before a cue stands for nobody: "it was learnt that", "it seems that"."""
    return any(k.dep_ in ("auxpass", "nsubjpass") for k in cue.children) or cue.lemma_ in ("seem", "appear")


def _after(parse: Parse, cue: Token) -> Token | None:
    """The name or noun right after an inverted cue that the parser left unattached: "..., laughs Oumar"."""
    doc = parse.doc
    for i in range(cue.i + 1, min(cue.i + 5, len(doc))):
        token = doc[i]
        if token.pos_ in ("PROPN", "NOUN", "PRON"):
            while token.dep_ == "compound" and token.head.i > token.i:
                token = token.head
            return token
        if token.pos_ not in ("DET", "ADJ", "NUM"):
            return None
    return None


def source_part(parse: Parse, head: Token, cue: Token, content: tuple[Part, ...], quotes: Quotes) -> Part:
    """Tokens of the whole phrase around a source's head word, without the cue and the content."""
    start, end = edges(head)
    if head.dep_ == "poss":
        end = max(end, head.i + 1)
    for a, b in [(cue.i, cue.i + 1), *content]:
        if a < end and b > start:  # overlaps: keep the side with the head
            if head.i < a:
                end = min(end, a)
            elif head.i >= b:
                start = max(start, b)
    for kid in head.children:
        if kid.i > head.i and _is_time(kid) and kid.left_edge.i < end:
            end = min(end, kid.left_edge.i)  # "the party on Monday said"
        # A relative clause that holds the cue, or a second sentence glued to it, is no part of the name.
        if kid.i > head.i and kid.dep_ in ("parataxis", "ccomp", "advcl") and kid.left_edge.i < end:
            end = min(end, kid.left_edge.i)
        if kid.dep_ == "punct" and kid.text == ":" and head.i < kid.i < end:
            end = kid.i
    for i in range(start + 1, min(head.i, start + 8)):
        # A dateline, "GAO, Mali (Agency) - the army said", is no part of the name.
        if parse.doc[i].text in ("-", "–", "—", "--") and parse.doc[start].is_sent_start:
            start = i + 1
    while start < head.i and (parse.doc[start].pos_ in ("CCONJ", "ADV") or parse.doc[start].lower_ in FOCUS):
        start += 1
    return trim(parse, start, end, quotes)


class Speakers:
    """Actors by mention, and the words that tell what kind a source is."""

    def __init__(self, parse: Parse, actors: list[Actor]) -> None:
        self.parse = parse
        self.actors = {a.id: a for a in actors}
        self.mentions = Mentions(parse, [(a.id, m.span) for a in actors for m in a.mentions])

    def actors_of(self, head: Token, part: Part) -> tuple[str, ...]:
        """Ids of the actors that a source phrase stands for, the head's first, then those joined to it by "and"."""
        if head.lower_ in RELATIVES and head.pos_ == "PRON":
            clause = head.head
            while clause.dep_ not in ("relcl", "ROOT") and clause.head.i != clause.i:
                clause = clause.head
            if clause.dep_ != "relcl" or clause.head.i == head.i:
                return ()
            head = clause.head
            part = (head.left_edge.i, head.i + 1)
        found = [self._one(h, part) for h in (head, *head.conjuncts) if part[0] <= h.i < part[1]]
        return tuple(dict.fromkeys(id for id in found if id))

    def actor_of(self, head: Token) -> str | None:
        """The id of the actor that a word is the head of, or ``None``."""
        return self.mentions.by_head.get(head.i)

    def _one(self, head: Token, part: Part) -> str | None:
        by = self.mentions
        for token in (head, *(k for k in head.children if k.dep_ in ("appos", "flat") and k.i < part[1])):
            if token.i in by.by_head:
                return by.by_head[token.i]
            if token.i in by.by_token and token.pos_ == "PROPN":
                return by.by_token[token.i]
        return by.by_token.get(head.i)

    def kind(self, head: Token | None, part: Part | None, ids: tuple[str, ...]) -> SourceKind:
        """What kind of source it is, by its words first, then by the actor."""
        if head is None or part is None:
            return "anonymous"
        text = self.parse.text[
            self.parse.doc[part[0]].idx : self.parse.doc[part[1] - 1].idx + len(self.parse.doc[part[1] - 1])
        ]
        if UNNAMED.search(text):
            return "anonymous"
        by_outlet = _outlets().fullmatch(re.sub(r"^(the|le) |['’]s$", "", text.strip(" ,").lower()))
        if by_outlet:
            return "media"
        named = any(t.pos_ == "PROPN" for t in self.parse.doc[part[0] : part[1]])
        actor = self.actors.get(ids[0]) if ids else None
        words = [
            head,
            *(k for k in head.children if k.dep_ in ("compound", "appos", "amod", "nmod") and part[0] <= k.i < part[1]),
        ]
        for word in words:
            kind = _kinds().get(word.lemma_.lower())
            if kind and not (kind == "anonymous" and (named and word.i != head.i)):
                return kind
        if _outlets().search(text.lower()):
            return "media"
        if actor is not None:
            sectors = set(actor.sectors)
            if "MED" in sectors or "JRN" in sectors:
                return "media"
            if actor.kind == "state" or sectors & OFFICIAL:
                return "official"
            if actor.kind == "population":
                return "eyewitness" if "witness" in actor.name.lower() else "anonymous"
            return "named"
        if named or (head.pos_ == "PRON" and head.lower_ in ("i", "we", "he", "she", "who")):
            return "named"
        definite = any(k.lower_ == "the" or k.dep_ == "poss" for k in head.children)
        return "anonymous" if head.tag_ in ("NNS", "NN", "CD", "JJ", "DT") and not definite else "named"


@cache
def _states() -> frozenset[str]:
    """Adjectives of belief and feeling: "is convinced" has the form of a passive, but its subject is the believer."""
    return frozenset(w for g in lexicon("cues")["groups"] for w in g.get("adjectives", ()))


@cache
def _kinds() -> dict[str, SourceKind]:
    found: dict[str, SourceKind] = {}
    for kind, words in lexicon("cues")["sources"].items():
        for word in words:
            found.setdefault(word, kind)
    return found


@cache
def _outlets() -> re.Pattern[str]:
    names = sorted(lexicon("cues")["outlets"], key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, names)) + r")\b")
