"""Factuality of events that are named by nouns ("the attack", "a planned withdrawal", "no casualties")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harmattan.reading.factuality.composition import DEPTH, FIRM, NOMINAL, OPEN, VERBAL, Verdict, compose

if TYPE_CHECKING:
    from spacy.tokens import Token

    from harmattan.reading.factuality.verdicts import Verdicts


def presupposed(v: Verdicts, token: Token) -> bool:
    """Whether an event noun is spoken of as known: "the attack", "their withdrawal", "last year's coup"."""
    if token.pos_ in VERBAL:
        return False
    return any(
        k.dep_ == "poss" or k.lower_ in (FIRM if k.dep_ == "det" else ("last", "recent")) for k in v.children(token)
    )


def noun_verdict(v: Verdicts, token: Token, depth: int) -> Verdict:
    w = v.words
    factuality, outcome = _nominal(v, token, depth)
    for k in v.children(token):
        if k.dep_ in ("det", "preconj") and k.lower_ in w.negative:
            factuality = compose("negated", "asserted" if factuality == "negated" else factuality)
        elif k.dep_ in ("amod", "compound", "nmod", "advmod") and k.lower_ in w.modifiers:
            kind = w.modifiers[k.lower_]
            if kind in ("future", "possible", "negated"):
                factuality = compose(kind, factuality)
            elif kind == "prevent":
                factuality, outcome = compose("negated", factuality), "prevented"
            elif kind == "fail":
                outcome = "failed"
            elif kind == "attempt" and outcome not in ("failed", "prevented"):
                outcome = "attempted"
            elif kind == "ongoing":
                outcome = "ongoing"
    if w.compounds.get(token.lemma_.lower()) == "attempt" and outcome not in ("failed", "prevented"):
        outcome = "attempted"
    if factuality != "asserted" and outcome not in ("attempted", "failed", "prevented"):
        outcome = "unknown"
    return factuality, outcome


def _nominal(v: Verdicts, token: Token, depth: int) -> Verdict:
    """What an event noun takes over from its governor."""
    w, head, dep = v.words, token.head, token.dep_
    if head.i == token.i or depth > DEPTH:
        return "asserted", "unknown"
    if dep == "conj":
        return _nominal(v, head, depth + 1)
    if dep in ("compound", "nmod", "amod") and head.pos_ not in VERBAL:
        kind = w.compounds.get(head.lemma_.lower())
        outer, result = v.of(head.i, depth + 1)
        if kind == "attempt":
            return outer, result if result in ("failed", "prevented") else "attempted"
        return (compose(kind, outer) if kind else outer), result
    if dep == "appos":
        return v.of(head.i, depth + 1)
    prep = None
    if dep in ("pobj", "pcomp"):
        prep, head = head.lower_, head.head
        if prep in w.without:
            return "negated", "unknown"
    elif dep not in NOMINAL:
        return "asserted", "unknown"
    name = head.lemma_.lower()
    if prep is None:
        particle = next((k.lower_ for k in v.children(head) if k.dep_ == "prt"), None)
        kind = w.noun.get(f"{name}_{particle}") if particle else None
        if kind is None and dep in ("dobj", "nsubjpass", "dep"):
            kind = w.noun.get(name)
    else:
        kind = w.noun.get(f"{name}_{prep}")
        if kind is None and prep == "of" and head.pos_ not in VERBAL:
            kind = w.noun.get(name)
    if name == "announce" and token.lemma_.lower() in w.announced_done:
        kind = None
    return _under(v, token, head, prep, kind, depth)


def _under(v: Verdicts, token: Token, head: Token, prep: str | None, kind: str | None, depth: int) -> Verdict:
    w, dep, name = v.words, token.dep_, head.lemma_.lower()
    outer, result = v.of(head.i, depth + 1)
    known = presupposed(v, token)
    if kind is not None:
        # "feared the attack": known already, unless the governor is what makes it ("announced the withdrawal")
        denied = kind == "deny" and dep in ("dobj", "nsubjpass")  # "denied the presence of": that itself is denied
        shielded = known and not denied and name not in w.makers and not (prep == "of" and head.pos_ not in VERBAL)
        if shielded and kind in OPEN:
            return "asserted", "unknown"
        if kind == "repel":  # it took place
            return outer, "failed" if outer == "asserted" else "unknown"
        if kind == "prevent":
            return compose("prevent", outer), "prevented"
        if kind == "attempt":
            return outer, result if result in ("failed", "prevented") else "attempted"
        return compose(kind, outer), "unknown"
    if prep == "of" and head.lemma_.lower() in w.victims and head.dep_ == "attr" and not known:
        return outer, "unknown" if outer != "asserted" else result
    if head.pos_ not in VERBAL:
        carried = head.pos_ == "NUM" or head.lemma_.lower() in w.carriers  # "3 billion in aid", "a round of talks"
        shares = carried and prep in ("of", "in") and not known
        return (outer if shares else "asserted"), "unknown"
    if prep is not None:
        follows = prep in ("after", "before", "until", "during", "following", "in", "for", "to", "with")
        return ("future" if outer == "future" and follows and not known else "asserted"), "unknown"
    clause = any(k.dep_ == "xcomp" for k in v.children(head))
    if w.clause.get(name) == "minus" and dep == "nsubj" and name == "fail" and outer == "asserted" and not clause:
        return "asserted", "failed"
    light = name in w.light
    if light and name in w.ongoing and outer == "asserted":
        result = "ongoing"
    if light:
        if name in ("end", "stop", "cease", "finish") and dep != "attr":
            return "asserted", "completed" if outer == "asserted" else "ongoing"
        return outer, result
    if known or outer == "asserted":
        done = outer == "asserted" and head.tag_ in ("VBD", "VBN")
        return "asserted", "completed" if done else "unknown"
    if dep in ("nsubj",) and outer in ("negated", "possible"):
        return "asserted", "unknown"
    return outer, "unknown"
