"""What a cue may govern: for each cue word, the stretches of text that can be the content of a claim.

Every candidate names the grammatical relation by which it hangs on the cue; `cues` weighs word and relation together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harmattan.reading.claims.quotations import Quotation
from harmattan.reading.syntax import Parse

if TYPE_CHECKING:
    from spacy.tokens import Token

SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl")
TRIMMED = {",", ".", ";", ":", "-", "--", "—", "–", "(", ")", "…", "/", "|"}
TAKEN_UP = ("it", "this", "that")  # what stands for the clause before
DASHES = ("-", "--", "—", "–")
REACH = 32  # tokens between a quotation and its cue; a speaker's apposition can be long

Part = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Tokens ``parts`` as content of the cue at token ``cue``; ``head`` is the content's own head word."""

    cue: int
    relation: str
    parts: tuple[Part, ...]
    head: int
    preposition: int | None = None
    quotations: tuple[int, ...] = ()


class Quotes:
    """Where quotations lie: by token, by end and by start."""

    def __init__(self, parse: Parse, quotations: list[Quotation]) -> None:
        self.all = quotations
        self.at: dict[int, int] = {i: n for n, q in enumerate(quotations) for i in range(q.start, q.end)}
        self.speech: dict[int, int] = {i: n for i, n in self.at.items() if quotations[n].speech}
        self.doc = parse.doc

    def inside(self, i: int) -> bool:
        """Whether a token stands in somebody's direct speech."""
        return i in self.speech


def candidates(parse: Parse, cue: Token, quotes: Quotes) -> list[Candidate]:
    """All that can be the content of this cue, nearest relation first; none contains the cue itself."""
    found = list(_governed(cue)) if cue.pos_ != "ADP" else []
    if cue.pos_ in ("VERB", "AUX"):
        found += _beside_quotation(parse, cue, quotes)
        known = {c.parts for c in found if c.relation == "ccomp<"}
        found += [c for c in _rest_of_sentence(parse, cue) if c.parts not in known]
    return [c for c in (_tidy(parse, c, quotes) for c in found) if c.parts]


def _governed(cue: Token) -> Iterator[Candidate]:
    kids = list(cue.children)
    by = {k.dep_: k for k in reversed(kids)}
    objects = [k for k in kids if k.dep_ in ("dobj", "attr", "acomp")]
    spliced = any(k.dep_ == "ccomp" and k.i < cue.i for k in kids) and not _parted(cue)
    for kid in kids:
        dep = kid.dep_
        side = "<" if kid.i < cue.i else ">"
        if side == "<" and dep == "ccomp" and _parted(cue):
            continue  # "they spoke of a million; police estimated ...": the parse hangs the first on the second
        if dep in ("ccomp", "xcomp"):
            inner = edges(kid)
            if dep == "ccomp" and side == ">":
                inner = _over_aside(cue, kid, inner)
            if dep == "ccomp" and side == "<" and takes_up(cue):
                inner = _last_clause(kid, inner)
            start = inner[0]
            before = [o for o in objects if o.dep_ == "dobj" and cue.i < o.i < kid.i]
            yield Candidate(cue.i, dep + side, (inner,), kid.i)
            if before and dep == "xcomp" and side == ">":
                yield Candidate(cue.i, "dobj+xcomp", ((edges(before[0])[0], inner[1]),), kid.i)
            subject = by.get("nsubjpass")
            if subject is not None and subject.i < cue.i and dep == "xcomp":
                yield Candidate(cue.i, subject.dep_ + "+xcomp", (edges(subject), (start, inner[1])), kid.i)
        elif dep == "dobj" and kid.lower_ in TAKEN_UP and spliced:
            continue  # "..., they denied it": that clause
        elif dep in ("dobj", "attr", "oprd", "intj"):
            small = by.get("oprd")
            if dep == "dobj" and small is not None and small.i > kid.i:
                yield Candidate(cue.i, "dobj+oprd", ((edges(kid)[0], edges(small)[1]),), kid.i)
            else:
                yield Candidate(cue.i, dep + side, (edges(kid),), kid.i)
            if dep == "dobj":
                yield from _prepositions(cue, kid, "dobj+")
                tail = [
                    k
                    for k in kids
                    if k.dep_ in ("prep", "advcl") and k.i > kid.i and k.text.lower() in ("of", "as", "for")
                ]
                if tail:
                    whole = (edges(kid)[0], edges(tail[-1])[1])
                    yield Candidate(cue.i, "dobj+" + tail[-1].text.lower(), (whole,), kid.i)
        elif dep == "nsubjpass" and not any(
            k.lower_ == "as" and any(g.dep_ == "pcomp" for g in k.children) for k in kids
        ):
            yield Candidate(cue.i, "nsubjpass", (edges(kid),), kid.i)
        elif dep in ("advcl", "acl", "relcl") and side == ">":
            mark = next((k.text.lower() for k in kid.children if k.dep_ in ("mark", "advmod") and k.i < kid.i), "")
            yield Candidate(
                cue.i, f"{dep}:{mark if mark in ('if', 'whether', 'that', 'as') else kid.tag_}", (edges(kid),), kid.i
            )
    yield from _prepositions(cue, cue, "")


def takes_up(cue: Token) -> bool:
    """Whether the object of a cue stands for a clause before it: "they denied *it*"."""
    return any(k.dep_ == "dobj" and k.lower_ in TAKEN_UP for k in cue.children)


def _last_clause(clause: Token, whole: Part) -> Part:
    """A clause that "they denied it" takes up, without the ones before that the parse hangs on it."""
    start, end = whole
    for kid in clause.lefts:
        if kid.dep_ in ("ccomp", "parataxis") and any(k.dep_ in SUBJECTS for k in kid.children):
            start = max(start, kid.right_edge.i + 1)
    while start < end and (clause.doc[start].is_punct or clause.doc[start].is_quote):
        start += 1
    return start, end


def _over_aside(cue: Token, clause: Token, whole: Part) -> Part:
    """A clause with the rest of it behind an aside between dashes, which the parse takes for a clause of its own."""
    for kid in cue.children:
        start, end = edges(kid)
        near = kid.dep_ == "ccomp" and kid.i > clause.i and start in (whole[1], whole[1] + 1)
        if near and (cue.doc[start].text in DASHES or cue.doc[whole[1] - 1].text in DASHES):
            return whole[0], end
    return whole


def is_aside(parse: Parse, cue: Token, content: Part) -> bool:
    """Whether a cue's clause with the content behind it stands between two dashes."""
    first, (start, end) = clause_of(cue)[0], content
    doc = parse.doc
    if first == 0 or start < cue.i or end >= len(doc):
        return False
    return doc[first - 1].text in DASHES and doc[end].text in DASHES


def _parted(cue: Token) -> bool:
    """Whether a semicolon stands before the cue's own clause: what comes before it is another statement."""
    first = clause_of(cue)[0]
    return first > 0 and cue.doc[first - 1].text == ";"


def _prepositions(cue: Token, holder: Token, prefix: str) -> Iterator[Candidate]:
    for prep in holder.children:
        if prep.dep_ not in ("prep", "agent", "dative") or prep.pos_ not in ("ADP", "SCONJ") or prep.i < cue.i:
            continue
        for kid in prep.children:
            if kid.dep_ in ("pobj", "pcomp") and kid.i > prep.i:
                name = f"{prefix}prep:{prep.text.lower()}" + ("+" if kid.dep_ == "pcomp" else "")
                yield Candidate(cue.i, name, (edges(kid),), kid.i, preposition=prep.i)
            elif kid.dep_ == "prep":
                for deep in kid.children:
                    if deep.dep_ == "pobj":
                        name = f"{prefix}prep:{prep.text.lower()}_{kid.text.lower()}"
                        yield Candidate(cue.i, name, (edges(deep),), deep.i, preposition=prep.i)


def _beside_quotation(parse: Parse, cue: Token, quotes: Quotes) -> Iterator[Candidate]:
    """Direct speech before or after the cue, with no end of a sentence between them."""
    doc = parse.doc
    if quotes.inside(cue.i):
        return
    for i in range(cue.i - 1, max(-1, cue.i - REACH), -1):
        if i in quotes.at:
            n = quotes.at[i]
            if quotes.all[n].speech:
                yield Candidate(cue.i, "quote<", ((quotes.all[n].start, quotes.all[n].end),), i, quotations=(n,))
            break
        if doc[i].text in ".?!;" or "\n" in doc[i].text:
            break
    for i in range(cue.i + 1, min(len(doc), cue.i + REACH)):
        if i in quotes.at:
            n = quotes.at[i]
            if quotes.all[n].speech:
                near = "quote:" if doc[i - 1].text == ":" else "quote>"
                yield Candidate(cue.i, near, ((quotes.all[n].start, quotes.all[n].end),), i, quotations=(n,))
            break
        if doc[i].text in ".?!;" or ("\n" in doc[i].text and doc[i - 1].text != ":"):
            break
    i = cue.i + 1
    if i + 1 < len(doc) and doc[i].text == ":" and i + 1 not in quotes.speech and doc[i + 1].sent == cue.sent:
        yield Candidate(cue.i, "colon", ((i + 1, cue.sent.end),), cue.sent.root.i)


def _rest_of_sentence(parse: Parse, cue: Token) -> Iterator[Candidate]:
    """ "It will rain, he says" / "Mali, he said, will ...": the sentence without the clause of the cue."""
    sentence = cue.sent
    first, last = clause_of(cue)
    doc = parse.doc
    before = first - 1 >= sentence.start and doc[first - 1].text in (",", "-", "—", "–", "?", "!")
    if not before:
        if first == sentence.start and sentence.start > 0 and doc[sentence.start - 1].text in "?!," and cue.i == first:
            previous = doc[sentence.start - 1].sent
            yield Candidate(cue.i, "previous", ((previous.start, previous.end),), previous.root.i)
        return
    parts = [(sentence.start, first)]
    if last < sentence.end - 1 and doc[last].text == ",":
        parts.append((last + 1, sentence.end))
    yield Candidate(cue.i, "rest" if len(parts) == 1 else "around", tuple(parts), sentence.root.i)


def clause_of(cue: Token) -> Part:
    """Tokens of the cue's own short clause: its subject, auxiliaries, adverbs and addressee, not what it governs."""
    first, last = cue.i, cue.i + 1
    subject = subject_of(cue)
    for kid in cue.children:
        if kid.dep_ in SUBJECTS and (subject is None or kid.i != subject.i):
            continue
        if kid.dep_ in ("ccomp", "xcomp", "parataxis", "conj", "punct", "advcl", "relcl", "cc", "dep", "mark"):
            continue
        a, b = edges(kid)
        if b <= cue.i and (kid.dep_ in SUBJECTS or kid.dep_ in ("aux", "auxpass", "neg", "advmod")) and b >= first - 1:
            first = min(first, a)
        elif a >= cue.i and a <= last + 1:
            last = max(last, b)
    return first, last


def subject_of(cue: Token) -> Token | None:
    """The subject that stands by the verb: after it in "..., says the mayor", else the nearest one before."""
    kids = [k for word in cue.children if word.dep_ == "aux" for k in word.children] + list(cue.children)
    subjects = [k for k in kids if k.dep_ in ("nsubj", "csubj") and k.pos_ not in ("ADP", "SCONJ")]
    behind = [k for k in subjects if k.i > cue.i]
    before = [k for k in subjects if k.i < cue.i]
    if behind and (not before or cue.doc[cue.i - 1].text in (",", "?", "!", "”", '"')):
        return behind[0]
    return before[-1] if before else None


def edges(token: Token) -> Part:
    """Tokens of the whole phrase that hangs on ``token``."""
    return token.left_edge.i, token.right_edge.i + 1


def _tidy(parse: Parse, candidate: Candidate, quotes: Quotes) -> Candidate:
    """Parts without the cue, bounded by their punctuation, and holding their quotations whole."""
    parts: list[Part] = []
    for start, end in candidate.parts:
        if start <= candidate.cue < end:
            left, right = (start, candidate.cue), (candidate.cue + 1, end)
            start, end = left if left[1] - left[0] > right[1] - right[0] else right
        start, end = trim(parse, start, end, quotes)
        if end > start:
            parts.append((start, end))
    if parts == list(candidate.parts):
        return candidate
    return Candidate(
        candidate.cue, candidate.relation, tuple(parts), candidate.head, candidate.preposition, candidate.quotations
    )


def trim(parse: Parse, start: int, end: int, quotes: Quotes) -> Part:
    """Without outer punctuation and blank space; a quotation that begins in it is taken to its closing mark."""
    doc = parse.doc

    def loose(i: int) -> bool:
        if doc[i].text == ")" and sum((t.text == "(") - (t.text == ")") for t in doc[start:i]) > 0:
            return False
        return doc[i].is_space or (doc[i].text in TRIMMED and i not in quotes.at)

    while start < end and loose(start):
        start += 1
    if end < len(doc) and start < end:
        n = quotes.at.get(end - 1)
        if n is not None and quotes.all[n].start >= start and quotes.all[n].end > end:
            end = quotes.all[n].end
    while end > start and loose(end - 1):
        end -= 1
    # A mark whose partner lies outside does not belong: 'that he was "free' -> leave, '" he said' -> drop.
    n = quotes.at.get(end - 1) if start < end and doc[end - 1].text in "\"“”''" else None
    if n is not None and quotes.all[n].start == end - 1:
        end -= 1
    while end > start and loose(end - 1):
        end -= 1
    return start, end


def length(parts: Iterable[Part]) -> int:
    """Number of tokens in all parts."""
    return sum(b - a for a, b in parts)
