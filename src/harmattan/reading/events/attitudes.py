"""Acts of speech by what is said in them: offers, plans, refusals, demands, blame, threats, leave given.

"Agreed to withdraw" is one AGREE, "refused to meet" one REJECT, "threatened to attack" one THREATEN: the content of
such an act is no event of its own, that of an accusation is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from harmattan.reading.events.coding import Match
from harmattan.reading.events.drafts import (
    COOPERATIVE,
    HOSTILE,
    THREATS,
    WANTS,
    YIELDING,
    Draft,
    contexts_with,
    swallow,
)
from harmattan.reading.events.predicates import Predicate, is_verbal

if TYPE_CHECKING:
    from harmattan.reading.events.acts import Acts


def take(acts: Acts, base: Draft, match: Match, predicate: Predicate) -> Draft | None:
    """The draft that a trigger with an attitude makes, or ``None`` where its frame makes no event."""
    return ATTITUDES[match.sense.attitude or ""](acts, base, match, predicate)


def _commit(acts: Acts, base: Draft, match: Match, predicate: Predicate) -> Draft | None:
    at, kind, inner = acts.content(predicate)
    word = acts.doc[match.index].lemma_.lower()
    if predicate.kind == "adjective" and (predicate.content is None or not acts.able(base)):
        return None
    if predicate.kind == "noun" and not (base.actors and (kind or base.support is not None)):
        return None
    if kind is None and predicate.content is None and word in ("swear", "open", "mean"):
        return None
    if inner and predicate.content is None and word in acts.clauses.light and inner.sense.attitude:
        return None  # "offered criticism", "made a demand": the noun is the act
    if kind is None and predicate.content is None and predicate.kind == "verb":
        opinion = word == "agree" and not {"to", "on", "for"} & predicate.slots.keys()  # "agreed with the critics"
        if (opinion and predicate.slots.get("with")) or word in ("offer", "undertake"):
            return None  # "offered an update"
    if word == "commit" and predicate.content is None and "to" not in predicate.slots:
        return None  # "committed a crime"
    why = (*base.why, f"content {kind}" if kind else "content of no type")
    if word == "agree" and kind in HOSTILE and not acts.coder.negated(match.index):
        return None  # "agreed to close the border": what was decided is the act
    if kind in HOSTILE and word in acts.words["solemn"]:
        return _threat(acts, replace(base, why=why), at, kind, inner)
    if acts.coder.negated(match.index):
        return swallow(
            base,
            at,
            type="REJECT",
            mode=WANTS.get(kind or "", "change"),
            why=(*why, "negated"),
            verbal=True,
            settled=True,
        )
    return swallow(base, at, why=why, verbal=True, contexts=contexts_with(base, inner))


def _plan(acts: Acts, base: Draft, match: Match, predicate: Predicate) -> Draft | None:
    at, kind, inner = acts.content(predicate)
    if at is None or predicate.content is None or kind in (None, "NONE"):
        return None
    if predicate.passive and not base.actors:  # "is scheduled to", "are expected to"
        base = replace(base, actors=(predicate.slots.get("object", ()),))
    content = acts.doc[predicate.content]
    other = [c for c in acts.clauses.children[content.i] if c.dep_ in ("nsubj", "nsubjpass")]
    if other:
        return None  # what somebody wants of others, unsaid to them, is no act
    if kind in COOPERATIVE and not acts.coder.negated(match.index):
        return swallow(
            base,
            at,
            contexts=contexts_with(base, inner),
            why=(*base.why, f"content {kind}"),
        )
    return None


def _refuse(acts: Acts, base: Draft, match: Match, predicate: Predicate) -> Draft | None:
    at, kind, _ = acts.content(predicate)
    if predicate.kind == "noun" and not (base.actors or base.recipients):
        return None
    mode = WANTS.get(kind or "", base.mode)
    cameo = base.cameo if mode == base.mode else None
    return swallow(base, at if predicate.content is not None else None, mode=mode, cameo=cameo, verbal=True, 
                   why=(*base.why, f"content {kind}"))  # fmt: skip


def _demand(acts: Acts, base: Draft, match: Match, predicate: Predicate) -> Draft | None:
    token = acts.doc[match.index]
    at, kind, inner = acts.content(predicate)
    if predicate.content is not None and _asks(acts, predicate.content):
        return None
    says_only = token.lemma_ in (
        "insist",
        "recommend",
        "encourage",
        "ask",
        "press",
        "advise",
        "instruct",
        "plead",
        "push",
        "request",
    )
    if says_only and at is None and not match.words:
        return None
    if token.lemma_ == "insist":
        clause = predicate.content
        if "on" not in predicate.slots and (clause is None or acts.doc[clause].tag_ in ("VBZ", "VBD", "VBP")):
            return None
    if predicate.kind == "noun" and not base.actors and at is None:
        return None
    if token.lemma_ == "order" and predicate.content is None and inner and kind in HOSTILE | YIELDING | {"AID"}:
        return None  # who orders an attack or a release is its actor
    if kind is not None and base.mode == "change":
        base = replace(base, mode=WANTS.get(kind, "change"))
        base = replace(base, cameo=base.cameo if base.mode == "change" else None)
    return swallow(
        base,
        at,
        verbal=True,
        why=(*base.why, f"content {kind}"),
        contexts=contexts_with(base, inner),
    )


def _asks(acts: Acts, content: int) -> bool:
    """Whether a clause is an indirect question."""
    first = min((c.i for c in acts.clauses.children[content]), default=content)
    return acts.doc[first].lower_ in ("whether", "if", "how", "what", "why", "when", "where", "who")


def _blame(acts: Acts, base: Draft, match: Match, predicate: Predicate) -> Draft | None:
    if predicate.kind == "noun" and not (base.actors or base.recipients):
        return None
    blamed = [i for s in ("object", "of", "over", "at", "about", "on", "for") for i in predicate.slots.get(s, ())]
    extra = tuple(found for i in blamed if (found := _answerable(acts, i)))
    return replace(base, verbal=True, recipients=(*base.recipients[:1], *extra, *base.recipients[1:]))


def _oppose(acts: Acts, base: Draft, match: Match, predicate: Predicate) -> Draft | None:
    """What is opposed need not have happened: "opposed the deployment"."""
    if not acts.able(base):
        return None
    at = acts.content(predicate)[0]
    return swallow(base, at, verbal=True)


def _answerable(acts: Acts, index: int) -> tuple[int, ...]:
    """Who did what is blamed: "the attack by X", "X's decision", "the behaviour of X"."""
    if acts.doc[index].pos_ != "NOUN":
        return ()
    slots = acts.clauses.at(index).slots
    match = acts.coder.at(index)
    of = slots.get("of", ()) if match is None or match.sense.of == "actor" else ()
    return slots.get("by", ()) or slots.get("owner", ()) or of or slots.get("modifier", ())


def _judgement(acts: Acts, base: Draft, match: Match, predicate: Predicate) -> Draft | None:
    token = acts.doc[match.index]
    head = token.head
    judged: list[int] = []
    if token.dep_ == "amod" and head.pos_ in ("NOUN", "PROPN"):  # "called the plan unacceptable", so parsed
        judged, head = [head.i], head.head
    elif head.pos_ in ("ADP", "SCONJ"):  # "described the plan as unacceptable"
        head = head.head
    if not is_verbal(head):
        return None
    if head.lemma_ in acts.words["judging"]:
        over = acts.clauses.at(head.i)
        judged += [c.i for c in acts.clauses.children[head.i] if c.dep_ in ("dobj", "nsubjpass")]
        judged += [c.i for c in acts.clauses.children[token.i] if c.dep_ in ("nsubj", "amod", "nmod")]
        speaker = over.slots.get("subject", ())
    else:
        speaker = acts.speaker(head.i)
        judged += predicate.slots.get("subject", ())
        if head.lemma_ != "be" or not speaker or acts.coder.negated(token.i):
            return None
    extra = tuple(found for i in judged if (found := _answerable(acts, i)))
    recipients = (*extra, *((i,) for i in judged))
    return replace(base, actors=(speaker,) if speaker else (), recipients=recipients, verbal=True)


def _accuse(acts: Acts, base: Draft, match: Match, predicate: Predicate) -> Draft | None:
    if predicate.kind == "noun" and not (base.actors or base.recipients):
        return None
    if acts.doc[match.index].lemma_ == "blame" and acts.doc[match.index].head.lemma_ == "be" and not predicate.passive:
        return None  # "is to blame"
    if acts.doc[match.index].lemma_ == "suspect" and predicate.kind == "verb" and not predicate.slots.get("subject"):
        return None
    return replace(base, verbal=True)


def _claim(acts: Acts, base: Draft, match: Match, predicate: Predicate) -> Draft | None:
    """ "Claimed that X attacked": an accusation, when another one did it."""
    kind = acts.content(predicate)[1]
    if predicate.content is None or kind not in ("ASSAULT", "COERCE", "MOBILIZE") or not acts.able(base):
        return None
    if acts.same_subject(match.index, predicate.content) or acts.coder.negated(predicate.content):
        return None
    return replace(base, verbal=True)


def _deny(acts: Acts, base: Draft, match: Match, predicate: Predicate) -> Draft | None:
    if predicate.kind == "noun" and not base.actors:
        return None
    return None


def _threaten(acts: Acts, base: Draft, match: Match, predicate: Predicate) -> Draft | None:
    at, kind, inner = acts.content(predicate)
    if predicate.kind == "noun" and not (base.actors and (base.recipients or at is not None)):
        return None
    if predicate.kind == "verb" and not acts.able(base):
        return None
    return _threat(acts, base, at, kind, inner)


def _warn(acts: Acts, base: Draft, match: Match, predicate: Predicate) -> Draft | None:
    at, kind, inner = acts.content(predicate)
    if not acts.able(base):
        return None
    if predicate.content is not None and kind in HOSTILE and acts.same_subject(match.index, predicate.content):
        return _threat(acts, base, at, kind, inner)
    told = predicate.slots.get("object", ())
    if any(acts.doc[i].lemma_.lower() in acts.words["addressed"] for i in told):
        return None
    if kind not in HOSTILE and {"about", "of"} & predicate.slots.keys():
        return None
    addressed = [i for i in told if acts.coder.parties.resolve(i)]
    against = predicate.slots.get("against", ())
    if addressed or (against and kind is not None):
        return swallow(base, at, verbal=True)
    return None


def _threat(acts: Acts, base: Draft, at: int | None, kind: str | None, inner: Match | None) -> Draft:
    """A threat, its mode read off what is threatened."""
    mode = THREATS.get(kind or "")
    if inner and kind == "COERCE" and inner.sense.mode == "arrest":
        mode = "arrest"
    elif inner and kind == "SANCTION" and inner.sense.mode == "expel":
        mode = "expel"
    elif inner and inner.sense.mode == "seize" and inner.sense.cameo == "192":
        mode = "territory"
    if base.type == "THREATEN" and base.mode:
        mode = base.mode
    recipients = base.recipients
    if at is not None and inner is not None:
        recipients = (*recipients, *acts.sufferers(inner, acts.clauses.at(at)))
    contexts = contexts_with(base, inner)
    return swallow(
        base, at, type="THREATEN", mode=mode, cameo=None, recipients=recipients, verbal=True, contexts=contexts
    )


def _allow(acts: Acts, base: Draft, match: Match, predicate: Predicate) -> Draft | None:
    at, kind, _ = acts.content(predicate)
    if not acts.able(base) or not (predicate.slots.get("object") or predicate.content is not None):
        return None
    done = swallow(base, at, why=(*base.why, f"content {kind}"))
    if kind in ("PROTEST", "RETREAT") or kind is None:
        done = replace(done, type="CONCEDE", mode=None, cameo=None)
    return acts.willed(done, predicate)


ATTITUDES: dict[str, Callable[[Acts, Draft, Match, Predicate], Draft | None]] = {
    "commit": _commit,
    "plan": _plan,
    "refuse": _refuse,
    "demand": _demand,
    "blame": _blame,
    "oppose": _oppose,
    "judgement": _judgement,
    "accuse": _accuse,
    "claim": _claim,
    "deny": _deny,
    "threaten": _threaten,
    "warn": _warn,
    "allow": _allow,
}
