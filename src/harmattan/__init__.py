"""Harmattan: plain news text in, sourced events out.

>>> import harmattan
>>> reading = harmattan.read("Mali denies that Wagner is there.", published="2022-01-27")  # doctest: +SKIP
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

__all__ = ["Failure", "HarmattanError", "Ledger", "Reading", "Report", "classify_event", "read", "read_many",
           "reading_schema", "resolve_places"]  # fmt: skip

_HOMES = {
    "Failure": "harmattan.model",
    "HarmattanError": "harmattan.errors",
    "Ledger": "harmattan.ledger",
    "Reading": "harmattan.model",
    "Report": "harmattan.model",
    "classify_event": "harmattan.api",
    "read": "harmattan.api",
    "read_many": "harmattan.api",
    "reading_schema": "harmattan.schema",
    "resolve_places": "harmattan.api",
}

if TYPE_CHECKING:
    from harmattan.api import classify_event, read, read_many, resolve_places
    from harmattan.errors import HarmattanError
    from harmattan.ledger import Ledger
    from harmattan.model import Failure, Reading, Report
    from harmattan.schema import reading_schema


def __getattr__(name: str) -> Any:
    """Public names are loaded when first used, so that ``import harmattan`` costs next to nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'harmattan' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
