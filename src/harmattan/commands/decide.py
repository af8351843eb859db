"""``harmattan decide``: what people decide about events and incidents."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from harmattan.commands.common import ledger_option, note, open_ledger, write, write_json
from harmattan.errors import DecisionError

if TYPE_CHECKING:
    from harmattan.ledger import Decision, EventRef, Ledger

KINDS = ("accept", "reject", "correct", "merge", "split", "undo", "list")


@click.command()
@click.argument("kind", type=click.Choice(KINDS), metavar="|".join(KINDS))
@click.argument("what", nargs=-1, metavar="[REPORT EVENT | INCIDENT | NUMBER]...")
@click.option("--by", metavar="NAME", help="Who decides. Default: $HARMATTAN_USER.", envvar="HARMATTAN_USER")
@click.option("--why", metavar="REASON", help="Why; required.")
@click.option("--field", metavar="FIELD", help="What to correct: type, mode, actors, days and others.")
@click.option("--to", "value", metavar="VALUE", help="What it is corrected to: a word, or JSON.")
@click.option(
    "--format", "form", type=click.Choice(["table", "jsonl"]), default="table", show_default=True,
    help="A table to read, or one JSON decision a line.",
)  # fmt: skip
@ledger_option
def decide(
    kind: str, what: tuple[str, ...], by: str | None, why: str | None, field: str | None, value: str | None, form: str,
    ledger: str | None,
) -> None:  # fmt: skip
    """Accept, reject or correct events, join or part incidents, and take decisions back.

    \b
    harmattan decide accept REPORT e4 --by Ana --why "checked"
    harmattan decide correct REPORT e4 --field type --to SANCTION --by Ana --why "…"
    harmattan decide merge REPORT e4 OTHER e1 --by Ana --why "…"   (or: merge i3 i7)
    harmattan decide split REPORT e4 OTHER e1 --by Ana --why "…"   (or: split REPORT e4 i3)
    harmattan decide undo 12 --by Ana --why "…"
    harmattan decide list

    A decision is kept for ever and holds for these words of the report, whichever version reads them.
    """
    with open_ledger(ledger) as book:
        if kind == "list":
            made = book.decisions()
        else:
            if not by or not why:
                raise click.UsageError("Say who decides and why: --by NAME --why REASON.")
            if (kind == "correct") != (field is not None and value is not None):
                raise click.UsageError("Name what is corrected, and to what: correct … --field FIELD --to VALUE.")
            made = _made(book, kind, what, by=by, why=why, field=field, value=value)
        if form == "jsonl":
            for decision in made:
                write_json(_record(decision))
            return
        if not made:
            note("Nothing has been decided yet.")
            return
        from harmattan.exports.answers import decisions_table

        write(decisions_table(made, _names(book, made)))


def _made(
    book: Ledger, kind: str, what: tuple[str, ...], *, by: str, why: str, field: str | None, value: str | None
) -> list[Decision]:
    if kind == "undo":
        if len(what) != 1 or not what[0].isdecimal():
            raise click.UsageError("Name the decision by its number: harmattan decide undo 12. List them: decide list.")
        return [book.undo(int(what[0]), by=by, why=why)]
    targets = _targets(book, what)
    if kind in ("merge", "split"):
        return _pairs(book, kind, targets, by, why)
    if not targets:
        raise click.UsageError(f"Name what to {kind}: harmattan decide {kind} REPORT EVENT.")
    return [
        book.decide(kind, event, by=by, why=why, field=field, value=_value(value))  # type: ignore[arg-type]
        for events in targets
        for event in events
    ]


def _pairs(book: Ledger, kind: str, targets: list[list[EventRef]], by: str, why: str) -> list[Decision]:
    """Merging joins the first event of each; splitting parts each event of the one from each of the other."""
    if len(targets) != 2:
        raise click.UsageError(f"Name two things to {kind}, each as REPORT EVENT or as an incident.")
    first, second = targets
    if kind == "merge":
        return [book.merge(first[0], second[0], by=by, why=why)]
    apart = {event.anchor for event in first}
    others = [event for event in second if event.anchor not in apart]
    if not others:
        raise DecisionError("There is nothing to part: both are the same event.")
    return [book.split(a, b, by=by, why=why) for a in first for b in others]


def _targets(book: Ledger, what: tuple[str, ...]) -> list[list[EventRef]]:
    """The events that the arguments name: pairs of report and event, and incidents."""
    found: list[list[EventRef]] = []
    left = list(what)
    while left:
        name = left.pop(0)
        incident = book.incident(name) if not (left and left[0][:1] == "e" and left[0][1:].isdecimal()) else None
        if incident is not None:
            found.append(book.event_refs(incident.events))
            if not found[-1]:
                raise DecisionError(f"Incident {name} has no events any more.")
        elif left:
            found.append([_event(book, name, left.pop(0))])
        else:
            raise click.UsageError(f"'{name}' is no incident of the ledger; an event is named as REPORT EVENT.")
    return found


def _event(book: Ledger, report: str, event: str) -> EventRef:
    try:
        return book.event(report, event)
    except DecisionError:
        if not report.lstrip("-").isdecimal():
            raise
        return book.event(int(report), event)


def _value(written: str | None) -> Any:
    if written is None:
        return None
    try:
        return json.loads(written)
    except ValueError:
        return written


def _names(book: Ledger, made: list[Decision]) -> dict[str, str]:
    found: dict[str, str] = {}
    for ref in book.events_at({a for d in made for a in (d.anchor, d.other) if a}):
        found.setdefault(ref.anchor, f"{json.loads(ref.report)} {ref.event}")
    return found


def _record(decision: Decision) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(decision)
