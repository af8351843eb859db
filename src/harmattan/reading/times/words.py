"""The words of the time grammar, as regular expressions and look-ups (``data/en/times.yaml``)."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from harmattan.knowledge import lexicon
from harmattan.reading.quantities.numbers import amount_of, any_of, digit_pattern, word_pattern


@cache
def lex() -> dict[str, Any]:
    return lexicon("times")  # type: ignore[no-any-return]


@cache
def pieces() -> dict[str, str]:
    """Named building blocks of the patterns, without groups."""
    w = lex()
    short = any_of(w["short_months"])
    full = any_of(m for m in w["months"] if m not in w["short_months"])
    number = rf"(?:{word_pattern()}|{digit_pattern()})"
    return {
        "month": rf"(?:(?:{full})\b(?:\.(?=\s*\d))?|(?:{short})(?:\.|\b))",
        "weekday": rf"(?:{any_of(w['weekdays'])})",
        "anyday": rf"(?:{any_of(w['weekdays'])}|(?:{any_of(w['short_weekdays'])})\b\.?)",
        "day": r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d%])",
        "year": r"(?:1[5-9]|20)\d\d(?!\d)",
        "season": rf"(?:{any_of(w['seasons'])})",
        "part": rf"(?:{any_of(w['parts'])})",
        "shift": rf"(?:{any_of(w['shift'])})",
        "told": rf"(?:{any_of(w['narrative'])})",
        "unit": rf"(?:{any_of(w['units'])})",
        "units": rf"(?:{any_of([*w['units'], *w['plurals']])})",
        "plural": rf"(?:{any_of(w['plurals'])})",
        "adjective": rf"(?:(?:{any_of(w['unit_adjectives'])})\s+)?",
        "number": number,
        "count": rf"(?:(?:{any_of(w['few'])}|{any_of(w['couple'])})\b|{number}|half\s+an?|an?\b)",
        "ordinal": r"(?:first|second|third|fourth|1st|2nd|3rd|4th)",
        "zone": rf"(?:\s*\(?(?:{any_of(w['timezones'])})\b\)?)?",
    }


def month_of(text: str) -> int:
    return int(lex()["months"][text.lower().rstrip(".")])


def weekday_of(text: str) -> int:
    key = text.lower().rstrip(".")
    return int(lex()["weekdays"].get(key) or lex()["short_weekdays"][key])


def unit_of(text: str) -> str:
    """TIMEX3 code of a unit; ``TH`` and the like for units of a clock."""
    key = text.lower()
    return str(lex()["units"][lex()["plurals"].get(key, key)])


def count_of(text: str) -> float | None:
    """How many units; None for "several" and the like. Raises `ValueError` when it is no count."""
    key = " ".join(text.lower().split())
    if key in lex()["few"]:
        return None
    if key in lex()["couple"]:
        return float(lex()["couple"][key])
    if key in ("a", "an"):
        return 1.0
    if re.fullmatch(r"half an?", key):
        return 0.5
    value = amount_of(key)
    if value is None:
        raise ValueError(text)
    return float(value)


def duration(n: float | None, unit: str) -> str:
    """TIMEX3 duration: ``P3M``, ``PT30M``, ``PXW``; half units go down to the next finer unit."""
    if unit == "F":
        n, unit = (2 * n if n is not None else None), "W"
    if unit == "WE":
        return f"P{_digits(n)}WE"
    if n is not None and unit in ("E", "C", "L"):
        n, unit = n * {"E": 10, "C": 100, "L": 1000}[unit], "Y"
    clock = unit.startswith("T")
    unit = unit[-1]
    if n is not None and n % 1 == 0.5:
        whole = int(n)
        finer = {"Y": ("M", 6), "H": ("M", 30), "D": ("H", 12), "M": ("S", 30) if clock else None, "W": None}.get(unit)
        if finer:
            if clock:
                return f"PT{whole}{unit}{finer[1]}{finer[0]}" if whole else f"PT{finer[1]}{finer[0]}"
            if unit == "Y":
                return f"P{12 * whole + 6}M"
            return f"PT{24 * whole + 12}H"
    return f"P{'T' if clock else ''}{_digits(n)}{unit}"


def _digits(n: float | None) -> str:
    return "X" if n is None else str(int(n)) if n % 1 == 0 else str(n)
