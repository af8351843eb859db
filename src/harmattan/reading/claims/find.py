"""Who says what: every claim of a report with its source, cue, content and stance.

A cue word (`cues`) and a stretch that it can govern (`contents`) are weighed together; the grammar then names the
source (`speakers`). Direct speech follows its quotation marks rather than the parse, is carried on over sentences and
paragraphs, and in texts that lost their marks is known by its words (`speech`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from harmattan.model import Actor, Claim
from harmattan.reading.claims.contents import (
    Candidate,
    Part,
    Quotes,
    candidates,
    clause_of,
    subject_of,
    takes_up,
    trim,
)
from harmattan.reading.claims.cues import is_known, is_open, may_be_cue, quoted_as, score, stance_of, strikes
from harmattan.reading.claims.drafts import Draft
from harmattan.reading.claims.frames import find_figures, find_frames
from harmattan.reading.claims.quotations import find_quotations
from harmattan.reading.claims.spans import disown, fitted, join, taken_up, told_of
from harmattan.reading.claims.speakers import Speakers, find_source, is_nobody, source_part
from harmattan.reading.claims.speech import carry_quotations, carry_unmarked
from harmattan.reading.claims.tagged import Tags
from harmattan.reading.encoder.encoded import Encoded
from harmattan.reading.syntax import Parse

if TYPE_CHECKING:
    from spacy.tokens import Token

SURE = 0.5  # chance of a cue that only the encoder sees
SHORTEST = 2  # words of a content that only the encoder sees
THRESHOLD = 0.3  # probability from which a cue and its content make a claim


def find_claims(parse: Parse, actors: list[Actor], encoded: Encoded | None = None) -> list[Claim]:
    """All claims in reading order of their content, with ids ``c1``, ``c2``, …

    Without ``encoded`` words and grammar alone decide.
    """
    quotes = Quotes(parse, find_quotations(parse))
    tags = Tags(encoded) if encoded is not None else None
    cued = find_cued(parse, quotes, tags)
    drafts = [*with_figures(cued, find_figures(parse, quotes)), *find_frames(parse, quotes)]
    if tags is not None:
        drafts += find_tagged(parse, quotes, tags, drafts)
        drafts = taken_up(parse, disown(parse, join([fitted(parse, d, tags) for d in drafts])))
    drafts.sort(key=lambda d: (d.at, d.parts))
    drafts = part_clauses(parse, drafts, quotes)
    drafts = carry_quotations(parse, drafts, quotes)
    drafts = carry_unmarked(parse, drafts, quotes)
    return finish(parse, drafts, Speakers(parse, actors), quotes)


def find_cued(parse: Parse, quotes: Quotes, tags: Tags | None = None) -> list[Draft]:
    """Claims by verbs, nouns and adjectives. Each word takes its likeliest content, each quotation one word."""
    options: list[tuple[float, int, int, Candidate]] = []
    for token in parse.doc:
        if may_be_cue(token) and (is_known(token) or (tags is not None and tags.heard(token))):
            for n, candidate in enumerate(candidates(parse, token, quotes)):
                if strikes(token, candidate):
                    continue
                value = score(parse, token, candidate, quotes)
                if tags is not None:
                    value = tags.score(value, token, candidate)
                if value >= THRESHOLD or quoted_as(token) is not None:
                    options.append((-value, token.i, n, candidate))
    taken: set[int] = set()
    chosen: dict[int, tuple[float, Candidate]] = {}
    for value, i, _, candidate in sorted(options, key=lambda o: o[:3]):
        if i not in chosen and not taken.intersection(candidate.quotations):
            chosen[i] = (-value, candidate)
            taken.update(candidate.quotations)
    drafts = [draft_of(parse, parse.doc[i], c, v, quotes) for i, (v, c) in sorted(chosen.items())]
    return merge_chains(parse, drafts)


def find_tagged(parse: Parse, quotes: Quotes, tags: Tags, known: list[Draft]) -> list[Draft]:
    """Claims that only the encoder sees: a cue that nothing else has, and the nearest content in its sentence."""
    cues = {i for d in known if d.cue for i in range(*d.cue)} | {d.at for d in known}
    held = {i for d in known for a, b in d.parts for i in range(a, b)}
    found: list[Draft] = []
    for sentence in parse.sentences:
        where = range(sentence.start, sentence.end)
        for cue in tags.runs(tags.cue, where, set(), SURE):
            if cues.intersection(range(*cue)):
                continue
            token = parse.doc[cue[0] : cue[1]].root
            if is_open(token):
                continue
            contents = [
                trim(parse, a, b, quotes)
                for a, b in tags.runs(tags.content, where, {*range(*cue)}, gap=2)
                if token.i not in held and b - a >= SHORTEST
            ]
            if takes_up(token):  # "..., they denied it": the clause before, whoever else tells of it
                before = [c.parts[0] for c in candidates(parse, token, quotes) if c.relation == "ccomp<"]
                contents, held = before or contents, held - {i for a, b in before for i in range(a, b)}
            contents = [(a, b) for a, b in contents if b > a and not held.intersection(range(a, b))]
            if not contents:
                continue
            struck = next((k.i for k in token.children if k.dep_ == "dobj"), None)
            if struck is not None and strikes(token, Candidate(token.i, "dobj>", tuple(contents), struck)):
                continue
            content = min(contents, key=lambda part: min(abs(part[0] - cue[1]), abs(part[1] - cue[0])))
            source = None if told_of(parse, token.i) else tags.source_near(token.i, (content, cue))
            head = parse.doc[source[0] : source[1]].root.i if source else None
            found.append(
                Draft(
                    token.i,
                    stance_of(parse, token),
                    (content,),
                    cue,
                    source,
                    head,
                    "tagged",
                    (),
                    float(tags.cue[token.i]),
                )
            )
            held |= set(range(*content))
    return found


def with_figures(cued: list[Draft], figures: list[Draft]) -> list[Draft]:
    """Adds the figures that somebody gives: "put the number at 300" whole, where the grammar saw "the number" only."""
    given = {d.at for d in figures if d.relation == "figure:at"}
    kept = [d for d in cued if d.at not in given or d.quotations]
    taken = {d.at for d in kept}
    return [*kept, *(d for d in figures if d.at not in taken)]


def part_clauses(parse: Parse, drafts: list[Draft], quotes: Quotes) -> list[Draft]:
    """Takes a parenthetical cue's clause out of the other contents of its sentence.

    "They fear that it is over, he says": the parse lets "fear" govern "he says" too. And what "he says" after a colon
    begins behind the colon: "He is convinced: it will rain, he says".
    """
    out: list[Draft] = []
    asides = [d for d in drafts if d.relation in ("rest", "around")]
    clauses = [clause_of(parse.doc[d.at]) for d in asides]
    for draft in drafts:
        parts = draft.parts
        for aside, (first, last) in zip(asides, clauses, strict=True):
            if aside is draft or draft.quotations:
                continue
            if any(a < first and last <= b for a, b in parts) and any(a <= draft.at < b for a, b in aside.parts):
                parts = tuple(
                    p
                    for a, b in parts
                    for p in ([trim(parse, a, first, quotes)] if a < first and last <= b else [(a, b)])
                )
        if draft in asides:
            a, b = parts[0]
            opened = [
                d.cue[1]
                for d in drafts
                if d is not draft and d.cue and a <= d.at < b and d.cue[1] < b and parse.doc[d.cue[1]].text == ":"
            ]
            if opened:
                parts = (trim(parse, opened[-1] + 1, b, quotes), *parts[1:])
        out.append(replace(draft, parts=parts) if parts != draft.parts else draft)
    return out


def merge_chains(parse: Parse, drafts: list[Draft]) -> list[Draft]:
    """Joins a verb and the cue it governs: in "refused to say whether it is true", "refused to say" is one cue."""
    by_token = {d.at: d for d in drafts}
    gone: set[int] = set()
    out: dict[int, Draft] = {}
    for draft in drafts:
        inner = parse.doc[draft.at]
        up = inner.head
        if inner.dep_ == "pcomp" and up.lower_ == "as":
            up = up.head
        outer = by_token.get(up.i)
        if inner.dep_ not in ("xcomp", "pcomp") or outer is None or outer.at > draft.at or not draft.cue:
            continue
        held = outer.parts[-1][0] <= draft.at < outer.parts[-1][1]
        if held and outer.cue and outer.relation in ("xcomp>", "prep:as+", "dobj>"):
            outer = out.get(outer.at, outer)
            first = (outer.cue or draft.cue)[0]
            weak = outer.stance in ("says", "believes") or draft.stance in ("no_comment", "cannot_verify")
            stance = draft.stance if weak else outer.stance
            out[draft.at] = replace(draft, cue=(first, draft.cue[1]), stance=stance)
            gone.add(outer.at)
    return [out.get(d.at, d) for d in drafts if d.at not in gone]


def draft_of(parse: Parse, token: Token, chosen: Candidate, value: float, quotes: Quotes) -> Draft:
    """The claim that this word makes of this content."""
    head = find_source(parse, token, chosen.relation, chosen.parts)
    source = source_part(parse, head, token, chosen.parts, quotes) if head is not None else None
    quoted = quoted_as(token)
    teller = subject_of(quoted.head) if quoted is not None else None
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
        teller.i if teller is not None else None,
    )


def cue_part(parse: Parse, cue: Token, candidate: Candidate) -> Part:
    """Tokens of the cue with its auxiliaries, negation, particle and the preposition that brings the content."""
    first, last = cue.i, cue.i + 1
    kids = {k.i: k.dep_ for k in cue.children}
    if quoted_as(cue) is not None:
        first = cue.head.i
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
    heard = {
        id
        for d in drafts
        if d.head is not None and d.source and not (d.relation == "label" and parse.in_title(d.at))
        for id in speakers.actors_of(doc[d.head], d.source)
    }
    for draft in sorted(drafts, key=lambda d: (d.parts[0], d.at)):
        head = doc[draft.head] if draft.head is not None else None
        if draft.stance == "confirms" and head is not None and is_nobody(head):
            continue  # "No group has claimed responsibility": nobody says it
        ids = speakers.actors_of(head, draft.source) if head is not None and draft.source else ()
        if draft.relation == "label" and parse.in_title(draft.at) and ids and not heard.intersection(ids):
            continue  # "Awa Ba: minister sends condolences": of whom a heading is, not who speaks
        teller = speakers.actor_of(doc[draft.via]) if draft.via is not None else None
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
                via=teller,
                quoted=bool(draft.quotations),
            )
        )
    return found
