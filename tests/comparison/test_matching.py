"""Incidents beside rows: matched, only here, only there, and the fields that differ."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from harmattan.comparison.matching import Comparison, compare
from harmattan.comparison.tables import Events, Row
from harmattan.model import Reading
from harmattan.situation.incidents import situation
from incident_samples import FRANCE, MALI, RAID, TOLD, report

DAY = date(2022, 1, 24)
ROW = Row("MLI1", 2, DAY, DAY, "Attack", ("ASSAULT", "COERCE"), ("Rebels", "Civilians (Mali)"), "Gao", "MLI",
          16.27, -0.04, True, 12, 12, 12, True, "")  # fmt: skip


def beside(*rows: Row, readings: list[Reading] | None = None, **options: Any) -> Comparison:
    made = readings or [report("a", TOLD, killed=12, published="2022-01-25", **RAID)]
    return compare(situation(made), Events("ACLED", rows), **options)


def test_the_same_event() -> None:
    found = beside(ROW)
    (match,) = found.matched
    assert (match.incident.id, match.row.id, match.differences) == ("i1", "MLI1", ())
    assert match.km == pytest.approx(0, abs=1)
    assert (found.only_here, found.only_there) == ((), ())


@pytest.mark.parametrize(
    "change",
    [
        {"first": date(2022, 1, 30), "last": date(2022, 1, 30)},
        {"latitude": 14.49, "longitude": -4.18, "place": "Mopti"},
        {"types": ("PROTEST",)},
        {"country": "NER"},
    ],
    ids=["another week", "another town", "another type", "another country"],
)
def test_another_event(change: dict[str, Any]) -> None:
    assert beside(replace(ROW, **change)).matched == ()


@pytest.mark.parametrize(
    ("change", "field", "here", "there"),
    [
        ({"first": date(2022, 1, 25), "last": date(2022, 1, 26)}, "date", "2022-01-24", "2022-01-25 – 2022-01-26"),
        ({"latitude": 16.5, "place": "Gao-Est"}, "place", "Gao", "Gao-Est (26 km away)"),
        ({"low": 20, "best": 25, "high": 30}, "deaths", "12", "20–30"),
        ({"actors": ("JNIM", "Fulani")}, "parties", "rebels, villagers", "JNIM, Fulani"),
        ({"civilians": False}, "target", "civilian", "not civilian"),
    ],
)
def test_fields_that_differ(change: dict[str, Any], field: str, here: str, there: str) -> None:
    (match,) = beside(replace(ROW, **change)).matched
    assert [(d.field, d.here, d.there) for d in match.differences] == [(field, here, there)]


def test_a_crowd_without_a_name_differs_from_nobody() -> None:
    (match,) = beside(replace(ROW, actors=("Unidentified Armed Group (Mali)", "Civilians (Niger)"))).matched
    assert match.differences == ()


def test_window_and_distance_are_the_users() -> None:
    late = replace(ROW, first=date(2022, 1, 30), last=date(2022, 1, 30))
    assert len(beside(late, days=7).matched) == 1
    far = replace(ROW, latitude=17.0)
    assert beside(far).matched == ()
    assert len(beside(far, km=100).matched) == 1


def test_a_row_without_an_exact_place_is_matched_by_country() -> None:
    assert len(beside(replace(ROW, exact=False, latitude=17.5, longitude=-4.0, place="Mali")).matched) == 1


def test_each_row_and_incident_is_matched_once() -> None:
    twin = replace(ROW, id="MLI2", line=3, low=40, best=40, high=40)
    found = beside(ROW, twin)
    assert [m.row.id for m in found.matched] == ["MLI1"]
    assert [row.id for row in found.only_there] == ["MLI2"]


def test_what_cannot_be_compared_is_counted_aside() -> None:
    readings = [
        report("a", TOLD, published="2022-01-25", **RAID),
        report("b", "France accused Mali.", type="ACCUSE", who=FRANCE, whom=MALI, published="2022-01-25"),
    ]
    other = replace(ROW, id="MLI9", line=3, first=date(2019, 1, 1), last=date(2019, 1, 1))
    found = beside(ROW, other, readings=readings)
    assert (len(found.matched), found.only_here, found.besides) == (1, (), 1)
    assert (found.only_there, found.beyond) == ((), 1)


def test_an_announced_or_denied_incident_matches_nothing() -> None:
    plan = report("a", TOLD, published="2022-01-25", factuality="future", **RAID)
    assert beside(ROW, readings=[plan]).matched == ()
