"""What intake passes from finding an item to making a report of it. Plain and picklable: it crosses processes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from harmattan.errors import ReportError


@dataclass(frozen=True, slots=True)
class Raw:
    """One item as found, before decoding.

    ``data`` is a file's or page's bytes (``kind`` "bytes": text or HTML, plain or gzipped), or ``record`` holds the
    fields of a JSON line or of a call from Python (``kind`` "record"). ``error`` is set when it could not even be
    fetched: the item then becomes a failure in its place.
    """

    id: str
    kind: Literal["bytes", "record"] = "record"
    data: bytes = b""
    record: dict[str, Any] = field(default_factory=dict)
    url: str | None = None
    content_type: str | None = None
    error: ReportError | None = None
