from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from harmattan.errors import EmptyReport
from harmattan.model import Failure, Mention, Reading, Report, Span
from harmattan.schema import check_reading, reading_schema, situation_schema
from harmattan.situation.incidents import situation
from samples import sample, span

DOCS = Path(__file__).parent.parent / "docs"


def closed(schema: Any) -> Any:
    """The schema with every object closed: the published one lets later versions add fields."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: closed(value) for key, value in schema.items()}
    if "properties" in made:
        made["additionalProperties"] = False
    return made


READING = Draft202012Validator(closed(reading_schema()))


def test_published_schemas_are_current() -> None:
    for name, schema in (("reading", reading_schema()), ("situation", situation_schema())):
        published = json.loads((DOCS / f"{name}.schema.json").read_text(encoding="utf-8"))
        assert published == schema, f"run: harmattan schema {name} > docs/{name}.schema.json"
        Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("reading", [sample(), sample(published=None), Reading(sample().reader, Report("x", "Text."))])
def test_readings_are_valid(reading: Reading) -> None:
    READING.validate(json.loads(json.dumps(reading.to_dict())))


def test_ids_of_any_kind_are_valid() -> None:
    record = sample().to_dict()
    for id in ("r", 7, 10**30):
        record["report"]["id"] = id
        READING.validate(record)


def test_failure_is_valid() -> None:
    READING.validate(Failure("r", EmptyReport("There is no text.")).to_dict())


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("events", 0, "type"), "FIGHT"),
        (("events", 0, "factuality"), "true"),
        (("claims", 0, "stance"), None),
        (("actors", 0, "mentions", 0, "form"), "noun"),
        (("actors", 0, "mentions", 0, "in"), "text"),
        (("times", 0, "start"), "3"),
        (("quantities", 0, "value"), "90"),
        (("report", "published_basis"), "guessed"),
        (("report", "id"), None),
        (("reader",), None),
    ],
)
def test_wrong_values_are_not_valid(path: tuple[Any, ...], value: Any) -> None:
    record = sample().to_dict()
    at: Any = record
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    assert not READING.is_valid(record)


def test_missing_field_is_not_valid() -> None:
    record = sample().to_dict()
    del record["events"][0]["claims"]
    assert not READING.is_valid(record)


def test_situation_is_valid() -> None:
    found = situation([sample(), sample("r2", outlet="The Echo")]).to_dict()
    Draft202012Validator(closed(situation_schema())).validate(json.loads(json.dumps(found)))
    assert found["incidents"]


# ------------------------------------------------------------------ what a schema cannot say


def test_sound_reading_has_nothing_wrong() -> None:
    assert check_reading(sample()) == []


def test_span_in_title_counts_in_the_title() -> None:
    reading = sample()
    mention = Mention(Span(0, 5, "Danes", "title"), "name")
    assert (
        check_reading(replace(reading, actors=(replace(reading.actors[0], mentions=(mention,)), *reading.actors[1:])))
        == []
    )
    astray = Mention(Span(0, 5, "Danes"), "name")
    assert (
        len(
            check_reading(
                replace(reading, actors=(replace(reading.actors[0], mentions=(astray,)), *reading.actors[1:]))
            )
        )
        == 1
    )


def test_faults_are_found() -> None:
    reading = sample()
    event, claim, time, quantity = reading.events[0], reading.claims[0], reading.times[0], reading.quantities[0]
    mali = span(reading.report.text, "Mali")
    faulty = {
        "shifted span": {"events": replace(event, trigger=replace(event.trigger, start=3))},
        "unknown actor": {"events": replace(event, actors=("a99",))},
        "unknown claim": {"quantities": replace(quantity, claims=("c9",))},
        "same id twice": {"times": replace(time, id="t2")},
        "backward time": {"times": replace(time, earliest="2023-01-01")},
        "backward quantity": {"quantities": replace(quantity, low=91)},
        "source not first": {"claims": replace(claim, source="a1")},
        "content not first": {"claims": replace(claim, content=mali)},
        "confidence": {"events": replace(event, confidence=1.5)},
    }
    for name, change in faulty.items():
        made = {field: (item, *getattr(reading, field)[1:]) for field, item in change.items()}
        assert check_reading(replace(reading, **made)), name


# ------------------------------------------------------------------ the page


def words_of(schema: Any) -> set[str]:
    """Every field name and every word of a vocabulary in a schema."""
    if isinstance(schema, list):
        return set().union(*map(words_of, schema))
    if not isinstance(schema, dict):
        return set()
    own = set(schema.get("properties", {})) | {w for w in schema.get("enum", []) if isinstance(w, str)}
    return own.union(*(words_of(value) for key, value in schema.items() if key != "enum"))


@pytest.mark.parametrize("schema", [reading_schema(), situation_schema()])
def test_page_tells_of_every_field_and_word(schema: dict[str, Any]) -> None:
    page = (DOCS / "contract.md").read_text(encoding="utf-8")
    missing = {word for word in words_of(schema) if f"`{word}`" not in page and f'"{word}"' not in page}
    assert missing - {"id", "code", "message"} == set()
