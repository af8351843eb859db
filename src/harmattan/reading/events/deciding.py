"""The encoder decides: which proposed triggers are events, of what type, who their parties are, and how they stand.

Lexicon and parse propose (`acts.py`), the encoder proposes what they miss. Each decision is a sum of weights over the
encoder's chance and what the rules say (``data/encoder/decisions.yaml``, fitted by ``training/decisions.py`` on
labelled text that the encoder was not trained on), so neither has the last word alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from harmattan.knowledge.ontology import plover
from harmattan.model import Event, EventType
from harmattan.reading.encoder.decisions import LEAST, Weights, chance, decisions, logit
from harmattan.reading.encoder.encoded import Encoded
from harmattan.reading.events.acts import Acts
from harmattan.reading.events.drafts import Draft
from harmattan.reading.mentions import Mentions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from harmattan.reading.events.targets import Targets

FURTHEST = 3.0  # log-odds beyond which the encoder is not believed
PROPOSE = 0.1  # chance from which the encoder proposes a trigger that the rules do not have
TWO = 0.5  # chance from which the head word of a trigger tells another happening than its object, or of one prevented
ARGUE = 0.08  # chance from which a word is weighed as an argument
RULED_OUT = 0.06  # chance below which the encoder is certain that a word triggers nothing
HELD, NEW = 0.1, 0.7  # chances of a place or time that the rules have, and of one that they do not
ALONE = {"places": 0.45, "times": 0.5}  # the latter where the rules have none of the sentence
APART = 0.6  # chance from which a further party is believed that grammar does not coordinate with the likeliest one
TAKEN = 0.75  # the same for one to whom, by the rules, another act of the sentence is done
FELT = ("ASSAULT", "COERCE", "CONSULT", "MOBILIZE", "PROTEST", "RETREAT")  # happenings that are told without a party
UNSEEN = 0.02  # chance of an argument that stands in another sentence


# ------------------------------------------------------------------ triggers


@dataclass(frozen=True, slots=True)
class Proposal:
    """A trigger that may be an event: the draft of it, whether the rules hold it for one, the encoder's chance."""

    draft: Draft
    ruled: bool
    chance: float
    at: int
    """The word of the trigger at which the encoder sees it best."""
    noun: bool


def propose(encoded: Encoded, acts: Acts, drafts: Sequence[Draft]) -> list[Proposal]:
    """What the rules hold for events, then what only the encoder does, in order of their words."""
    found = []
    taken: set[int] = set()

    def is_noun(i: int) -> bool:
        return acts.doc[i].pos_ in ("NOUN", "PROPN")

    def likeliest(i: int) -> str:
        return encoded.types[int(encoded.triggers[i, 1:].argmax())]

    for draft in drafts:
        words = {draft.index, *draft.words}
        parts = {i for i in words if acts.doc[i].dep_ == "compound" and acts.doc[i].head.i in words}
        # "*arrest* warrant": the noun that it modifies says what it is
        at = max(words - parts, key=lambda i: (encoded.is_trigger[i], -i))
        if encoded.is_trigger[draft.index] > TWO and likeliest(at) not in (draft.type, likeliest(draft.index)):
            words, at = {draft.index}, draft.index  # "dispersed a *demonstration*": that is a happening of its own
        found.append(Proposal(draft, True, float(encoded.is_trigger[at]), at, is_noun(draft.index)))
        taken |= words
    for at in (encoded.is_trigger > PROPOSE).nonzero()[0].tolist():
        if at not in taken:
            found.append(Proposal(_draft(encoded, acts, at), False, float(encoded.is_trigger[at]), at, is_noun(at)))
    return sorted(found, key=lambda p: p.draft.index)


def _draft(encoded: Encoded, acts: Acts, at: int) -> Draft:
    """The draft of a trigger that the rules do not hold for an event: by its lexicon entry if it has one."""
    match = acts.coder.at(at)
    if match is not None and match.index == at and (known := acts.draft(match)) is not None and known.index == at:
        return known
    kind = encoded.types[int(encoded.triggers[at, 1:].argmax())]
    slots = acts.clauses.at(at).slots
    return Draft(
        at, (), kind, None, None, (), (slots.get("subject", ()),) if slots.get("subject") else (),
        (slots.get("object", ()),) if slots.get("object") else (), (f"encoder: {kind}",),
    )  # fmt: skip


def event_features(proposal: Proposal, ruled: Event, event: Event, stands: bool) -> dict[str, float]:
    """What speaks for a proposal being an event: ``ruled`` is it by the rules, ``event`` with the chosen parties."""
    draft = proposal.draft
    value = max(-FURTHEST, min(FURTHEST, logit(proposal.chance)))
    return {
        "bias": 1.0,
        "chance": value,
        "ruled": float(proposal.ruled),
        "ruled chance": value * proposal.ruled,
        "stands": float(proposal.ruled and stands),
        "weight": min(draft.weight, 6) / 6 if proposal.ruled else 0.0,
        "frame": float(proposal.ruled and bool(ruled.actors) and bool(ruled.recipients)),
        "noun": float(draft.support is None and proposal.noun),
        "actor": float(bool(event.actors)),
        "recipient": float(bool(event.recipients)),
    }


def enough(proposal: Proposal, ruled: Event, event: Event, likely: float, stands: bool) -> bool:
    """Whether a chance is enough for an event: ``ruled`` is it by the rules, ``event`` with chosen type and parties.

    A bare noun ("the attack") asks for more, and so does a dealing between parties neither of whom is told, where the
    rules do not see it: on labelled text twelve of thirteen such were none. Where the rules have a frame with both its
    parties, or one that is sure by itself, nothing is asked: terse sentences of that kind are rare in what the encoder
    was trained on.
    """
    whole = bool(ruled.actors) and (bool(ruled.recipients) or (proposal.draft.mutual and len(ruled.actors) > 1))
    if proposal.ruled and stands and (proposal.draft.sure or (whole and proposal.chance > RULED_OUT)):
        return True
    if proposal.ruled and ruled.outcome == "prevented" and proposal.chance > TWO:
        return True  # "foiled a coup attempt": rare too
    least = decisions()["least"]
    bare = proposal.noun and proposal.draft.support is None
    alone = event.type not in FELT and not event.actors and not event.recipients and not (proposal.ruled and stands)
    return likely >= float(least["alone" if alone else "noun" if bare else "event"])


def type_of(encoded: Encoded, proposal: Proposal) -> tuple[EventType, float]:
    """The likeliest type and its share, the lexicon's own raised by its weight."""
    found = shares(type_scores(encoded, proposal), decisions()["type"]["sharp"])
    best = max(found, key=lambda kind: found[kind])
    return best, found[best]  # type: ignore[return-value]  # the heads' names are PLOVER's types


def type_scores(encoded: Encoded, proposal: Proposal) -> dict[str, float]:
    """The logarithm of each type's chance, the lexicon's own raised by its weights."""
    chances = encoded.triggers[proposal.at, 1:] + LEAST
    scores = {kind: math.log(float(p)) for kind, p in zip(encoded.types, chances, strict=True)}
    draft, weights = proposal.draft, decisions()["type"]
    if draft.type in scores and not draft.why[0].startswith("encoder"):
        scores[draft.type] += weights["ruled" if proposal.ruled else "known"]
        scores[draft.type] += weights["specific"] * min(draft.weight, 6) / 6
        if len(draft.why) > 1 or draft.settled:  # what is willed, refused or announced: see `acts`
            scores[draft.type] += weights["willed"]
    return scores


def mode_of(encoded: Encoded, at: int, kind: str, ruled: str | None) -> str | None:
    """The mode of an event: that of the rules, unless the encoder is sure of another one of the type."""
    known = plover().modes[kind]
    modes = {m: p for m, p in encoded.manner(at).modes.items() if m is None or m in known}
    total = sum(modes.values()) or 1.0
    best = max(modes, key=lambda m: modes[m])
    sure = decisions()["mode"]
    if ruled in known and ruled is not None:
        return best if best is not None and modes[best] / total > sure["against"] else ruled
    return best if modes[best] / total > sure["alone"] else None


# ------------------------------------------------------------------ parties


@dataclass
class Party:
    """An actor that may be a party: the encoder's chances on both sides, and on which side the rules have it."""

    id: str
    head: int | None
    company: frozenset[int] = frozenset()
    """What the grammar coordinates with its head: "soldiers and fighters"."""
    beside: tuple[str, ...] = ()
    """The actors that have the same part by the grammar: coordinated ones, listed names."""
    number: int = 0
    """How many it says to be, where it is a plural noun."""
    owners: frozenset[str] = frozenset()
    """Whose it is said to be: "*its* reporters"."""
    thing: bool = False
    """Whether it is no actor: a thing is only weighed against those who are."""
    taken: frozenset[str] = frozenset()
    """The sides on which it hardly is, as by the rules another act is done to it: "held *two men* for the killing"."""
    chances: dict[str, float] = field(default_factory=lambda: {"actors": 0.0, "recipients": 0.0})
    ruled: dict[str, bool] = field(default_factory=lambda: {"actors": False, "recipients": False})

    def join_sides(self) -> None:
        """Takes who is on either side for an actor."""
        self.chances = {"actors": max(self.chances.values()), "recipients": 0.0}
        self.ruled = {"actors": any(self.ruled.values()), "recipients": False}


def candidates(
    encoded: Encoded, at: int, targets: Targets, ruled: Mapping[str, Sequence[str]], mentions: Mentions
) -> list[Party]:
    """Who may be a party of the event at ``at``: those of the rules, and whom the encoder's heads point at."""
    found: dict[str, Party] = {}
    for side, ids in ruled.items():
        for id in ids:
            found.setdefault(id, Party(id, None)).ruled[side] = True
    first, end = encoded.sentence(at)
    heads = encoded.roles(at)
    for side in ("actors", "recipients"):
        row = heads[side]
        for k in (row > ARGUE).nonzero()[0].tolist():
            for id in targets.resolve(first + k, state=True) or targets.described(first + k, float(row[k])):
                party = found.setdefault(id, Party(id, first + k))
                party.head = party.head if party.head is not None else first + k
                party.chances[side] = max(party.chances[side], float(row[k]))
    for party in found.values():
        if party.head is None:
            tokens = [i for i in range(first, end) if mentions.by_token.get(i) == party.id]
            for side in ("actors", "recipients"):
                party.chances[side] = max((float(heads[side][i - first]) for i in tokens), default=UNSEEN)
            party.head = tokens[0] if tokens else None
        if party.head is not None:
            party.company = frozenset(t.i for t in encoded.parse.doc[party.head].conjuncts)
            party.owners, party.number = targets.owners(party.head), targets.number(party.head)
            if max(party.chances.values()) > ARGUE:
                party.beside = tuple(targets.beside(party.head))
                party.number *= targets.are_names(party.beside)
        party.thing = party.id in targets.things
    return list(found.values())


def party_features(party: Party, side: str, rivals: Sequence[Party]) -> dict[str, float]:
    """What speaks for an actor being on a side of an event; ``rivals`` are all that may be."""
    other = "recipients" if side == "actors" else "actors"
    value = logit(party.chances[side])
    best = party.chances[side] >= max(p.chances[side] for p in rivals)
    ruled = any(p.ruled[side] for p in rivals)
    return {
        "bias": 1.0,
        "chance": value,
        "best": float(best),
        "best chance": value * best,
        "rules silent": float(not ruled),
        "only best": float(best and not ruled),
        "other": logit(party.chances[other]),
        "ruled": float(party.ruled[side]),
        "ruled other": float(party.ruled[other]),
        "elsewhere": float(party.head is None),
        "elsewhere ruled": float(party.head is None and party.ruled[side]),
    }


def choose(parties: Sequence[Party], side: str) -> dict[str, float]:
    """The actors chosen for a side, with their chances, and those who have the same part by the grammar."""
    weights, least = decisions()[side], float(decisions()["least"][side])
    actors = [p for p in parties if not p.thing]
    found = {p.id: chance(party_features(p, side, parties), weights) for p in actors}
    first = max(actors, key=lambda p: found[p.id], default=None)

    rivals = any(p.ruled[side] for p in actors)

    def needed(party: Party) -> float:
        if party.ruled[side]:
            return least
        alone = party is not first and first is not None and first.head not in party.company
        taken = 1.0 if rivals else TAKEN
        return max(least, taken if side in party.taken else least, APART if alone else least)

    chosen = {p.id: found[p.id] for p in actors if found[p.id] > needed(p)}
    joined = [p.id for p in parties if p.ruled[side]]
    if any(id in chosen for id in joined):  # "soldiers and fighters": the grammar is sure of what it coordinates
        chosen |= {id: found[id] for id in joined}
    other = "recipients" if side == "actors" else "actors"
    opposed = {p.id for p in actors if p.chances[other] > p.chances[side] or (p.ruled[other] and not p.ruled[side])}
    for party in actors:
        if party.id in chosen:
            chosen |= {id: chosen[party.id] for id in party.beside if id not in chosen and id not in opposed}
    listed = {p.id for p in actors if p.number > 1 and len({*p.beside} & chosen.keys()) == p.number}
    return {id: p for id, p in chosen.items() if id not in listed}  # "two deputies, X and Y": they are named


def confidence_features(
    likely: float, share: float, doers: Mapping[str, float], sufferers: Mapping[str, float]
) -> dict[str, float]:
    """What speaks for type, actors and recipients of an event all being right."""
    return {
        "bias": 1.0,
        "event": logit(likely),
        "type": logit(share),
        "doers": logit(min(doers.values(), default=0.5)),
        "sufferers": logit(min(sufferers.values(), default=0.5)),
        "doer": float(bool(doers)),
        "sufferer": float(bool(sufferers)),
        "parties": float(len(doers) + len(sufferers) > 2),
    }


def whole_features(event: Event, sentences: int) -> dict[str, float]:
    """What speaks for an event with all its mentions being right, in a report of so many sentences.

    In long reports parties are told far from the trigger, and under several names.
    """
    return {
        "bias": 1.0,
        "mention": logit(event.confidence),
        "mentions": math.log(len(event.mentions)),
        "sentences": math.log(max(1, sentences)),
    }


# ------------------------------------------------------------------ how it stands


def raised(chances: Mapping[str, float], ruled: str, weights: Weights) -> dict[str, float]:
    """The logarithms of named chances, with that of the rules raised.

    ``ruled {word}`` is the weight where the rules say that word, ``ruled`` that of words without one: their "asserted"
    only means that nothing marks the event, their "possible" that a word like "reportedly" does.
    """
    lift = weights.get(f"ruled {ruled}", weights["ruled"])
    return {name: math.log(max(p, LEAST)) + lift * (name == ruled) for name, p in chances.items()}


def shares(scores: Mapping[str, float], sharp: float) -> dict[str, float]:
    """The chances that scores (logarithms) stand for; ``sharp`` is the inverse of a temperature: below 1, less sure."""
    powers = {name: math.exp(sharp * score) for name, score in scores.items()}
    total = sum(powers.values())
    return {name: p / total for name, p in powers.items()}


def best_of(chances: Mapping[str, float], ruled: str, weights: Weights) -> Any:
    """The likeliest of named chances, with that of the rules raised."""
    scores = raised(chances, ruled, weights)
    return max(scores, key=lambda name: scores[name])


def circumstance_features(p: float, ruled: bool) -> dict[str, float]:
    """What speaks for a place or a time being that of an event, or for an event being background."""
    return {"bias": 1.0, "chance": logit(p), "ruled": float(ruled)}


def attach(
    row: NDArray[Any], first: int, spans: Mapping[str, Sequence[int]], ruled: Sequence[str], what: str
) -> tuple[str, ...]:
    """The places or times chosen for an event: ``spans`` has the tokens of each in the sentence that starts at
    ``first``, ``ruled`` are those of the rules."""
    weights = decisions()[what]
    chances = {
        id: chance(circumstance_features(max(float(row[i - first]) for i in tokens), id in ruled), weights)
        for id, tokens in spans.items()
    }
    new = NEW if any(id in spans for id in ruled) else ALONE[what]
    kept = [id for id, p in chances.items() if p > (HELD if id in ruled else new)]
    return (*kept, *(id for id in ruled if id not in spans))
