"""``harmattan situation``: many reports taken together."""

from __future__ import annotations

import click

from harmattan.commands.common import format_option, ledger_option, open_ledger, write, write_json


@click.command()
@ledger_option
@format_option("An overview to read, or one JSON object.")
@click.option("--all", "everything", is_flag=True, help="Leave no incident and no relation out of the overview.")
def situation(ledger: str | None, form: str, everything: bool) -> None:
    """Show what the reports in the ledger amount to, taken together.

    Events that are one happening in several reports become one incident, with all who report or deny it, its figures
    by source, what is disputed about it, and how actors treated each other month by month.
    """
    from harmattan.situation.update import with_readings

    with open_ledger(ledger) as book:
        found, readings = with_readings(book)
    if form == "json":
        write_json(found.to_dict(), indent=1)
        return
    from harmattan.exports.overview import overview

    write(overview(found, readings, everything=everything))
