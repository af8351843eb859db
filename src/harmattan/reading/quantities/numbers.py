"""Numbers in running text: digits, words, ranges and vague amounts, with how exact they are.

Works on characters, knows no syntax: `harmattan.reading.quantities.find` decides what a number counts, and whether it
counts anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from harmattan.knowledge import lexicon
from harmattan.model import Modifier

Amount = int | float


@dataclass(frozen=True, slots=True)
class Number:
    """A numeric expression at characters ``[start, end)``; ``low`` and ``high`` are inclusive, an open side is None.

    ``modified`` is where the words begin that say how exact it is ("about 300": at "about").
    """

    start: int
    end: int
    value: Amount | None
    low: Amount | None
    high: Amount | None
    modifier: Modifier
    modified: int


def words() -> dict[str, Any]:
    """The number words (``data/en/numbers.yaml``)."""
    return lexicon("numbers")  # type: ignore[no-any-return]


def any_of(phrases: Iterable[str]) -> str:
    """A regular expression for one of the phrases, the longest first, over any white space."""
    longest = sorted(set(phrases), key=lambda p: (-len(p), p))
    return "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in longest)


@cache
def word_pattern() -> str:
    """A number in words, at most a few scales long: "twenty-one", "a hundred and thirty", "two hundred thousand"."""
    w = words()
    unit, ten = any_of(w["units"]), any_of(w["tens"])
    small = rf"(?:(?:{ten})(?:(?:\s+|-)(?:{unit}))?|{unit})"
    scale = rf"(?:{any_of(w['scales'])})"
    scales = rf"(?:(?:\s+|-){scale})"
    tail = rf"(?:\s+(?:and\s+)?{small}{scales}{{0,2}}){{0,3}}"  # bounded: a text of number words must stay linear
    return rf"(?:(?:half\s+a|an?|{small}){scales}{{1,3}}{tail}|{small})\b"


@cache
def digit_pattern() -> str:
    """A number in digits: "1,200", "1.2", "10 000", "2 1/2"."""
    return r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:[  ]\d{3})+(?!\d)|\d+\s+1/2|\d+(?:\.\d+)?)"


@cache
def scaled_pattern() -> str:
    """Digits with a scale behind them: "1.2 million", "5m", "30k"."""
    w = words()
    scales = rf"(?:(?:\s*|-)(?:{any_of(w['scales'])})\b){{1,3}}"
    return rf"{digit_pattern()}(?:{scales}|(?:{any_of(w['suffixes'])})\b)"


def amount_of(text: str) -> Amount | None:
    """The value of a number written in digits or words, None when it is no well-formed number.

    >>> amount_of("two hundred and five"), amount_of("1.2 million"), amount_of("half a dozen")
    (205, 1200000, 6)
    """
    return _amount(" ".join(text.lower().replace("-", " ").split()))


@cache
def _amount(text: str) -> Amount | None:
    w = words()
    total: Amount = 0
    group: Amount | None = None
    seen: list[str] = []
    for word in _tokens(text):
        if word == "and" or word == "of":
            continue
        last = seen[-1] if seen else ""
        if word in ("a", "an") and not seen:
            group, kind = 1, "digit"
        elif word == "half":
            group, kind = 0.5, "half"
        elif word in w["units"]:
            if last in ("unit", "digit") or (last == "ten" and w["units"][word] > 9):
                return None
            group, kind = (group or 0) + w["units"][word], "unit"
        elif word in w["tens"]:
            if last in ("unit", "digit", "ten"):
                return None
            group, kind = (group or 0) + w["tens"][word], "ten"
        elif word in w["scales"] or word in w["suffixes"]:
            scale = w["scales"].get(word) or w["suffixes"][word]
            if scale in (100, 12):
                group = (group if group is not None else 1) * scale
            else:
                total, group = (total or 0) + (group if group is not None else 1) * scale, None
                if last == "scale" and total == scale:  # "hundred thousand": the scales multiply
                    return None
            kind = "scale"
        elif word == "1/2":
            group, kind = (group or 0) + 0.5, "digit"
        else:
            if last == "half":
                continue
            try:
                group = (group or 0) + float(word.replace(",", "").replace(" ", "").replace(" ", ""))
            except ValueError:
                return None
            kind = "digit"
        seen.append(kind)
    if not seen:
        return None
    value = total + (group or 0)
    return int(value) if float(value).is_integer() else round(value, 6)


def _tokens(text: str) -> list[str]:
    """Words and digits of a number, suffixes split from digits, thousands in three-digit groups joined."""
    text = re.sub(r"(?<=\d)[  ](?=\d{3}\b)", "", text)
    return re.findall(r"\d+/\d+|[\d,]*\d(?:\.\d+)?|[a-z]+", text)


# ------------------------------------------------------------------ finding


@cache
def _number_regex() -> re.Pattern[str]:
    w = words()
    vague = any_of(p for p in w["vague"])
    one = rf"(?:{scaled_pattern()}|{digit_pattern()}|{word_pattern()})"
    return re.compile(
        rf"(?:(?<![\w.,/:])|(?<=\bN)(?=\d))(?:(?P<between>between\s+(?:[$€£]\s?)?(?P<b1>{one})\s+(?:and|to)\s+(?:[$€£]\s?)?(?P<b2>{one}))"
        rf"|(?P<range>(?P<r1>{one})(?:(?<=\d)\s*[-–—]\s*|\s+(?:to|or)\s+)(?:[$€£]\s?)?(?P<r2>{one}))"
        rf"|(?P<vague>(?:(?:several|many)\s+(?=\w+s\b))?(?:{vague}))\b|(?P<one>{one}))(?![\w/:]|[.,]\d|\s+1/2)",
        re.I,
    )


@cache
def _modifier_regex() -> re.Pattern[str]:
    groups = words()["modifiers"]
    alternatives = "|".join(f"(?P<{kind}>{any_of(groups[kind])})" for kind in ("at_most", "at_least", "about"))
    return re.compile(rf"\b(?:{alternatives})\s+(?:the\s+)?(?:[$€£#]\s*)?$", re.I)


@cache
def _after_regex() -> re.Pattern[str]:
    groups = words()["after"]
    alternatives = "|".join(f"(?P<{kind}>{any_of(groups[kind])})" for kind in groups)
    return re.compile(rf"\s*(?:{alternatives})\b", re.I)


def find_numbers(text: str, start: int = 0, end: int | None = None) -> Iterator[Number]:
    """The numeric expressions of ``text[start:end]`` in order, none overlapping; ordinals are not among them."""
    for m in _number_regex().finditer(text, start, len(text) if end is None else end):
        for number in _read(m):
            yield _modified(text, start, number)


def _read(m: re.Match[str]) -> list[Number]:
    s, e = m.span()
    if m["vague"]:
        phrase = " ".join(m["vague"].lower().split())
        if phrase not in words()["vague"]:
            phrase = phrase.split(" ", 1)[1]  # "several tens of thousands"
        low, high = words()["vague"][phrase]
        return [Number(s, e, None, low, high, "vague", s)]
    if m["between"] or m["range"]:
        first, last = (m["b1"], m["b2"]) if m["between"] else (m["r1"], m["r2"])
        low_, high_ = amount_of(first), amount_of(last)
        if low_ is not None and high_ is not None:
            low_ = _same_scale(low_, first, high_, last)
            if low_ < high_:
                return [Number(s, e, None, low_, high_, "range", s)]
        return [n for group in (("b1", "b2") if m["between"] else ("r1", "r2")) for n in _single(m, group)]
    return _single(m, "one")


def _single(m: re.Match[str], group: str) -> list[Number]:
    value, (start, end) = amount_of(m[group]), m.span(group)
    return [] if value is None else [Number(start, end, value, value, value, "exact", start)]


def _same_scale(low: Amount, first: str, high: Amount, last: str) -> Amount:
    """The lower end of "5 to 10 million", whose scale stands behind the upper one only."""
    scale = re.search(rf"(?:{any_of(words()['scales'])})$", last.lower())
    if scale and low < 1000 <= high and not re.search(r"[a-z]{4,}$", first.lower().strip()) and low * 1000 <= high:
        return low * int(words()["scales"][scale[0]])
    return low


def _modified(text: str, floor: int, n: Number) -> Number:
    """The number with the words around it that say how exact it is."""
    before = _modifier_regex().search(text[max(floor, n.start - 40) : n.start])
    if before:
        kind = before.lastgroup
        phrase = " ".join(before[kind].lower().split()) if kind else ""
        at = max(floor, n.start - 40) + before.start()
        if phrase in words()["not_modifiers"]:
            return n
        return _bounded(replace(n, modified=at), kind or "about", phrase in words()["strict"])
    after = _after_regex().match(text, n.end, n.end + 20)
    if after and after.lastgroup:
        return _bounded(n, after.lastgroup, False)
    return n


def _bounded(n: Number, kind: str, strict: bool) -> Number:
    value = n.value
    step = 1 if strict and isinstance(value, int) else 0
    if kind == "at_least":
        low = (value if value is not None else n.low) or 0
        return replace(n, low=low + step, high=None, modifier="at_least")
    if kind == "at_most":
        high = value if value is not None else n.high
        return replace(n, low=None, high=high - step if high is not None else None, modifier="at_most")
    return n if value is None else replace(n, modifier="about")
