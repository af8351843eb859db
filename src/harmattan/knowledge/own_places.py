"""A user's own places: ``places.csv`` or ``places.yaml`` in the folder given with ``--knowledge``."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from harmattan.errors import KnowledgeError
from harmattan.knowledge.gazetteer import Candidate

FIELDS = ("name", "aliases", "latitude", "longitude", "country", "admin1", "precision", "geonameid")
PRECISIONS = ("point", "settlement", "admin2", "admin1", "country", "region")
FIRST_ID = -1_000_000_000  # ids of places that have none; far from those the gazetteer gives


def own_places(folder: Path) -> list[tuple[Candidate, tuple[str, ...]]]:
    """The places in ``folder`` with their other names; none when it holds no such file.

    A row has ``name``, ``latitude``, ``longitude`` (degrees) and, where wanted, ``aliases`` (``|`` between them; a list
    in YAML), ``country`` (ISO 3166-1 alpha-3), ``admin1``, ``precision`` and ``geonameid``. Raises `KnowledgeError`
    naming file and line.
    """
    found: list[tuple[Candidate, tuple[str, ...]]] = []
    for path, line, row in _rows(folder):
        try:
            found.append(_place(row, FIRST_ID - len(found)))
        except ValueError as error:
            raise KnowledgeError(f"{path}, line {line}: {error}") from error
    return found


def _rows(folder: Path) -> Iterator[tuple[Path, int, dict[str, Any]]]:
    table = folder / "places.csv"
    if table.exists():
        try:
            with table.open(encoding="utf-8-sig", newline="") as file:
                reader = csv.DictReader(file)
                unknown = [f for f in reader.fieldnames or () if f not in FIELDS]
                if unknown:
                    raise KnowledgeError(f"{table}, line 1: unknown column '{unknown[0]}'; use {', '.join(FIELDS)}.")
                for row in reader:
                    yield table, reader.line_num, row
        except (UnicodeDecodeError, csv.Error) as error:
            raise KnowledgeError(f"{table}: not a UTF-8 table ({error}).") from error
    for name in ("places.yaml", "places.yml"):
        path = folder / name
        if path.exists():
            yield from _yaml_rows(path)


def _yaml_rows(path: Path) -> Iterator[tuple[Path, int, dict[str, Any]]]:
    text = path.read_text(encoding="utf-8", errors="replace")
    try:
        root = yaml.compose(text, yaml.SafeLoader)
        rows = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise KnowledgeError(f"{path}, line {mark.line + 1 if mark else 1}: not YAML ({error}).") from error
    if rows is None:
        return
    if not isinstance(rows, list) or not isinstance(root, yaml.SequenceNode):
        raise KnowledgeError(f"{path}, line 1: expected a list of places, each with name, latitude and longitude.")
    for node, row in zip(root.value, rows, strict=True):
        line = node.start_mark.line + 1
        if not isinstance(row, dict):
            raise KnowledgeError(f"{path}, line {line}: expected a place with name, latitude and longitude.")
        unknown = [f for f in row if f not in FIELDS]
        if unknown:
            raise KnowledgeError(f"{path}, line {line}: unknown field '{unknown[0]}'; use {', '.join(FIELDS)}.")
        yield path, line, row


def _place(row: dict[str, Any], id: int) -> tuple[Candidate, tuple[str, ...]]:
    name = str(row.get("name") or "").strip()
    if not name:
        raise ValueError("a place needs a name.")
    precision = str(row.get("precision") or "settlement").strip()
    if precision not in PRECISIONS:
        raise ValueError(f"precision '{precision}' is not one of {', '.join(PRECISIONS)}.")
    country = str(row.get("country") or "").strip().upper() or None
    if country and (len(country) != 3 or not country.isalpha()):
        raise ValueError(f"country '{country}' is not an ISO 3166-1 alpha-3 code such as MLI.")
    given = str(row.get("geonameid") or "").strip()
    if given and not given.isdigit():
        raise ValueError(f"geonameid '{given}' is not a number.")
    aliases = row.get("aliases") or ()
    if isinstance(aliases, str):
        aliases = aliases.split("|")
    place = Candidate(
        int(given) if given else id,
        name,
        _degrees(row, "latitude", 90),
        _degrees(row, "longitude", 180),
        country,
        precision,
        0,
        None,
        None,
        str(row.get("admin1") or "").strip(),
        own=True,
    )
    return place, tuple(str(a).strip() for a in aliases if str(a).strip())


def _degrees(row: dict[str, Any], field: str, most: int) -> float:
    text = str(row.get(field) if row.get(field) is not None else "").strip()
    try:
        value = float(text)
    except ValueError:
        raise ValueError(f"{field} '{text}' is not a number of degrees.") from None
    if not -most <= value <= most:
        raise ValueError(f"{field} {text} is not between -{most} and {most}.")
    return value
