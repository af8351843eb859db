"""Which reports are one voice: copies and agency texts that several outlets print corroborate nothing.

Two texts are copies when most of the shorter one's runs of five words stand in the other. Candidates are found by a
sketch, the smallest hashes of those runs, as in MinHash; the overlap is then counted exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b

from harmattan.model import Reading, ReportId
from harmattan.situation.clustering import connected
from harmattan.situation.happenings import matching, report_order

RUN = 5  # words in a shingle
SKETCH = 16  # hashes by which copies are found
COPY = 0.5  # share of the shorter text's shingles that the other must hold
HEAD = 120  # characters at the start in which an agency is named

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks in a report: the number of its group of copies, its outlet, and the agency it names at its head."""

    copies: int
    outlet: str | None
    agency: str | None


def independent(a: Voice, b: Voice) -> bool:
    """Whether two reports speak for themselves: no copies, not of one outlet, not of one agency."""
    if a.copies == b.copies:
        return False
    mine, others = {a.outlet, a.agency} - {None}, {b.outlet, b.agency} - {None}
    return not mine & others


def voices(readings: Iterable[Reading]) -> Mapping[ReportId, Voice]:
    """The voice of each report."""
    readings = sorted(readings, key=lambda r: report_order(r.report.id))
    several = len(readings) > 1
    runs = [shingles(reading.report.text) if several else frozenset() for reading in readings]
    shelves: dict[int, list[int]] = {}
    pairs: set[tuple[int, int]] = set()
    for n, mine in enumerate(runs):
        for hash in sketch(mine):
            pairs |= {(other, n) for other in shelves.get(hash, ())}
            shelves.setdefault(hash, []).append(n)
    groups = connected(range(len(readings)), [(x, y) for x, y in sorted(pairs) if copies(runs[x], runs[y])])
    number = {n: at for at, members in enumerate(groups) for n in members}
    return {
        reading.report.id: Voice(number[n], _folded(reading.report.outlet), _agency(reading.report.text))
        for n, reading in enumerate(readings)
    }


def shingles(text: str) -> frozenset[int]:
    """Hashes of each run of five words of a text, of all its words when there are fewer."""
    words = _WORD.findall(text.lower())
    return frozenset(
        int.from_bytes(blake2b(" ".join(words[n : n + RUN]).encode(errors="replace"), digest_size=8).digest())
        for n in range(max(1, len(words) - RUN + 1))
    )


def sketch(runs: frozenset[int]) -> list[int]:
    """The smallest hashes: two texts that are mostly alike share some of them. A store may keep them as keys."""
    return sorted(runs)[:SKETCH]


def copies(a: frozenset[int], b: frozenset[int]) -> bool:
    """Whether one text is mostly in the other."""
    return len(a & b) >= COPY * min(len(a), len(b))


def _agency(text: str) -> str | None:
    found = _agencies().search(text[:HEAD])
    return _folded(found.group(1)) if found else None


@cache
def _agencies() -> re.Pattern[str]:
    return re.compile(matching()["agencies"])


def _folded(name: str | None) -> str | None:
    return " ".join(name.lower().split()) if name else None
