"""Direct speech: which cue a quotation belongs to, and who goes on speaking where no cue stands beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from harmattan.knowledge import lexicon
from harmattan.reading.claims.contents import Part, Quotes, length
from harmattan.reading.claims.drafts import Draft
from harmattan.reading.claims.quotations import Quotation
from harmattan.reading.syntax import Parse

if TYPE_CHECKING:
    from spacy.tokens import Token

SPEAKERS = {"i", "we", "you", "our", "us", "my", "me", "your", "ourselves", "let's", "here", "let"}
MOST = 0.6  # of a sentence, from which a claim in it tells all of it
GAP = 2  # sentences of speech in a row that any reporter could have written
CARRIERS = ("quote<", "quote>", "quote:", "carried")


def carry_quotations(parse: Parse, drafts: list[Draft], quotes: Quotes) -> list[Draft]:
    """Gives every quotation without a cue to whoever speaks around it.

    A quotation after another of the same speaker in the paragraph, or one that goes on over the paragraph's end, is a
    further part of that claim. After indirect speech, or in a paragraph of nothing but speech, it is a claim of its own
    with the same source and no cue.
    """
    owner: dict[int, int] = {n: k for k, d in enumerate(drafts) for n in d.quotations}
    out = list(drafts)
    for n, quotation in enumerate(quotes.all):
        previous = quotes.all[n - 1] if n else None
        k = owner.get(n - 1)
        if not quotation.speech and not (previous and k is not None and _interrupted(parse, previous, quotation)):
            continue
        if n in owner or any(_covers(d, quotation.start) for d in out):
            continue
        if previous is not None and k is not None and quotation.paragraph == previous.paragraph:
            if _goes_on(parse, out, k, previous.end, quotation.start):
                out[k] = _with(out[k], n, (quotation.start, quotation.end))
                owner[n] = k
                continue
        elif previous is not None and k is not None and quotation.paragraph == previous.paragraph + 1:
            if quotation.carried:
                out[k] = _with(out[k], n, (quotation.start, quotation.end))
                owner[n] = k
                continue
            if quotation.alone:
                owner[n] = len(out)
                out.append(_follow(out[k], n, (quotation.start, quotation.end)))
                continue
        k = _speaker_before(parse, out, quotation.start)
        if k is not None:
            owner[n] = len(out)
            out.append(_follow(out[k], n, (quotation.start, quotation.end)))
    return out


def _interrupted(parse: Parse, before: Quotation, after: Quotation) -> bool:
    """Whether two quotations are one that a cue breaks: "It failed," she said, "because nobody came."."""
    comma = (before.end > 1 and parse.doc[before.end - 2].text == ",") or parse.doc[before.end].text == ","
    return comma and parse.doc[after.start - 1].text == "," and after.start - before.end < 12


def _covers(draft: Draft, i: int) -> bool:
    return any(a <= i < b for a, b in draft.parts)


def _with(draft: Draft, n: int, part: Part) -> Draft:
    return replace(draft, parts=(*draft.parts, part), quotations=(*draft.quotations, n))


def _follow(draft: Draft, n: int, part: Part) -> Draft:
    return replace(
        draft, parts=(part,), quotations=(n,), cue=None, stance="says", relation="carried", at=part[0], via=None
    )


def _goes_on(parse: Parse, drafts: Sequence[Draft], k: int, start: int, end: int) -> bool:
    """Whether between two quotations of a paragraph nobody else takes the word."""
    between = [d for j, d in enumerate(drafts) if j != k and d.cue and start <= d.cue[0] < end]
    if any(d.stance == "says" and d.source and d.head != drafts[k].head for d in between):
        return False
    return sum(1 for t in parse.doc[start:end] if t.is_sent_start and not t.is_space) <= 2


def _speaker_before(parse: Parse, drafts: Sequence[Draft], at: int) -> int | None:
    """The claim of the sentence before a quotation, in its paragraph, whose source goes on in direct speech."""
    doc = parse.doc
    if not doc[at].is_sent_start and not (at and doc[at - 1].is_sent_start):
        return None
    s = parse.sentence_of[at] - 1
    if s < 0 or "\n" in doc[parse.sentences[s].start : at].text.rstrip("\n") or "\n" in doc[at - 1].text:
        return None
    here = parse.sentences[s]
    told = [k for k, d in enumerate(drafts) if d.source and d.cue and here.start <= d.cue[0] < here.end]
    return min(told, key=lambda k: (_depth(parse, drafts[k].at), -drafts[k].score)) if told else None


def _depth(parse: Parse, i: int) -> int:
    return sum(1 for _ in parse.doc[i].ancestors)


def carry_unmarked(parse: Parse, drafts: list[Draft], quotes: Quotes) -> list[Draft]:
    """Direct speech in a report that lost its quotation marks (machine translation drops them).

    The sentences after an attributed one are the same speaker's while they address somebody, ask, or say "we" and
    "here" as no reporter would, and so are those before "..., he said". A sentence or two between such sentences are
    his too. Only in reports without a single pair of marks.
    """
    if quotes.all:
        return drafts
    out: list[Draft] = []
    verbs = set(lexicon("cues")["direct"])
    told = {
        parse.sentence_of[d.cue[0]]
        for d in drafts
        if d.cue and d.source and d.head is not None and parse.doc[d.head].lower_ not in SPEAKERS
    }
    taken: set[int] = set()
    own = set(_own(parse, drafts))
    for draft in drafts:
        out.append(draft)
        if draft.relation not in CARRIED or not draft.source or not draft.cue:
            continue
        verb = parse.doc[draft.at]
        if verb.lemma_.lower() not in verbs or verb.tag_ not in ("VBZ", "VBP", "VBD") or _inner(verb):
            continue
        s = parse.sentence_of[draft.at]
        reach = range(s - 1, -1, -1) if draft.relation != "ccomp>" else range(0)
        for way in (range(s + 1, len(parse.sentences)), reach):
            run = sorted(n for n in _run(parse, way, told) if n not in taken)
            taken.update(run)
            for first, last in _stretches([n for n in run if n not in own]):
                part = (parse.sentences[first].start, parse.sentences[last].end)
                out.append(replace(_follow(draft, 0, _stripped(parse, part)), quotations=()))
    return out


def _own(parse: Parse, drafts: list[Draft]) -> Iterator[int]:
    """Sentences whose speaker already says what he tells: "I can confirm that ..."."""
    for draft in drafts:
        if draft.cue and draft.head is not None and parse.doc[draft.head].lower_ in SPEAKERS:
            n = parse.sentence_of[draft.cue[0]]
            if length(draft.parts) > MOST * len(parse.sentences[n]):
                yield n


def _stretches(numbers: list[int]) -> list[tuple[int, int]]:
    """First and last of each run of successive numbers."""
    found: list[tuple[int, int]] = []
    for n in numbers:
        if found and n == found[-1][1] + 1:
            found[-1] = (found[-1][0], n)
        else:
            found.append((n, n))
    return found


CARRIED = ("rest", "around", "previous", "ccomp<", "ccomp>")


def _run(parse: Parse, way: range, told: set[int]) -> list[int]:
    """The sentences of speech next to an attributed one, as far as the last that only a speaker would say."""
    run: list[int] = []
    last = 0
    for n in way:
        sentence = parse.sentences[n]
        if n in told or parse.in_title(sentence.start) or len(run) - last > GAP:
            break
        run.append(n)
        if _speaks(parse, sentence.start, sentence.end):
            last = len(run)
    return run[:last]


def _inner(verb: Token) -> bool:
    """Whether a verb of saying is itself told of: "they fear that he said so"."""
    return verb.dep_ in ("ccomp", "relcl", "advcl") and verb.head.i != verb.i


def _stripped(parse: Parse, part: Part) -> Part:
    start, end = part
    while end > start and parse.doc[end - 1].is_space:
        end -= 1
    while start < end and parse.doc[start].is_space:
        start += 1
    return start, end


CUED = ("rest", "around", "previous", "ccomp<", "quote<", "quote>", "quote:", "according")


def _speaks(parse: Parse, start: int, end: int) -> bool:
    words = [t for t in parse.doc[start:end] if not t.is_space]
    return any(t.lower_ in SPEAKERS for t in words) or any(t.text == "?" for t in words)
