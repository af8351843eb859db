"""What events are asked for."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, get_args

from harmattan.errors import FilterError
from harmattan.model import EVENT_TYPES, Factuality, SourceKind

STATUSES = ("reported", "corroborated", "contested", "denied", "announced")
DECIDED = ("accepted", "rejected", "corrected", "undecided")
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which events: all fields that are given must fit; of several values of one field, one must.

    ``text``: words in the sentence that tells of the event, ``story``: words anywhere in its report (`search.py`).
    ``since``, ``until``: first and last day, as ``2021``, ``2021-12`` or ``2021-12-05``, both inclusive; an event fits
    when one of its possible days does. ``actors``, ``recipients``, ``parties`` (either), ``sources`` (of claims about
    the event): names or parts of names in whole words, whatever the case and accents, or Wikidata ids. ``countries``
    (ISO 3166-1 alpha-3) and ``places`` (names or GeoNames ids): where it happened. ``box``: west, south, east, north in
    degrees; west is greater than east across the date line. ``confidence``: the least. ``decided``: what people
    decided; unless asked for, rejected events are left out. ``report``: a report's id. ``incident``: an incident's id.
    """

    text: str | None = None
    story: str | None = None
    since: str | None = None
    until: str | None = None
    types: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    box: tuple[float, float, float, float] | None = None
    factuality: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    source_kinds: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    confidence: float | None = None
    background: bool | None = None
    decided: tuple[str, ...] = ()
    report: str | int | None = None
    incident: str | None = None

    def __post_init__(self) -> None:
        """Raises `FilterError` for a value that its field cannot have."""
        for f in fields(self):
            value = getattr(self, f.name)
            if f.type == "tuple[str, ...]" and (
                isinstance(value, str) or not isinstance(value, tuple) or not all(isinstance(v, str) for v in value)
            ):
                raise FilterError(f"Filter.{f.name} takes a tuple of words, such as ({value!r},).")
        for name, choices in (
            ("types", EVENT_TYPES),
            ("factuality", get_args(Factuality)),
            ("statuses", STATUSES),
            ("source_kinds", get_args(SourceKind)),
            ("decided", DECIDED),
        ):
            for value in getattr(self, name):
                if value not in choices:
                    raise FilterError(f"'{value}' is none of the {name}: {', '.join(choices)}.")
        first, last = self.days
        if first is not None and last is not None and first > last:
            raise FilterError(f"since {self.since} is later than until {self.until}.")
        if self.box is not None:
            _check_box(self.box)

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The first and last day asked for."""
        return _day(self.since, last=False), _day(self.until, last=True)

    @property
    def asked(self) -> dict[str, Any]:
        """The fields that are given."""
        given = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: value for name, value in given.items() if value is not None and value != ()}


def _day(written: str | None, *, last: bool) -> date | None:
    if written is None:
        return None
    found = _PARTIAL.fullmatch(written)
    try:
        if not found:
            raise ValueError
        year, month, day = (int(part) if part else None for part in found.groups())
        assert year is not None
        month = month or (12 if last else 1)
        return date(year, month, day or (calendar.monthrange(year, month)[1] if last else 1))
    except (ValueError, calendar.IllegalMonthError) as error:
        raise FilterError(f"'{written}' is no day, month or year. Write 2021-12-05, 2021-12 or 2021.") from error


def _check_box(box: tuple[float, float, float, float]) -> None:
    try:
        west, south, east, north = box
        fits = -180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90
    except (TypeError, ValueError):
        fits = False
    if not fits:
        raise FilterError(
            f"{box!r} is no box. Give west, south, east, north in degrees, such as -12.3, 10.1, 4.3, 25.0."
        )
