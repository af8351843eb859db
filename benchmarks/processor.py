"""Processor time of questions to a ledger, its server's included: what a busy machine does not distort.

    python benchmarks/processor.py FILE_OR_URL

Asks the published filters once of a ledger that ``generator.py`` made. Linux only: the server's time is read from /proc
to a hundredth of a second, without that of parallel workers.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

import ledger as questions
from harmattan.ledger import Filter, Ledger


def main() -> None:
    filters = [
        Filter(**{k: tuple(v) if isinstance(v, list) else v for k, v in entry["filter"].items()})
        for entry in questions.FILTERS
    ]
    with Ledger(sys.argv[1], create=False) as book:
        name = sys.argv[1].split("?")[0].rsplit("/", 1)[-1]
        book.facets(fields=())
        asked = {
            "facets": lambda f, n: book.facets(f),
            "timeline": lambda f, n: book.timeline(f, bucket="week"),
            "map clusters": lambda f, n: book.clusters(f, zoom=2 + n % 8),
            "full-text search": lambda f, n: book.search(questions.WORDS[n % len(questions.WORDS)], f),
        }
        for what, ask in asked.items():
            times = []
            for n, filter in enumerate(filters):
                start = time.process_time() * 1000 + server(name)
                ask(filter, n)
                times.append(time.process_time() * 1000 + server(name) - start)
            middle, tail = np.median(times), np.percentile(times, 95)
            print(f"{what:18} median {middle:7.1f} ms   p95 {tail:7.1f} ms   most {max(times):7.1f} ms")


def server(name: str) -> float:
    """Milliseconds of the PostgreSQL processes that serve this database."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text()
            if "(postgres)" in fields and f" {name} " in status.with_name("cmdline").read_text():
                user, system = fields.rsplit(")", 1)[1].split()[11:13]
                total += int(user) + int(system)
        except OSError:
            continue
    return total * 10.0


if __name__ == "__main__":
    main()
