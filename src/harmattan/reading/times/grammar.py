"""The span grammar: where a time expression stands and what it says, before any anchoring.

Each rule is a pattern of ``data/en/times_grammar.yaml`` over the words of ``times.yaml`` and the function of that
name in `dates` or `relative`, from its match to a `Meaning` (None when it is no time after all). Of overlapping finds
the longest wins, then the earlier rule.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from harmattan.knowledge import lexicon
from harmattan.reading.quantities.numbers import any_of, words
from harmattan.reading.times import dates, relative
from harmattan.reading.times.meaning import Meaning
from harmattan.reading.times.words import lex, pieces

Rule = tuple[str, re.Pattern[str], Callable[[re.Match[str]], Meaning | None]]


@dataclass(frozen=True, slots=True)
class Found:
    """A time expression at characters ``[start, end)`` with the rule that found it."""

    start: int
    end: int
    rule: str
    meaning: Meaning


@cache
def compiled() -> list[Rule]:
    """The rules, ready to run."""
    w = lex()
    tens = any_of(words()["tens"])
    ones = any_of(w for w, n in words()["units"].items() if 1 <= n <= 9)
    teens = any_of(["hundred", *(w for w, n in words()["units"].items() if 10 <= n <= 19)])
    names = dict(
        pieces(),
        named=any_of(w["named_dates"]),
        sets=any_of(w["sets"]),
        holidays=any_of([*w["fixed_days"], *w["moving_days"], *w["easter"]]),
        references=any_of(p for group in w["references"].values() for p in group),
        zones=any_of(w["timezones"]),
        ordinals=any_of(["first", *dates.CENTURIES]),
        yearwords=rf"(?:eighteen|nineteen|twenty)[\s-](?:{teens}|(?:{tens})(?:[\s-](?:{ones}))?|oh[\s-](?:{ones}))\b",
    )
    out: list[Rule] = []
    for name, pattern in lexicon("times_grammar").items():
        filled = re.sub(r"\{(\w+)\}", lambda m: names.get(m[1], m[0]), pattern.replace(" ", ""))
        filled = filled.replace(r"\s+", r"\s{1,12}").replace(r"\s*", r"\s{0,12}")  # long gaps must not cost squares
        out.append(
            (
                name,
                re.compile(rf"(?<![\w.,])(?:{filled})(?!\w)", re.I),
                getattr(dates, name, None) or getattr(relative, name),
            )
        )
    return out


def find(text: str, start: int, end: int) -> list[Found]:
    """The time expressions of ``text[start:end]`` in order; only the text decides, no syntax."""
    found = sorted(_all(text, start, end), key=lambda f: (f[0].start - f[0].end, f[1], f[0].start))
    taken: list[Found] = []  # in order, none overlapping
    for item, _ in found:
        at = bisect(taken, item.start, key=lambda f: f.start)
        free = (at == 0 or taken[at - 1].end <= item.start) and (at == len(taken) or item.end <= taken[at].start)
        if free:
            taken.insert(at, item)
    return taken


def _all(text: str, start: int, end: int) -> Iterator[tuple[Found, int]]:
    for order, (name, pattern, build) in enumerate(compiled()):
        for m in pattern.finditer(text, start, end):
            try:
                meaning = build(m)
            except (ValueError, KeyError):
                continue
            if meaning is not None:
                yield Found(*_trimmed(m), name, meaning), order


def _trimmed(m: re.Match[str]) -> tuple[int, int]:
    """The span without the words that a rule needed to see but that lie outside the expression."""
    start, end = m.span()
    first = m[0].split()[0].lower()
    if m.re.groupindex.get("w") and first in lex()["outside"]:
        start += len(first) + len(m[0]) - len(m[0][len(first) :].lstrip()) - len(first)
    elif first in ("in", "since", "by", "until", "during", "on"):
        start += len(m[0]) - len(m[0][len(first) :].lstrip())
    return start, end
