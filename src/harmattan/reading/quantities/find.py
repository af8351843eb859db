"""Quantities: numbers with what they count, how exact they are, and who was counted.

`numbers` finds numeric expressions, `counting` decides what they count; this module drops numbers that count nothing
(dates, ages, names of things) and puts the record together.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING

from harmattan.model import Actor, Counted, Quantity, Time
from harmattan.reading.mentions import Mentions
from harmattan.reading.quantities.counting import HARM, counted_noun, is_force_near, kind_of, table, vocabulary, words
from harmattan.reading.quantities.numbers import Number, any_of, find_numbers
from harmattan.reading.quantities.numbers import words as number_words
from harmattan.reading.syntax import Parse, text_of

if TYPE_CHECKING:
    from spacy.tokens import Span as SpacySpan
    from spacy.tokens import Token


LEAST_NAIRA = 1000  # a smaller number after "N" is a label


def find_quantities(parse: Parse, times: list[Time], actors: list[Actor]) -> list[Quantity]:
    """The quantities of a report in reading order, ids ``q1``, ``q2`` …; ``claims`` are left to the linker.

    A span is the numeric expression itself ("300", "dozens", "1.2 million"), for money with its currency. Numbers
    inside a time expression are not counted again.
    """
    taken = sorted(parse.offset(t.span) for t in times)
    mentions = Mentions(parse, ((a.id, m.span) for a in actors for m in a.mentions))
    armed = {a.id for a in actors if set(a.sectors) & set(words()["force_sectors"])}
    found = [q for n, s in enumerate(parse.sentences) for q in _in_sentence(parse, n, s, taken, mentions, armed)]
    found.sort(key=lambda q: q.span.order)
    return [replace(q, id=f"q{i}") for i, q in enumerate(found, 1)]


def _in_sentence(
    parse: Parse,
    index: int,
    sentence: SpacySpan,
    taken: list[tuple[int, int]],
    mentions: Mentions,
    armed: set[str],
) -> Iterator[Quantity]:
    text = text_of(parse.doc)
    used: set[int] = set()
    if _trigger().search(text, sentence.start_char, sentence.end_char):
        for number in find_numbers(text, sentence.start_char, sentence.end_char):
            used.add(number.start)
            at = bisect(taken, (number.end, 0))
            if at and taken[at - 1][1] > number.start:
                continue  # part of a time
            quantity = _quantity(parse, index, number, mentions, armed)
            if quantity is not None:
                yield quantity
    yield from _single_victims(parse, sentence, used, mentions)


@cache
def _trigger() -> re.Pattern[str]:
    w = number_words()
    every = [*w["units"], *w["tens"], *w["scales"], *w["vague"]]
    return re.compile(rf"\d|\b(?:{any_of(every)})\b", re.I)


def _quantity(parse: Parse, index: int, number: Number, mentions: Mentions, armed: set[str]) -> Quantity | None:
    doc = parse.doc
    tokens = doc.char_span(number.start, number.end, alignment_mode="expand")
    if tokens is None:
        return None
    money = _money(text_of(doc), number)
    if money:
        start, end, unit = money
        return _record(parse, number, "money", None, None, start, end, unit)
    if m := _percent().match(text_of(doc), number.end):
        return _record(parse, number, "other", "percent", None, number.start, m.end(), None)
    if _names_something(parse, number, tokens):
        return None
    noun = counted_noun(doc, tokens.start, tokens.end)
    kind = kind_of(doc, tokens.start, tokens.end, noun)
    low = tokens.text.lower()
    if kind is None and (
        low in ("one", "many", "numerous", "countless", "few") or (noun is None and low in ("several", "a few"))
    ):
        return None
    who = None
    if kind is None:
        kind, who = _of_force(parse, index, tokens, noun, mentions, armed)
    if noun is not None and who is None:
        who = mentions.by_head.get(noun.i) or mentions.by_token.get(noun.i)
    return _record(parse, number, kind, noun, who, number.start, number.end, None)


def _record(
    parse: Parse,
    n: Number,
    of: Counted,
    noun: Token | str | None,
    who: str | None,
    start: int,
    end: int,
    unit: str | None,
) -> Quantity:
    name = noun if noun is None or isinstance(noun, str) else noun.lower_ if noun.pos_ != "PROPN" else noun.text
    return Quantity("", of, name, n.value, n.low, n.high, n.modifier, parse.chars(start, end), unit, who)


# ------------------------------------------------------------------ money and percent


@cache
def _before_money() -> re.Pattern[str]:
    signs = any_of(words()["money"]["before"])
    return re.compile(rf"(?<![A-Za-z])(?P<sign>{signs})\s?$", re.I)


@cache
def _after_money() -> re.Pattern[str]:
    names = any_of(words()["money"]["after"])
    return re.compile(rf"(?:\s+|-)(?P<name>{names})s?\b", re.I)


@cache
def _of_money() -> re.Pattern[str]:
    return re.compile(rf"\s+of\s+(?P<name>{any_of(words()['money']['after'])})s?\b", re.I)


@cache
def _percent() -> re.Pattern[str]:
    return re.compile(rf"\s?(?:{any_of(words()['percent'])})(?!\w)", re.I)


def _money(text: str, n: Number) -> tuple[int, int, str] | None:
    """Start, end and ISO 4217 code when the number is an amount of money."""
    at = max(0, n.start - 8)
    start, end, unit = n.start, n.end, None
    if re.search(r"\bN$", text[at : n.start]):  # "N5m": naira, but N5 is a road
        named = _after_money().match(text, n.end)
        end = named.end() if named and named["name"].lower().startswith("naira") else n.end
        return (n.start - 1, end, "NGN") if end > n.end or (n.value or 0) >= LEAST_NAIRA else None
    before = _before_money().search(text[at : n.start])
    if before:
        start, unit = at + before.start(), words()["money"]["before"][" ".join(before["sign"].lower().split())]
    after = _after_money().match(text, n.end)
    if after:
        name = " ".join(after["name"].lower().split())
        if unit is None and name in vocabulary("weights") and not re.search(r"illion|thousand", text[n.start : n.end]):
            return None
        end, unit = after.end(), unit or words()["money"]["after"][name]
    elif (
        before and text[before.start() + at : n.start].strip().isalpha() and not re.match(r"\d", text[n.start : n.end])
    ):
        return None
    if unit is None and n.modifier == "vague" and (of := _of_money().match(text, n.end)):
        return n.start, of.end(), words()["money"]["after"][" ".join(of["name"].lower().split())]
    if unit is None and (inner := re.search(r"[$€£]", text[n.start : n.end])):
        unit = words()["money"]["before"][inner[0]]  # "between $12 million and $20 million"
    return (start, end, unit) if unit else None


# ------------------------------------------------------------------ numbers that count nothing


def _names_something(parse: Parse, n: Number, tokens: SpacySpan) -> bool:
    """Whether the number is a year, an age, a label or part of a name rather than a count."""
    doc, text = parse.doc, text_of(parse.doc)
    raw, before, after = text[n.start : n.end], text[max(0, n.start - 12) : n.start], text[n.end : n.end + 20]
    if _is_age(raw, before, after):
        return True
    if re.match(r"-(?!strong\b)[A-Za-z]", after) or re.search(r"[A-Za-z]-?$|[#§]\s?$", before):
        return True  # "12-member", "F-16", "#4"
    if re.match(r"\.?\s?[ap]\.?m\b", after, re.I) or re.match(r"0\d{6,}", raw):
        return True  # "about 7.am", a telephone number
    if re.fullmatch(r"\d{3}", raw) and re.match(r"[-.\s]\d{3,4}\b", after):
        return True  # a telephone number
    last = next((t for t in reversed(doc[max(0, tokens.start - 2) : tokens.start]) if not t.is_space), None)
    follow = next((t for t in doc[tokens.end : tokens.end + 2] if not t.is_space), None)
    if raw.lower() == "one":
        return _is_pronoun(last, follow)
    if not raw[0].isdigit():
        return False
    if follow is not None and follow.lower_ in vocabulary("numbered") and (n.value or 0) > 1:
        return True  # "82 Division"
    named = takewhile(lambda t: t.text[:1].isupper(), doc[tokens.end : tokens.end + 4])
    if any(t.lower_ in vocabulary("numbered") for t in named):
        return True  # "23 Armoured Brigade"
    if last is not None and (last.lower_ in vocabulary("numbering") or _labels(last, n, tokens, follow)):
        return True
    dated = re.fullmatch(r"(?:19|20)\d\d", raw) and re.search(r"\b(?:the|[’']s)\s$", before, re.I) is not None
    if (noun := counted_noun(doc, tokens.start, tokens.end)) is not None:  # "the 2023 elections"
        if doc[min(noun.i + 1, len(doc) - 1)].lower_ in ("fewer", "less"):
            return True  # "300 delegates fewer": a difference
        yearly = re.fullmatch(r"(?:19|20)\d\d", raw) and noun.lemma_.lower() in vocabulary("yearly")
        counted = kind_of(doc, tokens.start, tokens.end, noun) is not None
        return bool(dated or yearly) and n.modifier == "exact" and not counted
    if n.modifier == "range" and re.fullmatch(r"\d{1,2}\s?[-–]\s?\d{1,2}", raw) and (n.high or 0) < 15:
        return True  # a score
    year = re.fullmatch(r"\d{4}", raw) and n.modifier == "exact" and 1800 <= (n.value or 0) <= 2100
    return bool(year) and kind_of(doc, tokens.start, tokens.end, None) is None


def _is_age(raw: str, before: str, after: str) -> bool:
    if re.match(r"\s*[-–]?\s*years?\s*[-–]?\s*olds?\b|\s+years?\s+of\s+age\b", after, re.I):
        return True
    if re.search(r"\bage[sd]?(?:\s+of)?\s+$", before, re.I):
        return True
    apposed = re.search(r"[\w)],\s$", before) and re.match(r"[,.;)]", after)
    bracketed = re.search(r"[^\W\d_]\s\($", before) and after.startswith(")")  # "John Smith (45)"
    return bool(apposed or bracketed) and re.fullmatch(r"\d{1,2}", raw) is not None  # "Smith, 45, said"


def _is_pronoun(last: Token | None, follow: Token | None) -> bool:
    """Whether "one" stands for somebody rather than counts."""
    if follow is not None and follow.lower_ in vocabulary("pronoun_after"):
        return True
    if last is None or last.lower_ not in ("no", "any", "every", "each", "this", "that", "the", "which", "some"):
        return False
    return last.lower_ != "the" or follow is None or follow.pos_ not in ("NOUN", "ADJ")


def _labels(last: Token, n: Number, tokens: SpacySpan, follow: Token | None) -> bool:
    """Whether the name before the number makes it a model or label: "Boeing 737", "Apollo 11"."""
    root = tokens.root
    if last.pos_ != "PROPN" or n.value is None or n.value >= 10000 or root.head.i != last.i:
        return False
    if root.dep_ not in ("nummod", "appos", "npadvmod"):
        return False
    return follow is None or follow.pos_ not in ("NOUN", "PROPN", "ADJ") or last.ent_type_ in ("PRODUCT", "FAC", "LAW")


# ------------------------------------------------------------------ forces and single victims


def _of_force(
    parse: Parse, index: int, tokens: SpacySpan, noun: Token | None, mentions: Mentions, armed: set[str]
) -> tuple[Counted, str | None]:
    """Men and people are troops where an armed force is what the sentence, or the ones its pronoun looks back to, are
    about; anything else is "other". With the id of the force when it is a known actor."""
    if noun is not None and noun.pos_ == "PRON" and mentions.by_head.get(noun.i) in armed:
        return "troops", mentions.by_head[noun.i]  # "2,000 of them"
    if noun is None or noun.lemma_.lower() not in vocabulary("men"):
        service = noun is not None and any(c.lower_ in ("military", "army") for c in noun.children)
        return (
            "troops" if service and noun is not None and noun.lemma_.lower() in vocabulary("persons") else "other"
        ), None
    here = parse.sentences[index]
    if is_force_near(parse.doc, here.start, tokens.start) and (
        noun.lower_ in ("men", "personnel", "strong") or noun.dep_ in ("appos", "npadvmod")
    ):
        return "troops", None
    verb = noun.head
    subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    if (verb.lemma_ != "be" and verb.lower_ not in ("'s", "’s")) or subject is None or subject.pos_ != "PRON":
        return "other", None
    if mentions.by_head.get(subject.i) in armed:
        return "troops", mentions.by_head[subject.i]
    said = False
    for back in parse.sentences[max(0, index - 3) : index][::-1]:
        said = said or is_force_near(parse.doc, back.start, back.end)
        for topic in (t for t in back if t.dep_ in ("nsubj", "nsubjpass")):
            known = mentions.within(topic.left_edge.i, topic.right_edge.i + 1)
            force = next((id for id in known if id in armed), None)
            if force:
                return "troops", force
    return ("troops" if said else "other"), None


def _single_victims(parse: Parse, sentence: SpacySpan, used: set[int], mentions: Mentions) -> Iterator[Quantity]:
    """ "a soldier was killed": one, where no number says so."""
    for token in sentence:
        if token.lower_ not in ("a", "an") or token.dep_ != "det" or token.idx in used:
            continue
        noun = token.head
        if noun.lemma_.lower() not in vocabulary("persons") or noun.i < token.i or noun.tag_ in ("NNS", "NNPS"):
            continue
        if any(c.dep_ == "nummod" for c in noun.children):
            continue  # "an estimated 300 people"
        kind = kind_of(parse.doc, token.i, token.i + 1, noun)
        if kind not in HARM or (
            noun.lemma_.lower() in table("counts") and table("counts")[noun.lemma_.lower()] == kind
        ):
            continue
        number = Number(token.idx, token.idx + len(token), 1, 1, 1, "exact", token.idx)
        who = mentions.by_head.get(noun.i) or mentions.by_token.get(noun.i)
        yield _record(parse, number, kind, noun, who, number.start, number.end, None)
