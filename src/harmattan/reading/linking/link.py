"""Ties the parts of a reading together: which claim an event or a figure rests on, and what a claim is about.

An event or figure belongs to the innermost claim whose content holds it; where no claim does, it is the report's own.
A claim whose content only points back ("deny this", "rejected the allegations") is tied to the earlier claims that it
answers, and to what those are about.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from harmattan.knowledge import lexicon
from harmattan.model import Claim, Reading, Span
from harmattan.reading.claims.cues import group_of
from harmattan.reading.contained import Contained, Containing
from harmattan.reading.linking.answers import Answer, find_answers
from harmattan.reading.syntax import Parse

PASSING = ("says", "confirms", "believes", "warns", "accuses")  # who says so hands on what others say inside
OTHERWISE = ("says", "condemns", "accuses", "demands")  # an answer that neither upholds nor contests: "a media hype"


def link(parse: Parse, reading: Reading) -> Reading:
    """The reading with every link between its claims, events and figures filled in."""
    if not reading.claims:
        return reading
    answers = find_answers(parse, reading)
    events = Contained((e.id, e.trigger) for e in reading.events)
    figures = Contained((q.id, q.span) for q in reading.quantities)
    claims = tuple(_tied(c, events, figures, answers.get(c.id, Answer())) for c in reading.claims)
    told = Holders(claims)
    claims = tuple(_passed_on(c, told) for c in claims)
    vouching = Holders(c for c in claims if vouches(parse, c))
    replies = [c for c in vouching.claims if c.id in answers and c.stance not in OTHERWISE]
    return replace(
        reading,
        claims=claims,
        events=tuple(replace(e, claims=_whose(e.id, e.trigger, vouching, replies, "about")) for e in reading.events),
        quantities=tuple(
            replace(q, claims=_whose(q.id, q.span, vouching, replies, "about_quantities")) for q in reading.quantities
        ),
    )


class Holders:
    """Claims by what lies in their content, so that a long report need not try every claim for every event."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        self.claims = list(claims)
        self._parts = Containing((n, part) for n, c in enumerate(self.claims) for part in c.content_parts)

    def of(self, span: Span) -> list[Claim]:
        """The claims in whose content a span lies, in order."""
        return [self.claims[n] for n in self._parts.around(span)]


def vouches(parse: Parse, claim: Claim) -> bool:
    """Whether the source says of the content that it is, is not, or will be so.

    Who condemns a coup, wants a withdrawal or discusses a plan does not: there the report itself speaks of them.
    """
    if claim.stance == "condemns":
        return claim.quoted
    if claim.cue is None or claim.quoted:
        return True
    tokens = parse.tokens(claim.cue)
    group = next((g for t in (tokens.root, *tokens) if (g := group_of(t))), None)
    return group is None or group.name not in lexicon("cues")["not_vouching"]


def _tied(claim: Claim, events: Contained[str], figures: Contained[str], answer: Answer) -> Claim:
    """The claim with the events and figures in its content, and what it answers."""
    return replace(
        claim,
        about=tuple(dict.fromkeys([*events.within(*claim.content_parts), *answer.events])),
        about_quantities=tuple(dict.fromkeys([*figures.within(*claim.content_parts), *answer.quantities])),
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


def _whose(id: str, span: Span, vouching: Holders, replies: list[Claim], field: str) -> tuple[str, ...]:
    """Ids of the innermost claims that hold the span, then of those that answer it."""
    holding = vouching.of(span)
    least = min((size(c) for c in holding), default=0)
    own = [c.id for c in holding if size(c) <= least + 2]
    return tuple(dict.fromkeys([*own, *(c.id for c in replies if id in getattr(c, field))]))


def size(claim: Claim) -> int:
    """Length of the content in characters."""
    return sum(p.end - p.start for p in claim.content_parts)
