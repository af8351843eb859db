"""``harmattan ask``: events of the ledger by filter."""

from __future__ import annotations

import csv
import sys
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import click

from harmattan.commands.common import ledger_option, note, open_ledger, write, write_json
from harmattan.commands.filtering import filter_options, make_filter
from harmattan.ledger.filters import Filter

if TYPE_CHECKING:
    from harmattan.ledger import Ledger

PAGE = 500  # events fetched at once


@click.command()
@filter_options
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, metavar="N", help="At most N events.")
@click.option("--all", "every", is_flag=True, help="All events that fit.")
@click.option("--cursor", metavar="CURSOR", help="Go on where the page before ended.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "jsonl", "csv"]),
    default="table",
    show_default=True,
    help="A table to read, one JSON event a line, or comma-separated values.",
)
@click.option(
    "--facets", "facet", is_flag=False, flag_value="all", metavar="[FIELDS]",
    help="Instead of events, count them by these fields (separated by commas), or by all.",
)  # fmt: skip
@ledger_option
def ask(
    ledger: str | None, limit: int, every: bool, cursor: str | None, form: str, facet: str | None, **given: Any
) -> None:
    """Find events in the ledger: who did what to whom, when, where, and who says so.

    All options must fit; of an option that is repeated, one value must. The latest events come first. Example:

      harmattan ask --actor Wagner --type MOBILIZE --since 2021-12
    """
    filter = make_filter(given)
    with open_ledger(ledger) as book:
        if given["report"] and given["report"].isdecimal() and not book.revisions(given["report"]):
            filter = replace(filter, report=int(given["report"]))
        if filter.statuses or filter.incident:
            _note_waiting(book)
        if facet is not None:
            _facets(book, filter, facet, form)
            return
        rows: list[Any] = []
        wanted = sys.maxsize if every else limit
        total = 0
        while True:
            page = book.find(filter, limit=min(PAGE, wanted - len(rows)), cursor=cursor)
            total, cursor = page.total, page.cursor
            rows += page.events
            if cursor is None or len(rows) >= wanted:
                break
    if form == "table":
        from harmattan.exports.answers import events_table

        write(events_table(rows, total))
    elif form == "jsonl":
        for row in rows:
            write_json(row.to_dict())
    else:
        _csv(rows)
    if cursor is not None:
        note(f"{len(rows)} of {total} events; for more: --cursor {cursor}")


def _facets(book: Any, filter: Filter, asked: str, form: str) -> None:
    from harmattan.ledger.queries import FACETS

    names = FACETS if asked == "all" else tuple(part.strip() for part in asked.split(","))
    found = book.facets(filter, fields=names)
    if form == "table":
        from harmattan.exports.answers import facets_table

        write(facets_table(found))
    elif form == "jsonl":
        for name, counts in found.counts.items():
            for value, n in counts:
                write_json({"field": name, "value": value, "events": n})
    else:
        out = csv.writer(sys.stdout, lineterminator="\n")
        out.writerow(("field", "value", "events"))
        out.writerows((name, value, n) for name, counts in found.counts.items() for value, n in counts)


def _note_waiting(book: Ledger) -> None:
    """Events that have not been gathered into incidents have no status yet."""
    waiting = book.pending(limit=1)
    if waiting.events or waiting.gone:
        note("Some events wait to be gathered into incidents, and have no status yet: harmattan situation does it.")


def _csv(rows: list[Any]) -> None:
    from harmattan.ledger.details import EventRow

    names = [f.name for f in fields(EventRow)]
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(names)
    for row in rows:
        values = (getattr(row, name) for name in names)
        out.writerow("; ".join(v) if isinstance(v, tuple) else v for v in values)
