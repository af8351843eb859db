"""How notebooks show a ledger and a page of events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harmattan.ledger.queries import Page


def page_html(page: Page) -> str:
    """A page of events as an HTML table."""
    rows = [
        (
            r.earliest if r.earliest == r.latest else f"{r.earliest} – {r.latest}",
            "/".join(p for p in (r.type, r.mode) if p),
            ", ".join(r.actors),
            ", ".join(r.recipients),
            r.place or "",
            r.status or r.factuality,
            r.evidence,
            f"{r.report} {r.event}",
        )
        for r in page.events
    ]
    head = ("when", "what", "who", "to whom", "where", "status", "evidence", "report")
    return f"<p>{len(rows)} of {page.total} events</p>" + _table(head, rows)


def ledger_html(name: str, counts: Mapping[str, int]) -> str:
    """What a ledger holds."""
    rows = [(what, f"{n:,}") for what, n in counts.items()]
    return f"<p>Ledger <code>{escape(name)}</code></p>" + _table((), rows)


def _table(head: Iterable[str], rows: Iterable[Iterable[str | None]]) -> str:
    titles = "".join(f"<th>{escape(title)}</th>" for title in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell or '')}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table>{f'<thead><tr>{titles}</tr></thead>' if titles else ''}<tbody>{body}</tbody></table>"
