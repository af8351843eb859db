"""``harmattan read``: reports in, briefs or JSON lines out, readings kept in the ledger."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

import click

from harmattan.commands import FAILED
from harmattan.commands.common import heads_without, note, reader_options, write, write_json
from harmattan.model import Failure, Reading

if TYPE_CHECKING:
    from harmattan.ledger import Ledger

KEEP = 16  # readings kept in one transaction


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "jsonl"]),
    default="table",
    show_default=True,
    help="A brief to read, or one JSON reading a line.",
)
@reader_options
@click.option("--all", "everything", is_flag=True, help="A brief with every event, statement and figure.")
@click.option(
    "--ledger",
    type=click.Path(),
    metavar="FILE",
    help="Keep reports and readings there. Default: $HARMATTAN_LEDGER, or harmattan/ledger.sqlite in your data folder.",
)
@click.option("--no-ledger", is_flag=True, help="Keep nothing.")
@click.option(
    "--min-precision",
    type=float,
    metavar="SHARE",
    help="Show only events of so high a confidence that this share of them is wholly right, such as 0.9.",
)
@click.option(
    "--processes",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    metavar="N",
    help="Read in N processes at once.",
)
def read(
    paths: tuple[str, ...],
    form: str,
    everything: bool,
    published: str | None,
    knowledge: str | None,
    pipeline: str | None,
    ledger: str | None,
    no_ledger: bool,
    processes: int,
    min_precision: float | None,
    without: tuple[str, ...],
) -> None:
    """Read reports: what happened, who says so, who denies it, how many.

    PATH is a text file, an HTML file, a folder, a .jsonl file of reports, - for standard input (one report), or an
    http(s) URL. A report that cannot be read is said so in its place and the rest go on; the exit status is then 1.
    """
    from harmattan.api import Settings, read_many
    from harmattan.intake import gather
    from harmattan.reading.trust import threshold, trusted

    if ledger and no_ledger:
        raise click.UsageError("--ledger and --no-ledger exclude each other.")
    settings = Settings(knowledge, pipeline, published, heads_without(without))
    if min_precision is not None:
        threshold(min_precision)  # a share that cannot be had is said before anything is read
    read_count = failed = 0
    with _ledger(ledger, no_ledger) as book:
        known = book.reading_for if book else None
        results = read_many(gather(paths), settings=settings, processes=processes, known=known)
        show = _jsonl if form == "jsonl" else partial(_table, everything=everything)
        with _progress() as advance:
            for found in _kept(results, book):
                read_count += isinstance(found, Reading)
                if isinstance(found, Failure):
                    failed += 1
                    note(f"error: {found.id}: {found.error} [{found.error.code}]")
                show(trusted(found, min_precision) if min_precision and isinstance(found, Reading) else found)
                advance()
        if failed or sys.stderr.isatty() or not read_count:
            where = f"; kept in {book.name}" if book and read_count else ""
            note(f"{read_count} {'report' if read_count == 1 else 'reports'} read, {failed} failed{where}")
    if failed:
        click.get_current_context().exit(FAILED)


@contextmanager
def _ledger(named: str | None, without: bool) -> Iterator[Ledger | None]:
    if without:
        yield None
        return
    from harmattan.errors import LedgerError
    from harmattan.ledger import Ledger, default_ledger

    try:
        book = Ledger(named or default_ledger())
    except LedgerError as error:
        if named:
            raise
        note(f"note: nothing will be kept. {error}")  # the ledger that nobody asked for must not stop a reading
        yield None
        return
    with book:
        yield book


def _kept(results: Iterator[Reading | Failure], book: Ledger | None) -> Iterator[Reading | Failure]:
    """The same results, each batch of readings kept before it is passed on."""
    if book is None:
        yield from results
        return
    while batch := list(islice(results, KEEP)):
        book.add_many(batch)
        yield from batch


def _jsonl(found: Reading | Failure) -> None:
    write_json(found.to_dict())
    sys.stdout.flush()


def _table(found: Reading | Failure, everything: bool) -> None:
    from harmattan.exports.brief import brief, brief_failure

    write(brief(found, everything) if isinstance(found, Reading) else brief_failure(found))
    sys.stdout.flush()


@contextmanager
def _progress() -> Iterator[Callable[[], None]]:
    """A count of reports on standard error, where that is a terminal and standard output is not."""
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed} reports read"), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, redirect_stdout=False) as progress:
        task = progress.add_task("reading", total=None)
        yield lambda: progress.advance(task)
