"""Attribution without a verb of saying: "according to X", "in the words of X", "reportedly", and "X: ..." headlines."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from harmattan.knowledge import lexicon
from harmattan.reading.claims.contents import Part, Quotes, edges, trim
from harmattan.reading.claims.cues import groups
from harmattan.reading.claims.drafts import Draft
from harmattan.reading.claims.speakers import find_source, is_nobody, source_part
from harmattan.reading.quantities.counting import figure_of
from harmattan.reading.syntax import Parse

if TYPE_CHECKING:
    from spacy.tokens import Token

CLAUSES = ("ROOT", "ccomp", "advcl", "relcl", "parataxis", "conj", "acl", "pcomp")


def find_frames(parse: Parse, quotes: Quotes) -> list[Draft]:
    """Claims by phrases that frame a clause, in reading order."""
    found: list[Draft] = []
    for token in parse.doc:
        for words in _according().get(token.lower_, ()):
            if [t.lower_ for t in parse.doc[token.i : token.i + len(words)]] == list(words):
                draft = _framed(parse, token.i, token.i + len(words), quotes)
                if draft is not None:
                    found.append(draft)
                break
        if token.lower_ in _hedges() and token.pos_ == "ADV" and not quotes.inside(token.i):
            found += _hedged(parse, token, quotes)
    found += _labelled(parse, quotes)
    found += _signed(parse, quotes)
    return found


def find_figures(parse: Parse, quotes: Quotes) -> list[Draft]:
    """Claims that give a figure: "put the number of fighters at 300", "spoke of a million marchers".

    Relations are ``figure:at`` and ``figure:of``. A passive needs its agent ("is put at 300" is nobody's word).
    """
    words = lexicon("cues")["figuring"]
    found: list[Draft] = []
    for token in parse.doc:
        lemma = token.lemma_.lower()
        if token.pos_ != "VERB" or not (lemma in words["at"] or lemma in words["of"]):
            continue
        relation = "figure:at" if lemma in words["at"] else "figure:of"
        reached = figure_of(token) if relation == "figure:at" else _spoken_of(token)
        if reached is None:
            continue
        thing, figure = reached
        parts = _figure_parts(parse, thing, figure, quotes)
        head = find_source(parse, token, relation, parts) or _agent_behind(thing, figure)
        if not parts or head is None or is_nobody(head):
            continue
        last = figure.head.i + 1 if thing is None else token.i + 1
        source = source_part(parse, head, token, parts, quotes)
        found.append(Draft(token.i, "says", parts, (token.i, last), source, head.i, relation))
    return found


def _figure_parts(parse: Parse, thing: Token | None, figure: Token, quotes: Quotes) -> tuple[Part, ...]:
    whole = edges(figure)
    if (agent := _agent_behind(thing, figure)) is not None:
        whole = (whole[0], agent.head.i)
    if thing is None:
        return (trim(parse, *whole, quotes),)
    if thing.i < figure.head.head.i and thing.dep_ == "nsubjpass":
        return trim(parse, *edges(thing), quotes), trim(parse, *whole, quotes)
    return (trim(parse, edges(thing)[0], whole[1], quotes),)


def _agent_behind(thing: Token | None, figure: Token) -> Token | None:
    """The agent of a passive that the parser hangs on the figure: "was estimated at 9,000 by the police"."""
    if thing is None or thing.dep_ != "nsubjpass":
        return None
    by = next((k for k in figure.children if k.lower_ == "by" and k.i > figure.i), None)
    return next((k for k in by.children if k.dep_ == "pobj"), None) if by is not None else None


def _spoken_of(verb: Token) -> tuple[None, Token] | None:
    for prep in verb.children:
        if prep.lower_ == "of" and prep.dep_ == "prep" and prep.i == verb.i + 1:
            for kid in prep.children:
                if kid.dep_ == "pobj" and (kid.like_num or any(k.dep_ == "nummod" for k in kid.children)):
                    return None, kid
    return None


@cache
def _according() -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for words in lexicon("cues")["according"]:
        found.setdefault(words[0], []).append(tuple(words))
    return found


@cache
def _hedges() -> frozenset[str]:
    return frozenset(lexicon("cues")["hedges"])


def _framed(parse: Parse, first: int, last: int, quotes: Quotes) -> Draft | None:
    """ "According to X, it rained": the cue is tokens ``[first, last)``, the source stands after it."""
    doc = parse.doc
    sentence = doc[first].sent
    inner = [t for t in doc[last : min(sentence.end, last + 40)] if t.dep_ == "pobj" and first <= t.head.i < last]
    if not inner:
        return None
    head = inner[0]
    opens = first - sentence.start <= 1
    start, end = source_part(parse, head, doc[last - 1], (), quotes)
    start = max(start, last)
    if opens:  # a long phrase may have swallowed the clause: it ends at the comma before the clause's subject
        for i in range(start, end):
            ahead = doc[i + 1 : i + 4]
            if doc[i].text == "," and any(k.dep_ in ("nsubj", "expl") and k.head.dep_ == "ROOT" for k in ahead):
                end = i
                break
    if end <= start:
        return None
    parts = _clause_without(parse, doc[first], first, end, opens, quotes)
    if not parts:
        return None
    held = tuple(dict.fromkeys(quotes.speech[i] for a, _ in parts if (i := a) in quotes.speech))
    return Draft(last - 1, "says", parts, (first, last), (start, end), head.i, "according", held)


def _clause_without(parse: Parse, token: Token, first: int, end: int, opens: bool, quotes: Quotes) -> tuple[Part, ...]:
    """The clause that a framing phrase at tokens ``[first, end)`` stands in, less the phrase."""
    sentence = token.sent
    a, b = sentence.start, sentence.end
    if not opens:
        clause = token
        while clause.dep_ not in CLAUSES or (clause.pos_ not in ("VERB", "AUX") and clause.dep_ != "ROOT"):
            clause = clause.head
        if clause.dep_ in ("ccomp", "advcl", "relcl", "acl", "conj"):
            x, y = edges(clause)
            if x <= first < y and (clause.dep_ != "conj" or clause.head.i < first):
                inner_subject = any(k.dep_ in ("nsubj", "nsubjpass", "expl") for k in clause.children)
                if clause.dep_ == "conj" and inner_subject:
                    a, b = x, y
    pieces = [(a, first), (end, b)]
    return tuple(p for p in (trim(parse, x, y, quotes) for x, y in pieces) if p[1] > p[0])


def _hedged(parse: Parse, token: Token, quotes: Quotes) -> Iterator[Draft]:
    """ "X was allegedly beaten": the clause is the word of somebody unnamed."""
    clause = token.head
    while clause.pos_ not in ("VERB", "AUX") and clause.dep_ != "ROOT":
        clause = clause.head
    a, b = edges(clause)
    for kid in clause.children:  # "reportedly thousands came, *after the court had ruled*": that is nobody's guess
        set_back = kid.dep_ in ("advcl", "relcl") or (kid.dep_ == "prep" and any(t.pos_ == "VERB" for t in kid.subtree))
        if set_back and kid.i > max(clause.i, token.i) and parse.doc[kid.left_edge.i - 1].text == ",":
            b = min(b, kid.left_edge.i - 1)
    if clause.dep_ in ("amod",) or b - a < 3:
        return
    parts = tuple(p for p in (trim(parse, x, y, quotes) for x, y in ((a, token.i), (token.i + 1, b))) if p[1] > p[0])
    if parts:
        yield Draft(token.i, "says", parts, (token.i, token.i + 1), None, None, "hedge")


def _labelled(parse: Parse, quotes: Quotes) -> Iterator[Draft]:
    """ "Minister: 'We will not talk'" at the beginning of a line."""
    doc = parse.doc
    for sentence in parse.sentences:
        start = sentence.start
        if start and "\n" not in doc[start - 1].text:
            continue
        for i in range(start + 1, min(start + 8, sentence.end)):
            if doc[i].text == ":" and i + 2 < sentence.end:
                head = doc[i - 1]
                while start <= head.head.i < i and head.head.i != head.i:
                    head = head.head
                label = doc[start:i]
                named = any(t.pos_ == "PROPN" or t.ent_type_ for t in label) or _is_source(head)
                if head.lemma_.lower() in lexicon("cues")["no_labels"]:
                    break
                transcript = len(label) <= 3 and label[0].is_upper and len(label[0]) > 2  # "WALLACE: Let us begin."
                if not transcript and label[0].pos_ not in ("PROPN", "NOUN", "DET", "ADJ"):
                    break  # a headline in two parts, not a name and what it says
                plain = named and head.pos_ in ("PROPN", "NOUN") and not any(t.pos_ in ("VERB", "AUX") for t in label)
                if plain and _tells_of_another(sentence[i + 1 - start :].root):
                    break
                if transcript or plain:
                    end = sentence.end
                    n = quotes.speech.get(i + 1)
                    if n is not None and quotes.all[n].start == i + 1:
                        end = max(quotes.all[n].end, i + 2)
                    part = trim(parse, i + 1, end, quotes)
                    if part[1] > part[0]:
                        held = (n,) if n is not None else ()
                        yield Draft(i, "says", (part,), (i, i + 1), (start, i), head.i, "label", held)
                break
            if doc[i].text in '"“”':
                break


def _tells_of_another(verb: Token) -> bool:
    """Whether what stands behind a colon tells what somebody else says: "Ali Sow: President mourns with the family"."""
    subject = next((k for k in verb.children if k.dep_ == "nsubj"), None)
    named = subject is not None and subject.pos_ == "PROPN" and verb.tag_ in ("VBZ", "VBD")
    return named and (verb.lemma_.lower(), "VERB") in groups()


def _signed(parse: Parse, quotes: Quotes) -> Iterator[Draft]:
    """'"We saw nothing" - Amina, a trader': a quotation with its speaker behind a dash at the end of the line."""
    doc = parse.doc
    for n, quotation in enumerate(quotes.all):
        i = quotation.end
        if not quotation.speech or i + 1 >= len(doc) or doc[i].text not in ("-", "–", "—", "--"):
            continue
        end = i + 1
        while end < len(doc) and "\n" not in doc[end].text:
            end += 1
        label = doc[i + 1 : end]
        if (
            0 < len(label) <= 14
            and label[0].pos_ in ("PROPN", "DET", "NOUN", "ADJ")
            and not any(t.pos_ == "VERB" for t in label)
        ):
            start, end = trim(parse, i + 1, end, quotes)
            head = next((t for t in label if t.pos_ == "PROPN"), label.root)
            part = (quotation.start, quotation.end)
            yield Draft(i, "says", (part,), (i, i + 1), (start, end), head.i, "label", (n,))


@cache
def _source_words() -> frozenset[str]:
    return frozenset(w for words in lexicon("cues")["sources"].values() for w in words)


def _is_source(token: Token) -> bool:
    return token.lemma_.lower() in _source_words()
