"""Reads an event table: a CSV file in the columns of ACLED or of UCDP's Georeferenced Event Dataset."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from harmattan.errors import TableError
from harmattan.knowledge.folding import fold
from harmattan.knowledge.lexicon import DATA, load_yaml

ACLED_DATES = ("%Y-%m-%d", "%d %B %Y", "%d-%b-%y", "%d/%m/%Y", "%d-%B-%Y")
ACLED_EXACT = "2"  # geo_precision up to which the coordinates are of a town or near one
UCDP_EXACT = "3"  # where_prec up to which they are


@dataclass(frozen=True, slots=True)
class Row:
    """One event of a table. ``low`` and ``high`` deaths are inclusive; coordinates are WGS 84 degrees.

    ``exact`` says whether the coordinates are of a town or nearer, not of a province or country. ``country`` is an
    ISO 3166-1 alpha-3 code, or the table's own word where that is unknown.
    """

    id: str
    line: int
    first: date
    last: date
    type: str
    types: tuple[str, ...]
    actors: tuple[str, ...]
    place: str
    country: str
    latitude: float | None
    longitude: float | None
    exact: bool
    low: int
    best: int
    high: int
    civilians: bool | None
    notes: str


@dataclass(frozen=True, slots=True)
class Events:
    """A table's rows and the name of its format."""

    format: str
    rows: tuple[Row, ...]


@cache
def formats() -> dict[str, Any]:
    """``data/tables.yaml``. Callers must not change it."""
    return dict(load_yaml(Path(__file__).parent / "data" / "tables.yaml"))


def read_table(path: str | Path) -> Events:
    """The events of a CSV file (comma, semicolon or tab). Raises `TableError` for anything else."""
    text = _text(Path(path))
    head = text.partition("\n")[0]
    if not text.strip():
        raise TableError(f"{path} is empty. Export your events again as CSV, with the line of column names.")
    delimiter = max(",;\t", key=head.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    columns = [(name or "").strip().lower() for name in reader.fieldnames or []]
    reader.fieldnames = columns
    for key, read in (("acled", _acled), ("ucdp", _ucdp)):
        if set(formats()[key]["needs"]) <= set(columns):
            return Events(formats()[key]["name"], tuple(_rows(reader, read, path)))
    wanted = "; ".join(f"{f['name']}: {', '.join(f['needs'])}" for f in (formats()["acled"], formats()["ucdp"]))
    raise TableError(
        f"{path} is no ACLED or UCDP GED table: its columns are {', '.join(columns[:8]) or 'none'}"
        f"{' …' if len(columns) > 8 else ''}. Needed are, for {wanted}."
    )


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TableError(f"{path} cannot be read: {error.strerror}. Name a CSV file of ACLED or UCDP GED.") from error
    if b"\0" in data[:4096]:
        raise TableError(f"{path} is no CSV text (a spreadsheet or an archive?). Save it as CSV first.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _rows(
    reader: csv.DictReader[str], read: Callable[[Mapping[str, str], int], Row], path: str | Path
) -> Iterator[Row]:
    try:
        for record in reader:
            if None in record or None in record.values():
                raise ValueError("it has another number of fields than the line of column names")
            yield read({name: (value or "").strip() for name, value in record.items()}, reader.line_num)
    except (ValueError, csv.Error) as error:
        raise TableError(f"{path}, line {reader.line_num}: {error}. Mend or remove the line.") from error


def _acled(record: Mapping[str, str], line: int) -> Row:
    day = _date(record["event_date"], ACLED_DATES)
    types = formats()["acled"]["types"]
    kind, finer = record["event_type"], record.get("sub_event_type", "")
    deaths = _whole(record["fatalities"])
    target = record.get("civilian_targeting")
    return Row(
        record["event_id_cnty"], line, day, day, finer or kind, tuple(types.get(finer) or types.get(kind) or ()),
        tuple(a for a in (record.get("actor1"), record.get("actor2"), record.get("assoc_actor_1"),
                          record.get("assoc_actor_2")) if a),
        record.get("location", ""), country_code(record["country"]),
        _degrees(record.get("latitude")), _degrees(record.get("longitude")),
        record.get("geo_precision", "1") <= ACLED_EXACT, deaths, deaths, deaths,
        None if target is None else bool(target), record.get("notes", ""),
    )  # fmt: skip


def _ucdp(record: Mapping[str, str], line: int) -> Row:
    return Row(
        record["id"], line,
        _date(record["date_start"][:10], ("%Y-%m-%d",)), _date(record["date_end"][:10], ("%Y-%m-%d",)),
        {"1": "state-based conflict", "2": "non-state conflict", "3": "one-sided violence"}.get(
            record.get("type_of_violence", ""), "organised violence"),
        tuple(formats()["ucdp"]["types"].get(record.get("type_of_violence", "1"), ["ASSAULT"])),
        tuple(a for a in (record["side_a"], record["side_b"]) if a and a != "Civilians"),
        record.get("adm_1", "") or record.get("where_coordinates", ""), country_code(record.get("country", "")),
        _degrees(record.get("latitude")), _degrees(record.get("longitude")),
        record.get("where_prec", "1") <= UCDP_EXACT,
        _whole(record["low"]), _whole(record["best"]), _whole(record["high"]),
        record.get("type_of_violence") == "3" or _whole(record.get("deaths_civilians", "0")) > 0,
        record.get("source_headline", "") or record.get("source_article", ""),
    )  # fmt: skip


def _date(value: str, formats: tuple[str, ...]) -> date:
    for form in formats:
        try:
            return datetime.strptime(value, form).date()
        except ValueError:
            continue
    raise ValueError(f"'{value}' is no date such as 2022-01-24")


def _whole(value: str | None) -> int:
    try:
        return int(float(value or 0))
    except ValueError:
        raise ValueError(f"'{value}' is no number of deaths") from None


def _degrees(value: str | None) -> float | None:
    if not value:
        return None
    try:
        return float(value)
    except ValueError:
        raise ValueError(f"'{value}' is no latitude or longitude") from None


@cache
def _countries() -> dict[str, str]:
    with (DATA / "actors" / "countries.csv").open(encoding="utf-8", newline="") as file:
        return {
            fold(name): row["code"]
            for row in csv.DictReader(file)
            for name in (row["name"], *row["aliases"].split("|"))
            if name
        }


def country_code(name: str) -> str:
    """The ISO 3166-1 alpha-3 code of a country's name; UCDP's "DR Congo (Zaire)" without what stands in brackets."""
    plain = name.partition("(")[0].strip()
    return _countries().get(fold(name)) or _countries().get(fold(plain), plain or name)
