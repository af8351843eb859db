"""What relative times, durations and repetitions say: one function a pattern of ``times_grammar.yaml``."""

from __future__ import annotations

import re

from harmattan.reading.times.dates import digits_of, part_of
from harmattan.reading.times.meaning import Calendar, Compared, Fixed, Meaning, Shift, Told
from harmattan.reading.times.words import count_of, duration, lex, month_of, unit_of, weekday_of

Match = re.Match[str]


def compared(m: Match) -> Meaning | None:
    return Compared(1, narrative=m["w"].lower() != "ago", same=re.search(r"same|corresp", m[0], re.I) is not None)


def last_years(m: Match) -> Meaning | None:
    if m["y"]:
        return Calendar(year=int(m["y"]))
    return Compared(1, same=True) if "last" in m[0].lower() or "earlier" in m[0].lower() else None


def year_ago(m: Match) -> Meaning | None:
    return Compared(1, narrative="earlier" in m[0].lower())


last_quarter = year_ago


def period(m: Match) -> Meaning | None:
    word = m["w"].lower()
    return Shift("Q", 0) if word == "current" else Told("Q", latest=word not in ("previous", "preceding", "prior"))


def shift_unit(m: Match) -> Meaning | None:
    rel, unit = m["rel"].lower(), unit_of(m["u"])
    if unit.startswith("T") or unit == "L":
        return None if rel not in ("last", "past", "next") else Fixed("DURATION", duration(1, unit))
    n = lex()["shift"][rel]
    if m[0].lower().startswith(("the ", "this ")) and n:
        if rel == "past" and unit in ("E", "C"):
            return Fixed("DURATION", duration(1, unit), (unit, 1, 0))
        if rel in ("last", "past") and unit != "WE":
            return Shift(unit, n)
        if rel in ("previous", "next") and not re.search(r"or\s+(so|two)$", m[0], re.I):
            return Shift(unit, n, narrative=True)
    return Shift(unit, n)


def shift_part(m: Match) -> Meaning | None:
    rel = m["rel"].lower().split()[-1]
    n = {"last": -1, "yesterday": -1, "tomorrow": 1}.get(rel, 0)
    return Shift("D", n, part=part_of(m["p"]))


def tonight(m: Match) -> Meaning | None:
    return Shift("D", 0, part="NI")


def the_day(m: Match) -> Meaning | None:
    return Shift("D", -2 if "yesterday" in m["u"].lower() else 2)


def day_word(m: Match) -> Meaning | None:
    return Shift("D", lex()["day_words"][m["w"].lower()])


def told_unit(m: Match) -> Meaning | None:
    unit = unit_of(m["u"])
    rel = (m["rel"] or "").lower()
    n = lex()["narrative"][rel] if rel else 0
    if n:
        return Shift(unit, n, narrative=True, strict=rel not in ("next", "previous"))
    if m["rel"] or m[0].lower().startswith("that"):
        return Told(unit)
    if (m["adj"] or "").lower().strip() == "fiscal" and unit == "Y" and not m["rel"]:
        return Fixed("DURATION", "P1Y")
    if unit == "Y" and re.match(r"\s+end(?:ed|ing)\b", m.string[m.end() : m.end() + 10]):
        return Fixed("DURATION", "P1Y")
    return Told(unit, latest=True) if unit in ("Q", "Y") else None  # "the day", "the week" may be any


def told_part(m: Match) -> Meaning | None:
    rel = (m["rel"] or "same").lower()
    return Shift("D", lex()["narrative"][rel], narrative=True, part=part_of(m["p"]), strict=True)


def told_beside(m: Match) -> Meaning | None:
    sign = 1 if m["w"].lower() == "after" else -1
    if m["u"].lower() in ("night", "morning"):
        return Shift("D", sign, narrative=True, part=part_of(m["u"]), strict=True)
    return Shift(unit_of(m["u"]), sign, narrative=True, strict=True)


def weekend(m: Match) -> Meaning | None:
    first = m[0].lower().split()[0]
    if first == "the":
        return Told("WE", latest=True)
    return Shift("WE", 1 if first == "next" else 0 if first == "this" and "past" not in m[0].lower() else -1)


def week_of(m: Match) -> Meaning | None:
    day = digits_of(m["d"])
    return Calendar(month=month_of(m["m"]), day=day, week=True)


def window(m: Match) -> Meaning | None:
    rel, unit = m["rel"].lower(), unit_of(m["u"])
    n = None if m["n2"] else count_of(m["n"])
    value = duration(n, unit)
    if n is None or unit == "WE":
        return Fixed("DURATION", value)
    before = n if rel in ("last", "past", "latest", "recent") else 0
    after = n if rel in ("next", "coming") else 0
    return Fixed("DURATION", value, (unit, round(before), round(after)) if before or after else None)


def vague_window(m: Match) -> Meaning | None:
    return Fixed("DURATION", duration(None, unit_of(m["u"])))


def the_months(m: Match) -> Meaning | None:
    if re.match(r"(?:1[89]|20)\d\d", m["n"]):
        return None  # "the 1988 quarter"
    return Fixed("DURATION", duration(count_of(m["n"]), unit_of(m["u"])))


def ago(m: Match) -> Meaning | None:
    n, word, unit = count_of(m["n"]), " ".join(m["w"].lower().split()), unit_of(m["u"])
    back = word in ("ago", "earlier", "before", "previously")
    if n is None:
        return Fixed("DATE", "PAST_REF" if back else "FUTURE_REF")
    narrative = word not in ("ago", "hence", "from now", "from today")
    if n % 1:
        n, unit = {"Y": (12 * n, "M"), "E": (10 * n, "Y"), "C": (100 * n, "Y")}.get(unit, (n, unit))
    if unit in ("E", "C"):
        n, unit = n * (10 if unit == "E" else 100), "Y"
    return Shift(unit, round(-n if back else n), narrative=narrative)


def ago_half(m: Match) -> Meaning | None:
    n, unit = count_of(m["n"]), unit_of(m["u"])
    if n is None or unit != "Y":
        return None
    months = round(12 * (n + 0.5))
    return Shift("M", months if m["w"].lower() == "later" else -months, narrative=m["w"].lower() != "ago")


def in_units(m: Match) -> Meaning | None:
    n = count_of(m["n"])
    return Shift(unit_of(m["u"]), round(n)) if n is not None else Fixed("DATE", "FUTURE_REF")


def every(m: Match) -> Meaning | None:
    if m["wd"]:
        return Fixed("SET", f"XXXX-WXX-{weekday_of(m['wd'])}" + (f"T{part_of(m['p2'])}" if m["p2"] else ""))
    if m["m"]:
        return Fixed("SET", f"XXXX-{month_of(m['m']):02}")
    if m["s"]:
        return Fixed("SET", f"XXXX-{lex()['seasons'][m['s'].lower()]}")
    if m["p"]:
        return Fixed("SET", f"XXXX-XX-XXT{part_of(m['p'])}")
    n = count_of(m["n"]) if m["n"] else 2.0 if "other" in m[0].lower() else 1.0
    if unit_of(m["u"]) == "TS" and not m["n"]:
        return None  # "every second bank"
    return Fixed("SET", duration(n, unit_of(m["u"])))


def weekdays(m: Match) -> Meaning | None:
    return Fixed("SET", f"XXXX-WXX-{weekday_of(m['wd'])}")


def rate(m: Match) -> Meaning | None:
    if unit_of(m["u"]) in ("TS", "WE", "Q") and m["a"].lower() != "per":
        return None
    return Fixed("SET", duration(1, unit_of(m["u"])))  # `checks` turns it into a duration where syntax says so


def times_a(m: Match) -> Meaning | None:
    return Fixed("SET", duration(1, unit_of(m["u"])))


def set_word(m: Match) -> Meaning | None:
    return Fixed("SET", lex()["sets"][m["w"].lower()])


def between(m: Match) -> Meaning | None:
    low, high = count_of(m["n"]), count_of(m["n2"])
    if low is None or high is None or low >= high:
        return None
    return Fixed("DURATION", duration(high if m["u"].lower() in lex()["plurals"] else None, unit_of(m["u"])))


def half(m: Match) -> Meaning | None:
    n = count_of(m["n"] or m["n2"])
    return Fixed("DURATION", duration((n or 0) + 0.5, unit_of(m["u"] or m["u2"])))


def lasting(m: Match) -> Meaning | None:
    n, unit, text = count_of(m["n"]), unit_of(m["u"]), m["n"].lower()
    plural = m["u"].lower() in lex()["plurals"]
    if unit == "TS" and not plural and not re.match(r"\d", text):
        return None  # "a second", "one second thought"
    if text in ("a", "an", "some") and not m[0].lower().startswith(("a ", "an ")):
        return None
    if m["old"] and unit == "Y":
        return None  # an age
    if unit == "TH" and re.fullmatch(r"[0-2]\d{3}", text):
        return None  # "1100 hours" is a clock time
    if unit == "Q" and ("-" in m[0] or text == "a"):
        return None  # a share, not a time
    if unit == "WE" and text in ("a", "an"):
        return None
    if text.startswith("some") and n is None and not plural:
        return None
    return Fixed("DURATION", duration(n, unit))


def bare(m: Match) -> Meaning | None:
    return Fixed("DURATION", duration(None, unit_of(m["u"])))


def some_time(m: Match) -> Meaning | None:
    return Fixed("DURATION", "PXX")


def year_end(m: Match) -> Meaning | None:
    return Shift(unit_of(m["u"]) if m["u"] else "Y", 0)


def present_moment(m: Match) -> Meaning | None:
    return Fixed("DATE", "PRESENT_REF")


def reference(m: Match) -> Meaning | None:
    phrase = " ".join(m["w"].lower().split())
    for value, phrases in lex()["references"].items():
        if phrase in phrases:
            return Fixed("DATE", value)
    return None
