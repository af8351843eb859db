"""Times: TIMEX3 expressions with their value, role and days.

The grammar (`timex.grammar`) finds expressions, syntax drops look-alikes (`timex.checks`), and they are put on the
calendar in reading order (`timex.anchoring`). Without a publication date relative times stay relative.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache

from harmattan.model import Time, TimeRole, TimexType
from harmattan.reading.captions import is_caption
from harmattan.reading.quantities.numbers import any_of
from harmattan.reading.syntax import Parse, text_of
from harmattan.reading.times import grammar, tense
from harmattan.reading.times.anchoring import Anchor, Placed, Story, place
from harmattan.reading.times.calendar import interval
from harmattan.reading.times.checks import checked
from harmattan.reading.times.grammar import Found
from harmattan.reading.times.meaning import Calendar, Clock, Fixed, Meaning, Shift
from harmattan.reading.times.words import lex


def find_times(parse: Parse) -> list[Time]:
    """The times of a report in reading order, ids ``t1``, ``t2`` …

    The anchor is ``parse.report.published``; when that is unknown, relative times have no value, and
    ``published_bounds`` give bounds for their days only.
    """
    finds = [(n, f) for n, s in enumerate(parse.sentences) for f in _in_sentence(parse, s.start_char, s.end_char)]
    known = parse.report.published
    placed = _placed_all(parse, finds, date.fromisoformat(known[:10]) if known else None)
    low, high = _bounds(parse, finds) if known is None else ([], [])
    out: list[Time] = []
    spans = [parse.chars(f.start, f.end) for _, f in finds]
    for i, ((sentence, found), at) in enumerate(zip(finds, placed, strict=True)):
        first, last = at.days if at.days else (None, None)
        if at.days is None and low:
            first = low[i].days[0] if low[i].days else None  # type: ignore[index]
            last = high[i].days[1] if high[i].days else None  # type: ignore[index]
        far = at.anchor is not None and finds[at.anchor.index][0] != sentence
        kind = _type(found.meaning, at.value)
        out.append(
            Time(
                id=f"t{i + 1}",
                type=kind,
                role=_role(parse, finds, i) if kind in ("DATE", "TIME") else "at",
                value=at.value,
                earliest=first.isoformat() if first else None,
                latest=last.isoformat() if last else None,
                span=spans[i],
                anchored_by=spans[at.anchor.index] if at.anchor and far else None,
            )
        )
    return out


def _role(parse: Parse, finds: list[tuple[int, Found]], i: int) -> TimeRole:
    """The role of the ``i``-th find: from the preposition before it, or its place in "from A to B"."""
    start, end = finds[i][1].start, finds[i][1].end
    before = parse.text[max(0, start - 40) : start].rpartition("\n\n")[2]
    said = tense.role(before)
    if said == "until" and re.search(r"\bto\s+$", before, re.I):
        after_date = i > 0 and re.fullmatch(r",?\s+to\s+", parse.text[finds[i - 1][1].end : start], re.I)
        return "until" if after_date or re.search(r"\bfrom\b", before, re.I) else "at"
    if said == "at" and re.search(r"\bbetween\s+$", before, re.I) and i + 1 < len(finds):
        return "since" if re.fullmatch(r"\s+(?:and|to)\s+", parse.text[end : finds[i + 1][1].start], re.I) else "at"
    if said == "at" and i > 0:
        last = finds[i - 1][1]
        joined = re.fullmatch(r"\s+and\s+", parse.text[last.end : start], re.I)
        if joined and re.search(r"\bbetween\s+$", parse.text[max(0, last.start - 10) : last.start], re.I):
            return "until"
    return said


def _bounds(parse: Parse, finds: list[tuple[int, Found]]) -> tuple[list[Placed], list[Placed]]:
    """The finds as placed from the earliest and from the latest day the report can have been published."""
    first, last = parse.report.published_bounds or (None, None)
    if not first and not last:
        return [], []
    nothing = [Placed(None, None)] * len(finds)
    low = _placed_all(parse, finds, date.fromisoformat(first[:10])) if first else nothing
    high = _placed_all(parse, finds, date.fromisoformat(last[:10])) if last else nothing
    return low, high


def _placed_all(parse: Parse, finds: list[tuple[int, Found]], published: date | None) -> list[Placed]:
    story, out = Story(published), []
    for index, (sentence, found) in enumerate(finds):
        if text_of(parse.doc)[found.start : found.start + 1] and found.start < parse.body:
            sentence = -10  # a title anchors nothing in the text
        elif is_caption(parse, sentence):
            sentence = -10  # nor does the date of a picture
        way = 0
        if isinstance(found.meaning, Calendar) and found.meaning.year is None:
            tokens = parse.doc.char_span(found.start, found.end, alignment_mode="expand")
            way = tense.direction(tokens) if tokens is not None else 0
            if re.match(r"['’]s\b", parse.text[found.end : found.end + 2]):
                way = 0  # "Wednesday's ruling"
            elif _looks_ahead(parse.text[max(0, found.start - 12) : found.start], found.meaning) and not (
                tokens is not None and tense.is_past_perfect(tokens)
            ):
                way = 1
        at = place(found.meaning, story, way, sentence)
        out.append(at)
        if at.value and at.days and not (isinstance(found.meaning, Fixed)):
            story.told.append(Anchor(at.value, index, sentence))
        _note_period(story, found, at.value, sentence)
    return out


def _looks_ahead(before: str, meaning: Calendar) -> bool:
    """Whether the word before a date points forward: "until Monday", "by June", "effective Dec. 1"."""
    words = r"\b(?:until|till|effective|due)\s+$" if meaning.weekday else r"\b(?:until|till|by|effective|due)\s+$"
    return re.search(words, before, re.I) is not None


def _note_period(story: Story, found: Found, value: str | None, sentence: int) -> None:
    """Remembers the period that later comparisons ("a year earlier") mean: a quarter, or the year for longer ones."""
    meaning = found.meaning
    if isinstance(meaning, Calendar) and meaning.quarter and value:
        days = interval(value)
        ended = story.published is None or (days is not None and days[1] < story.published)
        if story.period is None or ended:
            story.period = (value, sentence)
    elif (
        story.period and isinstance(meaning, Fixed) and found.rule in ("the_months", "window") and "M" in meaning.value
    ):
        story.longer = sentence


def _type(meaning: Meaning, value: str | None) -> TimexType:
    if isinstance(meaning, Fixed):
        return meaning.type
    if isinstance(meaning, Clock) or (isinstance(meaning, (Calendar, Shift)) and (meaning.part or meaning.clock)):
        return "TIME"
    return "DATE"


# ------------------------------------------------------------------ finding


@cache
def _trigger() -> re.Pattern[str]:
    """A word or digit without which no sentence has a time."""
    w = lex()
    lists = ("months", "weekdays", "seasons", "parts", "units", "plurals", "day_words", "sets", "set_words",
             "fixed_days", "moving_days", "easter", "other_triggers")  # fmt: skip
    words = [word for name in lists for word in w[name]]
    references = [p.split()[-1] for group in w["references"].values() for p in group]
    return re.compile(rf"\d|(?<!\w)(?:{any_of([*words, *references])})", re.I)


@cache
def _before() -> re.Pattern[str]:
    w = lex()
    edges, narrowing, near = any_of(w["edges"]), any_of(w["narrowing"]), any_of(w["approximate"])
    narrow = rf"(?:the\s+)?(?:{narrowing})(?:\s+(?:in|on)\s+|\s+|-)"
    return re.compile(
        rf"(?<!\w)(?:(?P<near>(?:{near})\s+)|(?P<edge>(?:{edges})\s+(?:the\s+)?)|(?P<narrow>{narrow}))$", re.I
    )


def _in_sentence(parse: Parse, start: int, end: int) -> Iterator[Found]:
    text = text_of(parse.doc)
    if not _trigger().search(text, start, end):
        return
    finds = [kept for f in grammar.find(text, start, end) if (kept := checked(parse, f))]
    floor = start
    for found in _merged(text, finds):
        widened = _widened(text, floor, found)
        floor = widened.end
        yield widened


def _widened(text: str, floor: int, found: Found) -> Found:
    """With the words before it that belong to the expression: "nearly", "early", "the end of"."""
    for _ in range(2):
        m = _before().search(text, max(floor, found.start - 30), found.start)
        if not m:
            break
        lasting = isinstance(found.meaning, Fixed) and found.meaning.type == "DURATION"
        if m["near"] is not None and text[found.start : found.start + 4].lower() == "the ":
            break  # "over the next weeks"
        if (m["near"] is not None) != (lasting or found.rule in ("ago", "compared")):
            break
        if m["narrow"] is not None and isinstance(found.meaning, Fixed) and found.rule not in ("decade", "century"):
            break
        found = replace(found, start=m.start())
    return found


def _merged(text: str, finds: list[Found]) -> list[Found]:
    """Neighbours that are one expression: "10 p.m. Wednesday", "noon today", "October last year"."""
    out: list[Found] = []
    for found in finds:
        if out and (joined := _joined(text, out[-1], found)):
            out[-1] = joined
        else:
            out.append(found)
    return out


def _joined(text: str, a: Found, b: Found) -> Found | None:
    gap = text[a.end : b.start].strip().lower()
    if gap not in ("", ",", "on", "at", "of", "in", "around", "about", "at about", "this"):
        return None
    meaning = _together(a.meaning, b.meaning)
    return Found(a.start, b.end, a.rule if isinstance(a.meaning, Calendar) else b.rule, meaning) if meaning else None


def _together(a: Meaning, b: Meaning) -> Meaning | None:
    if isinstance(a, Clock) and isinstance(b, (Calendar, Shift)):
        return _at_clock(b, a)
    if isinstance(b, Clock) and isinstance(a, (Calendar, Shift)):
        return _at_clock(a, b)
    if isinstance(a, Calendar) and a.year is None and a.which is None:
        if isinstance(b, Shift) and b.unit == "Y" and abs(b.n) <= 1 and not b.narrative and (a.month or a.season):
            return replace(a, of_year=b.n)
        if isinstance(b, Calendar) and a.weekday and not a.day and b.month and b.day:
            return replace(b, part=a.part)
    return None


def _at_clock(day: Calendar | Shift, clock: Clock) -> Calendar | Shift | None:
    if isinstance(day, Shift):
        return replace(day, clock=clock.clock) if day.unit == "D" and not day.clock else None
    if day.clock or not (day.day or day.weekday):
        return None
    return replace(day, clock=clock.clock)
