"""``harmattan disputes``: what sources answer differently."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import click

from harmattan.commands.common import format_option, ledger_option, note, open_ledger, write, write_json
from harmattan.situation.model import DisputeKind


@click.command()
@ledger_option
@click.option("--kind", type=click.Choice(get_args(DisputeKind)), help="Only disputes of this kind.")
@click.option("--status", type=click.Choice(["open", "settled"]), help="Only open, or only settled ones.")
@format_option("Questions, sides and history to read, or a JSON list.")
def disputes(ledger: str | None, kind: str | None, status: str | None, form: str) -> None:
    """Show what the sources in the ledger's reports answer differently.

    Whether something happened, how many there were, who did it, what it is to be called, whether it was right and why
    it was done: each with the question, the sides, who holds each and since when, their words, and how it moved.
    """
    from harmattan.situation.update import situation_of_ledger

    with open_ledger(ledger) as book:
        found = situation_of_ledger(book)
    kept = tuple(d for d in found.disputes if (not kind or d.kind == kind) and (not status or d.status == status))
    if form == "json":
        write_json(replace(found, disputes=kept).to_dict()["disputes"], indent=1)
        return
    if not kept:
        note("Nothing is in dispute." if not kind and not status else "No such dispute.")
        return
    from rich.console import Group

    from harmattan.exports.overview import disputes as listed

    write(Group(*listed(kept, history=True)))
