"""The actors and roles to read with: the packaged ones, and a user's own folder over them.

The folder may hold ``actors``, ``aliases`` and ``roles`` as ``.csv`` or ``.yaml``; places are read by `own_places`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from harmattan.errors import KnowledgeError
from harmattan.knowledge.actors import (
    DATE,
    KINDS,
    ActorIndex,
    Alias,
    Role,
    RoleKind,
    entry_of,
    load_actors,
    load_roles,
    split,
    uses_of,
    words,
)
from harmattan.knowledge.lexicon import lexicon
from harmattan.knowledge.own_rows import Row, own_rows

ACTORS = ("name", "aliases", "kind", "country", "sectors", "member_of", "wikidata", "since", "until", "office")
ALIASES = ("alias", "name")
ROLES = ("noun", "kind", "sectors")
PLOVER = "COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP PRE REL SOC"
SECTORS = frozenset(PLOVER.split())
INTERNATIONAL = frozenset(["IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC"])


def load_index(overlay: str | None = None) -> ActorIndex:
    """Packaged actors and roles with a user's folder over them.

    Raises `KnowledgeError` when the folder is not there or a row cannot be used; it names file, line and column.
    """
    index = load_actors()
    load_roles(index, lexicon("roles"))
    for short, role in lexicon("honorifics")["short_titles"].items():
        if role in index.roles:
            index.roles.setdefault(short, index.roles[role])
    if overlay:
        folder = Path(overlay)
        if not folder.is_dir():
            raise KnowledgeError(f"There is no folder {folder}. Give --knowledge a folder of CSV or YAML tables.")
        own_actors(index, folder)
        own_aliases(index, folder)
        own_roles(index, folder)
    return index


def own_actors(index: ActorIndex, folder: Path) -> None:
    """Add a user's actors; one with the name of a packaged actor takes its place and keeps its aliases."""
    for row in own_rows(folder, "actors", ACTORS):
        check_actor(index, row)
        entry = entry_of(row.values, row.path, row.line)
        index.replace(entry)
        for text, use in [(entry.name, "name"), *uses_of(row.get("aliases"))]:
            index.prefer(Alias(text, entry, "weak" if use == "weak" else "adjective" if use == "adjective" else "name"))


def own_aliases(index: ActorIndex, folder: Path) -> None:
    """Add names for actors that are already known."""
    for row in own_rows(folder, "aliases", ALIASES):
        for column in ALIASES:
            if not words(row.get(column)):
                raise row.error(column, "it is empty.")
        entries = index.entries.get(row.get("name"), [])
        found = entries[0] if entries else None
        if found is None:
            known = index.names.get(" ".join(words(row.get("name"))), [])
            found = known[0].entry if known else None
        if found is None:
            raise row.error("name", f"no actor is called '{row.get('name')}'. Add it to actors.csv, or check the name.")
        text, use = next(uses_of(row.get("alias")))
        index.prefer(Alias(text, found, use))


def own_roles(index: ActorIndex, folder: Path) -> None:
    """Add role nouns."""
    for row in own_rows(folder, "roles", ROLES):
        key = " ".join(words(row.get("noun")))
        if not key:
            raise row.error("noun", "it is empty.")
        kind = row.get("kind") or "person"
        kinds: tuple[RoleKind, ...] = get_args(RoleKind)
        if kind not in kinds:
            raise row.error("kind", f"'{kind}' is none of {', '.join(kinds)}.")
        check_sectors(row)
        index.roles[key] = Role(row.get("noun"), kind, tuple(split(row.get("sectors"))))


def check_actor(index: ActorIndex, row: Row) -> None:
    """Raise `KnowledgeError` for a value that no actor can have."""
    if not words(row.get("name")):
        raise row.error("name", "every actor needs a name.")
    if row.get("kind") and row.get("kind") not in KINDS:
        raise row.error("kind", f"'{row.get('kind')}' is none of {', '.join(KINDS)}.")
    country = row.get("country")
    if country and country not in index.states and country not in INTERNATIONAL:
        raise row.error(
            "country", f"'{country}' is no ISO 3166-1 alpha-3 code (MLI) nor one of {_list(INTERNATIONAL)}."
        )
    check_sectors(row)
    if row.get("wikidata") and not re.fullmatch(r"Q[1-9]\d*", row.get("wikidata")):
        raise row.error("wikidata", f"'{row.get('wikidata')}' is no Wikidata id such as Q912.")
    for column in ("since", "until"):
        if row.get(column) and not DATE.fullmatch(row.get(column)):
            raise row.error(column, f"'{row.get(column)}' is no date (YYYY, YYYY-MM or YYYY-MM-DD).")


def check_sectors(row: Row) -> None:
    """Raise `KnowledgeError` for a sector that PLOVER does not have."""
    for sector in split(row.get("sectors")):
        if sector not in SECTORS:
            raise row.error("sectors", f"'{sector}' is no PLOVER sector; use {_list(SECTORS)}, with | between several.")


def is_known(index: ActorIndex, name: str) -> bool:
    """Whether the actors, packaged and own, hold this name; what they do not hold is what a user may want to add."""
    return name in index.entries or " ".join(words(name)) in index.names


def _list(codes: frozenset[str]) -> str:
    return ", ".join(sorted(codes))
