"""Which triggers tell no event.

Some stand in a purpose, a condition, a wish, or in what is demanded (`unreal`); others say too little of what happened,
or nothing that happened once (`stands`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from harmattan.knowledge import lexicon
from harmattan.model import Time
from harmattan.reading.events.drafts import SWALLOWS, VERBAL, Draft
from harmattan.reading.events.happenings import Told
from harmattan.reading.events.parties import Parties
from harmattan.reading.events.predicates import RELATIVE, is_verbal
from harmattan.reading.syntax import Parse

if TYPE_CHECKING:
    from spacy.tokens import Token

    from harmattan.reading.events.acts import Acts

STATES = frozenset(("restrict", "curfew", "martial-law"))  # modes whose nouns name a state of affairs
SPOKEN = VERBAL | {"CONCEDE", "CONSULT"}
TIMELESS = frozenset(("VBZ", "VBP"))


def unreal(acts: Acts, draft: Draft, anchors: set[int]) -> bool:
    """Whether a trigger stands in the purpose, the condition or the further content of a coded act.

    "Met to discuss", "will leave unless they stop fighting", "agreed to work on lifting": what these clauses tell
    is not reported as an event. Relative clauses and reasons are.
    """
    token = acts.doc[draft.index]
    if token.dep_ == "acl" and token.tag_ == "VBN" and not draft.actors and draft.type in ("COERCE", "ACCUSE"):
        return True  # "the men jailed last year": who they are
    if imperative(acts, draft.index) or _told_of_party(acts, draft) or _judged(acts, draft):
        return True
    if token.dep_ == "csubj" and token.tag_ == "VBG":
        return True  # "attacking others online is what the law forbids"
    aimed = False
    for _ in range(8):
        head = token.head
        if head.i == token.i or token.dep_ in ("relcl", "appos", "parataxis"):
            return False
        if aimed and head.i in anchors:
            return True
        if token.dep_ == "pcomp" and head.lower_ == "without":
            return True
        if token.dep_ in ("advcl", "acl"):
            marks = {c.lower_ for c in acts.clauses.children[token.i] if c.dep_ == "mark"}
            if not (token.tag_ == "VB" or marks & {"if", "unless", "until", "provided"}):
                return False
            if head.i in anchors:
                return True
            aimed = True  # "defended the right to": the purpose of what a coded act is about
        elif token.dep_ in ("xcomp", "ccomp", "pcomp"):
            over = head.head if head.pos_ == "ADP" else head
            own = any(c.dep_ in ("nsubj", "nsubjpass") for c in acts.clauses.children[token.i])
            if over.lemma_ in acts.words["wishing"] and (own or over.lemma_ in ("aim", "design")):
                return True
            if head.i in anchors:
                match = acts.coder.at(head.i)
                if match is None or match.sense.type in SWALLOWS:
                    return True
                return token.tag_ == "VB" and not match.sense.attitude  # "fighting to topple"
        token = head
    return False


def _told_of_party(acts: Acts, draft: Draft) -> bool:
    """Whether a clause says who somebody is rather than what happened.

    "Governments that negotiate with rebels", "rebels fighting to topple him": a participle without a second party, or a
    relative clause in the present about nobody by name.
    """
    token = acts.doc[draft.index]
    if draft.result or draft.support is not None:
        return False
    kids = acts.clauses.children[token.i]
    if token.dep_ == "acl" and token.tag_ in ("VBG", "VBN"):
        full = any(draft.actors) and any(draft.recipients)
        return not full and not draft.verbal and not any(c.ent_type_ in ("DATE", "TIME", "GPE") for c in token.subtree)
    while token.dep_ in ("conj", "xcomp") and token.head.i != token.i:
        token, kids = token.head, acts.clauses.children[token.head.i]
    if (
        token.dep_ != "relcl"
        or token.head.pos_ != "NOUN"
        or token.tag_ not in TIMELESS
        or token.lemma_ in ("be", "have")
    ):
        return False
    if any(c.dep_ in ("aux", "auxpass") and c.lemma_ in ("have", "will") for c in kids):
        return False
    definite = any(
        c.dep_ in ("det", "poss") and c.lower_ not in ("a", "an", "any", "some", "no")
        for c in acts.clauses.children[token.head.i]
    )
    return not definite and any(c.dep_ == "nsubj" and c.lower_ in RELATIVE for c in kids)


def _judged(acts: Acts, draft: Draft) -> bool:
    """Whether a noun only judges: "condemned the ban as an attack", "calling it the worst atrocity"."""
    token = acts.doc[draft.index]
    if token.pos_ != "NOUN":
        return False
    if token.dep_ == "oprd" or (token.dep_ in ("ccomp", "attr") and token.head.lemma_ in acts.words["judging"]):
        return True
    indefinite = any(c.dep_ == "det" and c.lower_ in ("a", "an") for c in acts.clauses.children[token.i])
    return bool(token.dep_ == "pobj" and token.head.lower_ == "as" and indefinite and is_verbal(token.head.head))


def imperative(acts: Acts, index: int) -> bool:
    """Whether a verb is a command: "Stop the war", "Do not let them in"."""
    token = acts.doc[index]
    if token.tag_ != "VB" or token.dep_ != "ROOT":
        return False
    kids = acts.clauses.children[index]
    return not any(c.dep_ in ("nsubj", "nsubjpass", "csubj", "expl") for c in kids) and not any(
        c.dep_ in ("aux", "auxpass") and c.lemma_ not in ("do",) for c in kids
    )


def stands(parse: Parse, parties: Parties, told: Told, times: Mapping[str, Time]) -> bool:
    """Whether a mention says enough to be an event.

    A noun without a party, a place, a time or a figure ("in response to recent unrest") is a topic, unless the sentence
    says that it happened or the word can only mean one kind of happening ("a coup").
    """
    event, draft = told.event, told.draft
    clauses = parties.clauses
    token = parse.doc[draft.index]
    involved = event.actors or event.recipients
    somebody = event.actors or any(parse.doc[i].lower_ in ("they", "he", "she", "we") for i in sum(draft.actors, ()))
    if event.factuality != "asserted" and not (somebody or (involved and draft.type not in VERBAL)):
        return False
    spoken = draft.type in SPOKEN or draft.mode == "access"
    if spoken and not event.actors and _lifeless(parties, token):
        return False
    if not event.actors and _general(parties, token, told, times):
        return False
    if token.pos_ == "NOUN" and draft.support is None:
        if event.mode in STATES and not (event.actors and event.recipients):
            return False  # "despite the sanctions": what is in force, not what is done
        if draft.type in VERBAL and not event.actors:
            return False  # "little criticism of the government": nobody's
        if draft.type == "SUPPORT" and not event.recipients:
            return False
    if draft.type == "AGREE" and token.lemma_ in _words("weak_wishes") and not event.recipients:
        return False  # "wants to help": nobody is offered anything
    if involved or token.pos_ in ("VERB", "AUX"):
        return True
    if told.located or event.times or event.quantities or draft.support is not None or told.headline:
        if token.dep_ == "pobj" and draft.support is None and token.lemma_.lower() not in clauses.telling:
            return False  # "after last week's shooting"
        return event.type not in ("AGREE", "REQUEST", "ACCUSE", "SUPPORT", "REJECT", "AID", "COOPERATE")
    if token.lemma_.lower() in clauses.telling:
        return True
    return token.dep_ in ("nsubj", "nsubjpass", "attr") and token.head.lemma_ in clauses.occurring


def _lifeless(parties: Parties, token: Token) -> bool:
    """Whether the doer of an act of speech is told, and is nobody who can speak: "the elections did not allow"."""
    if not is_verbal(token):
        return False
    told = parties.clauses.at(token.i).slots.get("subject", ())
    return bool(told) and not any(
        parties.fits(i, frozenset(("ACTOR", "institution", "document", "media"))) for i in told
    )


def _general(parties: Parties, token: Token, told: Told, times: Mapping[str, Time]) -> bool:
    """Whether a clause tells what happens as a rule, to nobody in particular: "a few deaths every day"."""
    event = told.event
    if told.headline or any(_particular(parties, id) for id in event.recipients):
        return False
    verb = token
    while not is_verbal(verb) and verb.head.i != verb.i:
        verb = verb.head
    kids = parties.clauses.children[verb.i]
    if event.times and all(times[t].type == "SET" for t in event.times):
        return True
    if any(c.dep_ == "advmod" and c.lower_ in _words("habitual") for c in kids):
        return True
    if event.times or not is_verbal(verb) or verb.lemma_ == "be":
        return False
    if verb.i not in (token.i, told.draft.support):
        return False
    finite = next((c for c in kids if c.dep_ in ("aux", "auxpass") and c.tag_ in TIMELESS), verb)
    return finite.tag_ in TIMELESS and finite.lemma_ != "have" and not _under_way(parties, verb)


def _particular(parties: Parties, id: str) -> bool:
    """Whether an actor is somebody by name, or a state (those that an event's frame showed included)."""
    actor = parties.actors.get(id)
    return actor is None or actor.kind == "state" or any(m.form == "name" for m in actor.mentions)


def _under_way(parties: Parties, verb: Token) -> bool:
    """Whether a verb tells what is going on now: "is fighting"."""
    kids = parties.clauses.children[verb.i]
    return verb.tag_ == "VBG" and any(c.lemma_ == "be" for c in kids if c.dep_ == "aux")


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(lexicon("triggers-classes")[name])
