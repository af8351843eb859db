"""Ties the parts of a reading together: which claim an event or a figure rests on, and what a claim is about.

An event or figure belongs to the innermost claim whose content holds it; where no claim does, it is the report's own.
A claim whose content only points back ("deny this", "rejected the allegations") is tied to the earlier claims that it
answers, and to what those are about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from harmattan.knowledge import lexicon
from harmattan.model import Claim, Event, Reading, Span
from harmattan.reading.asides import set_apart
from harmattan.reading.claims.cues import group_of
from harmattan.reading.contained import Contained, Containing
from harmattan.reading.linking.answers import Answer, find_answers
from harmattan.reading.linking.figures import rival_figures
from harmattan.reading.syntax import Parse

PASSING = ("says", "confirms", "believes", "warns", "accuses")  # who says so hands on what others say inside
TELLING = frozenset(
    ("nsubj", "nsubjpass", "dobj", "attr", "ccomp", "xcomp", "pcomp", "conj", "prep", "pobj", "parataxis")
)  # relations by which what a clause tells hangs together
OTHERWISE = ("says", "condemns", "accuses", "demands")  # an answer that neither upholds nor contests: "a media hype"


def link(parse: Parse, reading: Reading) -> Reading:
    """The reading with every link between its claims, events and figures filled in."""
    reading = _counted(parse, reading)
    if not reading.claims:
        return reading
    answers = find_answers(parse, reading)
    events = Contained(((e.id, m), m) for e in reading.events for m in e.mentions)
    figures = Contained(((q.id, q.span), q.span) for q in reading.quantities)
    claims = tuple(_tied(parse, c, events, figures, answers.get(c.id, Answer())) for c in reading.claims)
    told = Holders(parse, claims)
    claims = tuple(_passed_on(c, told) for c in claims)
    vouching = Holders(parse, (c for c in claims if vouches(parse, c)))
    replies = [c for c in vouching.claims if c.id in answers and answers[c.id].voices and c.stance not in OTHERWISE]
    events_told = tuple(
        replace(_owned(e, claims, answers), claims=_whose(e.id, e.mentions, vouching, replies, "about"))
        for e in reading.events
    )
    quantities = tuple(
        replace(q, claims=_whose(q.id, (q.span,), vouching, replies, "about_quantities")) for q in reading.quantities
    )
    return replace(reading, claims=claims, events=events_told, quantities=quantities)


def _counted(parse: Parse, reading: Reading) -> Reading:
    """The reading with the figures that others give for its events (`harmattan.reading.linking.figures`)."""
    rivals = rival_figures(parse, reading)
    events = tuple(
        replace(e, quantities=(*e.quantities, *rivals[e.id])) if e.id in rivals else e for e in reading.events
    )
    return replace(reading, events=events) if rivals else reading


class Holders:
    """Claims by what lies in their content, so that a long report need not try every claim for every event."""

    def __init__(self, parse: Parse, claims: Iterable[Claim]) -> None:
        self.parse = parse
        self.claims = list(claims)
        self._parts = Containing((n, part) for n, c in enumerate(self.claims) for part in c.content_parts)

    def of(self, span: Span) -> list[Claim]:
        """The claims in whose content a span lies and that speak of it, in order."""
        found = (self.claims[n] for n in self._parts.around(span))
        return [c for c in found if not set_apart(self.parse, span, c)]


def vouches(parse: Parse, claim: Claim) -> bool:
    """Whether the source says of the content that it is, is not, or will be so.

    Who condemns a coup, wants a withdrawal or discusses a plan does not: there the report itself speaks of them.
    """
    if claim.stance == "condemns":
        return claim.quoted
    if claim.cue is None or claim.quoted:
        return True
    tokens = parse.tokens(claim.cue)
    nouns = (t for t in reversed(tokens) if t.pos_ == "NOUN")  # "made demands about", "expressed support for"
    group = next((g for t in (*nouns, tokens.root, *tokens) if (g := group_of(t))), None)
    return group is None or group.name not in lexicon("cues")["not_vouching"]


def _tied(
    parse: Parse,
    claim: Claim,
    events: Contained[tuple[str, Span]],
    figures: Contained[tuple[str, Span]],
    answer: Answer,
) -> Claim:
    """The claim with the events and figures that its content speaks of, and what it answers."""

    def told(items: Contained[tuple[str, Span]]) -> list[str]:
        return [id for id, span in items.within(*claim.content_parts) if not set_apart(parse, span, claim)]

    return replace(
        claim,
        stance=answer.stance or claim.stance,
        about=tuple(dict.fromkeys([*told(events), *answer.events])),
        about_quantities=tuple(dict.fromkeys([*told(figures), *answer.quantities])),
        about_claims=answer.claims,
    )


def _passed_on(claim: Claim, told: Holders) -> Claim:
    """The claim with the source that hands it on: "according to Fars, the ministry said ..."."""
    if claim.via is not None:
        return claim
    where = claim.cue or claim.content
    outer = [c for c in told.of(where) if c is not claim and c.stance in PASSING and size(c) > size(claim) and c.source]
    if not outer:
        return claim
    nearest = min(outer, key=size)
    return replace(claim, via=nearest.source) if nearest.source not in claim.sources else claim


def _told_in(parse: Parse, span: Span, claim: Claim) -> bool:
    """Whether a happening is what a claim says, and no circumstance of it: not "after the attack", "those who fled"."""
    within = {t.i for part in claim.content_parts for t in parse.tokens(part)}
    token = parse.tokens(span).root
    while token.head.i in within and token.head is not token:
        if token.dep_ not in TELLING or (token.dep_ == "prep" and token.lower_ not in ("of", "in", "for", "to")):
            return False
        token = token.head
    return True


def _owned(event: Event, claims: Iterable[Claim], answers: Mapping[str, Answer]) -> Event:
    """The event with those among its actors who own up to it."""
    owners = [id for c in claims if c.id in answers and answers[c.id].owned and event.id in c.about for id in c.sources]
    return replace(event, actors=tuple(dict.fromkeys([*event.actors, *owners]))) if owners else event


def _whose(id: str, spans: Iterable[Span], vouching: Holders, replies: list[Claim], field: str) -> tuple[str, ...]:
    """Ids of the innermost claims that hold each of the spans, then of those that answer what they tell.

    Where the report itself tells the happening too, only of claims that tell it and do not just mention it.
    """
    held = {span: vouching.of(span) for span in spans}
    free = not all(held.values())
    own: list[str] = []
    for span, holding in held.items():
        least = min((size(c) for c in holding), default=0)
        inner = (c for c in holding if size(c) <= least + 2)
        own += [c.id for c in inner if not free or _told_in(vouching.parse, span, c)]
    return tuple(dict.fromkeys([*own, *(c.id for c in replies if id in getattr(c, field))]))


def size(claim: Claim) -> int:
    """Length of the content in characters."""
    return sum(p.end - p.start for p in claim.content_parts)
