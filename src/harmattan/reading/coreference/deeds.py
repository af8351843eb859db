"""Who can do what a verb says: hospitals kidnap nobody, and policemen do not confess to robberies."""

from __future__ import annotations

from spacy.tokens import Token

from harmattan.reading.actors.words import vocabulary
from harmattan.reading.coreference.figures import Figure, Figures

OUTLAWS = frozenset({"REB", "UAF", "CRM", "PRM"})
ARMED = OUTLAWS | {"MIL", "COP", "SPY"}
FAR = 4  # sentences back in which the armed group of a deed stands


def deed(token: Token) -> frozenset[str] | None:
    """The sectors of whoever may do what the verb of a subject says, ``None`` where anybody may."""
    verb = token.head
    if token.dep_ != "nsubj" or verb.pos_ != "VERB":
        return None
    if verb.lemma_ in vocabulary("outlaw_deeds"):
        return ARMED
    objects = {k.lemma_.lower() for k in verb.children if k.dep_ == "dobj"}
    if verb.lemma_ in vocabulary("attack_deeds") or (
        verb.lemma_ in vocabulary("launching") and objects & vocabulary("attacks")
    ):
        return ARMED | {"GOV"}
    return None


def able(figure: Figure, token: Token) -> bool:
    """Whether an actor may be the subject ``token``; one of whom nothing is known may be anybody's."""
    sectors = set(figure.actor.sectors)
    if token.dep_ == "nsubj" and token.head.lemma_ in vocabulary("confessing"):
        return not sectors & {"COP", "JUD", "GOV", "MIL"}
    can = deed(token)
    return can is None or not sectors or bool(sectors & can)


def armed(figures: Figures, token: Token) -> Figure | None:
    """The armed group spoken of last before a deed that is one of its kind."""
    can = deed(token)
    if can is None:
        return None
    quoted = figures.quoted_in.get(token.i)
    for at, figure in figures.before(token.i, FAR):
        if figures.quoted_in.get(at) in (None, quoted) and set(figure.actor.sectors) & OUTLAWS & can:
            return figure if figure.actor.kind != "person" else None
    return None
