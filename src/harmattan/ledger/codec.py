"""Model objects ↔ JSON text. `from_plain` undoes `harmattan.model.plain`."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import types
import typing
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin

from harmattan.model import Reader, Reading, Report, Span, plain

T = TypeVar("T")

_OUTSIDE = ("id", "url", "repairs", "title_repairs")  # fields of a report that do not change how it is read


def content_digest(report: Report) -> str:
    """SHA-256 of all that determines the reading of a report: its text, title, date, language and outlet."""
    fields = plain(report)
    return digest(json.dumps({k: v for k, v in fields.items() if k not in _OUTSIDE}, sort_keys=True))


def digest(text: str) -> str:
    """SHA-256 of ``text`` in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def report_record(report: Report) -> str:
    """A report's fields other than id and text, as JSON."""
    return dump({k: v for k, v in plain(report).items() if k not in ("id", "text")})


def reading_body(reading: Reading) -> str:
    """What a reading says, without its report and reader, as JSON."""
    return dump({k: v for k, v in plain(reading).items() if k not in ("report", "reader")})


def reading_why(reading: Reading) -> str:
    """The rules behind each event, as JSON: the contract's JSON leaves them out."""
    return dump({event.id: event.why for event in reading.events if event.why})


def restore(id: str, text: str, record: str, reader: Reader, body: str, why: str) -> Reading:
    """The reading that was stored in these parts; ``id`` is the report's key."""
    reading: Reading = from_plain(
        Reading,
        {
            **json.loads(body),
            "reader": plain(reader),
            "report": {**json.loads(record), "id": json.loads(id), "text": text},
        },
    )
    reasons = json.loads(why)
    if not reasons:
        return reading
    events = tuple(dataclasses.replace(e, why=tuple(reasons.get(e.id, ()))) for e in reading.events)
    return dataclasses.replace(reading, events=events)


def restore_report(id: str, text: str, record: str) -> Report:
    """The report that was stored in these parts; ``id`` is its key."""
    return from_plain(Report, {**json.loads(record), "id": json.loads(id), "text": text})


def dump(value: Any) -> str:
    """Compact JSON in plain characters; a lone surrogate, which no database takes, stays an escape."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace").decode()


def from_plain(kind: type[T], value: Any) -> T:
    """The model object of which ``value`` is the JSON. Fields that ``kind`` does not have are passed over."""
    made: T = _maker(cast(Any, kind))(value)
    return made


@cache
def _maker(hint: Any) -> Callable[[Any], Any]:
    origin, inner = get_origin(hint), get_args(hint)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return _object_maker(hint)
    if origin in (Union, types.UnionType):
        makers = [_maker(option) for option in inner if option is not type(None)]
        make = next((m for m in makers if m is not _same), _same)
        return lambda value: None if value is None else make(value)
    if origin is tuple:
        make_item = _maker(inner[0])
        if make_item is _same:
            return tuple
        return lambda values: tuple(map(make_item, values))
    return _same


def _object_maker(kind: type) -> Callable[[dict[str, Any]], Any]:
    hints = typing.get_type_hints(kind)
    if kind is Span:
        return lambda value: Span(value["start"], value["end"], value["text"], value.get("in", "text"))
    fields = [(f.name, _maker(hints[f.name])) for f in dataclasses.fields(kind) if f.metadata.get("json", True)]

    def make(value: dict[str, Any]) -> Any:
        given = {"span": value, **value}
        return kind(**{name: part(given[name]) for name, part in fields if name in given})

    return make


def _same(value: Any) -> Any:
    return value
