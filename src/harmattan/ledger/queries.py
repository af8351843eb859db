"""Questions to the ledger: events in pages, counts by field, over time, on the map, between actors, and by words.

Which events fit is worked out on columns of numbers (`columns.py`, `selecting.py`); what is shown comes from the
tables.
"""

from __future__ import annotations

import base64
import binascii
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from harmattan.errors import FilterError
from harmattan.knowledge.ontology import QUADS, plover
from harmattan.ledger import search
from harmattan.ledger.columns import EPOCH, NEVER, Columns
from harmattan.ledger.details import EventRow, event_rows, report_rows
from harmattan.ledger.filters import Filter
from harmattan.ledger.rows import look_up
from harmattan.ledger.selecting import Mask, select_events
from harmattan.ledger.tables import actors, places

Bucket = Literal["day", "week", "month", "year"]
FACETS = ("type", "mode", "context", "factuality", "status", "decided", "actor", "recipient", "source", "source_kind",
          "country", "place", "outlet")  # fmt: skip
RANKED = 1000  # of the newest matching reports are put in order by how well they fit
TILE_CELLS = 8  # cells along a map tile's edge
_OFFSET = 1 << 22  # makes days positive: from 9500 BC to AD 13400


@dataclass(frozen=True, slots=True)
class Page:
    """Events, the latest first. ``total`` counts all that fit; ``cursor`` asks for the next page, if any."""

    events: tuple[EventRow, ...]
    total: int
    cursor: str | None

    def _repr_html_(self) -> str:
        from harmattan.ledger.display import page_html

        return page_html(self)


@dataclass(frozen=True, slots=True)
class Facets:
    """How many events fit, from how many reports and in how many incidents; and for each field its commonest values.

    A value is a word, or for actors, recipients, sources and places the name; ``ids`` tells by field which row each
    value is, where there is one. An event with two actors counts for both.
    """

    events: int
    reports: int
    incidents: int
    counts: dict[str, tuple[tuple[str, int], ...]]
    ids: dict[str, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Events near each other: their middle in degrees, how many they are, and the place most of them are at."""

    latitude: float
    longitude: float
    events: int
    place: str
    places: int


@dataclass(frozen=True, slots=True)
class RelationSum:
    """What one actor did to another in a period: events by quad class, and how many of them were cooperation."""

    actor: str
    recipient: str
    period: str
    events: int
    quads: dict[str, int]


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A report that holds the words: where it comes from, a passage around them, and its events that fit."""

    report: str | int
    title: str | None
    outlet: str | None
    published: str | None
    passage: str
    events: tuple[str, ...]


# ------------------------------------------------------------------ pages


def find(connection: Connection, columns: Columns, filter: Filter, *, limit: int, cursor: str | None) -> Page:
    """One page of events that fit, by their first possible day, the latest first; undated ones come last."""
    if limit < 1:
        raise FilterError(f"A page holds at least one event, not {limit}.")
    keys = [
        ((s.first[mask].astype(np.int64) + _OFFSET).clip(0) << 32) | s.id[mask]
        for s, mask in zip(columns.segments, select_events(connection, columns, filter), strict=True)
    ]
    order = np.concatenate(keys)
    total = len(order)
    if cursor is not None:
        order = order[order < _position(cursor)]
    rest = len(order)
    if rest > limit:
        order = np.partition(order, rest - limit)[rest - limit :]
    order = np.sort(order)[::-1]
    rows = event_rows(connection, [int(key & 0xFFFFFFFF) for key in order])
    return Page(tuple(rows), total, _cursor(int(order[-1])) if rest > limit else None)


def _cursor(key: int) -> str:
    return base64.urlsafe_b64encode(key.to_bytes(8, "big")).decode().rstrip("=")


def _position(cursor: str) -> int:
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        if len(raw) != 8:
            raise ValueError
        return int.from_bytes(raw, "big", signed=True)
    except (binascii.Error, ValueError) as error:
        raise FilterError(f"'{cursor}' is no cursor. Take it from the page before.") from error


# ------------------------------------------------------------------ counts


def facets(connection: Connection, columns: Columns, filter: Filter, *, fields: Sequence[str], limit: int) -> Facets:
    """Counts by field; of each field the ``limit`` commonest values."""
    for name in fields:
        if name not in FACETS:
            raise FilterError(f"There is no facet '{name}'. There are: {', '.join(FACETS)}.")
    masks = select_events(connection, columns, filter)
    chosen = [np.flatnonzero(mask) for mask in masks]
    counts: dict[str, tuple[tuple[str, int], ...]] = {}
    ids: dict[str, tuple[int, ...]] = {}
    for name in fields:
        if name in ("type", "mode", "factuality", "status", "decided", "outlet"):
            found = _sum(s.codes[name][at] for s, at in zip(columns.segments, chosen, strict=True))
            counts[name] = _words(found, columns.words[name], limit)
        elif name == "context":
            combined = _sum(s.codes["contexts"][at] for s, at in zip(columns.segments, chosen, strict=True))
            counts[name] = _contexts(combined, columns.words["contexts"], limit)
        elif name == "source_kind":
            counts[name] = _words(_many(columns, masks, "source_kinds"), columns.words["source_kind"], limit)
        elif name == "country":
            counts[name] = _words(_countries(columns, masks), columns.words["country"], limit)
        else:
            found = _many(columns, masks, name + "s")
            top = _top(found, limit)
            table = places if name == "place" else actors
            names = look_up(connection, table.c.id, table.c.name, [id for id, _ in top])
            counts[name] = tuple((names[id], n) for id, n in top)
            ids[name] = tuple(id for id, _ in top)
    return Facets(
        sum(len(at) for at in chosen),
        _distinct(s.report[at] for s, at in zip(columns.segments, chosen, strict=True)),
        _distinct((s.incident[at] for s, at in zip(columns.segments, chosen, strict=True)), nothing=0),
        counts,
        ids,
    )


def _sum(parts: Iterable[NDArray[np.int32]]) -> NDArray[np.int64]:
    counted = [np.bincount(part) for part in parts]
    total = np.zeros(max(map(len, counted), default=0), np.int64)
    for part in counted:
        total[: len(part)] += part
    return total


def _distinct(parts: Iterable[NDArray[np.int32]], nothing: int | None = None) -> int:
    found = _sum(parts)
    if nothing is not None and len(found) > nothing:
        found[nothing] = 0
    return int(np.count_nonzero(found))


def _many(columns: Columns, masks: Sequence[Mask], name: str) -> NDArray[np.int64]:
    links = [s.many[name] for s in columns.segments]
    return _sum(link.value[mask[link.at]] for link, mask in zip(links, masks, strict=True))


def _countries(columns: Columns, masks: Sequence[Mask]) -> NDArray[np.int64]:
    """Events by country; one with two places in a country counts once."""
    parts = []
    size = len(columns.words["country"])
    for segment, mask in zip(columns.segments, masks, strict=True):
        links = segment.many["places"]
        here = mask[links.at]
        at, country = links.at[here], columns.sites.country[links.value[here]]
        again = np.zeros(len(at), np.bool_)
        again[1:] = at[1:] == at[:-1]
        if again.any():
            several = again.copy()
            several[:-1] |= again[1:]
            both = np.unique(at[several].astype(np.int64) * size + country[several]) % size
            country = np.concatenate([country[~several], both.astype(np.int32)])
        parts.append(country)
    return _sum(parts)


def _top(counts: NDArray[np.int64], limit: int) -> list[tuple[int, int]]:
    """The commonest ids with their counts; of equally common ones the smaller id first."""
    counts = counts.copy()
    if len(counts):
        counts[0] = 0
    some = np.flatnonzero(counts)
    if len(some) > limit:
        least = np.partition(counts[some], len(some) - limit)[len(some) - limit]
        some = some[counts[some] >= least]
    order = np.lexsort((some, -counts[some]))[:limit]
    return [(int(id), int(counts[id])) for id in some[order]]


def _words(counts: NDArray[np.int64], words: Sequence[str | None], limit: int) -> tuple[tuple[str, int], ...]:
    found = [(str(words[code]), int(n)) for code, n in enumerate(counts) if n and words[code] is not None]
    return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0]))[:limit])


def _contexts(counts: NDArray[np.int64], words: Sequence[str | None], limit: int) -> tuple[tuple[str, int], ...]:
    total: Counter[str] = Counter()
    for code, n in enumerate(counts):
        for word in (words[code] or "").split():
            total[word] += int(n)
    found = [(word, n) for word, n in total.items() if n]
    return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0]))[:limit])


# ------------------------------------------------------------------ time and map


def timeline(
    connection: Connection, columns: Columns, filter: Filter, *, bucket: Bucket
) -> tuple[tuple[str, int], ...]:
    """Events by the first day, week (its Monday), month or year in which they can lie; empty ones in between are 0."""
    if bucket not in ("day", "week", "month", "year"):
        raise FilterError(f"'{bucket}' is no bucket. Choose day, week, month or year.")
    masks = select_events(connection, columns, filter)
    days = np.concatenate([s.first[mask] for s, mask in zip(columns.segments, masks, strict=True)])
    days = days[days != NEVER]
    if not len(days):
        return ()
    start = int(days.min())
    counts = np.bincount(days - start)
    told = np.flatnonzero(counts)
    total: Counter[str] = Counter()
    for day, n in zip(told + start, counts[told], strict=True):
        total[_bucket(int(day), bucket)] += int(n)
    filled = dict.fromkeys(_between(_bucket(start, bucket), _bucket(start + len(counts) - 1, bucket), bucket), 0)
    return tuple((filled | total).items())


def _bucket(day: int, bucket: Bucket) -> str:
    found = date.fromordinal(day + EPOCH)
    if bucket == "week":
        return date.fromordinal(max(1, found.toordinal() - found.weekday())).isoformat()
    return found.isoformat()[: {"day": 10, "month": 7, "year": 4}[bucket]]


def _between(first: str, last: str, bucket: Bucket, most: int = 5000) -> list[str]:
    """All buckets from the first to the last; only these two where there would be too many to show."""
    if bucket in ("day", "week"):
        begin, end = date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal()
        step = 1 if bucket == "day" else 7
        found = [date.fromordinal(d).isoformat() for d in range(begin, min(end, begin + most * step) + 1, step)]
        return found if (end - begin) // step < most else []
    months = 12 if bucket == "month" else 1
    begin, end = (int(w[:4]) * months + (int(w[5:7]) - 1 if months > 1 else 0) for w in (first, last))
    if end - begin >= most:
        return []
    return [f"{n // 12:04}-{n % 12 + 1:02}" if months > 1 else f"{n:04}" for n in range(begin, end + 1)]


def clusters(connection: Connection, columns: Columns, filter: Filter, *, zoom: int) -> tuple[Cluster, ...]:
    """Events on the map by grid cells, an eighth of a map tile's edge wide at this zoom; the largest first.

    An event counts at the most exact of its places; those nowhere on the map are left out.
    """
    if not 0 <= zoom <= 20:
        raise FilterError(f"Zoom {zoom} is not between 0 (the world) and 20 (a street).")
    masks = select_events(connection, columns, filter)
    counts = _sum(s.place[mask] for s, mask in zip(columns.segments, masks, strict=True))
    sites = columns.sites
    here = np.flatnonzero(counts)
    here = here[sites.located[here]]
    if not len(here):
        return ()
    n, latitude, longitude = counts[here], sites.latitude[here], sites.longitude[here]
    cell = _cells(latitude, longitude, zoom)
    _, group = np.unique(cell, return_inverse=True)
    total = np.bincount(group, n)
    middle = (np.bincount(group, n * latitude) / total, np.bincount(group, n * longitude) / total)
    many = np.bincount(group)
    by_size = np.lexsort((here, -n))
    _, at = np.unique(group[by_size], return_index=True)
    main = here[by_size][at]
    order = np.lexsort((main, -total))
    names = look_up(connection, places.c.id, places.c.name, [int(id) for id in main])
    return tuple(
        Cluster(round(float(middle[0][g]), 5), round(float(middle[1][g]), 5), int(total[g]), names[int(main[g])],
                int(many[g]))
        for g in order
    )  # fmt: skip


def _cells(latitude: NDArray[np.float64], longitude: NDArray[np.float64], zoom: int) -> NDArray[np.int64]:
    """The number of the grid cell of the web map (Mercator) in which each point lies."""
    across = TILE_CELLS << zoom
    x = np.clip((longitude + 180) / 360 * across, 0, across - 1).astype(np.int64)
    slope = np.radians(np.clip(latitude, -85.05112878, 85.05112878))
    y = (1 - np.log(np.tan(slope) + 1 / np.cos(slope)) / np.pi) / 2 * across
    return x * across + np.clip(y, 0, across - 1).astype(np.int64)


# ------------------------------------------------------------------ between actors


def relations(
    connection: Connection, columns: Columns, filter: Filter, *, bucket: Bucket | None, limit: int
) -> tuple[RelationSum, ...]:
    """What actors did to each other: events by pair and period, the pairs with most events first.

    ``bucket`` ``None`` takes all time as one period. An event with several actors or recipients counts for each pair;
    one without a day has the period ``""``.
    """
    masks = select_events(connection, columns, filter)
    quads = plover().quad
    quad_of = np.array([QUADS.index(quads[t]) if t in quads else len(QUADS) for t in columns.words["type"]])
    keys, periods, kinds = [], [], []
    for segment, mask in zip(columns.segments, masks, strict=True):
        at, who, whom = segment.pairs()
        here = mask[at]
        at = at[here]
        keys.append((who[here].astype(np.int64) << 32) | whom[here])
        periods.append(segment.first[at])
        kinds.append(quad_of[segment.codes["type"][at]])
    key, period, kind = np.concatenate(keys), np.concatenate(periods), np.concatenate(kinds)
    pairs, inverse, counts = np.unique(key, return_inverse=True, return_counts=True)
    order = np.lexsort((pairs, -counts))[:limit]
    rank = np.full(len(pairs), -1)
    rank[order] = np.arange(len(order))
    here = rank[inverse] >= 0
    total: dict[tuple[int, str], Counter[str]] = {}
    named: dict[int, str] = {int(NEVER): ""}
    for place, day, quad in zip(rank[inverse][here].tolist(), period[here].tolist(), kind[here].tolist(), strict=True):
        when = ""
        if bucket is not None:
            if day not in named:
                named[day] = _bucket(day, bucket)
            when = named[day]
        total.setdefault((place, when), Counter())[QUADS[quad] if quad < len(QUADS) else "other"] += 1
    ids = [(int(pairs[g] >> 32), int(pairs[g] & 0xFFFFFFFF)) for g in order]
    names = look_up(connection, actors.c.id, actors.c.name, {id for pair in ids for id in pair})
    return tuple(
        RelationSum(names[ids[place][0]], names[ids[place][1]], when, sum(quad.values()), dict(sorted(quad.items())))
        for (place, when), quad in sorted(total.items())
    )


# ------------------------------------------------------------------ words


def search_reports(
    connection: Connection, columns: Columns, words: str, filter: Filter, *, limit: int
) -> tuple[SearchHit, ...]:
    """Reports that hold the words, those that fit best first.

    With a filter, only reports with an event that fits. Of very many matches the newest reports are put in order.
    """
    masks = select_events(connection, columns, filter)
    fits = None
    if filter.asked:
        counts = _sum(s.report[m] for s, m in zip(columns.segments, masks, strict=True))
        fits = np.flatnonzero(counts)
    held = max((int(s.report.max()) for s in columns.segments if len(s)), default=0)  # about how many reports
    found = search.newest(connection, "report_search", words, fits, held, RANKED)
    best = search.best(connection, "report_search", words, [int(id) for id in found], limit)
    events: dict[int, list[int]] = {}
    for segment, mask in zip(columns.segments, masks, strict=True):
        here = mask & np.isin(segment.report, best)
        for report, event in zip(segment.report[here].tolist(), segment.id[here].tolist(), strict=True):
            events.setdefault(report, []).append(event)
    local = report_rows(connection, best, events)
    return tuple(
        SearchHit(r.report, r.title, r.outlet, r.published, passage(r.text, words), r.events)
        for r in (local[id] for id in best)
    )


def passage(text: str, words: str, around: int = 90) -> str:
    """The part of ``text`` around the first of the words asked for; its beginning where none is found as it stands."""
    import re

    wanted, _ = search.terms(words)
    stems = [re.escape(w[: max(3, len(w) - 3)]) for group in wanted for phrase in group for w in phrase.split()]
    found = re.search(rf"\b(?:{'|'.join(stems)})", search.searchable(text), re.IGNORECASE)
    at = found.start() if found else 0
    start, end = max(0, at - around), min(len(text), at + around)
    cut = text[start:end]
    return ("… " if start else "") + " ".join(cut.split()) + (" …" if end < len(text) else "")


__all__ = ["FACETS", "Bucket", "Cluster", "Facets", "Page", "RelationSum", "SearchHit"]
