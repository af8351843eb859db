"""Writers in processes of their own that are killed at any moment, and what must hold of a ledger afterwards."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from select import select as select_ready
from typing import Any

import pytest
from sqlalchemy import func, select

from harmattan.ledger import Ledger
from harmattan.ledger.tables import events, incident_members, incidents

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def fork(work: Callable[[], Any]) -> int:
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


def killed(work: Callable[[Callable[[str], None]], Any], after: float, *, at_once: bool = False) -> tuple[bool, str]:
    """Run ``work`` in a child process and kill it; whether it was killed before its end, and what it told.

    ``work`` is given a function that tells something. It is killed ``after`` so many seconds from the first thing that
    it tells, or from its start if ``at_once``.
    """
    reader, writer = os.pipe()
    child = fork(lambda: work(lambda words: void(os.write(writer, words.encode()))))
    os.close(writer)
    if not at_once:
        select_ready([reader], [], [], 30)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    with os.fdopen(reader) as told:
        return status == signal.SIGKILL, told.read()


def void(_: Any) -> None:
    """Nothing."""


def all_end_well(works: list[Callable[[], Any]]) -> bool:
    """Run these at the same time, each in a process of its own; whether all came to their end."""
    children = [fork(work) for work in works]
    return [os.waitpid(child, 0)[1] for child in children] == [0] * len(children)


def assert_incidents_whole(book: Ledger) -> None:
    """Each event is in the one incident that it says, and each incident that stands has events of its own status."""
    m, e, i = incident_members.c, events.c, incidents.c
    with book._engine.connect() as connection:
        held = dict(connection.execute(select(m.event, m.incident).where(m.until.is_(None))).all())
        assert connection.execute(select(func.count()).where(m.until.is_(None))).scalar() == len(held)
        assert held == dict(connection.execute(select(e.id, e.incident).where(e.incident.is_not(None))).all())
        standing = dict(connection.execute(select(i.id, i.status).where(i.gone.is_(None))).all())
        assert set(held.values()) == set(standing)
        said = connection.execute(select(e.incident, e.status).where(e.incident.is_not(None))).all()
        assert all(standing[incident] == status for incident, status in said)
