"""The filter of the ledger's questions, as options."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from harmattan.ledger.filters import DECIDED, STATUSES, Filter
from harmattan.model import EVENT_TYPES

F = TypeVar("F", bound=Callable[..., Any])


class Box(click.ParamType[tuple[float, ...]]):
    """West, south, east and north in degrees, separated by commas."""

    name = "box"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, ...]:
        try:
            return tuple(float(part) for part in str(value).split(","))
        except ValueError:
            self.fail(f"'{value}' is no box. Write west,south,east,north in degrees: -12.3,10.1,4.3,25.", param, ctx)


# Field of the filter, option, what it takes, whether it may be repeated, and what the help says.
_OPTIONS: tuple[tuple[str, str, Any, bool, str, str], ...] = (
    ("text", "--text", str, False, "WORDS", 'Words in the sentence that tells of the event; "in quotes", OR, -not.'),
    ("story", "--story", str, False, "WORDS", "Words anywhere in the report."),
    ("since", "--since", str, False, "DAY", "From this day, month or year on: 2021-12-05, 2021-12, 2021."),
    ("until", "--until", str, False, "DAY", "Up to and including this day, month or year."),
    ("types", "--type", click.Choice(EVENT_TYPES, case_sensitive=False), True, "TYPE", "PLOVER type."),
    ("modes", "--mode", str, True, "MODE", "PLOVER mode."),
    ("contexts", "--context", str, True, "CONTEXT", "PLOVER context."),
    ("actors", "--actor", str, True, "NAME", "Who did it: whole words of a name, or a Wikidata id."),
    ("recipients", "--recipient", str, True, "NAME", "To whom it was done."),
    ("parties", "--party", str, True, "NAME", "Who did it or to whom."),
    ("countries", "--country", str, True, "CODE", "Where: ISO 3166-1 alpha-3, such as MLI."),
    ("places", "--place", str, True, "NAME", "Where: a place's name or GeoNames id."),
    ("box", "--box", Box(), False, "W,S,E,N", "Where: degrees west, south, east, north."),
    ("factuality", "--factuality", str, True, "WORD", "asserted, negated, possible, future or hypothetical."),
    ("statuses", "--status", click.Choice(STATUSES), True, "STATUS", f"Of its incident: {', '.join(STATUSES)}."),
    ("sources", "--source", str, True, "NAME", "Who says or denies it."),
    ("source_kinds", "--source-kind", str, True, "KIND", "named, official, eyewitness, anonymous, media, analyst."),
    ("outlets", "--outlet", str, True, "NAME", "Where it was published."),
    ("confidence", "--confidence", click.FloatRange(0, 1), False, "P", "The least confidence, 0 to 1."),
    ("background", "--background/--no-background", bool, False, "", "Only, or no, older events told to explain."),
    ("decided", "--decided", click.Choice(DECIDED), True, "WORD", f"What people decided: {', '.join(DECIDED)}."),
    ("report", "--report", str, False, "ID", "Events of one report."),
    ("incident", "--incident", str, False, "ID", "Events of one incident, such as i12."),
)


def filter_options(function: F) -> F:
    """Options for every field of a filter."""
    for field, option, kind, many, metavar, help in reversed(_OPTIONS):
        more: dict[str, Any] = {"metavar": metavar} if metavar else {}
        if field == "background":
            more["default"] = None
        function = click.option(option, field, type=kind, multiple=many, help=help, **more)(function)
    return function


def make_filter(given: dict[str, Any]) -> Filter:
    """The filter that the options of a command line say. Raises `FilterError`."""
    return Filter(**{field: given[field] for field, *_ in _OPTIONS})
