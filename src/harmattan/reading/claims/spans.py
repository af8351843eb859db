"""Where cue, source and content of a claim begin and end, by what the encoder takes each word for."""

from __future__ import annotations

from dataclasses import replace

from harmattan.reading.claims.contents import Part, length, takes_up
from harmattan.reading.claims.cues import group_of
from harmattan.reading.claims.drafts import Draft
from harmattan.reading.claims.speakers import NOBODY, impersonal
from harmattan.reading.claims.tagged import Tags
from harmattan.reading.syntax import Parse

FIXED = ("according", "hedge", "label")  # relations whose cue is a phrase of the lexicon, or a mark
MILD = ("says", "believes", "promises")  # a verb's stances that the next cue word makes more exact: "offered criticism"
TOLD_OF = ("speak", "claim", "accuse", "condemn", "praise", "name")  # groups of cues whose passives tell of others
AGAINST = ("denies", "doubts", "condemns")


def fitted(parse: Parse, draft: Draft, tags: Tags) -> Draft:
    """The claim with its cue and source as far as the encoder takes them to reach."""
    if draft.relation in FIXED:
        return draft
    cue, parts = draft.cue, draft.parts
    if cue is not None:
        grown = tags.cue_part(cue, draft.at, parts)
        left = _outside(parts, grown)
        cue, parts = (grown, left) if left else (cue, parts)
    source, head = draft.source, draft.head
    if source is None and not told_of(parse, draft.at):
        source = tags.source_near(draft.at, (*parts, *([cue] if cue else [])))
        if source and impersonal(parse.doc[draft.at]) and parse.doc[source[0] : source[1]].text.lower() in NOBODY:
            source = None
        head = parse.doc[source[0] : source[1]].root.i if source else None
    elif source is not None and head is not None and draft.via is None:  # of two, it takes the teller for the source
        source = tags.source_part(source, head, parts, cue)
    if source is not None:
        parts = tuple(_whole(parse, a, b) if b <= source[0] <= b + 1 else (a, b) for a, b in parts)
    return replace(draft, cue=cue, parts=parts, source=source, head=head)


def _whole(parse: Parse, first: int, last: int) -> Part:
    """A content without the "by the" of the source that follows it."""
    while last - 1 > first and parse.doc[last - 1].pos_ in ("ADP", "DET"):
        last -= 1
    return first, last


def told_of(parse: Parse, at: int) -> bool:
    """Whether a verb of saying is passive and its subject is told of, by nobody named: "the navy was accused of"."""
    cue = parse.doc[at]
    group = group_of(cue) if cue.tag_ == "VBN" else None
    passive = any(k.dep_ == "nsubjpass" for k in cue.children)
    by = any(t.lower_ == "by" and t.i > at for t in cue.sent)
    quoted = any(k.lower_ == "as" for k in cue.children)  # "was quoted as saying"
    return group is not None and group.name in TOLD_OF and passive and not by and not quoted


def join(drafts: list[Draft]) -> list[Draft]:
    """One claim for two whose cues have grown together: "made" and "claims" in "made claims about the vote"."""
    out: list[Draft] = []
    for draft in sorted(drafts, key=lambda d: d.at):
        for n, other in enumerate(out):
            if (cue := _common_cue(other, draft)) is not None:
                out[n] = _joined(other, draft, cue)
                break
        else:
            out.append(draft)
    return out


def disown(parse: Parse, drafts: list[Draft]) -> list[Draft]:
    """Takes from whoever rejects a claim the claim itself: "the army rejected the claim that soldiers fired"."""
    against = [d for d in drafts if d.stance in AGAINST and d.source]
    return [
        replace(draft, source=None, head=None)
        if parse.doc[draft.at].pos_ == "NOUN"
        and any(d.source == draft.source and d is not draft and _holds(d, draft.at) for d in against)
        else draft
        for draft in drafts
    ]


def taken_up(parse: Parse, drafts: list[Draft]) -> list[Draft]:
    """Leaves out what nobody named says where somebody answers it: "he was said to have fled, he denied it"."""
    answers = [d for d in drafts if d.stance in ("denies", "confirms") and takes_up(parse.doc[d.at])]
    return [
        d
        for d in drafts
        if d.source is not None or not told_of(parse, d.at) or not any(_holds(a, d.at) for a in answers)
    ]


def _holds(draft: Draft, at: int) -> bool:
    return any(first <= at < last for first, last in draft.parts)


def _common_cue(one: Draft, other: Draft) -> Part | None:
    """The cue of both claims, if their cues share words and one's content lies within the other's."""
    if not (one.cue and other.cue and one.cue[0] < other.cue[1] and other.cue[0] < one.cue[1]):
        return None
    (a, b), (c, d) = ((x.parts[0][0], x.parts[-1][1]) for x in (one, other))
    if not ((a <= c and d <= b) or (c <= a and b <= d)):
        return None
    return min(one.cue[0], other.cue[0]), max(one.cue[1], other.cue[1])


def _joined(outer: Draft, inner: Draft, cue: Part) -> Draft:
    """The claim of two: the longer content less the cue, and the source of the first that has one."""
    longer = max(outer, inner, key=lambda d: length(d.parts))
    named = outer if outer.source else inner
    return replace(
        longer,
        at=inner.at,
        stance=inner.stance if outer.stance in MILD else outer.stance,
        parts=_outside(longer.parts, cue) or inner.parts,
        cue=cue,
        source=named.source,
        head=named.head,
        quotations=tuple(dict.fromkeys([*outer.quotations, *inner.quotations])),
    )


def _outside(parts: tuple[Part, ...], cue: Part) -> tuple[Part, ...]:
    """A content without the words at its edges that its cue has taken."""
    found = (
        (cue[1] if cue[0] <= first < cue[1] else first, cue[0] if cue[0] < last <= cue[1] else last)
        for first, last in parts
    )
    return tuple((first, last) for first, last in found if first < last)
