"""The contract as JSON Schema (2020-12), made from the types of `harmattan.model`: the types are the only truth.

Objects are open: a later version may add a field, and a program written against an older schema goes on working.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterator
from typing import Any, Literal, Union, get_args, get_origin

from harmattan import model

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PRIMITIVES: dict[Any, str] = {
    str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null",
}  # fmt: skip


def reading_schema() -> dict[str, Any]:
    """JSON Schema of one line of ``harmattan read --format jsonl``: a reading, or a report that could not be read."""
    definitions = _Definitions()
    reading = definitions.ref(model.Reading)
    return {
        "$schema": DIALECT,
        "title": "Harmattan reading",
        "description": "One report's record, or the error that stands in its place.",
        "oneOf": [reading, {"$ref": "#/$defs/Failure"}],
        "$defs": {**definitions.made, "Failure": _FAILURE},
    }


def situation_schema() -> dict[str, Any]:
    """JSON Schema of ``harmattan situation --format json``."""
    from harmattan.situation import model as situation_model

    definitions = _Definitions()
    root = definitions.ref(situation_model.Situation)
    return {"$schema": DIALECT, "title": "Harmattan situation", **root, "$defs": definitions.made}


class _Definitions:
    """Schemas of the dataclasses met so far, by class name."""

    def __init__(self) -> None:
        self.made: dict[str, Any] = {}

    def ref(self, kind: type) -> dict[str, Any]:
        if kind.__name__ not in self.made:
            self.made[kind.__name__] = {}  # holds the name while the fields, which may refer back to it, are made
            self.made[kind.__name__] = self._object(kind)
        return {"$ref": f"#/$defs/{kind.__name__}"}

    def _object(self, kind: type) -> dict[str, Any]:
        hints = typing.get_type_hints(kind)
        properties: dict[str, Any] = {}
        required: list[str] = []
        for field in dataclasses.fields(kind):
            if not field.metadata.get("json", True):
                continue
            if kind is model.Span and field.name == "place":
                properties["in"] = {"const": "title"}  # left out for a span of the text
            elif field.name == "span":  # carried inline
                self.ref(model.Span)
                span = self.made["Span"]
                properties |= span["properties"]
                required += span["required"]
            else:
                name = field.metadata.get("name", field.name)
                properties[name] = self.of(hints[field.name])
                required.append(name)
        if kind is model.Report:
            properties["id"] = _ID
        summary = (kind.__doc__ or "").partition("\n\n")[0].replace("\n", " ").strip()
        return {"type": "object", "description": summary, "properties": properties, "required": required}

    def of(self, hint: Any) -> dict[str, Any]:
        """The schema of one type hint."""
        origin, inner = get_origin(hint), get_args(hint)
        if dataclasses.is_dataclass(hint) and isinstance(hint, type):
            return self.ref(hint)
        if hint in _PRIMITIVES:
            return {"type": _PRIMITIVES[hint]}
        if origin is Literal:
            return {"enum": list(inner)}
        if origin in (Union, types.UnionType):
            return self._any_of([self.of(option) for option in inner])
        if origin is tuple and inner[-1] is Ellipsis:
            return {"type": "array", "items": self.of(inner[0])}
        if origin is tuple:
            parts = [self.of(part) for part in inner]
            return {"type": "array", "prefixItems": parts, "minItems": len(parts), "maxItems": len(parts)}
        raise TypeError(f"no JSON Schema for {hint!r}")

    @staticmethod
    def _any_of(options: list[dict[str, Any]]) -> dict[str, Any]:
        if all(set(option) == {"type"} for option in options):
            names = [option["type"] for option in options]
            if "number" in names and "integer" in names:
                names.remove("integer")
            return {"type": names}
        return {"anyOf": options}


_ID = {"type": ["string", "integer"], "description": "As it was given."}
_FAILURE = {
    "type": "object",
    "description": "A report that could not be read; docs/errors.md lists the codes.",
    "properties": {
        "report": {"type": "object", "properties": {"id": _ID}, "required": ["id"]},
        "error": {
            "type": "object",
            "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
            "required": ["code", "message"],
        },
    },
    "required": ["report", "error"],
    "not": {"required": ["reader"]},
}


# ------------------------------------------------------------------ what a schema cannot say


def check_reading(reading: model.Reading) -> list[str]:
    """What is wrong with a reading that no schema can see; empty when nothing is.

    Every span's text must stand at its offsets, every id be there once, every id referred to exist, every interval be
    the right way round, and the first of a claim's sources and content parts be its source and content.
    """
    return [*_bad_spans(reading), *_bad_references(reading), *_bad_values(reading)]


def spans_of(item: Any) -> Iterator[model.Span]:
    """Every span in a model object, wherever it lies."""
    if isinstance(item, model.Span):
        yield item
    elif isinstance(item, tuple):
        for part in item:
            yield from spans_of(part)
    elif dataclasses.is_dataclass(item):
        for field in dataclasses.fields(item):
            yield from spans_of(getattr(item, field.name))


def _bad_spans(reading: model.Reading) -> Iterator[str]:
    texts = {"text": reading.report.text, "title": reading.report.title or ""}
    for span in spans_of(reading):
        there = texts[span.place][span.start : span.end]
        if not (0 <= span.start < span.end <= len(texts[span.place]) and there == span.text):
            yield f"span {span} does not hold its text: {there!r} stands there"


def _bad_references(reading: model.Reading) -> Iterator[str]:
    ids: dict[str, set[str]] = {}
    for name in ("actors", "places", "times", "quantities", "events", "claims"):
        found = [item.id for item in getattr(reading, name)]
        ids[name] = set(found)
        if len(ids[name]) < len(found):
            yield f"{name} share an id: {sorted(id for id in ids[name] if found.count(id) > 1)}"

    def check(where: str, kind: str, *wanted: str | None) -> Iterator[str]:
        for id in wanted:
            if id is not None and id not in ids[kind]:
                yield f"{where} refers to {id}, which is none of the {kind}"

    for actor in reading.actors:
        yield from check(actor.id, "actors", actor.member_of)
        if actor.member_of == actor.id:
            yield f"{actor.id} is a member of itself"
    for quantity in reading.quantities:
        yield from check(quantity.id, "actors", quantity.who)
        yield from check(quantity.id, "claims", *quantity.claims)
    for claim in reading.claims:
        yield from check(claim.id, "actors", claim.via, *claim.sources, claim.source)
        yield from check(claim.id, "events", *claim.about)
        yield from check(claim.id, "quantities", *claim.about_quantities)
        yield from check(claim.id, "claims", *claim.about_claims)
    for event in reading.events:
        yield from check(event.id, "actors", *event.actors, *event.recipients)
        yield from check(event.id, "places", *event.places)
        yield from check(event.id, "times", *event.times)
        yield from check(event.id, "quantities", *event.quantities)
        yield from check(event.id, "claims", *event.claims)


def _bad_values(reading: model.Reading) -> Iterator[str]:
    for time in reading.times:
        if time.earliest and time.latest and time.earliest > time.latest:
            yield f"{time.id} ends ({time.latest}) before it begins ({time.earliest})"
    for quantity in reading.quantities:
        if quantity.low is not None and quantity.high is not None and quantity.low > quantity.high:
            yield f"{quantity.id} has its low ({quantity.low}) above its high ({quantity.high})"
    for claim in reading.claims:
        if claim.source != (claim.sources[0] if claim.sources else None):
            yield f"{claim.id} has a source that is not the first of its sources"
        if claim.content_parts[:1] != (claim.content,):
            yield f"{claim.id} has content that is not the first of its parts"
    for event in reading.events:
        if not 0 <= event.confidence <= 1:
            yield f"{event.id} has a confidence of {event.confidence}"
