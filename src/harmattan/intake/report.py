"""Raw → Report."""

from __future__ import annotations

from harmattan.errors import EmptyReport
from harmattan.intake.raw import Raw
from harmattan.model import Report


def make_report(raw: Raw, published: str | None = None) -> Report:
    """The report in ``raw``; ``published`` (an ISO date) stands in where the item itself names none."""
    if raw.error:
        raise raw.error
    if raw.kind == "bytes":
        return Report(raw.id, raw.data.decode("utf-8", "replace"))
    record = raw.record
    if not record.get("text", "").strip():
        raise EmptyReport("The report has no text. Give it some, or leave it out.")
    given = published or record.get("published")
    return Report(
        raw.id,
        record["text"],
        record.get("title"),
        record.get("outlet"),
        record.get("url"),
        published=given,
        published_basis="given" if given else "unknown",
    )
