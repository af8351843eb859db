"""What several commands share: options, the ledger they name, and how they write."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from rich.console import RenderableType

    from harmattan.ledger import Ledger

F = TypeVar("F", bound=Callable[..., Any])

PIPED_WIDTH = 100  # columns when the output is no terminal


class IsoDate(click.ParamType[str]):
    """An ISO date or date-time, as text."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"'{value}' is no ISO date. Write it as 2022-01-27.", param, ctx)
        return str(value)


def reader_options(function: F) -> F:
    """Options that say how to read."""
    for option in (
        click.option(
            "--without",
            type=click.Choice(["claims", "events"]),
            multiple=True,
            help="A part of the trained encoder that is to have no say; may be given twice.",
        ),
        click.option("--pipeline", metavar="NAME", help="Another installed spaCy pipeline, by name or folder."),
        click.option(
            "--knowledge",
            type=click.Path(exists=True, file_okay=False),
            metavar="DIR",
            help="A folder with your own actors, aliases, roles and places (CSV or YAML).",
        ),
        click.option("--published", type=IsoDate(), metavar="DATE", help="Publication date of reports that name none."),
    ):
        function = option(function)
    return function


def heads_without(without: tuple[str, ...]) -> tuple[str, ...]:
    """The encoder's parts, those that the user switched off left out."""
    from harmattan.api import HEADS

    return tuple(head for head in HEADS if head not in without)


def ledger_option(function: F) -> F:
    """``--ledger`` for commands that look things up in one."""
    return click.option(
        "--ledger",
        type=click.Path(dir_okay=True),
        metavar="FILE",
        help="The ledger, a file or a postgresql:// URL. Default: $HARMATTAN_LEDGER, or harmattan/ledger.sqlite in "
        "your data folder.",
    )(function)


def format_option(help: str) -> Callable[[F], F]:
    """``--format`` for commands that show something to read, or one JSON value."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(["table", "json"]),
        default="table",
        show_default=True,
        help=help,
    )


def open_ledger(named: str | None) -> Ledger:
    """The ledger at ``named`` or the default place, which must be there. Raises `LedgerError`."""
    from harmattan.ledger import Ledger, default_ledger

    return Ledger(named or default_ledger(), create=False)


def write(what: RenderableType) -> None:
    """Standard output: colours and its own width on a terminal, plain and 100 columns wide elsewhere."""
    from rich.console import Console

    from harmattan.exports.plain import plain_text

    if sys.stdout.isatty():
        Console(file=sys.stdout, highlight=False, emoji=False, markup=False).print(what)
    else:
        sys.stdout.write(plain_text(what, PIPED_WIDTH))


def note(message: str) -> None:
    """A line for the user that is not output."""
    click.echo(message, err=True)


def write_json(value: Any, *, indent: int | None = None) -> None:
    """One JSON value on standard output. A lone surrogate, which UTF-8 cannot hold, is written as its escape."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    sys.stdout.write(text.encode("utf-8", "backslashreplace").decode() + "\n")


def existing_path(value: str) -> bool:
    """Whether ``value`` names something on this disk."""
    try:
        return Path(value).exists()
    except OSError:
        return False
