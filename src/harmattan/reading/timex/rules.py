"""From a match of a grammar pattern to what it says; one function a pattern, named as in ``times_grammar.yaml``."""

from __future__ import annotations

import re

from harmattan.reading.numbers import amount_of, words
from harmattan.reading.timex.meaning import Calendar, Clock, Compared, Fixed, Meaning, Shift, Told
from harmattan.reading.timex.words import count_of, duration, lex, month_of, unit_of, weekday_of

Match = re.Match[str]
CENTURIES = [
    "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
    "nineteenth", "twentieth",
]  # fmt: skip
RELATIVE = {"last": -1, "past": -1, "this past": -1, "this": 0, "next": 1, "coming": 1, "this coming": 1, "that": 0}
BEFORE_CLOCK = re.compile(r"\b(?:at|by|from|until|to|about|around|before|after)\s+$", re.I)
NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
PARTS_AFTER_NOON = ("afternoon", "evening", "night")


def _int(text: str | None) -> int | None:
    digits = re.sub(r"\D", "", text) if text else ""
    return int(digits) if digits else None


def _which(text: str | None) -> int | None:
    return RELATIVE[" ".join(text.lower().split())] if text else None


def _part(text: str | None) -> str | None:
    return lex()["parts"][text.lower()] if text else None


def _year_in_words(text: str | None) -> int | None:
    if not text:
        return None
    first, _, rest = text.lower().replace("-", " ").partition(" ")
    if first == "two":
        return 2000
    century = {"eighteen": 1800, "nineteen": 1900, "twenty": 2000}[first]
    rest = rest.strip()
    return century + (0 if rest == "hundred" else int(amount_of(rest.removeprefix("oh ").strip()) or 0))


def iso(m: Match) -> Meaning | None:
    return _date(int(m["y"]), int(m["mn"]), int(m["dn"]))


def _date(year: int | None, month: int, day: int, day_to: int | None = None) -> Calendar | None:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return Calendar(year=year, month=month, day=day, day_to=day_to if day_to and day_to > day else None)


def slashed(m: Match) -> Meaning | None:
    """Day first, as most of the world writes, unless only month first makes a date."""
    a, b, year = int(m["a"]), int(m["b"]), int(m["y"])
    if len(m["y"]) == 2:
        year = _of_century(year)
    if b > 12:
        a, b = b, a
    return _date(year, b, a)


def named(m: Match) -> Meaning | None:
    year, month, day = lex()["named_dates"][m["named"]].split("-")
    return _date(int(year), int(month), int(day))


def day_month(m: Match) -> Meaning | None:
    year_ = _int(m["y"])
    if year_ is None and m.groupdict().get("yy"):
        year_ = _of_century(int(m["yy"]))
    return _date(year_, month_of(m["m"]), _int(m["d"]) or 0, _int(m["d2"]))


month_day = day_month


def _of_century(yy: int) -> int:
    """The year that two digits mean: the last hundred years or so, as news has them."""
    return yy + (2000 if yy < 50 else 1900)


def month_year(m: Match) -> Meaning | None:
    return Calendar(year=_int(m["y"]) or _year_in_words(m["yw"]), month=month_of(m["m"]))


def month(m: Match) -> Meaning | None:
    if m["m"].lower() in lex()["short_months"]:
        return None  # "Mar", "Dec" need a full stop or a number
    return Calendar(month=month_of(m["m"]), which=_which(m["rel"]))


def weekday(m: Match) -> Meaning | None:
    return Calendar(weekday=weekday_of(m["wd"]), which=_which(m["rel"]), part=_part(m["p"]))


def part_of_weekday(m: Match) -> Meaning | None:
    if m["dw"]:
        return Shift("D", lex()["day_words"][m["dw"].lower()], part=_part(m["p"]))
    return Calendar(weekday=weekday_of(m["wd"]), part=_part(m["p"]))


def year(m: Match) -> Meaning | None:
    return Calendar(year=int(m["y"]))


fiscal = year


def year_period(m: Match) -> Meaning | None:
    return Compared(0, year=int(m["y"]))


def the_year(m: Match) -> Meaning | None:
    return Calendar(year=_int(m["y"]) or _year_in_words(m["yw"]))


def year_words(m: Match) -> Meaning | None:
    return Calendar(year=_year_in_words(m["yw"]))


def short_year(m: Match) -> Meaning | None:
    return Calendar(year=_of_century(int(m["yy"])))


def decade(m: Match) -> Meaning | None:
    if m["y"]:
        return Fixed("DATE", m["y"])
    names = ["twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"]
    tens = int(m["yy"]) if m["yy"] else names.index(m["w"].lower()) + 2
    joined = re.search(r"\d0s\s+(?:and|or|to)\s+(?:the\s+)?$", m.string[max(0, m.start() - 14) : m.start()])
    if tens in (2,) or (m["yy"] and not joined and not re.match(r"the|['‘’`]", m[0], re.I)):
        return None  # "20s" is as often an age
    if m["w"] and not m[0].lower().startswith("the"):
        return None  # "in her thirties"
    return Fixed("DATE", f"19{tens}")


def century(m: Match) -> Meaning | None:
    word = (m["w"] or "").lower()
    n = int(m["n"]) if m["n"] else 21 if word.startswith("twenty-") else words()["ordinals"][word]
    return Fixed("DATE", f"{n - 1:02}")


def season(m: Match) -> Meaning | None:
    return Calendar(year=_int(m["y"]), season=lex()["seasons"][m["s"].lower()], which=_which(m["rel"]))


def season_year(m: Match) -> Meaning | None:
    return Calendar(year=int(m["y"]), season=lex()["seasons"][m["s"].lower()])


def quarter(m: Match) -> Meaning | None:
    which = _which(m["rel"] or m["rel2"] or m["rel3"])
    if m["ago"]:
        which = -1
    return Calendar(year=_int(m["y"]) or _int(m["y2"]), quarter=NTH[m["q"].lower()], which=which)


def quarter_code(m: Match) -> Meaning | None:
    return Calendar(year=_int(m["y"]), quarter=int(m["q"]))


def halves(m: Match) -> Meaning | None:
    which = 0 if m["the"] else _which(m["rel"])
    return Calendar(year=_int(m["y"]), half=NTH[m["h"].lower()], which=which)


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
    return Shift("D", n, part=_part(m["p"]))


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
    if unit == "Y" and re.match(r"\s+end(?:ed|ing)\b", m.string[m.end() : m.end() + 10]):
        return Fixed("DURATION", "P1Y")
    return Told(unit, latest=True) if unit in ("Q", "Y") else None  # "the day", "the week" may be any


def told_part(m: Match) -> Meaning | None:
    rel = (m["rel"] or "same").lower()
    return Shift("D", lex()["narrative"][rel], narrative=True, part=_part(m["p"]), strict=True)


def told_beside(m: Match) -> Meaning | None:
    sign = 1 if m["w"].lower() == "after" else -1
    if m["u"].lower() in ("night", "morning"):
        return Shift("D", sign, narrative=True, part=_part(m["u"]), strict=True)
    return Shift(unit_of(m["u"]), sign, narrative=True, strict=True)


def weekend(m: Match) -> Meaning | None:
    first = m[0].lower().split()[0]
    if first == "the":
        return Told("WE", latest=True)
    return Shift("WE", 1 if first == "next" else 0 if first == "this" and "past" not in m[0].lower() else -1)


def week_of(m: Match) -> Meaning | None:
    day = _int(m["d"])
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
        return Fixed("SET", f"XXXX-WXX-{weekday_of(m['wd'])}" + (f"T{_part(m['p2'])}" if m["p2"] else ""))
    if m["m"]:
        return Fixed("SET", f"XXXX-{month_of(m['m']):02}")
    if m["s"]:
        return Fixed("SET", f"XXXX-{lex()['seasons'][m['s'].lower()]}")
    if m["p"]:
        return Fixed("SET", f"XXXX-XX-XXT{_part(m['p'])}")
    n = count_of(m["n"]) if m["n"] else 2.0 if "other" in m[0].lower() else 1.0
    if unit_of(m["u"]) == "TS" and not m["n"]:
        return None  # "every second bank"
    return Fixed("SET", duration(n, unit_of(m["u"])))


def weekdays(m: Match) -> Meaning | None:
    return Fixed("SET", f"XXXX-WXX-{weekday_of(m['wd'])}")


def rate(m: Match) -> Meaning | None:
    if unit_of(m["u"]) == "TS":
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
    if text.startswith("some") and n is None and not plural:
        return None
    return Fixed("DURATION", duration(n, unit))


def bare(m: Match) -> Meaning | None:
    return Fixed("DURATION", duration(None, unit_of(m["u"])))


def some_time(m: Match) -> Meaning | None:
    return Fixed("DURATION", "PXX")


def year_end(m: Match) -> Meaning | None:
    return Shift(unit_of(m["u"]) if m["u"] else "Y", 0)


def clock(m: Match) -> Meaning | None:
    hour = int(m["h"] or m["h2"] or m["h3"])
    minute = int(m["mi"] or m["mi2"] or m["mi3"] or 0)
    zone = m["z"] or m["z2"] or m["z3"] or ""
    if m["ap"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if m["ap"].lower().startswith("p") else 0)
    elif m["h2"] and not zone and not BEFORE_CLOCK.search(m.string[max(0, m.start() - 8) : m.start()]):
        return None  # a score, a ratio, a verse
    return Clock(f"{hour:02}:{minute:02}" + ("Z" if re.search(r"gmt|utc|\bz\b", zone, re.I) else ""))


def clock_words(m: Match) -> Meaning | None:
    n = amount_of(m["n"] or m["n2"])
    if n is None or not 1 <= n <= 12 or n % 1:
        return None
    part = (m["p"] or m["p2"] or "").lower()
    if not part:
        return Clock(f"{int(n):02}:00")
    return Clock(f"{int(n) % 12 + (12 if part in PARTS_AFTER_NOON else 0):02}:00")


def noon(m: Match) -> Meaning | None:
    return Clock("24:00" if m["w"].lower() == "midnight" else "12:00")


def holiday(m: Match) -> Meaning | None:
    name, which, year_ = " ".join(m["w"].lower().replace("’", "'").split()), _which(m["rel"]), _int(m["y"])
    w = lex()
    if name in w["fixed_days"]:
        month_, day = w["fixed_days"][name]
        return Calendar(year=year_, month=month_, day=day, which=which)
    if name in w["moving_days"]:
        return Calendar(year=year_, nth=tuple(w["moving_days"][name]), which=which)
    return Calendar(year=year_, easter=w["easter"][name], which=which)


def present_moment(m: Match) -> Meaning | None:
    return Fixed("DATE", "PRESENT_REF")


def reference(m: Match) -> Meaning | None:
    phrase = " ".join(m["w"].lower().split())
    for value, phrases in lex()["references"].items():
        if phrase in phrases:
            return Fixed("DATE", value)
    return None
