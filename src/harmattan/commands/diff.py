"""``harmattan diff``: what changed in the ledger."""

from __future__ import annotations

import click

from harmattan.commands.common import IsoDate, ledger_option, note, open_ledger, write, write_json


@click.command()
@click.option("--since", type=IsoDate(), metavar="DATE", help="What is new or gone from this day or time (UTC) on.")
@click.option(
    "--version", "version", metavar="V", help="How what stands differs from what version V found in the same reports."
)
@click.option(
    "--format", "form", type=click.Choice(["table", "jsonl"]), default="table", show_default=True,
    help="A table to read, or one JSON change a line.",
)  # fmt: skip
@ledger_option
def diff(since: str | None, version: str | None, form: str, ledger: str | None) -> None:
    """Show what changed in the ledger, since a day or against an older version.

    Reports added or revised, events found, changed or gone with the values that are new or no longer said, incidents,
    and decisions.
    """
    if (since is None) == (version is None):
        raise click.UsageError("Give --since DATE or --version V.")
    with open_ledger(ledger) as book:
        changes = book.changes(since=since, version=version)
        if form == "jsonl":
            for change in changes:
                write_json(change.to_dict())
            return
        from harmattan.exports.answers import changes_table

        found = list(changes)
    if not found:
        note("Nothing has changed.")
        return
    write(changes_table(found))
