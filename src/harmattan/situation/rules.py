"""By which rules incidents are gathered, in a string: a store whose incidents were made by others gathers them anew."""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from pathlib import Path

import harmattan

HERE = Path(__file__).parent


@cache
def rules() -> str:
    """The version of Harmattan, and a digest of all that decides: this package's code, its settings and word lists."""
    found = sha256()
    for path in sorted(p for p in HERE.rglob("*") if p.suffix in (".py", ".yaml", ".tsv")):
        found.update(path.relative_to(HERE).as_posix().encode())
        found.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return f"{harmattan.__version__} {found.hexdigest()[:16]}"


def newer(one: str, other: str) -> bool:
    """Whether these rules are of a later version of Harmattan than the others."""
    return _version(one) > _version(other)


def _version(rules: str) -> list[int]:
    return [int(n) for n in re.findall(r"\d+", rules.split()[0])]
