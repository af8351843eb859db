"""The command reference, made from each command's ``--help``: ``python -m harmattan.commands.reference FILE``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from harmattan.commands import COMMANDS, cli

WIDTH = 100

HEAD = """# Commands

This page is generated from `--help`. Exit statuses: 0 done; 1 some reports could not be read (the others were);
2 the command could not do its work, and one line on standard error says why and what to do; 130 interrupted.
What was asked for goes to standard output, as UTF-8 whatever the locale; messages and progress go to standard error.

| Variable | Meaning |
|---|---|
| `HARMATTAN_LEDGER` | the ledger's file, when `--ledger` is not given |
| `NO_COLOR` | when set, no colours on a terminal |
"""


def reference() -> str:
    """The page as Markdown."""
    parts = [HEAD, _section("harmattan", cli)]
    for name in COMMANDS:
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        parts.append(_section(f"harmattan {name}", command))
    return "\n".join(parts)


def _section(path: str, command: click.Command) -> str:
    parent = click.Context(cli, info_name="harmattan") if path != "harmattan" else None
    context = click.Context(
        command, info_name=path.split()[-1], parent=parent, terminal_width=WIDTH, help_option_names=["-h", "--help"]
    )
    return f"## {path}\n\n```text\n{command.get_help(context).rstrip()}\n```\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(reference(), encoding="utf-8")
