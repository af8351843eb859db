"""Which positions of the columns fit a filter."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Column, Connection, or_, select

from harmattan.knowledge.folding import fold
from harmattan.ledger import codec, search
from harmattan.ledger.columns import EPOCH, NEVER, Columns, Segment
from harmattan.ledger.filters import Filter
from harmattan.ledger.incidents import resolve
from harmattan.ledger.tables import actor_names, actors, places, reports

Mask = NDArray[np.bool_]
CODED = {"types": "type", "modes": "mode", "factuality": "factuality", "statuses": "status"}
LINKED = {"actors": "actors", "recipients": "recipients", "sources": "sources"}


def select_events(connection: Connection, columns: Columns, filter: Filter) -> list[Mask]:
    """For each segment, which of its events fit."""
    asked = _Asked(connection, columns, filter)
    return [asked.mask(segment) for segment in columns.segments]


class _Asked:
    """A filter with its words looked up: names as ids, words as codes."""

    def __init__(self, connection: Connection, columns: Columns, filter: Filter) -> None:
        self.columns, self.filter = columns, filter
        self.coded: list[tuple[str, set[int]]] = []
        for name, column in CODED.items():
            if values := getattr(filter, name):
                self.coded.append((column, {columns.code(column, value) for value in values}))
        if filter.contexts:
            wanted = set(filter.contexts)
            found = {n for n, words in enumerate(columns.words["contexts"]) if wanted & set((words or "").split())}
            self.coded.append(("contexts", found))
        if filter.outlets:
            wanted = {outlet.casefold() for outlet in filter.outlets}
            found = {n for n, word in enumerate(columns.words["outlet"]) if word and word.casefold() in wanted}
            self.coded.append(("outlet", found))
        self.linked = [
            (links, _actors(connection, values)) for name, links in LINKED.items() if (values := getattr(filter, name))
        ]
        self.parties = _actors(connection, filter.parties) if filter.parties else None
        self.places = self._places(connection) if filter.places or filter.countries or filter.box else None
        self.kinds = [columns.code("source_kind", kind) for kind in filter.source_kinds]
        self.events = search.matches(connection, "event_search", filter.text) if filter.text else None
        self.reports = search.matches(connection, "report_search", filter.story) if filter.story else None
        if filter.report is not None:
            key = select(reports.c.id).where(reports.c.key == codec.dump(filter.report))
            one = np.array(connection.execute(key).scalars().all(), dtype=np.int64)
            self.reports = one if self.reports is None else np.intersect1d(one, self.reports)
        self.incident = _incident(connection, filter.incident) if filter.incident is not None else None

    def mask(self, segment: Segment) -> Mask:
        filter = self.filter
        mask = segment.alive.copy()
        mask &= _decided(self.columns, segment, filter.decided)
        for column, codes in self.coded:
            mask &= _holds(segment.codes[column], codes, len(self.columns.words[column]))
        first, last = filter.days
        if first is not None:
            mask &= segment.last >= first.toordinal() - EPOCH
        if last is not None:
            mask &= (segment.first <= last.toordinal() - EPOCH) & (segment.first != NEVER)
        if filter.confidence is not None:
            mask &= segment.confidence >= np.float32(filter.confidence)
        if filter.background is not None:
            mask &= segment.background == filter.background
        if self.incident is not None:
            mask &= segment.incident == self.incident
        for links, ids in self.linked:
            mask &= _linked(segment, links, ids)
        if self.parties is not None:
            mask &= _linked(segment, "actors", self.parties) | _linked(segment, "recipients", self.parties)
        if self.kinds:
            mask &= _linked(segment, "source_kinds", np.array(self.kinds))
        if self.places is not None:
            mask &= _linked(segment, "places", self.places)
        if self.events is not None:
            mask &= _among(segment.id, self.events)
        if self.reports is not None:
            mask &= _among(segment.report, self.reports)
        return mask

    def _places(self, connection: Connection) -> NDArray[np.int64]:
        """The places that fit countries, names and box together."""
        sites = self.columns.sites
        fits = np.ones(len(sites.country), np.bool_)
        fits[0] = False
        if self.filter.countries:
            codes = {self.columns.code("country", country) for country in self.filter.countries}
            fits &= _holds(sites.country, codes, len(self.columns.words["country"]))
        if self.filter.places:
            named = np.zeros(len(fits), np.bool_)
            for ids in (_by_name(connection, places.c.id, places.c.folded, value) for value in self.filter.places):
                named[[id for id in ids if id < len(named)]] = True
            fits &= named
        if self.filter.box:
            west, south, east, north = self.filter.box
            fits &= sites.located & (sites.latitude >= south) & (sites.latitude <= north)
            inside = (sites.longitude >= west, sites.longitude <= east)
            fits &= inside[0] & inside[1] if west <= east else inside[0] | inside[1]
        return np.flatnonzero(fits)


def _holds(column: NDArray[np.int32], codes: set[int], size: int) -> Mask:
    wanted = np.zeros(size, np.bool_)
    wanted[[code for code in codes if 0 <= code < size]] = True
    found: Mask = wanted[column]
    return found


def _linked(segment: Segment, name: str, ids: NDArray[np.int64]) -> Mask:
    """Events of which one value of a field is among ``ids``."""
    mask = np.zeros(len(segment), np.bool_)
    links = segment.many[name]
    if len(links.value) and len(ids):
        wanted = np.zeros(int(max(links.value.max(), ids.max())) + 1, np.bool_)
        wanted[ids[ids >= 0]] = True
        mask[links.at[wanted[links.value]]] = True
    return mask


def _among(column: NDArray[np.int32], ids: NDArray[np.int64]) -> Mask:
    if not len(ids) or not len(column):
        return np.zeros(len(column), np.bool_)
    wanted = np.zeros(int(max(column.max(), ids.max())) + 1, np.bool_)
    wanted[ids] = True
    found: Mask = wanted[column]
    return found


def _decided(columns: Columns, segment: Segment, asked: Sequence[str]) -> Mask:
    words: set[str | None] = {None if word == "undecided" else word for word in asked}
    codes = {n for n, word in enumerate(columns.words["decided"]) if (word in words if asked else word != "rejected")}
    return _holds(segment.codes["decided"], codes, len(columns.words["decided"]))


def _actors(connection: Connection, values: Sequence[str]) -> NDArray[np.int64]:
    found: set[int] = set()
    for value in values:
        found.update(connection.execute(select(actors.c.id).where(actors.c.wikidata == value)).scalars())
        found.update(_by_name(connection, actor_names.c.actor, actor_names.c.folded, value, spaced=True))
    return np.array(sorted(found), dtype=np.int64)


def _by_name(
    connection: Connection, id: Column[int], folded: Column[str], value: str, *, spaced: bool = False
) -> list[int]:
    """Ids of what has these words in its name, in this order and whole; for places, GeoNames ids too."""
    words = fold(value)
    if not words:
        return []
    fits = folded.contains(f" {words} " if spaced else words, autoescape=True)
    if not spaced:
        fits = folded == words
        if value.isdecimal() and len(value) < 10:
            fits = or_(fits, places.c.geonameid == int(value))
    return list(connection.execute(select(id).where(fits)).scalars())


def _incident(connection: Connection, id: str) -> int:
    """The number of the incident that goes by this id now; -1 for one that there is not."""
    found = resolve(connection, id)
    if found is not None and found.successor is not None:
        found = resolve(connection, found.successor)
    return int(found.id[1:]) if found is not None and not found.gone else -1
