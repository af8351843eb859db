"""Nationality words: "Malian", "Danes" → the country. They name people, not places, but say what a text is about."""

from __future__ import annotations

import csv
from functools import cache

from harmattan.knowledge.folding import fold
from harmattan.knowledge.lexicon import DATA


@cache
def demonyms() -> dict[str, str]:
    """ISO 3166-1 alpha-3 codes by folded nationality word, from the table of states."""
    with (DATA / "actors" / "countries.csv").open(encoding="utf-8", newline="") as file:
        return {
            fold(word): row["code"]
            for row in csv.DictReader(file)
            for word in (row["adjectives"] + "|" + row["people"]).split("|")
            if word
        }


@cache
def countries() -> dict[str, tuple[str, str]]:
    """Name and people ("Mali", "Malians") by ISO 3166-1 alpha-3 code, from the table of states."""
    with (DATA / "actors" / "countries.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: (row["name"], row["people"].split("|")[0]) for row in csv.DictReader(file)}
