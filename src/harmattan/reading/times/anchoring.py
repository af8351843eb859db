"""Puts what time expressions say on the calendar: from the publication date, or from the time told last."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from harmattan.reading.times.calendar import DAY, easter, interval, months_on, nth_weekday, shifted, week
from harmattan.reading.times.meaning import Calendar, Clock, Compared, Fixed, Meaning, Shift, Told

# longest stretch, in days, from which units can still be reckoned: days from a day, years from a year
COARSEST = {"D": 1, "W": 7, "F": 7, "WE": 7, "M": 31, "Q": 92, "H": 184, "E": 4000, "C": 40000}
REACH = 1  # sentences back in which a narrative anchor may stand


@dataclass(frozen=True, slots=True)
class Anchor:
    """A time told earlier: its value and where it stands (index into the report's expressions, sentence)."""

    value: str
    index: int
    sentence: int


@dataclass
class Story:
    """What is known while reading on: the publication date, the times told so far, the period under report."""

    published: date | None
    told: list[Anchor] = field(default_factory=list)
    period: tuple[str, int] | None = None  # value of the quarter that a report of profits is about; its sentence
    longer: int = -99  # the sentence that last spoke of several quarters together ("the nine months")


@dataclass(frozen=True, slots=True)
class Placed:
    """A TIMEX3 value, its days, and the earlier expression it was reckoned from."""

    value: str | None
    days: tuple[date, date] | None
    anchor: Anchor | None = None


def place(meaning: Meaning, story: Story, direction: int, sentence: int) -> Placed:
    """The value of an expression. ``direction`` is the tense around it: -1 past, 1 future, 0 unknown."""
    if isinstance(meaning, Fixed):
        return _fixed(meaning, story)
    if isinstance(meaning, Shift):
        return _shift(meaning, story, sentence)
    if isinstance(meaning, Compared):
        return _compared(meaning, story, sentence)
    if isinstance(meaning, Told):
        return _told(meaning, story, sentence)
    if isinstance(meaning, Clock):
        return _clock(meaning, story, sentence)
    return _calendar(meaning, story, direction, sentence)


def _placed(value: str | None, anchor: Anchor | None = None) -> Placed:
    return Placed(value, interval(value), anchor)


def _fixed(meaning: Fixed, story: Story) -> Placed:
    base = story.published
    if meaning.window and base:
        unit, back, on = meaning.window
        first, last = _moved(base, unit, -back), _moved(base, unit, on)
        if first and last:
            return Placed(meaning.value, (first, last))
    return _placed(meaning.value)


def _moved(base: date, unit: str, n: int) -> date | None:
    """The day ``n`` units from a day."""
    unit, n = {"E": ("Y", 10 * n), "C": ("Y", 100 * n), "F": ("W", 2 * n), "L": ("Y", 1000 * n)}.get(unit, (unit, n))
    try:
        if unit == "Y":
            return base.replace(year=base.year + n, day=min(base.day, 28))
        if unit in ("M", "Q", "H"):
            return months_on(base, n * {"M": 1, "Q": 3, "H": 6}[unit]).replace(day=min(base.day, 28))
        return base + n * {"D": 1, "W": 7, "WE": 7, "TH": 0, "TM": 0, "TS": 0}[unit] * DAY
    except (ValueError, OverflowError):
        return None


def _recent(story: Story, sentence: int, finest: str = "Y") -> Anchor | None:
    """The time told last, in this sentence or the one before, that is fine enough to reckon ``finest`` units from."""
    for anchor in reversed(story.told):
        if sentence - anchor.sentence > REACH:
            return None
        days = interval(anchor.value)
        if days and (days[1] - days[0]).days < COARSEST.get(finest, 367):
            return anchor
    return None


def _shift(meaning: Shift, story: Story, sentence: int) -> Placed:
    base, anchor = story.published, None
    if meaning.narrative:
        need = "D" if meaning.unit.startswith("T") else meaning.unit
        anchor = _recent(story, sentence, need)
        if anchor:
            base = (interval(anchor.value) or (None,))[0]
        elif meaning.strict or meaning.unit not in ("Y", "Q", "M", "W"):
            return _placed(None)
    if base is None:
        return _placed(None)
    return _placed(_timed(shifted(base, meaning.unit, meaning.n), meaning.part, meaning.clock), anchor)


def _timed(value: str | None, part: str | None, clock: str | None) -> str | None:
    """A day's value with its part or clock time."""
    if value is None or not (part or clock) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return value
    return f"{value}T{clock or part}"


def _compared(meaning: Compared, story: Story, sentence: int) -> Placed:
    period = story.period
    anchor = _recent(story, sentence, "Q") if meaning.same else None
    if anchor and re.match(r"\d{4}-(?:\d\d|Q\d)", anchor.value):
        return _placed(f"{int(anchor.value[:4]) - meaning.years:04}{anchor.value[4:7]}", anchor)
    if period and sentence - period[1] <= 12:
        year = meaning.year or int(period[0][:4]) - meaning.years
        longer = 0 <= sentence - story.longer <= 1 and story.longer >= period[1]
        return _placed(f"{year:04}" if longer else f"{year:04}{period[0][4:]}")
    if meaning.year:
        return _placed(f"{meaning.year:04}")
    return _shift(Shift("Y", -meaning.years, narrative=meaning.narrative), story, sentence)


def _told(meaning: Told, story: Story, sentence: int) -> Placed:
    if meaning.latest:
        if meaning.unit == "Q" and story.period and "Q" in story.period[0]:
            return _placed(story.period[0])
        if meaning.unit == "Q" and story.published:
            return _placed(shifted(story.published, "Q", -1))
        if story.published is None:
            return _placed(None)
        over = meaning.unit == "WE" and story.published.isoweekday() < 6
        return _placed(shifted(story.published, meaning.unit, -1 if over else 0))
    anchor = _recent(story, sentence, meaning.unit)
    days = interval(anchor.value) if anchor else None
    return _placed(shifted(days[0], meaning.unit, 0), anchor) if days else _placed(None)


def _clock(meaning: Clock, story: Story, sentence: int) -> Placed:
    anchor = _recent(story, sentence, "D")
    day = anchor.value[:10] if anchor else story.published.isoformat() if story.published else None
    return _placed(_timed(day, meaning.part, meaning.clock), anchor)


# ------------------------------------------------------------------ dates by their parts


def _calendar(c: Calendar, story: Story, direction: int, sentence: int) -> Placed:
    if c.weekday and not c.day:
        return _weekday(c, story, direction)
    if c.year is not None:
        return _of_year(c, c.year)
    base, anchor = story.published, None
    if base is None:
        anchor = _recent(story, sentence, "M")
        days = interval(anchor.value) if anchor else None
        base = days[0] if days else None
    if base is None:
        stem = f"XXXX-{c.month:02}" if c.month else None
        return _placed(f"{stem}-{c.day:02}" if stem and c.day else stem if c.which is None else None)
    placed = _of_year(c, _year_for(c, base, direction))
    return Placed(placed.value, placed.days, anchor)


def _of_year(c: Calendar, year: int) -> Placed:
    try:
        if c.nth:
            value = nth_weekday(year, *c.nth).isoformat()
        elif c.easter is not None:
            value = (easter(year) + c.easter * DAY).isoformat()
        elif c.week and c.month and c.day:
            value = week(date(year, c.month, c.day))
        elif c.month and c.day:
            first = date(year, c.month, c.day)
            if c.day_to:
                return Placed(first.isoformat(), (first, date(year, c.month, c.day_to)))
            value = first.isoformat()
        elif c.month:
            value = f"{year:04}-{c.month:02}"
        elif c.quarter:
            value = f"{year:04}-Q{c.quarter}"
        elif c.half:
            value = f"{year:04}-H{c.half}"
        elif c.season:
            value = f"{year:04}-{c.season}"
        else:
            value = f"{year:04}"
    except (ValueError, OverflowError):
        return _placed(None)
    return _placed(_timed(value, c.part, c.clock))


def _year_for(c: Calendar, base: date, direction: int) -> int:
    """The year that a date without one means, seen from ``base``."""
    if c.of_year is not None:
        return base.year + c.of_year
    if c.quarter or c.half:
        if c.which is not None:
            return base.year + c.which
        begins = (c.quarter - 1) * 3 + 1 if c.quarter else 6 * (c.half or 1) - 5
        ends = begins + (2 if c.quarter else 5)
        if direction > 0 and base.month - ends > 4:
            return base.year + 1
        return base.year - (begins > base.month)
    years = [base.year - 1, base.year, base.year + 1]
    spans = {y: d for y in years if (d := _of_year(c, y).days)}
    if not spans:
        return base.year
    past = [y for y, (first, _) in spans.items() if first <= base]
    future = [y for y, (_, last) in spans.items() if last >= base]
    if c.which == -1:
        whole = [y for y, (_, last) in spans.items() if last < base]
        return max(whole or past or years)
    if c.which == 1:
        return min([y for y, (first, _) in spans.items() if first > base] or future or years)
    if c.which == 0:
        return base.year if c.season != "WI" or base.month > 6 else base.year - (direction <= 0)
    if (c.month and c.day) or c.nth or c.easter is not None:
        nearest = min(spans, key=lambda y: (abs((spans[y][0] - base).days), y))
        distance = abs((spans[nearest][0] - base).days)
        if distance <= 45 or direction == 0:
            return nearest
    if direction > 0:
        return min(future or years)
    return max(past or years)


def _weekday(c: Calendar, story: Story, direction: int) -> Placed:
    base = story.published
    if base is None or not c.weekday:
        return _placed(None)
    ahead = (c.weekday - base.isoweekday()) % 7
    if c.which == 0:
        day = base + (c.weekday - base.isoweekday()) * DAY
    elif c.which == -1:
        day = base + (ahead - 7) * DAY
    elif c.which == 1:
        day = base + (ahead or 7) * DAY
    elif direction > 0 or ahead == 0:
        day = base + ahead * DAY
    else:
        day = base + (ahead - 7) * DAY
    return _placed(_timed(day.isoformat(), c.part, c.clock))
