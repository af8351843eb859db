"""How long it takes to bring a ledger's incidents up to date, on SQLite and PostgreSQL, measured in one run.

    python benchmarks/gathering.py [--reports N,N,…] [--days N] [--added N] [--only sqlite|postgresql] [--out DIR]

Makes readings with a fixed seed: incidents crowd on days of crisis, actors and places are Zipf-distributed, words come
as often as in the package's table of news words, a report tells of four incidents, several reports of one, and a
quarter of the reports repeat another's text. Adds them, gathers them all, then adds and gathers one report at a time.
``--out`` is where figures (``gathering.json``) and a plot (SVG) go.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests")]

import generator  # noqa: E402
import plots  # noqa: E402

import ledger as questions  # noqa: E402
from harmattan.ledger import Ledger  # noqa: E402
from harmattan.model import EVENT_TYPES, Actor, Event, Mention, Place, Reading, Report, Span, Time  # noqa: E402
from harmattan.situation.update import situation_of_ledger, update  # noqa: E402
from harmattan.situation.words import _counts  # noqa: E402
from samples import READER  # noqa: E402

SYNDICATED = 0.25
NAMES = questions.NAMES
PER_REPORT = 4  # events
PER_INCIDENT = 3  # events
DAYS = 6 * 365  # over which the reports are spread, 12 a day where they are few
SHOWN = 5_000  # reports up to which the whole situation is worked out
BOUND = 100  # milliseconds


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--reports", default="1000,2000,4000")
    options.add_argument("--added", type=int, default=40)
    options.add_argument("--days", type=int, metavar="N", help="over which the reports are spread")
    options.add_argument("--only", choices=["sqlite", "postgresql"])
    options.add_argument("--out", type=Path, metavar="DIR", help="write figures and a plot here")
    args = options.parse_args()
    found: list[dict[str, Any]] = []
    for count, kind in itertools.product(map(int, args.reports.split(",")), [args.only] if args.only else NAMES):
        with place(kind) as where:
            found.append({"database": NAMES[kind], **measure(where, count, args.added, args.days)})
        show(found[-1])
        if args.out:
            args.out.mkdir(parents=True, exist_ok=True)
            (args.out / "gathering.json").write_text(json.dumps(found), encoding="utf-8")
            plot(args.out, found)


@contextlib.contextmanager
def place(kind: str) -> Iterator[str]:
    """Where a new ledger can be."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield str(Path(folder, "ledger.sqlite"))
    else:
        with questions.postgres(None) as url:
            yield url


def measure(where: str, count: int, added: int, days: int | None) -> dict[str, Any]:
    """Every figure of a ledger of so many reports: seconds by the clock, and of processor time."""
    readings = made(count + added, days)
    with Ledger(where) as book:
        clock = partial(passed, served=questions.database(book))
        load = [0.0, 0.0]
        for at in range(0, count, 16):
            batch = list(islice(readings, min(16, count - at)))
            load = [a + b for a, b in zip(load, clock(partial(book.add_many, batch)), strict=True)]
        first = clock(lambda: update(book))
        adding, gathering = [], []
        for reading in readings:
            adding.append(clock(partial(book.add, reading)))
            gathering.append(clock(lambda: update(book)))
        held = Counter(len(i.events) for i in book.incidents())
        found = {**book.counts(), "of one event": held[1], "events of the largest": max(held)}
        if count <= SHOWN:
            found["the whole situation"] = clock(lambda: situation_of_ledger(book))
    return {**found, "adding": load, "first gathering": first, "adding one report": adding, "gathering it": gathering,
            "both": [(a[0] + b[0], a[1] + b[1]) for a, b in zip(adding, gathering, strict=True)],
            "load of the machine": os.getloadavg()[0]}  # fmt: skip


def show(found: dict[str, Any]) -> None:
    print(f"{found['database']}: {found['reports']:,} reports, {found['events']:,} events, "
          f"{found['incidents']:,} incidents, of "
          f"{found['of one event']:,} one event; the largest of {found['events of the largest']}")  # fmt: skip
    print(f"  load of the machine at the end {found['load of the machine']:.1f}")
    for what in ("adding", "first gathering", "the whole situation"):
        if what in found:
            print(f"  {what:20} {found[what][0]:8.1f} s, {found[what][1]:8.1f} s of processor time")
    for what in ("adding one report", "gathering it", "both"):
        for kind, n in (("by the clock", 0), ("processor", 1)):
            times = [1000 * t[n] for t in found[what]]
            print(f"  {what:20} median {np.median(times):7.0f} ms, p95 {np.percentile(times, 95):7.0f} ms, {kind}")


def plot(folder: Path, found: list[dict[str, Any]]) -> None:
    """A plot of processor time by reports: all at once, and one more."""

    def lines(what: str, of: Callable[[Any], float]) -> list[plots.Series]:
        return [
            plots.Series(name, [(f["reports"], of(f[what])) for f in found if f["database"] == name], line=True)
            for name in dict.fromkeys(f["database"] for f in found)
        ]

    def middle(times: list[tuple[float, float]]) -> float:
        return 1000 * float(np.median([processor for _, processor in times]))

    panels = [
        plots.Panel("adding all reports", "reports", "s, processor time", lines("adding", lambda t: t[1])),
        plots.Panel("gathering them", "reports", "s, processor time", lines("first gathering", lambda t: t[1])),
        plots.Panel("adding one more", "reports", "ms, processor time, median", lines("adding one report", middle)),
        plots.Panel("adding one more and gathering it", "reports", "ms, processor time, median", lines("both", middle),
                    [(BOUND, "bound")]),
    ]  # fmt: skip
    plots.draw(folder / "building.svg", panels, "What building a ledger takes by the number of reports")


def passed(work: Callable[[], Any], served: str | None) -> tuple[float, float]:
    """Seconds by the clock, and of processor time, that of the database's server included."""
    clock, processor = questions.both(work, served)
    return clock / 1000, processor / 1000


def made(count: int, days: int | None = None, seed: int = 1) -> Iterator[Reading]:
    """As many readings, in order of date but for a few late ones, spread over so many days."""
    chance = np.random.default_rng(seed)
    texts, table = _counts()
    vocabulary = np.array([*(w for w in table if len(w) > 2), "the", "and", "for"])
    often = np.array([*(n for w, n in table.items() if len(w) > 2), texts, texts, texts], dtype=float)
    draw = np.cumsum(often) / often.sum()
    size = max(200, int((count * PER_REPORT) ** 0.62))
    incidents = count * PER_REPORT // PER_INCIDENT
    days = days or min(max(60, count // 12), DAYS)
    crises = chance.integers(0, days, max(3, incidents // 400))
    day = np.where(chance.random(incidents) < 0.5, chance.choice(crises, incidents) + chance.exponential(6, incidents),
                   chance.integers(0, days, incidents)).astype(int).clip(0, days)  # fmt: skip
    shares = np.array(generator.TYPE_WEIGHTS) / sum(generator.TYPE_WEIGHTS)
    world = {
        "type": chance.choice(len(EVENT_TYPES), incidents, p=shares),
        "actor": generator._zipf(chance, size, incidents),
        "recipient": generator._zipf(chance, size, incidents),
        "place": generator._zipf(chance, size // 2, incidents),
        "words": vocabulary[np.searchsorted(draw, chance.random((incidents, 14))).clip(0, len(vocabulary) - 1)],
    }  # fmt: skip
    order = np.argsort(day, kind="stable")
    weights = np.cumsum(chance.pareto(1.3, incidents) + 0.2)
    weights /= weights[-1]
    starts = np.sort(np.searchsorted(weights, chance.random(count)).clip(0, incidents - 1))
    last: Reading | None = None
    for n in range(count):
        if last and chance.random() < SYNDICATED:
            last = repeated(n, last, f"Outlet {n % 60}")
            yield last
            continue
        near = (starts[n] + chance.integers(-6, 7, PER_REPORT - 1)).clip(0, incidents - 1)
        told = [int(order[at]) for at in dict.fromkeys([starts[n], *near])]
        fresh = vocabulary[np.searchsorted(draw, chance.random((len(told), 12))).clip(0, len(vocabulary) - 1)]
        last = report(n, told, world, day, fresh, chance)
        yield last


def repeated(n: int, old: Reading, outlet: str) -> Reading:
    """The text of another report once more."""
    return replace(old, report=replace(old.report, id=f"r{n}", outlet=outlet))


def report(
    n: int, told: list[int], world: dict[str, Any], day: Any, fresh: Any, chance: np.random.Generator
) -> Reading:
    """A report of these incidents in the words of each and some of its own."""
    actors: dict[int, Actor] = {}
    places: dict[int, Place] = {}
    sentences, events, times = [], [], []
    at = 0
    published = generator._iso(int(day[told[0]]) + int(chance.integers(0, 3)))
    for k, what in enumerate(told):
        who, whom, where = (int(world[f][what]) for f in ("actor", "recipient", "place"))
        own = [str(w) for w in chance.permutation(world["words"][what])[:9]]
        words = f"Actor{who} {' '.join(own)} Actor{whom} {' '.join(map(str, fresh[k]))} Town{where}."
        span = Span(at, at + len(words), words)
        trigger = Span(at + len(f"Actor{who} "), at + len(f"Actor{who} {own[0]}"), own[0])
        for one in (who, whom):
            kind = "state" if one < generator.COUNTRIES else ("organization", "group", "person")[one % 3]
            actors.setdefault(one, Actor(f"a{len(actors) + 1}", f"Actor{one}", kind, generator._country(one % 60),  # type: ignore[arg-type]
                                         (("GOV", "MIL", "REB", "CVL", "JRN")[one % 5],), wikidata=f"Q{one}",
                                         mentions=(Mention(Span(at, at + 5, words[:5]), "name"),)))  # fmt: skip
        places.setdefault(where, Place(f"p{len(places) + 1}", f"Town{where}", where + 1, float(where % 50),
                                       float(where % 170), generator._country(where % 60), None, "settlement",
                                       (span,)))  # fmt: skip
        dated = chance.random() < 0.4
        if dated:
            exact = generator._iso(int(day[what]))
            times.append(Time(f"t{k}", "DATE", "at", None, exact, exact, span))
        events.append(
            Event(f"e{k + 1}", EVENT_TYPES[world["type"][what]], None, (), None, trigger, span, (actors[who].id,),
                  (actors[whom].id,), (places[where].id,), (f"t{k}",) if dated else ())
        )  # fmt: skip
        sentences.append(words)
        at += len(words) + 1
    text = Report(f"r{n}", " ".join(sentences), outlet=f"Outlet {n % 60}", published=published)
    return Reading(READER, text, tuple(actors.values()), tuple(places.values()), tuple(times), (), tuple(events), ())


if __name__ == "__main__":
    main()
