"""A ledger whose writers are killed stays whole, and several writers do each other no harm."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import made
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from harmattan.errors import LedgerChanged
from harmattan.ledger import Group, Ledger
from harmattan.ledger.tables import metadata
from harmattan.schema import check_reading
from killing import all_end_well, assert_incidents_whole, killed, needs_fork
from samples import sample

BATCH = 2
KILLS = {"sqlite": 200, "postgresql": 20}


def assert_whole(place: str) -> None:
    """The database is sound, batches and incidents are there as a whole, and nothing points nowhere."""
    if "://" not in place:
        with sqlite3.connect(place) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    with Ledger(place) as book:
        readings = list(book.readings())
        assert all(check_reading(reading) == [] for reading in readings)
        batches = Counter(str(reading.report.id).split()[0] for reading in readings)
        assert set(batches.values()) <= {BATCH}
        assert book.find(limit=1).total == sum(len(r.events) for r in readings)
        assert_incidents_whole(book)


def gather(book: Ledger, chance: random.Random) -> tuple[str, ...]:
    """Put the waiting events, and what they share a key with, into incidents anew."""
    while True:
        waiting = book.pending(limit=6)
        keys = {ref.id: {f"k{chance.randint(1, 9)}"} for ref in waiting.events}
        block = book.block([*keys, *waiting.gone], keys)
        by_key: dict[str, list[int]] = {}
        for ref in block.events:
            by_key.setdefault(min(block.keys.get(ref.id, {"none"})), []).append(ref.id)
        groups = [Group(tuple(ids), "ASSAULT", chance.choice(["reported", "contested"])) for ids in by_key.values()]
        try:
            return book.save_incidents(groups, keys=keys, settled=waiting.gone, seen=block.seen)
        except LedgerChanged:
            continue


@needs_fork
def test_killed_at_any_moment_nothing_accepted_is_lost(place: str) -> None:
    kills = KILLS["sqlite" if "://" not in place else "postgresql"]
    chance = random.Random(7)
    accepted: dict[str, set[Any]] = {"report": set(), "decision": set()}
    Ledger(place).close()
    for round in range(kills):

        def write(say: Callable[[str], None], round: int = round) -> None:
            dice = random.Random(round)

            def tell(kind: str, *ids: Any) -> None:  # only after the call has come back
                say("".join(json.dumps([kind, id]) + "\n" for id in ids))

            with Ledger(place) as book:
                for batch in count():
                    readings = [made.reading(dice, f"{round}:{batch} {n}") for n in range(BATCH)]
                    book.add_many(readings)
                    tell("report", *(r.report.id for r in readings))
                    tell("decision", book.decide("accept", book.event(readings[0].report.id, "e1"), by="A", why="b").id)
                    gather(book, dice)

        # half of them are killed once they have done something, half whatever they do
        _, told = killed(write, chance.uniform(0.0, 0.08) if round % 10 < 9 else 0.6, at_once=not round % 2)
        for line in told.splitlines():
            what, id = json.loads(line)
            accepted[what].add(id)
        if round % 20 == 19:
            assert_whole(place)
            with Ledger(place) as book:
                assert accepted["report"] <= {report.id for report in book.reports()}
                assert accepted["decision"] <= {decision.id for decision in book.decisions()}
    assert accepted["report"]
    assert accepted["decision"]


@needs_fork
def test_several_writers_do_no_harm(place: str) -> None:
    """Two write the same reports and decisions, and gather the same events."""
    if "://" not in place:
        Path(place).unlink(missing_ok=True)  # neither finds a ledger there

    def write(seed: int) -> None:
        dice = random.Random(seed)
        with Ledger(place) as book:
            for batch in range(6):
                book.add_many(sample(f"{batch} {n}") for n in range(BATCH))
                book.decide("accept", book.event(f"{batch} 0", "e1"), by=f"writer {seed}", why="seen")
                gather(book, dice)

    assert all_end_well([partial(write, seed) for seed in (1, 2)])
    assert_whole(place)
    with Ledger(place) as book:
        assert len(book) == 6 * BATCH
        assert len(book.decisions()) == 12


# ------------------------------------------------------------------ order and repetition


def contents(book: Ledger) -> dict[str, list[str]]:
    """All that a ledger says of each report, whatever the rows' numbers and times are."""
    rows = [json.dumps(row.to_dict(), sort_keys=True) for row in book.find(limit=10_000).events]
    statements = book.frame("statements", kind="polars").drop("first_seen", "last_seen").rows()
    return {
        "events": sorted(rows),
        "statements": sorted(map(str, statements)),
        "claims": sorted(map(str, book.frame("claims", kind="polars").rows())),
        "readings": sorted(str(reading.to_dict()) for reading in book.readings()),
        "words": sorted(str(hit.report) for hit in book.search("gold OR raid", limit=100)),
    }


def everything(book: Ledger) -> list[str]:
    with book._engine.connect() as connection:
        return [f"{t.name} {row}" for t in metadata.sorted_tables for row in connection.execute(select(t))]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "ledger.sqlite"
    Ledger(path).close()
    return path


POOL = made.readings(7, seed=9)
batches = st.permutations(range(len(POOL))).flatmap(
    lambda order: st.lists(st.integers(1, 3), min_size=7, max_size=7).map(lambda sizes: _cut(order, sizes))
)


def _cut(order: list[int], sizes: list[int]) -> list[list[int]]:
    found, left = [], list(order)
    for size in sizes:
        if left:
            found.append([left.pop() for _ in range(min(size, len(left)))])
    return found


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=batches, again=st.lists(st.sampled_from(range(len(POOL))), max_size=5))
def test_order_and_repetition_do_not_matter(
    empty: Path, tmp_path_factory: pytest.TempPathFactory, order: list[list[int]], again: list[int]
) -> None:
    paths = [shutil.copy(empty, tmp_path_factory.mktemp("order") / "l") for _ in range(2)]
    with Ledger(paths[0]) as one, Ledger(paths[1]) as other:
        assert one.add_many(POOL) == len(POOL)
        for batch in order:
            assert other.add_many(POOL[n] for n in batch) == len(batch)
        assert contents(one) == contents(other)
        before = everything(other)
        assert other.add_many(POOL[n] for n in again) == 0
        assert everything(other) == before, "adding again changes nothing"
