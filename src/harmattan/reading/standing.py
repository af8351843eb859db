"""Which triggers tell no event because of where they stand: in a purpose, a condition, a wish, or what is demanded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harmattan.reading.event_drafts import SWALLOWS, Draft

if TYPE_CHECKING:
    from harmattan.reading.acts import Acts


def unreal(acts: Acts, draft: Draft, anchors: set[int]) -> bool:
    """Whether a trigger stands in the purpose, the condition or the further content of a coded act.

    "Met to discuss", "will leave unless they stop fighting", "agreed to work on lifting": what these clauses tell
    is not reported as an event. Relative clauses and reasons are.
    """
    token = acts.doc[draft.index]
    if token.dep_ == "acl" and token.tag_ == "VBN" and not draft.actors and draft.type in ("COERCE", "ACCUSE"):
        return True  # "the men jailed last year": who they are
    if imperative(acts, draft.index):
        return True
    aimed = False
    for _ in range(8):
        head = token.head
        if head.i == token.i or token.dep_ in ("relcl", "appos", "parataxis"):
            return False
        if aimed and head.i in anchors:
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


def imperative(acts: Acts, index: int) -> bool:
    """Whether a verb is a command: "Stop the war", "Do not let them in"."""
    token = acts.doc[index]
    if token.tag_ != "VB" or token.dep_ != "ROOT":
        return False
    kids = acts.clauses.children[index]
    return not any(c.dep_ in ("nsubj", "nsubjpass", "csubj", "expl") for c in kids) and not any(
        c.dep_ in ("aux", "auxpass") and c.lemma_ not in ("do",) for c in kids
    )
