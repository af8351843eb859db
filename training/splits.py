"""Which documents are never trained on: a fixed quarter of every suite, so that figures on it are of unseen text."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

PARTS = 4  # of the suites' gold, one is kept for figures
JUDGED = 8  # of the documents with own labels, one is kept to choose settings and calibrate


def held_back(suite: str, id: str | int) -> bool:
    """Whether a document is kept for measuring; decided by a digest of its name, so that it never changes."""
    return hashlib.sha256(f"{suite}/{id}".encode()).digest()[0] % PARTS == 0


def judged(suite: str, id: str | int) -> bool:
    """Whether a document with labels of our own is kept to choose settings by and to calibrate."""
    return hashlib.sha256(f"{suite}/{id}".encode()).digest()[1] % JUDGED == 0


@cache
def own_test() -> frozenset[tuple[str, str]]:
    """The articles of the project's own test, as (suite, id)."""
    path = Path(__file__).parent / "labels" / "test-articles.txt"
    lines = path.read_text(encoding="utf-8").split("\n")
    return frozenset((s, i) for s, _, i in (x.partition("/") for x in lines if x and not x.startswith("#")))
