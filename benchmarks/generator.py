"""A large ledger made up with a fixed seed: the shapes of real news, written straight into the tables.

Actors and places are Zipf-distributed; the world's attention comes in bursts, in which many reports tell of one
incident within days; wire stories are printed again by other outlets word for word. Made for measuring, not for
reading: the sentences are words drawn from a Zipf-distributed vocabulary with the parties' names among them.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import Connection, Engine, Table

from harmattan.knowledge.folding import fold
from harmattan.knowledge.ontology import plover
from harmattan.ledger import search, store, tables
from harmattan.ledger.flatten import VERSION
from harmattan.model import EVENT_TYPES

SYLLABLES = ("ba", "ko", "ti", "mou", "ra", "den", "sa", "gu", "le", "ni", "for", "ka", "zo", "mi", "tan", "we", "du")
COUNTRIES = 60
TYPE_WEIGHTS = (3, 14, 8, 2, 3, 3, 4, 6, 8, 5, 3, 5, 3, 5, 9, 19)
FACTUALITY = (("asserted", 0.62), ("future", 0.13), ("possible", 0.12), ("negated", 0.07), ("hypothetical", 0.06))
STATUSES = (("reported", 0.6), ("corroborated", 0.2), ("contested", 0.08), ("denied", 0.04), ("announced", 0.08))
KINDS = ("official", "named", "anonymous", "media", "eyewitness", "analyst")
STANCES = ("says", "says", "says", "confirms", "denies", "accuses", "condemns", "warns")
OUTCOMES = ("unknown", "completed", "ongoing", "attempted")
CONTEXTS = ("", "military", "military", "diplomatic", "legal", "election", "terrorism", "military terrorism")
FIRST, DAYS = date(2019, 1, 1).toordinal(), 365 * 6
PER_REPORT = 4  # events
SYNDICATED = 0.25  # of reports repeat another's text
BATCH = 20_000  # reports written at once


@dataclass(frozen=True)
class World:
    """Who, where and what words there are."""

    actors: int
    places: int
    vocabulary: np.ndarray[Any, Any]


def fill(engine: Engine, events: int, seed: int = 1) -> None:
    """Write a ledger of about this many events into the empty tables behind ``engine``."""
    chance = np.random.default_rng(seed)
    size = max(200, int(events**0.62))
    world = World(size * 4, size * 2, _words(chance, 20_000))
    with store.writing(engine) as connection:
        _make_ready(connection)
        _put(connection, tables.writes, [{"id": 1, "at": "2026-01-01T00:00:00+00:00", "token": secrets.token_hex(8)}])
        _put(connection, tables.readers, [{"id": 1, "version": "0.1.0", "model": "bench", "knowledge": "bench"}])
        names = _cast(connection, world, chance)
        towns = _towns(connection, world, chance)
        reports = events // PER_REPORT
        incidents = _incidents(connection, events // 3, world, chance)
        for first in range(0, reports, BATCH):
            _reports(connection, first, min(first + BATCH, reports), world, names, towns, incidents, chance)
        _finish(connection)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _put(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Bulk load: COPY where there is one."""
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        names = list(rows[0])
        columns = ", ".join(f'"{name}"' for name in names)
        marks = ", ".join("?" * len(names))
        statement = f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})'  # noqa: S608
        connection.connection.cursor().executemany(statement, [tuple(row.values()) for row in rows])
        return
    names = ", ".join(f'"{name}"' for name in rows[0])
    with connection.connection.cursor().copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(tuple(row.values()))


def _words(chance: np.random.Generator, size: int) -> np.ndarray[Any, Any]:
    """Made-up words, the commonest first."""
    found: dict[str, None] = {}
    while len(found) < size:
        found["".join(chance.choice(SYLLABLES, int(chance.integers(2, 5))))] = None
    return np.array(list(found))


def _zipf(chance: np.random.Generator, size: int, count: int, exponent: float = 1.05) -> np.ndarray[Any, Any]:
    """``count`` ranks from 0 to ``size``, low ones much more often."""
    weights = np.arange(1, size + 1, dtype=float) ** -exponent
    return np.searchsorted(np.cumsum(weights) / weights.sum(), chance.random(count)).clip(0, size - 1)


def _country(n: int) -> str:
    return f"{chr(65 + n % 26)}{chr(65 + n // 26 % 26)}X"


def _cast(connection: Connection, world: World, chance: np.random.Generator) -> list[str]:
    names = []
    rows = []
    for id in range(1, world.actors + 1):
        words = chance.choice(world.vocabulary, 2)
        name = f"{words[0].title()} {words[1].title()} {id}"
        names.append(name)
        kind = "state" if id <= COUNTRIES else ("organization", "group", "person")[id % 3]
        rows.append(
            {"id": id, "key": f"Q{id}", "name": name, "kind": kind, "country": _country(id % COUNTRIES),
             "sectors": ("GOV", "MIL", "REB", "CVL", "JRN")[id % 5], "wikidata": f"Q{id}"}
        )  # fmt: skip
    _put(connection, tables.actors, rows)
    _put(connection, tables.actor_names, [{"actor": n, "folded": f" {fold(name)} "} for n, name in enumerate(names, 1)])
    return names


def _towns(connection: Connection, world: World, chance: np.random.Generator) -> list[str]:
    names, rows = [], []
    middle = chance.uniform((-35, -120), (60, 140), (COUNTRIES, 2))
    for id in range(1, world.places + 1):
        name = f"{chance.choice(world.vocabulary).title()}{id}"
        names.append(name)
        country = id % COUNTRIES
        where = middle[country] + chance.normal(0, 3, 2)
        rows.append(
            {"id": id, "key": str(id), "name": name, "folded": fold(name), "geonameid": id,
             "country": _country(country), "admin1": f"R{id % 12}", "latitude": float(np.clip(where[0], -80, 80)),
             "longitude": float(np.clip(where[1], -179, 179)),
             "precision": "country" if id <= COUNTRIES else "settlement"}
        )  # fmt: skip
    _put(connection, tables.places, rows)
    return names


def _incidents(connection: Connection, count: int, world: World, chance: np.random.Generator) -> dict[str, Any]:
    """What happened: incidents crowd on days of crisis."""
    crises = chance.integers(0, DAYS, max(3, count // 2000))
    burst = chance.random(count) < 0.5
    day = np.where(burst, chance.choice(crises, count) + chance.exponential(6, count).astype(int),
                   chance.integers(0, DAYS, count)).clip(0, DAYS - 1)  # fmt: skip
    found = {
        "day": day,
        "type": chance.choice(len(EVENT_TYPES), count, p=np.array(TYPE_WEIGHTS) / sum(TYPE_WEIGHTS)),
        "actor": _zipf(chance, world.actors, count) + 1,
        "recipient": _zipf(chance, world.actors, count) + 1,
        "place": _zipf(chance, world.places, count) + 1,
        "status": chance.choice(len(STATUSES), count, p=[p for _, p in STATUSES]),
    }
    _put(connection, tables.incidents, [
        {"id": n + 1, "type": EVENT_TYPES[found["type"][n]], "mode": None,
         "status": STATUSES[found["status"][n]][0], "earliest": _iso(day[n]), "latest": _iso(day[n]), "record": "{}",
         "first_seen": 1, "changed": 1}
        for n in range(count)
    ])  # fmt: skip
    found["weights"] = np.cumsum(chance.pareto(1.3, count) + 0.2)
    return found


def _iso(day: int) -> str:
    return date.fromordinal(FIRST + int(day)).isoformat()


def _sentence(words: Sequence[str], *names: str) -> str:
    return f"{names[0]} {' '.join(words[:6])} {names[1]} {' '.join(words[6:])} {names[2]}."


def _reports(
    connection: Connection, first: int, end: int, world: World, names: list[str], towns: list[str],
    incidents: dict[str, Any], chance: np.random.Generator,
) -> None:  # fmt: skip
    """Reports ``first`` to ``end`` with all that they say."""
    rows: dict[Table, list[dict[str, Any]]] = {
        table: []
        for table in (
            tables.texts, tables.reports, tables.revisions, tables.readings, tables.standing, tables.anchors,
            tables.events, tables.event_actors, tables.event_places, tables.claims, tables.claim_sources,
            tables.claim_events, tables.statements, tables.incident_members,
        )
    }  # fmt: skip
    count = end - first
    words = world.vocabulary[_zipf(chance, len(world.vocabulary), count * PER_REPORT * 24)].tolist()
    happening = np.searchsorted(incidents["weights"], chance.random(count * PER_REPORT) * incidents["weights"][-1])
    happening = happening.clip(0, len(incidents["day"]) - 1)
    outlet = _zipf(chance, 400, count)
    repeats = chance.random(count) < SYNDICATED
    factuality = chance.choice(len(FACTUALITY), count * PER_REPORT, p=[p for _, p in FACTUALITY])
    dice = chance.random((count * PER_REPORT, 4))
    confidence = chance.beta(4, 2, count * PER_REPORT).round(3)
    indexed_events: list[tuple[int, str]] = []
    indexed_reports: list[tuple[int, str]] = []
    story: list[str] = []
    for n in range(count):
        report = first + n + 1
        base = n * PER_REPORT
        if not (repeats[n] and story):
            story = []
            for k in range(PER_REPORT):
                at = (base + k) * 24
                what = happening[base + k]
                who, whom, where = (int(incidents[field][what]) - 1 for field in ("actor", "recipient", "place"))
                story.append(_sentence(words[at : at + 24], names[who], names[whom], towns[where]))
            told = happening[base : base + PER_REPORT]
        happening[base : base + PER_REPORT] = told
        text = " ".join(story)
        digest = hashlib.sha256(f"{text}{report}".encode()).hexdigest()
        day = int(incidents["day"][told[0]])
        published = _iso(min(day + int(dice[base, 3] * 3), DAYS - 1))
        title = story[0][:60]
        paper = f"Outlet {outlet[n]}"
        record = json.dumps({"title": title, "outlet": paper, "published": published})
        rows[tables.texts].append({"digest": digest, "text": text})
        rows[tables.reports].append({"id": report, "key": json.dumps(f"r{report}")})
        rows[tables.revisions].append(
            {"id": report, "report": report, "number": 1, "digest": digest, "content": digest, "text": digest,
             "record": record, "added": "2026-01-01T00:00:00+00:00"})  # fmt: skip
        rows[tables.readings].append(
            {"id": report, "content": digest, "reader": 1, "body": "{}", "why": "{}",
             "added": "2026-01-01T00:00:00+00:00"})  # fmt: skip
        rows[tables.standing].append(
            {"report": report, "revision": report, "reading": report, "title": title, "outlet": paper,
             "published": published, "flat": VERSION})  # fmt: skip
        indexed_reports.append((report, f"{title}\n{text}"))
        start = 0
        for k, sentence in enumerate(story):
            event = (report - 1) * PER_REPORT + k + 1
            what = told[k]
            luck = dice[base + k]
            type = EVENT_TYPES[incidents["type"][what]]
            modes = sorted(plover().modes[type])
            mode = modes[int(luck[0] * len(modes))] if modes and luck[1] < 0.6 else None
            fact = FACTUALITY[factuality[base + k]][0]
            days = (_iso(incidents["day"][what]),) * 2 if luck[2] < 0.7 else (published, published)
            actor, recipient = int(incidents["actor"][what]), int(incidents["recipient"][what])
            place = int(incidents["place"][what]) if luck[3] < 0.85 else None
            rows[tables.anchors].append({"id": event, "key": f"{digest}:{start}-{start + 8}"})
            rows[tables.events].append(
                {"id": event, "report": report, "anchor": event, "local": f"e{k + 1}", "type": type, "mode": mode,
                 "contexts": CONTEXTS[int(luck[1] * len(CONTEXTS))], "cameo": None, "factuality": fact,
                 "outcome": OUTCOMES[int(luck[0] * len(OUTCOMES))], "background": bool(luck[2] > 0.95),
                 "confidence": float(confidence[base + k]), "earliest": days[0], "latest": days[1],
                 "dated": "told" if luck[2] < 0.7 else "published", "place": place, "trigger": sentence[:8],
                 "evidence": sentence, "part": "text", "start": start, "end": start + len(sentence),
                 "digest": digest[:24], "decided": None, "incident": int(what) + 1,
                 "status": STATUSES[incidents["status"][what]][0], "pending": False, "first_seen": 1,
                 "changed": 1})  # fmt: skip
            indexed_events.append((event, sentence))
            rows[tables.incident_members].append({"incident": int(what) + 1, "event": event, "since": 1})
            rows[tables.event_actors].append({"event": event, "role": "actor", "actor": actor, "position": 0})
            if luck[1] < 0.8:
                rows[tables.event_actors].append(
                    {"event": event, "role": "recipient", "actor": recipient, "position": 0}
                )
            if place:
                rows[tables.event_places].append({"event": event, "place": place, "position": 0})
            source = None
            if luck[0] < 0.45:
                source = recipient if luck[0] < 0.2 else actor
                rows[tables.claims].append(
                    {"id": event, "report": report, "local": f"c{k + 1}", "source_kind": KINDS[int(luck[1] * 6)],
                     "stance": STANCES[int(luck[3] * 8)], "quoted": bool(luck[2] < 0.3), "cue": "said",
                     "content": sentence, "part": "text", "start": start, "end": start + len(sentence)})  # fmt: skip
                rows[tables.claim_events].append({"claim": event, "event": event})
                if luck[1] < 0.7:
                    rows[tables.claim_sources].append({"claim": event, "actor": source, "position": 0})
            said = [("type", type), ("factuality", fact), ("actor", names[actor - 1]), ("days", "/".join(days))]
            said += [("place", towns[place - 1])] if place else []
            rows[tables.statements] += [
                {"report": report, "anchor": event, "field": field, "value": value, "source": source,
                 "source_kind": KINDS[int(luck[1] * 6)] if source else None, "part": "text", "start": start,
                 "end": start + 8, "first_seen": 1, "last_seen": 1}
                for field, value in said
            ]  # fmt: skip
            start += len(sentence) + 1
    for table, found in rows.items():
        _put(connection, table, found)
    for name, indexed in (("event_search", indexed_events), ("report_search", indexed_reports)):
        _index(connection, name, indexed)


def _index(connection: Connection, name: str, rows: list[tuple[int, str]]) -> None:
    cursor = connection.connection.cursor()
    if connection.dialect.name == "sqlite":
        cursor.executemany(f"INSERT INTO {name} (rowid, words) VALUES (?, ?)",  # noqa: S608
                           [(id, search.searchable(words)) for id, words in rows])  # fmt: skip
        return
    cursor.execute("CREATE TEMP TABLE IF NOT EXISTS words_to_index (id integer, words text) ON COMMIT DROP")
    cursor.execute("TRUNCATE words_to_index")
    with cursor.copy("COPY words_to_index FROM STDIN") as copy:
        for id, words in rows:
            copy.write_row((id, search.searchable(words)))
    cursor.execute(f"INSERT INTO {name} SELECT id, to_tsvector('english', words) FROM words_to_index")  # noqa: S608


def _make_ready(connection: Connection) -> None:
    """PostgreSQL loads faster without its checks, and makes the search indexes at the end."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for name in ("event_search", "report_search"):
            connection.exec_driver_sql(f"DROP INDEX {name}_words")


def _finish(connection: Connection) -> None:
    """Let PostgreSQL's own numbers go on behind those that were written."""
    if connection.dialect.name == "sqlite":
        return
    connection.exec_driver_sql("SET LOCAL maintenance_work_mem = '1GB'")
    for name in ("event_search", "report_search"):
        connection.exec_driver_sql(f"CREATE INDEX {name}_words ON {name} USING gin (words)")
    for table in tables.metadata.sorted_tables:
        if "id" in table.c and table.name != "writes":
            connection.exec_driver_sql(
                f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "  # noqa: S608
                f'(SELECT coalesce(max(id), 1) FROM "{table.name}"))'
            )
