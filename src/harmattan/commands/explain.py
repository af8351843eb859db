"""``harmattan explain``: what an event rests on, span by span."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from harmattan.commands.common import existing_path, heads_without, ledger_option, open_ledger, reader_options, write
from harmattan.errors import MissingReport
from harmattan.model import Failure, Reading

if TYPE_CHECKING:
    from harmattan.ledger import Ledger


@click.command()
@click.argument("report")
@click.argument("event")
@ledger_option
@reader_options
def explain(
    report: str,
    event: str,
    ledger: str | None,
    published: str | None,
    knowledge: str | None,
    pipeline: str | None,
    without: tuple[str, ...],
) -> None:
    """Show why an event was coded as it was.

    REPORT is a file or URL that holds one report, or the id of a report in the ledger; EVENT is the event's id, such
    as e3. Shows the words it rests on, the rules that coded it, who makes or denies the claim, and what was repaired.
    """
    from harmattan.exports.explanation import explanation

    if ledger is None and (existing_path(report) or report == "-" or "://" in report):
        reading = _read(report, published, knowledge, pipeline, without)
    else:
        with open_ledger(ledger) as book:
            reading = _look_up(book, report)
    events = [e.id for e in reading.events]
    if event not in events:
        have = f"It has {events[0]} to {events[-1]}." if events else "It has none."
        raise click.UsageError(f"The report has no event '{event}'. {have}")
    write(explanation(reading, reading.event(event)))


def _read(
    path: str, published: str | None, knowledge: str | None, pipeline: str | None, without: tuple[str, ...]
) -> Reading:
    from harmattan.api import Settings, read_many
    from harmattan.intake import gather

    settings = Settings(knowledge, pipeline, published, heads_without(without))
    raws = list(gather([path]))
    if len(raws) != 1:
        raise click.UsageError(
            f"{path} holds {len(raws)} reports; explain takes one. Read it first, then name the report by its id."
        )
    found = next(read_many(raws, settings=settings))
    if isinstance(found, Failure):
        raise found.error
    return found


def _look_up(book: Ledger, id: str) -> Reading:
    reading = book.reading(id)
    if reading is None and id.lstrip("-").isdigit():
        reading = book.reading(int(id))
    if reading is None:
        raise MissingReport(f"'{id}' is neither a file nor a report in the ledger {book.name}. Read it first.")
    return reading
