"""``harmattan situation``: many reports taken together."""

from __future__ import annotations

import click

from harmattan.commands.common import ledger_option, open_ledger, write, write_json


@click.command()
@ledger_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="A table to read, or one JSON object.",
)
def situation(ledger: str | None, form: str) -> None:
    """Show what the reports in the ledger amount to, taken together.

    Events that are one happening in several reports become one incident, with all who report or deny it.
    """
    from harmattan.situation.incidents import situation as taken_together

    with open_ledger(ledger) as book:
        found = taken_together(book.readings())
    if form == "json":
        write_json(found.to_dict(), indent=1)
        return
    from harmattan.exports.overview import overview

    write(overview(found))
