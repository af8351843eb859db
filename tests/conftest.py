"""Shared by all tests; its presence also lets them import `samples`."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def own_home(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test touches the user's own ledger."""
    monkeypatch.setenv("HARMATTAN_LEDGER", str(tmp_path_factory.mktemp("home") / "ledger.sqlite"))
