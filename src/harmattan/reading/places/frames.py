"""Names that the words around them make names of places, whether or not the gazetteer holds them.

Villages, quarters and junctions are where things happen and are what gazetteers lack. "The village of X", "in the X
district", "at X junction" say that X is one. The nouns are data (``places_words.yaml``, part ``frames``).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from harmattan.knowledge.demonyms import demonyms
from harmattan.knowledge.lexicon import lexicon
from harmattan.reading.places.lookup import SKIPPED, capital, words

if TYPE_CHECKING:
    from spacy.tokens import Token

    from harmattan.reading.places.features import Context

LONGEST = 5  # words of such a name
MOST = 8  # names in one list
INNER = frozenset({"al", "el", "de", "la", "las", "los", "le", "du", "do", "da", "del", "di", "ez", "es", "ed", "ash",
                   "ar", "as", "az", "an"})  # fmt: skip
KILOMETRES = frozenset({"km", "kms", "kilometer", "kilometers", "kilometre", "kilometres", "mile", "miles"})


@cache
def nouns(frame: str) -> frozenset[str]:
    """The nouns of one frame: ``after`` ("X village"), ``weak`` ("in the X area"), ``before`` ("village of X"),
    ``own`` ("in X District") or ``called`` ("a village called X")."""
    return frozenset(lexicon("places_words")["frames"][frame])


def framed(context: Context) -> Iterator[tuple[int, int]]:
    """Tokens ``[start, end)`` of the names, in the order of the words that make them so."""
    doc, lower = context.doc, context.lower
    for k, word in enumerate(lower):
        by_noun = context.texts[k].islower() and (word in nouns("after") or word in nouns("weak"))
        if by_noun and (found := _named_before(context, k)):
            yield found
        if word == "of" and k and _singular(lower[k - 1]) in nouns("before") and context.texts[k - 1].islower():
            several = lower[k - 1] not in nouns("before")
            yield from _names_after(context, k + 1, MOST if several else 1)
        elif word in nouns("called") and k and not doc[k].is_sent_start:
            at = k + 1 if word != "known" else k + 2
            if _singular(lower[k - 1]) in nouns("before") and (at == k + 1 or lower[k + 1 : k + 2] == ["as"]):
                yield from _names_after(context, at, 1)
        elif word in nouns("own") and context.capital[k] and not (k + 1 < len(lower) and context.capital[k + 1]):
            start = _start_of_name(context, k)
            if start < k and (context.before(start) in words().locative or _reached(context, start)):
                yield start, k + 1
        elif word in KILOMETRES or word in nouns("before"):
            yield from _measured_or_described(context, k)


def within(context: Context, names: set[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The names that a preposition of place puts inside one of ``names``: "at X in Y province", "on X, in Y"."""
    for start, _ in sorted(names):
        at = start - 1
        while at > 0 and context.lower[at] in SKIPPED:
            at -= 1
        if at < 2 or context.lower[at] != "in":
            continue
        end = at - 1 if context.lower[at - 1] == "," else at
        first = _start_of_name(context, end)
        if first < end and context.before(first) in words().locative and _is_name(context, first, end):
            yield first, end


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word.removesuffix("s") if not word.endswith("ss") else word


def _named_before(context: Context, k: int) -> tuple[int, int] | None:
    """The name right before the noun at token ``k``."""
    end, sure = k, context.lower[k] in nouns("after")
    if end and context.lower[end - 1] in {"refugee", "displacement"}:
        end, sure = end - 1, True
    if end > 1 and context.lower[end - 2 : end] == ["sub", "-"]:
        end -= 2
    while end and context.doc[end - 1].is_space:
        end -= 1
    start = _start_of_name(context, end)
    if start >= end or not _is_name(context, start, end):
        return None
    if k + 1 < len(context.lower) and context.lower[k + 1] == "of" and context.lower[k] not in nouns("weak"):
        return None  # "the Sunni district of X"
    before = context.before(start)
    placed = before in words().locative or before in {"'s", "’s"} or _reached(context, start)
    if sure:
        return (start, end) if placed or context.doc[k].dep_ in {"pobj", "appos", "dobj", "conj"} else None
    ent = context.ent[start]
    return (start, end) if placed and not (ent and ent[2] in {"ORG", "NORP"}) else None


def _names_after(context: Context, at: int, most: int) -> Iterator[tuple[int, int]]:
    """The name that begins at token ``at``, and those listed with it."""
    total = len(context.texts)
    for _ in range(most):
        end = _end_of_name(context, at)
        if end == at or not _is_name(context, at, end):
            return
        yield at, end
        at = end
        while at < total and context.lower[at] in {",", "and", "&"} and at < end + 2:
            at += 1
        if at == end:
            return


def _end_of_name(context: Context, at: int) -> int:
    end = at
    while end < len(context.texts) and end - at < LONGEST + 2:
        if context.capital[end] and not (end > at and context.doc[end].is_sent_start):
            end += 1
            continue
        ahead = end + 1
        joined = end > at and context.texts[end] == "-" and not context.doc[end].whitespace_
        small = context.lower[end] in INNER
        hyphen = small and ahead < len(context.texts) and context.texts[ahead] == "-"
        if hyphen:
            ahead += 1
        if (joined or small) and ahead < len(context.texts) and context.capital[ahead]:
            end = ahead + 1
            continue
        break
    return end


def _start_of_name(context: Context, end: int) -> int:
    """Where the name that ends before token ``end`` begins."""
    doc, start = context.doc, end
    while start and end - start < LONGEST + 2 and not (start < end and doc[start].is_sent_start):
        last = start - 1
        if context.capital[last]:
            start = last
            continue
        joined = start < end and context.texts[last] == "-" and not doc[last].whitespace_
        small = start < end and context.lower[last] in INNER
        if joined and last and context.capital[last - 1]:
            start = last - 1
            continue
        if small and last and context.capital[last - 1]:
            start = last - 1
            continue
        if joined and last and context.lower[last - 1] in INNER:
            start = last - 1  # "el-Ain"
        break
    while start < end and (
        context.lower[start] in SKIPPED or context.lower[start] in demonyms() or _is_norp(doc[start])
    ):
        start += 1
    return start


def _is_norp(token: Token) -> bool:
    return bool(token.ent_type_ == "NORP") and token.i + 1 < len(token.doc) and capital(token.doc[token.i + 1].text)


def _is_name(context: Context, start: int, end: int) -> bool:
    """Whether the words can be a name: no number, no nationality, no abbreviation, no everyday word."""
    first = context.lower[start]
    if end - start == 1 and (first in demonyms() or first in words().doubtful or first in SKIPPED):
        return False
    if end - start == 1 and context.texts[start].isupper() and len(first) < 6:
        return False
    if any(ch.isdigit() for ch in context.texts[start]):
        return False
    return context.doc[start].ent_type_ != "NORP"


def _measured_or_described(context: Context, k: int) -> Iterator[tuple[int, int]]:
    """The name before "…, 70 kilometres north of" and "…, a village in", where the noun is token ``k``."""
    at = k - 1
    while at > k - 6 and at > 1 and context.lower[at] != ",":
        if context.capital[at] or context.doc[at].pos_ in {"VERB", "ADP", "AUX"}:
            return
        at -= 1
    if at < 1 or context.lower[at] != ",":
        return
    if context.lower[k] not in KILOMETRES and context.lower[at + 1] not in {"a", "an"}:
        return
    start = _start_of_name(context, at)
    if start < at and context.before(start) in words().locative and _is_name(context, start, at):
        yield start, at


def _reached(context: Context, start: int) -> bool:
    """Whether the verb before the name is one whose object is a place."""
    at = start - 1
    while at > 0 and (context.lower[at] in SKIPPED or context.doc[at].pos_ in {"ADJ", "DET"}):
        at -= 1
    return at >= 0 and context.doc[at].pos_ == "VERB" and context.doc[at].lemma_.lower() in words().arrival
