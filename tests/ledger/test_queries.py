"""What filters select is compared with a plain look at every event."""

from __future__ import annotations

import random
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import made
import numpy as np
import pytest

from harmattan.errors import FilterError
from harmattan.ledger import Filter, Group, Ledger, columns, search
from harmattan.ledger.flatten import possible_days
from harmattan.ledger.queries import FACETS
from harmattan.model import Event, Reading

REPORTS = 70
STORED = made.readings(REPORTS, seed=5)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def new_place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], str]:
    if request.param == "postgresql":
        make: Callable[[], str] = request.getfixturevalue("postgres")
        return make
    return lambda: str(tmp_path_factory.mktemp("ledger") / "ledger.sqlite")


@pytest.fixture(scope="module", params=["built at once", "in two segments", "joined again"])
def book(new_place: Callable[[], str], request: pytest.FixtureRequest) -> Iterator[Ledger]:
    """A ledger whose columns came about in each of their ways."""
    with pytest.MonkeyPatch.context() as patch, Ledger(new_place()) as ledger:
        if request.param != "built at once":
            patch.setattr(columns, "DELTA", 10_000 if request.param == "in two segments" else 0)
            wrong = [replace(r, events=r.events[1:]) for r in made.readings(REPORTS // 2, seed=6)]
            ledger.add_many(wrong)
            assert ledger.find().total
        ledger.add_many(STORED)
        decide(ledger)
        yield ledger


def decide(ledger: Ledger) -> None:
    """Reject the first event of every tenth report, and gather the events of each report into an incident."""
    for n in range(0, REPORTS, 10):
        ledger.decide("reject", ledger.event(f"r{n}", "e1"), by="Ana", why="no event")
    by_report: dict[str, list[int]] = {}
    waiting = ledger.pending()
    for ref in waiting.events:
        by_report.setdefault(ref.report, []).append(ref.id)
    groups = [Group(tuple(ids), "ASSAULT", STATUSES[len(ids) % 3]) for ids in by_report.values()]
    ledger.save_incidents(groups, settled=waiting.gone)


STATUSES = ("reported", "contested", "denied")


def all_events() -> list[tuple[Reading, Event]]:
    return [(r, e) for r in STORED for e in r.events]


def plain(words: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", words.lower()) if not unicodedata.combining(c))


def fits(filter: Filter, reading: Reading, event: Event) -> bool:
    """The filter's meaning, spelled out."""
    actors = {a.id: a for a in reading.actors}
    places = {p.id: p for p in reading.places}
    sources = {s for c in reading.claims if event.id in c.about for s in c.sources}
    kinds = {c.source_kind for c in reading.claims if event.id in c.about}
    times = [(t.earliest, t.latest) for t in reading.times if t.id in event.times]
    told = possible_days([(a, b) for a, b in times if a and b])
    published = reading.report.published
    days = told or ((published, published) if published and not event.background else None)
    rejected = int(str(reading.report.id)[1:]) % 10 == 0 and event.id == "e1"

    def named(ids: Any, values: tuple[str, ...]) -> bool:
        names = [f" {actors[id].name.lower().replace(chr(39), '')} " for id in ids]
        names = [plain(n) for n in names]
        asked = [plain(v).replace("'", "") for v in values]
        return any(f" {v} " in name for v in asked for name in names) or any(
            actors[id].wikidata in values for id in ids
        )

    here = [places[id] for id in event.places]
    if filter.box:
        west, south, east, north = filter.box
        here = [
            p for p in here
            if p.latitude is not None and p.longitude is not None and south <= p.latitude <= north
            and (west <= p.longitude <= east if west <= east else p.longitude >= west or p.longitude <= east)
        ]  # fmt: skip
    here = [p for p in here if not filter.countries or p.country in filter.countries]
    here = [p for p in here if not filter.places or p.name in filter.places or str(p.geonameid) in filter.places]
    first, last = filter.days
    checks = [
        not filter.types or event.type in filter.types,
        not filter.modes or event.mode in filter.modes,
        not filter.contexts or bool(set(event.contexts) & set(filter.contexts)),
        not filter.factuality or event.factuality in filter.factuality,
        not filter.outlets or reading.report.outlet in filter.outlets,
        not filter.actors or named(event.actors, filter.actors),
        not filter.recipients or named(event.recipients, filter.recipients),
        not filter.parties or named((*event.actors, *event.recipients), filter.parties),
        not filter.sources or named(sources, filter.sources),
        not filter.source_kinds or bool(kinds & set(filter.source_kinds)),
        not (filter.box or filter.countries or filter.places) or bool(here),
        filter.confidence is None or event.confidence >= filter.confidence,
        filter.background is None or event.background == filter.background,
        filter.text is None or plain(filter.text) in plain(event.evidence.text),
        filter.story is None or plain(filter.story) in plain(f"{reading.report.title} {reading.report.text}"),
        first is None or (days is not None and date.fromisoformat(days[1]) >= first),
        last is None or (days is not None and date.fromisoformat(days[0]) <= last),
        not filter.statuses or STATUSES[len(reading.events) % 3] in filter.statuses,
        rejected == ("rejected" in filter.decided),
        filter.report is None or reading.report.id == filter.report,
    ]
    return all(checks)


def random_filter(chance: random.Random) -> Filter:
    choices: dict[str, list[Any]] = {
        "types": [("ASSAULT",), ("RETREAT", "CONSULT")], "modes": [("aerial",), ("visit", "withdraw")],
        "contexts": [("military",), ("military", "election")], "factuality": [("asserted", "future"), ("negated",)],
        "outlets": [("Echo",), ("Echo", "Courier")], "actors": [("Wagner",), ("Q2", "France"), ("groupe d'etudes",)],
        "recipients": [("WAGNER GROUP",), ("mali",)], "parties": [("Diop",), ("wagner tribune",)],
        "sources": [("Q1",), ("France", "Mali")], "source_kinds": [("official",), ("anonymous",)],
        "countries": [("MLI",), ("FRA", "FJI"), ("XXX",)], "places": [("Gao",), ("2", "Paris"), ("Nowhere",)],
        "box": [(-5.0, 10.0, 5.0, 20.0), (170.0, -30.0, -170.0, 0.0)], "confidence": [0.2, 0.7],
        "background": [True, False], "text": ["gold", "election", "river"], "story": ["market", "truce"],
        "since": ["2020-07", "2021"], "until": ["2021-03-15", "2020"],
        "statuses": [("reported",), ("contested", "denied")],
        "decided": [("rejected",)], "report": ["r7", "r10", "r999"],
    }  # fmt: skip
    names = chance.sample(sorted(choices), chance.choice([0, 1, 1, 2, 2, 3, 4]))
    given = {name: chance.choice(choices[name]) for name in names}
    try:
        return Filter(**given)
    except FilterError:
        return random_filter(chance)


def test_filters_select_what_they_say(book: Ledger) -> None:
    chance = random.Random(11)
    some = 0
    for _ in range(150):
        filter = random_filter(chance)
        wanted = sorted((r.report.id, e.id) for r, e in all_events() if fits(filter, r, e))
        page = book.find(filter, limit=1000)
        found = sorted((row.report, row.event) for row in page.events)
        assert found == wanted, filter
        assert page.total == len(wanted)
        some += bool(wanted)
    assert some > 40, "the filters of this test meet something"


def test_pages_follow_each_other(book: Ledger) -> None:
    filter = Filter(types=("ASSAULT",))
    whole = book.find(filter, limit=1000).events
    parts, cursor = [], None
    while True:
        page = book.find(filter, limit=7, cursor=cursor)
        parts += page.events
        assert page.total == len(whole)
        cursor = page.cursor
        if cursor is None:
            break
    assert tuple(parts) == whole
    days = [row.earliest or "" for row in whole]
    assert days == sorted(days, reverse=True), "the latest first, undated ones last"


def test_facets_count_every_value(book: Ledger) -> None:
    filter = Filter(factuality=("asserted",))
    chosen = [(r, e) for r, e in all_events() if fits(filter, r, e)]
    found = book.facets(filter, limit=100)
    assert found.events == len(chosen)
    assert found.reports == len({r.report.id for r, _ in chosen}) == found.incidents
    names = {r.report.id: {a.id: a.name for a in r.actors} for r in STORED}
    countries = {r.report.id: {p.id: p.country for p in r.places} for r in STORED}
    expected = {
        "type": Counter(e.type for _, e in chosen),
        "mode": Counter(e.mode for _, e in chosen if e.mode),
        "context": Counter(c for _, e in chosen for c in e.contexts),
        "actor": Counter(names[r.report.id][a] for r, e in chosen for a in e.actors),
        "country": Counter(c for r, e in chosen for c in {countries[r.report.id][p] for p in e.places} if c),
        "outlet": Counter(r.report.outlet for r, _ in chosen if r.report.outlet),
        "source_kind": Counter(k for r, e in chosen
                               for k in {c.source_kind for c in r.claims if e.id in c.about}),
    }  # fmt: skip
    assert set(found.counts) == set(FACETS)
    for name, counts in expected.items():
        assert dict(found.counts[name]) == dict(counts), name


def test_timeline_fills_the_gaps(book: Ledger) -> None:
    filter = Filter(types=("RETREAT",))
    rows = book.find(filter, limit=1000).events
    for bucket, length in (("month", 7), ("year", 4), ("day", 10)):
        line = book.timeline(filter, bucket=bucket)  # type: ignore[arg-type]
        counted = Counter(row.earliest[:length] for row in rows if row.earliest)
        assert {when: n for when, n in line if n} == dict(counted)
        assert [when for when, _ in line] == sorted({when for when, _ in line})
    weeks = book.timeline(filter, bucket="week")
    assert all(date.fromisoformat(when).weekday() == 0 for when, _ in weeks)
    assert sum(n for _, n in weeks) == sum(1 for row in rows if row.earliest)


def test_clusters_split_as_one_zooms_in(book: Ledger) -> None:
    whole = [row for row in book.find(limit=1000).events if row.latitude is not None]
    for zoom, least in ((0, 1), (6, 4)):
        found = book.clusters(zoom=zoom)
        assert sum(c.events for c in found) == len(whole)
        assert len(found) >= least
    near = max(book.clusters(Filter(countries=("MLI",)), zoom=9), key=lambda c: c.events)
    assert {near.place} <= {"Gao", "Timbuktu", "Mali"}
    towns = {"Gao": (16.27, -0.04), "Timbuktu": (16.77, -3.0), "Mali": (17.0, -4.0)}
    assert (near.latitude, near.longitude) == pytest.approx(towns[near.place])


def test_relations_sum_by_pair_and_period(book: Ledger) -> None:
    pairs: Counter[tuple[str, str]] = Counter()
    for r, e in all_events():
        if fits(Filter(), r, e):
            names = {a.id: a.name for a in r.actors}
            pairs.update((names[a], names[b]) for a in e.actors for b in e.recipients)
    found = book.relations(bucket=None, limit=1000)
    assert {(f.actor, f.recipient): f.events for f in found} == dict(pairs)
    assert all(sum(f.quads.values()) == f.events for f in found)
    months = book.relations(bucket="month", limit=1000)
    assert sum(f.events for f in months) == sum(pairs.values())


def test_search_finds_reports_by_their_words(book: Ledger) -> None:
    hits = book.search("gold mine", limit=1000)
    wanted = {
        r.report.id for r in STORED
        if {"gold", "mine"} <= set(plain(f"{r.report.title} {r.report.text}").replace(".", "").split())
    }  # fmt: skip
    assert {hit.report for hit in hits} == wanted
    assert all("gold" in h.passage.lower() or "mine" in h.passage.lower() or "gold" in str(h.title) for h in hits)
    few = book.search("gold mine", Filter(outlets=("Echo",)), limit=1000)
    assert {hit.report for hit in few} == {
        r.report.id for r in STORED
        if r.report.id in wanted and any(fits(Filter(outlets=("Echo",)), r, e) for e in r.events)
    }  # fmt: skip
    assert all(hit.events for hit in few)


@pytest.mark.parametrize("few", [0, 5000])
def test_the_newest_matches_are_the_newest(book: Ledger, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "FEW", few)
    chance = random.Random(3)
    with book._engine.connect() as connection:
        every = np.sort(search.matches(connection, "report_search", "gold"))
        assert len(every) > 10
        for size in (1, 3, 10, 60):
            fits = np.array(sorted(chance.sample(range(1, 100), size)))
            found = search.newest(connection, "report_search", "gold", fits, 100, 3)
            assert sorted(found.tolist()) == np.intersect1d(every, fits)[-3:].tolist()
        found = search.newest(connection, "report_search", "gold", None, 100, 3)
        assert sorted(found.tolist()) == every[-3:].tolist()


@pytest.mark.parametrize(
    ("query", "fitting"),
    [
        ("schools", lambda w: "school" in w),
        ('"gold mine"', lambda w: "gold mine" in w),
        ("raid -convoy", lambda w: "raid" in w and "convoy" not in w),
        ("raid OR truce", lambda w: "raid" in w or "truce" in w),
        ("gold raid OR truce", lambda w: "gold" in w and ("raid" in w or "truce" in w)),
        ("Élection", lambda w: "election" in w),
        ('river" OR', lambda w: "river" in w),
    ],
)
def test_both_databases_understand_a_query_alike(place: str, query: str, fitting: Any) -> None:
    with Ledger(place) as ledger:
        ledger.add_many(STORED[:20])
        found = {(row.report, row.event) for row in ledger.find(Filter(text=query), limit=1000).events}
        assert found == {(r.report.id, e.id) for r in STORED[:20] for e in r.events if fitting(plain(e.evidence.text))}


@pytest.mark.parametrize("words", ["", "   ", "-gold", '""', "OR", "* ( )"])
def test_queries_without_a_word_are_refused(place: str, words: str) -> None:
    with Ledger(place) as ledger, pytest.raises(FilterError, match="no word"):
        ledger.search(words)


def test_an_empty_ledger_answers(place: str) -> None:
    with Ledger(place) as ledger:
        assert ledger.find().events == ()
        assert ledger.facets().events == 0
        assert ledger.timeline() == ledger.clusters() == ledger.relations() == ledger.search("gold") == ()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"since": "soon"}, "no day"),
        ({"since": "2021-13"}, "no day"),
        ({"since": "2022", "until": "2021"}, "later than"),
        ({"types": ("BOMB",)}, "none of the types"),
        ({"types": "ASSAULT"}, "tuple of words"),
        ({"box": (0.0, 10.0, 5.0, 5.0)}, "no box"),
        ({"statuses": ("sure",)}, "none of the statuses"),
    ],
)
def test_impossible_filters_say_so(given: dict[str, Any], message: str) -> None:
    with pytest.raises(FilterError, match=message):
        Filter(**given)


def test_questions_that_make_no_sense_say_so(place: str) -> None:
    with Ledger(place) as ledger:
        for ask in (lambda: ledger.find(cursor="?"), lambda: ledger.find(limit=0), lambda: ledger.clusters(zoom=99),
                    lambda: ledger.facets(fields=("colour",)), lambda: ledger.timeline(bucket="hour")):  # type: ignore[arg-type]  # fmt: skip
            with pytest.raises(FilterError):
                ask()


def test_partial_days() -> None:
    assert Filter(since="2020-02", until="2020-02").days == (date(2020, 2, 1), date(2020, 2, 29))
    assert Filter(since="2021", until="2021").days == (date(2021, 1, 1), date(2021, 12, 31))
