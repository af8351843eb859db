"""The command line. Each command is one module: a thin typed layer over a function.

A command's module is loaded when it is called, so that ``harmattan --help`` answers at once.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Sequence
from typing import Any

import click

import harmattan
from harmattan.errors import HarmattanError

# Name, module and function, and the line that `harmattan --help` shows (a test compares it with the command's own).
COMMANDS = {
    "read": "Read reports: what happened, who says so, who denies it, how many.",
    "explain": "Show why an event was coded as it was.",
    "situation": "Show what the reports in the ledger amount to, taken together.",
    "disputes": "Show what the sources in the ledger's reports answer differently.",
    "compare": "Set the ledger's incidents beside a table of events.",
    "ask": "Find events in the ledger: who did what to whom, when, where, and who says so.",
    "decide": "Accept, reject or correct events, join or part incidents, and take decisions back.",
    "diff": "Show what changed in the ledger, since a day or against an older version.",
    "unknown": "List the names that nothing resolves, by how often they occur.",
    "schema": "Print the JSON Schema of readings or of a situation.",
}

FAILED = 1  # some reports could not be read
UNABLE = 2  # the command could not do its work: wrong usage, a missing part, a ledger that cannot be used
INTERRUPTED = 130
OUTPUT_FAULTS = (errno.ENOSPC, errno.EIO, errno.EBADF, errno.EDQUOT, errno.EFBIG)


class Commands(click.Group):
    """A group whose commands are loaded when needed, and whose errors are one line each."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        import importlib

        module = importlib.import_module(f"harmattan.commands.{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run, and exit: 0 done, 1 some reports could not be read, 2 the command could not do its work."""
        status = None
        try:
            status = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
            if not standalone_mode:
                return status
        except click.UsageError as error:
            hint = f" See: {error.ctx.command_path} --help" if error.ctx else ""
            message = error.format_message()
            status = _fail(message + ("" if message.endswith((".", "?")) else ".") + hint)
        except click.ClickException as error:
            status = _fail(error.format_message())
        except HarmattanError as error:
            status = _fail(str(error))
        except OSError as error:
            if error.filename is None and error.errno not in OUTPUT_FAULTS:
                raise
            what = f"{error.filename}: " if error.filename else "the output cannot be written: "
            status = _fail(f"{what}{error.strerror}.")
        except (click.Abort, KeyboardInterrupt):
            status = INTERRUPTED
        sys.exit(status if isinstance(status, int) else 0)


def _fail(message: str) -> int:
    click.echo(f"error: {message}", err=True)
    return UNABLE


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(harmattan.__version__, prog_name="harmattan")
def cli() -> None:
    """Conflict and political news in, sourced events out.

    Start with: harmattan read REPORT.txt
    """


def main() -> None:
    """The program ``harmattan``. Output is UTF-8 whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    cli()
