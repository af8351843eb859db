"""How fast a large ledger answers, on SQLite and PostgreSQL, measured in one run.

    python benchmarks/ledger.py [--events N] [--postgres URL] [--keep DIR] [--only sqlite|postgresql] [--json]

Makes a ledger of N events (`generator.py`, always the same one) in each database, asks every published filter
(`filters.json`) for facets, timeline, map clusters, full-text search, a page and relations, and adds reports to it.
Without ``--postgres`` a server is started from the installed binaries, where there are any.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests")]

import generator  # noqa: E402

import databases  # noqa: E402
from harmattan.ledger import Filter, Ledger  # noqa: E402
from harmattan.model import Reading  # noqa: E402
from samples import TEXT, sample  # noqa: E402

FILTERS = json.loads((HERE / "filters.json").read_text(encoding="utf-8"))
WORDS = ("zoko", "miraniko wemitan", "tanra OR lezodu", '"zoko lezodu"', "forrazogu -zoko")  # common and rare ones
ROUNDS = 3
ADDED = 60
MEDIAN, TAIL = 200.0, 600.0  # milliseconds
GROWTH = (1000, 2000, 4000)  # reports


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--events", type=int, default=1_000_000)
    options.add_argument("--postgres", metavar="URL", help="an empty database on a server of yours")
    options.add_argument("--keep", type=Path, metavar="DIR", help="keep the SQLite ledger here, and use it if there")
    options.add_argument("--only", choices=["sqlite", "postgresql"])
    options.add_argument("--json", action="store_true")
    args = options.parse_args()
    found: dict[str, Any] = {}
    if args.only != "postgresql":
        with contextlib.ExitStack() as stack:
            folder = args.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
            found["sqlite"] = measure(str(folder / f"ledger-{args.events}.sqlite"), args.events)
    if args.only != "sqlite":
        try:
            with postgres(args.postgres) as url:
                found["postgresql"] = measure(url, args.events)
        except databases.NoServer as why:
            print(f"PostgreSQL is not measured: {why}", file=sys.stderr)
    if args.json:
        print(json.dumps(found, indent=1))
        return
    for name, figures in found.items():
        show(name, figures)


@contextlib.contextmanager
def postgres(given: str | None) -> Iterator[str]:
    if given:
        yield given
        return
    with databases.server(shared_buffers="1GB") as url:
        yield databases.new_database(url, "bench")


def measure(where: str, events: int) -> dict[str, Any]:
    """Every figure of one database; milliseconds unless said otherwise."""
    with Ledger(where) as book:
        figures: dict[str, Any] = {}
        if not len(book):
            figures["seconds to load"] = clock(lambda: generator.fill(book._engine, events)) / 1000
        print(f"{book.name}: loaded", file=sys.stderr)
        figures["first question, the copy made"] = clock(lambda: book.facets(fields=("type",)))
    with Ledger(where, create=False) as book:
        figures["first question, the copy read"] = clock(lambda: book.facets(fields=("type",)))
        figures["events"] = book.facets(fields=()).events
        figures |= questions(book)
        figures |= adding(book)
        if book.path is not None:
            figures["growth"] = growth()
    return figures


def questions(book: Ledger) -> dict[str, Any]:
    filters = [Filter(**{k: tuple(v) if isinstance(v, list) else v for k, v in f["filter"].items()}) for f in FILTERS]
    total = book.facets(fields=()).events
    asked: dict[str, Callable[[Filter, int], Any]] = {
        "facets": lambda f, _: book.facets(f),
        "timeline": lambda f, _: book.timeline(f, bucket="week"),
        "map clusters": lambda f, n: book.clusters(f, zoom=2 + n % 8),
        "full-text search": lambda f, n: book.search(WORDS[n % len(WORDS)], f),
        "a page": lambda f, _: book.find(f),
        "relations": lambda f, _: book.relations(f),
    }
    found: dict[str, Any] = {"share": {}, "times": {}}
    for entry, filter in zip(FILTERS, filters, strict=True):
        found["share"][entry["name"]] = book.find(filter, limit=1).total / total
    for name, ask in asked.items():
        found["times"][name] = [
            clock(lambda a=ask, f=filter, n=n: a(f, n)) for _ in range(ROUNDS) for n, filter in enumerate(filters)
        ]
    return found


def adding(book: Ledger) -> dict[str, Any]:
    """Time to add one report, and to answer the question after it."""
    add, ask = [], []
    for n in range(ADDED):
        reading = report(n)
        add.append(clock(lambda r=reading: book.add(r)))
        ask.append(clock(lambda: book.facets(Filter(types=("ASSAULT",)))))
    return {"adding a report": add, "facets right after": ask, "reports": len(book)}


def report(n: int) -> Reading:
    return sample(f"bench {n} {time.time_ns()}", text=f"{TEXT} It was report {n} of {time.time_ns()}.")


def growth() -> list[float]:
    """Processor seconds to build ledgers of growing numbers of reports through the public call."""
    found: list[float] = []
    for reports in GROWTH:
        readings = [replace_text(n) for n in range(reports)]
        with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder, "l")) as book:
            start = time.process_time()  # a busy machine would make a step look longer than it is
            for at in range(0, len(readings), 16):
                book.add_many(readings[at : at + 16])
            found.append(time.process_time() - start)
    return found


def replace_text(n: int) -> Reading:
    reading = sample(f"r{n}", text=f"{TEXT} It was report {n}.")
    return replace(reading, report=replace(reading.report, outlet=f"Outlet {n % 50}"))


def clock(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def show(name: str, figures: dict[str, Any]) -> None:
    shares = sorted(figures["share"].values())
    print(f"\n{name}: {figures['events']:,} events, {figures['reports']:,} reports; ", end="")
    print(f"filters select {shares[0]:.3%} to {shares[-1]:.1%}")
    for what, times in {
        **figures["times"],
        **{k: figures[k] for k in ("adding a report", "facets right after")},
    }.items():
        middle, tail = np.median(times), np.percentile(times, 95)
        print(f"  {what:24} median {middle:7.1f} ms   p95 {tail:7.1f} ms   most {max(times):7.1f} ms")
    for what in ("seconds to load", "first question, the copy made", "first question, the copy read"):
        if what in figures:
            print(f"  {what:34} {figures[what]:10.1f}")
    if "growth" not in figures:
        return
    steps = figures["growth"]
    ratios = ", ".join(f"{b / a:.2f}" for a, b in itertools.pairwise(steps))
    sizes = ", ".join(f"{n:,}: {s:.1f} s" for n, s in zip(GROWTH, steps, strict=True))
    print(f"  building, reports (a SQLite file)  {sizes}; per doubling x {ratios}")


if __name__ == "__main__":
    main()
