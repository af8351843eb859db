from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from harmattan.errors import DecisionError
from harmattan.ledger import Decision, Filter, Ledger
from harmattan.ledger.decisions import FIELDS, marked, standing
from harmattan.model import Reader, Reading
from samples import sample

NEWER = Reader("0.2.0", "sha256:model", "sha256:knowledge")
ANA = {"by": "Ana", "why": "read the report"}


@pytest.fixture
def book(place: str) -> Iterator[Ledger]:
    with Ledger(place) as ledger:
        ledger.add(sample())
        yield ledger


def renumbered(reading: Reading) -> Reading:
    """The same report read by a newer version, which finds one event less and gives the others other ids."""
    kept = [e for e in reading.events if e.id != "e2"]
    new_ids = {e.id: f"e{n}" for n, e in enumerate(kept, 10)}
    events = tuple(replace(e, id=new_ids[e.id]) for e in kept)
    claims = tuple(replace(c, about=tuple(new_ids[a] for a in c.about if a in new_ids)) for c in reading.claims)
    return replace(reading, reader=NEWER, events=events, claims=claims)


def shown(book: Ledger, filter: Filter = Filter()) -> dict[str, str | None]:
    return {row.event: row.decided for row in book.find(filter).events}


def test_rejected_events_are_left_out_unless_asked_for(book: Ledger) -> None:
    book.decide("reject", book.event("r1", "e4"), **ANA)
    assert set(shown(book)) == {"e1", "e2", "e3", "e5"}
    assert shown(book, Filter(decided=("rejected",))) == {"e4": "rejected"}
    assert book.reading("r1") == sample(), "the reading stays as the reader made it"
    decided = book.reading("r1", decided=True)
    assert decided is not None
    assert [e.id for e in decided.events] == ["e1", "e2", "e3", "e5"]
    assert list(book.readings(decided=True)) == [decided]


def test_decisions_outlive_a_new_reading(book: Ledger) -> None:
    book.decide("reject", book.event("r1", "e4"), **ANA)
    book.decide("correct", book.event("r1", "e1"), field="type", value="COERCE", **ANA)
    book.add(renumbered(sample()))
    assert shown(book, Filter(decided=("rejected",))) == {"e12": "rejected"}, "e4 goes by another id now"
    row = next(r for r in book.find().events if r.decided == "corrected")
    assert (row.event, row.type, row.mode) == ("e10", "COERCE", None)


@pytest.mark.parametrize(
    ("field", "value", "column", "expected"),
    [
        ("type", "SANCTION", "type", "SANCTION"),
        ("mode", None, "mode", None),
        ("contexts", ["legal", "military"], "contexts", ("legal", "military")),
        ("factuality", "possible", "factuality", "possible"),
        ("outcome", "failed", "outcome", "failed"),
        ("background", True, "background", True),
        ("days", ["2022-01-20", "2022-01-21"], "latest", "2022-01-21"),
        ("actors", ["sweden", "Norway"], "actors", ("Sweden", "Norway")),
        ("recipients", [{"name": "Burkina Faso", "country": "BFA", "kind": "state"}], "recipients", ("Burkina Faso",)),
        ("places", [{"name": "Gao", "country": "MLI", "latitude": 16.3, "longitude": 0.0}], "place", "Gao"),
    ],
)
def test_every_field_can_be_corrected(book: Ledger, field: str, value: object, column: str, expected: object) -> None:
    before = next(r for r in book.find().events if r.event == "e1")
    made = book.decide("correct", book.event("r1", "e1"), field=field, value=value, **ANA)
    row = next(r for r in book.find().events if r.event == "e1")
    assert getattr(row, column) == expected
    assert row.decided == "corrected"
    book.undo(made.id, by="Ben", why="no")
    assert next(r for r in book.find().events if r.event == "e1") == before


def test_all_fields_are_tested() -> None:
    tested = {mark.args[1][n][0] for mark in test_every_field_can_be_corrected.pytestmark  # type: ignore[attr-defined]
              for n in range(len(mark.args[1]))}  # fmt: skip
    assert tested | {"cameo"} == set(FIELDS)


@pytest.mark.parametrize(
    ("field", "value"),
    [("type", "BOMB"), ("colour", "red"), ("days", ["2022-01-20", "2022-01-01"]), ("days", "soon"), ("actors", "Mali"),
     ("actors", [7]), ("background", "yes"), ("contexts", "legal"), ("mode", 3), (None, None)],
)  # fmt: skip
def test_impossible_corrections_say_so(book: Ledger, field: str | None, value: object) -> None:
    with pytest.raises(DecisionError):
        book.decide("correct", book.event("r1", "e1"), field=field, value=value, **ANA)
    assert book.decisions() == []


def test_wrong_targets_say_so(book: Ledger) -> None:
    one = book.event("r1", "e1")
    for decide in (
        lambda: book.event("r1", "e99"),
        lambda: book.event("r9", "e1"),
        lambda: book.event(1, "e1"),
        lambda: book.decide("reject", "nowhere:1-2", **ANA),
        lambda: book.merge(one, one, **ANA),
        lambda: book.undo(7, **ANA),
        lambda: book.decide("accept", one, by=" ", why="x"),
        lambda: book.decide("merge", one, **ANA),  # type: ignore[arg-type]
    ):
        with pytest.raises(DecisionError):
            decide()
    assert book.decisions() == []


def test_later_decisions_supersede_and_undo_takes_back(book: Ledger) -> None:
    event = book.event("r1", "e1")
    first = book.decide("reject", event, **ANA)
    second = book.decide("accept", event, by="Ben", why="it did happen")
    assert shown(book)["e1"] == "accepted"
    third = book.undo(second.id, by="Cid", why="Ben was wrong")
    assert "e1" not in shown(book), "the first decision holds again"
    book.undo(third.id, by="Ben", why="I was not")
    assert shown(book)["e1"] == "accepted"
    kept = book.decisions()
    assert [(d.kind, d.by) for d in kept] == [("reject", "Ana"), ("accept", "Ben"), ("undo", "Cid"), ("undo", "Ben")]
    assert kept[0].superseded_by == second.id
    assert kept[2].superseded_by == kept[3].id
    assert first.anchor == event.anchor


def test_a_decision_holds_in_every_report_with_that_text(book: Ledger) -> None:
    book.add(sample("twin", outlet="The Echo"))
    book.decide("reject", book.event("r1", "e4"), **ANA)
    assert len(book.find(Filter(decided=("rejected",))).events) == 2
    book.add(sample("triplet"))
    assert len(book.find(Filter(decided=("rejected",))).events) == 3, "also in one that comes later"


def test_merges_and_splits_are_constraints(book: Ledger) -> None:
    a, b, c = (book.event("r1", e) for e in ("e1", "e2", "e3"))
    book.merge(a, b, **ANA)
    book.split(b, c, **ANA)
    block = book.block([a.id])
    assert {ref.id for ref in block.events} == {a.id, b.id, c.id}, "what is joined or parted is looked at together"
    assert block.together == ((a.id, b.id),)
    assert block.apart == ((b.id, c.id),)
    book.split(a, b, by="Ben", why="two happenings")
    assert book.block([a.id]).together == ()
    assert set(book.block([a.id]).apart) == {(a.id, b.id), (b.id, c.id)}


def decision(id: int, kind: str, anchor: str | None = "a", **more: object) -> Decision:
    fields = {"other": None, "field": None, "value": None, "undoes": None, **more}
    return Decision(id, kind, anchor, by="x", why="y", at="2022-01-01", **fields)  # type: ignore[arg-type]


def test_standing_decisions() -> None:
    made = [
        decision(1, "reject"),
        decision(2, "correct", field="type", value="AID"),
        decision(3, "accept"),
        decision(4, "undo", None, undoes=3),
        decision(5, "merge", "b", other="a"),
        decision(6, "split", "a", other="b"),
    ]
    assert [d.id for d in standing(made)] == [1, 2, 6]
    assert [d.superseded_by for d in marked(made)] == [None, None, 4, None, 6, None]
    assert marked(reversed(made)) == marked(made)
