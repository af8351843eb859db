"""A ledger whose writer is killed stays whole, and two writers do each other no harm."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from harmattan.ledger import Ledger
from harmattan.schema import check_reading
from samples import sample

BATCH = 4

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def fork(work: Callable[[], None]) -> int:
    """Run ``work`` in a child process; its process id."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        except Exception as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
        finally:
            os._exit(status)
    return child


def assert_whole(path: Path) -> Counter[str]:
    """The ledger is sound, and every batch is there as a whole; how many reports each batch has."""
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    with Ledger(path) as book:
        readings = list(book.readings())
    assert all(check_reading(reading) == [] for reading in readings)
    batches = Counter(str(reading.report.id).split()[0] for reading in readings)
    assert set(batches.values()) <= {BATCH}
    return batches


def test_killed_at_any_moment_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    chance = random.Random(7)
    kept = 0
    for round in range(15):

        def write(round: int = round) -> None:
            with Ledger(path) as book:
                for batch in range(10_000):
                    book.add_many(sample(f"{round}:{batch} {n}", text=sample().report.text + f" {round} {batch} {n}")
                                  for n in range(BATCH))  # fmt: skip

        child = fork(write)
        time.sleep(chance.uniform(0.0, 0.25))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        batches = assert_whole(path)
        assert len(batches) >= kept, "what was kept is not lost"
        kept = len(batches)
    assert kept > 0


def test_two_writers_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"

    def write() -> None:  # both write the same reports, into a ledger that neither finds there
        with Ledger(path) as book:
            for batch in range(12):
                book.add_many(sample(f"{batch} {n}") for n in range(BATCH))

    children = [fork(write), fork(write)]
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
    assert assert_whole(path) == Counter({str(batch): BATCH for batch in range(12)})
