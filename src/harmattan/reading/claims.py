"""Who says what: every claim of a report with its source, cue, content and stance.

A cue word (`cues`) and a stretch that it can govern (`contents`) are weighed together; the grammar then names the
source (`speakers`). Direct speech follows its quotation marks rather than the parse, is carried on over sentences and
paragraphs, and in texts that lost their marks is known by its words (`speech`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from harmattan.knowledge import lexicon
from harmattan.model import Actor, Claim, Span, Stance
from harmattan.reading.contents import Candidate, Part, Quotes, candidates, edges, length, trim
from harmattan.reading.cues import group_of, may_be_cue, score, stance_of
from harmattan.reading.mentions import Mentions
from harmattan.reading.quotations import find_quotations
from harmattan.reading.speakers import Speakers, find_source, source_part
from harmattan.reading.syntax import Parse

if TYPE_CHECKING:
    from spacy.tokens import Token

THRESHOLD = 0.4  # probability from which a cue and its content make a claim


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim in tokens. ``cue`` and ``source`` are half-open ranges; ``head`` is the source phrase's head word."""

    at: int
    stance: Stance
    parts: tuple[Part, ...]
    cue: Part | None
    source: Part | None
    head: int | None
    relation: str
    quotations: tuple[int, ...] = ()
    score: float = 1.0
    via: int | None = None


def find_claims(parse: Parse, actors: list[Actor]) -> list[Claim]:
    """All claims in reading order of their content, with ids ``c1``, ``c2``, …"""
    quotes = Quotes(parse, find_quotations(parse))
    drafts = [d for token in parse.doc if (d := read_cue(parse, token, quotes))]
    return finish(parse, drafts, Speakers(parse, actors), quotes)


def read_cue(parse: Parse, token: Token, quotes: Quotes) -> Draft | None:
    """The claim that this word makes, or ``None``."""
    if not may_be_cue(token):
        return None
    best: tuple[float, Candidate] | None = None
    for candidate in candidates(parse, token, quotes):
        value = score(parse, token, candidate, quotes)
        if best is None or value > best[0]:
            best = (value, candidate)
    if best is None or best[0] < THRESHOLD:
        return None
    value, chosen = best
    head = find_source(parse, token, chosen.relation, chosen.parts)
    source = source_part(parse, head, token, chosen.parts, quotes) if head is not None else None
    return Draft(
        token.i,
        stance_of(parse, token, chosen.relation),
        chosen.parts,
        cue_part(parse, token, chosen),
        source,
        head.i if head is not None else None,
        chosen.relation,
        chosen.quotations,
        value,
    )


def cue_part(parse: Parse, cue: Token, candidate: Candidate) -> Part:
    """Tokens of the cue with its auxiliaries, negation, particle and the preposition that brings the content."""
    first, last = cue.i, cue.i + 1
    kids = {k.i: k.dep_ for k in cue.children}
    if cue.pos_ == "ADJ" and cue.head.pos_ in ("AUX", "VERB") and cue.dep_ in ("acomp", "oprd"):
        first = min(first, cue.head.i)
        kids |= {k.i: k.dep_ for k in cue.head.children}
    while kids.get(first - 1) in ("aux", "auxpass", "neg", "advmod"):
        first -= 1
    while kids.get(last) in ("prt", "neg"):
        last += 1
    if candidate.preposition is not None and candidate.preposition - last < 6:
        last = candidate.preposition + 1
        if candidate.relation.split(":")[-1].count("_"):
            last += 1
    return first, last


def finish(parse: Parse, drafts: list[Draft], speakers: Speakers, quotes: Quotes) -> list[Claim]:
    """Contract objects from drafts."""
    doc = parse.doc
    found: list[Claim] = []
    for draft in sorted(drafts, key=lambda d: (d.parts[0], d.at)):
        head = doc[draft.head] if draft.head is not None else None
        ids = speakers.actors_of(head, draft.source) if head is not None and draft.source else ()
        parts = tuple(parse.span(a, b) for a, b in draft.parts)
        found.append(
            Claim(
                f"c{len(found) + 1}",
                ids[0] if ids else None,
                ids,
                speakers.kind(head, draft.source, ids),
                draft.stance,
                parts[0],
                parts,
                parse.span(*draft.source) if draft.source and draft.source[0] < draft.source[1] else None,
                parse.span(*draft.cue) if draft.cue else None,
                quoted=bool(draft.quotations),
            )
        )
    return found
