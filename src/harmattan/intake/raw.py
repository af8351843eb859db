"""What intake passes from finding an item to making a report of it. Plain and picklable: it crosses processes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from harmattan.errors import InvalidReport, ReportError
from harmattan.model import ReportId


@dataclass(frozen=True, slots=True)
class Raw:
    """One item as found, before decoding.

    ``data`` is a file's or page's bytes (``kind`` "bytes": text or HTML, plain or gzipped), or ``record`` holds the
    fields of a JSON line or of a call from Python (``kind`` "record"). ``error`` is set when it could not even be
    fetched: the item then becomes a failure in its place.
    """

    id: ReportId
    kind: Literal["bytes", "record"] = "record"
    data: bytes = b""
    record: dict[str, Any] = field(default_factory=dict)
    url: str | None = None
    content_type: str | None = None
    error: ReportError | None = None


def raw_of(record: dict[str, Any], unnamed: str) -> Raw:
    """The item that a record is: known by its ``id``, a string or a whole number, or as ``unnamed`` where it has none.

    An id that is neither makes a failure under that name.
    """
    id = record.get("id")
    if id is None or id == "":
        return Raw(unnamed, record=record)
    if isinstance(id, bool) or not isinstance(id, (str, int)):
        shown = repr(id)
        shown = shown if len(shown) <= 60 else shown[:59] + "…"
        message = f"The id of {unnamed} must be a string or a whole number, not {shown}."
        return Raw(unnamed, error=InvalidReport(message))
    return Raw(id, record=record)
