"""``harmattan compare``: incidents beside an ACLED or UCDP table."""

from __future__ import annotations

import click

from harmattan.commands.common import format_option, ledger_option, open_ledger, write, write_json
from harmattan.comparison.matching import DAYS, KM


@click.command()
@click.argument("file", type=click.Path(), metavar="FILE")
@ledger_option
@click.option(
    "--days", type=click.IntRange(0, 60), default=DAYS, show_default=True, help="By how much dates may differ."
)
@click.option("--km", type=click.FloatRange(0, 1000), default=KM, show_default=True,
              help="By how much places may differ that both know exactly.")  # fmt: skip
@format_option("A list to read, or one JSON object with ids.")
def compare(file: str, ledger: str | None, days: int, km: float, form: str) -> None:
    """Set the ledger's incidents beside a table of events.

    FILE is a CSV file as ACLED exports it, or of UCDP's Georeferenced Event Dataset (GED). Shows what both have and in
    which fields they differ, what only the reports tell, and what only the table has.
    """
    from harmattan.comparison.matching import compare as set_beside
    from harmattan.comparison.tables import read_table
    from harmattan.exports.beside import beside, comparison_record
    from harmattan.situation.update import with_readings

    events = read_table(file)
    with open_ledger(ledger) as book:
        found, readings = with_readings(book)
    compared = set_beside(found, events, days=days, km=km)
    if form == "json":
        write_json(comparison_record(compared), indent=1)
        return
    write(beside(compared, found, {reading.report.id: reading for reading in readings}))
