"""Columns that hold the words of reports, in which any character may stand."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

_ESCAPE = "\ue000"  # of Unicode's private use


class Words(TypeDecorator[str]):
    """Text; on PostgreSQL, which takes no NUL character, that one is escaped on its way in and comes back whole."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or dialect.name == "sqlite" or not ("\x00" in value or _ESCAPE in value):
            return value
        return value.replace(_ESCAPE, _ESCAPE + "1").replace("\x00", _ESCAPE + "0")

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        if value is None or dialect.name == "sqlite" or _ESCAPE not in value:
            return value
        return value.replace(_ESCAPE + "0", "\x00").replace(_ESCAPE + "1", _ESCAPE)
