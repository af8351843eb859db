"""Who is who: states, organisations, armed groups, leaders, and the nouns that stand for a role.

The tables lie in ``data/actors/*.csv`` and ``data/en/roles.yaml``; a user's folder adds to them (`overlay`).
Names are looked up as runs of folded words (case and accents removed), longest first.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from harmattan.errors import KnowledgeError
from harmattan.knowledge.lexicon import ordinary_words
from harmattan.model import ActorKind

FOLDER = Path(__file__).parent / "data" / "actors"
Use = Literal["name", "weak", "capital", "adjective", "people"]
"""How a name stands for its actor: outright; only where other words in the report support it; as a capital for its
state; as a nationality adjective; as the word for a people."""

RoleKind = Literal["person", "group", "organization", "population"]
WORD = re.compile(r"[^\W\d_](?:\.[^\W\d_])+\b\.?|\w+")  # "U.S." is one word
KINDS: tuple[ActorKind, ...] = get_args(ActorKind)
DATE = re.compile(r"\d{4}(-\d\d){0,2}")
GAP = re.compile(r"[ \-'’‘`.&/]{0,2}|, ?(?=Inc|D\.C)")
STRICT = frozenset(["pact", "aids", "salt", "raid"])
"""Acronyms of more than three letters that are also words; those of up to three are always taken exactly."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One known actor. ``since`` and ``until`` bound the time for which the entry holds (ISO dates, or "").

    ``office`` is a leader's office ("president"); ``member_of`` the name of another entry.
    """

    name: str
    kind: ActorKind
    country: str | None = None
    sectors: tuple[str, ...] = ()
    member_of: str | None = None
    wikidata: str | None = None
    since: str = ""
    until: str = ""
    office: str | None = None

    def holds(self, date: str | None) -> bool:
        """Whether the entry is valid at an ISO date (an unknown date is never refused)."""
        return date is None or ((not self.since or self.since <= date) and (not self.until or date <= self.until))


@dataclass(frozen=True, slots=True)
class Alias:
    """One way to write an entry's name."""

    text: str
    entry: Entry
    use: Use


@dataclass(frozen=True, slots=True)
class Match:
    """Characters ``[start, end)`` of a text that write one of ``aliases``."""

    start: int
    end: int
    aliases: tuple[Alias, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """What a role noun says: PLOVER sectors, and the kind of actor."""

    noun: str
    kind: RoleKind
    sectors: tuple[str, ...]


@dataclass
class ActorIndex:
    """All known names and role nouns, ready for look-up. Filled by `add`; not changed after loading."""

    entries: dict[str, list[Entry]] = field(default_factory=dict)
    names: dict[str, list[Alias]] = field(default_factory=dict)
    longest: dict[str, int] = field(default_factory=dict)
    surnames: dict[str, list[Entry]] = field(default_factory=dict)
    offices: dict[str, list[Entry]] = field(default_factory=dict)
    states: dict[str, Entry] = field(default_factory=dict)
    adjectives: dict[str, str] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    as_of: str = "2026-06-30"
    """The date up to which "still in office" was checked when the tables were written."""

    def add(self, entry: Entry, aliases: Iterable[tuple[str, Use]]) -> None:
        """Add an entry under its name and aliases."""
        self.entries.setdefault(entry.name, []).append(entry)
        if entry.kind == "state" and entry.country:
            self.states.setdefault(entry.country, entry)
        if entry.kind == "person":
            last = words(entry.name.split(" (")[0])[-1:]  # without what tells times of one life apart
            for surname in last:
                self.surnames.setdefault(surname, []).append(entry)
            if entry.office and entry.country:
                self.offices.setdefault(entry.country, []).append(entry)
        for text, use in aliases:
            self.add_alias(Alias(text, entry, use))

    def add_alias(self, alias: Alias) -> None:
        """Make an entry findable under one more name."""
        parts = words(alias.text)
        if not parts:
            return
        self.names.setdefault(" ".join(parts), []).append(alias)
        self.longest[parts[0]] = max(self.longest.get(parts[0], 0), len(parts))

    def prefer(self, alias: Alias) -> None:
        """Make a name stand for this alias' entry alone, whatever it stood for before."""
        self.names.pop(" ".join(words(alias.text)), None)
        self.add_alias(alias)

    def replace(self, entry: Entry) -> None:
        """Put ``entry`` in the place of those with its name; their aliases then stand for it."""
        old = self.entries.pop(entry.name, [])
        for known in (self.surnames, self.offices):
            for key in list(known):
                if any(e in old for e in known[key]):
                    known[key] = [e for e in known[key] if e not in old]
        if entry.country and self.states.get(entry.country) in old:
            self.states.pop(entry.country)
        if old:
            for key, aliases in self.names.items():
                if any(a.entry in old for a in aliases):
                    self.names[key] = [Alias(a.text, entry, a.use) if a.entry in old else a for a in aliases]
        self.add(entry, ())

    def find(self, text: str, upper: bool = False) -> Iterator[Match]:
        """Names in ``text``, left to right, the longest at each place, none overlapping.

        ``upper`` says that the text was all in capitals and was given case again, so that names may lack theirs.
        """
        found = list(WORD.finditer(text))
        i = 0
        while i < len(found):
            first = fold(found[i].group())
            size = self.longest.get(first, 0)
            if not size:
                stem = self.genitive(found[i].group())
                if stem:
                    yield Match(found[i].start(), found[i].end(), stem)
                i += 1
                continue
            key, keys, end = first, [(first, i)], i
            while end - i + 1 < size and end + 1 < len(found):
                if not GAP.fullmatch(text, found[end].end(), found[end + 1].start()):
                    break
                end += 1
                key = f"{key} {fold(found[end].group())}"
                keys.append((key, end))
            for key, last in reversed(keys):
                a, b = found[i].start(), found[last].end()
                aliases = tuple(
                    alias
                    for alias in self.names.get(key, ())
                    if cased(alias.text, text[a:b]) or (upper and key.count(" ") > 1)
                )
                if aliases:
                    yield Match(a, b, aliases)
                    i = last
                    break
            i += 1

    def genitive(self, word: str) -> tuple[Alias, ...]:
        """A state's name with an "s" whose apostrophe was lost: "Malis army"."""
        if len(word) < 5 or not word[0].isupper() or word[-1] != "s" or word in ("Americas", "Koreas", "Guineas"):
            return ()
        return tuple(a for a in self.names.get(fold(word[:-1]), ()) if a.use == "name" and a.entry.kind == "state")

    def role(self, phrase: str) -> Role | None:
        """The role that a noun phrase's last words name, in the singular and folded ("foreign minister")."""
        return self.roles.get(phrase)


def cased(alias: str, written: str) -> bool:
    """Whether ``written`` has the capitals that the alias needs to be that name and not a common word."""
    if not alias[0].isupper():
        return True
    if not written[0].isupper():  # "boko haram": a name of several words, none of them a common one
        return " " in alias and written.islower() and not ordinary_words() & set(written.split())
    letters = alias.replace(".", "")
    if letters.isupper() and (len(letters) <= 3 or letters.lower() in STRICT):
        return written.replace(".", "").isupper()
    if " " not in alias:
        return alias.istitle() or not alias.isalpha() or letters.isupper() or written == alias or written.isupper()
    return not alias[alias.rindex(" ") + 1].isupper() or written.islower() or any(c.isupper() for c in written[1:])


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """A word without case, accents and the points of an abbreviation."""
    word = word.replace(".", "")
    if word.isascii():
        return word.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c)).casefold()


def words(text: str) -> list[str]:
    """The folded words of a name, the unit in which names are compared."""
    return [fold(w) for w in WORD.findall(text)]


def load_actors(folder: Path = FOLDER) -> ActorIndex:
    """The packaged actors. Raises `KnowledgeError` when a table is damaged."""
    index = ActorIndex()
    add_countries(index, folder / "countries.csv")
    for path in sorted(folder.glob("*.csv")):
        if path.name != "countries.csv":
            add_table(index, path)
    return index


def add_countries(index: ActorIndex, path: Path) -> None:
    """States with their names, nationality adjectives, peoples and capitals."""
    for _, row in rows(path):
        state = Entry(row["name"], "state", row["code"], (), None, row["wikidata"] or None)
        index.add(state, [(row["name"], "name")])
        adjective = next(iter(split(row["adjectives"])), row["name"])
        index.adjectives[row["code"]] = row["name"] if adjective.endswith("er") else adjective  # "New Zealand police"
        uses: list[tuple[str, Use]] = [
            ("aliases", "name"),
            ("adjectives", "adjective"),
            ("people", "people"),
            ("capitals", "capital"),
        ]
        for column, use in uses:
            for text in split(row[column]):
                index.add_alias(Alias(text, state, use))


def add_table(index: ActorIndex, path: Path) -> None:
    """A table of actors: name, aliases, kind, country, sectors, member_of, wikidata, since, until, office, source."""
    for line, row in rows(path):
        entry = entry_of(row, path, line)
        aliases = list(uses_of(row.get("aliases", "")))
        bare = entry.kind == "person" and entry.office == "leader" and " " not in entry.name
        if not bare and ("~" + entry.name) not in row.get("aliases", ""):  # a surname alone is looked up by its title
            aliases.insert(0, (entry.name, "name"))
        index.add(entry, aliases)


def entry_of(row: dict[str, str], path: Path, line: int) -> Entry:
    """One row as an entry. Raises `KnowledgeError` with file, line and column for a value that cannot be used."""
    if not row.get("name"):
        raise KnowledgeError(f"{path}, line {line}, column 'name': every actor needs a name.")
    kind = row.get("kind") or "organization"
    if kind not in KINDS:
        allowed = ", ".join(KINDS)
        raise KnowledgeError(f"{path}, line {line}, column 'kind': '{kind}' is none of {allowed}.")
    for column in ("since", "until"):
        if row.get(column) and not DATE.fullmatch(row[column]):
            raise KnowledgeError(f"{path}, line {line}, column '{column}': '{row[column]}' is no date (YYYY-MM-DD).")
    return Entry(
        row["name"],
        kind,
        row.get("country") or None,
        tuple(split(row.get("sectors", ""))),
        row.get("member_of") or None,
        row.get("wikidata") or None,
        bound(row.get("since", ""), "-01"),
        bound(row.get("until", ""), "-31"),
        row.get("office") or None,
    )


def bound(date: str, fill: str) -> str:
    """A year or month as a full date that compares rightly as text."""
    if len(date) == 4:
        date += "-12" if fill == "-31" else "-01"
    return date + fill if len(date) == 7 else date


def uses_of(aliases: str) -> Iterator[tuple[str, Use]]:
    """The aliases in a cell; one that begins with ``~`` is weak, with ``^`` an adjective."""
    for text in split(aliases):
        if text[0] in "~^":
            yield text[1:], "weak" if text[0] == "~" else "adjective"
        else:
            yield text, "name"


def split(cell: str) -> list[str]:
    """The parts of a cell, divided by ``|``."""
    return [part for part in (p.strip() for p in cell.split("|")) if part] if cell else []


def rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """A table's rows as dicts with their line numbers."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        header = next(reader, [])
        for cells in reader:
            if cells:
                yield reader.line_num, dict(zip(header, cells, strict=False))


def load_roles(index: ActorIndex, blocks: Iterable[dict[str, object]]) -> None:
    """Role nouns from blocks of ``sectors`` and comma-separated nouns by kind. A later entry replaces an earlier."""
    for block in blocks:
        given = block["sectors"]
        sectors = tuple(str(s) for s in given) if isinstance(given, list) else (str(given),)
        for kind in get_args(RoleKind):
            for noun in str(block.get(kind, "")).split(","):
                key = " ".join(words(noun))
                if key:
                    index.roles[key] = Role(noun.strip(), kind, sectors)
