"""Upper-case wire text → a copy of the same length in ordinary case, for parsing only.

Old wire services sent capitals only, and many sites print headlines so. A parser trained on ordinary prose sees
nothing but names there. Words known to be lower case (`knowledge/data/en/lower_words.txt`) are lowered, all others are
taken for names; common words that stand in a name ("Air Force") follow it. In a text that is only partly in capitals
the ordinary part is asked first how it writes a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from harmattan.knowledge.lexicon import lexicon, ordinary_words

LETTERS = 40  # fewer say nothing about how a text is written
SHARE = 0.8  # of letters in capitals: names of weapons and quoted mixed case are some of the rest
HEADLINE, HEADLINE_LETTERS = 3, 12  # words and letters in capitals that make a line a headline

_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE_END = re.compile(r"""[.!?]["'”’)\]]*\s+["'“‘(\[]*$|\n\s*\n\s*["'“‘(\[]*$|--\s+$|[,:]\s+["“]$""")
_MARKER = re.compile(
    r"""(?:--|\]|\n[ \t]*\n|[.!?]["”]?|^)\s*\[[^\]]*\]\s*["“]?$"""
)  # -- [TEXT] THE ARMY; [RODRIGUEZ] "WE
_VOWEL = re.compile("[AEIOUYÀ-ÖØ-Ý]")
# An acronym does not sound like a word: it opens with consonants that no name opens with, or is like ELN and IDF.
_UNSPOKEN = re.compile(
    "(?!B[LRHY]|C[HLRYZ]|D[HJRWYZ]|F[LRJY]|G[BHLNRWY]|H[RWY]|J[HY]|K[HLNRWY]|L[LYH]|M[BCNPYV]|N[DGHJKTWYZ]|P[FHLRSTY]|QU|R[HY]"
    "|S[CHJKLMNPQRTVWYZ]|T[CHJLRSWYZ]|V[LRY]|W[HRY]|X[HI]|Y[VN]|Z[BDHLMNWY])[^AEIOU]{2,}[A-Z]*|[AEIOU][^AEIOUYH]{2}"
)


def truecase(text: str) -> str:
    """A copy of ``text`` of the same length in ordinary case; ``text`` itself unless it is written in capitals.

    Only letters change, each into its own lower case. A text with at least 80 % capitals is recased whole, otherwise
    only headlines in capitals among its first lines are.
    """
    regions = list(_regions(text))
    if not regions:
        return text
    out = list(text)
    for start, end in regions:
        known = _Ordinary.of(text[:start] + "\n" + text[end:]) if (start, end) != (0, len(text)) else _Ordinary()
        for at, char in enumerate(_recase(text[start:end], known), start):
            out[at] = char
    return "".join(out)


def _regions(text: str) -> Iterator[tuple[int, int]]:
    """The stretches that are written in capitals: everything, or headlines at the start."""
    if not text[:4000].isupper() and sum(map(str.isupper, text[:400])) < 10:
        return
    upper, lower = sum(map(str.isupper, text)), sum(map(str.islower, text))
    if upper + lower >= LETTERS and upper >= SHARE * (upper + lower):
        yield 0, len(text)
        return
    start = 0
    for _ in range(4):  # title, kicker, headline, date line
        end = text.find("\n", start)
        line = text[start : end if end >= 0 else len(text)]
        words = [w for w in _WORD.findall(line) if len(w) > 1]
        if line.isupper() and len(words) >= HEADLINE and sum(map(len, words)) >= HEADLINE_LETTERS:
            yield start, start + len(line)
        elif words:
            return
        if end < 0:
            return
        start = end + 1


@dataclass
class _Ordinary:
    """How the ordinary part of a text writes its words."""

    lower: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    acronyms: frozenset[str] = frozenset()

    @classmethod
    def of(cls, text: str) -> _Ordinary:
        words = _WORD.findall(text[:20_000])
        lines_in_capitals = frozenset(w for line in text.split("\n") if line.isupper() for w in _WORD.findall(line))
        return cls(
            frozenset(w for w in words if w.islower()),
            frozenset(b.lower() for a, b in pairwise(words) if a.islower() and b.istitle() and len(b) > 1),
            frozenset(w.lower() for w in words if w.isupper() and len(w) > 1 and w not in lines_in_capitals),
        )


@dataclass(frozen=True)
class _Lexicon:
    lower: frozenset[str]
    parts: frozenset[str]
    phrases: frozenset[tuple[str, ...]]
    longest: int
    acronyms: frozenset[str]
    particles: frozenset[str]
    titles: frozenset[str]
    months: frozenset[str]
    sometimes_months: frozenset[str]
    units: frozenset[str]
    abbreviations: frozenset[str]


@cache
def _lexicon(language: str = "en") -> _Lexicon:
    data = {name: frozenset(words) for name, words in lexicon("truecase", language).items()}
    phrases = frozenset(tuple(p.split()) for p in data.pop("phrases"))
    return _Lexicon(lower=ordinary_words(language), phrases=phrases, longest=max(map(len, phrases)), **data)


@dataclass
class _Token:
    start: int
    end: int
    lower: str
    kind: str  # lower | part | name | acronym | particle
    first: bool  # opens a sentence
    joined: bool  # only a space or a line end lies between it and the token before


def _recase(text: str, known: _Ordinary) -> str:
    words = _lexicon()
    defined = frozenset(m.lower() for m in re.findall(r"[\[(]([A-Z]{2,7})[\])]", text) if _is_acronym(m, text, words))
    tokens: list[_Token] = []
    for m in _WORD.finditer(text):
        before = text[tokens[-1].end : m.start()] if tokens else ""
        kind = _kind(text, m, words, known, defined)
        first = not tokens or _opens(text, m.start(), tokens[-1], words)
        joined = bool(tokens) and before.isspace() and "\n\n" not in before
        tokens.append(_Token(m.start(), m.end(), _lowered(m.group()), kind, first, joined))
    _mark_phrases(tokens, words)
    _mark_parts(tokens, words)
    _mark_particles(tokens)
    out = list(text)
    for t in tokens:
        if t.kind == "acronym":
            continue
        out[t.start : t.end] = t.lower
        if t.first or t.kind == "name":
            out[t.start] = text[t.start]
            if t.kind == "name" and t.lower.startswith("mc") and len(t.lower) > 4:
                out[t.start + 2] = text[t.start + 2]
    return "".join(out)


def _kind(text: str, m: re.Match[str], words: _Lexicon, known: _Ordinary, defined: frozenset[str]) -> str:
    """How the word at ``m`` is written, looking at it alone and at the characters beside it."""
    word = m.group()
    lower = _lowered(word)
    before, after = text[max(0, m.start() - 1) : m.start()], text[m.end() : m.end() + 2]
    if lower in words.units and re.search(r"\d\s?$", text[max(0, m.start() - 2) : m.start()]):
        return "lower"
    if before.isdigit():
        return "acronym"
    if before in ("'", "’") and m.start() > 1 and text[m.start() - 2].isalpha():
        return "lower" if lower in ("s", "t", "re", "ve", "ll", "d", "m") else "name"
    if re.match(r"-?\d", after) and len(word) <= 4 and lower not in words.lower:
        return "acronym"  # AK-47, M16
    if len(word) == 1:
        if lower == "a" and after[:1] not in (".", "-"):
            return "lower"
        return "particle" if lower in words.particles and after[:1].isspace() else "acronym"
    if before == "." and m.start() > 1 and text[m.start() - 2].isalpha() and len(word) <= 2:
        return "acronym"  # U.S
    if lower in words.months or lower in words.titles:
        return "name"
    if lower in words.sometimes_months:
        return (
            "name" if re.search(r"\d\s+$", text[: m.start()][-6:]) or re.match(r"\s+\d", text[m.end() :]) else "lower"
        )
    if lower in known.acronyms or lower in defined:
        return "acronym"
    if lower in known.names and lower not in known.lower:
        return "name"
    if lower in words.acronyms:
        return "acronym"
    if lower in words.parts and lower not in known.lower:
        return "part"
    if lower in words.particles and lower not in words.lower:
        return "particle"
    if lower in known.lower or _is_lower(lower, words.lower):
        return "lower"
    if len(word) <= 6 and (not _VOWEL.search(word) or _UNSPOKEN.fullmatch(word)):
        return "acronym"
    if len(word) <= 5 and re.match(r"\s[\[(]\w+[^\])]*\s\w+[\])]", text[m.end() : m.end() + 80]):
        return "acronym"  # ERP [PEOPLE'S REVOLUTIONARY ARMY]
    return "name"


@cache
def _is_lower(word: str, words: frozenset[str]) -> bool:
    """Whether ``word``, or what it is inflected or compounded from, is a lower-case word."""
    if word in words:
        return True
    if any(base in words for base in _bases(word) if len(base) > 2):
        return True
    return any(word[:n] in words and word[n:] in words for n in range(4, len(word) - 3))


def _bases(word: str) -> Iterator[str]:
    for ending, instead in (
        ("ies", "y"), ("ied", "y"), ("es", ""), ("s", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"),
        ("ly", ""), ("ness", ""), ("men", "man"),
    ):  # fmt: skip
        if (
            word.endswith(ending)
            and len(word) > len(ending) + 2
            and not word.endswith("ess" if ending == "s" else "\0")
        ):
            base = word[: -len(ending)] + instead
            yield base
            if ending in ("ed", "ing") and not instead and len(base) > 3 and base[-1] == base[-2]:
                yield base[:-1]
    for prefix in (
        "non",
        "anti",
        "counter",
        "pre",
        "re",
        "un",
        "over",
        "inter",
        "ultra",
        "para",
        "narco",
        "mis",
        "dis",
    ):
        if word.startswith(prefix) and len(word) > len(prefix) + 3:
            yield word[len(prefix) :]


def _is_acronym(word: str, text: str, words: _Lexicon) -> bool:
    """Whether a word in brackets stands for the words before it or for a bracket after it, or cannot be spoken."""
    if not _VOWEL.search(word) or (re.search("[^AEIOUYÀ-ÖØ-Ý]{3}", word) and len(word) <= 5):
        return True
    if word.lower() in words.lower:
        return False
    at = text.find(word)
    before = "".join(w[0] for w in _WORD.findall(text[max(0, at - 120) : at])[-len(word) - 3 :])
    after = "".join(w[0] for w in _WORD.findall(text[at + len(word) : at + len(word) + 120])[: len(word) + 3])
    return any(_in_order(word, initials) for initials in (before, after))


def _in_order(word: str, initials: str) -> bool:
    rest = iter(initials)
    return all(letter in rest for letter in word)


def _opens(text: str, start: int, last: _Token, words: _Lexicon) -> bool:
    """Whether a sentence or a quotation starts at ``start``, given the token before."""
    gap = text[last.end : start]
    if "]" in gap and _MARKER.search(text[max(0, start - 80) : start]):
        return True
    if not _SENTENCE_END.search(gap):
        return False
    if gap[:1] == "." and "\n\n" not in gap:
        return not (len(last.lower) == 1 or last.lower in words.titles | words.abbreviations | words.months)
    return True


def _mark_phrases(tokens: list[_Token], words: _Lexicon) -> None:
    for i in range(len(tokens)):
        for n in range(words.longest, 1, -1):
            run = tokens[i : i + n]
            if len(run) == n and tuple(t.lower for t in run) in words.phrases and all(t.joined for t in run[1:]):
                for t in run:
                    if t.lower not in ("of", "the", "and"):
                        t.kind = "name"
                break


def _mark_parts(tokens: list[_Token], words: _Lexicon) -> None:
    """Common words beside a name become part of it; after an adjective of nationality only where two follow it."""
    for i in range(len(tokens) - 2, -1, -1):
        here, after = tokens[i], tokens[i + 1]
        if here.kind == "part" and after.joined and after.kind == "name" and not _is_demonym(after.lower):
            here.kind = "name"
    for i in range(1, len(tokens)):
        before, here = tokens[i - 1], tokens[i]
        if here.kind != "part" or not here.joined or before.kind not in ("name", "acronym"):
            continue
        following = tokens[i + 1] if i + 1 < len(tokens) else None
        if before.lower in words.months:
            continue
        if not _is_demonym(before.lower) or (following and following.joined and following.kind in ("part", "name")):
            here.kind = "name"


def _is_demonym(lower: str) -> bool:
    return lower.endswith(("an", "ese", "ish", "ench", "ani", "aqi", "aeli"))


def _mark_particles(tokens: list[_Token]) -> None:
    """Lower inside a name, capitalised where they open one."""
    inside = False
    for i, here in enumerate(tokens):
        if here.kind == "particle":
            inside = i > 0 and here.joined and not here.first and (inside or tokens[i - 1].kind == "name")
            here.kind = "lower" if inside else "name"
        else:
            inside = False


def _lowered(word: str) -> str:
    """Lower case letter by letter, leaving letters alone whose lower case is longer (İ)."""
    return "".join(low if len(low := c.lower()) == 1 else c for c in word)
