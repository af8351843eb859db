from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import made
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.event import listen

from harmattan.errors import LedgerChanged, LedgerError
from harmattan.ledger import Filter, Group, Ledger
from harmattan.ledger.saving import assign
from harmattan.model import Reader


@pytest.fixture
def book(place: str) -> Iterator[Ledger]:
    with Ledger(place) as ledger:
        ledger.add_many(made.readings(4, seed=3))
        yield ledger


def group(*events: int, status: str = "reported") -> Group:
    return Group(events, "ASSAULT", status, record={"target": "civilian"})


def save(book: Ledger, *groups: Group) -> tuple[str, ...]:
    return book.save_incidents(groups)


def ids(book: Ledger, count: int) -> list[int]:
    return [ref.id for ref in book.pending().events][:count]


def members(book: Ledger) -> dict[str, tuple[int, ...]]:
    return {incident.id: incident.events for incident in book.incidents()}


def test_new_events_wait_until_they_are_gathered(book: Ledger) -> None:
    waiting = book.pending()
    assert len(waiting.events) == book.find().total
    assert len(book.pending(limit=2).events) == 2
    a, b, c = ids(book, 3)
    (first, second) = save(book, group(a, b, status="contested"), group(c))
    assert members(book) == {first: (a, b), second: (c,)}
    assert {ref.id for ref in book.pending().events} == {ref.id for ref in waiting.events} - {a, b, c}
    assert {row.incident for row in book.find(Filter(statuses=("contested",))).events} == {first}
    assert book.find(Filter(incident=first)).total == 2
    stored = book.incident(first)
    assert stored is not None
    assert stored.record == {"target": "civilian"}


def test_what_waits_in_a_large_file_is_found_without_reading_it_all(tmp_path: Path) -> None:
    with Ledger(tmp_path / "l") as book, book._engine.connect() as connection:
        asked: list[str] = []
        listen(book._engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
        book.pending(limit=5)
        (about,) = [statement for statement in asked if "pending" in statement and "LIMIT" in statement]
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {about}", (5, 0)).all()
        assert "events_pending" in str(plan)


def test_notes_belong_to_an_event_as_one_reading_has_it(book: Ledger) -> None:
    one, two = book.pending().events[:2]
    book.save_incidents([], notes={(one.reading, one.event): "first"})
    book.save_incidents([], notes={(one.reading, one.event): "second"})
    assert book.notes([one.id, two.id]) == {(one.reading, one.event): "first"}
    (old,) = [reading for reading in book.readings() if reading.report.id == one.report_id]
    book.add(replace(old, reader=Reader("2", "m", "k")))
    assert book.notes([one.id]) == {}, "what stands is another reading"
    book.add(old)
    assert book.notes([one.id]) == {(one.reading, one.event): "first"}


def test_saving_again_changes_nothing(book: Ledger) -> None:
    a, b, c = ids(book, 3)
    groups = [group(a, b), group(c)]
    keys = {a: {"x"}, b: {"x", "y"}}
    before = book.save_incidents(groups, keys=keys)
    seen = book.pending().seen
    assert book.save_incidents(groups[::-1], keys=keys) == before[::-1]
    assert book.pending().seen == seen, "no write was made"


def test_an_id_stays_where_most_events_are(book: Ledger) -> None:
    a, b, c, d = ids(book, 4)
    (old,) = save(book, group(a, b, c))
    assert save(book, group(a), group(b, c, d))[1] == old
    assert len(members(book)) == 2


def test_merged_ids_redirect_and_wake_when_parted(book: Ledger) -> None:
    a, b, c = ids(book, 3)
    first, second = save(book, group(a, b), group(c))
    assert save(book, group(a, b, c)) == (first,)
    redirected = book.incident(second)
    assert redirected is not None
    assert redirected.id == first
    assert book.find(Filter(incident=second)).total == 3, "a filter follows the redirect"
    assert save(book, group(a, b), group(c)) == (first, second), "undone, both have their ids again"
    assert book.incident(second).id == second  # type: ignore[union-attr]


def test_redirects_of_redirects_lead_on(book: Ledger) -> None:
    a, b, c, d, e, f = ids(book, 6)
    one, two, three = save(book, group(a), group(b, c), group(d, e, f))
    save(book, group(a, b, c))
    save(book, group(a, b, c, d, e, f))
    assert {book.incident(id).id for id in (one, two, three)} == set(members(book))  # type: ignore[union-attr]


def test_vanished_events_leave_a_tombstone(book: Ledger) -> None:
    reading = made.readings(4, seed=3)[0]
    events = [book.event("r0", e.id).id for e in reading.events]
    (id,) = save(book, group(*events))
    book.add(replace(reading, reader=Reader("2", "m", "k"), events=(), claims=()))
    waiting = book.pending()
    assert set(waiting.gone) == set(events)
    book.save_incidents([], settled=waiting.gone)
    stored = book.incident(id)
    assert stored is not None
    assert (stored.gone, stored.successor, stored.events) == (True, None, ())
    assert book.incidents() == []
    book.add(reading)
    assert save(book, group(*events)) == (id,), "it wakes when its events are back"


def test_blocks_are_closed(book: Ledger) -> None:
    a, b, c, d = ids(book, 4)
    book.save_incidents([group(a, b), group(c)], keys={a: {"x"}, b: {"y"}, c: {"z"}})
    block = book.block([d], {d: {"y"}})
    assert {ref.id for ref in block.events} == {a, b, d}, "b has the key, and a is b's incident"
    assert dict(block.keys) == {a: {"x"}, b: {"y"}, d: {"y"}}
    assert list(block.incidents.values()) == [(a, b)]
    assert book.block([d], {d: {"x", "y", "z"}}, crowd=0).crowded == {"x", "y", "z"}
    assert {ref.id for ref in book.block([a]).events} == {a, b}, "its own keys are known"


def test_ties_are_followed_however_many_share_them(book: Ledger) -> None:
    a, b, c, d = ids(book, 4)
    book.save_incidents([group(a), group(b), group(c)], keys={a: {"x", "=1"}, b: {"x", "=1"}, c: {"x"}})
    assert {ref.id for ref in book.block([a], {a: ()}, crowd=0).events} == {a, b}
    assert {ref.id for ref in book.block([d], {d: {"x"}}).events} == {a, b, c, d}
    found = book.sharing({"x"}, crowd=2)
    assert (found.events, found.keys, found.crowded) == ((), {}, {"x"})
    found = book.sharing({"x", "y"}, crowd=3)
    assert {ref.id for ref in found.events} == {a, b, c}
    assert {key: set(held) for key, held in found.keys.items()} == {"x": {a, b, c}}
    assert found.crowded == frozenset()


def test_a_report_that_is_read_again_is_gathered_again(book: Ledger) -> None:
    reading = made.readings(4, seed=3)[0]
    book.save_incidents([], settled=[ref.id for ref in book.pending().events])
    before = {ref.id: ref.changed for ref in book.events_at(ref.anchor for ref in [book.event("r0", "e1")])}
    book.add(reading)
    assert book.pending().events == (), "nothing was new"
    book.add(replace(reading, reader=Reader("2", "m", "k")))
    waiting = book.pending().events
    assert {ref.event for ref in waiting} == {e.id for e in reading.events}
    assert all(ref.pending and ref.changed > before.get(ref.id, 0) for ref in waiting)


def test_a_block_that_changed_is_refused(book: Ledger) -> None:
    a, b = ids(book, 2)
    block = book.block([a, b])
    save(book, group(a))
    with pytest.raises(LedgerChanged):
        book.save_incidents([group(a, b)], seen=block.seen)
    assert list(members(book).values()) == [(a,)]
    book.save_incidents([group(a, b)], seen=book.block([a, b]).seen)
    assert list(members(book).values()) == [(a, b)]


def test_groupings_that_make_no_sense_are_refused(book: Ledger) -> None:
    a, b, c = ids(book, 3)
    save(book, group(a, b))
    before = members(book)
    for wrong in ([group(a), group(a, b)], [group()], [group(a)], [group(c, 9999)]):
        with pytest.raises(LedgerError):
            book.save_incidents(wrong)
    assert members(book) == before


def test_a_decision_has_its_events_gathered_anew(book: Ledger) -> None:
    waiting = list(book.pending().events)
    book.save_incidents([], settled=[ref.id for ref in waiting])
    assert book.pending().events == ()
    book.merge(waiting[0], waiting[1], by="Ana", why="the same")
    assert set(book.pending().events) == {waiting[0], waiting[1]}


def test_nobody_has_an_unknown_id(book: Ledger) -> None:
    assert [book.incident(id) for id in ("i999", "x", "i", "1")] == [None] * 4
    assert book.find(Filter(incident="i999")).total == 0


groupings = st.lists(st.sets(st.integers(1, 12), min_size=1, max_size=5), max_size=6)


@given(groupings, st.dictionaries(st.integers(1, 9), st.sets(st.integers(1, 12), min_size=1), max_size=6), st.randoms())
def test_ids_do_not_depend_on_the_order_of_groups(
    groups: list[set[int]], held: dict[int, set[int]], chance: object
) -> None:
    apart = [g - set().union(*groups[:n]) for n, g in enumerate(groups)]
    apart = [g for g in apart if g]
    chosen = assign(apart, held)
    given = [id for id in chosen if id is not None]
    assert len(given) == len(set(given)), "an id goes to one group"
    shuffled = list(range(len(apart)))
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    again = assign([apart[n] for n in shuffled], dict(reversed(held.items())))
    assert [again[shuffled.index(n)] for n in range(len(apart))] == chosen
    for group_, id in zip(apart, chosen, strict=True):
        if id is None:
            assert not any(group_ & held[h] for h in set(held) - set(given))


def test_readings_of_some_reports(book: Ledger) -> None:
    ref = book.pending().events[-1]
    book.decide("reject", ref, by="Ana", why="no")
    (found,) = book.readings(of=[ref.report_id, "none"], decided=True)
    assert found.report.id == ref.report_id
    assert ref.event not in [e.id for e in found.events]
    assert list(book.readings(of=[])) == []
