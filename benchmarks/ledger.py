"""How fast a large ledger answers, on SQLite and PostgreSQL, measured in one run.

    python benchmarks/ledger.py [--events N] [--postgres URL] [--keep DIR] [--only sqlite|postgresql] [--out DIR]

Makes a ledger of N events (`generator.py`, always the same one) in each database, asks every published filter
(`filters.json`) for facets, timeline, map clusters, full-text search, a page and relations, and adds reports to it.
Without ``--postgres`` a server is started from the installed binaries, where there are any. ``--out`` is where figures
(``ledger.json``) and plots (SVG) go.

Each figure is given by the clock, and, since other work on the machine distorts that, in processor time: that of this
process and of its PostgreSQL server process together (Linux: read from /proc to a hundredth of a second, without
parallel workers), beside how many programs the machine was running meanwhile.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import os
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
import plots  # noqa: E402

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
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--events", type=int, default=1_000_000)
    options.add_argument("--postgres", metavar="URL", help="an empty database on a server of yours")
    options.add_argument("--keep", type=Path, metavar="DIR", help="keep the SQLite ledger here, and use it if there")
    options.add_argument("--only", choices=["sqlite", "postgresql"])
    options.add_argument("--out", type=Path, metavar="DIR", help="write figures and plots here")
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
    for name, figures in found.items():
        show(name, figures)
    if args.out:
        args.out.mkdir(parents=True, exist_ok=True)
        (args.out / "ledger.json").write_text(json.dumps(found), encoding="utf-8")
        plot(args.out, found)


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
            figures["load, seconds"] = clock(lambda: generator.fill(book._engine, events)) / 1000
        print(f"{book.name}: loaded", file=sys.stderr)
        figures["first question, the copy made"] = clock(lambda: book.facets(fields=("type",)))
    with Ledger(where, create=False) as book:
        figures["first question, the copy read"] = clock(lambda: book.facets(fields=("type",)))
        figures["events"] = book.facets(fields=()).events
        served = database(book)
        before = os.getloadavg()[0]
        figures |= questions(book, served)
        figures |= adding(book, served)
        figures["load"] = before, os.getloadavg()[0]
        if book.path is not None:
            figures["growth"] = growth()
    return figures


def questions(book: Ledger, served: str | None) -> dict[str, Any]:
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
            both(lambda a=ask, f=filter, n=n: a(f, n), served)
            for _ in range(ROUNDS)
            for n, filter in enumerate(filters)
        ]
    return found


def adding(book: Ledger, served: str | None) -> dict[str, Any]:
    """Time to add one report, and to answer the question after it."""
    add, ask = [], []
    for n in range(ADDED):
        reading = report(n)
        add.append(both(lambda r=reading: book.add(r), served))
        ask.append(both(lambda: book.facets(Filter(types=("ASSAULT",))), served))
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


def database(book: Ledger) -> str | None:
    """The database's name on its server; ``None`` for a file."""
    return book.name.split("?")[0].rsplit("/", 1)[-1] if book.path is None else None


def both(work: Callable[[], Any], served: str | None) -> tuple[float, float]:
    """Milliseconds by the clock, and of processor time: this process's and its server's."""
    start = time.process_time() * 1000 + server(served)
    passed = clock(work)
    return passed, time.process_time() * 1000 + server(served) - start


def server(database: str | None) -> float:
    """Milliseconds of processor time of the PostgreSQL processes that serve this database."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/stat") if database else ():
        try:
            fields = status.read_text()
            if "(postgres)" in fields and f" {database} " in status.with_name("cmdline").read_text():
                user, system = fields.rsplit(")", 1)[1].split()[11:13]
                total += int(user) + int(system)
        except OSError:
            continue
    return total * 10.0


def show(name: str, figures: dict[str, Any]) -> None:
    shares = sorted(figures["share"].values())
    print(f"\n{name}: {figures['events']:,} events, {figures['reports']:,} reports; ", end="")
    print(f"filters select {shares[0]:.3%} to {shares[-1]:.1%}")
    print(f"  load of the machine {figures['load'][0]:.1f} before, {figures['load'][1]:.1f} after")
    for what, times in {
        **figures["times"],
        **{k: figures[k] for k in ("adding a report", "facets right after")},
    }.items():
        for kind, n in (("by the clock", 0), ("processor", 1)):
            found = [pair[n] for pair in times]
            middle, tail = np.median(found), np.percentile(found, 95)
            print(f"  {what:20} median {middle:7.1f} ms   p95 {tail:7.1f} ms   most {max(found):7.1f} ms   {kind}")
    for what in ("load, seconds", "first question, the copy made", "first question, the copy read"):
        if what in figures:
            print(f"  {what:34} {figures[what]:10.1f}")
    if "growth" not in figures:
        return
    steps = figures["growth"]
    ratios = ", ".join(f"{b / a:.2f}" for a, b in itertools.pairwise(steps))
    sizes = ", ".join(f"{n:,}: {s:.1f} s" for n, s in zip(GROWTH, steps, strict=True))
    print(f"  building, reports (a SQLite file)  {sizes}; per doubling x {ratios}")


def plot(folder: Path, found: dict[str, Any]) -> None:
    """Plots of what each question takes by the share of events that the filter selects, the middle of its rounds."""
    for file, n, kind in (("questions-clock.svg", 0, "by the clock"), ("questions-processor.svg", 1, "processor time")):
        panels = []
        for what in ("facets", "timeline", "map clusters", "full-text search"):
            series = []
            for name, figures in found.items():
                rounds = np.array(figures["times"][what])[:, n].reshape(ROUNDS, -1)
                middle = np.median(rounds, axis=0).clip(1)
                share = [max(100 * share, 0.001) for share in figures["share"].values()]
                series.append(plots.Series(NAMES[name], sorted(zip(share, map(float, middle), strict=True))))
            marks = [(MEDIAN, "bound of the median"), (TAIL, "bound of the 95th percentile")]
            panels.append(plots.Panel(what, "% of events selected", f"ms, {kind}", series, marks))
        events = max(figures["events"] for figures in found.values())
        plots.draw(folder / file, panels, f"What questions to {events:,} events take, {kind}")


if __name__ == "__main__":
    main()
