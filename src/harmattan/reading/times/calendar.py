"""TIMEX3 values and days: shifting by units, and the first and last day of a value."""

from __future__ import annotations

import re
from datetime import date, timedelta

SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}  # first month, northern hemisphere
DAY = timedelta(days=1)


def shifted(base: date, unit: str, n: int) -> str | None:
    """The TIMEX3 value ``n`` units from ``base``; units finer than a day give the day. None outside years 1–9999."""
    try:
        match unit:
            case "D":
                return (base + n * DAY).isoformat()
            case "W" | "F":
                return week(base + n * (7 if unit == "W" else 14) * DAY)
            case "WE":
                return week(base + n * 7 * DAY) + "-WE"
            case "M":
                return months_on(base, n).isoformat()[:7]
            case "Q":
                moved = months_on(base, 3 * n)
                return f"{moved.year:04}-Q{(moved.month + 2) // 3}"
            case "H":
                moved = months_on(base, 6 * n)
                return f"{moved.year:04}-H{1 if moved.month < 7 else 2}"
            case "Y":
                return f"{base.replace(day=1, year=base.year + n).year:04}"
            case "E":
                return f"{base.year // 10 + n:03}" if 0 < base.year // 10 + n < 1000 else None
            case "C":
                return f"{base.year // 100 + n:02}" if 0 < base.year // 100 + n < 100 else None
            case "TH" | "TM" | "TS":
                return base.isoformat() if abs(n) < 24 else (base + round(n / 24) * DAY).isoformat()
    except (ValueError, OverflowError):
        pass
    return None


def week(day: date) -> str:
    """The ISO week of a day, ``2022-W03``."""
    year, number, _ = day.isocalendar()
    return f"{year:04}-W{number:02}"


def months_on(base: date, n: int) -> date:
    """The first day of the month ``n`` months from that of ``base``. Raises `ValueError` outside years 1–9999."""
    year, month = divmod(base.year * 12 + base.month - 1 + n, 12)
    return date(year, month + 1, 1)


def easter(year: int) -> date:
    """Western Easter Sunday (the anonymous Gregorian computus)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


def nth_weekday(year: int, month: int, weekday: int, n: int) -> date:
    """The ``n``-th ``weekday`` (Monday is 1) of a month."""
    first = date(year, month, 1)
    return first + ((weekday - first.isoweekday()) % 7 + 7 * (n - 1)) * DAY


def interval(value: str | None) -> tuple[date, date] | None:
    """First and last day of a TIMEX3 date or time; None for durations, references and unfinished values."""
    if value is None:
        return None
    stem = value.split("T")[0]
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", stem):
            day = date.fromisoformat(stem)
            return day, day
        if re.fullmatch(r"\d{4}-W\d\d(-WE)?", stem):
            monday = date.fromisocalendar(int(stem[:4]), int(stem[6:8]), 1)
            return (monday + 5 * DAY if stem.endswith("WE") else monday), monday + 6 * DAY
        if re.fullmatch(r"\d{4}-\d\d", stem):
            return _months(int(stem[:4]), int(stem[5:]), 1)
        if re.fullmatch(r"\d{4}-Q\d", stem):
            return _months(int(stem[:4]), 3 * int(stem[6]) - 2, 3)
        if re.fullmatch(r"\d{4}-H\d", stem):
            return _months(int(stem[:4]), 6 * int(stem[6]) - 5, 6)
        if re.fullmatch(r"\d{4}-(SP|SU|FA|WI)", stem):
            return _months(int(stem[:4]), SEASONS[stem[5:]], 3)
        if re.fullmatch(r"\d{2,4}", stem):
            scale = 10 ** (4 - len(stem))
            return date(int(stem) * scale, 1, 1), date((int(stem) + 1) * scale - 1, 12, 31)
    except (ValueError, OverflowError):
        pass
    return None


def _months(year: int, month: int, n: int) -> tuple[date, date]:
    first = date(year, month, 1)
    return first, months_on(first, n) - DAY
