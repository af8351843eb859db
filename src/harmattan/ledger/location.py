"""Where the ledger lies when nobody says."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def default_ledger() -> Path:
    """``$HARMATTAN_LEDGER``, or ``harmattan/ledger.sqlite`` in the user's data folder.

    That folder is ``$XDG_DATA_HOME`` (``~/.local/share``), ``~/Library/Application Support`` on macOS and
    ``%LOCALAPPDATA%`` on Windows.
    """
    if named := os.environ.get("HARMATTAN_LEDGER"):
        return Path(named)
    home = Path.home()
    if sys.platform == "win32":
        folder = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        folder = home / "Library" / "Application Support"
    else:
        folder = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return folder / "harmattan" / "ledger.sqlite"
