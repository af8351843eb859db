"""``harmattan unknown``: what a user may want to add to a knowledge folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from harmattan.commands.common import heads_without, ledger_option, note, open_ledger, reader_options, write
from harmattan.model import Failure, Reading

if TYPE_CHECKING:
    from harmattan.api import Settings


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@ledger_option
@reader_options
def unknown(
    paths: tuple[str, ...],
    ledger: str | None,
    published: str | None,
    knowledge: str | None,
    pipeline: str | None,
    without: tuple[str, ...],
) -> None:
    """List the names that nothing resolves, by how often they occur.

    The names of actors and places that are in no dictionary, in the reports at PATH, or in the ledger when no PATH is
    given: candidates for a knowledge folder of your own.
    """
    if paths and ledger:
        raise click.UsageError("Give PATHs or --ledger, not both.")
    if paths:
        from harmattan.api import Settings

        _show(_read(paths, Settings(knowledge, pipeline, published, heads_without(without))), knowledge)
        return
    with open_ledger(ledger) as book:
        _show(book.readings(), knowledge)


def _read(paths: Iterable[str], settings: Settings) -> Iterator[Reading]:
    from harmattan.api import read_many
    from harmattan.intake import gather

    for found in read_many(gather(paths), settings=settings):
        if isinstance(found, Failure):
            note(f"error: {found.id}: {found.error} [{found.error.code}]")
        else:
            yield found


def _show(readings: Iterable[Reading], knowledge: str | None) -> None:
    from rich import box
    from rich.table import Table

    from harmattan.knowledge.overlay import is_known, load_index
    from harmattan.situation.unknown import unknown_names

    index = load_index(knowledge)
    names = unknown_names(readings, lambda name: is_known(index, name))
    if not names:
        note("Every name is known.")
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title, justify in (
        ("times", "right"),
        ("reports", "right"),
        ("kind", "left"),
        ("name", "left"),
        ("seen in", "left"),
    ):
        table.add_column(title, justify=justify)  # type: ignore[arg-type]
    for name in names:
        table.add_row(str(name.times), str(name.reports), name.kind, name.name, name.example)
    write(table)
