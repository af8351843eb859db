"""How likely each PLOVER type is for what one given party does to another in a sentence."""

from __future__ import annotations

import math
from collections.abc import Mapping

from harmattan.knowledge import Knowledge
from harmattan.model import EVENT_TYPES, Actor, ActorKind, EventType, Mention
from harmattan.reading.encoder.decisions import LEAST, decisions
from harmattan.reading.encoder.encoded import Encoded
from harmattan.reading.events.acts import Acts
from harmattan.reading.events.coding import Coder
from harmattan.reading.events.drafts import Draft
from harmattan.reading.events.parties import Parties
from harmattan.reading.events.predicates import Clauses
from harmattan.reading.syntax import Parse

# Shares of the types among coded events, roughly, for a sentence without a trigger. Source: counts of PLV, even rows.
PRIOR: dict[EventType, float] = {
    "AGREE": 0.1, "CONSULT": 0.1, "SUPPORT": 0.1, "CONCEDE": 0.05, "COOPERATE": 0.03, "AID": 0.06, "RETREAT": 0.06,
    "REQUEST": 0.06, "ACCUSE": 0.14, "REJECT": 0.08, "THREATEN": 0.04, "PROTEST": 0.03, "SANCTION": 0.03,
    "MOBILIZE": 0.02, "COERCE": 0.06, "ASSAULT": 0.14,
}  # fmt: skip


def classify(
    parse: Parse,
    knowledge: Knowledge,
    actor: tuple[int, int] | None,
    recipient: tuple[int, int] | None,
    encoded: Encoded | None = None,
) -> dict[EventType, float]:
    """How likely each PLOVER type is for what ``actor`` does to ``recipient`` (character spans of the document).

    Without ``encoded`` the lexicon and the grammar alone decide.
    """
    ruled = by_rules(parse, knowledge, actor, recipient)
    if encoded is None:
        return ruled
    return weighed(ruled, encoded.pair(sorted(tokens_of(parse, actor)), sorted(tokens_of(parse, recipient))))


def weighed(ruled: Mapping[EventType, float], seen: Mapping[str, float]) -> dict[EventType, float]:
    """The chances of both together; the encoder has YIELD for RETREAT and CONCEDE, which the rules part."""
    weights = decisions()["classify"]
    leaving = ruled["RETREAT"] / (ruled["RETREAT"] + ruled["CONCEDE"])
    share = {"RETREAT": leaving, "CONCEDE": 1 - leaving}
    whole = {kind: ruled["RETREAT"] + ruled["CONCEDE"] if kind in share else p for kind, p in ruled.items()}
    scores = {
        kind: math.exp(
            weights["encoder"] * math.log(max(seen["YIELD" if kind in share else kind], LEAST))
            + weights["rules"] * math.log(max(whole[kind], LEAST))
        )
        * share.get(kind, 1.0)
        for kind in EVENT_TYPES
    }
    total = sum(scores.values())
    return {kind: score / total for kind, score in scores.items()}


def by_rules(
    parse: Parse, knowledge: Knowledge, actor: tuple[int, int] | None, recipient: tuple[int, int] | None
) -> dict[EventType, float]:
    """The same by lexicon and grammar."""
    clauses = Clauses(parse)
    parties = Parties(parse, clauses, _given(parse, (("a1", actor), ("a2", recipient))))
    acts = Acts(Coder(clauses, parties))
    scores = {kind: 0.5 * p for kind, p in PRIOR.items()}
    doer, sufferer = tokens_of(parse, actor), tokens_of(parse, recipient)
    for draft in acts.all(range(len(parse.doc))):
        strength = 4.0 ** fit(parse, draft, doer, sufferer)
        for kind, share in shares(draft):
            scores[kind] += share * strength
    total = sum(scores.values())
    return {kind: scores[kind] / total for kind in EVENT_TYPES}


def shares(draft: Draft) -> tuple[tuple[EventType, float], ...]:
    """The types that a draft speaks for. They are several where PLOVER's manual and its table of CAMEO codes differ,
    or where coders take an announced concession for an agreement."""
    kind: EventType = draft.type  # type: ignore[assignment]  # the lexicon's types are checked by a test
    if draft.planned and kind in ("RETREAT", "CONCEDE"):
        return (("AGREE", 0.6), (kind, 0.4))
    if (kind, draft.mode) == ("SANCTION", "convict"):
        return (("ACCUSE", 0.6), (kind, 0.4))
    if kind == "COERCE" and (draft.mode == "cyber" or draft.cameo in ("191", "192")):
        return (("ASSAULT", 0.6), (kind, 0.4))
    return ((kind, 1.0),)


def _given(parse: Parse, spans: tuple[tuple[str, tuple[int, int] | None], ...]) -> list[Actor]:
    """The given parties as actors, with a kind guessed from the name."""
    found = []
    for id, span in spans:
        if span is None:
            continue
        where = parse.chars(*span)
        root = parse.tokens(where).root
        kind: ActorKind = (
            "state" if root.ent_type_ == "GPE" else "person" if root.ent_type_ == "PERSON" else "organization"
        )
        found.append(Actor(id, where.text, kind, mentions=(Mention(where, "name"),)))
    return found


def fit(parse: Parse, draft: Draft, doer: set[int], sufferer: set[int]) -> float:
    """How well a draft's arguments are the given parties."""
    score = 0.0
    if doer:
        score += 2.0 if _meets(parse, draft.actors, doer) else 0.0
        score -= 1.0 if _meets(parse, draft.recipients[:1], doer) else 0.0
    if sufferer:
        score += 2.0 if _meets(parse, draft.recipients, sufferer) else 0.7 if _near(parse, draft, sufferer) else 0.0
        score -= 1.0 if _meets(parse, draft.actors[:1], sufferer) else 0.0
    if draft.index in doer or draft.index in sufferer:
        score -= 0.5 if draft.index in doer else 1.0
    return score + 0.1 * min(draft.weight, 5)


def tokens_of(parse: Parse, span: tuple[int, int] | None) -> set[int]:
    """The tokens that a character span of the document touches; none without a span."""
    if span is None:
        return set()
    found = parse.doc.char_span(*span, alignment_mode="expand")
    return set(range(found.start, found.end)) if found is not None else set()


def _meets(parse: Parse, slots: tuple[tuple[int, ...], ...], span: set[int]) -> bool:
    """Whether an argument's head lies in the span, or the span's head in the argument's phrase."""
    for heads in slots:
        for i in heads:
            if i in span:
                return True
            token = parse.doc[i]
            if span and token.left_edge.i <= min(span) and max(span) <= token.right_edge.i:
                return True
    return False


def _near(parse: Parse, draft: Draft, span: set[int]) -> bool:
    """Whether the span lies in the trigger's own phrase."""
    token = parse.doc[draft.index]
    return token.left_edge.i <= min(span) and max(span) <= token.right_edge.i
