"""The gazetteer: which places a name can mean. Compiled by `harmattan.knowledge.build`, read here."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from harmattan.errors import SetupError
from harmattan.knowledge.folding import fold

FILE = Path(__file__).parent / "data" / "places.sqlite"
COMMAND = "python -m harmattan.knowledge.build"

PRIMARY, ALIAS, DERIVED, SHORT = range(4)
"""How a name belongs to its place: its own name, another name, made from it by rule, an abbreviation."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name can mean.

    ``id`` is the GeoNames id, or a negative number where the place has none; ``kind`` is ``settlement``, ``admin2``,
    ``admin1``, ``country``, ``region`` or ``point``; ``feature`` says more ("river", "Governorate"); ``country`` is an
    ISO 3166-1 alpha-3 code; ``admin1`` and ``admin2`` are ids of places; ``rank`` says how the name looked up belongs
    to the place (`PRIMARY`, `ALIAS`, `DERIVED`, `SHORT`). Coordinates are WGS 84 degrees.
    """

    id: int
    name: str
    latitude: float | None
    longitude: float | None
    country: str | None
    kind: str
    population: int
    admin1: int | None
    admin2: int | None
    feature: str
    rank: int = PRIMARY
    own: bool = False
    """Whether it comes from the user's own places."""

    @property
    def geonameid(self) -> int | None:
        return self.id if self.id > 0 else None


COLUMNS = "p.id, p.name, p.latitude, p.longitude, p.country, p.kind, p.population, p.admin1, p.admin2, p.feature"
BY_NAME = (
    f"SELECT {COLUMNS}, n.rank FROM name n JOIN place p ON p.id = n.place WHERE n.key = ? "  # noqa: S608 - constants
    "ORDER BY p.population DESC, n.rank, p.id LIMIT 400"
)
BY_ID = f"SELECT {COLUMNS} FROM place p WHERE p.id = ?"  # noqa: S608 - constants
COUNTRIES = f"SELECT {COLUMNS} FROM place p WHERE p.kind = 'country' ORDER BY p.id"  # noqa: S608 - constants


class Gazetteer:
    """Places by name and by id. ``extra`` are a user's own places, each with the names it goes by.

    Raises `SetupError` when the compiled file is missing or damaged.
    """

    def __init__(self, path: Path = FILE, extra: Iterable[tuple[Candidate, tuple[str, ...]]] = ()) -> None:
        if not path.exists():
            raise SetupError(f"The gazetteer {path} has not been compiled. Compile it: {COMMAND}")
        self._path = path
        self._base: sqlite3.Connection | None = None
        self._process = 0
        self._extra: dict[str, list[Candidate]] = {}
        self._extra_by_id: dict[int, Candidate] = {}
        for place, names in extra:
            self._extra_by_id[place.id] = place
            for key in dict.fromkeys(fold(n) for n in (place.name, *names)):
                self._extra.setdefault(key, []).append(place)
        try:
            meta = dict(self._connection().execute("SELECT key, value FROM meta"))
            countries = [Candidate(*row) for row in self._connection().execute(COUNTRIES)]
            self.digest: str = meta["digest"]
        except (sqlite3.Error, KeyError) as error:
            raise SetupError(
                f"The gazetteer {path} is damaged ({error}). Compile it again: {COMMAND} --again"
            ) from error
        self._countries = {c.country: c for c in countries if c.country}
        self.lookup_key = lru_cache(maxsize=1 << 15)(self._lookup)
        self.place = lru_cache(maxsize=1 << 13)(self._place)

    def lookup(self, name: str) -> tuple[Candidate, ...]:
        """The places that ``name`` can mean, the user's own first, then the largest."""
        return self.lookup_key(fold(name))

    def country(self, iso3: str) -> Candidate | None:
        """The country with this ISO 3166-1 alpha-3 code."""
        return self._countries.get(iso3)

    def admin1_name(self, place: Candidate) -> str | None:
        """The name of the first-order area that ``place`` lies in (its own, when it is one)."""
        if place.kind == "admin1":
            return place.name
        area = self.place(place.admin1) if place.admin1 else None
        return area.name if area else None

    def _lookup(self, key: str) -> tuple[Candidate, ...]:
        own = self._extra.get(key, [])
        ids = {p.id for p in own}
        found = (Candidate(*row) for row in self._connection().execute(BY_NAME, (key,)))
        return (*own, *(c for c in found if c.id not in ids))

    def _place(self, id: int) -> Candidate | None:
        if id in self._extra_by_id:
            return self._extra_by_id[id]
        row = self._connection().execute(BY_ID, (id,)).fetchone()
        return Candidate(*row) if row else None

    def _connection(self) -> sqlite3.Connection:
        """This process's connection: SQLite's may not be carried over a fork."""
        if self._base is None or self._process != os.getpid():
            self._base = sqlite3.connect(
                f"{self._path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            self._process = os.getpid()
        return self._base
