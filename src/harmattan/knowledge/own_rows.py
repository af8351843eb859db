"""Rows of a user's own tables, from CSV or YAML, with the line each stands on."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from harmattan.errors import KnowledgeError


@dataclass(frozen=True)
class Row:
    """One row: ``values`` by column, lists joined with ``|``."""

    path: Path
    line: int
    values: dict[str, str]

    def get(self, column: str) -> str:
        """A column's value, "" when it is not given."""
        return self.values.get(column, "")

    def error(self, column: str, what: str) -> KnowledgeError:
        """An error that names file, line and column."""
        return KnowledgeError(f"{self.path}, line {self.line}, column '{column}': {what}")


def own_rows(folder: Path, table: str, columns: tuple[str, ...]) -> Iterator[Row]:
    """The rows of ``table`` (``.csv``, ``.yaml`` or ``.yml``) in ``folder``; none when there is no such file.

    Raises `KnowledgeError` for an unknown column, a value that is no text, or a file that cannot be read.
    """
    for suffix in (".csv", ".yaml", ".yml"):
        path = folder / f"{table}{suffix}"
        if path.exists():
            try:
                text = path.read_text(encoding="utf-8-sig")
            except (OSError, UnicodeDecodeError) as error:
                raise KnowledgeError(f"{path}: cannot be read as UTF-8 text ({error}).") from error
            yield from (_csv if suffix == ".csv" else _yaml)(path, text, columns)


def _csv(path: Path, text: str, columns: tuple[str, ...]) -> Iterator[Row]:
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        header = [h.strip() for h in next(reader, [])]
        _known(path, 1, header, columns)
        for cells in reader:
            if not any(c.strip() for c in cells):
                continue
            if len(cells) > len(header):
                raise KnowledgeError(
                    f"{path}, line {reader.line_num}: {len(cells)} cells under {len(header)} columns. "
                    f'Put a value that holds a comma in double quotes ("a, b").'
                )
            yield Row(path, reader.line_num, {h: c.strip() for h, c in zip(header, cells, strict=False)})
    except csv.Error as error:
        raise KnowledgeError(f"{path}, line {reader.line_num}: not a CSV table ({error}).") from error


def _yaml(path: Path, text: str, columns: tuple[str, ...]) -> Iterator[Row]:
    try:
        root = yaml.compose(text, yaml.SafeLoader)
        items = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise KnowledgeError(f"{path}, line {mark.line + 1 if mark else 1}: not YAML ({error}).") from error
    if items is None:
        return
    if not isinstance(items, list) or not isinstance(root, yaml.SequenceNode):
        raise KnowledgeError(f"{path}, line 1: expected a list of entries, each beginning with '- '.")
    for node, item in zip(root.value, items, strict=True):
        line = node.start_mark.line + 1
        if not isinstance(item, dict):
            raise KnowledgeError(f"{path}, line {line}: expected an entry with {', '.join(columns)}.")
        _known(path, line, [str(k) for k in item], columns)
        yield Row(path, line, {str(k): _text(path, line, str(k), v) for k, v in item.items()})


def _known(path: Path, line: int, given: list[str], columns: tuple[str, ...]) -> None:
    for column in given:
        if column not in columns:
            raise KnowledgeError(f"{path}, line {line}: unknown column '{column}'; use {', '.join(columns)}.")


def _text(path: Path, line: int, column: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "|".join(_text(path, line, column, v) for v in value)
    if isinstance(value, dict):
        raise KnowledgeError(f"{path}, line {line}, column '{column}': expected a text or a list of texts.")
    return str(value).strip()
