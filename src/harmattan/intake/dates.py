"""Full dates as news writes them: found in text with their offsets, and read from metadata."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache

from harmattan.knowledge.lexicon import lexicon

EARLIEST, LATEST = 1800, 2199  # years a report can be from
PIVOT = 50  # "90" is 1990, "22" is 2022

_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?(?![\d-])", re.I
)
_YEAR = re.compile(r"(?:1[89]|2[01])\d\d")


@dataclass(frozen=True, slots=True)
class Found:
    """A full date at ``[start, end)``; ``weekday`` (Monday is 0) where the text names one, ``short`` for a two-digit
    year."""

    start: int
    end: int
    date: dt.date
    weekday: int | None = None
    short: bool = False

    @property
    def agrees(self) -> bool:
        """Whether the weekday beside it is the right one."""
        return self.weekday is not None and self.weekday == self.date.weekday()


def read_date(value: str) -> tuple[str, str | None] | None:
    """(ISO date, ISO date-time or ``None``) of a value that is a date and nothing else; ``None`` if it is none.

    Reads ISO 8601, RFC 2822 and written dates. The date is the one at the place of writing: no time zone is applied.
    """
    value = " ".join(value.split())
    iso = _ISO.fullmatch(value)
    if iso:
        return _iso(iso)
    if re.fullmatch(r"\d{8}", value):
        made = _date(int(value[:4]), int(value[4:6]), int(value[6:]))
        return (made.isoformat(), None) if made else None
    if re.match(r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}", value):
        try:
            moment = parsedate_to_datetime(value)
        except ValueError:
            return None
        return moment.date().isoformat(), moment.isoformat()
    found = next(find_dates(value[:100]), None)
    if not found or found.short or re.search(r"[^\W\d_]", value[: found.start]):
        return None
    clock = re.match(r"[\s,T]*(?:at |- |\|)?\s*(\d{1,2}):(\d{2})(?::\d{2})?\s*([ap])?", value[found.end :], re.I)
    if clock:
        hour = int(clock[1]) % 12 + 12 * (clock[3].lower() == "p") if clock[3] else int(clock[1])
        if hour < 24 and int(clock[2]) < 60:
            return found.date.isoformat(), f"{found.date.isoformat()}T{hour:02}:{clock[2]}"
    return found.date.isoformat(), None


def find_dates(text: str, language: str = "en") -> Iterator[Found]:
    """Full dates (day, month and year) in ``text``, in order."""
    words = _words(language)
    for m in _candidates(text, words.pattern):
        g = m.groupdict()
        short = False
        if g["iso"]:
            made = _date(int(g["iy"]), int(g["im"]), int(g["id"]))
        else:
            month = words.months[(g["m1"] or g["m2"]).lower()]
            year = int((g["y1"] or g["y2"]).lstrip("'’"))
            if year < 100:
                short = True
                year += 1900 if year >= PIVOT else 2000
            made = _date(year, month, int(g["d1"] or g["d2"]))
        if made:
            weekday = words.weekdays[g["w"].lower()] if g["w"] else None
            yield Found(m.start(), m.end(), made, weekday, short)


def _candidates(text: str, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Matches of ``pattern``; in a long text only around what can be a year, which is ten times faster."""
    if len(text) <= 500:
        yield from pattern.finditer(text)
        return
    end = 0
    for year in _YEAR.finditer(text):
        m = pattern.search(text, max(end, year.start() - 40), min(len(text), year.end() + 8))
        if m and m.start() >= end:
            yield m
            end = m.end()


@dataclass(frozen=True)
class _Words:
    pattern: re.Pattern[str]
    months: dict[str, int]
    weekdays: dict[str, int]


@cache
def _words(language: str) -> _Words:
    data = lexicon("language", language)
    months = {name: n for n, names in enumerate(data["months"], 1) for name in names}
    weekdays = {name: n for n, names in enumerate(data["weekdays"]) for name in names}
    month = "|".join(sorted(months, key=len, reverse=True))
    weekday = "|".join(sorted(weekdays, key=len, reverse=True))
    year = r"\d{4}(?![\d:])|['’]?\d{2}(?![\d:])"
    pattern = (
        rf"(?:\b(?P<w>{weekday})\b\.?,?\s+(?:the\s+)?)?(?:"
        r"(?P<iso>(?<![\d-])(?P<iy>\d{4})-(?P<im>\d{2})-(?P<id>\d{2})(?![\d-]))"
        rf"|(?<!\d)(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\.?\s+(?:of\s+)?(?P<m1>{month})\b\.?,?\s+(?P<y1>{year})"
        rf"|\b(?P<m2>{month})\b\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{{4}}(?![\d:]))"
        r")"
    )
    return _Words(re.compile(pattern, re.I), months, weekdays)


def _iso(m: re.Match[str]) -> tuple[str, str | None] | None:
    made = _date(int(m[1]), int(m[2]), int(m[3]))
    if not made:
        return None
    if m[4] is None:
        return made.isoformat(), None
    if int(m[4]) > 23 or int(m[5]) > 59 or int(m[6] or 0) > 60:
        return None
    zone = (m[7] or "").upper()
    if len(zone) == 5:
        zone = zone[:3] + ":" + zone[3:]
    return made.isoformat(), f"{made.isoformat()}T{m[4]}:{m[5]}" + (f":{m[6]}" if m[6] else "") + zone


def _date(year: int, month: int, day: int) -> dt.date | None:
    if not EARLIEST <= year <= LATEST:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
