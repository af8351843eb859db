"""What dates by their parts and clock times say: one function a pattern of ``times_grammar.yaml``, named as there."""

from __future__ import annotations

import re

from harmattan.reading.quantities.numbers import amount_of, words
from harmattan.reading.times.meaning import Calendar, Clock, Compared, Fixed, Meaning, Shift
from harmattan.reading.times.words import lex, month_of, weekday_of

Match = re.Match[str]
CENTURIES = [
    "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
    "nineteenth", "twentieth",
]  # fmt: skip
RELATIVE = {"last": -1, "past": -1, "this past": -1, "this": 0, "next": 1, "coming": 1, "this coming": 1, "that": 0}
BEFORE_CLOCK = re.compile(r"\b(?:at|by|from|until|to|about|around|before|after)\s+$", re.I)
NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
PARTS_AFTER_NOON = ("afternoon", "evening", "night")


def digits_of(text: str | None) -> int | None:
    digits = re.sub(r"\D", "", text) if text else ""
    return int(digits) if digits else None


def _which(text: str | None) -> int | None:
    return RELATIVE[" ".join(text.lower().split())] if text else None


def part_of(text: str | None) -> str | None:
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
    year_ = digits_of(m["y"])
    if year_ is None and m.groupdict().get("yy"):
        year_ = _of_century(int(m["yy"]))
    return _date(year_, month_of(m["m"]), digits_of(m["d"]) or 0, digits_of(m["d2"]))


month_day = day_month


def _of_century(yy: int) -> int:
    """The year that two digits mean: the last hundred years or so, as news has them."""
    return yy + (2000 if yy < 50 else 1900)


def month_year(m: Match) -> Meaning | None:
    return Calendar(year=digits_of(m["y"]) or _year_in_words(m["yw"]), month=month_of(m["m"]))


def month(m: Match) -> Meaning | None:
    if m["m"].lower() in lex()["short_months"]:
        return None  # "Mar", "Dec" need a full stop or a number
    return Calendar(month=month_of(m["m"]), which=_which(m["rel"]))


def weekday(m: Match) -> Meaning | None:
    return Calendar(weekday=weekday_of(m["wd"]), which=_which(m["rel"]), part=part_of(m["p"]))


def part_of_weekday(m: Match) -> Meaning | None:
    if m["dw"]:
        return Shift("D", lex()["day_words"][m["dw"].lower()], part=part_of(m["p"]))
    return Calendar(weekday=weekday_of(m["wd"]), part=part_of(m["p"]))


def year(m: Match) -> Meaning | None:
    return Calendar(year=int(m["y"]))


fiscal = year


def year_period(m: Match) -> Meaning | None:
    return Compared(0, year=int(m["y"]))


def the_year(m: Match) -> Meaning | None:
    return Calendar(year=digits_of(m["y"]) or _year_in_words(m["yw"]))


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
    return Calendar(
        year=digits_of(m["y"]) or _year_in_words(m["yw"]),
        season=lex()["seasons"][m["s"].lower()],
        which=_which(m["rel"]),
    )


def season_year(m: Match) -> Meaning | None:
    return Calendar(year=int(m["y"]), season=lex()["seasons"][m["s"].lower()])


def quarter(m: Match) -> Meaning | None:
    which = _which(m["rel"] or m["rel2"] or m["rel3"])
    if m["ago"]:
        which = -1
    return Calendar(year=digits_of(m["y"]) or digits_of(m["y2"]), quarter=NTH[m["q"].lower()], which=which)


def quarter_code(m: Match) -> Meaning | None:
    return Calendar(year=digits_of(m["y"]), quarter=int(m["q"]))


def halves(m: Match) -> Meaning | None:
    which = 0 if m["the"] else _which(m["rel"])
    return Calendar(year=digits_of(m["y"]), half=NTH.get(m["h"].lower(), 2), which=which)


def clock(m: Match) -> Meaning | None:
    hour = int(m["h"] or m["h2"] or m["h3"])
    minute = int(m["mi"] or m["mi2"] or m["mi3"] or 0)
    zone = m["z"] or m["z2"] or m["z3"] or ""
    if m["ap"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if m["ap"].lower().startswith("p") else 0)
    elif m["h2"] and not zone and "." in m[0]:
        return None  # a decimal
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
    name, which, year_ = " ".join(m["w"].lower().replace("’", "'").split()), _which(m["rel"]), digits_of(m["y"])
    w = lex()
    if name in w["fixed_days"]:
        month_, day = w["fixed_days"][name]
        return Calendar(year=year_, month=month_, day=day, which=which)
    if name in w["moving_days"]:
        return Calendar(year=year_, nth=tuple(w["moving_days"][name]), which=which)
    return Calendar(year=year_, easter=w["easter"][name], which=which)
