"""The events as columns of numbers: the copy on which filters, counts and maps are worked out.

A database that holds a million events in rows needs seconds to count them by twelve fields; columns of numbers need
milliseconds (`docs/decisions/0008-columns-beside-the-ledger.md`). The copy is made from the rows, kept beside a large
ledger, and brought up to date by the numbers of the writes: rows changed since are read again as a second, small
segment, and joined with the first when they are many. Nothing is lost with it: a copy that is missing, damaged or of
another ledger is made anew.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, bindparam, func, select

from harmattan.ledger.rows import parts
from harmattan.ledger.tables import (
    claim_events,
    claim_sources,
    claims,
    event_actors,
    event_places,
    events,
    places,
    standing,
    writes,
)

Ints = NDArray[np.int32]
FORMAT = 1  # of the file
NEVER = np.int32(np.iinfo(np.int32).min)  # the day of an event without one
CODED = ("type", "mode", "contexts", "factuality", "outcome", "status", "decided", "outlet")
MANY = ("actors", "recipients", "sources", "places", "source_kinds")
LARGE = 50_000  # events from which on the copy is kept on disk
DELTA = 5_000  # changed events from which on they are joined with the rest
CHUNK = 50_000
EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Links:
    """A field of which an event has any number of values: the event's position for each value, in order."""

    at: Ints
    value: Ints


@dataclass(frozen=True)
class Segment:
    """Events as columns, one position an event. ``first`` and ``last`` are days since 1970-01-01."""

    id: Ints
    report: Ints
    incident: Ints  # 0: in none
    place: Ints  # 0: nowhere
    first: Ints
    last: Ints
    confidence: NDArray[np.float32]
    background: NDArray[np.bool_]
    codes: dict[str, Ints]
    many: dict[str, Links]
    alive: NDArray[np.bool_]
    pairs_cache: list[tuple[Ints, Ints, Ints]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.id)

    def pairs(self) -> tuple[Ints, Ints, Ints]:
        """Position, actor and recipient of each pair of an actor and a recipient of one event."""
        if not self.pairs_cache:
            who, whom = self.many["actors"], self.many["recipients"]
            begin = np.searchsorted(whom.at, who.at, "left")
            count = np.searchsorted(whom.at, who.at, "right") - begin
            rows = np.repeat(np.arange(len(who.at)), count)
            offset = np.arange(len(rows)) - np.repeat(np.cumsum(count) - count, count)
            found = whom.value[begin[rows] + offset] if len(rows) else np.empty(0, np.int32)
            self.pairs_cache.append((who.at[rows], who.value[rows], found.astype(np.int32)))
        return self.pairs_cache[0]


@dataclass(frozen=True)
class Sites:
    """Where places lie, by their ids; index 0 is no place."""

    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    country: Ints
    located: NDArray[np.bool_]


@dataclass(frozen=True)
class Columns:
    """The whole copy. ``words`` are the coded fields' values by code; code 0 is ``None``."""

    write: int
    token: str
    base_write: int
    segments: tuple[Segment, ...]
    words: dict[str, list[str | None]]
    sites: Sites
    kept: bool = False  # whether the first segment is on disk as it is

    def code(self, name: str, value: str | None) -> int:
        """The code of a word; -1 for one that no event has."""
        try:
            return self.words[name].index(value)
        except ValueError:
            return -1


class Coder:
    """Gives words their codes."""

    def __init__(self, words: Iterable[str | None] = (None,)) -> None:
        self.words = list(words)
        self._codes = {word: code for code, word in enumerate(self.words)}

    def code(self, values: Iterable[str | None]) -> Ints:
        codes = self._codes
        found = []
        for value in values:
            code = codes.get(value)
            if code is None:
                code = codes[value] = len(self.words)
                self.words.append(value)
            found.append(code)
        return np.array(found, dtype=np.int32)


# ------------------------------------------------------------------ keeping it up to date


def current(connection: Connection, had: Columns | None, path: Path | None) -> Columns:
    """The copy as of now: ``had`` if nothing changed, ``had`` or the file at ``path`` with what changed, or a new one.

    A file that cannot be written is done without.
    """
    last = last_write(connection)
    if had is not None and (had.write, had.token) == last:
        return had
    if had is None and path is not None:
        had = load(path)
    if had is not None and not _known(connection, had):
        had = None
    columns = _built(connection, last) if had is None else _renewed(connection, had, last)
    if path is not None and not columns.kept and len(columns.segments[0]) >= LARGE:
        with contextlib.suppress(OSError):
            save(columns, path)
            columns = _with(columns, kept=True)
    return columns


def last_write(connection: Connection) -> tuple[int, str]:
    """Number and token of the last write; 0 and nothing for a new ledger."""
    row = connection.execute(select(writes.c.id, writes.c.token).order_by(writes.c.id.desc()).limit(1)).first()
    return (row.id, row.token) if row else (0, "")


def _known(connection: Connection, had: Columns) -> bool:
    """Whether the copy is of this ledger's own past."""
    token = connection.execute(select(writes.c.token).where(writes.c.id == had.write)).scalar()
    return token == had.token if had.write else True


def _with(columns: Columns, **changed: Any) -> Columns:
    return Columns(**{**columns.__dict__, **changed})


def _built(connection: Connection, last: tuple[int, str]) -> Columns:
    coders = {name: Coder() for name in (*CODED, "source_kind", "country")}
    segment = _read(connection, None, coders)
    sites = _sites(connection, coders["country"])
    words = {name: coder.words for name, coder in coders.items()}
    return Columns(*last, last[0], (segment,), words, sites)


def _renewed(connection: Connection, had: Columns, last: tuple[int, str]) -> Columns:
    """Read again what changed since the first segment was made."""
    coders = {name: Coder(words) for name, words in had.words.items()}
    newer = select(events.c.id).where(events.c.changed > had.base_write)
    changed = np.sort(np.array(connection.execute(newer).scalars().all(), dtype=np.int32))
    base = had.segments[0]
    alive = ~np.isin(base.id, changed)
    base = Segment(**{**base.__dict__, "alive": alive})
    delta = _read(connection, changed, coders)
    newest = connection.execute(select(func.max(places.c.id))).scalar() or 0  # places are added, never changed
    sites = had.sites if newest < len(had.sites.country) else _sites(connection, coders["country"])
    words = {name: coder.words for name, coder in coders.items()}
    segments: tuple[Segment, ...] = (base, delta)
    if len(changed) <= DELTA:
        return Columns(*last, had.base_write, segments, words, sites, kept=True)
    return Columns(*last, last[0], (_joined(segments),), words, sites)


def _read(connection: Connection, which: Ints | None, coders: dict[str, Coder]) -> Segment:
    """These events, or all."""
    numbers: list[list[Ints]] = [[] for _ in range(6)]
    confidence: list[NDArray[np.float32]] = []
    background: list[NDArray[np.bool_]] = []
    codes: dict[str, list[Ints]] = {name: [] for name in CODED}
    days: dict[str | None, int] = {None: int(NEVER)}
    for rows in _event_rows(connection, which):
        columns = list(zip(*rows, strict=True))
        for number, values in enumerate(columns[:4]):
            numbers[number].append(np.array([v or 0 for v in values], dtype=np.int32))
        for number, values in ((4, columns[4]), (5, columns[5])):
            numbers[number].append(np.array([_day(v, days) for v in values], dtype=np.int32))
        confidence.append(np.array(columns[6], dtype=np.float32))
        background.append(np.array(columns[7], dtype=np.bool_))
        for name, values in zip(CODED, columns[8:], strict=True):
            codes[name].append(coders[name].code(values))
    id, report, incident, place, first, last = (_concatenated(p, np.int32) for p in numbers)
    return Segment(
        id, report, incident, place, first, last,
        _concatenated(confidence, np.float32), _concatenated(background, np.bool_),
        {name: _concatenated(p, np.int32) for name, p in codes.items()},
        {name: _links(connection, name, which, id, coders["source_kind"]) for name in MANY},
        np.ones(len(id), dtype=np.bool_),
    )  # fmt: skip


def _event_rows(connection: Connection, which: Ints | None) -> Iterator[list[Any]]:
    e = events.c
    wanted = (
        select(
            e.id, e.report, e.incident, e.place, e.earliest, e.latest, e.confidence, e.background,
            e.type, e.mode, e.contexts, e.factuality, e.outcome, e.status, e.decided, standing.c.outlet,
        )
        .join(standing, standing.c.report == e.report)
        .where(e.gone.is_(None))
        .order_by(e.id)
    )  # fmt: skip
    if which is not None:
        for part in parts(which.tolist()):
            if some := [tuple(row) for row in connection.execute(wanted.where(e.id.in_(part)))]:
                yield some
        return
    wanted = wanted.where(e.id > bindparam("after")).limit(CHUNK)
    after = 0
    while rows := [tuple(row) for row in connection.execute(wanted, {"after": after})]:
        yield rows
        after = rows[-1][0]


def _links(connection: Connection, name: str, which: Ints | None, ids: Ints, kinds: Coder) -> Links:
    if name in ("actors", "recipients"):
        value: Any = event_actors.c.actor
        event = event_actors.c.event
        wanted = select(event, value).where(event_actors.c.role == name[:-1])
    elif name == "places":
        value, event = event_places.c.place, event_places.c.event
        wanted = select(event, value)
    else:
        event = claim_events.c.event
        value = claim_sources.c.actor if name == "sources" else claims.c.source_kind
        wanted = select(event, value)
        if name == "sources":
            wanted = wanted.join(claim_sources, claim_sources.c.claim == claim_events.c.claim)
        else:
            wanted = wanted.join(claims, claims.c.id == claim_events.c.claim)
    if which is None:
        rows = list(connection.execute(wanted))
    else:
        rows = [row for part in parts(which.tolist()) for row in connection.execute(wanted.where(event.in_(part)))]
    if not rows:
        return Links(np.empty(0, np.int32), np.empty(0, np.int32))
    found, values = zip(*rows, strict=True)
    owner = np.array(found, dtype=np.int32)
    coded = kinds.code(values) if name == "source_kinds" else np.array(values, dtype=np.int32)
    at = np.searchsorted(ids, owner)
    here = at < len(ids)
    here[here] = ids[at[here]] == owner[here]
    both = np.unique((at[here].astype(np.int64) << 32) | coded[here])  # by position, each value once
    return Links((both >> 32).astype(np.int32), (both & 0xFFFFFFFF).astype(np.int32))


def _sites(connection: Connection, countries: Coder) -> Sites:
    rows = connection.execute(
        select(places.c.id, places.c.latitude, places.c.longitude, places.c.country)
    ).all()  # fmt: skip
    size = max((row.id for row in rows), default=0) + 1
    latitude, longitude = np.zeros(size), np.zeros(size)
    country, located = np.zeros(size, np.int32), np.zeros(size, np.bool_)
    if rows:
        at = np.array([row.id for row in rows])
        latitude[at] = [row.latitude if row.latitude is not None else np.nan for row in rows]
        longitude[at] = [row.longitude if row.longitude is not None else np.nan for row in rows]
        country[at] = countries.code(row.country for row in rows)
        located[at] = ~(np.isnan(latitude[at]) | np.isnan(longitude[at]))
    return Sites(latitude, longitude, country, located)


def _joined(segments: tuple[Segment, ...]) -> Segment:
    """One segment of all that is alive, in order of id."""
    order = np.argsort(np.concatenate([s.id[s.alive] for s in segments]), kind="stable")
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)  # the new position of each event

    def gather(pieces: list[Any]) -> Any:
        return np.concatenate([p[s.alive] for p, s in zip(pieces, segments, strict=True)])[order]

    many = {}
    for name in MANY:
        at, values = [], []
        begin = 0
        for s in segments:
            links = s.many[name]
            new = np.cumsum(s.alive) - 1 + begin
            here = s.alive[links.at]
            at.append(place[new[links.at[here]]])
            values.append(links.value[here])
            begin += int(s.alive.sum())
        joined = np.concatenate(at)
        by_event = np.argsort(joined, kind="stable")
        many[name] = Links(joined[by_event], np.concatenate(values)[by_event])
    names = ("id", "report", "incident", "place", "first", "last", "confidence", "background")
    columns = {name: gather([getattr(s, name) for s in segments]) for name in names}
    codes = {name: gather([s.codes[name] for s in segments]) for name in CODED}
    return Segment(**columns, codes=codes, many=many, alive=np.ones(len(order), np.bool_))


def _concatenated(pieces: list[Any], kind: Any) -> Any:
    return np.concatenate(pieces) if pieces else np.empty(0, kind)


def _day(written: str | None, known: dict[str | None, int]) -> int:
    if written not in known:
        try:
            known[written] = date.fromisoformat(str(written)[:10]).toordinal() - EPOCH
        except ValueError:
            known[written] = int(NEVER)
    return known[written]


# ------------------------------------------------------------------ on disk


def save(columns: Columns, path: Path) -> None:
    """Write the first segment, whole or not at all. Raises `OSError`."""
    base = columns.segments[0]
    head = {
        "format": FORMAT, "write": columns.write, "token": columns.token, "words": columns.words,
    }  # fmt: skip
    arrays: dict[str, Any] = {
        "head": np.frombuffer(json.dumps(head).encode(), dtype=np.uint8),
        **{name: getattr(base, name) for name in ("id", "report", "incident", "place", "first", "last", "confidence",
                                                  "background")},
        **{f"code_{name}": column for name, column in base.codes.items()},
        **{f"at_{name}": links.at for name, links in base.many.items()},
        **{f"value_{name}": links.value for name, links in base.many.items()},
        **{f"site_{name}": getattr(columns.sites, name) for name in ("latitude", "longitude", "country", "located")},
    }  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, **arrays)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def load(path: Path) -> Columns | None:
    """The copy in a file; ``None`` where there is none that can be used."""
    try:
        with np.load(path, allow_pickle=False) as file:
            head = json.loads(file["head"].tobytes())
            if head["format"] != FORMAT:
                return None
            names = ("id", "report", "incident", "place", "first", "last", "confidence", "background")
            base = Segment(
                **{name: file[name] for name in names},
                codes={name: file[f"code_{name}"] for name in CODED},
                many={name: Links(file[f"at_{name}"], file[f"value_{name}"]) for name in MANY},
                alive=np.ones(len(file["id"]), np.bool_),
            )
            sites = Sites(*(file[f"site_{name}"] for name in ("latitude", "longitude", "country", "located")))
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
        return None
    return Columns(head["write"], head["token"], head["write"], (base,), head["words"], sites, kept=True)
