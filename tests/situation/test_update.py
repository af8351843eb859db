"""A ledger's incidents are those of a full run, however its reports and decisions came, and their ids last."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from sqlalchemy import select

from harmattan.errors import LedgerChanged, LedgerError
from harmattan.ledger import EventRef, Filter, Ledger
from harmattan.ledger.tables import events
from harmattan.model import Reader, Reading
from harmattan.schema import situation_schema
from harmattan.situation.grouping import Constraints, group
from harmattan.situation.happenings import Key, happenings
from harmattan.situation.incidents import situation
from harmattan.situation.rules import rules
from harmattan.situation.update import situation_of_ledger, update
from incident_samples import ARMY, FRANCE, GAO, MALI, MALI_PLACE, MOPTI, RAID, REBELS, RETOLD, TOLD, VILLAGERS, report
from killing import all_end_well, assert_incidents_whole, killed, needs_fork

NEWER = Reader("2", "m", "k")
WHO = {"by": "Ana", "why": "read it"}
TEXTS = [TOLD, RETOLD, "The army killed rebels in Mopti.", "Villagers fled after an attack near Gao."]
EXTRA = "Rebels raided a market near Gao and killed villagers on Monday."


def made(chance: random.Random, id: int) -> Reading:
    """A report of one of several alike raids."""
    day = chance.choice(["2022-01-24", "2022-01-25", "2022-02-20", None])
    said: dict[str, Any] = {}
    if chance.random() < 0.4:
        said = {"stance": chance.choice(["says", "denies"]), "source": chance.choice([FRANCE, MALI])}
    return report(
        id,
        chance.choice(TEXTS),
        killed=chance.choice([None, 12, 30]),
        mode=chance.choice([None, None, "firearms"]),
        who=chance.choice([REBELS, ARMY, None]),
        whom=chance.choice([VILLAGERS, MALI, None]),
        at=chance.choice([GAO, MOPTI, MALI_PLACE, None]),
        days=(day, day) if day else None,
        published=chance.choice(["2022-01-25", "2022-01-26", "2022-02-21", None]),
        factuality=chance.choice(["asserted", "asserted", "future", "negated"]),
        background=chance.random() < 0.2,
        **said,
    )


def newer(chance: random.Random) -> Reader:
    """A reader that has read nothing yet: of one reader, equal texts have equal readings."""
    return Reader(f"2.{chance.randrange(10**9)}", "m", "k")


def stored(book: Ledger) -> dict[frozenset[Key], str]:
    """The incidents that are kept, and their status."""
    found = {}
    for incident in book.incidents():
        refs = book.event_refs(incident.events)
        assert len(refs) == len(incident.events)
        found[frozenset((ref.report_id, ref.event) for ref in refs)] = incident.status
    return found


def decided(book: Ledger) -> Constraints:
    """What people joined and parted, of all events."""
    refs = [book.event(r.report.id, e.id) for r in book.readings(decided=True) for e in r.events]
    keys = {ref.id: (ref.report_id, ref.event) for ref in refs}
    block = book.block(keys, dict.fromkeys(keys, ()))

    def named(pairs: Any) -> frozenset[frozenset[Key]]:
        return frozenset(frozenset((keys[a], keys[b])) for a, b in pairs if a in keys and b in keys)

    return Constraints(named(block.together), named(block.apart))


def full(book: Ledger) -> dict[frozenset[Key], str]:
    """The incidents of all readings taken together at once."""
    found = situation(book.readings(decided=True), decided(book))
    return {frozenset(i.events): i.status for i in found.incidents}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "ledger.sqlite"
    Ledger(path).close()
    return path


relaxed = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@relaxed
@given(seed=st.integers(0, 10_000), orders=st.lists(st.permutations(range(9)), min_size=2, max_size=2),
       at_once=st.integers(1, 4))  # fmt: skip
def test_order_of_arrival_does_not_matter(
    empty: Path, tmp_path_factory: pytest.TempPathFactory, seed: int, orders: list[list[int]], at_once: int
) -> None:
    chance = random.Random(seed)
    readings = [made(chance, n) for n in range(9)]
    found = []
    for order in orders:
        with Ledger(shutil.copy(empty, tmp_path_factory.mktemp("order") / "l")) as book:
            for n in order:
                book.add(readings[n])
                if chance.random() < 0.6:
                    update(book, at_once=at_once)
            update(book, at_once=at_once)
            assert (waits := book.pending()).events == waits.gone == ()
            assert stored(book) == full(book)
            found.append((stored(book), sorted(str(sorted(i.record.items())) for i in book.incidents())))
    assert found[0] == found[1]


@relaxed
@given(seed=st.integers(0, 10_000), steps=st.integers(4, 16))
def test_readings_and_decisions_in_any_order_give_a_full_run(
    empty: Path, tmp_path_factory: pytest.TempPathFactory, seed: int, steps: int
) -> None:
    chance = random.Random(seed)
    with Ledger(shutil.copy(empty, tmp_path_factory.mktemp("steps") / "l")) as book:
        book.add_many(made(chance, n) for n in range(6))
        for _ in range(steps):
            step(book, chance)
            if chance.random() < 0.7:
                update(book, at_once=chance.randint(1, 5))
        update(book)
        assert stored(book) == full(book)
        seen = book.pending().seen
        assert update(book) == 0
        assert book.pending().seen == seen, "nothing was written"


def step(book: Ledger, chance: random.Random) -> None:
    """One thing that readers or people do."""
    here = [book.event(r.report.id, e.id) for r in book.readings(decided=True) for e in r.events]
    undoable = [d.id for d in book.decisions() if d.superseded_by is None]
    what = chance.choice(["add", "reread", "revise", "empty", "reject", "correct", "merge", "merge", "split", "undo"])
    if what == "add":
        book.add(made(chance, chance.randint(6, 9)))
    elif what == "reread":
        old = chance.choice(list(book.readings()))
        new = made(chance, int(old.report.id))
        book.add(replace(new if new.report.text == old.report.text else old, reader=newer(chance)))
    elif what == "revise":
        book.add(made(chance, chance.randint(0, 5)))
    elif what == "empty":
        old = chance.choice(list(book.readings()))
        book.add(replace(old, reader=newer(chance), events=(), claims=(), quantities=()))
    elif what == "undo" and undoable:
        book.undo(chance.choice(undoable), **WHO)
    elif what == "reject" and here:
        book.decide("reject", chance.choice(here), **WHO)
    elif what == "correct" and here:
        field, value = chance.choice([("mode", "firearms"), ("days", ["2022-01-24", "2022-01-24"]), ("actors", ["X"])])
        book.decide("correct", chance.choice(here), field=field, value=value, **WHO)
    elif what in ("merge", "split") and len({ref.anchor for ref in here}) > 1:
        a = chance.choice(here)
        b = chance.choice([ref for ref in here if ref.anchor != a.anchor])
        (book.merge if what == "merge" else book.split)(a, b, **WHO)


# ------------------------------------------------------------------ ids


@pytest.fixture
def raid(place: str) -> Any:
    with Ledger(place) as book:
        book.add_many(
            [
                report("a", TOLD, killed=12, published="2022-01-25", **RAID),
                report("b", RETOLD, killed=30, published="2022-01-25", **RAID),
                report("c", "France praised Mali.", type="SUPPORT", who=FRANCE, whom=MALI, published="2022-01-25"),
            ]
        )
        yield book


def ids(book: Ledger) -> dict[tuple[Any, ...], str]:
    return {i.reports: i.id for i in situation_of_ledger(book).incidents}


def event(book: Ledger, report: str) -> EventRef:
    return book.event(report, "e1")


def test_ids_survive_reading_again(raid: Ledger) -> None:
    before = ids(raid)
    assert set(before) == {("a", "b"), ("c",)}
    raid.add(replace(report("a", TOLD, killed=14, published="2022-01-25", **RAID), reader=NEWER))
    raid.add(report("d", EXTRA, published="2022-01-26", **RAID))
    after = ids(raid)
    assert after == {("a", "b", "d"): before["a", "b"], ("c",): before["c",]}
    found = situation_of_ledger(raid)
    Draft202012Validator(situation_schema()).validate(found.to_dict())
    (killed,) = next(i for i in found.incidents if len(i.reports) == 3).quantities
    assert (killed.low, killed.high) == (14, 30), "what changed is the number alone, and it is seen"
    kept = raid.incident(before["a", "b"])
    assert kept is not None
    assert (kept.record["quantities"][0]["low"], kept.record["quantities"][0]["high"]) == (14, 30)


def test_merged_ids_redirect_and_come_back(raid: Ledger) -> None:
    before = ids(raid)
    merge = raid.merge(event(raid, "a"), event(raid, "c"), **WHO)
    merged = ids(raid)
    assert merged == {("a", "b", "c"): before["a", "b"]}
    followed = raid.incident(before["c",])
    assert followed is not None
    assert followed.id == before["a", "b"]
    raid.undo(merge.id, **WHO)
    assert ids(raid) == before
    split = raid.split(event(raid, "a"), event(raid, "b"), **WHO)
    assert set(ids(raid)) == {("a",), ("b",), ("c",)}
    raid.undo(split.id, **WHO)
    assert ids(raid) == before
    rejected = raid.decide("reject", event(raid, "c"), **WHO)
    assert ids(raid) == {("a", "b"): before["a", "b"]}
    raid.undo(rejected.id, **WHO)
    assert ids(raid) == before


def test_status_and_disputes_are_kept(raid: Ledger) -> None:
    raid.add(report("d", "Mali denied that rebels raided a market near Gao and killed villagers.", stance="denies",
                    source=MALI, factuality="possible", **RAID))  # fmt: skip
    update(raid)
    found = raid.find(Filter(statuses=("contested",)))
    assert {row.report for row in found.events} == {"a", "b", "d"}
    (kept,) = [i for i in raid.incidents() if i.status == "contested"]
    assert {d["kind"] for d in kept.record["disputes"]} == {"existence", "quantity"}
    assert kept.record["against"] == [["d", "c1"]]
    assert kept.record["place"]["name"] == "Gao"
    shown = next(i for i in situation_of_ledger(raid).incidents if i.status == "contested")
    assert shown.id == kept.id


def test_what_leaves_a_block_is_missed(place: str) -> None:
    """Without b nothing holds a and c together; without b's rejection all three hang together again."""
    with Ledger(place) as book:
        for n in range(4):
            book.add(report(n, TEXTS[n % 2], **{**RAID, "days": None if n == 1 else RAID["days"]}))
            update(book)
        for n in range(4):
            made_ = book.decide("reject", book.event(n, "e1"), **WHO)
            update(book)
            assert stored(book) == full(book)
            book.undo(made_.id, **WHO)
            update(book)
            assert stored(book) == full(book)


def test_a_key_of_many_is_not_followed(raid: Ledger) -> None:
    update(raid, crowd=0)
    assert len(raid.incidents()) == 2, "what arrives together is compared all the same"
    raid.add(report("d", EXTRA, published="2022-01-26", **RAID))
    update(raid, crowd=0)
    assert len(raid.incidents()) == 3


# ------------------------------------------------------------------ other rules


def test_incidents_made_by_other_rules_are_gathered_anew(raid: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    before = ids(raid)
    assert update(raid) == 0
    with monkeypatch.context() as patch:
        patch.setattr("harmattan.situation.grouping.SAME", 1000.0)  # nothing is alike any more
        patch.setattr("harmattan.situation.update.rules", lambda: f"{rules()} strict")
        assert update(raid) == 3
        assert sorted(len(incident.events) for incident in raid.incidents()) == [1, 1, 1]
        assert update(raid) == 0
    assert ids(raid) == before
    assert stored(raid) == full(raid)


def test_a_newer_harmattan_s_incidents_are_left_alone(raid: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    raid.gather_anew("99.0.0 abc")
    with pytest.raises(LedgerError, match=r"by a newer Harmattan \(99\.0\.0\)"):
        update(raid)
    assert raid.incidents() == []
    monkeypatch.setattr("harmattan.situation.update.rules", lambda: "99.0.0 abc")
    assert update(raid) == 3


def test_what_was_worked_out_by_other_rules_is_not_kept(raid: Ledger) -> None:
    raid.gather_anew("one")
    waiting = raid.pending()
    raid.gather_anew("other")
    with pytest.raises(LedgerChanged):
        raid.save_incidents([], settled=[ref.id for ref in waiting.events], seen=waiting.seen, rules="one")
    assert len(raid.pending().events) == 3


# ------------------------------------------------------------------ killed, and two at once


def assert_whole(book: Ledger) -> None:
    """What a ledger's incidents say fits together, and whoever is in none still waits."""
    assert_incidents_whole(book)
    with book._engine.connect() as connection:
        waiting = set(connection.execute(select(events.c.id).where(events.c.pending)).scalars())
        loose = select(events.c.id).where(events.c.incident.is_(None), events.c.gone.is_(None))
        assert set(connection.execute(loose).scalars()) <= waiting


@needs_fork
def test_killed_while_gathering(place: str) -> None:
    chance = random.Random(5)
    Ledger(place).close()

    def work(say: Callable[[str], None], rules: str) -> None:
        with Ledger(place) as book, pytest.MonkeyPatch.context() as patch:
            patch.setattr("harmattan.situation.update.rules", lambda: rules)
            say(".")
            update(book, at_once=1)

    early = 0
    for round in range(20):
        with Ledger(place) as book:
            book.add_many(made(chance, n) for n in chance.sample(range(30), 6))
        other = f"{rules()} {round // 7}"  # twice all is gathered anew by other rules
        early += killed(partial(work, rules=other), chance.uniform(0.0, 0.15))[0]
        with Ledger(place) as book:
            assert_whole(book)
            if round % 5 == 4:
                update(book)
                assert stored(book) == full(book)
    assert early > 5


@needs_fork
def test_two_gather_at_once(place: str) -> None:
    chance = random.Random(6)
    with Ledger(place) as book:
        book.add_many(made(chance, n) for n in range(25))

    def work(seed: int) -> None:
        dice = random.Random(seed)
        with Ledger(place) as book:
            for _ in range(4):
                book.add(made(dice, dice.randint(0, 40)))
                update(book, at_once=dice.randint(1, 5))

    assert all_end_well([partial(work, seed) for seed in (1, 2)])
    with Ledger(place) as book:
        assert_whole(book)
        update(book)
        assert stored(book) == full(book)
        assert {key for held in stored(book) for key in held} == {e.key for e in happenings(book.readings())}
        assert group(happenings(book.readings()))
