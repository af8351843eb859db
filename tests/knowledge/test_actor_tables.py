"""The actor tables: every row is usable, names lead to the right entry, ordinary words do not."""

from __future__ import annotations

import re

import pytest

from harmattan.knowledge.actors import FOLDER, ActorIndex, rows, split
from harmattan.knowledge.lexicon import lexicon
from harmattan.knowledge.overlay import INTERNATIONAL, SECTORS, load_index
from harmattan.model import ActorKind


@pytest.fixture(scope="module")
def index() -> ActorIndex:
    return load_index()


def found(index: ActorIndex, text: str) -> list[str]:
    return [m.aliases[0].entry.name for m in index.find(text)]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.csv")), ids=lambda p: p.name)
def test_rows_hold_codes_kinds_and_dates_that_exist(path: object, index: ActorIndex) -> None:
    from pathlib import Path
    from typing import get_args

    for line, row in rows(Path(str(path))):
        place = f"{path}:{line}"
        assert row["name"], place
        if "code" in row:
            continue
        assert row["kind"] in get_args(ActorKind), place
        assert not row["country"] or row["country"] in index.states or row["country"] in INTERNATIONAL, place
        assert set(split(row["sectors"])) <= SECTORS, place
        assert not row["wikidata"] or re.fullmatch(r"Q\d+", row["wikidata"]), place
        assert not (row["since"] and row["until"]) or row["since"][:4] <= row["until"][:4], place
        owner = row["member_of"]
        assert not owner or owner in index.entries, f"{place}: no actor is called {owner!r}"


def test_each_role_noun_has_sectors_that_exist() -> None:
    for block in lexicon("roles"):
        assert set(block["sectors"]) <= SECTORS | {"STATE", "IGO"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Goïta spoke to Assimi Goita", "Assimi Goïta"),
        ("the Group for the Support of Islam and Muslims", "Jama'at Nasr al-Islam wal Muslimin"),
        ("al Shabaab", "Al-Shabaab"),
        ("Côte d’Ivoire", "Ivory Coast"),
        ("the U.S. and others", "United States"),
        ("Kata’ib Hezbollah", "Kata'ib Hezbollah"),
        ("the quai d'Orsay and the Quai d'Orsay", "Quai d'Orsay"),
        ("the European Union", "European Union"),
    ],
)
def test_names_are_found_however_they_are_written(index: ActorIndex, text: str, name: str) -> None:
    assert name in found(index, text)


@pytest.mark.parametrize(
    "text",
    ["it is here", "who are you", "tell us", "let them go", "he may act", "the dawn of peace", "a total failure", "am"],
)
def test_ordinary_words_are_no_names(index: ActorIndex, text: str) -> None:
    assert found(index, text) == []


def test_the_longest_name_wins(index: ActorIndex) -> None:
    assert found(index, "UN Security Council") == ["UN Security Council"]
    assert found(index, "Equatorial Guinea and Guinea-Bissau") == ["Equatorial Guinea", "Guinea-Bissau"]


def test_entries_hold_for_their_time(index: ActorIndex) -> None:
    taliban = [a.entry for a in index.names["taliban"]]
    assert [e.name for e in taliban if e.holds("2015-01-01")] == ["Taliban"]
    assert [e.name for e in taliban if e.holds("2023-01-01")] == ["Taliban government"]
    assert all(e.holds(None) for e in taliban)
