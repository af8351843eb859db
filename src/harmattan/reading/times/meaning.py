"""What a time expression says before it is put on the calendar."""

from __future__ import annotations

from dataclasses import dataclass

from harmattan.model import TimexType


@dataclass(frozen=True, slots=True)
class Calendar:
    """A date by its parts; what is missing comes from the anchor.

    ``which`` is -1 for "last October", 0 for "this", 1 for "next"; ``of_year`` is -1 for "October last year"; ``week``
    means the week around the day, ``day_to`` ends a range of days; ``easter`` counts days from Easter Sunday, ``nth``
    is (month, weekday, which of the month); ``part`` is a TIMEX3 part of day (``MO``), ``clock`` is ``22:00``.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    quarter: int | None = None
    half: int | None = None
    season: str | None = None
    which: int | None = None
    of_year: int | None = None
    day_to: int | None = None
    week: bool = False
    easter: int | None = None
    nth: tuple[int, int, int] | None = None
    part: str | None = None
    clock: str | None = None


@dataclass(frozen=True, slots=True)
class Shift:
    """``n`` units from the publication date, or from the time told last when ``narrative``; when ``strict``, from
    nothing else."""

    unit: str
    n: int
    narrative: bool = False
    strict: bool = False
    part: str | None = None
    clock: str | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """ "a year ago", "year-earlier": ``years`` before the period that a report of profits is about; or that period in
    ``year``; when ``same``, the time told last, ``years`` before."""

    years: int
    narrative: bool = False
    year: int | None = None
    same: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """ "that year", "the quarter", "the same day": the unit around the time told last."""

    unit: str
    latest: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """A time or part of some day that is not named."""

    clock: str | None = None
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Fixed:
    """A value that needs no anchor. ``window`` is the stretch a duration fills, as (unit, units before publication,
    units after it): "the past three months" is ``("M", 3, 0)``."""

    type: TimexType
    value: str
    window: tuple[str, int, int] | None = None


Meaning = Calendar | Shift | Compared | Told | Clock | Fixed
