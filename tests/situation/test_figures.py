"""Each source's figures are kept; the later one of a source stands."""

from __future__ import annotations

from typing import Any

from harmattan.model import Reading
from harmattan.situation.incidents import situation
from harmattan.situation.model import Total
from incident_samples import FRANCE, MALI, RAID, RETOLD, TOLD, report


def total(*readings: Reading) -> Total:
    (incident,) = situation(readings).incidents
    (found,) = incident.quantities
    return found


def told(id: str, text: str, killed: int, published: str, **fields: Any) -> Reading:
    counted = {"claims": ("c1",)} if "stance" in fields else {}
    return report(id, text, killed=killed, published=published, counted=counted, **{**RAID, **fields})


def test_later_figure_of_a_source_takes_the_place_of_the_earlier() -> None:
    found = total(
        told("a", TOLD, 12, "2022-01-25", stance="says", source=MALI),
        told("b", RETOLD, 20, "2022-01-27", stance="says", source=MALI),
    )
    assert (found.low, found.high) == (20, 20)
    assert [(f.value, f.date, f.superseded) for f in found.by_source] == [
        (12, "2022-01-25", True), (20, "2022-01-27", False)]  # fmt: skip


def test_figures_of_two_sources_both_stand() -> None:
    found = total(
        told("a", TOLD, 12, "2022-01-25", stance="says", source=MALI),
        told("b", RETOLD, 20, "2022-01-27", stance="says", source=FRANCE),
    )
    assert (found.low, found.high) == (12, 20)
    assert not any(f.superseded for f in found.by_source)


def test_a_toll_that_rose_replaces_what_other_reports_had() -> None:
    rose = "The death toll of the raid in which rebels attacked a market near Gao rose to 20 villagers."
    found = total(told("a", TOLD, 12, "2022-01-25"), told("b", rose, 20, "2022-01-27"))
    assert (found.low, found.high) == (20, 20)
    assert situation([told("a", TOLD, 12, "2022-01-25"), told("b", rose, 20, "2022-01-27")]).disputes == ()


def test_planned_figures_stand_apart() -> None:
    found = total(
        told("a", TOLD, 12, "2022-01-23", factuality="future", days=None),
        told("b", RETOLD, 20, "2022-01-27"),
    )
    assert (found.low, found.high) == (20, 20)
    assert [f.planned for f in found.by_source] == [True, False]


def test_open_figures_leave_the_total_open() -> None:
    at_least = {"low": 12, "high": None, "modifier": "at_least"}
    found = total(report("a", TOLD, killed=12, counted=at_least, **RAID), report("b", RETOLD, killed=20, **RAID))
    assert (found.low, found.high) == (12, None)
