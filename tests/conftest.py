"""Shared by all tests; its presence also lets them import `samples`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

import databases

_numbers = count(1)


@pytest.fixture(autouse=True)
def own_home(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test touches the user's own ledger, or leaves copies in the user's cache."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HARMATTAN_LEDGER", str(home / "ledger.sqlite"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[], str]]:
    """Makes new databases with a ledger's tables; each call gives a URL. Skips where no server can be started."""
    from harmattan.ledger import Ledger

    try:
        with databases.server() as url:
            Ledger(databases.new_database(url, "ledger_template")).close()
            yield lambda: databases.new_database(url, f"ledger_{next(_numbers)}", "ledger_template")
    except databases.NoServer as why:
        if databases.STRICT:
            pytest.fail(f"PostgreSQL is not tested: {why}")
        pytest.skip(f"PostgreSQL is not tested: {why}")


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new ledger can be, once in each kind of database."""
    if request.param == "sqlite":
        return str(tmp_path / "ledger.sqlite")
    url: str = request.getfixturevalue("postgres")()
    return url
