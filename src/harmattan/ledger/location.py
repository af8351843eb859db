"""Where a ledger lies: a file, or a PostgreSQL database."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

_POSTGRES = ("postgresql://", "postgres://", "postgresql+psycopg://")


@dataclass(frozen=True, slots=True)
class Location:
    """``url`` is SQLAlchemy's; ``path`` is a SQLite ledger's file; ``shown`` names the ledger without its password."""

    url: str
    path: Path | None
    shown: str


def locate(named: str | os.PathLike[str]) -> Location:
    """What a user means by ``named``: a ``postgresql://`` URL, or else a file."""
    if isinstance(named, str) and named.startswith(_POSTGRES):
        from sqlalchemy import make_url

        url = make_url(named).set(drivername="postgresql+psycopg")
        shown = url.set(drivername="postgresql").render_as_string(hide_password=True)
        return Location(url.render_as_string(hide_password=False), None, shown)
    path = Path(named)
    return Location(f"sqlite:///{path}", path, str(path))


def default_ledger() -> str | Path:
    """``$HARMATTAN_LEDGER`` (a file or a ``postgresql://`` URL), or ``harmattan/ledger.sqlite`` in the data folder.

    That folder is ``$XDG_DATA_HOME`` (``~/.local/share``), ``~/Library/Application Support`` on macOS and
    ``%LOCALAPPDATA%`` on Windows.
    """
    if named := os.environ.get("HARMATTAN_LEDGER"):
        return named if named.startswith(_POSTGRES) else Path(named)
    home = Path.home()
    if sys.platform == "win32":
        folder = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        folder = home / "Library" / "Application Support"
    else:
        folder = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return folder / "harmattan" / "ledger.sqlite"


def cache_folder() -> Path:
    """Where copies lie that can be made anew: ``harmattan`` in the user's cache folder."""
    home = Path.home()
    if sys.platform == "win32":
        folder = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "Cache"
    elif sys.platform == "darwin":
        folder = home / "Library" / "Caches"
    else:
        folder = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
    return folder / "harmattan"
