"""``harmattan schema``: the contract, for machines."""

from __future__ import annotations

import click

from harmattan.commands.common import write_json


@click.command()
@click.argument("what", type=click.Choice(["reading", "situation"]), default="reading")
def schema(what: str) -> None:
    """Print the JSON Schema of readings or of a situation."""
    from harmattan.schema import reading_schema, situation_schema

    write_json(reading_schema() if what == "reading" else situation_schema(), indent=1)
