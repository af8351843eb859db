"""Which documents are never trained on: a fixed quarter of every suite, so that figures on it are of unseen text."""

from __future__ import annotations

import hashlib

PARTS = 4


def held_back(suite: str, id: str | int) -> bool:
    """Whether a document is kept for measuring; decided by a digest of its name, so that it never changes."""
    return hashlib.sha256(f"{suite}/{id}".encode()).digest()[0] % PARTS == 0
