"""When a report was published: given, metadata, date line, inferred from the text, or unknown. Never today's date.

The text is trusted only where it speaks of its own day: a date line at its head, or a full date in its lead that it
calls today. Everything else gives bounds at most: a dated weekday in the lead ("on Thursday, January 27, 2022") was
the day before, or three weeks before, in the local news it was tried on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from harmattan.intake.dates import Found, find_dates, read_date
from harmattan.knowledge.lexicon import lexicon
from harmattan.model import Basis, Span

HEAD_LINES = 6  # lines at the start among which a date line stands
HEAD_LENGTH = 110  # characters of place, agency and date
LEAD = 700  # characters in which "today" with a date is taken for the day of writing

# What may stand before the date in a date line: capitalised words, agencies in brackets, dashes.
_PLACE = re.compile(
    r"\s*(?:[(\[]?[A-ZÀ-ÖØ-Þ][\w.’'-]*[)\]]?[,:]?\s*|/|[-–—|•*]+\s*|(?:of|the|de|da|la|el|del|and|in)\s+){0,12}"
)
# … and after it: the end of the line, a dash, an agency, or a bracket.
_AFTER = re.compile(r"[\s,.]*(?:$|\n|[-–—]|[(\[]|[)\]]|:\s|\|)")
_CLOCK = r"(?:,?\s*(?:at\s+)?\d{1,2}[:.]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?(?:\s*\(?[A-Z]{2,4}\)?)?)?"
_YEAR = re.compile(r"(?<![\d,.$€£-])(?:1[89]|20|21)\d\d(?![\d,-]|\.\d)")


@dataclass(frozen=True, slots=True)
class Published:
    """A publication date and how it is known; dates are ISO, bounds inclusive."""

    date: str | None = None
    basis: Basis = "unknown"
    time: str | None = None
    bounds: tuple[str | None, str | None] | None = None
    evidence: Span | None = None


def from_text(text: str, title: str | None = None, language: str = "en") -> Published:
    """The publication date that the text itself gives."""
    if not re.search(r"\d{2}", text) and not (title and re.search(r"\d{4}", title)):
        return Published()
    found = _date_line(text, language) or _title_date(title or "", language)
    if found:
        return found
    dates = [f for f in find_dates(text, language) if not f.short]
    return _inferred(text, dates, language) or _bounded(text, dates, language)


def _date_line(text: str, language: str) -> Published | None:
    at = lines = 0
    for line in text[:4000].splitlines(keepends=True):
        if line.strip():
            lines += 1
            found = next(find_dates(line[: HEAD_LENGTH + 40], language), None)
            if found and found.start <= HEAD_LENGTH and _is_date_line(line, found, language):
                span = Span(at + found.start, at + found.end, text[at + found.start : at + found.end])
                return Published(found.date.isoformat(), "dateline", _clock(line, found), evidence=span)
        if lines >= HEAD_LINES:
            break
        at += len(line)
    return None


def _clock(line: str, found: Found) -> str | None:
    """ISO date-time of writing, where the date line goes on with a time of day."""
    read = read_date(line[found.start : found.end] + (m.group() if (m := re.match(_CLOCK, line[found.end :])) else ""))
    return read[1] if read else None


def _is_date_line(line: str, found: Found, language: str) -> bool:
    before, after = line[: found.start], line[found.end :]
    alone = re.fullmatch(rf"\s*(?:{_published_words(language)})?\s*(?:on|at|:|-|–|—)*\s*[(\[]?\s*", before, re.I)
    if alone and re.match(rf"{_CLOCK}[\s.)\]]*(?:[-–—|•].*|[Bb]y\b.*)?$", after) and not found.short:
        return len(line) < 100 or bool(re.match(r"\s*[-–—]", after))
    if not _AFTER.match(re.sub(rf"^{_CLOCK}", "", after)):
        return False
    # Place and agency: "BAMAKO, Mali (Reuters) — ", "SAN SALVADOR, 3 JAN 90 -- ". A sentence has small words.
    if not before.strip() or not _PLACE.fullmatch(before):
        return False
    return before.strip()[0].isupper() or before.strip()[0] in "(["


def _title_date(title: str, language: str) -> Published | None:
    """A date that ends a title after a dash, as archives add it."""
    for found in find_dates(title, language):
        if re.search(r"[-–—|(,]\s*$", title[: found.start]) and re.fullmatch(r"[\s)]*", title[found.end :]):
            span = Span(found.start, found.end, title[found.start : found.end], "title")
            return Published(found.date.isoformat(), "dateline", evidence=span)
    return None


def _inferred(text: str, dates: list[Found], language: str) -> Published | None:
    """A full date that the lead calls today, when nothing in the text is later."""
    if not dates:
        return None
    words = _patterns(language)
    years = [int(m.group()) for m in _YEAR.finditer(text)]
    for found in dates:
        if found.start > LEAD:
            break
        span = Span(found.start, found.end, text[found.start : found.end])
        later = any(d.date > found.date and not _ahead(text, d, language) for d in dates)
        around = text[max(0, found.start - 20) : found.start]
        if later or any(y > found.date.year + 1 for y in years) or words["anniversary"].search(text[: LEAD * 2]):
            continue
        day = found.date.isoformat()
        if words["today"].search(around) or re.match(rf",?\s*\(?(?:{words['today'].pattern})", text[found.end :], re.I):
            return Published(day, "inferred", bounds=(day, day), evidence=span)
    return None


def _bounded(text: str, dates: list[Found], language: str) -> Published:
    """Unknown, but not before the latest full date that the text tells of as past."""
    past = [d for d in dates if not _ahead(text, d, language)]
    if not past:
        return Published()
    last = max(past, key=lambda d: d.date)
    span = Span(last.start, last.end, text[last.start : last.end])
    return Published(bounds=(last.date.isoformat(), None), evidence=span)


def _ahead(text: str, found: Found, language: str) -> bool:
    """Whether a date's sentence does not tell of it as past: it speaks of what is to come, or of nothing that was."""
    before = re.split(r"(?<=[a-z0-9)”\"])[.!?]\s|\n", text[max(0, found.start - 160) : found.start])[-1]
    after = re.split(r"(?<=[a-z0-9)”\"])[.!?]\s|\n", text[found.end : found.end + 80])[0]
    words = _patterns(language)
    return bool(words["ahead"].search(before)) or not (words["past"].search(before) or words["past"].search(after))


@cache
def _patterns(language: str) -> dict[str, re.Pattern[str]]:
    data = lexicon("language", language)
    return {
        name: re.compile(rf"\b(?:{'|'.join(map(re.escape, data[name + '_words']))})\b", re.I)
        for name in ("today", "ahead", "anniversary")
    } | {"past": re.compile(data["past_pattern"], re.I)}


@cache
def _published_words(language: str) -> str:
    words = sorted(lexicon("language", language)["published_words"], key=len, reverse=True)
    return "|".join(map(re.escape, words))
